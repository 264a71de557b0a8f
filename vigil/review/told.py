"""Decisions and changes in words: what every way of looking at a record says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vigil.decided import plain
from vigil.records import Judgement
from vigil.review.decisions import Amend, Correct, Enter, Merge, Split, Tie, Untie, judged
from vigil.review.queue import shown

__all__ = ["differences", "short"]


def short(said: Judgement) -> str:
    """A judgement in few words."""
    found = judged(1, said)
    match None if found is None else found.decision:
        case Correct() as made:
            return f"correct {made.field}: {shown(made.field, made.value)}"
        case Merge() as made:
            return f"merge {', '.join(made.incidents)}"
        case Split() as made:
            return f"split {', '.join(made.apart)} apart"
        case Tie() | Untie() as made:
            return f"{said.decision} {made.type} {made.target}"
        case Amend() as made:
            return "correct claim: " + ", ".join(f"{k} {v}" for k, v in made.changes.items())
        case Enter() as made:
            return f"enter {made.attribute}: “{made.quote}”"
    return said.decision


def differences(fields: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """(field, before, after) in words, from JSON before and after, as the changes of a record have them."""
    return [(name, _value(name, plain(old)), _value(name, plain(new))) for name, old, new in fields]


def _value(name: str, value: Any) -> str:
    return str(value) if name in ("documents", "status") else shown(name, value)
