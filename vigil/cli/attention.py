"""The command that counts coverage: attention."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import typer

from vigil.cli.blocks import print_blocks
from vigil.cli.console import (
    JSON,
    RECORD,
    err,
    examples,
    needed,
    open_record,
    out,
    picture_form,
    say,
    write_json,
)
from vigil.errors import UsageError
from vigil.figures.inside import find

T = TypeVar("T")
SHOWN = 10  # incidents on either side of expectation


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil attention --collection quetta", "incidents covered more and less than their toll lets expect",
            "vigil attention i8e24b --collection quetta", "one incident: by outlet and day, its half-life, what else was reported on these days, hashtags",
            "vigil attention i8e24b --collection quetta --days 14", "two weeks from its first day on instead of one",
            "vigil attention --collection quetta --of demonstration --home PK", "demonstrations alone are shown; whether it was abroad is part of what is expected",
            "vigil attention i8e24b --collection quetta --plot march.svg", "a picture, SVG or PNG",
            "vigil attention", "outside a collection: counts of documents, and nothing computed from them",
            after="A document that has an incident as its subject, or as today's news beside it, is coverage; one that tells it in passing is a mention.",
        )
    )(attention)  # fmt: skip


def attention(
    key: str = typer.Argument(
        None, metavar="INCIDENT", help="Id of an incident, or its first letters; none: all of them."
    ),
    record: str = RECORD,
    collection: str = typer.Option(
        None, metavar="NAME", help="Inside a declared collection: see vigil collection."
    ),
    days: int = typer.Option(7, metavar="N", min=1, max=366, help="Days looked at, from the first day on."),
    of: str = typer.Option(
        None, metavar="WORD", help="Show a kind (attack) or a type (suicide bombing) alone."
    ),
    home: str = typer.Option(
        None, metavar="COUNTRY", help="Where the sources are at home: what is abroad may be covered less."
    ),
    limit: int = typer.Option(SHOWN, min=1, help="Rows of a table, on either side of expectation."),
    plot: Path = typer.Option(None, metavar="FILE", help="Draw it too: FILE.svg or FILE.png."),
    as_json: bool = JSON,
) -> None:
    """Count how much incidents were reported, beside their toll and beside what else was reported on the same days."""
    form = picture_form(plot) if plot is not None else None
    if plot is not None and collection is None:
        raise UsageError("A picture is drawn inside a collection alone: add --collection NAME.")
    if key is not None and of is not None:
        raise UsageError("--of chooses among all incidents: leave it out, or the id.")
    with needed():
        from vigil.figures import attention as figures
        from vigil.figures import attention_words
        from vigil.figures.asked import codebook_word, country_given
        from vigil.figures.read import read
    word, country = codebook_word(of), country_given(home)
    found: figures.Overview | figures.Detail
    with open_record(record) as opened:
        declared = find(opened, collection) if collection is not None else None
        whole = read(opened)
        inside = whole.inside(declared)
        held = figures.hold(whole, inside)
        fit = figures.fitted(held, inside, days, country, track) if inside else None
        if key is None:
            texts = track(figures.texts(opened, held), "reading texts", len(held.documents))
            found = figures.overview(held, texts, inside, fit, days, word)
        else:
            found = figures.detail(held, opened, key, inside, fit, days)
    if plot is not None and form is not None:
        from vigil.export import atomic_writer

        drawn = figures.draw(found, form, limit)
        with atomic_writer(plot) as stream:
            stream.write(drawn)
        say(f"Picture written to {plot}")
    if as_json:
        write_json([figures.row_of(found)])
    else:
        print_blocks(out(), found.title, attention_words.blocks(found, limit))


def track(items: Iterable[T], what: str, number: int) -> Iterable[T]:
    """The same, with a progress bar in a terminal."""
    from rich.progress import track as bar

    console = err()
    return bar(items, what, number, console=console, transient=True) if console.is_terminal else items
