"""What a dossier is asked to be about, and the incidents that answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vigil.aftermath import Episode
from vigil.dossier.wording import count, day_words, listed
from vigil.errors import UsageError
from vigil.records import DateRange, Incident
from vigil.store import Record

MOST = 300  # incidents in one dossier: nobody reads more, and a release (`vigil freeze`) holds any number


@dataclass(frozen=True, slots=True)
class Asked:
    """The id of an episode or an incident (or its first letters), or filters as `vigil incidents` has them."""

    key: str | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    kind: str | None = None
    actor: str | None = None
    text: str | None = None
    collection: str | None = None

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters that are set, as they were given."""
        return tuple(f for f in (self.start, self.end, self.place, self.kind, self.actor, self.text) if f)


@dataclass(frozen=True, slots=True)
class Found:
    """The incidents that answer, by date, and the episode where one was asked for."""

    incidents: tuple[Incident, ...]
    episode: Episode | None
    scope: Callable[
        [Callable[[str], str]], str
    ]  # what was asked, in words, names in it covered by what is given


def find(record: Record, asked: Asked) -> Found:
    """The incidents asked for.  Raises UsageError, with what to do next, where there is none or there are too many."""
    if asked.key is not None:
        if asked.filters:
            raise UsageError(
                "An id already says what the dossier is about: leave out the filters, or the id."
            )
        return _by_id(record, asked.key)
    if not asked.filters:
        raise UsageError(
            "What should the dossier be about? Name an episode or an incident, as in `vigil report e187 --out dossier.pdf`"
            " (`vigil episode` lists them), or filter, as in --place Quetta --from 2013-01 --to 2013-02."
        )
    stream = record.incidents(
        date_from=asked.start, date_to=asked.end, place=asked.place, kind=asked.kind, actor=asked.actor,
        text=asked.text,
    )  # fmt: skip
    found: list[Incident] = []
    for incident in stream:
        found.append(incident)
        if len(found) > MOST:
            stream.close()  # type: ignore[attr-defined]
            raise UsageError(
                f"More than {MOST} incidents fit: narrow it with --from, --to, --place or --kind. `vigil freeze` writes a"
                " release that holds any number."
            )
    if not found:
        raise UsageError(
            f"No incident fits ({_scope(asked, str)}), so that there is nothing to report. `vigil incidents` with the same filters"
            " lists what does; without them, everything."
        )
    return Found(tuple(found), None, lambda cover: _scope(asked, cover))


def _by_id(record: Record, key: str) -> Found:
    episode = record.drawn(Episode, key)
    if episode is not None:
        incidents = record.incidents_of(episode.incidents)
        said = f"one episode of {count(len(incidents), 'incident')} ({episode.id})"
        return Found(tuple(incidents), episode, lambda cover: said)
    incident = record.incident(key)
    if incident is None:
        raise UsageError(
            f"There is no episode and no incident {key}. `vigil episode` and `vigil incidents` list them."
        )
    return Found((incident,), None, lambda cover: f"one incident ({incident.id})")


def _scope(asked: Asked, cover: Callable[[str], str]) -> str:
    """The filters in words."""
    said = []
    if asked.kind:
        said.append(f"of kind {asked.kind.replace('_', ' ')}")
    if asked.place:
        said.append(f"with “{cover(asked.place)}” in the name of the place")
    if asked.actor:
        said.append(f"with “{cover(asked.actor)}” in the name of an actor")
    if asked.text:
        said.append(f"that hold the words “{cover(asked.text)}”")
    if asked.start and asked.end:
        said.append(f"from {day_words(asked.start)} to {day_words(asked.end)}")
    elif asked.start:
        said.append(f"not over before {day_words(asked.start)}")
    elif asked.end:
        said.append(f"begun by {day_words(asked.end)}")
    return f"all incidents {listed(said)}"


def period_of(incidents: Sequence[Incident]) -> str:
    """From the first day to the last, no finer than those are known."""
    dated = [i.date for i in incidents if i.date.start]
    if not dated:
        return "days unknown"
    first = min(dated, key=lambda d: (d.start or "", d.end or ""))
    last = max(dated, key=lambda d: (d.end or d.start or "", d.start or ""))
    start, end = _coarse(first, first.start), _coarse(last, last.end or last.start)
    return day_words(start) if start == end else f"{day_words(start)} to {day_words(end)}"


def _coarse(dates: DateRange, day: str | None) -> str:
    return (day or "")[: {"month": 7, "year": 4, "years": 4}.get(dates.precision, 10)]
