"""Lists of what followed: what an address asks of one, a page of it, and what of it a reader may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response

from vigil.aftermath import KINDS, Aftermath, word_of
from vigil.errors import UsageError
from vigil.export import masked
from vigil.export.aftermath import AFTERMATH
from vigil.records import Incident
from vigil.store import Brief, DocumentRow
from vigil.web.filters import LONGEST
from vigil.web.findable import documents_in
from vigil.web.rendering import NotFound, json_answer, names_shown, site_of, table_answer
from vigil.web.site import Site

T = TypeVar("T")
A = TypeVar("A", bound=Aftermath)
PAGE = 50  # rows of a page
MOST = 100_000  # rows of a table that is asked for as data
ROWS = dict(AFTERMATH.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that an address asks with, by name; those of no name here are passed over."""

    words: Mapping[str, str]

    @property
    def asks(self) -> bool:
        """Whether anything is left out."""
        return any(self.words.values())

    def query(self, **changed: str) -> str:
        """The same as the query of an address, with some changed."""
        return urlencode([(k, v) for k, v in {**self.words, **changed}.items() if v])

    def __getitem__(self, name: str) -> str:
        return self.words.get(name, "")


def asked(request: Request, names: Sequence[str]) -> Asked:
    """What an address asks under these names.  Raises UsageError for what is too long, or no text."""
    words = {}
    for name in names:
        value = " ".join(request.query_params.get(name, "").split())
        if len(value) > LONGEST or "\0" in value:
            raise UsageError(f"What is asked for under “{name}” is too long, or is no text.")
        words[name] = value
    return Asked(words)


def one_of(wanted: Asked, name: str, words: Sequence[str]) -> str:
    """A word asked for.  Raises UsageError, with those there are, where it is none of these."""
    value = wanted[name]
    if value and value not in words:
        raise UsageError(f"“{value}” under “{name}” is unknown: write one of {', '.join(words)}.")
    return value


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """A page of a list."""

    shown: list[T]
    total: int
    begin: int
    next: str | None  # the last id of this page, where more follow
    former: str | None  # the id after which the page before begins, "" for the first; None: this is the first


def leaf(found: Sequence[T], key: Callable[[T], str], after: str | None, size: int = PAGE) -> Leaf[T]:
    """The page after the one whose key is ``after``; the first where that is None, or no longer there."""
    begin = next((n + 1 for n, one in enumerate(found) if key(one) == after), 0) if after else 0
    shown = list(found[begin : begin + size])
    more = begin + size < len(found)
    back = begin - size
    former = None if begin == 0 else "" if back <= 0 else key(found[back - 1])
    return Leaf(shown, len(found), begin, key(shown[-1]) if more else None, former)


def holds(words: str, *texts: str | None) -> bool:
    """Whether every word asked for stands in one of the texts, letter case aside."""
    within = "\n".join(text for text in texts if text).casefold()
    return all(word in within for word in words.casefold().split())


def seen(request: Request, found: Sequence[A]) -> list[A]:
    """Records as whoever asks may see them: whole, or with the names of private persons covered."""
    if names_shown(request):
        return list(found)
    site = site_of(request)
    return [masked(one, site.private(documents_in(one))) for one in found]


def seen_incidents(request: Request, found: Sequence[Incident]) -> list[Incident]:
    """The same of incidents."""
    if names_shown(request):
        return list(found)
    site = site_of(request)
    return [masked(one, site.private({report.document for report in one.reports}, [one])) for one in found]


def seen_briefs(request: Request, found: Sequence[Brief]) -> list[Brief]:
    """The same of lines of a list, which name actors."""
    if names_shown(request):
        return list(found)
    site = site_of(request)
    whole = {one.id: one for one in site.record.incidents_of([brief.id for brief in found])}
    out = []
    for brief in found:
        told = [whole[brief.id]] if brief.id in whole else []
        out.append(masked(brief, site.private({r.document for one in told for r in one.reports}, told)))
    return out


def seen_rows(request: Request, found: Sequence[DocumentRow]) -> list[DocumentRow]:
    """The same of documents in a list, whose titles name people."""
    if names_shown(request):
        return list(found)
    site = site_of(request)
    return [masked(row, site.private([row.id])) for row in found]


def drawn(site: Site, kind: type[A], key: str, what: str, where: str) -> A:
    """The record of a kind that an address names.  Raises NotFound, with where those are that there are."""
    found = site.record.drawn_some(kind, [key])
    if not found:
        raise NotFound(
            f"There is no {what} {key}. It may have been drawn anew with other reports: {where} lists those there are."
        )
    return found[0]


def rows_of(site: Site, kind: type[A], ids: Sequence[str]) -> list[dict[str, Any]]:
    """These records as an export has them, names of private persons withheld.  Raises UsageError for too many."""
    if len(ids) > MOST:
        raise UsageError(
            f"{len(ids):,} are more than a table holds ({MOST:,}): narrow the filter, or use the exports."
        )
    names, row = site.names(), ROWS[KINDS[word_of(kind)]]
    return [row(one, names) for one in site.record.drawn_some(kind, ids)]


def data(site: Site, kind: type[A], name: str, form: str, ids: Sequence[str]) -> Response:
    """A list as data."""
    return table_answer(name, form, rows_of(site, kind, ids))


def data_of_one(site: Site, found: Aftermath, form: str) -> Response:
    """One record as data.  Raises NotFound for another form than JSON."""
    if form != "json":
        raise NotFound(f"This page has no .{form}: it can be had as .json.")
    return json_answer(ROWS[type(found)](found, site.names()))


def forms(path: str, wanted: Asked | None = None) -> dict[str, str]:
    """The addresses of a list as data."""
    query = wanted.query() if wanted else ""
    return {form: f"{path}.{form}" + (f"?{query}" if query else "") for form in ("json", "csv")}
