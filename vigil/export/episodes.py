"""Episodes for other programs and people: private names withheld in titles, sentences and quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vigil.aftermath import Episode
from vigil.export.names import mask, shorten
from vigil.records import Evidence


def evidence_row(evidence: Evidence, names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The words on which something rests; ``names``: document -> private names, which are cut out of the quote."""
    quote, start, masked = shorten(evidence.quote, evidence.span.start, names.get(evidence.document, ()))
    row: dict[str, Any] = {
        "document": evidence.document,
        "in": evidence.span.field,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "claim": evidence.claim,
    }
    if masked:
        row["masked"] = True
    return row


def episode_row(episode: Episode, names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """An episode as JSON: its incidents by date, and its story sentence by sentence with the words it rests on."""
    lines = []
    known: set[str] = set()
    for line in episode.story:
        private = {name for e in line.evidence for name in names.get(e.document, ())}
        known |= private
        lines.append(
            {
                "text": mask(line.text, private),
                "date": line.date,
                "incident": line.incident,
                "evidence": [evidence_row(e, names) for e in line.evidence],
            }
        )
    return {
        "id": episode.id,
        "title": mask(episode.title, known),
        "start": episode.start,
        "end": episode.end,
        "incidents": list(episode.incidents),
        "story": lines,
    }
