"""The command that writes a dossier: report."""

from __future__ import annotations

from pathlib import Path

import typer

from vigil.cli.console import RECORD, count, examples, open_record, plain, say
from vigil.cli.lists import bar
from vigil.cli.look import Kind
from vigil.errors import UsageError
from vigil.periods import date_prefix

NAMED = (
    "This dossier holds names of private persons: keep it on this machine. Without --names they are withheld."
)


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil report e187 --out dossier.pdf", "an episode (`vigil episode` lists them) or one incident, by its id or the first letters",
            "vigil report --place Quetta --from 2013-01 --to 2013-02 --out quetta.html", "everything in one place and time, as a page without scripts",
            "vigil report e187 --out a.html --out a.pdf --out a.docx", "the same in three forms",
            "vigil report --actor Lashkar --kind attack --collection quetta-press --out lej.docx",
            "inside a declared collection, where it can be said what no evidence was found for",
            after="Names of private persons are withheld. The same record gives the same file, byte for byte.",
        )
    )(report)  # fmt: skip


def report(
    key: str = typer.Argument(
        None, metavar="[ID]", help="Id of an episode or of an incident, or the first letters."
    ),
    record: str = RECORD,
    targets: list[Path] = typer.Option(
        None,
        "--out",
        "-o",
        metavar="FILE",
        help="Where to write: FILE.html, FILE.pdf or FILE.docx; may be repeated.",
    ),
    start: str = typer.Option(
        None, "--from", metavar="DATE", help="Not over before this day, month or year."
    ),
    end: str = typer.Option(None, "--to", metavar="DATE", help="Begun by this day, month or year."),
    place: str = typer.Option(None, help="Part of a place name."),
    kind: Kind = typer.Option(None, help="One kind only."),
    actor: str = typer.Option(None, help="Part of an actor's name."),
    text: str = typer.Option(None, metavar="WORDS", help="Words that all occur in summary, names or type."),
    collection: str = typer.Option(
        None, metavar="NAME", help="Inside a declared collection alone: see vigil collection."
    ),
    title: str = typer.Option(None, help="A title of your own."),
    names: bool = typer.Option(
        False, "--names", help="Keep the names of private persons; the document says so at its head."
    ),
) -> None:
    """Write a dossier: summary, map, timeline, claims with citations, methods, and what is not known."""
    forms = _forms(targets)
    from vigil.dossier import Asked, compiled, laid_out, written
    from vigil.export import atomic_writer

    asked = Asked(
        key,
        date_prefix(start),
        date_prefix(end),
        place,
        kind.value if kind else None,
        actor,
        text,
        collection,
    )
    with open_record(record) as opened, bar("Reading the record") as progress:
        found = compiled(
            opened, asked, named=names, title=title, progress=progress or (lambda done, total: None)
        )
    with bar("Writing") as progress:
        paper = laid_out(found)
        for number, (target, form) in enumerate(forms):
            if progress:
                progress(number, len(forms))
            content = written(paper, form, say)
            with atomic_writer(target) as stream:
                stream.write(content)
    if names:
        say(NAMED)
    said = f"{count(len(found.events), 'incident')}, {count(len(found.claims), 'claim')}, {count(len(found.sources), 'source')}"
    say(f"{plain(found.title)}: {said}, written to {', '.join(str(target) for target, _ in forms)}")


def _forms(targets: list[Path] | None) -> list[tuple[Path, str]]:
    """Each file with its form, by its name.  Raises UsageError for another form, or where no file is named."""
    from vigil.dossier.writing import FORMS

    if not targets:
        raise UsageError(
            "Where should the dossier go? Name a file, as in --out dossier.pdf (or .html, .docx)."
        )
    made = [(target, target.suffix.lower().removeprefix(".")) for target in targets]
    for target, form in made:
        if form not in FORMS:
            name = target.stem or "dossier"
            raise UsageError(
                f"A dossier is HTML, PDF or Word: name it {name}.html, {name}.pdf or {name}.docx instead of {target.name}."
            )
    if len({target.absolute() for target in targets}) < len(targets):
        raise UsageError("Two --out name the same file: give each form its own.")
    return made
