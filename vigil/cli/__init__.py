"""The command line: stdout carries data only, progress and messages go to stderr.

Exit codes: 0 fine, 1 finished with rejected inputs, 2 usage or input error, 3 internal error.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import typer

from vigil.cli import (
    account,
    accountability,
    actors,
    attention,
    check,
    collection,
    compare,
    demands,
    episode,
    export,
    freeze,
    imported,
    look,
    publish,
    report,
    review,
    run,
    serve,
    trend,
    undercount,
    warnings,
    watch,
)
from vigil.cli.console import examples
from vigil.errors import VigilError

app = typer.Typer(
    name="vigil",
    help="Turns news reports of political violence and protest into a record that can be checked.",
    epilog=examples(
        "vigil",
        "opens the record in ./vigil.db as a site in the browser",
        "vigil demo",
        "the bundled sample corpus, read into ./vigil-demo.db",
        "vigil run articles/ news.jsonl",
        "files and folders into ./vigil.db",
        "vigil run page.html --published 2013-01-13",
        "with the date that the page itself lacks",
        "vigil serve",
        "the record as a site for this machine: pages, map, review",
        "vigil import acled.csv",
        "a list that others keep, as one more source of claims",
        "vigil watch feeds.toml",
        "feeds asked again and again, and word given of what saved searches find: vigil watch --example",
        "vigil incidents --kind attack --place Quetta",
        "a table of what was found",
        "vigil show ID",
        "one incident: who says what, word for word",
        "vigil episode ID",
        "what belongs together: an attack, what answered it, and what came of that",
        "vigil demands --state open",
        "what was demanded of whom, and what reports say became of it",
        "vigil accountability",
        "who answered for it: the accused, each step with its day, and what came of it",
        "vigil actors LeJ",
        "a group, its aliases and relations, each with its words",
        'vigil search "sit-in coffins"',
        "full text over all documents",
        "vigil trend --of attack --since 2012 --until 2013",
        "incidents, killed and injured, month by month",
        "vigil collection declare quetta --source dawn.com --from 2012 --to 2013-06",
        "what was collected: only inside a collection is a month without reports a finding",
        "vigil attention --collection quetta",
        "what was reported more, and less, than its toll lets expect",
        "vigil compare acled.csv",
        "the record beside a list that others keep",
        "vigil review",
        "what is worth a person's look first; accept, correct, merge, retract, undo",
        "vigil export incidents --out incidents.jsonl",
        "the record for other programs",
        "vigil export xlsx --out incidents.xlsx",
        "a workbook; also csv, parquet, geojson, ACLED's and UCDP's columns, PLOVER, FollowTheMoney, JSON-LD",
        "vigil report e187 --out dossier.pdf",
        "a dossier: summary, map, claims with citations, methods, what is not known",
        "vigil publish site",
        "what people released, as a static site of quotes and links",
        'vigil freeze release-1 --title "Attacks in Quetta"',
        "a citable release: tables, codebook, citation, hashes",
        "vigil account add ann --role reviewer",
        "who may sign in to the site from another machine",
        after="Exit codes: 0 fine, 1 finished with rejected inputs, 2 usage or input error, 3 internal error.",
    ),
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DEBUG = False
INTERRUPTED = 130


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an internal error."),
) -> None:
    global DEBUG
    DEBUG = debug
    if version:
        from vigil import __version__

        print(f"vigil {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        serve.open_site()


run.register(app)
serve.register(app)
imported.register(app)
look.register(app)
export.register(app)
episode.register(app)
demands.register(app)
accountability.register(app)
actors.register(app)
collection.register(app)
trend.register(app)
warnings.register(app)
attention.register(app)
compare.register(app)
undercount.register(app)
review.register(app)
freeze.register(app)
publish.register(app)
watch.register(app)
account.register(app)
report.register(app)
check.register(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    try:
        code = app(
            args=list(arguments) if arguments is not None else None, prog_name="vigil", standalone_mode=False
        )
        sys.stdout.flush()
        if code == INTERRUPTED:  # the parser's own, for Ctrl-C
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except (BrokenPipeError, SystemExit) as error:
        # The parser turns a closed pipe into an exit of 1, which means something else here.
        if not isinstance(error.__context__ or error, BrokenPipeError):
            raise
        _let_go_of_stdout()  # whoever read our output has enough of it
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except VigilError as error:
        print(f"vigil: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO):
            return _internal(error)
        print(f"vigil: the output cannot be written: {error.strerror}.", file=sys.stderr)
        _let_go_of_stdout()
        return 2
    except Exception as error:
        if hasattr(error, "show") and hasattr(
            error, "exit_code"
        ):  # the parser's own: what it says is for the user
            error.show()
            return 2
        if isinstance(error.__cause__, KeyboardInterrupt):  # in the middle of an import Python wraps it
            return _stopped()
        return _internal(error)


def _stopped() -> int:
    print(
        "vigil: stopped. What was written so far is in the record; the same command goes on from there.",
        file=sys.stderr,
    )
    return INTERRUPTED


def _internal(error: Exception) -> int:
    if DEBUG or os.environ.get("VIGIL_DEBUG"):
        traceback.print_exception(error)
    else:
        print(
            f"vigil: internal error: {type(error).__name__}: {error}\n"
            "This is a fault of the program. `vigil --debug …` shows where it happened.",
            file=sys.stderr,
        )
    return 3


def _let_go_of_stdout() -> None:
    """Python would complain once more when it closes a stdout that cannot be written to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
