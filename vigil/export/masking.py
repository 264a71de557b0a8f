"""Records with the names of private persons covered, for pages that people see who may not see the names.

The same records go in and come out, so that a page is made the same way for everybody.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from vigil.aftermath import Accused, Party
from vigil.export.names import BLOCK, WITHHELD, mask
from vigil.records import Merge, Victim

T = TypeVar("T")
# Ids and words of the codebook: what leads somewhere must go on leading there.
_KEPT = frozenset(
    "id incident incidents document episode claim left right answers matches between kind type nature status role stance attribute"
    " qualifier speaker_kind detail rule what act state date start end precision first last until seen as_of field".split()
)


def masked(value: T, private: Collection[str]) -> T:
    """A record of ``vigil.records`` or ``vigil.aftermath``, or a tuple or list of them, with ``private`` names covered.

    A named victim, an accused person and a private party of the register lose their names whole.  Quotes keep their places: a
    name is covered by blocks of its length.
    """
    names = tuple(sorted(set(private), key=lambda name: (-len(name), name)))
    found: T = _masked(value, names, "")
    return found


def masked_reason(why: str, private: Collection[str]) -> str:
    """Why two reports were joined, with private names covered: the words that they have in common stand there one by one, small."""
    pieces = {piece for name in private for piece in re.findall(r"\w+", name.casefold()) if len(piece) > 2}
    head, mark, words = mask(why, private).rpartition("words in common: ")

    def cover(found: re.Match[str]) -> str:
        return BLOCK * len(found[0]) if found[0].casefold() in pieces else found[0]

    return head + mark + (re.sub(r"\w+", cover, words) if mark else words)


def _masked(value: Any, names: tuple[str, ...], field: str) -> Any:
    if isinstance(value, str):
        if field in _KEPT:
            return value
        return WITHHELD if value in names else mask(value, names)
    if isinstance(value, tuple | list):
        return type(value)(_masked(item, names, field) for item in value)
    if isinstance(value, Mapping):
        return {key: _masked(item, names, field) for key, item in value.items()}
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Merge):
        return dataclasses.replace(value, why=masked_reason(value.why, names))
    if isinstance(value, Victim) and value.name is not None:
        return Victim(WITHHELD, None if value.group is None else mask(value.group, names), value.count)
    if isinstance(value, Accused | Party):
        private = value.kind == "person" if isinstance(value, Accused) else value.private
        if private:
            own = {value.name, *value.aliases}
            own |= {last for name in own if len(last := name.split()[-1]) > 3}
            names = tuple(sorted({*names, *own}, key=lambda name: (-len(name), name)))
            value = dataclasses.replace(value, name=WITHHELD, aliases=())
    changed = {
        f.name: _masked(getattr(value, f.name), names, f.name) for f in dataclasses.fields(value) if f.init
    }
    return dataclasses.replace(value, **changed)
