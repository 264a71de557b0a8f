"""Which model file this version brings, known without opening it."""

from __future__ import annotations

FILE = "reader.zip"
SHA256 = "09d714f9781ef351403eaf565e1a5ac4975d4c74c6e39b2d7ed8de1f68896dcf"
