"""What named, versioned rules make of the claims of one incident.

``reconcile`` fills the conclusions and says how sure they are; ``needs_review`` names those that a person should read
first; ``set_aside`` says why a figure is in no conclusion; ``rules`` is the table that the documentation and the pages print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vigil.reconciliation import actors, confidence, figures, tolls
from vigil.reconciliation.confidence import NEEDS_REVIEW, needs_review
from vigil.reconciliation.lists import one_voice
from vigil.records import Incident, Toll

__all__ = ["needs_review", "one_voice", "reconcile", "rules", "set_aside"]

RULE = "merged-names/1"
_ALL = frozenset({RULE, confidence.RULE, NEEDS_REVIEW, *(name for name, _ in tolls.RULES.values())})


def reconcile(
    incident: Incident,
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
    outlets: Mapping[str, str | None] | None = None,
) -> Incident:
    """The incident with tolls, actors, victims, weapons, targets and confidence concluded from its reports.

    Args:
        incident: its reports hold the claims; no claim is changed.
        published: document -> publication date prefix.
        syndication: document -> group of near-copies; documents of one group have one vote.
        outlets: document -> outlet; a row of a list that cites one of them has one vote with it.  None: ``syndication``
            says so already.

    The result does not depend on the order of the reports, and reconciling it again changes nothing.
    """
    repeated: tuple[str, ...] = ()
    if outlets is not None:
        syndication, repeated = one_voice(incident, syndication, outlets)
    settled = {name: tolls.toll(incident, name, published, syndication) for name in tolls.RULES}
    used = sorted({toll.rule for toll in settled.values() if toll is not None})
    stamps = [part for part in incident.provenance.split("; ") if part and part not in _ALL]
    # what a passing mention says of weapons and targets counts only where no report has the incident as its subject
    leading = [r for r in incident.reports if r.role != "background"] or list(incident.reports)
    concluded = replace(
        incident,
        killed=settled["killed"],
        injured=settled["injured"],
        abducted=settled["abducted"],
        arrested=settled["arrested"],
        size=settled["size"],
        actors=actors.merge_actors(incident.reports),
        victims=actors.merge_victims(leading),
        weapons=actors.merge_words(r.weapons for r in leading),
        targets=actors.merge_words(r.targets for r in leading),
    )
    sure, against = confidence.rate(concluded, syndication)
    concluded = replace(concluded, confidence=sure)
    doubtful = [NEEDS_REVIEW] if needs_review(concluded) else []
    why = [(name, sentence) for name, sentence in incident.why if name not in ("confidence", "sources")]
    why += [("sources", sentence) for sentence in repeated]
    if against:
        why.append(("confidence", f"lowered because: {', '.join(against)}"))
    return replace(
        concluded,
        why=tuple(why),
        provenance="; ".join([*stamps, *used, RULE, confidence.RULE, *doubtful]),
    )


def set_aside(
    incident: Incident,
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
    outlets: Mapping[str, str | None],
) -> dict[str, str]:
    """Claim -> why no conclusion rests on it, for every figure that the incident's tolls set aside.

    Where a toll comes of another version of its rule, the reason is only that it was set aside.
    """
    syndication, _ = one_voice(incident, syndication, outlets)
    found: dict[str, str] = {}
    for name in tolls.RULES:
        toll: Toll | None = getattr(incident, name)
        if toll is None:
            continue
        stand = set(toll.claim_ids)
        reasons = tolls.set_aside(incident, name, published, syndication)
        for report in incident.reports:
            for claim in report.claims:
                key = claim.id(report.document)
                if claim.attribute == name and key not in stand and figures.named(claim) is not None:
                    found[key] = reasons.get(key, "by the rule")
    return found


def rules() -> tuple[tuple[str, str], ...]:
    """Name and explanation of every rule, for the reader of the record."""
    table = {name: rule.__doc__ for name, rule in tolls.RULES.values()} | {
        RULE: actors.merge_actors.__doc__,
        confidence.RULE: confidence.__doc__,
    }
    return tuple((name, " ".join((text or "").split())) for name, text in table.items())
