"""Small pictures drawn as SVG on the server: no script, no style of their own, a sentence for who cannot see them.

Each function gives Markup that holds ``<svg role="img" aria-label="...">`` (a group where its parts lead somewhere); colours come from the style sheet by class.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from vigil.codebook import KINDS


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as somebody stated it.  None: an open end."""

    low: int | None
    high: int | None
    label: str  # who says it
    key: str = ""  # id of the element of the page that it stands for
    superseded: bool = False


WIDTH, ROW, LEFT, TOP = 640, 22, 200, 26


def range_chart(
    measure: str, stated: Sequence[Stated], low: int | None, best: int | None, high: int | None
) -> Markup:
    """Figures side by side, a row each, and the concluded range behind them.

    A bar goes from the lowest to the highest number that the words allow; an open end is an arrow.  One scale for all, from 0.
    """
    known = [v for s in stated for v in (s.low, s.high) if v is not None]
    known += [v for v in (low, best, high) if v is not None]
    if not known:
        return Markup("")
    most = max(known)
    top = _nice(most * (1.08 if all(s.high is not None for s in stated) else 1.2) or 1)
    height = TOP + ROW * len(stated) + 28

    def x(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - 46) * value / top, 1)

    said = ", ".join(f"{s.label}: {_words(s.low, s.high)}" for s in stated)
    label = f"{measure}: {said}. Concluded: best {best}, lowest {low}, highest {high}."
    out = [
        f'<svg class="range" role="{"group" if any(s.key for s in stated) else "img"}" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" preserveAspectRatio="xMinYMin meet">'
    ]
    if low is not None or high is not None:
        begin = x(low if low is not None else 0)
        end = x(high) if high is not None else WIDTH - 14
        out.append(
            f'<rect class="concluded" x="{begin}" y="{TOP - 8}" width="{max(end - begin, 2):.1f}" height="{ROW * len(stated) + 12}"/>'
        )
    for value in _ticks(top):
        out.append(f'<line class="tick" x1="{x(value)}" x2="{x(value)}" y1="{TOP - 8}" y2="{height - 22}"/>')
        out.append(
            f'<text class="scale" x="{x(value)}" y="{height - 8}" text-anchor="middle">{value:,}</text>'
        )
    if best is not None:
        out.append(f'<line class="best" x1="{x(best)}" x2="{x(best)}" y1="{TOP - 12}" y2="{height - 22}"/>')
        out.append(f'<text class="best" x="{x(best)}" y="{TOP - 15}" text-anchor="middle">{best:,}</text>')
    for number, s in enumerate(stated):
        y = TOP + ROW * number + ROW / 2 - 4
        kind = "stated superseded" if s.superseded else "stated"
        name = s.label if len(s.label) <= 30 else s.label[:29] + "…"
        out.append(f'<g class="{kind}"><title>{escape(s.label)}: {_words(s.low, s.high)}</title>')
        text = f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
        out.append(f'<a href="#{escape(s.key)}">{text}</a>' if s.key else text)
        first, last = s.low or 0, s.high
        if last is not None and first == last:
            out.append(f'<circle cx="{x(first)}" cy="{y}" r="5"/>')
        else:
            right = x(last) if last is not None else min(x(first) + 60, WIDTH - 20)
            out.append(f'<line class="bar" x1="{x(first)}" x2="{right}" y1="{y}" y2="{y}"/>')
            if s.low is not None:
                out.append(f'<circle cx="{x(first)}" cy="{y}" r="4"/>')
            if last is None:
                out.append(f'<path class="open" d="M{right},{y - 5} l8,5 l-8,5 z"/>')
            elif s.low is None:
                out.append(
                    f'<path class="open" d="M{x(0)},{y - 5} l-8,5 l8,5 z"/><circle cx="{right}" cy="{y}" r="4"/>'
                )
            else:
                out.append(f'<circle cx="{right}" cy="{y}" r="4"/>')
        out.append(
            f'<text class="value" x="{WIDTH - 2}" y="{y + 4}" text-anchor="end">{_words(s.low, s.high)}</text></g>'
        )
    return Markup("".join(out) + "</svg>")


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


def _words(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "unknown"
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"{low:,}+"
    return f"up to {high:,}" if low is None else f"{low:,}–{high:,}"


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
