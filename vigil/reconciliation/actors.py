"""Names: the same actor, victim, weapon or target told by several reports is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from vigil.names import fold, known
from vigil.records import Actor, Report, Victim

STANCES = ("claimed", "blamed", "suspected", "reported", "denied")  # strongest first
_LEADING = {"main": 0, "co_main": 1, "background": 2}


def merge_actors(reports: Sequence[Report]) -> tuple[Actor, ...]:
    """The actors of all reports, one for each name and role, with the strongest stance that anybody takes.

    claimed, blamed, suspected, reported, denied: the first of them wins, with whoever says so; an actor that only
    denies stays denied.  The name is the codebook's, or the spelling that most reports use.
    """
    groups: dict[tuple[str, str], list[tuple[int, str, Actor]]] = {}
    for report in _ordered(reports):
        for actor in report.actors:
            name = known(actor.name) or actor.name
            groups.setdefault((fold(name), actor.role), []).append(
                (_LEADING.get(report.role, 2), report.document, actor)
            )
    out = []
    for (key, role), told in groups.items():
        best = min(
            told, key=lambda t: (_rank(t[2].stance), t[2].by is None, t[0], t[1], t[2].name, t[2].by or "")
        )[2]
        listed = next((n for n in (known(t[2].name) for t in told) if n), None)
        kinds = Counter(t[2].kind for t in told if t[2].kind)
        kind = min(kinds, key=lambda k: (-kinds[k], k)) if kinds else None
        actor = Actor(listed or _spelling(t[2].name for t in told), role, best.stance, best.by, kind)
        out.append((role, _rank(best.stance), -len({t[1] for t in told}), key, actor))
    return tuple(entry[-1] for entry in sorted(out, key=lambda e: e[:-1]))


def merge_victims(reports: Sequence[Report]) -> tuple[Victim, ...]:
    """Named victims and victim groups, each once; of several counts the one that most reports give, then the higher."""
    found: dict[tuple[str, str], list[Victim]] = {}
    for report in _ordered(reports):
        for victim in report.victims:
            found.setdefault(
                (fold(victim.name or ""), fold(victim.group or "") if not victim.name else ""), []
            ).append(victim)
    out = []
    for key, told in found.items():
        counts = Counter(v.count for v in told if v.count is not None)
        count = max(counts, key=lambda c: (counts[c], c)) if counts else None
        name = _spelling(v.name for v in told if v.name) if key[0] else None
        group = _spelling(v.group for v in told if v.group) if any(v.group for v in told) else None
        out.append((not key[0], -len(told), key, Victim(name, group, count)))
    return tuple(entry[-1] for entry in sorted(out, key=lambda e: e[:-1]))


def merge_words(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Weapons or targets: each once, those that most reports name first."""
    counts: Counter[str] = Counter()
    spelled: dict[str, list[str]] = {}
    for words in lists:
        for key in sorted({fold(word) for word in words}):
            counts[key] += 1
        for word in words:
            spelled.setdefault(fold(word), []).append(word)
    return tuple(_spelling(spelled[key]) for key in sorted(counts, key=lambda k: (-counts[k], k)))


def _ordered(reports: Sequence[Report]) -> list[Report]:
    return sorted(reports, key=lambda r: (r.document, r.ordinal))


def _rank(stance: str) -> int:
    return STANCES.index(stance) if stance in STANCES else STANCES.index("reported")


def _spelling(names: Iterable[str]) -> str:
    counts = Counter(re.sub(r"^[Tt]he\s+(?=\S)", "", name) for name in names)
    return min(counts, key=lambda n: (-counts[n], -len(n), n))
