"""Records of what followed as they may be shown to a reader who must not see names of private persons."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from vigil.aftermath import Accused, Aftermath, Party
from vigil.export.names import WITHHELD, mask
from vigil.export.withheld import Names, longest_first, of_documents
from vigil.records import Evidence

A = TypeVar("A", bound=Aftermath)
_LEFT = frozenset(
    {"id", "document", "claim", "incident", "incidents", "episode", "answers", "between", "date", "seen"}
)


def covered(found: A, names: Names) -> A:
    """The record with every private name in it covered by blocks of the same length, so that spans still hold.

    ``names``: document -> names that stay behind.  Of a person, accused or private, the name itself is withheld.
    """
    person: Accused | Party | None = None
    if (isinstance(found, Accused) and found.kind == "person") or (
        isinstance(found, Party) and found.private
    ):
        person = found
    private = set(of_documents(_documents(found), names))
    if person is not None:
        own = {person.name, *person.aliases}
        private |= own | {last for name in own if len(last := name.split()[-1]) > 3}
    made: A = _cover(found, longest_first(private)) if private else found
    if isinstance(made, Accused) and person is not None:
        return replace(made, name=WITHHELD, aliases=())
    if isinstance(made, Party) and person is not None:
        return replace(made, name=WITHHELD, aliases=(), why=())
    return made


def _documents(value: Any) -> set[str]:
    """The documents that stand in a record as evidence, wherever."""
    if isinstance(value, Evidence):
        return {value.document}
    if isinstance(value, tuple):
        return set().union(*map(_documents, value)) if value else set()
    if is_dataclass(value):
        return set().union(*(_documents(getattr(value, field.name)) for field in fields(value)))
    return set()


def _cover(value: Any, private: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return WITHHELD if value in private else mask(value, private)
    if isinstance(value, tuple):
        return tuple(_cover(item, private) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            f.name: _cover(getattr(value, f.name), private) for f in fields(value) if f.name not in _LEFT
        }
        return replace(value, **changed)
    return value
