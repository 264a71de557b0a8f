"""Stated figures as the conclusion reads them: which of them stand, whether they contradict each other, which mean "more than".

Lists, pages and reports ask here, so that none of them has a rule of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from vigil.records import Claim, Incident, Report, Toll

_ROLES = {"main": 0, "co_main": 1, "background": 2}


def standing(incident: Incident, measure: str) -> list[Claim]:
    """The claims that the conclusion on ``measure`` rests on; none where nothing is concluded."""
    toll: Toll | None = getattr(incident, measure)
    if toll is None or not toll.claim_ids:
        return []
    ids = set(toll.claim_ids)
    found: dict[str, Claim] = {}
    for report in incident.reports:
        for claim in report.claims:
            if claim.attribute == measure and (key := claim.id(report.document)) in ids:
                found[key] = claim
    return [found[key] for key in sorted(found)]


def disagree(toll: Toll | None, stand: Sequence[Claim]) -> bool:
    """Whether no number fits all claims that stand: "at least 12" and "12" agree, 12 and 14 do not.

    What the rule set aside contradicts nothing, and neither does a conclusion on one number.
    """
    if toll is None or (toll.low is not None and toll.low == toll.high):
        return False
    lows = [c.low for c in stand if c.low is not None]
    highs = [c.high for c in stand if c.high is not None]
    return bool(lows and highs and max(lows) > min(highs))


def over(toll: Toll | None, stand: Sequence[Claim]) -> tuple[int, ...]:
    """Those bounds of a toll that nobody stated: all who give 71 say "more than 70"."""
    if toll is None:
        return ()
    found = []
    for number in sorted({n for n in (toll.low, toll.best, toll.high) if n is not None}):
        own = [c for c in stand if number in (c.low, c.high, c.value)]
        if own and all(beyond(c) and c.low == number for c in own):
            found.append(number)
    return tuple(found)


def beyond(claim: Claim) -> bool:
    """Whether a claim leaves its own number out: "more than 70" begins at 71."""
    return (
        claim.qualifier == "more than"
        and isinstance(claim.value, int)
        and claim.low is not None
        and claim.value < claim.low
    )


def telling(incident: Incident, among: Sequence[str] | None = None) -> Report | None:
    """The report whose sentence is the summary of an incident; None where a person worded the summary.

    ``among``: the documents that may be quoted; where none of them has that sentence, the leading one that has any.
    """
    if not by_report(incident):
        return None
    told = [r for r in incident.reports if r.lead is not None and (among is None or r.document in among)]
    told.sort(key=lambda r: (r.summary != incident.summary, _ROLES.get(r.role, 3), r.document, r.ordinal))
    return told[0] if told else None


def by_report(incident: Incident) -> bool:
    """Whether the summary of an incident is a sentence of a report, and not what a person made of it."""
    return any(r.summary == incident.summary for r in incident.reports)
