"""Shared by all tests: this folder is on the path, so that rooms can share small made-up records."""

import os

# Wide enough that tables do not wrap, and no colours, whatever terminal runs the tests.
os.environ["COLUMNS"] = "200"
os.environ["NO_COLOR"] = "1"
os.environ.pop("FORCE_COLOR", None)
