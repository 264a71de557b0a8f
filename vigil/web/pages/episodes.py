"""Episodes: incidents that hang together, told as a story, day by day, each sentence with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup

from vigil.aftermath import Accused, Aftermath, Demand, Episode, Line, Threat
from vigil.aftermath import Response as Answer
from vigil.errors import UsageError
from vigil.periods import Period, period
from vigil.phrases import day_text, moment_words, place_short
from vigil.records import DateRange, Incident
from vigil.store import Brief
from vigil.web.catalogue import ids_of
from vigil.web.filters import Filter, read_filter
from vigil.web.lists import data, data_of_one, drawn, leaf, seen, seen_incidents
from vigil.web.pages.fresh import fresh
from vigil.web.pages.incidents import found_by
from vigil.web.rendering import names_shown, page, site_of, split_form
from vigil.web.site import Site
from vigil.web.strips import Mark, strip

router = APIRouter(dependencies=[Depends(fresh)])
AFTER = timedelta(days=45)  # how far beyond the last incident the strip goes on
LANES = ("warnings", "attacks", "protests", "other incidents", "demands", "answers", "steps taken")
LANE_OF = {"attack": "attacks", "demonstration": "protests"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of an episode at the day, or the days, on which it was; ``told``: only the day of a report is known."""

    kind: str  # incident | demand | state | answer | step | warning
    day: str | None
    told: bool
    thing: Any
    step: Any = None  # of a demand or of an accused

    @property
    def key(self) -> str:
        """What the element of the page is called: the first of a thing has the thing's own id."""
        return f"e-{self.thing.id}" if self.step is None else f"e-{self.thing.id}-{self.step.what}-{self.day}"


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the list of episodes."""

    episode: Episode
    gravest: Brief | None  # of its incidents, the one with the most killed
    counts: Mapping[str, int]  # of demands, answers and steps


@router.get("/episodes")
def episodes(request: Request) -> Response:
    """The episodes, the latest first."""
    site = site_of(request)
    wanted = read_filter(request.query_params)
    found = _found(site, wanted, names_shown(request))
    part = leaf(found, lambda pair: pair[0], request.query_params.get("after"))
    shown = seen(request, site.record.drawn_some(Episode, [key for key, _ in part.shown]))
    query = wanted.query()
    return page(
        request,
        "episodes.html",
        wanted=wanted,
        part=part,
        all=len(_shelf(site)),
        rows=lines(site, shown),
        forms={f: f"/episodes.{f}" + (f"?{query}" if query else "") for f in ("json", "csv")},
    )


@router.get("/episodes.json")
@router.get("/episodes.csv")
def episodes_data(request: Request) -> Response:
    """The same as data."""
    site = site_of(request)
    ids = [key for key, _ in _found(site, read_filter(request.query_params), names_shown(request))]
    return data(site, Episode, "episodes", split_form(request.url.path)[1], ids)


@router.get("/episodes/{key}")
def episode(request: Request, key: str) -> Response:
    """One episode."""
    site = site_of(request)
    name, form = split_form(key)
    found = drawn(site, Episode, name, "episode", "/episodes")
    if form != "html":
        return data_of_one(site, found, form)
    incidents = seen_incidents(request, site.record.incidents_of(found.incidents))
    about = about_all(site, found.incidents)
    shown = {kind: seen(request, some) for kind, some in about.items()}
    told = context(site, seen(request, [found])[0], incidents, shown)
    return page(request, "episode.html", **told, stale=site.record.stale())


def context(
    site: Site, found: Episode, incidents: Sequence[Incident], about: Mapping[type, Sequence[Any]]
) -> dict[str, Any]:
    """What the page of an episode shows, of records as the reader may see them."""
    briefs = {brief.id: brief for brief in site.record.briefs(found.incidents)}
    links = [
        (briefs[incident.id], link, briefs[link.incident])
        for incident in incidents
        for link in incident.links
        if link.incident in briefs and incident.id in briefs
    ]
    told = entries(list(briefs.values()), about)
    picture, outside = _picture(incidents, told)
    return {
        "episode": found,
        "story": story(found),
        "days": [(day, list(some)) for day, some in groupby(told, key=lambda entry: entry.day)],
        "picture": picture,
        "outside": outside,
        "links": links,
        "tied": {key: [(link, other) for one, link, other in links if one.id == key] for key in briefs},
        "gravest": gravest(briefs.values()),
        "counts": {kind.__name__.casefold(): len(some) for kind, some in about.items()},
        "forms": {"json": f"/episodes/{found.id}.json"},
    }


# ---------------------------------------------------------------- the list


def _shelf(site: Site) -> list[tuple[str, tuple[str, ...]]]:
    """(id, incidents) of every episode, the latest first, those without a day last."""

    def made() -> list[tuple[str, tuple[str, ...]]]:
        rows = [(e["id"], e["start"] or "", tuple(e["incidents"])) for e in site.record.drawn_plain(Episode)]
        rows.sort(key=lambda row: (row[1], row[0]), reverse=True)
        return [(key, incidents) for key, _, incidents in rows]

    return site.kept("episodes", made)


def _found(site: Site, wanted: Filter, named: bool) -> list[tuple[str, tuple[str, ...]]]:
    """The episodes of which one incident passes a filter."""
    shelf = _shelf(site)
    if not wanted.asks:
        return shelf
    catalogue, rows = found_by(site, wanted, named)
    hits = set(ids_of(catalogue, rows))
    return [(key, incidents) for key, incidents in shelf if not hits.isdisjoint(incidents)]


def lines(site: Site, shown: Sequence[Episode]) -> list[Told]:
    """What the list says of each of a few episodes."""
    ids = [key for one in shown for key in one.incidents]
    briefs = {brief.id: brief for brief in site.record.briefs(ids)}
    about: dict[str, set[tuple[str, str]]] = {}
    for incident, kind, key in site.record.drawn_told(ids):
        about.setdefault(incident, set()).add((kind, key))
    accused = {
        one.id: len(one.steps)
        for one in site.record.drawn_some(
            Accused, sorted({key for some in about.values() for kind, key in some if kind == "accused"})
        )
    }
    out = []
    for one in shown:
        drawn_of = set().union(*(about.get(key, set()) for key in one.incidents))
        counts = {
            "demand": sum(kind == "demand" for kind, _ in drawn_of),
            "answer": sum(kind == "response" for kind, _ in drawn_of),
            "step": sum(accused.get(key, 0) for kind, key in drawn_of if kind == "accused"),
        }
        out.append(Told(one, gravest(briefs[k] for k in one.incidents if k in briefs), counts))
    return out


def gravest(briefs: Iterable[Brief]) -> Brief | None:
    """The incident with the most killed, by the best figure: sums over incidents are nobody's claim."""
    known = [b for b in briefs if b.killed and (b.killed[1] or b.killed[0] or b.killed[2])]
    return max(known, key=lambda b: (b.killed[1] or b.killed[0] or 0 if b.killed else 0, b.id), default=None)


# ---------------------------------------------------------------- one of them


def story(found: Episode) -> list[list[tuple[int, Line]]]:
    """The sentences with their numbers, in paragraphs: one begins where an incident is told first."""
    out: list[list[tuple[int, Line]]] = []
    known: set[str | None] = {None}
    for number, line in enumerate(found.story, 1):
        if not out or line.incident not in known:
            out.append([])
        known.add(line.incident)
        out[-1].append((number, line))
    return out


def about_all(site: Site, incidents: Sequence[str]) -> dict[type, list[Any]]:
    """What is drawn about any of these incidents, by kind."""
    kinds: dict[str, type[Aftermath]] = {
        "demand": Demand, "response": Answer, "accused": Accused, "threat": Threat
    }  # fmt: skip
    ids: dict[str, dict[str, None]] = {word: {} for word in kinds}
    for _, word, key in site.record.drawn_told(incidents):
        if word in ids:
            ids[word][key] = None
    return {kind: list(site.record.drawn_some(kind, list(ids[word]))) for word, kind in kinds.items()}


def entries(briefs: Sequence[Brief], about: Mapping[type, Sequence[Any]]) -> list[Entry]:
    """All that an episode tells, by day; what has none comes last."""
    out = [Entry("incident", span_of(b.start, b.end), False, b) for b in briefs]
    for threat in about.get(Threat, ()):
        out.append(Entry("warning", threat.date or threat.seen, threat.date is None, threat))
    for demand in about.get(Demand, ()):
        out.append(Entry("demand", demand.first, True, demand))
        out += [Entry("state", s.date or s.seen, s.date is None, demand, s) for s in demand.history]
    for answer in about.get(Answer, ()):
        out.append(Entry("answer", answer.date or answer.first, answer.date is None, answer))
    for accused in about.get(Accused, ()):
        out += [Entry("step", s.date or s.seen, s.date is None, accused, s) for s in accused.steps]
    order = {kind: n for n, kind in enumerate(("warning", "incident", "demand", "answer", "state", "step"))}
    return sorted(out, key=lambda e: (e.day is None, e.day or "", order[e.kind], e.thing.id))


def span_of(start: str | None, end: str | None) -> str | None:
    """Two full days in words that `period` reads; one where they are the same."""
    if start is None:
        return None
    return start if end in (None, start) else f"{start}..{end}"


def _picture(incidents: Sequence[Incident], told: Sequence[Entry]) -> tuple[Markup, int]:
    """The strip over the days of the incidents and some weeks more, and how many entries lie outside it."""
    dated = [(e, days) for e in told if (days := days_of(e.day))]
    core = [days for e, days in dated if e.kind == "incident"]
    if not core:
        return Markup(""), 0
    first, last = min(d.start for d in core), max(d.end for d in core)
    until = last + AFTER if last <= date.max - AFTER else last
    near = [d.end for _, d in dated if first <= d.start and d.end <= until]
    window = Period(first, max([last, *near]))
    ties = {i.id: tuple(f"e-{link.incident}" for link in i.links) for i in incidents}
    marks = [_mark(entry, days, ties) for entry, days in dated]
    lane_order = sorted(marks, key=lambda m: m.days.start)
    return strip(lane_order, window, LANES), sum(1 for _, d in dated if not window.meets(d))


def days_of(words: str | None) -> Period | None:
    """The days that words put something on; None where they say none."""
    try:
        return period(words) if words else None
    except UsageError:
        return None


def _mark(entry: Entry, days: Period, ties: Mapping[str, tuple[str, ...]]) -> Mark:
    thing, when = entry.thing, moment_words(entry.day)
    match entry.kind:
        case "incident":
            where = place_short(thing.place) or "place unknown"
            label = f"{thing.type}, {where}, {day_text(DateRange(thing.start, thing.end, thing.precision))}"
            lane, kind = LANE_OF.get(thing.kind, "other incidents"), thing.kind
            return Mark(lane, days, kind, label, entry.key, False, ties.get(thing.id, ()))
        case "warning":
            return Mark("warnings", days, "warning", f"warning: {thing.words}, {when}", entry.key, entry.told)
        case "demand":
            return Mark("demands", days, "demand", f"demand: {thing.words}, {when}", entry.key, True)
        case "state":
            said = f"demand {entry.step.what}: {thing.words}, {when}"
            return Mark("answers", days, "answer", said, entry.key, entry.told)
        case "answer":
            said = f"{thing.by or 'somebody in power'}: {thing.act}, {when}"
            return Mark("answers", days, "answer", said, entry.key, entry.told)
    ends = f" (outcome: {thing.outcome})" if thing.outcome else ""
    said = f"{thing.name}{ends}: {entry.step.what}, {when}"
    return Mark("steps taken", days, "step maybe", said, entry.key, entry.told)
