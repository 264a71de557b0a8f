"""What is added through the site: read as any run reads it, each document accepted or set aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from vigil import pipeline
from vigil.config import Config
from vigil.decided import ANYWAY
from vigil.errors import UsageError
from vigil.records import READ, Article, Judgement, RawDocument, Rejected
from vigil.store import Outcome, Record
from vigil.web.jobs import Job, Jobs

BY_PROGRAM = "reading a document sent by a program"


def take(
    job: Job,
    progress: Callable[..., None],
    record: Record,
    config: Config,
    inputs: Sequence[str],
    names: dict[str, str],
) -> None:
    """Read inputs into the record; the job gets a line for each document.

    ``names``: path of an uploaded file -> how the person calls it.
    """
    rooms = pipeline.all_rooms()

    def noted(raw: RawDocument, settings: Any) -> Article | Rejected:
        result = rooms.to_article(raw, settings)
        job.results.append(_line(raw, result, names))
        return result

    def told(*arguments: Any) -> Any:
        for found in rooms.read_inputs(*arguments):
            if isinstance(found, Rejected):
                job.results.append(
                    {"source": _named(found.source, names), "state": "refused", "why": found.reason}
                )
            yield found

    summary = pipeline.run(
        inputs, record, config, 1, "local", progress, None, replace(rooms, to_article=noted, read_inputs=told)
    )
    job.summary = {
        "seen": summary.seen,
        "new": summary.new,
        "new_versions": summary.new_versions,
        "unchanged": summary.unchanged,
        "set_aside": summary.set_aside,
        "incidents": summary.incidents,
    }


def take_one(
    jobs: Jobs, record: Record, config: Config, row: bytes, by: str, changed: Callable[[], None], wait: bool
) -> Job:
    """Read one row of JSON Lines into the record; the summary of the job then has its state, reason, id and incidents.

    ``wait``: until that is done; else the job is only begun.
    """
    job = jobs.begin(BY_PROGRAM, by)
    path = jobs.place(job.id) / "row.jsonl"
    path.write_bytes(row + b"\n")

    def work(job: Job, progress: Callable[..., None]) -> None:
        raw = next(iter(pipeline.all_rooms().read_inputs([str(path)], config.ingest)))
        take(job, progress, record, config, [str(path)], {str(path): "the row"})
        changed()
        job.summary = _became(job, raw, record, config)

    if wait:
        return jobs.finish(job, work)
    jobs.start(job, work)
    return job


def _became(job: Job, raw: RawDocument | Rejected, record: Record, config: Config) -> dict[str, Any]:
    """What became of the one document of a job."""
    found = job.results[-1] if job.results else {}
    if not found and not isinstance(raw, Rejected):  # known before: what the record has of it
        made = pipeline.all_rooms().to_article(raw, config.articles)
        known = None if isinstance(made, Rejected) else record.article(made.id)
        if known is not None:
            found = {"state": known.status, "why": known.reason, "document": known.id}
        elif isinstance(made, Rejected):
            found = {"state": "refused", "why": made.reason}
    name = found.get("document")
    return {
        "state": found.get("state", "refused"),
        "reason": found.get("why"),
        "id": name,
        "incidents": [brief.id for brief in record.incidents_in(name)] if name else [],
    }


def read_anyway(record: Record, config: Config, document: str, by: str) -> None:
    """Read a document that was set aside, because a person says so; then conclude.

    The decision is kept.  Raises UsageError where there is no such document, or it is read already.
    """
    article = record.article(document)
    original = record.original(document)
    if article is None or original is None:
        raise UsageError(f"There is no document {document}.")
    if article.status == READ:
        raise UsageError(f"Document {document} is read already.")
    wanted = replace(
        article, status=READ, reason=f"read at the request of {by}: it had been set aside ({article.reason})"
    )
    reading = pipeline.read_article(wanted, config, pipeline.all_rooms())
    raw = RawDocument(
        article.id,
        original.media_type,
        original.content,
        article.text,
        article.id,
        article.url,
        article.outlet,
        article.title,
        article.published,
        article.country,
        article.retrieved,
        original.headers,
        article.extra,
    )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    digest = pipeline.reading_digest(config) + "!"  # another reading than the one that set it aside
    generation = record.begin_run(digest)
    record.add_judgement(
        Judgement(document, ANYWAY, None, by, now, "asked for on the page of what was set aside")
    )
    record.add_batch([Outcome(raw, wanted, reading)], digest, generation)
    record.finish_run(generation)
    pipeline.conclude(record, config)


def _line(raw: RawDocument, result: Article | Rejected, names: dict[str, str]) -> dict[str, Any]:
    source = _named(raw.source, names)
    if isinstance(result, Rejected):
        return {"source": source, "state": "refused", "why": result.reason}
    return {
        "source": source,
        "state": result.status,
        "why": result.reason,
        "document": result.id,
        "title": result.title,
        "outlet": result.outlet,
        "published": result.published,
    }


def _named(source: str, names: dict[str, str]) -> str:
    """How the person calls an input: an uploaded file by its own name, whatever was found in it behind that."""
    for path, name in names.items():
        if source.startswith(path):
            return name + source[len(path) :]
    return source
