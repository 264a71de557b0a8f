"""`vigil watch` as a user meets it: the file to begin with, cron, Ctrl-C, and a kill in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from local_paper import Answer, Paper, open_paper

from vigil.cli import main

BOMB = (
    "A suicide bomber killed at least 12 people and injured 40 at a market in Quetta on Monday, police said."
)


@pytest.fixture
def paper() -> Iterator[Paper]:
    with open_paper() as opened:
        opened.page("/a", BOMB)
        opened.feed(("/a", "1"))
        yield opened


@pytest.fixture
def feeds(paper: Paper, tmp_path: Path) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(
        f'[[feed]]\nurl = "{paper.url}/feed"\noutlet = "The Paper"\n'
        '[[search]]\nname = "west"\nquery = "attack, Balochistan, killed >= 5"\n'
        '[notify]\natom = "alerts.xml"\nlog = "alerts.log"\n'
    )
    return path


def arguments(feeds: Path, *more: str) -> list[str]:
    record = str(feeds.parent / "r.db")
    return ["watch", str(feeds), "--record", record, "--reader", "rules", "--allow-private", *more]


def test_the_file_to_begin_with_is_one(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["watch", "--example"]) == 0
    printed = capsys.readouterr().out
    assert "[[search]]" in printed and "# " in printed
    (tmp_path / "feeds.toml").write_text(printed.replace("query = ", "quary = "))
    assert main(["watch", str(tmp_path / "feeds.toml"), "--record", str(tmp_path / "r.db")]) == 2
    assert "did you mean query?" in capsys.readouterr().err
    assert not (tmp_path / "r.db").exists()


def test_without_a_file_it_says_how_to_get_one(capsys: pytest.CaptureFixture) -> None:
    assert main(["watch"]) == 2
    assert "vigil watch --example > feeds.toml" in capsys.readouterr().err


def test_from_cron(feeds: Path, paper: Paper, capsys: pytest.CaptureFixture) -> None:
    assert main(arguments(feeds, "--once", "--json")) == 0
    printed = capsys.readouterr()
    (row,) = [json.loads(line) for line in printed.out.splitlines()]
    assert row["search"] == "west" and row["killed"] == {"low": 12, "best": 12, "high": None}
    assert "1 feed asked, 1 page fetched, 1 document new, 1 alert." in printed.err
    assert main(arguments(feeds, "--once")) == 0
    printed = capsys.readouterr()
    assert printed.out == "" and "0 feeds asked" in printed.err  # not due
    assert paper.count("/feed") == 1
    assert main(["show", row["incident"], "--record", str(feeds.parent / "r.db")]) == 0


def test_a_feed_that_fails_is_named_and_counts_in_the_exit_code(
    feeds: Path, paper: Paper, capsys: pytest.CaptureFixture
) -> None:
    paper.answers["/feed"] = Answer(status=500)
    assert main(arguments(feeds, "--once")) == 1
    assert "status 500" in capsys.readouterr().err
    assert main(arguments(feeds, "--status")) == 0
    printed = capsys.readouterr()
    assert paper.url in printed.out and "status 500" in printed.out and "0 alerts" in printed.err
    assert paper.count("/feed") == 1  # looking asks nobody


def test_addresses_on_this_machine_are_not_asked_unless_told(
    feeds: Path, paper: Paper, capsys: pytest.CaptureFixture
) -> None:
    private = [a for a in arguments(feeds, "--once") if a != "--allow-private"]
    assert main(private) == 1
    assert "--allow-private" in capsys.readouterr().err and paper.asked == []


def test_a_language_model_does_not_watch(feeds: Path, capsys: pytest.CaptureFixture) -> None:
    assert main([*arguments(feeds), "--reader", "llm"]) == 2
    assert "neural or rules" in capsys.readouterr().err


def begin(feeds: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    command = [sys.executable, "-m", "vigil", *arguments(feeds)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_the_end_of_a_service_stop_it_cleanly(feeds: Path, number: int) -> None:
    running = begin(feeds)
    assert running.stdout is not None and running.stderr is not None
    assert "west: suicide bombing" in running.stdout.readline()
    for line in running.stderr:
        if "Next at" in line:
            break
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 0 and "Stopped." in said and "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_a_watch_that_is_killed_in_the_middle_says_it_once_in_the_end(
    feeds: Path, paper: Paper, capsys: pytest.CaptureFixture
) -> None:
    asked, go_on = threading.Event(), threading.Event()
    paper.page("/b", "A man was shot dead in Karachi on Sunday, police said.")
    paper.feed(("/b", "1"), ("/a", "1"))
    page = paper.answers["/a"]
    assert isinstance(page, Answer)

    def slow(headers: dict[str, str]) -> Answer:
        asked.set()
        go_on.wait(60)
        return page

    paper.answers["/a"] = slow
    running = begin(feeds)
    assert asked.wait(120)
    running.kill()
    running.communicate()
    go_on.set()
    paper.answers["/a"] = page
    for _ in range(2):
        assert main(arguments(feeds, "--once")) == 0
    assert capsys.readouterr().out.count("west: suicide bombing") == 1
    assert len((feeds.parent / "alerts.log").read_text("utf-8").splitlines()) == 1
    assert len(feedparser.parse((feeds.parent / "alerts.xml").read_bytes()).entries) == 1
    assert paper.count("/feed") == 1  # what it had said is remembered: its pages waited
    assert main(["doctor", "--record", str(feeds.parent / "r.db")]) == 0
