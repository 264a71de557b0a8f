"""What may be published of a record: incidents that people released, and what hangs on these alone.

Everything that a page is made of comes from here, names of private persons covered already.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from vigil.aftermath import Accused, Aftermath, Demand, Episode, Party, Response, Threat
from vigil.errors import UsageError
from vigil.export import masked
from vigil.export.tables import Chosen, hashed_ids, spelling_addresses
from vigil.export.withheld import of_documents
from vigil.phrases import count
from vigil.records import Evidence, Incident
from vigil.relations.accountability import ENDS
from vigil.relations.answered import CLEARS
from vigil.review import accepted
from vigil.store import DocumentRow, Record

A = TypeVar("A", bound=Aftermath)
STATUSES = ("confirmed", "corrected", "disputed", "suggested")  # what may be released; retracted never is
LOOKED_AT = ("confirmed", "corrected")  # what is released if nobody says otherwise
TOGETHER = 50  # incidents read at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which incidents a publication is of.  ``filters`` are those of ``Record.incidents``."""

    statuses: tuple[str, ...] = LOOKED_AT
    filters: Mapping[str, str | None] = field(default_factory=dict)

    def checked(self) -> Wanted:
        """The same.  Raises UsageError for a status that is none, or is never published."""
        for status in self.statuses:
            if status == "retracted":
                raise UsageError(
                    "What was retracted is never published: its page says that it was, and no more."
                )
            if status not in STATUSES:
                raise UsageError(f"There is no status {status}: choose some of {', '.join(STATUSES)}.")
        if not self.statuses:
            raise UsageError(f"No status is chosen: choose some of {', '.join(STATUSES)}.")
        return self


class Released:
    """The released part of a record."""

    def __init__(self, record: Record, wanted: Wanted) -> None:
        self.record = record
        self.wanted = wanted.checked()
        asked = {key: value for key, value in wanted.filters.items() if value is not None}
        self.left_out: Counter[str] = Counter()
        documents: dict[str, tuple[str, ...]] = {}
        for incident in record.incidents(**asked):  # type: ignore[arg-type]
            # what was corrected in parts, and accepted by nobody, is in the rest as the machine has it
            status = incident.status if incident.status != "corrected" or accepted(incident) else "suggested"
            if status in wanted.statuses:
                documents[incident.id] = tuple(dict.fromkeys(r.document for r in incident.reports))
            else:
                self.left_out["corrected but not accepted" if status != incident.status else status] += 1
        self.ids = tuple(documents)
        self._told = documents
        self.chosen = Chosen.of(record, incidents=self._whole())
        self.hidden = spelling_addresses(self.chosen)
        self.renamed = hashed_ids(self.chosen)
        self.cited = {document for some in documents.values() for document in some}

    def __contains__(self, incident: str | None) -> bool:
        return incident in self._told

    # ------------------------------------------------------------ incidents and documents

    def _whole(self) -> Iterator[Incident]:
        for begin in range(0, len(self.ids), TOGETHER):
            yield from self.record.incidents_of(self.ids[begin : begin + TOGETHER])

    def whole(self) -> Iterator[Incident]:
        """The released incidents as the record has them, in its order; their arrows lead to released ones alone."""
        for incident in self._whole():
            yield replace(incident, links=tuple(link for link in incident.links if link.incident in self))

    def incidents(self, ids: Iterable[str]) -> list[Incident]:
        """Some of them, names covered."""
        found = self.record.incidents_of([key for key in ids if key in self])
        return [
            masked(
                replace(one, links=tuple(link for link in one.links if link.incident in self)),
                self.private(one),
            )
            for one in found
        ]

    def private(self, about: Incident | Aftermath) -> tuple[str, ...]:
        """The names that are covered in what tells of this: those of every document behind it."""
        told = {e.document for e in quoted(about)}
        if isinstance(about, Incident):
            told |= {report.document for report in about.reports}
        else:
            for incident in about.incidents:
                told |= set(self._told.get(incident, ()))
        return of_documents(told, self.chosen.names)

    def document(self, key: str) -> DocumentRow | None:
        """A document without an address that spells out a name, its title covered."""
        row = self.chosen.documents.get(key)
        if row is None:
            return None
        if key in self.hidden:
            row = replace(row, url=None, canonical_url=None)
        return masked(row, self.chosen.names.get(key, ()))

    def documents(self, incident: Incident) -> dict[str, DocumentRow]:
        """The documents that tell of an incident."""
        found = {key: self.document(key) for key in self._told.get(incident.id, ())}
        return {key: row for key, row in found.items() if row is not None}

    def page_of(self, key: str) -> str:
        """What the page of a document is called: a hash, as an id may spell out a name."""
        row = self.chosen.documents.get(key)
        words = f"{row.raw_sha256 if row else ''} {key}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    # ------------------------------------------------------------ what followed

    def whole_of(self, kind: type[A]) -> list[A]:
        """Demands, responses or threats all of whose incidents are released, names covered, by their order in the record."""
        found: list[A] = []
        for one in self.record.aftermath(kind):
            if not one.incidents or not all(key in self for key in one.incidents):
                continue
            if isinstance(one, Threat):
                one = cast(A, replace(one, matches=tuple(m for m in one.matches if m[0] in self)))
            found.append(masked(one, self.private(one)))
        return found

    def accused(self) -> list[Accused]:
        """Those accused in a released incident, with the steps told beside released ones.

        A step that ends a case or takes an accusation back goes along wherever it is told: no accusation without its outcome.
        """
        found = []
        for one in self.record.aftermath(Accused):
            incidents = tuple(key for key in one.incidents if key in self)
            steps = tuple(
                step
                for step in one.steps
                if (step.incident is None and set(one.incidents) == set(incidents))
                or (step.incident is not None and step.incident in self)
                or step.what in ENDS
                or step.what in CLEARS
            )
            if incidents and steps:
                known = {e.document for e in quoted(one)}
                names = of_documents(known, self.chosen.names)
                part = replace(
                    one,
                    incidents=incidents,
                    steps=tuple(
                        step
                        if step.incident is None or step.incident in self
                        else replace(step, incident=None)
                        for step in steps
                    ),
                )
                found.append(masked(part, (*names, *self.private(part))))
        return found

    def episodes(self) -> list[tuple[Episode, int]]:
        """Episodes with a released incident, names covered, each with the number of its incidents that are not released.

        Of one that is released in part only the released incidents stand, and of its account their sentences.
        """
        found = []
        for one in self.record.aftermath(Episode):
            inside = tuple(key for key in one.incidents if key in self)
            missing = len(one.incidents) - len(inside)
            if not inside or (missing and len(inside) < 2):
                continue
            if missing:
                whole = self.record.incidents_of(inside)
                starts = [i.date.start for i in whole if i.date.start]
                ends = [i.date.end or i.date.start for i in whole if i.date.end or i.date.start]
                one = replace(
                    one,
                    incidents=inside,
                    title=f"{count(len(inside), 'incident')} of an episode",
                    start=min(starts, default=None),
                    end=max((e for e in ends if e), default=None),
                    story=tuple(line for line in one.story if line.incident in self),
                )
            found.append((masked(one, self.private(one)), missing))
        return found

    def parties(self) -> list[Party]:
        """Groups, institutions and communities with a part in a released incident; of persons none has a page.

        Relations stand where a document of a released incident tells them.
        """
        found = []
        for one in self.record.aftermath(Party):
            roles = tuple((role, key) for role, key in one.roles if key in self)
            if one.private or one.kind == "person" or not roles:
                continue
            relations = []
            for relation in one.relations:
                evidence = tuple(e for e in relation.evidence if e.document in self.cited)
                if evidence:
                    relations.append(replace(relation, evidence=evidence))
            part = replace(one, roles=roles, relations=tuple(relations))
            found.append(masked(part, self.private(part)))
        return found

    def demands(self) -> list[Demand]:
        """See ``whole_of``."""
        return self.whole_of(Demand)

    def responses(self) -> list[Response]:
        """See ``whole_of``; what answers a demand that is not released does not say so."""
        known = {one.id for one in self.demands()}
        return [
            replace(one, answers=tuple(key for key in one.answers if key in known))
            for one in self.whole_of(Response)
        ]


def quoted(value: Any) -> Iterator[Evidence]:
    """Every quote that stands in a record, wherever, as evidence; claims of an incident aside, which ``claims_of`` gives."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from quoted(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        if all(hasattr(value, name) for name in ("document", "span", "quote")):  # a part with its place
            yield Evidence(value.document, value.span, value.quote)  # type: ignore[attr-defined]
        for one in dataclasses.fields(value):
            yield from quoted(getattr(value, one.name))
