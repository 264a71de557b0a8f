"""The loop: ask the feeds that are due, read what is new, conclude, and give word.

Whatever is done is kept at once, in this order: pages are in the record before their items count as seen, and alerts are in
the record before they go out.  So a watch may be stopped or killed anywhere; the next one goes on.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from vigil import pipeline
from vigil.config import Config
from vigil.errors import FetchRefused, StoreError
from vigil.ingest.polite import MINUTE, PATIENCE, WEEK, Polite, origin_of
from vigil.ingest.polling import Subscription, fetch_waiting, visit
from vigil.pipeline import Progress
from vigil.records import RawDocument, Rejected
from vigil.store import Record
from vigil.watched import Alert, FeedState, HookState, HostState, Waiting
from vigil.watching import news, notify
from vigil.watching.settings import Settings

GROUP = 16  # pages that are read, and kept, together
PAGES = 200  # pages of a round: after these the incidents are concluded anew


@dataclass(slots=True)
class Round:
    """What a round did."""

    asked: int = 0  # feeds
    troubled: int = 0  # of those asked, those that did not answer as they should
    pages: int = 0
    refused: list[Rejected] = field(default_factory=list)
    new: int = 0  # documents, new or in a new version
    alerts: list[Alert] = field(default_factory=list)


class Watch:
    """A watch over feeds into a record.

    ``say`` gets a line for whatever happens; ``on_alert`` gets each alert once, when it is kept; ``bars`` gives what
    shows progress for as long as something goes on.  ``clock``, ``sleep`` and
    ``chance`` are replaced in tests.
    """

    def __init__(
        self,
        settings: Settings,
        record: Record,
        config: Config,
        *,
        say: Callable[[str], None] = lambda line: None,
        on_alert: Callable[[Alert], None] = lambda alert: None,
        bars: Callable[[], AbstractContextManager[Progress | None]] = nullcontext,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.settings, self.record, self.config = settings, record, config
        self._say, self._on_alert, self._bars = say, on_alert, bars
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._polite = Polite(
            config.ingest,
            lambda key: record.memory.state(HostState, key),
            contact=settings.contact,
            pause=settings.pause,
            clock=clock,
            sleep=sleep,
            chance=chance,
        )
        self._feeds = {feed.url: feed for feed in settings.feeds}
        self._states = {url: self._recalled(feed) for url, feed in self._feeds.items()}
        self._own: dict[tuple[str, str], RawDocument] = {}
        self._behind = False  # documents were taken in, and what follows from them is not told yet

    def _recalled(self, feed: Subscription) -> FeedState:
        state = self.record.memory.state(FeedState, feed.url) or FeedState(feed.url)
        if not state.failures and state.answered is not None:  # the user may want it oftener now
            state = replace(state, due=min(state.due, state.answered + max(feed.every, state.minimum)))
        return state if state.due <= self._clock() + 2 * WEEK else replace(state, due=0.0)  # a clock set back

    def begin(self) -> list[Alert]:
        """Take up what an earlier watch left: conclude, note what new searches find, say what was not said."""
        with self._bars() as progress:
            pipeline.conclude(self.record, self.config, progress)
        found = self._tell()
        self._deliver()
        return found

    def run(self, once: bool = False) -> Round:
        """Watch until interrupted, or with ``once`` until nothing is due; what the last round did, or all of them."""
        total = Round(alerts=self.begin())
        while True:
            try:
                done, then = self.round(), self.next_time()
            except StoreError as error:  # such as another program that writes for long
                if once:
                    raise
                self._say(f"{error} Tried again in a minute.")
                self._sleep(MINUTE)
                continue
            total.asked += done.asked
            total.troubled += done.troubled
            total.pages += done.pages
            total.new += done.new
            total.refused = (total.refused + done.refused)[-PAGES:]
            total.alerts = (total.alerts + done.alerts)[-PAGES:] if not once else total.alerts + done.alerts
            if once and then > self._clock():
                return total
            if then > self._clock():
                self._say(f"Next at {_hour(then)}.")
            while (left := then - self._clock()) > 0:
                self._sleep(min(left, MINUTE))  # in pieces: a machine that slept wakes to another time

    def round(self) -> Round:
        """Ask what is due, once."""
        done = Round()
        with self._bars() as progress:
            for url, feed in self._feeds.items():
                if self._states[url].due <= self._clock():
                    self._visit(feed, done)
            self._pages(done, progress)
            if self._behind:
                pipeline.conclude(self.record, self.config, progress)
        if self._behind:
            done.alerts = self._tell()
            self._behind = False
        self._deliver()
        return done

    def next_time(self) -> float:
        """When there is something to do again."""
        times = [state.due for state in self._states.values()]
        for state in self._states.values():
            times += [max(item.due, self._ready(item.link)) for item in state.waiting]
        hook = self.settings.notify.webhook
        if hook and self.record.memory.alerts(1, waiting=True):
            times.append((self.record.memory.state(HookState, hook) or HookState(hook)).due)
        return min(times)

    def states(self) -> list[tuple[Subscription, FeedState]]:
        """What is known of each feed."""
        return [(feed, self._states[url]) for url, feed in self._feeds.items()]

    # ------------------------------------------------------------ feeds and pages

    def _visit(self, feed: Subscription, done: Round) -> None:
        found = visit(feed, self._states[feed.url], self._polite)
        state = found.state
        done.asked += 1
        self._take(list(found.documents), done)
        self._own.update({(feed.url, key): document for key, document in found.own})
        self._keep(state)
        name = feed.outlet or urlsplit(feed.url).hostname or feed.url
        if state.trouble:
            done.troubled += 1
            self._say(f"{name}: {state.trouble} Again at {_hour(state.due)}.")
        elif found.items is None:
            self._say(f"{name}: nothing new.")
        else:
            self._say(f"{name}: {found.new} new of {found.items}.")

    def _keep(self, *states: FeedState) -> None:
        self.record.memory.keep(*states, *self._polite.changed())
        self._states.update({state.key: state for state in states})

    def _take(self, documents: list[RawDocument | Rejected], done: Round) -> None:
        if documents:
            self._behind = True
            summary = pipeline.take_in(documents, self.record, self.config, concluding=False)
            done.new += summary.new + summary.new_versions + summary.reread
            done.refused += summary.refused

    def _pages(self, done: Round, progress: Progress | None) -> None:
        """Fetch the pages that wait, host by host in turn, as each host allows it."""
        now = self._clock()
        hosts: dict[str, deque[tuple[str, Waiting]]] = {}
        asked: set[str] = set()  # a page that two feeds name is fetched for one, and then known to the other
        self._known_elsewhere(done)
        for url, state in self._states.items():
            for item in state.waiting:
                if item.due <= now and item.link not in asked:
                    asked.add(item.link)
                    hosts.setdefault(_host(item.link), deque()).append((url, item))
        documents: list[RawDocument | Rejected] = []
        over: list[tuple[str, Waiting, Waiting | None]] = []
        while hosts and done.pages < PAGES:
            host = min(hosts, key=lambda h: self._ready(hosts[h][0][1].link))
            if self._ready(hosts[host][0][1].link) > self._clock() + PATIENCE:
                break
            url, item = hosts[host].popleft()
            if not hosts[host]:
                del hosts[host]
            own = self._own.get((url, item.link))
            found, left = fetch_waiting(item, self._feeds[url], self._polite, self.config.ingest, own)
            done.pages += 1
            documents += found
            over.append((url, item, left))
            if progress is not None:
                progress("fetch", done.pages, None)
            if len(over) >= GROUP:
                self._finish(documents, over, done)
                documents, over = [], []
        self._finish(documents, over, done)

    def _known_elsewhere(self, done: Round) -> None:
        """Count as seen what is new in a feed and was read from another already."""
        seen = {url: dict(state.seen) for url, state in self._states.items()}
        over: list[tuple[str, Waiting, Waiting | None]] = [
            (url, item, None)
            for url, state in self._states.items()
            for item in state.waiting
            if item.link not in seen[url] and any(item.link in links for links in seen.values())
        ]
        self._finish([], over, done)

    def _finish(
        self,
        documents: list[RawDocument | Rejected],
        over: list[tuple[str, Waiting, Waiting | None]],
        done: Round,
    ) -> None:
        """Read the pages, and only then count their items as seen."""
        self._take(documents, done)
        states: dict[str, FeedState] = {}
        for url, item, left in over:
            state = states.get(url, self._states[url])
            waiting = tuple(w if w is not item else left for w in state.waiting)
            state = replace(state, waiting=tuple(w for w in waiting if w is not None))
            if left is None:
                seen = dict(state.seen)
                seen.pop(item.link, None)
                state = replace(state, seen=(*seen.items(), (item.link, item.stamp)))
                self._own.pop((url, item.link), None)
            states[url] = state
        if states:
            self._keep(*states.values())

    def _ready(self, link: str) -> float:
        try:
            return self._polite.ready_at(link)
        except FetchRefused:  # no address: it is refused when its turn comes
            return 0.0

    # ------------------------------------------------------------ giving word

    def _tell(self) -> list[Alert]:
        hook = self.settings.notify.webhook is not None
        said = news.tell(self.record, self.settings.searches, self._clock(), hook)
        for alert in said:
            self._on_alert(alert)
        return said

    def _deliver(self) -> None:
        """Bring the log, the feed and the webhook up to date; what fails is said, and tried again after the next round."""
        to, site = self.settings.notify, self.settings.site
        if to.log is not None:
            try:
                waiting = self.record.memory.alerts(logged=False)
                notify.write_log(to.log, waiting, site)
                if waiting:
                    self.record.memory.logged([alert.id for alert in waiting])
            except OSError as error:
                self._say(f"{to.log} cannot be written: {error.strerror}. Its alerts are kept.")
        if to.atom is not None:
            try:
                notify.write_atom(to.atom, self.record, site, self._clock())
            except OSError as error:
                self._say(f"{to.atom} cannot be written: {error.strerror}.")
        if to.webhook is not None:
            trouble = notify.send(
                self.record, to.webhook, to.secret, site, self._clock, self._sleep, self._chance
            )
            if trouble:
                self._say(f"{trouble} The alert is kept and sent again.")


def _host(link: str) -> str:
    try:
        return origin_of(link)
    except FetchRefused:
        return ""


def _hour(seconds: float) -> str:
    """A time as a clock here shows it, with the day where it is another."""
    then = time.localtime(seconds)
    today = time.localtime()
    return time.strftime("%H:%M" if then[:3] == today[:3] else "%d %B, %H:%M", then)
