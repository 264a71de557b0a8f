"""What a run promises: nothing lost, nothing twice, and the same record whatever the order and the workers."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pretend_rooms
import pytest
from pretend_rooms import ROOMS, dump, write_rows

from vigil import concluding, pipeline
from vigil.config import ArticleConfig, Config, GeocodingConfig, IngestConfig, LinkageConfig
from vigil.errors import MissingExtra, UsageError, VigilError
from vigil.records import RawDocument, Rejected
from vigil.store import Record

CONFIG = Config()


def rows(number: int) -> list[dict[str, Any]]:
    """Documents of a few cities and days; some syndicated, set aside, given twice, or corrected."""
    made = random.Random(number)
    found = []
    for n in range(number):
        city, day = (
            made.choice(["Alba", "Brno", "Cork"]),
            f"2013-{made.randint(1, 12):02}-{made.randint(1, 28):02}",
        )
        text = f"{city} {day}: {made.randint(1, 90)} killed\n{city} 2012-01-01: {n % 7 + 1} killed\n"
        found.append({"id": f"d{n}", "text": text, "published": day, "url": f"https://example.org/{n}"})
    found.append({**found[0], "id": "copy"})
    found.append({"id": "aside", "text": "A match was played."})
    found.append({"id": "empty", "text": ""})
    found += [found[3], found[3]]  # the same row again
    for n in (1, 2):  # two texts under one id, with and without a later date
        found.append({**found[n], "text": found[n]["text"].replace("killed", "killed, it now says,")})
    found.append({**found[4], "text": "Alba 2013-01-01: 5 killed\n", "published": "2014"})
    return found


def run(record: Record, *inputs: str, **more: Any) -> pipeline.RunSummary:
    """A run with pretended rooms."""
    return pipeline.run(inputs, record, more.pop("config", CONFIG), rooms=more.pop("rooms", ROOMS), **more)


def test_documents_become_incidents(record: Record, tmp_path: Path) -> None:
    file = write_rows(
        tmp_path / "a.jsonl",
        [
            {
                "id": "a",
                "text": "Alba 2013-01-10: 5 killed\nBrno 2013-01-09: 2 killed",
                "published": "2013-01-11",
            },
            {"id": "b", "text": "Alba 2013-01-10: 7 killed", "published": "2013-01-12"},
            {"id": "c", "text": "A match was played."},
            {"id": "d", "text": ""},
        ],
    )
    summary = run(record, file)
    assert replace(summary, seconds=0) == pipeline.RunSummary(
        seen=4, new=3, new_versions=0, reread=0, unchanged=0, set_aside=1, rejected={"empty": 1},
        reports=3, incidents=2, aggregates=2, seconds=0,
        refused=(Rejected("d", "articles", "empty", "It is empty."),),
    )  # fmt: skip
    first, second = record.incidents()
    assert (first.place.name, first.killed.best) == ("Brno", 2)
    assert (second.place.name, second.killed.low, second.killed.best) == ("Alba", 5, 7)
    assert [m.right for m in second.merges] == ["b#0"]
    assert record.check() == []


def test_the_same_input_twice_changes_nothing(record: Record, tmp_path: Path, monkeypatch) -> None:
    file = write_rows(tmp_path / "a.jsonl", rows(30))
    first = run(record, file)
    before = dump(record)
    monkeypatch.setattr(Record, "replace_incidents", lambda *_: pytest.fail("conclusions were written again"))
    again = run(record, file)
    assert dump(record) == before
    assert (again.new, again.new_versions, again.reread, again.set_aside) == (0, 0, 0, 0)
    assert again.seen == first.seen == len(rows(30))
    assert again.rejected == first.rejected == {"empty": 1}
    assert again.unchanged == again.seen - 1


def test_workers_and_order_of_files_make_no_difference(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 7)
    found = rows(60)
    dumps = []
    for number, (workers, batch) in enumerate([(1, 7), (1, 64), (2, 7)]):
        random.Random(number).shuffle(found)
        monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", batch)
        files = [write_rows(tmp_path / f"{number}{n}.jsonl", found[n::3]) for n in range(3)]
        with Record.open(tmp_path / f"{number}.db") as record:
            run(record, *files, workers=workers)
            dumps.append(dump(record))
    assert dumps[0] == dumps[1]
    assert dumps[0] == dumps[2]


def test_both_databases_hold_the_same_record(tmp_path: Path, postgresql_place: str) -> None:
    file = write_rows(tmp_path / "a.jsonl", rows(40))
    dumps = []
    for place in (str(tmp_path / "r.db"), postgresql_place):
        with Record.open(place) as record:
            run(record, file)
            dumps.append(dump(record))
    assert dumps[0] == dumps[1]


def test_a_corrected_text_replaces_the_former_one(record: Record, tmp_path: Path) -> None:
    run(record, write_rows(tmp_path / "a.jsonl", [{"id": "a", "text": "Alba 2013-01-10: 5 killed"}]))
    summary = run(
        record, write_rows(tmp_path / "b.jsonl", [{"id": "a", "text": "Alba 2013-01-10: 6 killed"}])
    )
    assert (summary.new, summary.new_versions, summary.reports) == (0, 1, 1)
    (incident,) = record.incidents()
    assert incident.killed is not None and incident.killed.best == 6


def test_a_fault_in_one_document_is_a_rejection_and_tried_again(record: Record, tmp_path: Path) -> None:
    file = write_rows(
        tmp_path / "a.jsonl",
        [
            {"id": "a", "text": "Alba 2013-01-10: 5 killed"},
            {"id": "b", "text": "Alba 2013-01-10: 5 killed, divide"},
        ],
    )
    for _ in range(2):
        summary = run(record, file)
        assert summary.rejected == {"internal": 1}
        assert [a.id for a in record.articles()] == ["a"]
        (rejected,) = record.rejections()
        assert (rejected.stage, "ZeroDivisionError: division by zero" in rejected.reason) == ("dates", True)
    mended = replace(ROOMS, find_times=lambda text, published, field: [])
    assert run(record, file, rooms=mended).new == 1
    assert len(list(record.articles())) == 2


def test_a_broken_row_in_the_middle_is_told_and_the_rest_goes_on(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"id": "a", "text": "Alba 2013-01-10: 5 killed"}\n{"id":\n{"id": "b", "text": "x killed"}\n'
    )
    summary = run(record, str(file))
    assert (summary.seen, summary.new, summary.rejected) == (3, 2, {"broken_row": 1})
    assert run(record, str(file)).rejected == {"broken_row": 1}
    assert len(list(record.rejections())) == 1


def test_what_is_missing_ends_the_run(record: Record, tmp_path: Path) -> None:
    def missing(*_: Any) -> Any:
        raise MissingExtra("The neural reader needs more: pip install it")

    file = write_rows(tmp_path / "a.jsonl", rows(3))
    with pytest.raises(MissingExtra):
        run(record, file, rooms=replace(ROOMS, read=missing))
    with pytest.raises(UsageError, match="no executor 'cluster'"):
        run(record, file, executor="cluster")


def test_characters_that_no_database_holds(record: Record, tmp_path: Path) -> None:
    file = write_rows(
        tmp_path / "a.jsonl",
        [{"id": "a", "text": "Alba: 5 killed\0"}, {"id": "b", "text": "1 killed \ud800"}],
    )
    for _ in range(2):
        summary = run(record, file)
        assert summary.rejected == {"not_unicode": 1, "nul_character": 1}
        assert summary.new == 0


def test_progress_is_told(record: Record, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    number = len(rows(200))
    run(record, write_rows(tmp_path / "a.jsonl", rows(200)), progress=lambda *what: told.append(what))
    assert ("read", number, number) in told
    assert [stage for stage, done, total in told if done == total] == [
        "read",
        "syndication",
        "link",
        "follow",
    ]
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(told) if a[0] == b[0])


def test_only_what_a_setting_concerns_is_done_again(record: Record, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "a.jsonl", rows(10))
    first = run(record, file)
    assert run(record, file, config=Config(ingest=IngestConfig(max_redirects=1))).reread == 0
    linked = Config(linkage=LinkageConfig(threshold=0.9))
    assert not record.concluded(pipeline.concluding_digest(linked))
    assert run(record, file, config=linked).reread == 0
    assert record.concluded(pipeline.concluding_digest(linked))
    summary = run(record, file, config=Config(articles=ArticleConfig(read_everything=True)))
    assert (summary.new, summary.new_versions) == (0, 0)
    assert summary.reread == len({a.id for a in record.articles()}) + record.counts()["older_versions"]
    assert summary.reports == first.reports


def test_other_rows_in_a_users_gazetteer_are_another_configuration(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    config = Config(geocoding=GeocodingConfig(additions=(file,)))
    digests = set()
    for text in ("a", "b"):
        file.write_text(text)
        digests |= {pipeline.reading_digest(config), pipeline.concluding_digest(config)}
    assert len(digests) == 4


@pytest.mark.parametrize("window", [1, 5, 20])
def test_windows_of_time_join_what_lies_close_together(tmp_path: Path, monkeypatch, window: int) -> None:
    file = write_rows(tmp_path / "a.jsonl", rows(80))
    dumps = []
    for size in (10_000, window):
        monkeypatch.setattr(concluding, "WINDOW", size)
        with Record.open(tmp_path / f"{size}.db") as record:
            run(record, file)
            dumps.append([replace(i, links=()) for i in record.incidents()])
    assert dumps[0] == dumps[1]
    reports = [r.id for i in dumps[1] for r in i.reports]
    assert len(reports) == len(set(reports)) > 100


def test_links_hold_across_the_end_of_a_window(tmp_path: Path, monkeypatch) -> None:
    days = [f"2013-01-{n:02}" for n in range(1, 29, 9)]
    found = [{"id": f"d{n}", "text": f"Alba {day}: 5 killed"} for n, day in enumerate(days)]
    monkeypatch.setattr(concluding, "WINDOW", 1)
    with Record.open(tmp_path / "r.db") as record:
        run(record, write_rows(tmp_path / "a.jsonl", found))
        incidents = list(record.incidents())
    assert [[k.incident for k in i.links] for i in incidents] == [[], *([i.id] for i in incidents[:-1])]


def test_inputs_are_taken_as_they_are_needed(tmp_path: Path, monkeypatch) -> None:
    """A run over an endless input holds a few batches of it."""
    taken = kept = 0

    def endless(*_: Any) -> Any:
        nonlocal taken
        for n in range(2000):
            taken += 1
            yield RawDocument("x", "text/plain", b"%d" % n, f"{n} killed", f"d{n}")

    def watch(stage: str, done: int, total: int | None) -> None:
        nonlocal kept
        if stage == "read" and total is None:
            kept = max(kept, taken - done)

    with Record.open(tmp_path / "r.db") as record:
        run(record, "x", rooms=replace(ROOMS, read_inputs=endless), progress=watch)
    assert kept <= 3 * pipeline.BATCH_DOCUMENTS


def test_a_large_document_makes_a_batch_of_its_own() -> None:
    raws = [RawDocument("x", "text/plain", b"x" * size) for size in (10, pipeline.BATCH_BYTES, 10, 10)]
    batches = list(pipeline._batches([*raws, Rejected("x", "ingest", "empty", "It is empty.")]))
    assert [(len(b.raws), len(b.refused)) for b in batches] == [(2, 0), (2, 1)]


# ---------------------------------------------------------------- cut short

HERE = Path(__file__).parent
SCRIPT = """
import os
import sys
sys.path.insert(0, {here!r})
from pretend_rooms import ROOMS
from vigil import pipeline
from vigil.config import Config
from vigil.store import Record

if __name__ == "__main__":
    if room := int(os.environ.get("VIGIL_TEST_ROOM", "0")):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # files may not grow: as on a full disk
    pipeline.BATCH_DOCUMENTS = 5
    with Record.open(sys.argv[1]) as record:
        pipeline.run([sys.argv[2]], record, Config(), workers=int(sys.argv[3]), rooms=ROOMS)
"""


def start(place: str, file: str, workers: int, tmp_path: Path, **environment: str) -> subprocess.Popen[bytes]:
    """A run in another process."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(here=str(HERE)))
    command = [sys.executable, str(script), place, file, str(workers)]
    path = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path, **environment}, stderr=subprocess.PIPE
    )


def wait_for(condition: Any, process: subprocess.Popen[bytes]) -> None:
    """Until it holds, while the process runs."""
    for _ in range(3000):
        if condition():
            return
        assert process.poll() is None, process.communicate()[1].decode()
        time.sleep(0.01)
    pytest.fail("it never came to that")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_killed_while_reading_goes_on_where_it_stopped(
    place: str, tmp_path: Path, workers: int
) -> None:
    file = write_rows(tmp_path / "a.jsonl", rows(60))
    with Record.open(place) as record:
        process = start(place, file, workers, tmp_path, VIGIL_TEST_SLOW="0.02")
        wait_for(lambda: record.counts()["documents"] >= 10, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        done = record.counts()["documents"]
        assert 10 <= done < 60
        assert record.check() == []
        summary = run(record, file)
        assert summary.unchanged >= done - 5
        resumed = dump(record)
    with Record.open(tmp_path / "whole.db") as whole:
        run(whole, file)
        assert dump(whole) == resumed


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_run_killed_while_concluding_keeps_the_former_conclusions(place: str, tmp_path: Path) -> None:
    found = rows(40)
    with Record.open(place) as record:
        run(record, write_rows(tmp_path / "first.jsonl", found[:5]))
        before = list(record.incidents())
        file = write_rows(tmp_path / "a.jsonl", found)
        process = start(place, file, 1, tmp_path, VIGIL_TEST_SLOW="0.1")  # concluding takes seconds, then
        wait_for(lambda: record.counts()["documents"] == 42, process)
        time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert list(record.incidents()) == before
        run(record, file)
        resumed = dump(record)
    with Record.open(tmp_path / "whole.db") as whole:
        run(whole, str(tmp_path / "first.jsonl"))
        run(whole, file)
        assert dump(whole) == resumed


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_run_that_fills_the_disk_says_so_and_is_completed_later(tmp_path: Path) -> None:
    found = [
        row | {"text": row["text"] + random.Random(n).randbytes(4000).hex()} for n, row in enumerate(rows(60))
    ]
    file, place = write_rows(tmp_path / "a.jsonl", found), str(tmp_path / "r.db")
    process = start(place, file, 1, tmp_path, VIGIL_TEST_ROOM="800000")
    _, said = process.communicate()
    assert "vigil.errors.StoreError" in said.decode() and "disk" in said.decode()
    with Record.open(place) as record:
        assert 0 < record.counts()["documents"] < 60
        run(record, file)
        completed = dump(record)
    with Record.open(tmp_path / "whole.db") as whole:
        run(whole, file)
        assert dump(whole) == completed


def test_two_runs_at_once_make_the_record_of_one(place: str, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "a.jsonl", rows(40))
    with Record.open(place) as record:
        both = [start(place, file, 1, tmp_path, VIGIL_TEST_SLOW="0.001") for _ in range(2)]
        for process in both:
            _, said = process.communicate()
            assert process.returncode == 0, said.decode()
        together = dump(record)
        assert record.check() == []
    with Record.open(tmp_path / "whole.db") as whole:
        run(whole, file)
        assert dump(whole) == together


def test_a_worker_that_dies_ends_the_run_with_a_sentence(tmp_path: Path, monkeypatch) -> None:
    found = [{"id": f"d{n}", "text": f"Alba 2013-01-10: {n + 1} killed"} for n in range(30)]
    found[20]["text"] += " die"
    file = write_rows(tmp_path / "a.jsonl", found)
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 4)
    with Record.open(tmp_path / "r.db") as record:
        with pytest.raises(VigilError, match="run the same command again"):
            run(record, file, workers=2, rooms=replace(ROOMS, find_times=pretend_rooms.die))
        summary = run(record, file, workers=2)
        assert summary.new + summary.unchanged == 30
        assert record.counts()["documents"] == 30
