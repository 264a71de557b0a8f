"""What a watch remembers: of feeds and hosts, of incidents that a saved search has seen, and what it said of them.

All of it is kept in the record, so that a watch which is stopped, or killed, goes on where it was.  Times are seconds since
1970, UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NEW, ROSE, CORRECTED = "new", "rose", "corrected"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item of a feed whose page is still to be fetched."""

    link: str
    stamp: str  # what the feed said of its date: another one is another version of the page
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    tries: int = 0  # fetches that failed and may yet succeed
    due: float = 0.0  # when the next one may be


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed."""

    key: str  # its address
    etag: str | None = None  # what it sent to be asked again with
    modified: str | None = None
    answered: float | None = None  # when it last answered as it should
    due: float = 0.0  # when it may be asked again
    failures: int = 0  # in a row
    trouble: str | None = None  # the last of them, a sentence
    minimum: float = 0.0  # seconds between two visits that it asked for itself
    seen: tuple[tuple[str, str], ...] = ()  # (link, stamp) of the items done with, latest last
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of a host, by scheme, name and port."""

    key: str
    robots: str | None = None  # its robots.txt; "" where it has none; None: not known
    robots_at: float = 0.0  # when that was fetched
    ready: float = 0.0  # when it may be asked for something again
    failures: int = 0  # of robots.txt, in a row


@dataclass(frozen=True, slots=True)
class HookState:
    """What is known of a webhook, by its address."""

    key: str
    due: float = 0.0
    failures: int = 0
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class SearchState:
    """That a saved search was asked before, by its line of text: what the record held then is known to the user."""

    key: str
    since: float


@dataclass(frozen=True, slots=True)
class FeedOut:
    """The alerts as a feed of their own: its lasting id, and when it was first made."""

    key: str
    id: str
    since: float


State = FeedState | HostState | HookState | SearchState | FeedOut
STATES: dict[str, type[Any]] = {
    "feed": FeedState,
    "host": HostState,
    "webhook": HookState,
    "search": SearchState,
    "atom": FeedOut,
}


def state_word(kind: type[Any]) -> str:
    """The word under which states of a class are kept."""
    return next(word for word, known in STATES.items() if known is kind)


@dataclass(frozen=True, slots=True)
class Thread:
    """An incident as a saved search follows it, through new reports, joins and a change of its id."""

    search: str  # line of text of the search
    thread: str  # id that the incident had when it was first seen
    incident: str  # id that it has now
    reports: tuple[str, ...]
    killed: int | None  # best figures when last seen
    injured: int | None
    matched: bool = False  # all of the search held then
    said: bool = False  # the user knows of it: by an alert, or because the record held it before the watch
    said_killed: int | None = None  # the figures that the user knows
    said_injured: int | None = None
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing said of one incident.  The names of private persons are masked: it may leave the machine."""

    id: str
    search: str  # line of text of the search
    name: str  # what the user calls the search
    thread: str
    incident: str
    change: str  # NEW | ROSE | CORRECTED
    at: float
    type: str
    place: str
    date: str
    killed: str  # best, lowest and highest, as in "30 (28–30)"; "" where no text gives a figure
    injured: str
    killed_figures: tuple[int | None, int | None, int | None] | None = None  # low, best, high
    injured_figures: tuple[int | None, int | None, int | None] | None = None
    before: str | None = None  # what was known before, where it changed
    quote: str = ""  # the words of the leading claim, else the sentence that tells of it
    speaker: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None  # of the page that says so

    @property
    def what(self) -> str:
        """``suicide bombing, Quetta, Pakistan, 2013-01-10: killed 92 (81–96), injured 121``."""
        tolls = [f"killed {self.killed}"] * bool(self.killed) + [f"injured {self.injured}"] * bool(
            self.injured
        )
        where = ", ".join(part for part in (self.type, self.place, self.date) if part)
        return f"{where}: {', '.join(tolls) or 'no figures'}"

    @property
    def title(self) -> str:
        """The same, with what is new of it."""
        if self.change == NEW:
            return self.what
        word = "corrected" if self.change == CORRECTED else "toll rose"
        return f"{word} ({self.before} before): {self.what}" if self.before else f"{word}: {self.what}"

    @property
    def says(self) -> str:
        """Who says so, and in which words."""
        who = ", ".join(part for part in (self.outlet, self.published) if part) or "a report"
        speaker = f" ({self.speaker})" if self.speaker else ""
        return f"{who}{speaker}: “{self.quote}”"
