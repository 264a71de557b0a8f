"""The command that keeps a record up to date from feeds and tells of news: watch."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import RECORD, count, examples, open_record, out, plain, say, write_json
from vigil.cli.run import Reader, _config, progress_bars
from vigil.errors import UsageError

if TYPE_CHECKING:
    from vigil.store import Record
    from vigil.watched import Alert
    from vigil.watching import Watch

SHOWN = 10  # pages that could not be had, named at the end of --once
SECRET = "VIGIL_WEBHOOK_SECRET"  # no option: what is on a command line others can see


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil watch --example > feeds.toml", "a file to begin with, every line explained",
            "vigil watch feeds.toml", "until Ctrl-C; alerts on stdout, what it does on stderr",
            "vigil watch feeds.toml --once", "what is due now, for cron: what is not due is not asked",
            "vigil watch feeds.toml --once --json | jq .title", "alerts for a program",
            "vigil watch feeds.toml --status", "how each feed is doing",
            after="It may be stopped anywhere and goes on where it was; nothing is told twice. docs/howto-watch.md has more.",
        )
    )(watch)  # fmt: skip


def watch(
    feeds: Path = typer.Argument(
        None, metavar="FEEDS.TOML", help="Feeds, saved searches and where word goes."
    ),
    record: str = RECORD,
    once: bool = typer.Option(False, "--once", help="Ask what is due and stop, for cron."),
    status: bool = typer.Option(
        False, "--status", help="Show when each feed answered, what ails it and what waits, and stop."
    ),
    example: bool = typer.Option(False, "--example", help="Print a file to begin with, and stop."),
    as_json: bool = typer.Option(False, "--json", help="Alerts as JSON Lines on stdout."),
    reader: Reader = typer.Option(Reader.neural, help="Who reads: neural or rules, as in vigil run."),
    gazetteer: list[Path] = typer.Option(
        [], metavar="CSV", help="Places of your own; may be given several times."
    ),
    allow_private: bool = typer.Option(
        False, "--allow-private", help="Fetch feeds and pages from private addresses too."
    ),
) -> None:
    """Ask feeds again and again, read what is new into the record, and tell what saved searches find in it."""
    if example:
        from vigil.watching import EXAMPLE

        print(EXAMPLE, end="")
        return
    if feeds is None:
        raise UsageError(
            "Name a file of feeds: `vigil watch --example > feeds.toml` writes one to begin with."
        )
    _watch(feeds, record, once, status, as_json, reader, gazetteer, allow_private)


def _watch(
    feeds: Path,
    place: str,
    once: bool,
    status: bool,
    as_json: bool,
    reader: Reader,
    gazetteer: list[Path],
    allow_private: bool,
) -> None:
    from vigil.config import ExtractionConfig
    from vigil.watching import Watch, read_settings
    from vigil.watching.notify import row

    if reader is Reader.llm:
        raise UsageError(
            "A watch reads with --reader neural or rules: for a language model run `vigil run` on its own."
        )
    settings = read_settings(feeds, os.environ.get(SECRET))
    for doubt in settings.doubts():
        say(doubt)
    extraction = ExtractionConfig(reader=reader.value)
    config = _config(None, None, None, gazetteer, False, allow_private, extraction)
    if not settings.searches:
        say(f"{feeds} has no [[search]]: the record is kept up to date, and no word is given.")
    if status:
        with open_record(place) as opened:
            _status(Watch(settings, opened, config), opened)
        return
    _stop_on_sigterm()
    with open_record(place, create=True) as opened:

        def tell(alert: Alert) -> None:
            if as_json:
                write_json([row(alert, settings.site)])
            else:
                _show(alert, settings.site)

        watch = Watch(settings, opened, config, say=_said, on_alert=tell, bars=progress_bars)
        try:
            done = watch.run(once)
        except KeyboardInterrupt:
            if once:
                raise
            say("Stopped. What was read is in the record; the same command goes on from there.")
            return
    say(
        f"{count(done.asked, 'feed')} asked, {count(done.pages, 'page')} fetched, {count(done.new, 'document')} new,"
        f" {count(len(done.alerts), 'alert')}."
    )
    for rejected in done.refused[:SHOWN]:
        say(f"  {plain(rejected.source)}: {plain(rejected.reason)}")
    if len(done.refused) > SHOWN:
        say(f"  and {len(done.refused) - SHOWN:,} more: vigil rejections --record {place}")
    if done.troubled or done.refused:
        raise typer.Exit(1)


def _status(watch: Watch, record: Record) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("feed", "answered", "asked again", "failures", "pages waiting", "trouble"):
        table.add_column(name)
    for feed, state in watch.states():
        cells = (
            feed.url,
            _time(state.answered),
            _time(state.due) or "at once",
            str(state.failures or ""),
            str(len(state.waiting) or ""),
            plain(state.trouble),
        )
        table.add_row(*map(Text, cells))
    out().print(table)
    said, waiting = record.memory.alerts(), record.memory.alerts(waiting=True)
    say(f"{count(len(said), 'alert')} so far; {len(waiting):,} not taken by the webhook yet.")


def _time(seconds: float | None) -> str:
    """A time here, to the minute."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if seconds else ""


def _said(line: str) -> None:
    """A line of what happens, with the time, to stderr."""
    say(f"{time.strftime('%H:%M')} {plain(line)}")


def _show(alert: Alert, site: str) -> None:
    from rich.text import Text

    from vigil.watching.notify import link

    console = out()
    console.print(Text.assemble((plain(alert.name), "bold"), ": ", plain(alert.title)))
    console.print(Text(f"  {plain(alert.says)}"))
    console.print(Text(f"  {link(alert, site)}" if site else f"  vigil show {alert.incident}", "dim"))


def _stop_on_sigterm() -> None:
    """What ends a service ends the watch as Ctrl-C does."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
