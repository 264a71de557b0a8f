"""What every page draws on: the record, its catalogue, and what is worth keeping until the record changes."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar, cast

from vigil.config import Config
from vigil.errors import VigilError
from vigil.export import Decisions, private_names, withheld
from vigil.export.withheld import longest_first
from vigil.records import Incident
from vigil.store import DocumentRow, Record
from vigil.web import access
from vigil.web.catalogue import Catalogue
from vigil.web.jobs import Jobs
from vigil.web.waiting import Later

T = TypeVar("T")
log = logging.getLogger("vigil.web")
PUBLIC = ("/login", "/static/", "/favicon.ico")  # what needs no log-in
SOON = 0.03  # seconds for which the state of the record is not asked for again
KEPT = 512  # computed things kept for one revision
Names = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a site is served."""

    record: str  # a path, or a postgresql:// address
    host: str = "127.0.0.1"
    port: int = 8350
    hosts: tuple[str, ...] = ()  # further names under which it may be asked for: "vigil.example:443"
    https: bool = False  # it is reached by https, through a proxy that says so
    config: Config = field(default_factory=Config)  # how documents that are added are read
    work: Path | None = None  # a folder for jobs, shared by the processes that answer; None: one of its own

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def reached(self) -> access.Settings:
        """The names that the site answers to."""
        if self.loopback:
            return replace(access.loopback(self.port), public=PUBLIC)
        return access.Settings(False, frozenset(self.hosts), self.https, public=PUBLIC)


class Site:
    """The record behind the pages.  Safe for many threads."""

    def __init__(self, record: Record, settings: Settings) -> None:
        self.record = record
        self.settings = settings
        self.jobs = Jobs(settings.work or Path(mkdtemp(prefix="vigil-site-")))
        self.later = Later()
        self._lock = threading.Lock()
        self._asked = 0.0, ""
        self._catalogue: Catalogue | None = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._kept_of = ""
        self._names: tuple[str, Names] | None = None
        self._naming = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def revision(self) -> str:
        """What names the present state of the record; asked for again after SOON, as a page asks several times."""
        now = time.monotonic()
        if now - self._asked[0] > SOON:
            self._asked = now, self.record.revision()
        return self._asked[1]

    def changed(self) -> None:
        """Note that something was just written: the next page is to show it."""
        self._asked = 0.0, ""

    def catalogue(self) -> Catalogue:
        """The listing as it is now.  One thread builds it; the others go on with the former one meanwhile."""
        revision = self.revision()
        known = self._catalogue
        if known is not None and known.revision == revision:
            return known
        if not self._lock.acquire(blocking=known is None):
            return cast(Catalogue, known)
        try:
            known = self._catalogue
            if known is None or known.revision != revision:
                self._catalogue = known = Catalogue(self.record.listing(), revision)
            return known
        finally:
            self._lock.release()

    def kept(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What ``compute`` gives, computed once for each revision of the record."""
        revision = self.revision()
        if self._kept_of != revision:
            self._kept, self._kept_of, self._making = OrderedDict(), revision, {}
        kept = self._kept
        if key in kept:
            return cast(T, kept[key])
        with self._making.setdefault(key, threading.Lock()):
            if key not in kept:
                kept[key] = compute()
                while len(kept) > KEPT:
                    kept.popitem(last=False)
            return cast(T, kept.get(key) if key in kept else compute())

    def names(self, shown: Iterable[Incident] = ()) -> Names:
        """Document -> names of private persons that must not leave the machine with it.

        Those of the whole record are as of its last conclusion; ``shown`` incidents bring what people decided since.
        """
        key = self.record.conclusion()
        if self._names is None or self._names[0] != key:
            with self._naming:
                if self._names is None or self._names[0] != key:
                    self._names = key, withheld(self.record, keep=True)
        names = self._names[1]
        fresh = private_names(shown)
        return (
            names | {d: longest_first((*names.get(d, ()), *own)) for d, own in fresh.items()}
            if fresh
            else names
        )

    def warm(self) -> None:
        """Make the catalogue ready, before anybody asks."""
        try:
            self.catalogue()
        except VigilError as error:
            log.warning("The record cannot be made ready: %s", error)

    def private(self, documents: Iterable[str], shown: Iterable[Incident] = ()) -> tuple[str, ...]:
        """All names that are withheld from any of these documents, or from one that a link of the ``shown`` incidents quotes."""
        shown = list(shown)
        names = self.names(shown)
        quoted = {e.document for incident in shown for link in incident.links for e in link.evidence}
        return longest_first(name for document in {*documents, *quoted} for name in names.get(document, ()))

    def decisions(self) -> Decisions:
        """What persons decided, as it may leave."""
        return self.kept("decisions", lambda: Decisions.of(self.record, self.names()))

    def documents(self, incidents: Iterable[Incident]) -> dict[str, DocumentRow]:
        """The documents that tell of these incidents, by id."""
        wanted = sorted({report.document for incident in incidents for report in incident.reports})
        return {row.id: row for row in self.record.documents_of(wanted)}
