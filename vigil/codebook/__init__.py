"""Vocabulary and classifications as data files, apart from control flow."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

# What an incident can be, in the order in which lists and pictures show it; the words of each type stand in events.yaml.
KINDS = ("attack", "demonstration", "official_response", "legal_action", "other")
NATURES = ("political", "criminal", "accidental", "unclear")


@cache
def load(name: str) -> Any:
    """The parsed content of ``codebook/NAME.yaml``; treat it as read-only.

    Raises:
        FileNotFoundError: there is no such file.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(resources.files(__name__).joinpath(f"{name}.yaml").read_text("utf-8"), Loader=loader)
