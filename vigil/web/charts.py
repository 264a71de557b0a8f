"""Small pictures drawn as SVG on the server: no script, no style of their own, a sentence for who cannot see them.

Each function gives Markup: ``<svg role="img" aria-label="...">`` (a group where its parts lead somewhere), or a figure of text
with pictures beside it; colours come from the style sheet by class.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from vigil.codebook import KINDS


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as somebody stated it.  None: an open end."""

    low: int | None
    high: int | None
    label: str  # who says it
    words: str  # the figure in its own words
    key: str = ""  # id of the element of the page that it stands for
    aside: str = ""  # why no conclusion rests on it; "" where one does
    beyond: int | None = None  # the number that "more than" begins behind


ROW = 26  # height of a row's picture
EDGE, WIDE = (
    3.0,
    84.0,
)  # per cent of the width: before 0, and from 0 to the end of the scale; the rest is for arrows


def range_chart(
    measure: str,
    stated: Sequence[Stated],
    low: int | None,
    best: int | None,
    high: int | None,
    concluded: str = "",
) -> Markup:
    """Figures side by side, a row each, the concluded range behind them, and below what the marks mean.

    A bar goes from the lowest to the highest number that the words allow; an open end is an arrow.  One scale for all, from 0.
    Rows are text beside a small picture, so that they fit any width and are read without it.
    """
    known = [v for s in stated for v in (s.low, s.high) if v is not None]
    known += [v for v in (low, best, high) if v is not None]
    if not known:
        return Markup("")
    top = _nice(max(known) or 1)

    def x(value: float) -> str:
        return f"{EDGE + WIDE * value / top:.2f}%"

    behind = _behind(x, low, best, high)
    rows = [_row(s, x, behind) for s in stated]
    scale = "".join(
        f'<text class="scale" x="{x(value)}" y="13" text-anchor="middle">{value:,}</text>'
        for value in _ticks(top)
    )
    ticks = f'<div class="row axis" aria-hidden="true"><span></span><svg height="18">{scale}</svg></div>'
    return Markup(
        f'<figure class="ranges" role="group" aria-label="Stated figures side by side: {escape(measure)}">{"".join(rows)}{ticks}'
        f'<figcaption class="legend">{_legend(stated, low, best, high, concluded)}</figcaption></figure>'
    )


def _behind(x: Callable[[float], str], low: int | None, best: int | None, high: int | None) -> str:
    """The concluded range and the best figure, for the ground of every row."""
    out = ""
    if low is not None or high is not None:
        begin = float(x(low if low is not None else 0).rstrip("%")) - 0.6
        end = float(x(high).rstrip("%")) + 0.6 if high is not None else 100.0
        out += f'<rect class="concluded" x="{begin:.2f}%" width="{end - begin:.2f}%" y="-100" height="300"/>'
    if best is not None:
        out += f'<line class="best" x1="{x(best)}" x2="{x(best)}" y1="-100" y2="200"/>'
    return out


def _row(s: Stated, x: Callable[[float], str], behind: str) -> str:
    name = f'<a href="#{escape(s.key)}">{escape(s.label)}</a>' if s.key else escape(s.label)
    why = f'<span class="aside-why">set aside: {escape(s.aside)}</span>' if s.aside else ""
    return (
        f'<div class="row{" aside" if s.aside else ""}"><span class="who" dir="auto">{name}</span>'
        f'<svg height="{ROW}" aria-hidden="true">{behind}<g class="stated">{_mark(s, x)}</g></svg>'
        f'<span class="said"><b>{escape(s.words)}</b>{why}</span></div>'
    )


def _mark(s: Stated, x: Callable[[float], str]) -> str:
    """A dot for a number, a bar between two, an arrow where an end is open."""
    y = ROW // 2
    if s.low is not None and s.low == s.high:
        return f'<circle cx="{x(s.low)}" cy="{y}" r="5"/>'
    first = x(s.beyond if s.beyond is not None else s.low or 0)
    if s.high is not None:
        last = x(s.high)
        begin = _arrow(first, y, -1) if s.low is None else f'<circle cx="{first}" cy="{y}" r="4"/>'
        return f'<line class="bar" x1="{first}" x2="{last}" y1="{y}" y2="{y}"/>{begin}<circle cx="{last}" cy="{y}" r="4"/>'
    last = f"{min(float(first.rstrip('%')) + 9, 98.0):.2f}%"
    begin = (
        f'<circle cx="{first}" cy="{y}" r="4"/>'
        if s.beyond is None
        else f'<line class="bar" x1="{first}" x2="{first}" y1="{y - 6}" y2="{y + 6}"/>'
    )
    return f'<line class="bar" x1="{first}" x2="{last}" y1="{y}" y2="{y}"/>{begin}{_arrow(last, y, 1)}'


def _arrow(x: str, y: int, way: int) -> str:
    return f'<svg class="open" x="{x}" y="{y}" width="1" height="1"><path d="M0,-5 l{8 * way},5 l{-8 * way},5 z"/></svg>'


def _legend(
    stated: Sequence[Stated], low: int | None, best: int | None, high: int | None, concluded: str
) -> str:
    """What the marks of this chart mean, those that it has: the mark, and what it says."""

    kinds = [
        (
            any(s.low is not None and s.low == s.high for s in stated),
            '<g class="stated"><circle cx="12" cy="13" r="5"/></g>',
            "a number",
        ),
        (
            any(s.low is not None and s.high is not None and s.low < s.high for s in stated),
            '<g class="stated"><line class="bar" x1="5" x2="21" y1="13" y2="13"/><circle cx="5" cy="13" r="4"/><circle cx="21" cy="13" r="4"/></g>',
            "between two numbers",
        ),
        (
            any(s.high is None and s.beyond is None for s in stated),
            '<g class="stated"><line class="bar" x1="5" x2="17" y1="13" y2="13"/><circle cx="5" cy="13" r="4"/><path d="M17,8 l8,5 l-8,5 z"/></g>',
            "at least",
        ),
        (
            any(s.beyond is not None for s in stated),
            '<g class="stated"><line class="bar" x1="5" x2="17" y1="13" y2="13"/><line class="bar" x1="5" x2="5" y1="7" y2="19"/><path d="M17,8 l8,5 l-8,5 z"/></g>',
            "more than",
        ),
        (
            any(s.low is None for s in stated),
            '<g class="stated"><line class="bar" x1="9" x2="21" y1="13" y2="13"/><circle cx="21" cy="13" r="4"/><path d="M9,8 l-8,5 l8,5 z"/></g>',
            "up to",
        ),
        (
            any(s.aside for s in stated),
            '<g class="stated aside"><circle cx="12" cy="13" r="5"/></g>',
            "hollow: set aside, and why",
        ),
        (
            low is not None or high is not None,
            '<rect class="concluded" x="2" width="22" y="4" height="18"/>',
            f"concluded range{': ' + concluded if concluded else ''}",
        ),
        (best is not None, '<line class="best" x1="13" x2="13" y1="3" y2="23"/>', "best figure"),
    ]
    return "".join(
        f'<span class="sign"><svg width="26" height="{ROW}" aria-hidden="true">{mark}</svg> {escape(words)}</span> '
        for there, mark, words in kinds
        if there
    )


def month_bars(months: Mapping[str, Mapping[str, int]], address: str = "") -> Markup:
    """Incidents a month (a year where there are over 240 months), kinds on one another.

    ``address``: where a bar leads to, with ``{from}`` and ``{to}`` in it; "" for nowhere.
    """
    if not months:
        return Markup("")
    first, last = min(months), max(months)
    span = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    by_year = span > 240
    tally: dict[str, dict[str, int]] = {}
    for month, kinds in months.items():
        into = tally.setdefault(month[:4] if by_year else month, {})
        for kind, number in kinds.items():
            into[kind] = into.get(kind, 0) + number
    keys = _years(first, last) if by_year else _months(first, last)
    highest = max(sum(kinds.values()) for kinds in tally.values())
    height, base, top = 132, 108, 16
    step = 100 / len(keys)  # per cent of the width: bars stretch with the page, letters do not
    wide = max(min(step - 0.08 if step > 0.4 else step, 4.0), 0.3)
    peak = max(tally, key=lambda key: sum(tally[key].values()))
    total = sum(sum(kinds.values()) for kinds in tally.values())
    label = (
        f"{total:,} dated incidents by {'year' if by_year else 'month'}, {keys[0]} to {keys[-1]};"
        f" most in {peak}: {sum(tally[peak].values()):,}."
    )
    out = [
        f'<svg class="months" role="{"group" if address else "img"}" aria-label="{escape(label)}" height="{height}">'
    ]
    every = max(1, math.ceil(len(keys) / 12))
    labelled = 12 if not by_year and len(keys) > 24 else every
    january = not by_year and len(keys) > 24
    names = 0
    for number, key in enumerate(keys):
        x = step * number
        y = float(base)
        kinds = tally.get(key, {})
        said = ", ".join(f"{number_:,} {kind.replace('_', ' ')}" for kind, number_ in kinds.items())
        bars = []
        for kind in KINDS:
            if number_ := kinds.get(kind, 0):
                tall = (base - top) * number_ / highest
                y -= tall
                bars.append(
                    f'<rect class="{kind}" x="{x:.2f}%" y="{y:.2f}" width="{wide:.2f}%" height="{tall:.2f}"/>'
                )
        if bars:
            drawn = f"<g><title>{key}: {said}</title>{''.join(bars)}</g>"
            to = address.replace("{from}", key).replace("{to}", key)
            out.append(f'<a href="{escape(to)}" tabindex="-1">{drawn}</a>' if address else drawn)
        if (january and key.endswith("-01")) or (not january and number % labelled == 0):
            name = key[:4] if january else key
            if not january or len(keys) < 150 or int(key[:4]) % 2 == 0:
                names += 1
                between = "" if names % 2 else " between"  # left out where there is little room
                end = ' text-anchor="end"' if x > 94 else ""
                at = x + wide if end else x
                out.append(f'<text class="scale{between}" x="{at:.2f}%" y="{base + 16}"{end}>{name}</text>')
    for value in (highest, highest / 2):
        y = base - (base - top) * value / highest
        if value == int(value):
            out.append(f'<line class="tick" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
            out.append(f'<text class="scale" x="0" y="{y - 4:.1f}">{int(value):,}</text>')
    out.append(f'<line class="axis" x1="0" x2="100%" y1="{base}" y2="{base}"/></svg>')
    return Markup("".join(out))


def _nice(value: float) -> int:
    """The next number at or above ``value`` that makes a good end of a scale."""
    power = 10 ** math.floor(math.log10(max(value, 1)))
    for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10):
        if step * power >= value:
            return max(1, math.ceil(step * power))
    return math.ceil(10 * power)


def _ticks(top: int) -> list[int]:
    step = next(
        s
        for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, *(10**n for n in range(3, 12)))
        if top / s <= 6
    )
    return list(range(0, top + 1, step))


def _months(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    out = []
    while (key := f"{year:04d}-{month:02d}") <= last:
        out.append(key)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return out


def _years(first: str, last: str) -> list[str]:
    return [f"{year:04d}" for year in range(int(first[:4]), int(last[:4]) + 1)]
