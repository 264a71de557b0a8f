"""Commands that read inputs into a record: run and demo."""

from __future__ import annotations

import dataclasses
import re
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import (
    DEMO_RECORD,
    RECORD,
    count,
    err,
    examples,
    open_record,
    out,
    plain,
    say,
    write_json,
)
from vigil.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vigil.config import Config, ExtractionConfig
    from vigil.pipeline import Progress, RunSummary
    from vigil.store import Record

SHOWN = 20  # reasons of rejections in a summary
NAMED = 3  # inputs named for each
# Incidents that are the subject of a sample report, as careful readers counted them (vigil/samples/README.md).
SAMPLE_SUBJECTS = 49

STAGES = {
    "read": "reading",
    "syndication": "finding copies",
    "link": "joining reports",
    "follow": "what followed",
    "fetch": "fetching",
}


class Executor(StrEnum):
    """Where the work is done."""

    local = "local"
    ray = "ray"


class Reader(StrEnum):
    """Who reads."""

    neural = "neural"
    rules = "rules"
    llm = "llm"


MODEL = "Reading by a language model (--reader llm)"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(
        epilog=examples(
            "vigil run articles/ news.jsonl mail.eml", "files and folders, whatever is in them",
            "vigil run page.html --published 2013-01-13 --outlet Dawn", "what the page itself does not say",
            "vigil run archive.warc.gz --workers 4", "a web archive, four processes",
            "vigil run https://news.example/rss", "a feed and the pages that it names; nothing else is fetched",
            "cat news.jsonl | vigil run -", "standard input",
            "vigil run news.jsonl --reader llm --llm-model NAME", "read by a language model that runs on this machine",
            after="The same inputs again change nothing; a run that was cut short goes on where it stopped.",
        )
    )(run)  # fmt: skip
    app.command(epilog=examples("vigil demo", "then: vigil show ID --record vigil-demo.db"))(demo)


def run(
    inputs: list[str] = typer.Argument(
        ..., metavar="INPUT...", help="Files, folders, web addresses, feeds, or - ."
    ),
    record: str = RECORD,
    published: str = typer.Option(
        None,
        metavar="DATE",
        help="Publication date of inputs that give none (a page's or row's own goes first).",
    ),
    outlet: str = typer.Option(None, metavar="NAME", help="Outlet of inputs that name none."),
    country: str = typer.Option(
        None, metavar="COUNTRY", help="Code or English name: where places are likely; a row's own goes first."
    ),
    workers: int = typer.Option(1, min=1, help="Processes that read."),
    executor: Executor = typer.Option(Executor.local, help="local, or ray (needs the ray extra)."),
    gazetteer: list[Path] = typer.Option(
        [], metavar="CSV", help="Places of your own; may be given several times."
    ),
    read_everything: bool = typer.Option(
        False, "--read-everything", help="Read what seems off the subject too."
    ),
    allow_private: bool = typer.Option(False, "--allow-private", help="Fetch from private addresses too."),
    reader: Reader = typer.Option(
        Reader.neural,
        help="neural: rules with a small model as their judge; rules alone, faster; llm: slow, and only as good as its"
        " model (docs/howto-llm.md).",
    ),
    llm_address: str = typer.Option(
        "http://127.0.0.1:11434/v1",
        metavar="URL",
        help="An OpenAI-compatible interface; a key for it goes into VIGIL_LLM_KEY.",
        rich_help_panel=MODEL,
    ),
    llm_model: str = typer.Option(
        None, metavar="NAME", help="The model, by the server's name for it.", rich_help_panel=MODEL
    ),
    llm_remote: bool = typer.Option(
        False,
        "--llm-remote",
        help="Send the texts to another machine: only then is one asked.",
        rich_help_panel=MODEL,
    ),
    llm_context: int = typer.Option(
        4096, metavar="TOKENS", help="Context that the server was started with.", rich_help_panel=MODEL
    ),
    llm_timeout: float = typer.Option(
        300.0, min=1.0, metavar="SECONDS", help="Longest wait for one reply.", rich_help_panel=MODEL
    ),
    as_json: bool = typer.Option(False, "--json", help="The summary as JSON on stdout."),
) -> None:
    """Read inputs into the record: documents in, incidents with evidence out."""
    from vigil.config import ExtractionConfig

    extraction = ExtractionConfig(
        reader=reader.value,
        llm_address=llm_address,
        llm_model=llm_model,
        llm_remote=llm_remote,
        llm_context=llm_context,
        llm_timeout=llm_timeout,
    )
    config = _config(published, outlet, country, gazetteer, read_everything, allow_private, extraction)
    for name in inputs:
        _check(name)
    with open_record(record, create=True) as opened:
        summary = _run(inputs, opened, config, workers, executor.value)
        if as_json:
            write_json([dataclasses.asdict(summary)])
        else:
            say_summary(summary, opened, record)
    if summary.rejected:
        raise typer.Exit(1)


def _check(name: str) -> None:
    """Raises UsageError for an input that cannot be meant."""
    if name == "-" or name.lower().startswith(("http://", "https://")) or Path(name).exists():
        return
    if "://" in name:
        raise UsageError(f"Only http and https addresses are fetched, not {name}.")
    hint = f" For a web address write https://{name}" if re.match(r"[\w-]+(\.[\w-]+)+/", name + "/") else ""
    raise UsageError(f"There is no file or folder {name}.{hint}")


def demo(
    record: str = typer.Option(DEMO_RECORD, "--record", "-r", help="Where the demo record goes."),
    workers: int = typer.Option(1, min=1, help="Processes that read."),
) -> None:
    """Read the bundled sample corpus and show what came out."""
    from importlib import resources

    from vigil.cli.demo import show_demo
    from vigil.config import Config

    with (
        resources.as_file(resources.files("vigil.samples") / "quetta.jsonl") as path,
        open_record(record, create=True) as opened,
    ):
        summary = _run([str(path)], opened, Config(), workers, "local")
        say_summary(summary, opened, record)
        show_demo(out(), opened, record, SAMPLE_SUBJECTS)
    if summary.rejected:
        raise typer.Exit(1)


def _config(
    published: str | None,
    outlet: str | None,
    country: str | None,
    gazetteer: list[Path],
    read_everything: bool,
    allow_private: bool,
    extraction: ExtractionConfig,
) -> Config:
    from vigil.articles import country_code
    from vigil.config import ArticleConfig, Config, GeocodingConfig, IngestConfig
    from vigil.periods import date_prefix

    if country is not None and country_code(country) is None:
        raise UsageError(f"There is no country {country}: write a code (PK) or its English name (Pakistan).")
    for path in gazetteer:
        if not path.is_file():
            raise UsageError(f"There is no gazetteer file {path}.")
    return Config(
        ingest=IngestConfig(
            allow_private=allow_private, published=date_prefix(published), outlet=outlet, country=country
        ),
        articles=ArticleConfig(read_everything=read_everything),
        geocoding=GeocodingConfig(additions=tuple(gazetteer)),
        extraction=extraction,
    )


def _run(inputs: list[str], record: Record, config: Config, workers: int, executor: str) -> RunSummary:
    from vigil import pipeline

    with progress_bars() as progress:
        return pipeline.run(
            inputs,
            record,
            config,
            workers=workers,
            executor=executor,
            progress=progress,
            stdin=sys.stdin.buffer if "-" in inputs else None,
        )


@contextmanager
def progress_bars() -> Iterator[Progress | None]:
    """Bars with counts, rate and time left on a terminal; elsewhere nothing but the summary."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.progress import Task as Bar

    class Rate(TextColumn):
        """Items a second."""

        def render(self, task: Bar) -> str:  # type: ignore[override]
            speed = task.finished_speed or task.speed
            return f"{speed:,.0f}/s" if speed else ""

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(""),
        TimeRemainingColumn(compact=True),
        console=err(),
        transient=True,
    ) as bars:
        tasks = {}

        def note(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield note


def say_summary(summary: RunSummary, record: Record, place: str, unit: str = "document") -> None:
    """What happened, for a person, on stderr."""
    refused = sum(summary.rejected.values())
    rate = f" ({summary.seen / summary.seconds:,.0f} a second)" if summary.seconds > 1 else ""
    say(f"{count(summary.seen, unit)} in {summary.seconds:.1f} s{rate}: {summary.new:,} new, {summary.unchanged:,} known"
        + (f", {summary.new_versions:,} in a new version" if summary.new_versions else "")
        + (f", {summary.reread:,} read again" if summary.reread else "")
        + (f", {summary.set_aside:,} set aside" if summary.set_aside else "")
        + (f", {refused:,} rejected" if refused else ""))  # fmt: skip
    say(
        f"{record.name} now holds {count(summary.incidents, 'incident')} from {count(summary.reports, 'report')}"
        f" and {count(summary.aggregates, 'statement')} over several incidents."
    )
    if summary.doubted:
        say(f"\nPublication dates that cannot be ({summary.doubted:,}):")
        _reasons(summary.doubts)
    if not refused:
        return
    say("\nRejected:")
    if _reasons([(rejected.source, rejected.reason) for rejected in summary.refused]):
        say(f"  Every one: vigil rejections --record {place}")


def _reasons(said: Sequence[tuple[str, str]]) -> bool:
    """Inputs by what is said of them; whether some are not named."""
    reasons: dict[str, list[str]] = {}
    for source, reason in said:
        reasons.setdefault(plain(reason), []).append(plain(source))
    for reason, sources in list(reasons.items())[:SHOWN]:
        more = f", and {len(sources) - NAMED:,} more" if len(sources) > NAMED else ""
        say(f"  {', '.join(sources[:NAMED])}{more}: {reason}")
    return len(reasons) > SHOWN or any(len(sources) > NAMED for sources in reasons.values())
