"""One key for the spellings of a name."""

from __future__ import annotations

import re


def fold(name: str) -> str:
    """Letters and digits in lower case, without the article: what two writings of one name share."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’]s?\b", "", name.casefold().removeprefix("the "))))
