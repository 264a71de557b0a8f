"""Asking other people's servers as they wish to be asked.

One request at a time; between two to the same host at least a pause, longer where its robots.txt says so (Crawl-delay,
Request-rate) and for as long as it says in Retry-After; nothing that its robots.txt forbids (RFC 9309), neither at the
address asked for nor at one that it redirects to.  robots.txt is asked for once a day.  What is known of each host is
handed out to be kept, so that a program that is started anew is as polite.
"""

from __future__ import annotations

import email.utils
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from protego import Protego

from vigil.config import MIB, IngestConfig
from vigil.errors import FetchRefused
from vigil.ingest.fetch import USER_AGENT, Fetched, fetch
from vigil.ingest.streams import clean_name
from vigil.watched import HostState

MINUTE, HOUR, DAY, WEEK = 60.0, 3600.0, 86_400.0, 7 * 86_400.0
PAUSE = 1.0  # seconds between two requests to a host
PATIENCE = 60.0  # seconds that are waited for a host at once; a longer wait is left for another round
REDIRECTED = 10.0  # the same in the middle of a fetch, whose time is running: a redirect of a host to itself is followed at once
ROBOTS_BYTES = 512 * 1024  # of a robots.txt that are read, as RFC 9309 asks for at least 500 KiB
WAIT, FORBIDDEN = "host_wait", "robots"  # codes: not yet, and not at all
_TRANSIENT = ("timeout", "unreachable", "protocol", WAIT)
_BUSY = (429, 503)


class Polite:
    """The one door to other hosts.

    ``recall`` gives back what was kept of a host; ``clock`` (seconds since 1970), ``sleep`` and ``chance`` are replaced in
    tests.  ``contact``, an address of mail or web, is named to the hosts along with the program.
    """

    def __init__(
        self,
        config: IngestConfig,
        recall: Callable[[str], HostState | None] = lambda key: None,
        *,
        contact: str | None = None,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.config = config
        self.clock, self.sleep, self.chance = clock, sleep, chance
        self._agent = f"{USER_AGENT} (+{contact})" if contact else USER_AGENT
        self._pause = pause
        self._recall = recall
        self._hosts: dict[str, HostState] = {}
        self._rules: dict[str, Protego] = {}
        self._changed: set[str] = set()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """What an address answers, after whatever wait its host asks for.

        Raises FetchRefused: ``robots`` where that forbids it, ``host_wait`` where the host is to be left alone for longer
        than PATIENCE (see :meth:`ready_at`), and for all that a fetch may raise.
        """
        origin = origin_of(url)
        self._check(url)
        self._wait(origin)
        sent = {"user-agent": self._agent, **(headers or {})}
        try:
            return fetch(url, self.config, sent, self._redirected)
        except FetchRefused as error:
            if error.status in _BUSY:
                self._note(origin, ready=self.clock() + (retry_after(error, self.clock()) or MINUTE))
            raise
        finally:
            self._asked(origin)

    def ready_at(self, url: str) -> float:
        """When the host of an address may be asked again; in the past where it may be now."""
        return self._host(origin_of(url)).ready

    def changed(self) -> list[HostState]:
        """What is known of the hosts that were asked since the last call, to be kept."""
        keys, self._changed = sorted(self._changed), set()
        return [self._hosts[key] for key in keys]

    # ------------------------------------------------------------ hosts

    def _host(self, origin: str) -> HostState:
        if origin not in self._hosts:
            self._hosts[origin] = self._recall(origin) or HostState(origin)
        found = self._hosts[origin]
        if found.ready > self.clock() + WEEK:  # the clock was set back
            found = self._hosts[origin] = replace(found, ready=0.0)
        return found

    def _note(self, origin: str, **changes: float | str | None) -> None:
        self._hosts[origin] = replace(self._host(origin), **changes)  # type: ignore[arg-type]
        self._changed.add(origin)

    def _wait(self, origin: str, patience: float = PATIENCE) -> None:
        left = self._host(origin).ready - self.clock()
        if left > patience:
            raise FetchRefused(f"{origin} is to be left alone for another {left:,.0f} seconds.", WAIT)
        if left > 0:
            self.sleep(left)

    def _asked(self, origin: str) -> None:
        """A request was just made: the next one has to wait."""
        ready = self.clock() + self._delay(origin)
        self._note(origin, ready=max(ready, self._host(origin).ready))

    def _redirected(self, url: str) -> None:
        self._check(url)
        origin = origin_of(url)
        self._wait(origin, REDIRECTED)
        self._asked(origin)

    # ------------------------------------------------------------ robots.txt

    def _check(self, url: str) -> None:
        """Raises FetchRefused where robots.txt forbids an address, or cannot be had."""
        if not self._robots(origin_of(url)).can_fetch(url, self._agent):
            raise FetchRefused(
                f"The site's robots.txt asks programs not to fetch {clean_name(url)}.", FORBIDDEN
            )

    def _delay(self, origin: str) -> float:
        """Seconds between two requests to a host."""
        rules = self._rules.get(origin)
        if rules is None:
            return self._pause
        rate = rules.request_rate(self._agent)
        each = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(DAY, max(self._pause, rules.crawl_delay(self._agent) or 0.0, each))

    def _robots(self, origin: str) -> Protego:
        host = self._host(origin)
        age = self.clock() - host.robots_at
        if host.robots is None or not 0 <= age < DAY:
            self._wait(origin)
            self._rules.pop(origin, None)
            self._ask_for_robots(origin)
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(self._hosts[origin].robots or "")
        return self._rules[origin]

    def _ask_for_robots(self, origin: str) -> None:
        host, limit = self._host(origin), replace(self.config, max_document_bytes=4 * MIB)
        try:
            answer = fetch(f"{origin}/robots.txt", limit, {"user-agent": self._agent})
            text = answer.content[:ROBOTS_BYTES].decode("utf-8", "replace").replace("\0", "")
            self._note(origin, robots=text, robots_at=self.clock(), failures=0)
        except FetchRefused as error:
            now = self.clock()
            if error.status is not None and 400 <= error.status < 500 and error.status not in _BUSY:
                self._note(origin, robots="", robots_at=now, failures=0)  # there is none: all is allowed
            elif error.code in ("private_address", "bad_url", "certificate"):
                raise
            elif host.robots is not None:  # the old one holds while it cannot be had
                self._note(origin, robots_at=now - DAY + HOUR)
            else:
                failures = host.failures + 1
                pause = max(
                    retry_after(error, now) or 0.0, backoff(5 * MINUTE, failures, self.chance(), error)
                )
                self._note(origin, failures=failures, ready=now + pause)
                raise FetchRefused(
                    f"The rules of {origin} for programs (robots.txt) cannot be had, so that nothing there is fetched yet: {error}",
                    WAIT,
                ) from error
        finally:
            self._asked(origin)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as robots.txt belongs to them.  Raises FetchRefused for what is none."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise FetchRefused(f"{clean_name(url)} is not a web address.", "bad_url") from error
    if not host or parts.scheme.lower() not in ("http", "https"):
        raise FetchRefused(f"{clean_name(url)} is not an http or https address.", "bad_url")
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme.lower()]
    return f"{parts.scheme.lower()}://{shown}" + (f":{port}" if port and port != usual else "")


def may_pass(error: FetchRefused) -> bool:
    """Whether what went wrong may be over the next time."""
    if error.status is not None:
        return error.status >= 500 or error.status in (408, 425, 429)
    return error.code in _TRANSIENT


def retry_after(error: FetchRefused, now: float) -> float | None:
    """Seconds that a server asks to be left alone for: a number or a date, a week at most."""
    said = (error.retry_after or "").strip()
    if re.fullmatch("[0-9]{1,9}", said):
        return min(float(said), WEEK)
    try:
        then = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max(0.0, (then - datetime.fromtimestamp(now, UTC)).total_seconds()), WEEK)


def backoff(base: float, failures: int, chance: float, error: FetchRefused | None = None) -> float:
    """Seconds until the next try: twice as long with each failure in a row, up to a day, and up to a quarter more.

    A host that was not reached was not bothered, and the fault may be a line that is down here: an hour at most.
    """
    most = HOUR if error is not None and error.code == "unreachable" else DAY
    return min(base * 2.0 ** min(failures - 1, 30), max(most, base)) * (1 + chance / 4)


def freshness(answer: Fetched) -> float:
    """Seconds for which an answer says that it stays as it is (Cache-Control: max-age, less its Age)."""
    said = re.search(
        r"(?<![\w-])max-age\s*=\s*\"?([0-9]{1,9})", answer.header("cache-control") or "", re.IGNORECASE
    )
    age = re.fullmatch("[0-9]{1,9}", (answer.header("age") or "").strip())
    return max(0.0, float(said[1]) - float(age[0] if age else 0)) if said else 0.0
