"""A story as a strip of time: lanes of marks over days, drawn as SVG on the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from vigil.periods import Period, first_day, unit_of
from vigil.phrases import MONTHS

WIDTH, LEFT, LANE, TOP = 960, 128, 30, 10
SAID = 6  # marks of one place that are put in words
NEAR, ASIDE = 14, 19  # pixels between two marks that would lie on one another, and that one is set aside


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at some days."""

    lane: str
    days: Period  # those on which it may have been
    kind: str  # class of the style sheet: attack, demonstration, demand, answer, step, warning
    label: str  # a sentence
    key: str = ""  # id of the element of the page that tells of it
    told: bool = False  # only the day is known on which it was reported
    ties: tuple[str, ...] = ()  # keys of the marks that it answers


def strip(marks: Sequence[Mark], window: Period, lanes: Sequence[str]) -> Markup:
    """Lanes of marks over a window of days; marks outside it are left out.

    A mark is a dot where its day is known, a bar where it may have been on one of some days, a ring where only the day of a
    report is known.  Lines lead from a mark to what it answers.
    """
    inside = [m for m in marks if window.meets(m.days)]
    if not inside:
        return Markup("")
    used = [lane for lane in lanes if any(m.lane == lane for m in inside)]
    span = max(window.days, 1)
    height = TOP + LANE * len(used) + 26

    def x(day: date) -> float:
        share = ((min(max(day, window.start), window.end) - window.start).days + 0.5) / span
        return round(LEFT + (WIDTH - LEFT - 16) * share, 1)

    where: dict[str, tuple[float, float]] = {}
    drawn: list[str] = []
    for number, lane in enumerate(used):
        middle = TOP + LANE * number + LANE / 2
        drawn.append(f'<text x="{LEFT - 14}" y="{middle + 4}" text-anchor="end">{escape(lane)}</text>')
        drawn.append(f'<line class="tick" x1="{LEFT}" x2="{WIDTH}" y1="{middle}" y2="{middle}"/>')
        taken: list[float] = []
        for some in _alike(m for m in inside if m.lane == lane):
            mark = some[0]
            begin, end = x(mark.days.start), x(mark.days.end)
            beside = sum(1 for other in taken if abs(other - begin) < NEAR)
            taken.append(begin)
            at = round(
                begin + (0, ASIDE, -ASIDE)[beside % 3], 1
            )  # one beside the other: nothing leaves its lane
            for one in some:
                where.setdefault(one.key, (at, middle))
            drawn.append(_drawn(some, at, max(end, at), middle))
    ties = [
        _tie(where[mark.key], where[target])
        for mark in inside
        for target in mark.ties
        if mark.key in where and target in where
    ]
    label = (
        f"{len(inside)} marks from {window.start} to {window.end}: "
        + "; ".join(f"{lane} {sum(m.lane == lane for m in inside)}" for lane in used)
        + ". The timeline below tells the same in words."
    )
    out = [
        f'<svg class="strip" role="group" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {height}"'
        f' preserveAspectRatio="xMinYMin meet">'
    ]
    out += _scale(window, x, height)
    return Markup("".join([*out, *ties, *drawn]) + "</svg>")


def _alike(marks: Iterable[Mark]) -> list[list[Mark]]:
    """Marks of one lane that would be drawn alike at one place, together."""
    out: dict[tuple[Period, str, bool], list[Mark]] = {}
    for mark in marks:
        out.setdefault((mark.days, mark.kind, mark.told), []).append(mark)
    return list(out.values())


def _drawn(some: Sequence[Mark], begin: float, end: float, y: float) -> str:
    mark, number = some[0], len(some)
    if end - begin > 3 and not mark.told:
        shape = f'<rect x="{begin}" y="{y - 4}" width="{end - begin:.1f}" height="8" rx="4"/>'
    elif number > 1:
        shape = f'<circle class="{"ring" if mark.told else "full"}" cx="{begin}" cy="{y}" r="9"/>'
        shape += f'<text class="number" x="{begin}" y="{y + 4}" text-anchor="middle">{number}</text>'
    elif mark.told:
        shape = f'<circle class="ring" cx="{begin}" cy="{y}" r="5"/>'
    else:
        shape = f'<circle cx="{begin}" cy="{y}" r="6"/>'
    said = "; ".join(one.label for one in some[:SAID]) + f"; and {number - SAID} more" * (number > SAID)
    body = f'<g class="mark {mark.kind}"><title>{escape(said)}</title>{shape}</g>'
    return f'<a href="#{escape(mark.key)}" tabindex="-1">{body}</a>' if mark.key else body


def _tie(begin: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = begin, end
    return f'<path class="tie" d="M{x1},{y1} C{x1},{(y1 + y2) / 2:.1f} {x2},{(y1 + y2) / 2:.1f} {x2},{y2}"/>'


def _scale(window: Period, place: Callable[[date], float], height: int) -> list[str]:
    """Days, months or years along the bottom: no more than some eight of them."""
    out = []
    for day, words in _ticks(window):
        at = place(day)
        out.append(f'<line class="tick" x1="{at}" x2="{at}" y1="{TOP - 6}" y2="{height - 24}"/>')
        out.append(f'<text class="scale" x="{at}" y="{height - 8}" text-anchor="middle">{words}</text>')
    return out


def _ticks(window: Period) -> list[tuple[date, str]]:
    if window.days <= 70:
        step = next(s for s in (1, 2, 5, 7, 10) if window.days / s <= 9)
        days = [window.start + timedelta(days=n) for n in range(0, window.days, step)]
        return [(day, f"{day.day} {MONTHS[day.month - 1][:3]}") for day in days]
    unit = "month" if window.days <= 900 else "year"
    day, out = first_day(window.start, unit), []
    while day <= window.end:
        words = f"{MONTHS[day.month - 1][:3]} {day.year}" if unit == "month" else f"{day.year}"
        if day >= window.start:
            out.append((day, words))
        later = unit_of(day, unit).end
        if later == date.max:
            break
        day = later + timedelta(days=1)
    every = -(-len(out) // 9)
    return out[::every] if every else out
