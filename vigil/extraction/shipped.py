"""Which model file this version brings, known without opening it."""

from __future__ import annotations

FILE = "reader.onnx"
SHA256 = "0" * 64
