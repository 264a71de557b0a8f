"""How likely a careful reader would record an incident so: calibrated, and what is too doubtful to pass unread.

The confidence of an incident is the product of

* the probability that it is one, of its kind (a logistic model over what ``of_incident`` says of it), and
* for each of killed and injured that it concludes, the probability that the figure is right (over ``of_toll``),

as if they were independent.  The coefficients lie in ``confidence.json``; ``python -m training.calibration`` fits
them on annotated reports that no evaluation uses, and says there on which.  Those are single reports: what several
sources add could not be learned.  That more independent reports make an incident likelier is taken from a rule (every
further one leaves 0.7 of the doubt), and that more claims of a figure make it likelier from claims of one report.

An incident below ``review_below`` (same file) should be read by a person before anybody relies on it: its
provenance ends with NEEDS_REVIEW.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vigil.reconciliation.figures import Figure, about_attackers, figures
from vigil.records import Incident, Report

RULE = "confidence/1"
NEEDS_REVIEW = "needs review"
CONCLUDED = ("killed", "injured")
DOUBT = 0.7  # what a further independent report leaves of the doubt whether it happened
_RANK = {"main": 0, "co_main": 1, "background": 2}
# What a feature means to a person, for the sentence that explains a low confidence.
WORDS = {
    "background": "told in passing",
    "beside": "told beside the subject of its report",
    "demonstration": "a demonstration",
    "of_state": "an act of the state",
    "undated": "its day is not known",
    "vague_place": "its place is no finer than a province",
    "uncounted": "nobody is counted",
    "soft": "its figure is no exact one",
    "implied": "hurt by implication",
    "later": "told after another incident",
    "of_group": "its figure may be that of a part",
    "told": "told in many places of a report",
}


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: constant and weights by feature name."""

    constant: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1; features without a weight count for nothing."""
        score = self.constant + sum(w * features.get(name, 0.0) for name, w in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


@dataclass(frozen=True, slots=True)
class Model:
    """The two logistic models, and the confidence below which an incident needs review."""

    incident: Logistic
    toll: Logistic
    review_below: float


@cache
def model() -> Model:
    """The model that the package brings (confidence.json)."""
    told = json.loads(resources.files(__package__).joinpath("confidence.json").read_text("utf-8"))
    parts = [Logistic(told[name]["constant"], told[name]["weights"]) for name in ("incident", "toll")]
    return Model(parts[0], parts[1], told["review_below"])


def of_incident(incident: Incident, syndication: Mapping[str, str]) -> dict[str, float]:
    """What speaks for and against an incident: its place in the reports, date, place, kind, and its reader's view.

    ``reader`` is the log odds that its leading reports give it together.
    """
    lead = _leading(incident)
    role = min((_RANK[r.role] for r in incident.reports), default=2)
    best: dict[str, float] = {}
    for r in lead:
        source = syndication.get(r.document, r.document)
        best[source] = max(best.get(source, 0.0), r.confidence)
    doubt = (1.0 - max(best.values(), default=0.5)) * DOUBT ** max(0, len(best) - 1)
    sure = min(0.98, max(0.02, 1.0 - doubt))
    concluded = any(_best(incident, name) is not None for name in CONCLUDED)
    return {
        "reader": math.log(sure / (1.0 - sure)),
        "background": float(role == 2),
        "beside": float(role == 1),
        "demonstration": float(incident.kind == "demonstration"),
        "of_state": float(incident.kind not in ("attack", "demonstration")),
        "uncounted": float(incident.kind == "attack" and not concluded),
        **_setting(incident),
    }


def of_toll(incident: Incident, attribute: str, syndication: Mapping[str, str]) -> dict[str, float] | None:
    """What speaks for and against the concluded figure of ``attribute``; None where nothing is concluded.

    Of the claims that give it: whether one is exact, has a source, is the first of its report, how many there are.
    ``told``: in how many places a report tells the incident, on average; the more, the more is mixed into it.
    """
    best = _best(incident, attribute)
    if best is None:
        return None
    other = _best(incident, "injured" if attribute == "killed" else "killed")
    said = figures(incident, attribute, {}, syndication)
    # of people shot, those who died were taken off
    dead = (_best(incident, "killed") or 0) if attribute == "injured" else 0
    mine = [
        f
        for f in said
        if f.value in (best, best + dead * f.implied)
        and not about_attackers(f.claim, incident.kind == "attack")
    ]
    lead = _leading(incident)
    return {
        "alone": float(other is None),
        "one": float(best == 1),
        "soft": float(bool(mine) and max(f.firmness for f in mine) < 0.7),
        "implied": float(bool(mine) and all(f.implied for f in mine)),
        "sourced": float(any(f.sourced for f in mine)),
        "agreeing": math.log(max(1, _voices(mine))),
        "first": float(any(f.order == 0 for f in mine)),
        "of_group": float(bool(mine) and all(f.claim.group for f in mine)),
        "told": math.log1p(sum(len(r.evidence) for r in lead) / max(1, len(lead))),
        "later": float(bool(lead) and min(r.ordinal for r in lead) > 0),
        **_setting(incident),
    }


def rate(
    incident: Incident, syndication: Mapping[str, str], by: Model | None = None
) -> tuple[float, tuple[str, ...]]:
    """The confidence of a reconciled incident (four digits), and the words for what speaks against it most."""
    by = by or model()
    own = of_incident(incident, syndication)
    parts = [(own, by.incident)]
    for attribute in CONCLUDED:
        found = of_toll(incident, attribute, syndication)
        if found is not None:
            parts.append((found, by.toll))
    against: dict[str, float] = {}
    for features, logistic in parts:
        for name, weight in logistic.weights.items():
            if name in WORDS and weight * features[name] < -0.1:
                against[name] = min(against.get(name, 0.0), weight * features[name])
    product = math.prod(logistic.probability(features) for features, logistic in parts)
    return round(product, 4), tuple(
        WORDS[name] for name in sorted(against, key=lambda n: (against[n], n))[:3]
    )


def needs_review(incident: Incident) -> bool:
    """Whether an incident is too doubtful to be relied on unread; one that a person has judged is not."""
    return incident.status == "suggested" and incident.confidence < model().review_below


def _leading(incident: Incident) -> Sequence[Report]:
    return [r for r in incident.reports if r.role != "background"] or list(incident.reports)


def _best(incident: Incident, attribute: str) -> int | None:
    toll = getattr(incident, attribute)
    return None if toll is None else toll.best


def _voices(mine: Sequence[Figure]) -> int:
    """How many claims give the figure; of near-copies, those of one copy."""
    counted: dict[str, dict[str, int]] = {}
    for f in mine:
        copies = counted.setdefault(f.source, {})
        copies[f.document] = copies.get(f.document, 0) + 1
    return sum(max(copies.values()) for copies in counted.values())


def _setting(incident: Incident) -> dict[str, float]:
    place = incident.place
    return {
        "undated": float(incident.date.precision not in ("day", "days")),
        "vague_place": float(place is None or place.precision in ("country", "admin1")),
    }
