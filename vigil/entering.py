"""What no machine reads: an interview, a hospital's list, a photograph.  A person enters it as a document of its own.

It is kept like any other document, searchable and with its bytes; no reader is sent over it.  What it says enters the record
claim by claim (vigil.review.Enter), each with its words and who entered it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from vigil.articles.published import parse
from vigil.decided import packed
from vigil.errors import UsageError
from vigil.records import READ, Article, RawDocument, Reading
from vigil.review.sealed import Source, given_away, seal
from vigil.store import Outcome, Record

KINDS = ("interview", "hospital list", "photograph", "video", "letter", "field visit", "court file", "other")

__all__ = ["KINDS", "enter_statement"]


def enter_statement(
    record: Record,
    text: str,
    *,
    by: str,
    title: str | None = None,
    kind: str = "interview",
    outlet: str | None = None,
    date: str | None = None,
    at: str | None = None,
    confidential: Source | None = None,
    passphrase: str | None = None,
) -> str:
    """Enter a statement as a document; its id.

    Args:
        text: what was said or is to be seen, in the words in which it is to stand in the record.
        by: who enters it.
        kind: one of KINDS.
        outlet: whose it is, as an outlet; default: a name that says the kind.
        date: day of the statement, or a month or year.
        confidential: who the source is; sealed under ``passphrase``, and written nowhere else.

    Raises UsageError where something is lacking, or where the text or title gives a confidential source away.
    """
    by, text = " ".join(by.split()), text.strip()
    if not by:
        raise UsageError("Who enters it? A statement bears a name: give --by NAME.")
    if not text:
        raise UsageError("The statement is empty.")
    if kind not in KINDS:
        raise UsageError(f"{kind} is no kind of statement: choose one of {', '.join(KINDS)}.")
    published = parse(date) if date else None
    if date and published is None:
        raise UsageError(f"{date} is no date: write 2013, 2013-01 or 2013-01-10.")
    when = at or datetime.now(UTC).isoformat(timespec="seconds")
    if confidential is not None:
        told = given_away(confidential, (text, title or "", outlet or ""))
        if told is not None:
            raise UsageError(
                "The text, title or outlet holds a part of the name or contact of the confidential source: take it out first."
            )
        if passphrase is None:
            raise UsageError("A confidential source is sealed under a passphrase: give one.")
    extra = {"entered": {"kind": kind, "by": by, "at": when, "confidential": confidential is not None}}
    said = packed([text, title, kind, outlet, published, by, when])
    name = hashlib.sha256(said.encode()).hexdigest()[:12]
    document, outlet = (
        f"statement-{name}",
        outlet or f"{kind} {name[:6]}",
    )  # each statement is a source of its own
    sealed = None if confidential is None else seal(confidential, passphrase or "", document)
    raw = RawDocument(
        "a statement", "text/plain", text.encode(), text, document, outlet=outlet, title=title, published=published,
        extra=packed(extra),
    )  # fmt: skip
    article = Article(
        document, text, title, raw.sha256, outlet=outlet, published=published,
        published_from="given" if published else None, status=READ, extra=packed(extra),
    )  # fmt: skip
    record.enter(Outcome(raw, article, Reading(document, (), (), "person")), by, when, sealed)
    return document
