"""What the page of an incident shows of decisions: the machine's suggestion beside what persons said, history, and forms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from markupsafe import Markup

from vigil.decided import FIELDS, plain
from vigil.export import mask, masked
from vigil.phrases import figure_text, label
from vigil.records import ENTERED, Claim, Decided, Incident
from vigil.review import values
from vigil.review.queue import shown
from vigil.review.told import differences
from vigil.store import Brief, Change
from vigil.web import desk
from vigil.web.access import User
from vigil.web.catalogue import ids_of
from vigil.web.site import Site

NEAR_DAYS, NEAR_KM = 3, 60.0
NEAR = 8  # incidents that are offered as the same
CHANGES = 50  # changes of one incident that are shown


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that persons decided: what the machine has, what they say, who, when and why."""

    field: str
    suggested: str
    decided: str
    by: tuple[str, ...]
    at: str
    reason: str
    holds: bool
    judgement: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim on which persons decided."""

    id: str  # of the machine's claim
    document: str
    machine: Claim
    now: Claim | None  # None: rejected
    decided: Decided

    @property
    def before(self) -> str:
        """The machine's reading, in words."""
        return _claim_text(self.machine)

    @property
    def after(self) -> str:
        """What persons say instead."""
        return "" if self.now is None else _claim_text(self.now)


def context(
    site: Site, found: Incident, private: Collection[str] | None, reader: User | None
) -> dict[str, Any]:
    """What the page of an incident shows of decisions on it.

    ``found``: whole, as the record has it.  ``private``: names to cover, None where they may be seen.  ``reader``: who looks;
    whoever may decide gets the forms.
    """
    may = reader is not None and reader.may("decide")
    record = site.record
    machine = record.suggested(found.id) if found.decided else []
    weighed = weigh(found, machine)
    former = record.former_ids(found.id)
    told = desk.history(site).of(found, former)
    changes = [_change(change, private) for change in record.changes(incident=found.id, limit=CHANGES)]
    fields = voices(found)
    effective = {w.now.id(w.document): key for key, w in weighed.items() if w.now is not None}
    if private is not None:
        fields, weighed = masked(fields, private), {k: masked(w, private) for k, w in weighed.items()}
    out: dict[str, Any] = {
        "voices": fields,
        "disagreeing": sorted(
            {v.field for v in fields if not v.holds and v.field not in ("reading", "retract")}
        ),
        "weighed": weighed,
        "by_effective": {name: weighed[key] for name, key in effective.items()},
        "rejected": [w for w in weighed.values() if w.now is None],
        "entered": _entered(found),
        "former": former,
        "history": desk.cover(told, private),
        "changes": changes,
        "may": may,
    }
    if reader is not None and may:
        shown_to = found if private is None else masked(found, private)
        out |= {
            "form": desk.worded(shown_to),
            "types": choices(tuple(sorted(values.types())), found.type),
            "natures": values.NATURES,
            "links": values.LINKS,
            "near": [_line(b, private) for b in near(site, found)],
            "said_fields": desk.SAID,
            "qualifiers": choices(desk.QUALIFIERS, ""),
            "reasons": desk.reasons(site, reader.name),
        }
    return out


@cache
def choices(words: tuple[str, ...], chosen: str) -> Markup:
    """The options of a select, ``chosen`` among them whether it is one of the words or not; written once for all pages."""
    named = (chosen,) if chosen and chosen not in words else ()
    return Markup("").join(
        Markup("<option{}>{}</option>").format(Markup(" selected") if word == chosen else "", word)
        for word in (*named, *words)
    )


def voices(found: Incident) -> list[Voice]:
    """What persons decided of the incident and its fields, claims aside."""
    out = []
    for d in found.decided:
        if d.field == "claim":
            continue
        suggested, decided = plain(d.suggested), plain(d.decided)
        if d.field in FIELDS:
            before, after = shown(d.field, suggested), shown(d.field, decided)
        elif d.field == "reading":
            before, after = "", "accepted" if d.holds else "read, before it changed"
        else:
            before, after = _plainly(suggested), "" if d.field == "retract" else _plainly(decided)
        out.append(Voice(d.field, before, after, d.by, d.at, d.reason, d.holds, d.judgement))
    return out


def weigh(found: Incident, machine: Sequence[Incident]) -> dict[str, Weighed]:
    """Claims that persons rejected or corrected, by the id of the machine's claim."""
    there = {c.id(r.document): (r.document, c) for i in machine for r in i.reports for c in r.claims}
    out = {}
    for d in found.decided:
        if d.field != "claim" or not d.holds or d.claim not in there:
            continue
        document, claim = there[d.claim]
        now = None if d.decided is None else replace(claim, **plain(d.decided), entered_by=d.by[0])
        out[d.claim] = Weighed(d.claim, document, claim, now, d)
    return out


def near(site: Site, found: Incident) -> list[Brief]:
    """Incidents of the same days and about the same place: those that may be this one."""
    if found.date.start is None:
        return []
    catalogue, margin = site.catalogue(), timedelta(days=NEAR_DAYS)
    first, last = date.fromisoformat(found.date.start), date.fromisoformat(found.date.end or found.date.start)
    begin = (first - margin).isoformat() if first.year > 1 else found.date.start
    rows = catalogue.near(found.place, begin, (last + margin).isoformat(), NEAR_KM)
    ids = [key for key in ids_of(catalogue, rows[: NEAR + 1]) if key != found.id]
    return site.record.briefs(ids[:NEAR])


def _line(brief: Brief, private: Collection[str] | None) -> Brief:
    return brief if private is None else masked(brief, private)


def _entered(found: Incident) -> dict[str, str]:
    """Claim -> the decision that entered it, of claims that persons entered."""
    out = {}
    notes = [(plain(d.decided), d.judgement) for d in found.decided if d.field == "enter"]
    for report in found.reports:
        if report.ordinal < ENTERED:
            continue
        for claim in report.claims:
            said = {"document": report.document, "attribute": claim.attribute, "quote": claim.quote}
            out.update({claim.id(report.document): name for told, name in notes if told == said})
    return out


def _change(change: Change, private: Collection[str] | None) -> Mapping[str, Any]:
    def hide(text: str) -> str:
        return text if private is None else mask(text, private)

    return {
        "number": change.number,
        "at": change.at,
        "incident": change.incident,
        "what": change.what,
        "by": change.by,
        "why": hide(change.why),
        "into": change.into,
        "fields": [(name, hide(old), hide(new)) for name, old, new in differences(change.fields)],
    }


def _claim_text(claim: Claim) -> str:
    figure = claim.attribute in values.NUMBERS
    words = figure_text(claim) if figure else str(claim.value if claim.value is not None else "")
    more = [part for part in (claim.stance, claim.speaker) if part]
    return ", ".join([f"{label(claim.attribute, claim.group)} {words}".strip(), *more])


def _plainly(value: Any) -> str:
    """Plain values in words."""
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_plainly(item)}" for key, item in value.items() if item)
    if isinstance(value, list):
        return ", ".join(map(_plainly, value))
    return "" if value is None else str(value)
