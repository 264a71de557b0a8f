"""Who is told of together with whom: a network laid out and drawn on the server, the same each time.

The layout is that of springs between those who are tied and repulsion between all (Fruchterman and Reingold, 1991), begun on a
circle in the order given, so that nothing is left to chance; then names that would lie on one another are pushed apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

WIDTH = 960
ROUNDS, APART = 400, 200  # of springs, and of pushing names apart
LETTER, LINE = 6.9, 24  # pixels of a letter and of a line of a name
LONGEST = 30  # letters of a name
WORDED = 150  # pixels of a line that has room for a word


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the picture."""

    id: str
    name: str
    kind: str  # group | institution | community | person: its shape
    address: str
    incidents: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two of them, by their place in the list of nodes."""

    left: int
    right: int
    shared: int  # incidents in which both have a part
    relation: str | None = None  # "splinter of", read from left to right


def network(nodes: Sequence[Node], edges: Sequence[Edge]) -> Markup:
    """The picture; nothing for fewer than two nodes or no edge.  Every node leads to its page."""
    if len(nodes) < 2 or not edges:
        return Markup("")
    height = max(340, min(760, 150 + 17 * len(nodes)))
    spots = _placed(nodes, edges, height)
    most = max(edge.shared for edge in edges) or 1
    label = (
        f"{len(nodes)} actors and {len(edges)} ties between them. The table below tells the same in words;"
        " each name leads to its page."
    )
    out = [
        f'<svg class="network" role="group" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {height}"'
        f' preserveAspectRatio="xMidYMid meet">'
    ]
    for edge in sorted(edges, key=lambda e: e.relation is not None):
        (x1, y1), (x2, y2) = spots[edge.left], spots[edge.right]
        wide = 1 + 3.5 * math.sqrt(edge.shared / most)
        said = f"{nodes[edge.left].name} {edge.relation or 'and'} {nodes[edge.right].name}"
        said += f": both in {edge.shared} incident{'s' * (edge.shared != 1)}" if edge.shared else ""
        kind = "edge relation" if edge.relation else "edge"
        out.append(
            f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
            f' stroke-width="{wide:.1f}"><title>{escape(said)}</title></line>'
        )
        if edge.relation and math.hypot(x2 - x1, y2 - y1) > WORDED:
            x, y = (x1 + x2) / 2, (y1 + y2) / 2 - 4
            out.append(
                f'<text class="said" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(edge.relation)}</text>'
            )
    for node, (x, y) in zip(nodes, spots, strict=True):
        said = f"{node.name}, {node.kind}: {node.incidents} incident{'s' * (node.incidents != 1)}"
        out.append(
            f'<a href="{escape(node.address)}"><g class="node {escape(node.kind)}"><title>{escape(said)}</title>'
            f"{_shape(node.kind, float(x), float(y))}"
            f'<text x="{x + 12:.1f}" y="{y + 4:.1f}">{escape(short(node.name))}</text></g></a>'
        )
    return Markup("".join(out) + "</svg>")


def short(name: str) -> str:
    """A name no longer than the picture can hold."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _shape(kind: str, x: float, y: float) -> str:
    """A shape for each kind, so that colour is not needed to tell them apart."""
    if kind == "institution":
        return f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"/>'
    if kind == "community":
        return f'<path d="M{x:.1f},{y - 8:.1f} l8,8 l-8,8 l-8,-8 z"/>'
    if kind == "person":
        return f'<path d="M{x:.1f},{y - 8:.1f} l8,14 l-16,0 z"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7"/>'


def _placed(nodes: Sequence[Node], edges: Sequence[Edge], height: int) -> NDArray[np.float64]:
    """Where each node stands, pixels."""
    number = len(nodes)
    widths = np.array([26 + LETTER * len(short(node.name)) for node in nodes])
    angle = 2 * math.pi * np.arange(number) / number
    spots = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    pull = np.zeros((number, number))
    for edge in edges:
        pull[edge.left, edge.right] = pull[edge.right, edge.left] = (
            1 + math.log1p(edge.shared) + 2 * (edge.relation is not None)
        )
    ideal = 1.6 / math.sqrt(number)
    for turn in range(ROUNDS):
        between = spots[:, None, :] - spots[None, :, :]
        far = np.maximum(np.linalg.norm(between, axis=2), 0.01)
        push = np.where(far < 3 * ideal, ideal**2 / far, 0)  # those far apart leave each other alone
        draw = pull * far**2 / ideal * 0.5
        force = ((push - draw) / far)[:, :, None] * between
        moved = force.sum(axis=1) - 1.5 * spots * ideal  # a pull to the middle holds parts together
        size = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        spots = spots + moved / size * np.minimum(size, 0.12 * (1 - turn / ROUNDS))
    low, high = spots.min(axis=0), spots.max(axis=0)
    spots = (spots - low) / np.maximum(high - low, 1e-9)
    spots = spots * np.array([WIDTH - 200.0, height - 48.0]) + np.array([16.0, 24.0])
    return _apart(spots, widths, height)


def _apart(spots: NDArray[np.float64], widths: NDArray[np.float64], height: int) -> NDArray[np.float64]:
    """The same with names pushed apart that lie on one another; all of them within the picture."""
    for _ in range(APART):
        clear = True
        for a in range(len(spots)):
            for b in range(a + 1, len(spots)):
                across = (
                    min(spots[a, 0] + widths[a], spots[b, 0] + widths[b]) - max(spots[a, 0], spots[b, 0]) + 10
                )
                down = LINE - abs(spots[a, 1] - spots[b, 1])
                if across <= 0 or down <= 0:
                    continue
                clear = False
                upper, lower = (a, b) if (spots[a, 1], a) < (spots[b, 1], b) else (b, a)
                spots[upper, 1] -= down / 2 + 0.5
                spots[lower, 1] += down / 2 + 0.5
        spots[:, 0] = np.clip(spots[:, 0], 14, WIDTH - widths)
        spots[:, 1] = np.clip(spots[:, 1], 18, height - 18)
        if clear:
            break
    return spots
