"""The command that writes the released part of the record as a static site: publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import JSON, RECORD, count, examples, open_record, say, write_json
from vigil.cli.lists import bar
from vigil.cli.look import Kind
from vigil.errors import UsageError
from vigil.periods import date_prefix

if TYPE_CHECKING:
    from vigil.web.publishing import Published

ABOUT_MOST = 200_000  # bytes of what a publisher says


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil publish site", "what people confirmed or corrected, as pages: open site/index.html",
            'vigil publish site --title "Attacks on Hazaras" --about about.md --author "Doe, Jane"', "with your own words on the first page",
            "vigil publish site --place Quetta --from 2013 --to 2013-06", "of some incidents",
            "vigil publish site --status confirmed", "only what a person confirmed as it stood",
            "vigil publish site --all", "what no person has looked at too, each page marked so",
            "vigil publish site --base-url https://example.org/record/", "with full addresses in the feed of changes",
            after="Published pages carry quotes and links, never an article; names of private persons are withheld. Publishing again into"
            " the same folder replaces the pages, and changes.html says what changed. docs/howto-publish.md says more.",
        )
    )(publish)  # fmt: skip


def publish(
    target: Path = typer.Argument(
        ...,
        metavar="FOLDER",
        help="Where the site goes: a new folder, an empty one, or a former publication.",
    ),
    record: str = RECORD,
    status: str = typer.Option(
        None,
        metavar="WORDS",
        help="Which are released: confirmed,corrected if not given; also disputed, suggested.",
    ),
    everything: bool = typer.Option(
        False, "--all", help="Every incident but the retracted; what no person has looked at is marked so."
    ),
    place: str = typer.Option(None, metavar="NAME", help="Part of a place name."),
    start: str = typer.Option(
        None, "--from", metavar="DATE", help="Not over before this day, month or year."
    ),
    end: str = typer.Option(None, "--to", metavar="DATE", help="Begun by this day, month or year."),
    kind: Kind = typer.Option(None, help="Of this kind alone."),
    actor: str = typer.Option(None, metavar="NAME", help="Part of the name of somebody with a part in it."),
    title: str = typer.Option(None, metavar="TEXT", help="Title of the site."),
    about: Path = typer.Option(
        None, metavar="FILE.md", help="What you say of it, in Markdown, for the first page."
    ),
    author: list[str] = typer.Option(
        [], metavar="NAME", help='"Family, Given" or the name of a body; once for each.'
    ),
    licence: str = typer.Option(
        None, metavar="TEXT", help="Terms on which others may use it, as in CC BY 4.0."
    ),
    base_url: str = typer.Option(
        None, metavar="URL", help="Where it will be found: for the feed and the citation."
    ),
    as_json: bool = JSON,
) -> None:
    """Write the released part of the record as a static site that any web server, or none, can show."""
    from vigil.export import About
    from vigil.web.publishing import STATUSES, Wanted
    from vigil.web.publishing import publish as write
    from vigil.web.publishing.released import LOOKED_AT

    if everything and status is not None:
        raise UsageError("--all and --status say different things: leave one out.")
    statuses: tuple[str, ...] = STATUSES if everything else LOOKED_AT
    if status is not None:
        statuses = tuple(dict.fromkeys(word.strip() for word in status.split(",") if word.strip()))
    filters = {
        "place": place, "date_from": date_prefix(start), "date_to": date_prefix(end),
        "kind": kind.value if kind else None, "actor": actor,
    }  # fmt: skip
    said = About(title=title if title is not None else About.title_of(None), authors=tuple(author))
    words = _words(about)
    from vigil import pipeline

    with open_record(record) as opened, bar("Writing pages") as progress:
        pipeline.brought_up(opened, say)
        done = write(
            opened,
            target,
            Wanted(statuses, filters),
            said,
            words=words,
            base_url=base_url,
            licence=licence,
            progress=progress,
        )
    if as_json:
        write_json([{
            "publication": str(target), "incidents": done.incidents, "left_out": done.left_out, "files": done.files,
            "new": done.new, "changed": done.changed, "gone": done.gone,
        }])  # fmt: skip
    else:
        print(f"{target}: {count(done.incidents, 'incident')}, {count(done.files, 'file')}")
        if not done.first:
            print(
                f"since the publication before: {done.new} new, {done.changed} changed, {done.gone} no longer published"
            )
    _told(done)


def _words(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        content = path.read_bytes()
        if len(content) > ABOUT_MOST:
            raise UsageError(f"{path} is longer than a first page holds: {ABOUT_MOST:,} bytes at most.")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8: save it so.") from error


def _told(done: Published) -> None:
    """What stayed behind, and how it could come along."""
    left = sum(done.left_out.values())
    if left:
        parts = ", ".join(f"{number:,} {status}" for status, number in done.left_out.items())
        say(
            f"Not published: {count(left, 'incident')} ({parts}). `vigil review` and `vigil serve` show what wants a look, `vigil review"
            " accept ID` releases one, and --all publishes them marked as suggested by a machine."
        )
