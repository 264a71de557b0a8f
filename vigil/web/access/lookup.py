"""Sessions and tokens by their secret, remembered for some seconds: most requests ask no database who sends them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool

from vigil.errors import VigilError
from vigil.store import Session, Token
from vigil.web.access.directory import PREFIX, Directory, hashed

FRESH = (
    5  # seconds after which the record is asked again: so late does a change by another program count here
)
WRITTEN = 60  # seconds between two notes that a session was seen
MOST = 2000  # remembered at once


@dataclass(slots=True)
class _Held:
    found: Session | Token
    asked: int  # when the record was
    written: int  # when the record was told that it is in use


class Lookup:
    """For one event loop.  What is over is never given, also while it is remembered."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._held: dict[str, _Held] = {}
        self._changes = 0
        # One thread writes when somebody was last seen: no answer waits while the record is being written to.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="vigil-seen")

    def forget(self) -> None:
        """Ask the record again about everybody: an account, a session or a token has changed."""
        self._changes += 1
        self._held.clear()

    def close(self) -> None:
        """Write what is still to be written."""
        self._writer.shutdown(wait=True)

    async def session(self, secret: str) -> Session | None:
        """The session of this secret, if it is not over."""
        found = await self._find(secret, self._directory.store.session)
        return found if isinstance(found, Session) else None

    async def token(self, secret: str) -> Token | None:
        """The token of this secret, if it counts."""
        found = await self._find(secret, self._directory.store.token) if secret.startswith(PREFIX) else None
        return found if isinstance(found, Token) else None

    async def _find(
        self, secret: str, ask: Callable[[str], Session | None] | Callable[[str], Token | None]
    ) -> Session | Token | None:
        key, now = hashed(secret), self._directory.now()
        held = self._held.get(key)
        if held is None or not 0 <= now - held.asked < FRESH:
            changes = self._changes
            found = await run_in_threadpool(ask, key)
            if found is None:
                self._held.pop(key, None)
                return None
            # The record may not know yet how lately a session was seen.
            if held is not None and isinstance(found, Session) and isinstance(held.found, Session):
                found = replace(found, seen=max(found.seen, held.found.seen))
            held = _Held(found, now, held.written if held else 0)
            if changes == self._changes:  # else it may be what was there before the change
                if len(self._held) >= MOST:
                    self._held.clear()
                self._held[key] = held
        return self._used(held, now)

    def _used(self, held: _Held, now: int) -> Session | Token | None:
        found = held.found
        if isinstance(found, Session):
            if not self._directory.lasts(found):
                return None
            held.found = found = replace(found, seen=max(now, found.seen))
        elif not self._directory.counts(found):
            return None
        if now - held.written >= WRITTEN:
            held.written = now
            with suppress(RuntimeError):  # the site is being closed
                self._writer.submit(self._write, found, now)
        return found

    def _write(self, found: Session | Token, now: int) -> None:
        session, token = (found.hash, None) if isinstance(found, Session) else (None, found.id)
        with suppress(
            VigilError
        ):  # a record that is busy or read-only does not know when somebody was last here
            self._directory.store.seen(session, token, now)
