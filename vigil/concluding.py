"""The second half of a run: everything that the record holds, in the order of dates, becomes its incidents.

Reports are taken in windows of event time: what touches the end of a window is taken again in the next one, with what follows,
until no later report can join it.  A record of fewer than WINDOW reports is one window, so nothing is lost there; in a larger
one, two reports are not compared whose dates are further apart than a window (as with those that give only a year).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from vigil.aftermath import Aftermath
from vigil.config import Config, IngestConfig
from vigil.deciding import settle_all, worth
from vigil.listed import is_row
from vigil.records import READ, Incident
from vigil.relations import Chronicle, groups
from vigil.review import RULE, active
from vigil.rooms import Progress, Rooms, additions, all_rooms, named, silent
from vigil.store import Concluded, Dated, Record

__all__ = ["aftermath", "brought_up", "conclude", "concluding_digest"]

WINDOW = 8_000  # reports linked at a time: some 15 KB each while they are compared, and three windows in hand
GROUPED = 200  # incidents in hand while what followed is drawn from them
OVERLAP_DAYS = 7  # what ends this close to the end of a window stays open


def concluding_digest(config: Config) -> str:
    """Names all that the conclusions depend on beside the documents."""
    return named("conclude", RULE, replace(config, ingest=IngestConfig()).digest(), *additions(config))


def conclude(
    record: Record,
    config: Config,
    progress: Progress | None = None,
    rooms: Rooms | None = None,
    anew: bool = False,
) -> None:
    """Group near-copies, join reports, reconcile, relate, and lay people's decisions over what comes of it.

    All of it anew; where only decisions were made since, what is drawn from all incidents alone; nothing where nothing
    changed, unless ``anew``.
    """
    rooms = rooms or all_rooms()
    report = progress or silent
    digest = concluding_digest(config)
    if not anew and record.concluded(digest):
        if record.stale():
            chronicle = _chronicle(record, rooms)
            record.redraw(lambda concluded: aftermath(concluded, chronicle, report))
        return
    read = record.counts()["read"]
    articles = _counted(record.articles_by_date(READ), "syndication", read, report)
    stories = ((a.id, a.text, a.published) for a in articles if not is_row(a.extra))
    record.set_syndication(rooms.syndication_groups(stories))
    chronicle = _chronicle(record, rooms)
    found = _incidents(record, config, report, rooms, chronicle.published)
    record.replace_incidents(
        found,
        digest,
        lambda concluded: aftermath(concluded, chronicle, report),
        lambda desk: settle_all(desk, rooms.reconcile),
        worth,
    )


def brought_up(record: Record, say: Callable[[str], None]) -> None:
    """Conclude a record that an older Vigil concluded: lists and the queue of review are empty until then."""
    if not record.listed() and record.counts()["reports"]:
        say("This record was concluded by an older Vigil: it is being brought up to date.")
        conclude(record, Config())


def _chronicle(record: Record, rooms: Rooms) -> Chronicle:
    """What draws the aftermath, told what people decided and did not take back."""
    # When a list was edited says nothing of when its figure was first told: its rows take part without a day.
    published = {row.id: None if is_row(row.extra) else row.published for row in record.documents()}
    said = list(record.judgements())
    return rooms.chronicle(published, record.syndication(), tuple(said[n] for n in active(said)))


def aftermath(
    concluded: Concluded, chronicle: Chronicle, progress: Progress | None = None
) -> Iterator[Aftermath]:
    """What is drawn from the incidents: those that hang together together, GROUPED at a time, then from all."""
    report = progress or silent
    ids, links = concluded.links()
    waiting: list[list[str]] = []
    done = 0
    for group in groups(ids, links):
        waiting.append(group)
        size = sum(map(len, waiting))
        if size >= GROUPED:
            yield from _drawn(concluded, chronicle, waiting)
            done, waiting = done + size, []
            report("follow", done, len(ids))
    yield from _drawn(concluded, chronicle, waiting)
    yield from chronicle.finish()
    report("follow", len(ids), len(ids))


def _drawn(concluded: Concluded, chronicle: Chronicle, waiting: list[list[str]]) -> Iterator[Aftermath]:
    found = {i.id: i for i in concluded.incidents([name for group in waiting for name in group])}
    for group in waiting:
        yield from chronicle.add([found[name] for name in group])


def _counted(items: Iterable[Any], stage: str, total: int, report: Progress) -> Iterator[Any]:
    for number, item in enumerate(items, 1):
        yield item
        if number % 100 == 0 or number == total:
            report(stage, number, total)


def _incidents(
    record: Record, config: Config, report: Progress, rooms: Rooms, published: Mapping[str, str | None]
) -> Iterator[Incident]:
    """Every incident, related to those of its own window of time and of the windows beside it."""
    before: list[Incident] = []
    here: list[Incident] = []
    for after in _joined(record, config, report, rooms):
        yield from _related(before, here, after, rooms, published)
        before, here = here, after
    yield from _related(before, here, [], rooms, published)


def _related(
    before: list[Incident],
    here: list[Incident],
    after: list[Incident],
    rooms: Rooms,
    published: Mapping[str, str | None],
) -> list[Incident]:
    if not here:
        return []
    wanted = {incident.id for incident in here}
    return [
        incident for incident in rooms.relate([*before, *here, *after], published) if incident.id in wanted
    ]


def _joined(record: Record, config: Config, report: Progress, rooms: Rooms) -> Iterator[list[Incident]]:
    """Incidents of one window after the other, reconciled; each report is in exactly one."""
    syndication = record.syndication()
    outlets = {row.id: row.outlet for row in record.documents()}
    total, done = record.counts()["reports"], 0
    still_open: list[Dated] = []
    for window, edge in _windows(record.dated_reports()):
        done += len(window)
        dated = sorted([*still_open, *window], key=lambda d: (d.report.document, d.report.ordinal))
        published = {d.report.document: None if d.report.row_of else d.published for d in dated}
        groups = {name: syndication[name] for name in published if name in syndication}
        linked = rooms.link([d.report for d in dated], config.linkage, published, groups)
        anchors = {d.report.id: d for d in dated}
        ready, still_open = [], []
        for incident in linked:
            members = [anchors[r.id] for r in incident.reports]
            if edge is not None and max(d.anchor for d in members) > edge:
                still_open += members
            else:
                ready.append(rooms.reconcile(incident, published, groups, outlets))
        report("link", done, total)
        yield ready


def _windows(dated: Iterable[Dated]) -> Iterator[tuple[list[Dated], str | None]]:
    """Reports by date, WINDOW and the rest of a day at a time, with the day after which joins stay open."""
    window: list[Dated] = []
    for item in dated:
        if len(window) >= WINDOW and item.anchor != window[-1].anchor:
            yield window, _edge(window[-1].anchor)
            window = []
        window.append(item)
    if window:
        yield window, None


def _edge(anchor: str) -> str:
    """OVERLAP_DAYS before the day, or the first day of the period, that ``anchor`` names."""
    try:
        return (date.fromisoformat((anchor + "-01-01")[:10]) - timedelta(days=OVERLAP_DAYS)).isoformat()
    except (ValueError, OverflowError):
        return anchor
