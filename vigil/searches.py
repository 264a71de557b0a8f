"""Saved searches: which incidents somebody wants to hear of, as fields or as one line of text.

    attack, Balochistan, killed >= 5
    suicide bombing, "Quetta", actor: Lashkar-e-Jhangvi, since 2013

Parts are joined by commas and all of them must hold.  A part is a kind or type of the codebook, a toll (``killed >= 5``,
``injured >= 20``), ``since`` or ``until`` with a date, ``actor:``, ``community:``, ``text:``, ``place:`` with words, and
else a place.  Words in double quotes are never a kind or a type.  ``everything`` alone asks for every incident.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.errors import UsageError
from vigil.names import fold, known, spaced
from vigil.periods import period
from vigil.records import Incident, Place, Toll

KINDS = ("attack", "demonstration", "official_response", "legal_action", "other")
EVERYTHING = "everything"
_NAMED = ("kind", "type", "place", "actor", "community", "text")  # fields that a part may name before a colon
_MEASURES = {"killed": "killed", "dead": "killed", "deaths": "killed", "injured": "injured", "wounded": "injured"}  # fmt: skip
_WORD = "|".join(_MEASURES)
_TOLL = re.compile(
    rf"(?:(?P<a>{_WORD})\s*(?P<sign>>=|≥|=>|>|at least|more than)\s*(?P<n>\d{{1,9}})"
    rf"|(?:at least\s+(?P<m>\d{{1,9}})|(?P<k>\d{{1,9}})\s*(?:\+|or more))\s*(?P<b>{_WORD}))",
    re.IGNORECASE,
)
_DATE = re.compile(r"(since|until)\b[\s:]*(.*)", re.IGNORECASE)
_QUOTED = re.compile(r'(?:(?P<key>\w+)\s*:\s*)?"(?P<value>(?:[^"\\]|\\.)*)"')
_KEYED = re.compile(r"(?P<key>[^\W\d]+)\s*:\s*(?P<value>.*)")
_PIECES = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^",])+')
_LIKE = 0.8  # how alike a place and a word of the codebook are from which a slip is likely


@dataclass(frozen=True, slots=True)
class Search:
    """What an incident must be to be found: every field that is not None.  ``str(search)`` is its line of text.

    ``kind`` and ``type`` are words of the codebook.  ``places`` are whole words of a name of its place, from site to country,
    or a country code.  ``actor``: whole words of a name, or any alias that the codebook has.  ``community``: whole words of
    whom the victims are.  ``text``: pieces that all occur in its summary, names or type.  ``killed``, ``injured``: the least
    best figure; an incident without one does not fit.  ``since``, ``until``: days or prefixes (2013, 2013-01), both
    included; an incident without a date fits neither.  Raises UsageError for what makes no sense.
    """

    kind: str | None = None
    type: str | None = None
    places: tuple[str, ...] = ()
    actor: str | None = None
    community: str | None = None
    text: str | None = None
    killed: int | None = None
    injured: int | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name in ("kind", "type", "actor", "community", "text", "since", "until"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, _words(name, value))
        object.__setattr__(self, "places", tuple(dict.fromkeys(_words("place", p) for p in self.places)))
        for name in ("killed", "injured"):
            number = getattr(self, name)
            if number is not None and (
                not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 10**9
            ):
                raise UsageError(
                    f"{name} at least {number!r} is no number of people: write a whole number, as in 5."
                )
        if self.kind is not None and self.kind not in KINDS:
            raise UsageError(
                f"There is no kind {self.kind!r}{_perhaps(self.kind, KINDS)} Known are {', '.join(KINDS)}."
            )
        if self.type is not None and self.type not in _types():
            raise UsageError(
                f"There is no type {self.type!r}{_perhaps(self.type, _types())} docs/codebook.md lists all of them."
            )
        for name in ("since", "until"):
            _check_date(name, getattr(self, name))
        if self.since and self.until and period(self.since).start > period(self.until).end:
            raise UsageError(
                f"since {self.since} is later than until {self.until}: write the earlier date first."
            )

    def matches(self, incident: Incident) -> bool:
        """Whether an incident is what is asked for."""
        return self.about(incident) and all(
            least is None or (best is not None and best >= least)
            for least, best in (
                (self.killed, best_of(incident.killed)),
                (self.injured, best_of(incident.injured)),
            )
        )

    def about(self, incident: Incident) -> bool:
        """The same, its tolls aside: they may still grow."""
        day = incident.date
        last = day.end or day.start
        return (
            (self.kind is None or incident.kind == self.kind)
            and (self.type is None or incident.type == self.type)
            and (self.since is None or (last is not None and last >= self.since))
            and (self.until is None or (day.start is not None and day.start <= self.until + "~"))
            and all(_is_in(part, incident) for part in self.places)
            and (self.actor is None or any(_is_named(self.actor, a.name) for a in incident.actors))
            and (self.community is None or _struck(self.community, incident))
            and (self.text is None or _tells(self.text, incident))
        )

    @property
    def measures(self) -> tuple[str, ...]:
        """The tolls that it asks for; ``killed`` where it asks for none."""
        return tuple(m for m in ("killed", "injured") if getattr(self, m) is not None) or ("killed",)

    def __str__(self) -> str:
        parts = [] if self.kind is None else [self.kind.replace("_", " ")]
        if self.type is not None:
            parts.append(f"type: {self.type}" if self.type in KINDS else self.type)
        parts += [_written("place", place) for place in self.places]
        for name in ("actor", "community", "text"):
            if (value := getattr(self, name)) is not None:
                parts.append(_written(name, value))
        parts += [
            f"{m} >= {n}" for m, n in (("killed", self.killed), ("injured", self.injured)) if n is not None
        ]
        parts += [f"{w} {d}" for w, d in (("since", self.since), ("until", self.until)) if d is not None]
        return ", ".join(parts) or EVERYTHING


def parse(line: str) -> Search:
    """The search that a line of text asks for: ``parse(str(search)) == search``.

    Raises UsageError, which says what to write instead, for a part that is not understood.
    """
    parts = [part.strip() for part in _split(line)]
    parts = [part for part in parts if part]
    if [part.casefold() for part in parts] == [EVERYTHING]:
        return Search()
    if not parts:
        raise UsageError(f"The search asks for nothing: write what, where, how many, as in {_EXAMPLE}")
    found: dict[str, str | int] = {}
    places: list[str] = []
    for part in parts:
        name, value = _read(part)
        if name == "place":
            places.append(str(value))
        elif name in found:
            raise UsageError(
                f"The search names {name} twice ({found[name]} and {value}): all parts must hold, so make two searches."
            )
        else:
            found[name] = value
    return Search(places=tuple(places), **found)  # type: ignore[arg-type]  # names and values go together


_EXAMPLE = '"attack, Balochistan, killed >= 5".'


def doubts(search: Search) -> list[str]:
    """A sentence for each place that may be a slip for a word of the codebook."""
    said = []
    for place in search.places:
        near = difflib.get_close_matches(place.casefold(), [*KINDS, *_types()], 1, _LIKE)
        if near:
            said.append(f"{place!r} is taken for a place; for the {_noun(near[0])} write {near[0]}.")
    return said


def best_of(toll: Toll | None) -> int | None:
    """The best figure of a toll; where only bounds are known, the lower, else the upper."""
    if toll is None:
        return None
    return next((n for n in (toll.best, toll.low, toll.high) if n is not None), None)


# ---------------------------------------------------------------- reading a line


def _split(line: str) -> Iterable[str]:
    rest = _PIECES.sub("", line).replace(",", "")
    if rest:
        raise UsageError(
            f'A quotation mark in {line!r} is not closed: write \\" for one that belongs to a name.'
        )
    return (match.group() for match in _PIECES.finditer(line))


def _read(part: str) -> tuple[str, str | int]:
    """The field that a part is about, and its value."""
    if quoted := _QUOTED.fullmatch(part):
        return _field(quoted["key"] or "place", re.sub(r"\\(.)", r"\1", quoted["value"]))
    if toll := _TOLL.fullmatch(part):
        number = int(toll["n"] or toll["m"] or toll["k"])
        more = (toll["sign"] or "").lower() in (">", "more than")
        return _MEASURES[(toll["a"] or toll["b"]).lower()], number + more
    if dated := _DATE.fullmatch(part):
        return dated[1].lower(), dated[2]
    if keyed := _KEYED.fullmatch(part):
        return _field(keyed["key"], keyed["value"])
    if '"' in part:
        raise UsageError(f"{part!r} is quoted in part only: put quotation marks around all of the words.")
    first = part.split()[0].lower().rstrip(">=≥<")
    if first in _MEASURES or re.search(rf"\d\s*(?:{_WORD})$|[<>≥≤=]", part, re.IGNORECASE):
        raise UsageError(f"{part!r} is no toll that can be asked for: write killed >= 5 or injured >= 20.")
    return _known_word(part) or ("place", part)


def _field(key: str, value: str) -> tuple[str, str | int]:
    name = key.lower()
    if name in ("since", "until"):
        return name, value
    if name not in _NAMED:
        raise UsageError(
            f"There is no field {key!r}{_perhaps(name, _NAMED)}: " + ", ".join(f"{n}:" for n in _NAMED)
            + ". Put quotation marks around a name with a colon in it."
        )  # fmt: skip
    return name, value


def _known_word(part: str) -> tuple[str, str] | None:
    """The kind or type that words are, in the plural too; None where they are neither."""
    plain = " ".join(part.casefold().replace("_", " ").split())
    for words in (plain, plain.removesuffix("s"), plain.removesuffix("es")):
        for kind in KINDS:
            if words == kind.replace("_", " "):
                return "kind", kind
        if words in _types():
            return "type", words
    return None


def _written(name: str, value: str) -> str:
    """A part that is read back as this value of this field."""
    bare = value if name == "place" else f"{name}: {value}"
    if '"' not in value and "," not in value and value.casefold() != EVERYTHING:
        try:
            if _read(bare) == (name, value):
                return bare
        except UsageError:
            pass
    inner = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"' if name == "place" else f'{name}: "{inner}"'


def _words(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{name} is {value!r}: write words, in quotation marks.")
    words = " ".join(value.split())
    if not words.isprintable() or not spaced(words):
        raise UsageError(f"{name} is {value!r}, which holds no words: write some or leave it out.")
    if name == "kind":
        return words.lower().replace(" ", "_")
    return words.lower() if name == "type" else words


def _check_date(name: str, value: str | None) -> None:
    if value is None:
        return
    form = f"{name} {value} is no date: write 2013, 2013-01 or 2013-01-10."
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
        raise UsageError(form)
    try:
        period(value)
    except UsageError:
        raise UsageError(form) from None


@cache
def _types() -> frozenset[str]:
    return frozenset(map(str, codebook.load("events")["types"]))


def _noun(word: str) -> str:
    return "kind" if word in KINDS else "type"


def _perhaps(word: str, known_words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word.casefold(), sorted(known_words), 1)
    return f": did you mean {near[0]}?" if near else "."


# ---------------------------------------------------------------- matching


def _is_in(part: str, incident: Incident) -> bool:
    """Whether a place of an incident has a name with these words; of a wave, a place where it was held."""
    held = [p.place for p in incident.places if p.held]
    return any(_has_name(part, place) for place in ([incident.place] if incident.place else []) + held)


def _has_name(part: str, place: Place) -> bool:
    names = (place.name, place.neighbourhood, place.city, place.admin1, place.country)
    return part.upper() == place.country_code or any(name and _holds(name, part) for name in names)


def _holds(words: str, part: str) -> bool:
    """Whether words hold others, whole and side by side, in whatever spelling: no Mali in Somalia."""
    mine, theirs = _folded(part), _folded(words)
    return fold(part) == fold(words) or any(
        theirs[n : n + len(mine)] == mine for n in range(len(theirs) - len(mine) + 1)
    )


@cache
def _folded(words: str) -> tuple[str, ...]:
    return tuple(folded for word in spaced(words).split() if (folded := fold(word)))


def _is_named(part: str, name: str) -> bool:
    group = known(part)
    return (group is not None and group == known(name)) or _holds(name, part)


def _struck(community: str, incident: Incident) -> bool:
    """Whether victims are told as of a community, one or many of it."""
    groups = [v.group for v in incident.victims if v.group]
    groups += [a.name for a in incident.actors if a.kind == "community" and a.role in ("victim", "target")]
    one = " ".join(word.removesuffix("s") for word in spaced(community).split()) or community
    return any(_holds(" ".join(w.removesuffix("s") for w in spaced(g).split()), one) for g in groups)


def _tells(text: str, incident: Incident) -> bool:
    place = incident.place
    names = (
        [] if place is None else [place.name, place.neighbourhood, place.city, place.admin1, place.country]
    )
    people = [a.name for a in incident.actors] + [v.name or v.group for v in incident.victims]
    said = [
        incident.summary,
        incident.kind,
        incident.type,
        incident.nature,
        *incident.weapons,
        *incident.targets,
    ]
    whole = "\n".join(part for part in [*said, *people, *names] if part).casefold()
    return all(word in whole for word in text.casefold().split())
