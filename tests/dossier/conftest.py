"""The made-up record with everything that can follow is kept beside the tests of the exports."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "export"))
