"""Hashtags in the texts: which, where, on which days, in which outlets, and beside which incident.

A hashtag belongs to the incident that is its document's subject (role main); one of a document without a subject belongs to none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import polars as pl

from vigil.analysis.attention import SUBJECT

WITHHELD = "[name withheld]"
HASHTAGS: dict[str, Any] = {
    "tag": pl.String,  # in small letters, without #; of one that holds a name that stays behind, a mark
    "document": pl.String,
    "incident": pl.String,  # null: the document has no subject
    "outlet": pl.String,
    "published": pl.String,
    "day": pl.Date,  # null: not known to the day
    "reprint": pl.Boolean,
    "field": pl.String,  # text | title
    "quote": pl.String,  # null: withheld
    "start": pl.Int64,
    "end": pl.Int64,
}
_JOINERS = "\u200c\u200d"
_PARTS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WHOLE, _INSIDE = 3, 5  # letters from which a part of a name counts as a word of a hashtag, and within one


class Text(Protocol):
    """What is asked of an article."""

    @property
    def id(self) -> str:
        """Of the document."""

    @property
    def text(self) -> str:
        """What offsets refer to."""

    @property
    def title(self) -> str | None:
        """Its headline."""


def hashtags_in(text: str) -> list[tuple[int, int]]:
    """Where hashtags stand in a text: (start, end), the # with them.

    A # or ＃ that follows no letter, digit, /, & or #, and letters, digits, marks and _ after it, of which one is a letter (after
    Unicode Standard Annex 31, hashtag identifiers): so neither "#5" nor the part of an address after a # is one.
    """
    found = []
    for match in re.finditer(r"(?<![\w/&#＃])[#＃]", text):
        end = match.end()
        while end < len(text) and _continues(text[end]):
            end += 1
        if any(c.isalpha() for c in text[match.end() : end]):
            found.append((match.start(), end))
    return found


def hashtag_frame(
    articles: Iterable[Text],
    coverage: pl.DataFrame,
    withheld: Iterable[str] = (),
    known: Iterable[str] = (),
) -> pl.DataFrame:
    """One row for each hashtag in these articles that stands in a document of ``coverage``; columns as in ``HASHTAGS``.

    By document, field and place.  ``withheld``: names of private persons, wherever they are known from; a hashtag that holds a word of one is a
    mark without its quote.  ``known``: names of groups, communities and places, whose words give nobody away.
    """
    about = {
        row["document"]: row
        for row in coverage.sort(pl.col("role") == SUBJECT[0], nulls_last=False).iter_rows(named=True)
    }
    words = _words(withheld) - _words(known)
    rows = []
    for article in articles:
        row = about.get(article.id)
        if row is None:
            continue
        for name, field in (("title", article.title or ""), ("text", article.text)):
            for start, end in hashtags_in(field):
                quote = field[start:end]
                hidden = _holds(quote, words)
                rows.append(
                    {
                        "tag": WITHHELD if hidden else unicodedata.normalize("NFC", quote[1:]).casefold(),
                        "document": article.id,
                        "incident": row["incident"] if row["role"] == SUBJECT[0] else None,
                        "outlet": row["outlet"],
                        "published": row["published"],
                        "day": row["first"] if row["first"] == row["last"] else None,
                        "reprint": row["reprint"],
                        "field": name,
                        "quote": None if hidden else quote,
                        "start": start,
                        "end": end,
                    }
                )
    return pl.DataFrame(rows, schema=HASHTAGS, orient="row").sort("document", "field", "start")


def hashtag_counts(found: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Documents that hold each hashtag: ``tag``, ``written`` (its commonest spelling), ``by`` ..., ``own``, ``reprints``, ``outlets``.

    ``by``: any of ``day``, ``outlet`` and ``incident``.  The most frequent first.
    """
    once = found.sort("document", "field", "start").unique(
        ["tag", "document"], keep="first", maintain_order=True
    )
    spelling = {
        tag: rows.get_column("quote")
        .value_counts()
        .sort("count", "quote", descending=[True, False])["quote"][0]
        for (tag,), rows in found.partition_by("tag", as_dict=True).items()
    }
    copy = pl.col("reprint")
    return (
        once.group_by("tag", *by)
        .agg(
            (~copy).sum().cast(pl.Int64).alias("own"),
            copy.sum().cast(pl.Int64).alias("reprints"),
            pl.col("outlet").drop_nulls().n_unique().cast(pl.Int64).alias("outlets"),
        )
        .with_columns(
            pl.col("tag").replace_strict(spelling, default=None, return_dtype=pl.String).fill_null(WITHHELD).alias("written")
        )
        .select("tag", "written", *by, "own", "reprints", "outlets")
        .sort(pl.col("own") + pl.col("reprints"), "tag", *by, descending=[True, *[False] * (1 + len(by))], nulls_last=True)
    )  # fmt: skip


def _continues(char: str) -> bool:
    return char.isalnum() or char == "_" or char in _JOINERS or unicodedata.category(char)[0] == "M"


def _words(names: Iterable[str]) -> set[str]:
    """The words of names as they are compared; the plural of one is the same."""
    parts = (part.casefold() for name in names for part in _PARTS.findall(name))
    return {part.removesuffix("s") for part in parts if len(part) >= _WHOLE}


def _holds(quote: str, words: set[str]) -> bool:
    """Whether a hashtag holds a word of a name: as one of its words, or a longer one anywhere in it."""
    own = {
        part.casefold().removesuffix("s") for piece in _PARTS.findall(quote) for part in _CAMEL.split(piece)
    }
    whole = quote.casefold()
    return bool(own & words) or any(len(word) >= _INSIDE and word in whole for word in words)
