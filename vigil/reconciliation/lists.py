"""Lists among the sources of an incident: which of them say something of their own, and which repeat what is here already."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vigil.records import Incident

_HOST = re.compile(r"(?:www\.)?([\w-]+)(?:\.[a-z]{2,})+/?", re.IGNORECASE)
_LEAST = 3  # letters of an outlet's name that is looked for among those cited
_BARE = 5  # letters that it must have left without its article: "News" is the name of many


def one_voice(
    incident: Incident, syndication: Mapping[str, str], outlets: Mapping[str, str | None]
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """``syndication`` with each row of a list in the group of the source that it repeats, and a sentence for each of these.

    A list is compiled from reports.  A row that cites an outlet of which the incident has a report has one vote with that
    report; one that cites what another list cites, one with that list; any other row stands as one source, as a report does.
    """
    rows = sorted((r for r in incident.reports if r.row_of is not None), key=lambda r: r.document)
    if not rows:
        return syndication, ()
    told = sorted({r.document for r in incident.reports if r.row_of is None})
    found = dict(syndication)
    why = []
    earlier: list[
        tuple[str, list[list[str]], str]
    ] = []  # lists, whom they cite, and the source that each is counted with
    for row in rows:
        cited = [_words(name) for name in row.cites]
        own = next((d for d in told if _cites(cited, outlets.get(d))), None)
        other = next((e for e in earlier if any(_same(a, b) for a in cited for b in e[1])), None)
        source = row.document
        if own is not None:
            source = found.get(own, own)
            why.append(f"{row.row_of} cites {outlets[own]}: the two are one source")
        elif other is not None:
            source = other[2]
            why.append(f"{row.row_of} and {other[0]} cite the same: the two are one source")
        earlier.append((row.row_of or "", cited, source))
        found[row.document] = source
    return found, tuple(why)


def _same(one: list[str], other: list[str]) -> bool:
    """Whether two citations begin alike as far as the shorter goes: "Dawn", and "Dawn (Pakistan)"."""
    short = min(len(one), len(other))
    return short > 0 and one[:short] == other[:short]


def _cites(cited: list[list[str]], outlet: str | None) -> bool:
    """Whether one of the names cited is that of an outlet, which may be known by its address ("tribune.com.pk")."""
    host = _HOST.fullmatch((outlet or "").strip())
    key = "".join(_words(host[1] if host else outlet or ""))
    bare = key.removeprefix("the")
    keys = {k for k, least in ((key, _LEAST), (bare, _BARE)) if len(k) >= least}
    return any(
        "".join(words[start:end]) in keys
        for words in cited
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())
