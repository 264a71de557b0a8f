"""What the row of a list says, as a report: its cells are its words, and the list is who says so.

Nothing is read into a row.  What it was is taken through the codebook's crosswalk, and stays "other" where that leaves it
open; who did it is said only where the list's own rules say so; the figure is one claim with the bounds that the list gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from vigil import codebook
from vigil.extraction.assembly import told_names
from vigil.extraction.naming import NOT_PERSON, PERSON_NAME
from vigil.extraction.nature import nature_of
from vigil.listed import DATASET, Cell, Listed, Read, Written, is_unknown, kinds_of
from vigil.names import is_state, known
from vigil.records import Actor, Article, Claim, Place, Reading, Report, Span, Toll, Victim

READER = "list/1"
OTHER = "other"
_GENERAL = {"attack": "attack", "demonstration": "protest"}  # the word of a kind that says nothing of how
_CONFIDENCE = 0.9  # a row is an incident to whoever keeps the list; what is doubtful in it no reader can tell
# "TTP: Tehreek-i-Taliban", "Islamic State (Pakistan)"
_BESIDE = re.compile(r"^[A-Za-z-]{2,8}: |\s*\([^)]*\)")
_PEOPLE = re.compile(r"(?:ethnic|muslim|christian|religious|caste|tribal) group\b", re.IGNORECASE)
_BODY = NOT_PERSON & frozenset("Army Force Forces Party Group Front Islamic Union Police".split()) | {
    "Movement",
    "Brigade",
}


def read_row(article: Article, row: Listed, read: Read, text: Written, place: Place | None) -> Reading:
    """The reading of one row: one report.  ``text`` is what the article was made of; ``place`` where the row says it was."""
    cells = text.cells
    kind, type_, why = kind_and_type(read.form, row)
    notes = cells.get("notes")
    lead = notes or cells.get("type") or cells["date"]
    who = _who(read, text)
    claims = [
        *_figure("killed", row.killed, row.killed_as, [cells.get(n) for n in ("best", "low", "high")], text, read),
        *_figure("injured", row.injured, row.injured_as, [cells.get("injured")], text, read),
        *who.claims,
    ]  # fmt: skip
    named = [cells[name].value for name in ("notes", "place", "admin2", "admin1") if name in cells]
    report = Report(
        document=article.id,
        ordinal=0,
        role="main",
        kind=kind,
        type=type_,
        nature=nature_of(kind, notes.value if notes else "", article.text),
        date=row.date,
        place=place,
        summary=article.text[lead.at : lead.end],
        evidence=(Span("text", lead.at, lead.end),),
        claims=tuple(claims),
        actors=tuple(who.actors),
        targets=tuple(who.targets),
        victims=tuple(who.victims),
        confidence=_CONFIDENCE,
        reasons=(f"role: a row of {read.name} is about one incident", why, *_precision(cells)),
        names=told_names([*named, *(a.name for a in who.actors if a.kind == "group")]),
        lead=Span("text", lead.at, lead.end),
        row_of=read.name,
        cites=_cited(read, cells),
    )
    return Reading(article.id, (report,), reader=READER)


# ---------------------------------------------------------------- what it was


def kind_and_type(form: str, row: Listed) -> tuple[str, str, str]:
    """Kind and type in the codebook's words, and why in a sentence; "other" where the crosswalk leaves the kind open."""
    word = row.type or ""
    if form == "ucdp":
        return "attack", "attack", f"type: UCDP's “{word}” is violence, and does not say how"
    types = codebook.load("events")["types"]
    plain = word.casefold().strip()
    fitting = _crosswalk().get(plain, ()) if form == "acled" else _nouns().get(plain, ())
    name = plain if plain in types and (plain in fitting or form != "acled") else None
    if name is None and len(fitting) == 1:
        name = fitting[0]
    if name is not None:
        return types[name]["kind"], name, f"type: “{word}” is {name} in the codebook"
    kinds = [k for k in (kinds_of((said,)) for said in (word, row.group or "") if said) if k]
    single = next((k[0] for k in kinds if len(k) == 1 and k[0] in kinds[0]), None)
    if single in _GENERAL:
        return single, _GENERAL[single], f"type: “{word}” does not say which sort of {single}"
    if not word:
        return OTHER, OTHER, "type: the row does not say what it was"
    return OTHER, OTHER, f"type: “{word}” can be several kinds of incident here, or none"


@cache
def _crosswalk() -> dict[str, tuple[str, ...]]:
    """Sub-event type of ACLED, small letters -> the codebook's types that it stands for."""
    found: dict[str, list[str]] = {}
    for name, row in codebook.load("events")["types"].items():
        if code := row["crosswalk"].get("acled"):
            found.setdefault(code.partition(" / ")[2].casefold(), []).append(name)
    return {code: tuple(names) for code, names in found.items()}


@cache
def _nouns() -> dict[str, tuple[str, ...]]:
    """Words for an incident -> the codebook's types that have them."""
    found: dict[str, list[str]] = {}
    for name, row in codebook.load("events")["types"].items():
        for noun in row.get("nouns", ()):
            found.setdefault(noun, []).append(name)
    return {noun: tuple(names) for noun, names in found.items()}


def _precision(cells: Mapping[str, Cell]) -> Iterator[str]:
    """Date and place and how fine they are, in the list's own words and codes."""
    for what, told, fine in (
        ("date", ("date", "end"), "date_precision"),
        ("place", ("place",), "place_precision"),
    ):
        said = dict.fromkeys(cells[name].value.strip() for name in told if name in cells)
        if said:
            code = f", with the list's precision {cells[fine].value.strip()}" if fine in cells else ""
            yield f"{what}: {' to '.join(said)}{code}"


# ---------------------------------------------------------------- how many


def _figure(
    attribute: str,
    toll: Toll | None,
    said: str | None,
    told: Iterable[Cell | None],
    text: Written,
    read: Read,
) -> Iterator[Claim]:
    """The claim of one figure, quoting the lines of all cells that it is from; none where the list has no figure."""
    lines = [cell for cell in told if cell is not None and not is_unknown(cell.value)]
    if toll is None or not lines:
        return
    if read.form == "acled" and toll.high == 0:  # it counts reported dead: none reported is not "nobody died"
        return
    start, end = min(cell.start for cell in lines), max(cell.end for cell in lines)
    # "more than 5" names 5 and stands for 6 and more
    value = toll.best - 1 if said == "more than" and toll.best is not None else toll.best
    yield Claim(
        attribute,
        Span("text", start, end),
        text.text[start:end],
        value,
        toll.low,
        toll.high,
        said,
        read.name,
        DATASET,
    )


# ---------------------------------------------------------------- who


@dataclass(slots=True)
class _Who:
    """Whom a row names, by what the list says of their part."""

    claims: list[Claim] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    victims: list[Victim] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)


def _who(read: Read, text: Written) -> _Who:
    found = _Who()
    first, second = _roles(read, text.cells)
    parts = {"actor_1": first, "actor_2": second, "actor_3": _beside(first), "actor_4": _beside(second)}
    for column, role in parts.items():
        for name in _parts(text.cells.get(column)):
            _add(found, name, role, text.cells[column], read, text)
    return found


def _roles(read: Read, cells: Mapping[str, Cell]) -> tuple[str, str]:
    """What the first and the second actor of a row did, by the rules of its list; "participant" where they do not say.

    ACLED and UCDP name two sides without saying which of them attacked.  By their own definitions civilians are no side
    of a fight: where violence is against them, or explosives hit them, the other one did it.
    """
    if read.form == "plain":
        headers = {what: header.casefold().strip() for what, header in read.columns}
        named = codebook.load("lists")["parts"].items()
        first, second = (
            next((role for role, words in named if headers.get(column) in words), "participant")
            for column in ("actor_1", "actor_2")
        )
        return first, second
    if read.form == "ucdp":
        one_sided = _value(cells, "type").removesuffix(".0") in ("3", "one-sided violence")
        return ("perpetrator", "victim") if one_sided else ("participant", "participant")
    sort = _value(cells, "group")
    if sort.startswith(("violence against civilians", "explosions/remote violence", "remote violence")):
        civilian = [_value(cells, column).startswith("civilians") for column in ("actor_1", "actor_2")]
        if civilian == [False, True]:
            return "perpetrator", "victim"
        if civilian == [True, False]:
            return "victim", "perpetrator"
    return "participant", "participant"


def _beside(role: str) -> str:
    """The part of those who are named beside an actor: beside who did it they are allies, and nobody says they did it."""
    return "participant" if role == "perpetrator" else role


def _add(found: _Who, name: str, role: str, cell: Cell, read: Read, text: Written) -> None:
    if role == "target":
        found.targets.append(name)
        return
    kind = _kind(name, read.form)
    doer = role == "perpetrator"
    found.claims.append(
        Claim(
            role,
            Span("text", cell.start, cell.end),
            text.text[cell.start : cell.end],
            name,
            speaker=read.name,
            speaker_kind=DATASET,
            stance="reported" if doer else None,
            detail=kind if doer else None,
        )
    )
    if role == "victim":
        if kind == "person":
            found.victims.append(Victim(name=name))
        elif not name.casefold().startswith(
            tuple(codebook.load("lists")["nobody"])
        ):  # "civilians" are no community
            found.victims.append(Victim(group=name))
        if kind in ("person", "unknown"):
            return
    plain = known(name) or known(_BESIDE.sub("", name)) or name
    found.actors.append(Actor(plain, role, "reported", read.name, kind))


def _kind(name: str, form: str) -> str:
    """What an actor is: unknown, institution, community, group; in a table of one's own a person too."""
    plain = name.casefold()
    for kind, beginnings in codebook.load("lists")["actors"].items():
        if plain.startswith(tuple(beginnings)):
            return str(kind)
    if _PEOPLE.search(name):
        return "community"
    body = known(name) or known(_BESIDE.sub("", name))
    if body is not None:
        return "institution" if is_state(body) else "group"
    if form != "plain" or _BODY & set(name.split()):
        return "group"
    return "person" if PERSON_NAME.fullmatch(name) and not NOT_PERSON & set(name.split()) else "unknown"


def _parts(cell: Cell | None) -> list[str]:
    """What a cell names, one after the other."""
    if cell is None:
        return []
    named = (part.strip() for part in cell.value.split(";"))
    return list(dict.fromkeys(part for part in named if part and not is_unknown(part)))


def _cited(read: Read, cells: Mapping[str, Cell]) -> tuple[str, ...]:
    """Whom a row names as its sources; of UCDP's articles, written ``office,date,headline``, the office."""
    told = _parts(cells.get("office")) or _parts(cells.get("cites"))
    if read.form == "ucdp":
        told = [part.partition(",")[0].strip(' "') for part in told]
    return tuple(dict.fromkeys(part for part in told if part))


def _value(cells: Mapping[str, Cell], column: str) -> str:
    return cells[column].value.strip().casefold() if column in cells else ""
