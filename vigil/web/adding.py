"""What is added through the site: read as any run reads it, each document accepted or set aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from vigil import pipeline
from vigil.config import Config
from vigil.decided import ANYWAY
from vigil.errors import InputError, UsageError
from vigil.records import READ, Article, Judgement, RawDocument, Rejected
from vigil.store import Outcome, Record
from vigil.web.jobs import Job, Jobs


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
    jobs: Jobs, record: Record, config: Config, row: bytes, by: str, changed: Callable[[], None]
) -> dict[str, Any]:
    """Read one row of JSON Lines into the record; its state, reason, id and incidents.

    Raises InputError where reading failed altogether.
    """
    job = jobs.begin("reading a document sent by a program", by)
    path = jobs.place(job.id) / "row.jsonl"
    path.write_bytes(row + b"\n")
    raw = next(iter(pipeline.all_rooms().read_inputs([str(path)], config.ingest)))
    work = partial(take, record=record, config=config, inputs=[str(path)], names={str(path): "the row"})
    jobs.finish(job, lambda job, progress: work(job, progress))
    changed()
    if job.state == "failed":
        raise InputError(job.error, "failed")
    found = job.results[-1] if job.results else {}
    if not found and not isinstance(raw, Rejected):  # known before: what the record has of it
        made = pipeline.all_rooms().to_article(raw, config.articles)
        known = None if isinstance(made, Rejected) else record.article(made.id)
        if known is not None:
            found = {"state": known.status, "why": known.reason, "document": known.id}
        elif isinstance(made, Rejected):
            found = {"state": "refused", "why": made.reason}
    name = found.get("document")
    told = [brief.id for brief in record.incidents_in(name)] if name else []
    return {
        "state": found.get("state", "refused"),
        "reason": found.get("why"),
        "id": name,
        "incidents": told,
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
