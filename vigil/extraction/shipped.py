"""Which model file this version brings, known without opening it."""

from __future__ import annotations

FILE = "reader.zip"
SHA256 = "d3d2bb95f0d0e29b6aace1874cb908ba3c3bb1b3844706f0f8c14ed14a680684"
