"""What commands say of a declared collection: the declaration, what the record holds of it, and what is not said outside one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from vigil.declared import Collection, Count, Coverage, gaps_text, holds, reasons
from vigil.errors import UsageError
from vigil.periods import period
from vigil.phrases import count, day_words

if TYPE_CHECKING:
    from vigil.store import Record

SUGGESTED = 5  # names shown where one was asked for that is not there
HOW = "`vigil collection declare NAME --source OUTLET --from DATE --to DATE`"
UNDECLARED = (
    "Neither a ratio of rates nor a change is computed outside a declared collection, as nobody has said what was looked"
    f" for where: declare one with {HOW} and add --collection NAME."
)


@dataclass(frozen=True, slots=True)
class Inside:
    """The collection that the figures are computed in, and what the record holds of it."""

    collection: Collection
    version: int
    held: Coverage

    def __str__(self) -> str:
        """What it is, what is held of it, and where it has gaps."""
        made = self.collection
        sought = f" Sought by: {made.query}." if made.query else ""
        note = f" Note: {made.note}." if made.note else ""
        by = f" by {made.by}" if made.by else ""
        on = f" on {day_words(made.at)}" if made.at else ""
        silent, months = self.held.silent(made), len(self.held.months)
        bare = (
            f" In {silent:,} of {count(months, 'month')} it holds no document though no gap is declared: that nothing"
            " happened there rests on the declaration alone."
            if silent
            else ""
        )
        return (
            f"Computed inside collection {made.name} (version {self.version}): {holds(self.held)}; gaps:"
            f" {gaps_text(made.gaps)}. Declared{by}{on}: sources {', '.join(made.sources) or 'all'}; languages"
            f" {languages_text(made.languages)}; {made.period}.{sought}{note}{bare}"
            " An incident counts if one document of the collection tells it; its date and tolls are concluded from all."
        )


def find(record: Record, name: str) -> tuple[Collection, int]:
    """The latest declaration of a collection and its version.  Raises UsageError where there is none."""
    found = record.declarations(name)
    if found:
        return found[-1], len(found)
    names = [made.name for made in record.collections()]
    if not names:
        raise UsageError(f"There is no collection {name}, nor any other: {HOW} declares one.")
    near = difflib.get_close_matches(name, names, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There is {', '.join(names[:SUGGESTED])}."
    raise UsageError(f"There is no collection {name}. {hint} {HOW} declares another.")


def declared_row(made: Collection, version: int) -> dict[str, Any]:
    """A declaration for a program; its days beside the dates as they were given."""
    return {"name": made.name, "version": version} | asdict(made) | {"period": made.period}


def held_row(made: Collection, held: Coverage) -> dict[str, Any]:
    """What a record holds of a collection, for a program."""
    return {
        "documents": held.total.documents,
        "set_aside": held.total.set_aside,
        "sources_found": held.found,
        "first": held.total.first,
        "last": held.total.last,
        "months": [
            {"month": m.name, "documents": m.documents, "set_aside": m.set_aside,
             "gaps": reasons(made, period(m.name)), "sources": dict(sorted(m.parts.items()))}
            for m in held.months
        ],
        "sources": [
            {"source": s.name, "documents": s.documents, "set_aside": s.set_aside, "first": s.first, "last": s.last,
             "months_without": months_without(held, s)}
            for s in held.sources
        ],
        "dated_by_year_only": held.coarse,
        "not_in_it": held.outside,
        "other_languages": held.languages,
    }  # fmt: skip


def months_without(held: Coverage, source: Count) -> list[str]:
    """The months in which a source has no document."""
    return [month.name for month in held.months if not source.parts[month.name]]


def languages_text(codes: Iterable[str]) -> str:
    """Their English names; none: all."""
    from vigil.articles.language import name

    return ", ".join(name(code) for code in codes) or "all"
