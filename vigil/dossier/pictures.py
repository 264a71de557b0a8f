"""Two pictures: figures side by side with the range concluded from them, and incidents in time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from vigil.codebook import KINDS
from vigil.dossier.dossier import Event, Mark, TollRow
from vigil.dossier.svg import (
    ACCENT,
    BAND,
    INK,
    OFF,
    PAPER,
    Picture,
    fitting,
    line,
    picture,
    tag,
    wide,
    words,
)
from vigil.dossier.wording import MONTHS, capital, count

WIDTH = 680.0
ROW = 19.0
ONE_BY_ONE = 22  # incidents that a timeline shows with a row each; more are stacked
MARKS = 34  # figures in one chart
LETTERS = "abcdefghijklmnop"  # for the reasons why figures are set aside


# ---------------------------------------------------------------- figures side by side


def range_chart(toll: TollRow, of: str) -> Picture:
    """Every figure as a mark, open ends as arrows, over the range that the rule concluded."""
    marks = toll.marks[:MARKS]
    left, right, top = 296.0, 570.0, 30.0
    reasons = list(dict.fromkeys(m.aside for m in marks if m.aside and not m.stands))
    row = ROW if len(marks) <= 20 else ROW - 3
    bottom = top + row * len(marks) + 6
    low, high, ticks = _scale(toll, marks)

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = [tag("title", f"{capital(toll.measure)}: {of}")]
    if toll.low is not None or toll.high is not None:
        start = x(toll.low) if toll.low is not None else left
        end = x(toll.high) if toll.high is not None else right
        parts.append(
            tag(
                "rect",
                cls="v-band",
                x=start - 3,
                y=top - 4,
                width=max(end - start, 0) + 6,
                height=bottom - top + 4,
                fill=BAND,
            )
        )
    for tick in ticks:
        parts += [
            line(x(tick), top - 4, x(tick), bottom, width=0.7),
            words(x(tick), top - 10, f"{tick:,}", 11, "middle", dim=True),
        ]
    if toll.best is not None:
        parts.append(line(x(toll.best), top - 4, x(toll.best), bottom, "v-accent-line", ACCENT, 1.4))
    for number, mark in enumerate(marks):
        y = top + row * number + row / 2
        label = fitting(mark.label, left - 14, 12)
        parts.append(words(left - 10, y + 4, label, 12, "end", dim=not mark.stands))
        parts += _mark(mark, x, y, left, right)
        letter = "" if mark.stands or not mark.aside else f" ({LETTERS[reasons.index(mark.aside)]})"
        parts.append(words(right + 14, y + 4, _figure(mark) + letter, 12, dim=not mark.stands))
    foot = bottom + 18
    parts += _legend(14.0, foot, toll)
    for number, reason in enumerate(reasons):
        foot += 16
        parts.append(words(24, foot, f"({LETTERS[number]}) set aside: {reason}", 11, dim=True))
    more = len(toll.marks) - len(marks)
    alt = (
        f"{capital(toll.measure)}, {of}: {count(len(toll.marks), 'figure')} side by side, concluded {toll.words}. "
        + "; ".join(f"{m.label}: {_figure(m)}{'' if m.stands else _aside(m)}" for m in toll.marks)
    )
    if more > 0:
        parts.append(words(24, foot + 18, f"{more:,} more stand in the table of claims.", 11, dim=True))
    return picture(WIDTH, foot + (26 if more > 0 else 10), parts, alt)


def _aside(mark: Mark) -> str:
    return f" (set aside: {mark.aside})" if mark.aside else " (set aside)"


def _figure(mark: Mark) -> str:
    """A stated figure in its own words, else ``67+``, ``≤ 9``, ``80–98``, ``89``."""
    if mark.words:
        return mark.words
    if mark.high is None:
        return f"{mark.value:,}+"
    if mark.low is None:
        return f"≤ {mark.high:,}"
    return f"{mark.low:,}–{mark.high:,}" if mark.low != mark.high else f"{mark.low:,}"


def _scale(toll: TollRow, marks: Sequence[Mark]) -> tuple[float, float, list[int]]:
    """Ends of the axis and its ticks, at round numbers."""
    values = [v for m in marks for v in (m.low, m.high, m.value) if v is not None]
    values += [v for v in (toll.low, toll.best, toll.high) if v is not None]
    least, most = min(values), max(values)
    if least <= most * 0.45:
        least = 0
    step = 1
    while (most - least) / step > 6:
        step = {"1": 2, "2": 5, "5": 10}[str(step)[0]] * 10 ** (len(str(step)) - 1)
    low = math.floor(least / step) * step
    high = max(math.ceil((most + step * 0.2) / step) * step, low + step)
    return float(low), float(high), list(range(low, high + 1, step))


def _mark(mark: Mark, x: Callable[[float], float], y: float, left: float, right: float) -> Iterator[str]:
    colour, cls = (ACCENT, "v-accent") if mark.stands else (OFF, "v-off")
    low = mark.low if mark.low is not None else mark.value
    high = mark.high if mark.high is not None else mark.value
    if mark.high is None:
        end = min(x(mark.value) + 34, right + 8)
        yield line(x(mark.value), y, end, y, f"{cls}-line", colour, 1.6)
        yield tag("path", cls=cls, d=f"M{end:.1f} {y - 3.5:.1f}l6 3.5l-6 3.5z", fill=colour)
    elif mark.low is None:
        end = max(x(high) - 34, left - 2)
        yield line(end, y, x(high), y, f"{cls}-line", colour, 1.6)
        yield tag("path", cls=cls, d=f"M{end:.1f} {y - 3.5:.1f}l-6 3.5l6 3.5z", fill=colour)
    elif low != high:
        yield line(x(low), y, x(high), y, f"{cls}-line", colour, 1.6)
        for bound in (low, high):
            yield line(x(bound), y - 4, x(bound), y + 4, f"{cls}-line", colour, 1.6)
    at = mark.value if low <= mark.value <= high or mark.high is None or mark.low is None else low
    if mark.stands:
        yield tag("circle", cls=cls, cx=x(at), cy=y, r=4, fill=colour)
    else:
        yield tag(
            "circle", cls="v-off-hollow", cx=x(at), cy=y, r=3.6, fill=PAPER, stroke=colour, stroke_width=1.4
        )


def _legend(x: float, y: float, toll: TollRow) -> Iterator[str]:
    at = x + 10
    said = [
        ("full", "stands"),
        ("hollow", "set aside by the rule"),
        ("arrow", "open end: at least, more than, up to"),
        ("band", f"concluded: {toll.words}"),
    ]
    for kind, text in said:
        if kind == "full":
            yield tag("circle", cls="v-accent", cx=at + 4, cy=y - 4, r=4, fill=ACCENT)
        elif kind == "hollow":
            yield tag(
                "circle",
                cls="v-off-hollow",
                cx=at + 4,
                cy=y - 4,
                r=3.6,
                fill=PAPER,
                stroke=OFF,
                stroke_width=1.4,
            )
        elif kind == "arrow":
            yield line(at - 2, y - 4, at + 8, y - 4, "v-accent-line", ACCENT, 1.6)
            yield tag("path", cls="v-accent", d=f"M{at + 7:.1f} {y - 7.5:.1f}l6 3.5l-6 3.5z", fill=ACCENT)
        else:
            yield tag("rect", cls="v-band", x=at - 3, y=y - 11, width=14, height=13, fill=BAND)
            yield line(at + 4, y - 11, at + 4, y + 2, "v-accent-line", ACCENT, 1.4)
        yield words(at + 16, y, text, 11, dim=True)
        at += 30 + wide(text, 11)


# ---------------------------------------------------------------- incidents in time


def timeline(events: Sequence[Event]) -> Picture | None:
    """Incidents by date; what is dated no finer than a month is a dashed bar.  None where no day is known."""
    dated = [e for e in events if e.start]
    if not dated:
        return None
    first = min(date.fromisoformat(e.start) for e in dated if e.start)
    last = max(date.fromisoformat(e.end or e.start or "") for e in dated)
    room = max((last - first).days * 0.04, 1.0)
    axis = _Axis(first, last, room)
    drawn = _rows(dated, axis) if len(dated) <= ONE_BY_ONE else _stacks(dated, axis)
    parts, bottom = drawn
    ticks = [p for day, name in axis.ticks() for p in _tick(axis.x(day), bottom, name)]
    used = [k for k in KINDS if any(e.kind == k for e in dated)]
    foot = bottom + 20
    legend: list[str] = []
    at = axis.left
    for kind in used:
        legend += [*_sign(kind, at + 4, foot - 4), words(at + 14, foot, kind.replace("_", " "), 11, dim=True)]
        at += 32 + wide(kind, 11)
    alt = "Incidents in time. " + "; ".join(f"{e.days}: {e.name}" for e in dated[:60])
    return picture(WIDTH, foot + 8, [tag("title", "Incidents in time"), *ticks, *parts, *legend], alt)


class _Axis:
    """Days along the width of the picture."""

    def __init__(self, first: date, last: date, room: float) -> None:
        self.left, self.right = 14.0, WIDTH - 14.0
        self.first, self.last = first, last
        self._start = first.toordinal() - room
        self._scale = (self.right - self.left) / ((last - first).days + 1 + 2 * room)

    def x(self, day: date, end: bool = False) -> float:
        """The middle of a day, or its end."""
        return self.left + (day.toordinal() - self._start + (1.0 if end else 0.5)) * self._scale

    def ticks(self) -> Iterator[tuple[date, str]]:
        """Days, months or years, at most about a dozen."""
        days = (self.last - self.first).days + 1
        if days <= 50:
            step = max(1, math.ceil(days / 10))
            for number in range(0, days, step):
                day = self.first + timedelta(days=number)
                yield day, f"{day.day} {MONTHS[day.month - 1][:3]}" + (f" {day.year}" if number == 0 else "")
            return
        months = days / 30.44
        if months <= 36:
            step = next(s for s in (1, 2, 3, 6) if months / s <= 12)
            for number in range(
                self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month
            ):
                year, month = divmod(number, 12)
                day = date(year, month + 1, 1)
                if number % step == 0 and self.first <= day <= self.last:
                    yield day, f"{MONTHS[month][:3]} {year}"
            return
        years = self.last.year - self.first.year + 1
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 500, 1000) if years / s <= 14)
        for year in range(self.first.year, self.last.year + 1):
            if year % step == 0 and self.first <= date(year, 1, 1) <= self.last:
                yield date(year, 1, 1), str(year)


def _tick(x: float, bottom: float, name: str) -> Iterator[str]:
    yield line(x, 22, x, bottom, width=0.7)
    yield words(x, 15, name, 11, "middle", dim=True)


def _rows(events: Sequence[Event], axis: _Axis) -> tuple[list[str], float]:
    parts: list[str] = []
    top = 30.0
    for number, event in enumerate(events):
        y = top + ROW * 1.1 * number + ROW / 2
        start = date.fromisoformat(event.start or "")
        end = date.fromisoformat(event.end or event.start or "")
        x1, x2 = axis.x(start), axis.x(end)
        exact = event.date_precision in ("day", "days")
        if x2 - x1 > 5:
            parts.append(
                line(x1, y, x2, y, "v-ink-line" if exact else "v-off-line", INK if exact else OFF, 2.4 if exact else 1.4,
                     None if exact else "3 3")
            )  # fmt: skip
        middle = x1 if exact else (x1 + x2) / 2
        parts += _sign(event.kind, middle, y, hollow=not exact)
        toll = event.toll("killed")
        killed = f"; killed {toll.words}" if toll is not None and toll.best is not None else ""
        text = f"{event.name}{killed}"
        before, after = min(x1, middle) - 12 - axis.left, axis.right - max(x2, middle) - 12
        if wide(text, 12) <= after or after >= before:
            parts.append(words(max(x2, middle) + 11, y + 4, fitting(text, after, 12), 12, halo=True))
        else:
            parts.append(words(min(x1, middle) - 11, y + 4, fitting(text, before, 12), 12, "end", halo=True))
    return parts, top + ROW * 1.1 * len(events) + 4


def _stacks(events: Sequence[Event], axis: _Axis) -> tuple[list[str], float]:
    """A lane for each kind, the incidents of about one place in time on top of each other."""
    parts: list[str] = []
    top = 30.0
    for kind in KINDS:
        own = [e for e in events if e.kind == kind]
        if not own:
            continue
        heights: dict[int, int] = {}
        places = []
        for event in own:
            start, end = (
                date.fromisoformat(event.start or ""),
                date.fromisoformat(event.end or event.start or ""),
            )
            exact = event.date_precision in ("day", "days")
            at = axis.x(start) if exact else (axis.x(start) + axis.x(end)) / 2
            column = round(at / 9)
            heights[column] = heights.get(column, 0) + 1
            places.append((column * 9.0, heights[column], exact))
        tall = max(heights.values())
        base = top + 16 + tall * 9
        parts.append(
            words(axis.left, top + 12, f"{kind.replace('_', ' ')} ({len(own):,})", 11, dim=True, halo=True)
        )
        for x, level, exact in places:
            parts += _sign(kind, x, base - level * 9 + 2, hollow=not exact, size=3.4)
        parts.append(line(axis.left, base, axis.right, base))
        top = base + 6
    return parts, top


def _sign(kind: str, x: float, y: float, hollow: bool = False, size: float = 4.4) -> Iterator[str]:
    """Attack: a disc.  Demonstration: a square.  What officials and courts do: a diamond.  Else: a small ring."""
    colour, cls = (ACCENT, "v-accent") if kind == "attack" else (INK, "v-mark")
    look: dict[str, Any] = {"cls": cls, "fill": colour, "stroke": colour, "stroke_width": 1.3}
    if hollow or kind in ("legal_action", "other"):
        look |= {"fill": PAPER, "cls": f"{cls}-hollow"}
    if kind == "attack":
        yield tag("circle", cx=x, cy=y, r=size, **look)
    elif kind == "demonstration":
        yield tag("rect", x=x - size * 0.9, y=y - size * 0.9, width=size * 1.8, height=size * 1.8, **look)
    elif kind in ("official_response", "legal_action"):
        s = size * 1.25
        yield tag(
            "path", d=f"M{x:.1f} {y - s:.1f}l{s:.1f} {s:.1f}l-{s:.1f} {s:.1f}l-{s:.1f} -{s:.1f}z", **look
        )
    else:
        yield tag("circle", cx=x, cy=y, r=size * 0.8, **look)
