"""How a dossier was made, in sentences taken from the rules, the codebook and the provenance; and what it does not know."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from vigil import __version__, linkage
from vigil.declared import Collection
from vigil.dossier.dossier import ClaimRow, DemandRow, Event
from vigil.dossier.summary import type_words
from vigil.dossier.wording import capital, count, day_words, listed
from vigil.extraction import READERS
from vigil.reconciliation.confidence import NEEDS_REVIEW, RULE
from vigil.reconciliation.tolls import RULES
from vigil.records import Incident
from vigil.review import RULE as REVIEWED

NOBODY = "no source named"
COARSE = ("country", "admin1")
QUALIFIERS = (
    "A stated figure keeps its qualifier: “at least” and “more than” leave the top open, “up to” leaves the bottom open, “about”"
    " allows a tenth to either side, “dozens”, “scores” and “hundreds” are ranges. Nothing is rounded and no claim is overwritten."
)
READING = (
    f"A program read the documents (one of the readers {listed(sorted(READERS))}) and took down claims with the words they stand in. The"
    " record keeps a digest of the settings of a run and not the reader's name: who compiled it can say which."
)
NAMES = (
    "Names of private persons (victims, accused, witnesses) are withheld: a quote is cut to the words beside the name, and an address"
    " that spells it out is left out. Groups, institutions and officials who act in office are named."
)
OUTLINES = (
    "Country outlines and towns of the map: Natural Earth, public domain. Outlines take no side in a dispute over a border. A point"
    " stands where the gazetteer (GeoNames, CC BY 4.0) has the place that a text names, no nearer."
)


def methods(incidents: Sequence[Incident], digest: str, named: bool) -> Iterator[tuple[str, str]]:
    """(What, how) in the order in which it was done."""
    yield (
        "Claim and conclusion",
        "A claim is what somebody said, with the exact words; it never changes. A conclusion is what a named rule, with its version,"
        " makes of an incident's claims; its reason stands beside it. " + QUALIFIERS,
    )
    yield "Reading", READING
    stamps = Counter(part for i in incidents for part in _parts(i.provenance))
    if stamps:
        said = listed([f"{name} ({number:,})" for name, number in sorted(stamps.items())])
        yield (
            "Rules at work",
            f"Versions in the provenance of these incidents, with how many carry each: {said}.",
        )
    used: dict[str, set[str]] = {}
    for incident in incidents:
        for measure in RULES:
            toll = getattr(incident, measure)
            if toll is not None:
                used.setdefault(toll.rule, set()).add(measure)
    for rule, measures in sorted(used.items()):
        yield f"Rule {rule}", _rule(rule, measures)
    if any(len(i.reports) > 1 for i in incidents):
        merges = [m for i in incidents for m in i.merges]
        yield (
            f"Joining reports ({linkage.RULE})",
            "Two reports are one incident where what they tell is alike enough: kind, day, place, figures, and words in common."
            f" {capital(count(len(merges), 'such join'))} {'are' if len(merges) != 1 else 'is'} behind this dossier, each with its"
            " reason in the record (`vigil show ID`).",
        )
    yield (
        f"Confidence ({RULE})",
        "How likely a careful reader would record an incident so, fitted on annotated reports. An incident below a threshold is"
        f" marked “{NEEDS_REVIEW}”. “Suggested” means that no person has confirmed it.",
    )
    for name in sorted({i.type for i in incidents}):
        yield f"Type “{name}”", capital(type_words(name)) + "."
    yield "Places", OUTLINES
    yield (
        "Names",
        "This copy holds names of private persons. It is for the machine it was made on." if named else NAMES,
    )
    yield (
        "Made with",
        f"Vigil {__version__}, from a record whose digest is {digest} (SHA-256 over id and bytes of every current document, and over"
        " every judgement). The same record gives the same file, byte for byte.",
    )


def _parts(provenance: str) -> list[str]:
    return [part for p in provenance.split(";") if (part := p.strip()) and part != NEEDS_REVIEW]


def _rule(rule: str, measures: Iterable[str]) -> str:
    """What a rule does, by its own description in the program."""
    if rule == REVIEWED:
        return (
            f"A person corrected {listed(sorted(measures))} here. What people decide stands over what the rules conclude, which is named"
            " beside it, as is the reason; the claims stay as they are."
        )
    for present, function in RULES.values():
        if present.partition("/")[0] == rule.partition("/")[0]:
            words = re.sub(r"\s+", " ", inspect.getdoc(function) or "").strip()
            words = words or "This program was started without descriptions."
            other = f" This describes version {present.partition('/')[2]} of it." if present != rule else ""
            return f"Concludes {listed(sorted(measures))} here. {words}{other}"
    return (
        f"Concludes {listed(sorted(measures))} here. This version of the program does not have it any more."
    )


# ---------------------------------------------------------------- what is not known


def unknown(
    events: Sequence[Event],
    claims: Sequence[ClaimRow],
    demands: Sequence[DemandRow],
    counts: Mapping[str, int],
    collections: Sequence[Collection],
    inside: Collection | None,
    cover: Callable[[str], str],
) -> Iterator[str]:
    """What cannot be said from this record, a sentence each; ``cover`` withholds names in what a person declared."""
    yield from _fields(events)
    figures = [
        c for c in claims if c.attribute.startswith(("killed", "injured", "abducted", "arrested", "size"))
    ]
    silent = [c for c in figures if c.speaker == NOBODY]
    if silent:
        yield (
            f"{len(silent):,} of {count(len(figures), 'figure')} name no source: only the outlet that printed them is known."
        )
    if alone := [e for e in events if e.independent == 1]:
        yield f"{_some(alone, len(events))} rest{'s' if len(alone) == 1 else ''} on a single source: {_names(alone)}."
    suggested = [e for e in events if e.status == "suggested"]
    if suggested:
        every = len(suggested) == len(events)
        who = (
            "The only incident has not been" if len(events) == 1
            else f"None of the {len(events):,} incidents has been" if every
            else f"{_some(suggested, len(events))} {'has' if len(suggested) == 1 else 'have'} not been"
        )  # fmt: skip
        yield f"{who} confirmed by a person: a program read and joined the reports."
    if review := [e for e in events if e.review]:
        yield f"{_some(review, len(events))} should be read by a person before anybody relies on {'it' if len(review) == 1 else 'them'}: {_names(review)}."
    yield from _silences(demands, inside)
    yield from map(cover, _gaps(collections, inside))
    if inside is None:
        yield UNDECLARED
    aside, rejected = counts.get("set_aside", 0), counts.get("rejections", 0)
    yield (
        f"Of {count(counts.get('documents', 0), 'document')} in the record {aside:,} {'was' if aside == 1 else 'were'} set aside (off the"
        f" subject, or in a language that is not read), and {count(rejected, 'input')} could not be read at all."
    )


UNDECLARED = (
    "No collection is named for this dossier, so that nothing is concluded from absence: what is not here may have happened and not"
    " been reported, or been reported elsewhere."
)


def _fields(events: Sequence[Event]) -> Iterator[str]:
    total = len(events)
    if undated := [e for e in events if e.start is None]:
        yield f"The day is unknown for {_some(undated, total)}: {_names(undated)}."
    if coarse := [e for e in events if e.start is not None and e.date_precision not in ("day", "days")]:
        yield f"The day is known no finer than a week, month or year for {_some(coarse, total)}: {_names(coarse)}."
    if nowhere := [e for e in events if e.place_precision is None]:
        yield f"The place is unknown for {_some(nowhere, total)}: {_names(nowhere)}."
    if vague := [e for e in events if e.place_precision in COARSE]:
        yield f"The place is known only as a country or province for {_some(vague, total)}: {_names(vague)}."
    attacks = [e for e in events if e.kind == "attack"]
    for measure in ("killed", "injured"):
        without = [e for e in attacks if (t := e.toll(measure)) is None or t.best is None]
        if without:
            yield (
                f"No report says how many were {measure} in {_some(without, len(attacks), 'attack')}: {_names(without)}. That is not"
                " zero."
            )
    if unnamed := [e for e in attacks if not e.named]:
        yield f"Nobody is named as the perpetrator of {_some(unnamed, len(attacks), 'attack')}: {_names(unnamed)}."
    open_ended = [
        e for e in events if (t := e.toll("killed")) is not None and t.best is not None and t.high is None
    ]
    if open_ended:
        yield f"No upper bound of the killed is stated for {_some(open_ended, total)}: {_names(open_ended)}."


def _silences(demands: Sequence[DemandRow], inside: Collection | None) -> Iterator[str]:
    if inside is not None:
        for demand in demands:
            if demand.silence:
                yield f"Demand “{demand.words}” ({demand.state}): {demand.silence}."
        return
    waiting = [d for d in demands if d.state == "open"]
    if waiting:
        yield (
            f"{capital(count(len(waiting), 'demand'))} {'stand' if len(waiting) > 1 else 'stands'} as open, as no report here changes the"
            " state. That nothing was done cannot be said outside a declared collection."
        )


def _gaps(collections: Sequence[Collection], inside: Collection | None) -> Iterator[str]:
    for made in [inside] if inside is not None else collections:
        sources = ", ".join(made.sources) or "all sources"
        gaps = "; ".join(f"{gap.where} ({gap.reason})" for gap in made.gaps) or "none known"
        yield (
            f"Collection {made.name} ({sources}; {day_words(made.start)} to {day_words(made.end)}) has declared gaps: {gaps}."
        )


def _some(found: Sequence[Event], total: int, noun: str = "incident") -> str:
    return f"the only {noun}" if total == 1 else f"{len(found):,} of {count(total, noun)}"


def _names(found: Sequence[Event]) -> str:
    named = [f"{e.name}, {e.days}" for e in found]
    return "; ".join([*named[:4], *([f"and {len(named) - 4:,} more"] if len(named) > 4 else [])])
