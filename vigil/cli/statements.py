"""The commands by which people say who they are, and enter what no machine reads: review name, statement, source."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from vigil import person
from vigil.cli.console import RECORD, examples, open_record, say
from vigil.errors import UsageError

BY = typer.Option(None, "--by", metavar="NAME", help="Who decides, if not whom `vigil review name` names.")


def register(review: typer.Typer) -> None:
    """Add the commands of this file to those of review."""
    review.command(name="name",
    epilog=examples(
        "vigil review name 'Amina K.'", "your decisions bear it from now on, on the site of this machine too"
    ),
    )(named)  # fmt: skip
    review.command(epilog=examples(
        "vigil review statement interview.txt --kind interview --date 2013-01-12 --title 'A shopkeeper, Alamdar Road'", "a document that no machine reads",
        "vigil review statement - --confidential", "the source is asked for, and sealed under a passphrase",
        after="Then enter what it says: vigil review enter STATEMENT 'the words' killed value=20 --incident ID",
    )
    )(statement)  # fmt: skip
    review.command(epilog=examples(
        "vigil review source statement-0123456789ab",
        "the passphrase is asked for; the name goes to this terminal alone",
    )
    )(source)  # fmt: skip


def who(by: str | None) -> str:
    """Who decides: the name given, or the one that is set.  Raises UsageError where there is none."""
    found = by if by is not None else person.name()
    if found is None:
        raise UsageError("Who decides it? Give --by NAME, or set it once: vigil review name NAME.")
    return found


def named(
    name: str = typer.Argument(None, metavar="NAME", help="As others are to read it; shown if not given."),
) -> None:
    """Set the name under which you decide, or show it; the environment variable VIGIL_NAME goes before it."""
    if name is not None:
        say(f"You decide as {person.rename(name)}.")
    else:
        print(who(None))


def statement(
    file: str = typer.Argument(..., metavar="FILE", help="A text file, or - for standard input."),
    title: str = typer.Option(None, metavar="TEXT", help="What it is called."),
    kind: str = typer.Option("interview", metavar="KIND", help="interview, hospital list, photograph, video, letter, field visit, court file, other."),
    day: str = typer.Option(None, "--date", metavar="DATE", help="When it was said or made."),
    outlet: str = typer.Option(None, metavar="NAME", help="Whose it is, if it has an outlet."),
    confidential: bool = typer.Option(False, "--confidential", help="Ask for the source, and seal it under a passphrase."),
    by: str = BY, record: str = RECORD,
) -> None:  # fmt: skip
    """Enter what no machine reads: an interview, a hospital's list, what a photograph shows."""
    from vigil.pipeline import enter_statement
    from vigil.review.sealed import Source

    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as text: {error}") from None
    told, phrase = None, None
    if confidential:
        told = Source(
            typer.prompt("Name of the source", err=True), typer.prompt("Contact", default="", err=True)
        )
        phrase = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    with open_record(record) as opened:
        document = enter_statement(
            opened, text, by=who(by), title=title, kind=kind, outlet=outlet, date=day, confidential=told, passphrase=phrase
        )  # fmt: skip
    print(document)
    say("Now enter what it says: vigil review enter " + document + " 'WORDS' ATTRIBUTE …")


def source(
    document: str = typer.Argument(..., metavar="STATEMENT", help="Id of a statement of a confidential source."), record: str = RECORD
) -> None:  # fmt: skip
    """Open the seal of a confidential source."""
    from vigil.review.sealed import unseal

    with open_record(record) as opened:
        kept = opened.sealed(document)
    if kept is None:
        raise UsageError(f"{document} has no sealed source.")
    found = unseal(kept, typer.prompt("Passphrase", hide_input=True, err=True), document)
    print("\n".join(part for part in (found.name, found.contact, found.note) if part))
