"""What of the incidents is news to a saved search, and how it is said."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from vigil.export.names import mask
from vigil.export.withheld import of_documents, spelled_out, withheld
from vigil.phrases import concluded_text, day_text, place_text, plain
from vigil.records import Claim, Incident, Toll
from vigil.searches import best_of
from vigil.store import Record
from vigil.watched import CORRECTED, NEW, ROSE, Alert, SearchState, Thread
from vigil.watching.settings import Saved

QUOTED = 400  # characters of a quote that are said


def tell(record: Record, searches: Sequence[Saved], now: float, hook: bool) -> list[Alert]:
    """Compare the incidents with what each search knew, and keep what is new of them; the alerts that were added.

    What the record holds when a search is asked for the first time is known to the user: it is noted, and nothing is said.
    What is noted and what is said is written in one transaction, so that nothing is said twice or lost.  ``hook``: the
    alerts wait for a webhook.
    """
    if not searches:
        return []
    following = _following(record, searches)
    alerts: dict[str, list[Alert]] = {saved.key: [] for saved, _, _ in following}
    teller = _Teller(record)
    for incident in record.incidents(kind=_same([s.search.type or s.search.kind for s in searches])):
        for saved, known, first in following:
            if saved.search.about(incident):
                news = _news(saved, incident, known, first)
                known.follow(news.thread, incident.id)
                if news.change is not None:
                    alerts[saved.key].append(teller.alert(saved, incident, news, now))
    said: list[Alert] = []
    for saved, known, first in following:
        threads = known.changed()
        if threads or first:
            state = [SearchState(saved.key, now)] if first else []
            said += record.memory.say(threads, alerts[saved.key], hook, *state)
    return said


def _following(record: Record, searches: Sequence[Saved]) -> list[tuple[Saved, _Known, bool]]:
    """Each search with the incidents that it follows, and whether it is asked for the first time."""
    threads = [record.memory.threads(saved.key) for saved in searches]
    holders: dict[str, str] = {}
    if any(threads):
        holders = {r: incident for incident, reports in record.members().items() for r in reports}
    return [
        (saved, _Known(known, holders), record.memory.state(SearchState, saved.key) is None)
        for saved, known in zip(searches, threads, strict=True)
    ]


def _same(values: Sequence[str | None]) -> str | None:
    """The value that all have, or None."""
    return values[0] if len(set(values)) == 1 else None


@dataclass(frozen=True, slots=True)
class _News:
    """An incident as it is to be followed from now on, and what is to be said of it."""

    thread: Thread
    change: str | None = None  # NEW, ROSE or CORRECTED
    before: str | None = None


class _Known:
    """The incidents that a search follows, found again whatever has become of their ids and joins.

    A thread belongs to the incident that holds most of its reports.  An incident may own several: it joined them.
    ``holders``: report -> the incident that holds it.
    """

    def __init__(self, threads: Sequence[Thread], holders: Mapping[str, str]) -> None:
        self._before = {t.thread: t for t in threads}
        self._now = dict(self._before)
        self._owned: dict[str, list[Thread]] = {}
        self._shared: dict[str, list[Thread]] = {}
        for thread in threads:
            held = Counter(holders[r] for r in thread.reports if r in holders)
            for incident in held:
                self._shared.setdefault(incident, []).append(thread)
            if held:
                owner = max(held, key=lambda i: (held[i], i == thread.incident, i))
                self._owned.setdefault(owner, []).append(thread)

    def thread(self, incident: str) -> tuple[Thread | None, bool]:
        """The thread that an incident goes on with, and whether it is a new one because the incident was split off from
        another that the user knows.  Nothing where it is new.
        """
        if mine := self._owned.get(incident):
            return max(mine, key=lambda t: (t.said, len(t.reports), t.thread)), False
        known = [t for t in self._shared.get(incident, ()) if t.said]
        return (
            (replace(known[0], thread=self.free(incident), reports=(), alerts=0), True)
            if known
            else (None, False)
        )

    def free(self, incident: str) -> str:
        """A name for a new thread."""
        names = (f"{incident}-{n}" if n else incident for n in count())
        return next(name for name in names if name not in self._now)

    def follow(self, thread: Thread, incident: str) -> None:
        """Go on with a thread; others that the incident joined lead to it too."""
        for other in self._owned.get(incident, ()):
            self._now[other.thread] = replace(other, incident=incident)
        self._now[thread.thread] = thread

    def changed(self) -> list[Thread]:
        """The threads that are not as they were kept."""
        return [t for name, t in self._now.items() if self._before.get(name) != t]


def _news(saved: Saved, incident: Incident, followed: _Known, first: bool) -> _News:
    search = saved.search
    known, split = followed.thread(incident.id)
    now = {"killed": best_of(incident.killed), "injured": best_of(incident.injured)}
    fits = search.matches(incident) and (
        saved.in_passing or any(r.role != "background" for r in incident.reports)
    )
    thread = replace(
        known or Thread(saved.key, followed.free(incident.id), incident.id, (), None, None),
        incident=incident.id,
        # those that it held once too: a report that comes back is no news
        reports=tuple(sorted({*(known.reports if known else ()), *(r.id for r in incident.reports)})),
        killed=now["killed"],
        injured=now["injured"],
        matched=fits,
    )
    told = replace(thread, said=True, said_killed=now["killed"], said_injured=now["injured"])
    if first:
        return _News(told if fits else thread)
    if split:  # the user was told of it as a part of another
        return _News(told)
    alert = replace(told, alerts=thread.alerts + 1)
    if known is None or not known.said:
        if not fits:
            return _News(thread)
        asked = search.killed is not None or search.injured is not None
        seen = {} if known is None else {"killed": known.killed, "injured": known.injured}
        rose = asked and known is not None and not known.matched and _differs(search.measures, seen, now)
        return _News(alert, ROSE, _figures(search.measures, seen)) if rose else _News(alert, NEW)
    said = {"killed": known.said_killed, "injured": known.said_injured}
    lower = [m for m in search.measures if (a := said[m]) is not None and ((b := now[m]) is None or b < a)]
    if lower:
        return _News(alert, CORRECTED, _figures(lower, said))
    higher = [m for m in search.measures if (b := now[m]) is not None and ((a := said[m]) is None or b > a)]
    if fits and higher and (saved.every_rise or not known.matched):
        return _News(alert, ROSE, _figures(higher, said))
    return _News(thread)


def _differs(measures: Iterable[str], one: dict[str, int | None], other: dict[str, int | None]) -> bool:
    return any(one[m] != other[m] for m in measures)


def _figures(measures: Iterable[str], figures: dict[str, int | None]) -> str:
    """``killed 5, injured 12``."""
    told = [f"{m} {figures[m]}" if figures[m] is not None else f"no figure of {m}" for m in measures]
    return ", ".join(told)


# ---------------------------------------------------------------- how it is said


class _Teller:
    """Puts alerts into words.  Names of private persons are masked, as alerts leave the machine."""

    def __init__(self, record: Record) -> None:
        self._record = record

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        return withheld(self._record)  # reads every text: only where there is something to say

    def alert(self, saved: Saved, incident: Incident, news: _News, now: float) -> Alert:
        """What is new of an incident, in words."""
        names = of_documents((r.document for r in incident.reports), self._names)
        quote, speaker, document = _leading(incident, saved.search.measures)
        article = self._record.article(document)
        address = article.url if article else None
        if address and spelled_out({"": address}, self._names):
            address = None

        def safe(text: str) -> str:
            return mask(" ".join(plain(text).split()), names)

        thread = news.thread
        key = f"{saved.key}\0{thread.thread}\0{thread.alerts}"
        return Alert(
            id="a" + hashlib.sha256(key.encode()).hexdigest()[:15],
            search=saved.key,
            name=saved.name,
            thread=thread.thread,
            incident=incident.id,
            change=news.change or NEW,
            at=now,
            type=incident.type,
            place="" if incident.place is None else safe(place_text(incident.place)),
            date="" if incident.date.start is None and incident.date.end is None else day_text(incident.date),
            killed=concluded_text(incident, "killed"),
            injured=concluded_text(incident, "injured"),
            killed_figures=_bounds(incident.killed),
            injured_figures=_bounds(incident.injured),
            before=news.before,
            quote=_short(safe(quote)),
            speaker=safe(speaker) if speaker else None,
            outlet=safe(article.outlet) if article and article.outlet else None,
            published=article.published if article else None,
            url=address,
        )


def _bounds(toll: Toll | None) -> tuple[int | None, int | None, int | None] | None:
    return None if toll is None else (toll.low, toll.best, toll.high)


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"


def _leading(incident: Incident, measures: Sequence[str]) -> tuple[str, str | None, str]:
    """Quote, speaker and document of the claim that the toll rests on, else of the sentence that tells of the incident.

    Of the claims those that state the best figure come first, then those of the leading report.
    """
    for measure in dict.fromkeys([*measures, "killed", "injured"]):
        toll: Toll | None = getattr(incident, measure)
        if toll is None:
            continue
        rests = set(toll.claim_ids)
        claims: list[tuple[Claim, str]] = [
            (claim, report.document)
            for report in incident.reports
            for claim in report.claims
            if claim.attribute == measure and (not rests or claim.id(report.document) in rests)
        ]
        if claims:
            claim, document = max(
                claims, key=lambda c: (toll.best in (c[0].value, c[0].low, c[0].high), not c[0].superseded)
            )
            return claim.quote, claim.speaker, document
    report = next((r for r in incident.reports if r.summary == incident.summary), incident.reports[0])
    return report.summary, None, report.document
