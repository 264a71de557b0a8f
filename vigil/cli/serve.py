"""`vigil serve`: the record as a site, on this machine unless said otherwise; `vigil` alone opens it."""

from __future__ import annotations

import os
import sys

import typer

from vigil.cli.console import RECORD, examples, say
from vigil.errors import UsageError

PORT = 8350


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog=examples(
            "vigil serve", "the record in ./vigil.db at http://127.0.0.1:8350/, for this machine alone",
            "vigil serve --record vigil-demo.db --open", "the sample, opened in a browser",
            "vigil serve --host 0.0.0.0 --name vigil.example", "for others: with accounts; put a proxy with https before it",
        )
    )(serve)  # fmt: skip


def open_site() -> None:
    """What `vigil` alone does: the record of this folder, or an empty one, as a site in the browser."""
    from vigil.web.serving import serve as run

    place = os.environ.get("VIGIL_RECORD", "vigil.db")
    say(f"Opening {place}. `vigil --help` shows all commands.")
    run(place, "127.0.0.1", PORT, (), False, 1, sys.stdout.isatty(), say, near=True)


def serve(
    record: str = RECORD,
    host: str = typer.Option("127.0.0.1", help="The address to listen at."),
    port: int = typer.Option(PORT, min=0, max=65535, help="The port; 0 takes a free one."),
    name: list[str] = typer.Option(
        None, metavar="HOST", help="A name under which others reach it; may be repeated."
    ),
    https: bool = typer.Option(False, "--https", help="It is reached by https, through a proxy."),
    workers: int = typer.Option(1, min=1, max=64, help="Processes that answer."),
    browser: bool = typer.Option(False, "--open", help="Open it in the browser."),
) -> None:
    """Serve the record as pages, data and an API. Stop with Ctrl-C."""
    from vigil.web.serving import serve as run

    if host not in ("127.0.0.1", "::1", "localhost") and not name:
        raise UsageError(
            f"Under which name will others reach {host}? Say it, as in --name vigil.example: requests to other names are refused."
        )
    run(record, host, port, tuple(name or ()), https, workers, browser, say)
