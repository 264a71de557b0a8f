"""Numbers: the rules by which claims of one incident become low, best and high.

A rule edits no claim.  It says which claims it sets aside, chooses among the rest, and gives its reason in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vigil.listed import DATASET
from vigil.reconciliation.figures import Figure, about_attackers, figures, first_day, without_duplicates
from vigil.reconciliation.survivors import survivors
from vigil.records import Incident, Toll
from vigil.stated import beyond

FAMILY = 2  # a figure this many times another is told of something else until a second source says it too
NEAR = 0.8  # "at least 60" speaks for 73 no more, for 70 it does
HEARD = 0.3  # what an "at least" below a figure adds to it
EARLY, UNDATED, PASSING = 0.6, 0.8, 0.6  # weights: first day, no day known, told in passing


@dataclass(frozen=True, slots=True)
class Sifted:
    """Figures that a step keeps, and those that it sets aside with the reason."""

    kept: tuple[Figure, ...]
    aside: tuple[tuple[str, int], ...] = ()  # (reason, how many)
    gone: tuple[tuple[str, str], ...] = ()  # (claim, reason)


def superseded(found: Sequence[Figure]) -> Sifted:
    """A count that its own text calls an earlier one is set aside."""
    return _sift(found, lambda f: not f.claim.superseded, "called an earlier count by its own text")


def versions(found: Sequence[Figure]) -> Sifted:
    """Of several versions of one agency story the latest counts, where both days are known."""
    latest: dict[str, str] = {}
    for f in found:
        if f.day is not None and len(f.day) == 10:
            latest[f.source] = max(latest.get(f.source, ""), f.day)
    return _sift(
        found,
        lambda f: f.day is None or len(f.day) < 10 or f.day >= latest[f.source],
        "of an earlier version of the same story",
    )


def headlines(found: Sequence[Figure]) -> Sifted:
    """A headline's figure is set aside where the text below it gives one at least as firm."""
    firm: dict[str, float] = {}
    for f in found:
        if f.claim.span.field == "text":
            firm[f.document] = max(firm.get(f.document, 0.0), f.firmness)
    return _sift(
        found,
        lambda f: f.claim.span.field != "title" or firm.get(f.document, 0.0) < f.firmness,
        "in a headline over a firmer text",
    )


def vague(found: Sequence[Figure]) -> Sifted:
    """ "Dozens" and "scores" are set aside where anybody gives a number."""
    if all(f.vague for f in found):
        return Sifted(tuple(found))
    return _sift(found, lambda f: not f.vague, "without a number")


def nobody(found: Sequence[Figure]) -> Sifted:
    """ "No one was hurt" is set aside beside a count: it was said of some, or before it was known."""
    if all(f.high == 0 for f in found):
        return Sifted(tuple(found))
    return _sift(found, lambda f: f.high != 0, "of none, beside a count")


def parts(found: Sequence[Figure]) -> Sifted:
    """One person, or what nobody is said to say, beside a larger count of the same report is a part of that count.

    "At least 40 were killed by two bombs.  The first killed 15": a lower bound told before and a smaller figure after
    it, by no other speaker, cannot both be the toll.
    """
    most: dict[str, int] = {}
    bounds: dict[str, list[tuple[int, int]]] = {}
    for f in found:
        if not f.vague:
            most[f.document] = max(most.get(f.document, 0), f.value)
        if f.open and f.low is not None and not f.claim.superseded:
            bounds.setdefault(f.document, []).append((f.order, f.low))

    def whole(f: Figure) -> bool:
        if f.value == 1 and f.less == 0 and most.get(f.document, 1) >= 2:
            return False
        if f.open or f.claim.speaker is not None:
            return True
        return not any(order < f.order and f.value < low for order, low in bounds.get(f.document, ()))

    return _sift(found, whole, "of a part of a larger count of the same report")


def implied(found: Sequence[Figure]) -> Sifted:
    """Hurt by implication ("was shot", "taken to hospital") is set aside where its report says outright how many."""
    outright: dict[str, int] = {}
    for f in found:
        if not f.implied and not f.vague:
            outright[f.document] = max(outright.get(f.document, 0), f.value)
    return _sift(
        found,
        lambda f: not f.implied or f.document not in outright,
        "hurt by implication, in a report that says outright",
    )


def early(found: Sequence[Figure]) -> Sifted:
    """Counts of the first day yield to higher ones of later days, for the wounded die and bodies are found.

    A later figure far above all of the first day's (more than twice) needs a second source to do so.
    """
    start = first_day(found)
    if start is None:
        return Sifted(tuple(found))
    first = [f for f in found if f.day == start]
    rest = [f for f in found if f.day != start and f.firmness >= 0.7]
    top = max(f.value for f in first)

    def believed(f: Figure) -> bool:
        if f.day is None or f.day <= start:
            return False
        return f.value <= FAMILY * top or len({o.source for o in rest if f.value <= FAMILY * o.value}) > 1

    bar = max((f.value for f in rest if believed(f)), default=0)
    return _sift(found, lambda f: f.day != start or f.value >= bar, "of the first day, below a later count")


def outliers(found: Sequence[Figure]) -> Sifted:
    """A figure of one source, more than twice what most say or less than half of it, is set aside.

    At least three sources must have spoken; with two nobody can say which of them is out of line.
    """
    sources = {f.source for f in found}
    if len(sources) < 3:
        return Sifted(tuple(found))
    ranked = sorted(f.value for f in without_duplicates(found))
    middle = ranked[(len(ranked) - 1) // 2]

    def fits(f: Figure) -> bool:
        if middle <= FAMILY * f.value and f.value <= FAMILY * middle:
            return True
        return len({o.source for o in found if abs(o.value - f.value) * 10 <= f.value}) > 1

    return _sift(found, fits, "of one source, far from the rest")


def support(value: int, found: Sequence[Figure], passing: bool = True, rising: bool = True) -> float:
    """How much speaks for ``value``: its own claims, and each "at least" not far below it.

    A claim weighs by its words (exact 1, at least 0.7, about 0.5), its source (hospital, police, officials and
    organisations 1.3; witnesses and armed groups 0.7) and its day (first day 0.6, unknown 0.8); told in passing, 0.6.
    """
    start = first_day(found) if rising else None
    total = 0.0
    for f in found:
        weight = f.weight * (PASSING if passing and f.role == "background" else 1.0)
        if start is not None and f.day == start:
            weight *= EARLY
        elif start is not None and (f.day is None or f.day < start):
            weight *= UNDATED
        if f.value == value:
            total += weight * (0.97**f.order)  # a report gives its own count first
        elif f.open and f.value < value and f.value >= NEAR * value:
            total += HEARD * weight
    return total


def latest_firm(found: Sequence[Figure]) -> tuple[Sifted, int]:
    """Killed and injured (latest-firm/2).

    Set aside, in this order: counts that the text itself calls earlier; earlier versions of one agency story; "no one
    was hurt" beside a count; one person beside a larger count of the same report; headline figures over a firmer text;
    "was shot" where the report says outright how many were wounded; "dozens" beside a number; counts of the first day
    below a later one; figures of one source far from the rest.  Of the rest the figure with most support wins: exact
    before "at least" before "about"; hospital, police and officials before unnamed sources; later before earlier; one
    vote for each independent source; the higher one of equals.  Of people shot, those who died are no injured.
    """
    sifted = _through(
        found, (superseded, versions, nobody, parts, headlines, implied, vague, early, outliers)
    )
    return sifted, _choose(sifted.kept, higher=True)


def best_supported(found: Sequence[Figure]) -> tuple[Sifted, int]:
    """Abducted and arrested (best-supported/2): as latest-firm, but later counts do not outdo earlier ones."""
    sifted = _through(found, (superseded, versions, headlines, vague, outliers))
    return sifted, _choose(sifted.kept, higher=True, rising=False)


def cautious_crowd(found: Sequence[Figure]) -> tuple[Sifted, int]:
    """Crowd size (cautious-crowd/2): the best supported figure, the lower one of equals; all stand as the range."""
    sifted = _through(found, (superseded, versions, headlines, vague))
    return sifted, _choose(sifted.kept, higher=False, rising=False)


Step = Callable[[Sequence[Figure]], Sifted]
Rule = Callable[[Sequence[Figure]], tuple[Sifted, int]]
RULES: dict[str, tuple[str, Rule]] = {
    "killed": ("latest-firm/2", latest_firm),
    "injured": ("latest-firm/2", latest_firm),
    "abducted": ("best-supported/2", best_supported),
    "arrested": ("best-supported/2", best_supported),
    "size": ("cautious-crowd/2", cautious_crowd),
}


def toll(
    incident: Incident, attribute: str, published: Mapping[str, str | None], syndication: Mapping[str, str]
) -> Toll | None:
    """The conclusion on ``attribute``; None where no report has a usable claim.

    ``attackers`` and ``by_group`` hold what is said of the attackers and of parts of the toll; where only attackers
    are counted, low, best and high stay None.
    """
    every = figures(incident, attribute, published, syndication)
    parts = figures(incident, f"{attribute}_subset", published, syndication)
    fighters = _fighters_apart(incident, every)
    victims = _victims(incident, attribute, every, published, syndication)
    attackers = _settle([f for f in (*every, *parts) if about_attackers(f.claim, fighters)], attribute)
    by_group = _by_group([f for f in parts if not about_attackers(f.claim, fighters)], attribute)
    if not victims:
        if attackers is None:
            return None
        return Toll(
            None, None, None, RULES[attribute][0], "Only attackers are counted.", (), attackers, by_group
        )
    rule, conclude = RULES[attribute]
    sifted, best = conclude(victims)
    low, high = bounds(sifted.kept, best)
    why = _why(best, sifted)
    ids = tuple(sorted({f.id for f in sifted.kept}))
    return Toll(low, best, high, rule, why, ids, attackers, by_group)


def set_aside(
    incident: Incident, attribute: str, published: Mapping[str, str | None], syndication: Mapping[str, str]
) -> dict[str, str]:
    """Claim -> why the conclusion on ``attribute`` does not rest on it."""
    every = figures(incident, attribute, published, syndication)
    fighters = _fighters_apart(incident, every)
    reasons = {
        f.id: "of the attackers, who are counted apart" for f in every if about_attackers(f.claim, fighters)
    }
    victims = _victims(incident, attribute, every, published, syndication)
    there = {f.id for f in victims}
    reasons |= {f.id: "of people who died" for f in every if f.id not in there and f.id not in reasons}
    if victims:
        reasons |= dict(RULES[attribute][1](victims)[0].gone)
    return reasons


def _fighters_apart(incident: Incident, every: Sequence[Figure]) -> bool:
    """ "Militants" are apart only where somebody else is counted as well: in a raid they are the dead."""
    others = (f for f in every if not f.claim.superseded and not about_attackers(f.claim, fighters=True))
    return incident.kind == "attack" and any(others)


def _victims(
    incident: Incident,
    attribute: str,
    every: Sequence[Figure],
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
) -> list[Figure]:
    """The figures that a toll is chosen from: none of attackers, none of injured who died."""
    fighters = _fighters_apart(incident, every)
    found = [f for f in every if not about_attackers(f.claim, fighters)]
    if attribute != "injured":
        return found
    deaths = figures(incident, "killed", published, syndication)
    killed = toll(incident, "killed", published, syndication)
    return survivors(found, deaths, killed.best if killed is not None else None)


def bounds(kept: Sequence[Figure], best: int) -> tuple[int | None, int | None]:
    """Lowest and highest figure that still stand; the top is open where only "at least" is said of it.

    An "at least" well below the best figure is no rival to it and does not lower the range.
    """
    lows = [f.low for f in kept if f.low is not None and (not f.open or f.value >= NEAR * best)]
    low = min([*lows, best]) if lows else None
    closed = [f.high for f in kept if f.high is not None]
    if not closed or (max(closed) < best):
        return low, None
    return low, max([*closed, best, *(f.value for f in kept)])


def _choose(found: Sequence[Figure], higher: bool, rising: bool = True) -> int:
    leading = any(f.role != "background" for f in found)
    votes = without_duplicates(found)
    scored = [
        (round(support(v, votes, leading, rising), 6), v if higher else -v) for v in {f.value for f in votes}
    ]
    return abs(max(scored)[1])


def _through(found: Sequence[Figure], steps: Sequence[Step]) -> Sifted:
    kept = tuple(found)
    aside: list[tuple[str, int]] = []
    gone: list[tuple[str, str]] = []
    for step in steps:
        sifted = step(kept)
        if sifted.kept:  # a step that would leave nothing is not taken
            kept = sifted.kept
            aside += sifted.aside
            gone += sifted.gone
    return Sifted(kept, tuple(aside), tuple(gone))


def _sift(found: Sequence[Figure], keep: Callable[[Figure], bool], reason: str) -> Sifted:
    kept = tuple(f for f in found if keep(f))
    stay = {f.id for f in kept}
    gone = tuple((f.id, reason) for f in found if f.id not in stay)
    return Sifted(kept, ((reason, len(gone)),) if gone else (), gone)


def _settle(found: Sequence[Figure], attribute: str) -> int | None:
    live = [f for f in found if not f.claim.superseded] or list(found)
    return RULES[attribute][1](live)[1] if live else None


def _by_group(found: Sequence[Figure], attribute: str) -> tuple[tuple[str, int], ...]:
    groups: dict[str, list[Figure]] = {}
    for f in found:
        if f.claim.group:
            groups.setdefault(f.claim.group.lower().strip(), []).append(f)
    settled = ((name, _settle(members, attribute)) for name, members in sorted(groups.items()))
    return tuple((name, number) for name, number in settled if number is not None)


def _why(best: int, sifted: Sifted) -> str:
    own = [f for f in sifted.kept if f.value == best]
    sources = {f.source for f in own}
    named = [f.claim for f in own if f.sourced or f.claim.speaker_kind == DATASET]
    speakers = sorted({claim.speaker for claim in named if claim.speaker})
    days = sorted(f.day for f in own if f.day)
    among = len({f.source for f in sifted.kept})
    # nobody said 71 where all who give it say "more than 70"
    figure = f"more than {best - 1}" if all(beyond(f.claim) and not f.less for f in own) else f"{best}"
    text = (
        f"{figure} is what the only source says"
        if among == 1
        else f"{figure} is what {len(sources)} of {among} sources {'says' if len(sources) == 1 else 'say'}"
    )
    if all(f.open for f in own):
        text += ", as a lower bound"
    if any(f.less for f in own):
        text += f", less {max(f.less for f in own)} who died"
    if speakers:
        text += ", naming " + ", ".join(speakers[:3])
    if days:
        text += f", the latest on {days[-1]}"
    rest = "; ".join(f"{count} {reason}" for reason, count in sifted.aside)
    return f"{text}." + (f" Set aside: {rest}." if rest else "")
