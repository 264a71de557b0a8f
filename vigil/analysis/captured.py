"""Which sources of a record have which incidents, copies apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vigil.analysis.frames import Document
from vigil.declared import outlet
from vigil.records import Incident

NEWS = ("main", "co_main")  # roles of a report that tells an incident as today's news
CAPTURE_RULE = (
    "A source has an incident if a document of it tells it as news of the day; what it only recalls is no capture. Near-copies"
    " of one story are one capture, of the source that published first (by name where the day is the same)."
)


@dataclass(frozen=True, slots=True)
class Captured:
    """Which lists have which incidents of a record."""

    lists: dict[str, frozenset[str]]  # incident -> lists; those that no list has are not in it
    copies: int  # captures that were left out, as a near-copy of an earlier document in another list
    recalled: int  # incidents that the lists only tell in passing


def captured_by(
    incidents: Iterable[Incident], documents: Mapping[str, Document], lists: Mapping[str, Iterable[str]]
) -> Captured:
    """Which of these lists, each a set of outlets, have which incidents, by CAPTURE_RULE.

    ``documents`` maps ids to documents; those that are not in it do not count.  An outlet belongs to one list.
    """
    home = {outlet(name): title for title, names in lists.items() for name in names}
    found: dict[str, frozenset[str]] = {}
    copies = recalled = 0
    for incident in incidents:
        news: dict[str, list[tuple[str, str, str]]] = {}  # a story -> (day, outlet, list)
        passing = False
        for report in incident.reports:
            document = documents.get(report.document)
            title = home.get(outlet(document.outlet)) if document and document.outlet else None
            if document is None or title is None or document.outlet is None:
                continue
            if report.role not in NEWS:
                passing = True
                continue
            story = document.syndication or report.document
            news.setdefault(story, []).append((document.published or "9999", outlet(document.outlet), title))
        firsts = {story: min(told)[2] for story, told in news.items()}
        own = frozenset(firsts.values())
        copies += len({title for told in news.values() for _, _, title in told} - own)
        if own:
            found[incident.id] = own
        elif passing:
            recalled += 1
    return Captured(found, copies, recalled)
