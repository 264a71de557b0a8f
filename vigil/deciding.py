"""People's decisions laid over the machine's incidents: all of them after a run, or one with the incidents it concerns.

Decisions hang together where they are on one incident of the machine's, and incidents where one links to another whose reports
people grouped otherwise.  Whatever hangs together is settled together, by the same function whether all decisions are laid
over a new run or one is added: so both end in the same incidents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from vigil.decided import seen
from vigil.errors import UsageError
from vigil.linkage import join
from vigil.reconciliation import reconcile
from vigil.records import ENTERED, Incident, Judgement
from vigil.review import decisions, queue, sealed
from vigil.review.apply import settle
from vigil.review.decisions import Decision, Judged
from vigil.review.groups import entered_report
from vigil.store import Desk, Record

__all__ = ["Outcome", "Reconcile", "decide", "settle_all", "stands", "worth"]


class Reconcile(Protocol):
    """Concludes on an incident: see vigil.reconciliation."""

    def __call__(
        self,
        incident: Incident,
        published: Mapping[str, str | None],
        syndication: Mapping[str, str],
        outlets: Mapping[str, str | None],
    ) -> Incident:
        """The incident with its conclusions."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision led to: its id, the incidents concerned as they are now, and ids that lead elsewhere now."""

    judgement: str
    incidents: tuple[Incident, ...]
    moved: dict[str, str]
    orphaned: bool  # it found nothing to decide on


def worth(incident: Incident) -> float:
    """The value of a person's look at an incident."""
    return queue.value(queue.light(incident))[0]


def decide(
    record: Record,
    decision: Decision,
    *,
    by: str,
    reason: str = "",
    at: str | None = None,
    saw: Mapping[str, object] | None = None,
    conclude: Reconcile = reconcile,
) -> Outcome:
    """Add a person's decision and lay it over the incidents concerned, in one transaction.

    What is drawn from all incidents (episodes, demands ...) does not know it until the next ``pipeline.conclude``; see
    ``Record.stale``.  ``saw``: what the person had before them, as ``vigil.decided.seen`` gives it; default: the incident
    as it is now.  Raises UsageError for what makes no sense, or names what is not there.
    """
    decision = decisions.checked(decision)
    said = decisions.WORDS[type(decision)]
    why = said + (f" {decision.field}" if isinstance(decision, decisions.Correct) else "")
    with record.deciding(by, why + (f": {reason}" if reason else ""), worth) as desk:
        table = _Table(desk, conclude)
        decision, anchors, before = _anchored(desk, decision, table)
        when = at or datetime.now(UTC).isoformat(timespec="seconds")
        made = decisions.judgement(decision, anchors, before if saw is None else saw, by, when, reason)
        name = decisions.id_of(made)
        if any(name == known for known, _ in table.known):
            raise UsageError("This very decision has been made already.")
        table.add(desk.add(made), made)
        found, moved = table.settle_one(name)
        return Outcome(name, found, moved, name in table.lost)


def settle_all(desk: Desk, conclude: Reconcile = reconcile) -> None:
    """Lay every decision over the incidents that the machine has just made."""
    table = _Table(desk, conclude)
    regrouped = table.regrouping(table.live)
    done: set[str] = set()
    for judged in table.live.values():
        if judged.id not in done:
            done |= table.settle({judged.id}, regrouped)[0]
    table.mark(set(table.all))


def stands(record: Record, document: str, quote: str) -> tuple[str, int]:
    """Field and place of words in a document.  Raises UsageError where they are not in it, or more than once."""
    article = record.article(document)
    if article is None:
        raise UsageError(f"There is no document {document}: `vigil search` shows the ids.")
    found = [
        (name, article.field(name)) for name in ("text", "title") if quote and quote in article.field(name)
    ]
    if not found:
        raise UsageError(
            "These words are not in the document: they must be as they stand there, letter by letter."
        )
    name, text = found[0]
    if text.count(quote) > 1:
        raise UsageError("These words stand there more than once: take more of the sentence.")
    return name, text.index(quote)


def _anchored(
    desk: Desk, decision: Decision, table: _Table
) -> tuple[Decision, dict[str, list[str]], dict[str, object] | None]:
    """The decision with whole ids, the reports of the incidents it names, and what there is to see of the first."""
    whole = {name: desk.incident(name) for name in decisions.incidents_of(decision)}
    before: dict[str, object] | None = None
    if isinstance(decision, decisions.Merge):
        names = tuple(dict.fromkeys(whole[name].id for name in decision.incidents))
        decision = decisions.checked(replace(decision, incidents=names))
    elif isinstance(decision, decisions.Undo):
        decision = decisions.Undo(table.named(decision.of))
    elif isinstance(decision, decisions.Reject | decisions.Amend):
        decision = replace(decision, document=decision.document or desk.document_of(decision.claim) or "")
        if not desk.of_claim(decision.claim):
            raise UsageError(f"There is no claim {decision.claim} that a machine read in an incident (what a person entered is taken back with undo). `vigil show ID --json` lists the claims of one.")  # fmt: skip
    else:
        if isinstance(decision, decisions.Enter):
            text = desk.text(decision.document, decision.where)
            if text is None:
                raise UsageError(f"There is no document {decision.document}.")
            if text[decision.start : decision.end] != decision.quote:
                raise UsageError("These words do not stand at that place of the document: mark them again.")
            if desk.confidential(decision.document) and not decision.claim.get("speaker"):
                decision = replace(decision, claim={**decision.claim, "speaker": sealed.SPEAKER})
        elif isinstance(decision, decisions.Split):
            held = {report.id for report in whole[decision.incident].reports}
            if strange := [name for name in decision.apart if name not in held]:
                raise UsageError(f"Incident {decision.incident} holds no report {strange[0]}: `vigil show` lists its documents.")  # fmt: skip
            if held == set(decision.apart):
                raise UsageError("All of its reports apart would leave nothing: name those that are another incident.")  # fmt: skip
        first = getattr(decision, "incident", None)
        if first is not None:
            before = seen(whole[first])
            decision = replace(decision, incident=whole[first].id)
        if isinstance(decision, decisions.Tie | decisions.Untie):
            decision = decisions.checked(replace(decision, target=whole[decision.target].id))
    anchors = {incident.id: [r.id for r in incident.reports] for incident in whole.values()}
    return decision, anchors, before


@dataclass(slots=True)
class _Part:
    """What hangs together, as far as it is known."""

    decisions: set[str] = field(default_factory=set)
    machine: dict[str, Incident] = field(default_factory=dict)


class _Table:
    """All decisions, and the incidents that they concern, within one transaction."""

    def __init__(self, desk: Desk, conclude: Reconcile) -> None:
        self.desk = desk
        self._conclude = conclude
        self._rows: list[tuple[int, Judgement]] = desk.judgements()
        self.lost: set[str] = set()  # those settled that found nothing
        self._read()

    def _read(self) -> None:
        told = [said for _, said in self._rows]
        self.known = [(decisions.id_of(said), said) for said in told]
        self.row_of = {name: row for (row, _), (name, _) in zip(self._rows, self.known, strict=True)}
        every = [found for n, said in enumerate(told) if (found := decisions.judged(n + 1, said))]
        holding = {self.known[n][0] for n in decisions.active(told)}
        self.all = {one.id: one for one in every}
        self.live = {one.id: one for one in every if one.id in holding}
        self._on: dict[str, frozenset[str]] = {}  # decision -> the machine's incidents that it is on
        self._by_document: dict[str, list[str]] = {}
        self._entered: dict[str, str] = {}  # report -> the decision that entered it
        for one in every:
            for document in one.documents():
                self._by_document.setdefault(document, []).append(one.id)
            if isinstance(one.decision, decisions.Enter):
                self._entered[entered_report(one).id] = one.id
        self._beside: dict[
            str, set[str]
        ] = {}  # a decision that entered a report -> those on incidents that held it
        for one in every:
            for entry in self._entries(one):
                self._beside.setdefault(entry, set()).add(one.id)

    def add(self, row: int, said: Judgement) -> None:
        """Take in a decision that was just made."""
        self._rows.append((row, said))
        self._read()

    def named(self, key: str) -> str:
        """The id of a decision, by its id or its number.  Raises UsageError where there is none."""
        if key.isdecimal() and 1 <= int(key) <= len(self.known):
            return self.known[int(key) - 1][0]
        if key not in self.row_of:
            raise UsageError(f"There is no decision {key}. `vigil review history ID` numbers them.")
        return key

    # ------------------------------------------------------------ settling

    def settle_one(self, name: str) -> tuple[tuple[Incident, ...], dict[str, str]]:
        """Settle what a decision concerns, be it one that holds, or one that takes others back."""
        start, waiting = {name}, [name]
        while waiting:  # what an undo takes back, or what that took back
            said = self.all[waiting.pop()].decision
            if isinstance(said, decisions.Undo) and said.of in self.all and said.of not in start:
                start.add(said.of)
                waiting.append(said.of)
        touched, found, moved = self.settle(start, self.regrouping(start))
        self.mark(touched)
        return found, moved

    def regrouping(self, names: Iterable[str]) -> set[str]:
        """The machine's incidents whose reports these decisions group otherwise."""
        found: set[str] = set()
        for name in names:
            one = self.all[name]
            if isinstance(one.decision, decisions.Merge | decisions.Split):
                found |= self._concerned(one)
        return found

    def settle(
        self, start: Iterable[str], regrouped: Iterable[str] = ()
    ) -> tuple[set[str], tuple[Incident, ...], dict[str, str]]:
        """Settle whatever hangs together with these decisions; the decisions, and what became of the incidents."""
        part = self._together(set(start), set(regrouped))
        live = [one for name in part.decisions if (one := self.live.get(name))]
        live.sort(key=lambda one: one.number)
        placed: list[Judged] = []
        for one in live:
            here = self._placed(one)
            if here is None:
                self.lost.add(one.id)
            else:
                placed.append(here)
        machine = [part.machine[name] for name in sorted(part.machine)]
        documents = {r.document for i in machine for r in i.reports}
        documents |= {document for one in placed for document in one.documents()}
        about = self.desk.about(documents)
        done = settle(machine, placed, join, lambda incident: self._conclude(incident, *about))
        self.lost -= part.decisions - {one.id for one in live if one not in placed}
        self.lost |= done.orphaned | {one.id for one in live if one.id not in {p.id for p in placed}}
        entered = [r for i in done.incidents for r in i.reports if r.ordinal >= ENTERED]
        raw = {entered_report(one).id: entered_report(one) for one in placed if isinstance(one.decision, decisions.Enter)}  # fmt: skip
        self.desk.enter([raw[r.id] for r in entered])
        gone = {report for report, name in self._entered.items() if name in part.decisions} - {r.id for r in entered}  # fmt: skip
        self.desk.put(machine, done.incidents, done.regrouped)
        self.desk.forget(sorted(gone))
        return part.decisions, done.incidents, done.moved

    def mark(self, names: set[str]) -> None:
        """Keep which of these decisions found nothing."""
        without = {self.row_of[name] for name in names & self.lost}
        self.desk.orphan(without, {self.row_of[name] for name in names} - without)

    def _placed(self, one: Judged) -> Judged | None:
        """An entered claim where its words stand now; None where they are gone, or stand there more than once."""
        said = one.decision
        if not isinstance(said, decisions.Enter):
            return one
        text = self.desk.text(said.document, said.where)
        if text is None:
            return None
        if text[said.start : said.end] == said.quote:
            return one
        if text.count(said.quote) != 1:
            return None
        start = text.index(said.quote)
        return replace(one, decision=replace(said, start=start, end=start + len(said.quote)))

    # ------------------------------------------------------------ what hangs together

    def _together(self, start: set[str], regrouped: set[str]) -> _Part:
        part = _Part()
        waiting, fresh = set(start), set[str]()
        looked: set[str] = set()  # regrouped incidents whose links were followed
        while waiting or fresh:
            for name in sorted(waiting):
                one = self.all[name]
                part.decisions.add(name)
                fresh |= self._concerned(one)
                if name in self.live and isinstance(one.decision, decisions.Merge | decisions.Split):
                    regrouped |= self._concerned(one)
                start |= self._beside.get(name, set()) | self._entries(one)
            loaded = self.desk.machine(fresh - part.machine.keys())
            part.machine.update((incident.id, incident) for incident in loaded)
            names = {incident.id for incident in loaded}
            targets = {link.incident for incident in loaded for link in incident.links}
            regrouped |= self.desk.regrouped(names | targets)
            apart = (regrouped & part.machine.keys()) - looked
            looked |= apart
            ends = {link.incident for incident in part.machine.values() for link in incident.links}
            fresh = ((ends & regrouped) | self.desk.linking_to(apart)) - part.machine.keys()
            documents = {r.document for incident in loaded for r in incident.reports}
            near = {name for document in documents for name in self._by_document.get(document, ())}
            start |= {name for name in near - part.decisions if self._concerned(self.all[name]) & names}
            waiting = start - part.decisions
        return part

    def _entries(self, one: Judged) -> set[str]:
        """The decisions that entered reports by which a decision finds its incidents."""
        told = {r for anchored in one.anchors.values() for r in anchored}
        told.update(one.decision.apart if isinstance(one.decision, decisions.Split) else ())
        return {self._entered[report] for report in told & self._entered.keys()}

    def _concerned(self, one: Judged) -> frozenset[str]:
        """The machine's incidents that a decision is on: by claim, by reports, and where none is left by documents."""
        if one.id not in self._on:
            self._on[one.id] = frozenset(self._look_for(one))
        return self._on[one.id]

    def _look_for(self, one: Judged) -> set[str]:
        said = one.decision
        if isinstance(said, decisions.Reject | decisions.Amend):
            return self.desk.of_claim(said.claim)
        found: set[str] = set()
        if isinstance(said, decisions.Split):
            found |= set(self.desk.of_reports(said.apart).values())
        for reports in one.anchors.values():
            here = set(self.desk.of_reports(reports).values())
            if not here and not any(self._entered.get(r) in self.live for r in reports):
                kind = (one.seen or {}).get("kind")
                documents = {report.rpartition("#")[0] for report in reports}
                here = self.desk.of_documents(documents, kind)
            found |= here
        return found
