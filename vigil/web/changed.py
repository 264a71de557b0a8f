"""What became of incidents, as the site tells it: a page of changes, the names of private persons covered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from vigil.decided import packed, plain
from vigil.errors import UsageError
from vigil.export import mask, masked
from vigil.review.told import differences
from vigil.store import Brief, Change
from vigil.web.site import Site

DEFAULT = 7  # days that are shown where nothing is asked
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Changed:
    """A change, with a line of the incident as it is now; None where it is gone."""

    change: Change
    brief: Brief | None

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """(field, before, after) in words."""
        return differences(self.change.fields)

    @property
    def address(self) -> str:
        """Where it can be looked at."""
        return f"/incidents/{self.change.into or self.change.incident}"


def since_of(words: str, today: date | None = None) -> str:
    """The first day that is asked for: today, yesterday, a day, month or year; "" for the last DEFAULT days.

    Raises UsageError for other words.
    """
    now = today or datetime.now(UTC).date()
    named = {"": DEFAULT, "week": 7, "month": 31, "today": 0, "yesterday": 1}
    if words in named:
        return (now - timedelta(days=named[words])).isoformat()
    try:
        if not DAY.fullmatch(words):
            raise ValueError
        date.fromisoformat((words + "-01-01")[:10])
    except ValueError:
        raise UsageError(f"“{words[:40]}” is no date: write today, yesterday, 2013, 2013-01 or 2013-01-10.") from None  # fmt: skip
    return words


def changes(
    site: Site, since: str | None, limit: int, after: int | None, covered: bool
) -> tuple[list[Changed], int | None]:
    """Changes, newest first, and the number after which the next page begins; None at the end.

    ``covered``: whether names of private persons are covered, as in all that leaves the machine.
    """
    found = site.record.changes(since=since, limit=limit + 1, after=after)
    more = found[limit - 1].number if len(found) > limit else None
    found = found[:limit]
    ids = list(dict.fromkeys(change.incident for change in found))
    briefs = {brief.id: brief for brief in site.record.briefs(ids)}
    if not covered:
        return [Changed(change, briefs.get(change.incident)) for change in found], more
    everywhere = site.kept(
        "full names", lambda: tuple(name for name in site.private(site.names()) if " " in name)
    )
    own = _own(site, [*ids, *(change.into for change in found if change.into)])
    return [_covered(c, briefs.get(c.incident), own.get(c.incident) or own.get(c.into or "", ()), everywhere) for c in found], more  # fmt: skip


def _own(site: Site, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names that an incident's own documents withhold, single words among them."""
    whole = site.record.incidents_of(list(dict.fromkeys(ids)))
    return {one.id: site.private({report.document for report in one.reports}, [one]) for one in whole}


def _covered(change: Change, brief: Brief | None, own: Sequence[str], everywhere: Sequence[str]) -> Changed:
    why, fields = change.why, change.fields
    for names in (own, everywhere):
        why = mask(why, names)
        fields = tuple((n, packed(masked(plain(a), names)), packed(masked(plain(b), names))) for n, a, b in fields)  # fmt: skip
        brief = None if brief is None else masked(brief, names)
    return Changed(replace(change, why=why, fields=fields), brief)


def row_of(changed: Changed) -> dict[str, Any]:
    """A change as data."""
    change = changed.change
    return {
        "number": change.number,
        "at": change.at,
        "incident": change.incident,
        "what": change.what,
        "by": change.by,
        "why": change.why,
        "fields": {name: {"before": plain(old), "after": plain(new)} for name, old, new in change.fields},
        "into": change.into,
    }
