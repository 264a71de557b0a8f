"""What linkage compares of a report, worked out once: days, figures, names, and how rare each word is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vigil.records import DateRange, Report

# Weeks and places that stand, in thought, beside those at hand, so that the weight of a word moves little with the
# size of the batch.
BESIDE = 50
ORDINARY = 0.7  # weight of a word that is no name, beside that of a name as rare
SHORT = 40.0  # added to squared lengths of word vectors: two words in common of two say little
# Words that say nothing of which incident it is: grammar, and what the other comparisons look at already.
_PLAIN = frozenset(
    "about after again against ahead all also among and another any are around because been before being between both "
    "but came can could did does down during each early even every few first for from further had has have her him his "
    "how however into its itself just last late later least left less made many may might more most much near nearly "
    "new news not now off once one only onto other others our out over own part per place said same saw say saying "
    "says second set several she should since some still such than that the their them then there these they third "
    "this those three through time today told took toward two under until upon was were what when where which while "
    "who whose will with within without would year yesterday you your four five six seven eight nine ten dozens "
    "monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night day days week month "
    "january february march april june july august september october november december "
    "killed kill kills killing dead death deaths died dies wounded injured injuries hurt injuring wounding people "
    "person persons man men woman women victim victims police officials official officers officer authorities attack "
    "attacks attacked attackers blast blasts bomb bombing bombs explosion shooting shot shots fired gunman gunmen "
    "suspect suspects protest protests protesters rally arrested arrest charged according reported report reports "
    "incident investigating investigation hospital taken source sources statement spokesman "
    # furniture of web pages
    "copyright rights reserved please sign policy privacy terms service advertisement click javascript photo video "
    "welcome thank thanks visit already why anyone use subscribe newsletter email facebook twitter".split()
)
_WORD = re.compile(r"[^\W\d_][\w'’-]{2,}|\d{3,5}")
_LONGEST = 1000  # characters of a summary that are looked at


@dataclass(frozen=True, slots=True)
class Profile:
    """One report as linkage sees it.  ``start`` to ``published`` are day numbers, None where unknown."""

    report: Report
    start: int | None
    end: int | None
    published: int | None
    killed: frozenset[int]
    injured: frozenset[int]
    most: int  # the largest of them
    terms: Mapping[str, float]  # names and telling words -> weight, log of how rare
    norm: float
    perpetrators: frozenset[str]
    group: str | None  # syndication


def profiles(
    reports: Sequence[Report], published: Mapping[str, str | None], syndication: Mapping[str, str]
) -> list[Profile]:
    """One profile a report, its words weighted by how few weeks and places of the batch bear them.

    A word that one week and one place bear belongs to an incident, however many report it; one that comes back week
    after week, to a town or a paper.
    """
    words = [_terms(report) for report in reports]
    cells = [(_week(report, published), _where(report)) for report in reports]
    bearing: dict[str, set[tuple[int, str]]] = {}
    for cell, own in zip(cells, words, strict=True):
        for word in own:
            bearing.setdefault(word, set()).add(cell)
    count = len(set(cells)) + BESIDE
    weight = {
        word: max(0.0, math.log(count / (len(seen) * len({week for week, _ in seen}))))
        for word, seen in bearing.items()
    }
    out = []
    for report, own in zip(reports, words, strict=True):
        start, end = _ordinals(report.date)
        terms = {w: weight[w] * (1.0 if name else ORDINARY) for w, name in own.items() if weight[w] > 0}
        day = published.get(report.document)
        killed, injured = _figures(report, "killed"), _figures(report, "injured")
        out.append(
            Profile(
                report=report,
                start=start,
                end=end,
                published=ordinal(day[:10]) if day is not None and len(day) >= 10 else None,
                killed=killed,
                injured=injured,
                most=max(killed | injured, default=0),
                terms=terms,
                norm=math.sqrt(SHORT + sum(w * w for w in terms.values())),
                perpetrators=frozenset(
                    a.name.casefold() for a in report.actors if a.role == "perpetrator" and a.kind == "group"
                ),
                group=syndication.get(report.document),
            )
        )
    return out


def _where(report: Report) -> str:
    place = report.place
    return "" if place is None else place.city or place.admin1 or place.country or place.name


def _week(report: Report, published: Mapping[str, str | None]) -> int:
    day = published.get(report.document) or report.date.start
    return ordinal(day[:10]) // 7 if day is not None and len(day) >= 10 else 0


def _terms(report: Report) -> dict[str, bool]:
    """The report's names (True) and the other words of the sentence that tells it (False), lower case, sorted."""
    found = dict.fromkeys(_WORD.findall(report.summary[:_LONGEST].lower()), False)
    found.update(dict.fromkeys(report.names, True))
    plain = {w.removesuffix("’s").removesuffix("'s"): name for w, name in found.items()}
    return {w: plain[w] for w in sorted(plain) if w not in _PLAIN and len(w) > 2}


def _figures(report: Report, attribute: str) -> frozenset[int]:
    """Counts of people that the report gives, attackers left out."""
    values: Counter[int] = Counter()
    for claim in report.claims:
        if claim.attribute != attribute or claim.group == "attackers":
            continue
        if isinstance(claim.value, int):
            values[claim.value] += 1
        elif claim.low is not None or claim.high is not None:
            values[(claim.low if claim.low is not None else claim.high) or 0] += 1
    return frozenset(values)


@lru_cache(maxsize=65536)
def ordinal(day: str) -> int:
    """Proleptic day number of an ISO day."""
    return date.fromisoformat(day).toordinal()


def _ordinals(value: DateRange) -> tuple[int | None, int | None]:
    start = ordinal(value.start) if value.start else None
    end = ordinal(value.end) if value.end else start
    return (end if start is None else start), end
