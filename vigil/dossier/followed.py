"""What followed, as a dossier tells it: demands, responses, steps against the accused, warnings, links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from vigil.aftermath import Accused, Demand, Response, Threat
from vigil.declared import silence
from vigil.dossier.dossier import (
    AccusedRow,
    DemandRow,
    Event,
    Quote,
    ResponseRow,
    Said,
    Tie,
    Turn,
    WarningRow,
)
from vigil.dossier.veil import Sources, Veil
from vigil.dossier.wording import count, day_words
from vigil.export.aftermath import accused_row, demand_row, response_row, threat_row
from vigil.records import Evidence, Incident
from vigil.store import DocumentRow

QUOTED = 3  # quotes behind one statement; every claim stands in the table
NO_OUTCOME = "none told in these documents"


class Followed:
    """Rows of what followed, for a veil and numbered sources."""

    def __init__(self, sources: Sources, veil: Veil) -> None:
        self._sources, self._veil = sources, veil

    def demand(self, found: Demand, held: Mapping[str, DocumentRow] | None) -> DemandRow:
        """A demand; ``held``: the documents of a collection, in which silence means something."""
        row = demand_row(found, self._veil.names)
        return DemandRow(
            found.what,
            self._text(row["words"]),
            self._text(row["by"]) or "by whom is not told",
            self._text(row["of"]) or None,
            _told(found.first, found.last),
            found.state,
            self._turns(row["history"]),
            _silence(found, held),
            self._quotes(row["evidence"]),
        )

    def response(self, found: Response, asked: Mapping[str, Demand]) -> ResponseRow:
        """A response, with the classes of the demands that it answers."""
        row = response_row(found, self._veil.names)
        answers = ", ".join(dict.fromkeys(asked[a].what for a in found.answers if a in asked))
        return ResponseRow(
            found.act + (f" (until {day_words(found.until)})" if found.until else ""),
            self._text(row["words"]),
            self._text(row["by"]) or "by whom is not told",
            day_words(found.date) if found.date else f"told {day_words(found.first, 'at an unknown day')}",
            answers or None,
            self._turns(row["followed"]),
            self._quotes(row["evidence"]),
        )

    def accused(self, found: Accused) -> AccusedRow:
        """One accused; a person is named only where names are kept."""
        # With names kept the person goes through as a group does, as a row of a person never has its name.
        shown = replace(found, kind="group") if self._veil.named else found
        row = accused_row(shown, self._veil.names)
        return AccusedRow(
            self._text(row["name"]),
            found.kind,
            found.outcome or NO_OUTCOME,
            self._turns(row["steps"]),
        )

    def warning(self, found: Threat, events: Mapping[str, Event]) -> WarningRow:
        """A threat, and those of its matches that are in the dossier."""
        row = threat_row(found, self._veil.names)
        matches = tuple(
            f"{events[m['incident']].name}, {events[m['incident']].days}: {self._text(m['why'])}"
            for m in row["matches"]
            if m["incident"] in events
        )
        return WarningRow(
            self._text(row["words"]),
            self._text(row["by"]) or "by whom is not told",
            self._text(row["against"]) or None,
            day_words(found.date) if found.date else f"told {day_words(found.seen, 'at an unknown day')}",
            matches,
            self._quotes(row["evidence"]),
        )

    def ties(self, incidents: Iterable[Incident], events: Mapping[str, Event]) -> Iterator[Tie]:
        """Links between incidents of the dossier."""
        for incident in incidents:
            own = [r.document for r in incident.reports]
            for link in incident.links:
                if link.incident not in events:
                    continue
                documents = [*own, *(e.document for e in link.evidence)]
                later, earlier = events[incident.id], events[link.incident]
                why = Said(self._veil.text(link.why, documents), self.evidence(link.evidence))
                yield Tie(
                    f"{later.name}, {later.days}",
                    link.type.replace("_", " "),
                    f"{earlier.name}, {earlier.days}",
                    why,
                    link.confidence,
                )

    def evidence(self, found: Iterable[Evidence]) -> tuple[Quote, ...]:
        """The words themselves, of documents that are numbered."""
        known = [e for e in dict.fromkeys(found) if e.document in self._sources.numbers]
        return tuple(self._veil.quote(e, self._sources.number(e.document)) for e in known[:QUOTED])

    def _text(self, text: str | None) -> str:
        return self._veil.row(text)

    def _quotes(self, rows: Iterable[dict[str, Any]]) -> tuple[Quote, ...]:
        known = [r for r in rows if r["document"] in self._sources.numbers]
        return tuple(self._veil.quoted(r, self._sources.number(r["document"])) for r in known[:QUOTED])

    def _turns(self, rows: Iterable[dict[str, Any]]) -> tuple[Turn, ...]:
        return tuple(
            Turn(
                day_words(r["date"]) if r["date"] else f"told {day_words(r['seen'], 'at an unknown day')}",
                r["what"],
                self._text(r["by"]) or None,
                Said(self._text(r["why"]), self._quotes(r["evidence"])),
            )
            for r in rows
        )


def _told(first: str | None, last: str | None) -> str:
    if first is None:
        return "told in documents without a date"
    return f"told {day_words(first)}" + (f" to {day_words(last)}" if last not in (None, first) else "")


def _silence(demand: Demand, held: Mapping[str, DocumentRow] | None) -> str | None:
    """What the documents of a collection leave unsaid since the last that was told of a demand."""
    if held is None:
        return None
    told = [s.date or s.seen for s in demand.history]
    since = told[-1] if told else demand.first
    if since is None:
        return "no date from which to look"
    found = silence(since, held.values())
    what = "a further change" if demand.history else "an answer"
    last = f", the last of {day_words(found.last)}" if found.last else ""
    return (
        f"no evidence of {what} found since {day_words(since)} in {count(found.documents, 'document')} of"
        f" {count(found.sources, 'source')}{last}"
    )
