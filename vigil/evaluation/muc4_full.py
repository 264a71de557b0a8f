"""The slots of MUC-4 templates that later papers drop, scored by ourselves: when, where, how many, to what effect.

Data: rows with ``docid``, ``dateline``, ``dateline_date``, ``body`` and ``templates`` with all slots (full_dev.jsonl).
The reader gets the body with its capitals restored, under its dateline's place, published on its day.

Templates: as in the five-role view, the reports of one type of incident are one template, and one without any role
filler is none.  A template of ours and one of the key may be aligned if they share a type (attack and bombing are one
for this); pairs are taken one to one, those with most shared role fillers first, then in the order of the text.

Slots: each fill is one canonical string.  A fill of ours is right if it equals one of the alternatives of a fill of
the aligned template, each fill used once.  Fills of templates that are not aligned are spurious (ours) or missing
(theirs).  What the key calls optional, a fill or a template, is right when given and not missing when it is not.
Micro precision, recall and F1 over all texts.

* date: the days as FIRST..LAST; "on or before the day of the dateline" (the key's default) is ``..DAY``.
* country and place (finest name, if finer than a country), without accents; of "A - B" either.
* number: of victims, by target: 6, 10- (at least), -80 (at most), ~30 (about), 6-8, PLURAL.
* description: victims without a name ("BANK CLERKS"), without articles and punctuation.
* human effect, physical effect: the distinct ones of a template (DEATH, INJURY, SOME DAMAGE ...).
* stage (ACCOMPLISHED, ATTEMPTED, THREATENED); confidence in the organisation named (REPORTED AS FACT ...).

Everything of ours comes from the reading: dates, places, claims, victims, stances.  Three slots that a record does not
hold (physical effect, stage, and the organisation's confidence where no claim is made) follow from words in the
sentences that tell the incident.  Trivial: the same templates, with the day and country of the dateline, one victim,
DEATH, SOME DAMAGE, ACCOMPLISHED and REPORTED AS FACT.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vigil.config import ExtractionConfig
from vigil.dates import find_times
from vigil.evaluation import fillers
from vigil.evaluation import templates as encoded
from vigil.evaluation.casing import restore
from vigil.evaluation.common import Result, Row
from vigil.evaluation.muc4 import ROLES, grouped, told_in
from vigil.evaluation.muc4_slots import (
    bare,
    confidences,
    descriptions,
    human_effects,
    numbers,
    physical_effects,
    plain,
    stage,
)
from vigil.extraction import read
from vigil.extraction.encoder import encoder
from vigil.extraction.sentences import split
from vigil.geocoding import find_places
from vigil.records import Article, DateRange, Place, Report

SLOTS = (
    "date",
    "country",
    "place",
    "number",
    "description",
    "human effect",
    "physical effect",
    "stage",
    "organisation confidence",
)
_KEYS = {
    "PerpInd": ("perp_individual_id",),
    "PerpOrg": ("perp_organization_id",),
    "Target": ("phys_tgt_id",),
    "Victim": ("hum_tgt_name", "hum_tgt_description"),
    "Weapon": ("incident_instrument_id",),
}
_RANK = {"main": 0, "co_main": 1, "background": 2}
_LEVEL = re.compile(r"\s*\([^)]*\)")
Slots = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Fill:
    """One fill of a key: what is accepted, and whether it may be left out."""

    accepted: frozenset[str]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """What alignment needs of a template: types (upper case) and the strings of each role (plain)."""

    types: frozenset[str]
    roles: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Counts:
    """Fills that are right, those given, and those wanted."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        p = self.right / self.given if self.given else 0.0
        r = self.right / self.wanted if self.wanted else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


def add(result: Result, rows: Sequence[Row], gazetteer: Any, config: ExtractionConfig) -> None:
    """Read ``rows`` and add the figures of all slots to ``result``."""
    ours = {name: Counts() for name in SLOTS}
    low = {name: Counts() for name in SLOTS}
    near = {name: Counts() for name in SLOTS}
    templates = aligned = wanted = 0
    for row in rows:
        found = list(templates_of(row, gazetteer, config))
        keys = [key_of(t["slots"], t["optional"]) for t in row["templates"]]
        pairs = align([t for t, _ in found], [t for t, _ in keys])
        trivial = default(row, gazetteer)
        templates, aligned, wanted = templates + len(found), aligned + len(pairs), wanted + len(keys)
        for name in SLOTS:
            for n, (_, slots) in enumerate(found):
                fills = keys[pairs[n]][1][name] if n in pairs else []
                count(ours[name], slots[name], fills)
                count(low[name], trivial[name], fills)
                if n in pairs:
                    count(near[name], slots[name], fills)
            for n, (_, key) in enumerate(keys):
                if n not in pairs.values():
                    count(ours[name], [], key[name])
                    count(low[name], [], key[name])
    result.add(f"all slots: templates aligned, of {wanted} in the key", aligned, None)
    for name in SLOTS:
        result.add(f"  {name} F1 (P R)", *(_text(c[name]) for c in (ours, low)))
    share = ", ".join(f"{name} {near[name].figures()[2]:.2f}" for name in SLOTS)
    result.notes.append(f"all slots, F1 within the {aligned} aligned of {templates} templates: {share}")
    result.notes.append(
        "all slots, trivial: the same templates with the dateline's day and country, one victim, death, some damage,"
        " accomplished, reported as fact"
    )


def _text(counts: Counts) -> str:
    p, r, f1 = counts.figures()
    return f"{f1:.4f} ({p:.2f} {r:.2f})"


def count(counts: Counts, given: Sequence[str], fills: Sequence[Fill]) -> None:
    """Compare the fills of one slot of one template with those of the key (none: a template that is not there)."""
    left = sorted(fills, key=lambda f: f.optional)
    for value in given:
        match = next((f for f in left if value in f.accepted), None)
        if match is not None:
            left.remove(match)
            counts.right += 1
            counts.wanted += 1
    counts.given += len(given)
    counts.wanted += sum(not f.optional for f in left)


def align(ours: Sequence[Template], theirs: Sequence[Template]) -> dict[int, int]:
    """Positions of ours -> positions of theirs, one to one (see the module's text)."""
    pairs = []
    for n, mine in enumerate(ours):
        for m, key in enumerate(theirs):
            if _families(mine.types) & _families(key.types):
                shared = sum(len(mine.roles[role] & key.roles[role]) for role in ROLES)
                pairs.append((-shared, not mine.types & key.types, n, m))
    out: dict[int, int] = {}
    for _, _, n, m in sorted(pairs):
        if n not in out and m not in out.values():
            out[n] = m
    return out


def _families(types: Iterable[str]) -> set[str]:
    return {"ATTACK" if t == "BOMBING" else t for t in types}


# ---------------------------------------------------------------- the key


def key_of(slots: Mapping[str, Any], optional: bool) -> tuple[Template, dict[str, list[Fill]]]:
    """A template of the key, with its fills as canonical strings; fills that cannot be read are left out."""

    def fills(name: str, canonical: Any, unnamed: bool = False) -> list[Fill]:
        out: dict[frozenset[str], Fill] = {}
        every = []
        for fill in slots.get(name) or ():
            if unnamed and fill["xref"]:
                continue
            accepted = frozenset(v for alt in fill["alts"] for v in canonical(alt))
            if accepted:
                every.append(Fill(accepted, optional or fill["optional"]))
                out.setdefault(accepted, every[-1])
        # numbers and descriptions are of one target each; of the rest, each once
        return every if name.startswith("hum_tgt_number") or unnamed else list(out.values())

    roles = {
        role: frozenset(plain(alt) for name in names for f in slots.get(name) or () for alt in f["alts"])
        for role, names in _KEYS.items()
    }
    types = frozenset(
        a for f in slots.get("incident_type") or () for alt in f["alts"] for a in alt.split(" / ")
    )
    return Template(types, roles), {
        "date": fills("incident_date", days),
        "country": fills("incident_location", lambda alt: places(alt)[0]),
        "place": fills("incident_location", lambda alt: places(alt)[1]),
        "number": fills("hum_tgt_number", lambda alt: [alt.replace(" ", "")]),
        "description": fills("hum_tgt_description", lambda alt: [plain(alt)], unnamed=True),
        "human effect": fills("hum_tgt_effect_of_incident", lambda alt: [alt]),
        "physical effect": fills("phys_tgt_effect_of_incident", lambda alt: [alt]),
        "stage": fills("incident_stage_of_execution", lambda alt: [alt]),
        "organisation confidence": fills("perp_organization_confidence", lambda alt: [alt]),
    }


def days(said: str) -> list[str]:
    """ "16 NOV 89" as 1989-11-16..1989-11-16, "15 JAN 89 - 21 JAN 89", "- 10 JAN 90" likewise; [] if it lacks a year."""
    first, dash, last = said.partition("-")
    start, end = day(first), day(last if dash else first)
    if end is None or (first.strip() and start is None):
        return []
    return [f"{start or ''}..{end}"]


def day(said: str | None) -> str | None:
    """ "10 JAN 90" as an ISO day; None where it is none."""
    try:
        return datetime.strptime((said or "").strip(), "%d %b %y").date().isoformat()
    except ValueError:
        return None


def places(said: str) -> tuple[list[str], list[str]]:
    """Country and finest names of "COUNTRY: TOWN (CITY): QUARTER (NEIGHBORHOOD)"."""
    country, *finer = said.split(":")
    names = [bare(_LEVEL.sub("", part)) for part in finer[-1].split(" - ")] if finer else []
    return [bare(c) for c in _LEVEL.sub("", country).split(" - ")], names


# ---------------------------------------------------------------- ours


def article_of(row: Row) -> Article:
    """The text of a row with capitals, under the place of its dateline, published on its day."""
    body = re.sub(r"\n(?!\n)", " ", row["body"]).translate({91: "(", 93: ")"}).lower()
    where = (row.get("dateline") or "").split(",")[0].strip()
    named = where and where != "CLANDESTINE" and not any(c.isdigit() for c in where)
    text = f"{where.upper()}: {restore(body)}" if named else restore(body)
    return Article(row["docid"], text, None, "", published=day(row.get("dateline_date")), language="en")


def templates_of(row: Row, gazetteer: Any, config: ExtractionConfig) -> Iterator[tuple[Template, Slots]]:
    """Our templates of one text, with the slots, in the order in which it tells them."""
    article = article_of(row)
    times = find_times(article.text, article.published)
    reading = read(article, times, find_places(article.text, gazetteer), config)
    sentences = split(article.text)
    lower = article.text.lower()
    if len(lower) != len(article.text):  # a letter that is longer in lower case
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in article.text)
    trivial = default(row, gazetteer)
    if config.reader == "neural":
        yield from _encoded(row, reading.reports, trivial)
        return
    groups = fillers.organisations(lower)
    for name, reports in grouped(reading.reports):
        told = told_in(reports, sentences)
        found = fillers.find(lower, told, groups, name) if told else {}
        if any(found.values()):
            roles = {role: frozenset(plain(m) for e in found[role] for m in e) for role in ROLES}
            said = " ".join(lower[s.span.start : s.span.end] for s in told)
            yield (
                Template(frozenset([name.upper()]), roles),
                slots_of(reports, said, bool(found["PerpOrg"]), trivial),
            )


def _encoded(row: Row, reports: Sequence[Report], trivial: Slots) -> Iterator[tuple[Template, Slots]]:
    """Templates as the encoder sees them, with the days, places and figures of the reports of their type."""
    body = re.sub(r"\n(?!\n)", " ", row["body"]).translate({91: "(", 93: ")"}).lower()
    heard = encoded.told(body, encoder())
    for name, own in encoded.shared_out(heard, encoder(), encoded.Thresholds()):
        roles = {role: frozenset(plain(f.words) for f in own if f.role == role) for role in ROLES}
        same = [
            r
            for kind, many in grouped(reports)
            if _families([kind.upper()]) == _families([name.upper()])
            for r in many
        ]
        slots = slots_of(same or reports, "", bool(roles["PerpOrg"]), trivial)
        victims = [f for f in own if f.role in ("Victim", "VictimDescription")]
        places = [f for f in own if f.role == "Location"]
        said = Counter(f.about["stage"].upper() for f in own)
        slots |= {
            "description": list(dict.fromkeys(plain(f.words) for f in own if f.role == "VictimDescription")),
            "human effect": list(dict.fromkeys(f.about["harm"].upper() for f in victims)),
            "physical effect": list(
                dict.fromkeys(f.about["damage"].upper() for f in own if f.role == "Target")
            ),
            "stage": [max(sorted(said), key=lambda s: said[s])] if said else ["ACCOMPLISHED"],
            "organisation confidence": list(
                dict.fromkeys(f.about["trust"].upper() for f in own if f.role == "PerpOrg")
            )[:1],
        }
        if places and not slots["place"]:
            slots["place"] = [bare(max(places, key=lambda f: f.probability).words)]
        if not victims:
            slots["number"] = []
        yield Template(frozenset([name.upper()]), roles), slots


def slots_of(reports: Sequence[Report], said: str, accused: bool, trivial: Slots) -> Slots:
    """The slots of a template from its reports and from the sentences that tell it (lower case)."""
    ranked = sorted(reports, key=lambda r: (_RANK[r.role], r.ordinal))
    dated = next((r.date for r in ranked if r.date.start), None)
    where = next((r.place for r in ranked if r.place is not None), None)
    claims = [c for r in ranked for c in r.claims if not c.superseded]
    return {
        "date": [_days(dated)]
        if dated and f"..{dated.end}" not in trivial["date"]
        else _recent(dated, trivial),
        "country": [bare(where.country)] if where and where.country else trivial["country"],
        "place": [bare(where.name)] if where and where.precision != "country" else [],
        "number": numbers(ranked, claims),
        "description": descriptions(ranked, claims),
        "human effect": human_effects(claims),
        "physical effect": physical_effects(said),
        "stage": [stage(said, claims)],
        "organisation confidence": confidences(ranked, claims, accused),
    }


def _days(date: DateRange) -> str:
    return f"{date.start}..{date.end or date.start}"


def _recent(date: DateRange | None, trivial: Slots) -> list[str]:
    """A day that is the dateline's own; of days that end there, as of none, the key says "on or before"."""
    return [_days(date)] if date is not None and date.precision == "day" else trivial["date"]


def default(row: Row, gazetteer: Any) -> Slots:
    """The trivial answer for one text."""
    article = article_of(row)
    head, colon, _ = article.text.partition(": ")
    place: Place | None = None
    if colon and head.isupper():
        place = next((p.place for p in find_places(f"{head}: ", gazetteer) if p.place), None)
    return {
        "date": [f"..{article.published}"] if article.published else [],
        "country": [bare(place.country)] if place and place.country else [],
        "place": [],
        "number": ["1"],
        "description": [],
        "human effect": ["DEATH"],
        "physical effect": ["SOME DAMAGE"],
        "stage": ["ACCOMPLISHED"],
        "organisation confidence": ["REPORTED AS FACT"],
    }
