"""`vigil run` and `vigil demo` as a user meets them: the whole program on small inputs."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from vigil.cli import main

ROOT = Path(__file__).parent.parent.parent
BOMB = "A bomb exploded in a market in Nairobi on Monday, killing 5 people and injuring 12, police said."
TOLL = "The death toll of Monday's market bomb in Nairobi rose to 7, a hospital official said on Wednesday."


def rows(path: Path, *texts: str) -> Path:
    path.write_text(
        "".join(
            json.dumps({"id": f"d{n}", "outlet": "X", "published": f"2020-01-0{7 + n}", "text": text}) + "\n"
            for n, text in enumerate(texts)
        )
    )
    return path


def program(*arguments: str, **options: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "vigil", *arguments], capture_output=True, text=True, timeout=300, **options
    )


def test_a_text_file_has_the_title_and_day_of_its_first_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    text = f"Bomb kills five at Nairobi market\n\nNAIROBI, January 8, 2020 — {BOMB}\n"
    (tmp_path / "story.txt").write_text(text)
    record = str(tmp_path / "r.db")
    assert main(["run", str(tmp_path / "story.txt"), "--record", record]) == 0
    assert main(["export", "documents", "--record", record]) == 0
    assert main(["export", "incidents", "--record", record]) == 0
    document, incident = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert document["title"] == "Bomb kills five at Nairobi market"
    assert (document["published"], document["published_from"]) == ("2020-01-08", "text")
    assert incident["date"]["start"] == "2020-01-06"  # the Monday before
    assert incident["claims"] and all(c["in"] == "text" and text[c["start"] : c["end"]] == c["quote"] for c in incident["claims"])  # fmt: skip


def test_documents_in_incidents_out(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    record = str(tmp_path / "r.db")
    assert main(["run", str(rows(tmp_path / "n.jsonl", BOMB, TOLL)), "--record", record]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "2 documents" in printed.err and "2 new" in printed.err
    assert main(["export", "incidents", "--record", record]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    claims = [c for i in found for c in i["claims"] if c["attribute"] == "killed"]
    assert {c["value"] for c in claims} >= {5, 7}
    assert all((BOMB, TOLL)[int(c["document"][1])][c["start"] : c["end"]] == c["quote"] for c in claims)
    assert main(["run", str(tmp_path / "n.jsonl"), "--record", record]) == 0
    assert "2 known" in capsys.readouterr().err
    assert main(["export", "incidents", "--record", record]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == found


def test_standard_input_and_priors(tmp_path: Path) -> None:
    record = str(tmp_path / "r.db")
    text = json.dumps({"id": "s", "text": BOMB}) + "\n"
    done = program(
        "run",
        "-",
        "--record",
        record,
        "--published",
        "2020-01-07",
        "--outlet",
        "The Post",
        "--country",
        "KE",
        input=text,
    )
    assert done.returncode == 0, done.stderr
    (row,) = [
        json.loads(line) for line in program("export", "documents", "--record", record).stdout.splitlines()
    ]
    assert (row["id"], row["published"], row["outlet"], row["country"]) == (
        "s",
        "2020-01-07",
        "The Post",
        "KE",
    )


def test_a_page_that_gives_its_date_and_outlet_keeps_them(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    record, page = str(tmp_path / "r.db"), tmp_path / "page.html"
    own = {"@type": "NewsArticle", "datePublished": "2020-01-07", "publisher": {"name": "The Own"}}
    page.write_text(
        f'<html><head><script type="application/ld+json">{json.dumps(own)}</script></head>'
        f"<body><article><h1>Bomb in a market</h1><p>{BOMB}</p></article></body></html>"
    )
    (tmp_path / "plain.txt").write_text(TOLL)
    options = ["--record", record, "--published", "2020-01-08", "--outlet", "The Post"]
    assert main(["run", str(page), str(tmp_path / "plain.txt"), *options]) == 0
    capsys.readouterr()
    assert main(["export", "documents", "--record", record]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted((d["published"], d["published_from"], d["outlet"]) for d in found) == [
        ("2020-01-07", "json-ld", "The Own"),
        ("2020-01-08", "prior", "The Post"),
    ]


@pytest.mark.parametrize(
    "wrong", [("--country", "Atlantis"), ("--published", "2013-02-30"), ("--published", "last week")]
)
def test_a_prior_that_means_nothing_is_a_usage_error(
    wrong: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    record = tmp_path / "r.db"
    assert main(["run", str(rows(tmp_path / "n.jsonl", BOMB)), "--record", str(record), *wrong]) == 2
    assert wrong[1] in capsys.readouterr().err and not record.exists()


def test_a_broken_row_is_named_and_the_rest_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    source, record = rows(tmp_path / "n.jsonl", BOMB), str(tmp_path / "r.db")
    source.write_text("{broken\n" + source.read_text())
    assert main(["run", str(source), "--record", record]) == 1
    told = capsys.readouterr().err
    assert "1 rejected" in told and "n.jsonl" in told
    assert main(["incidents", "--json", "--record", record]) == 0
    assert capsys.readouterr().out


def test_many_rejections_are_told_by_reason_and_can_all_be_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    source, record = tmp_path / "n.jsonl", str(tmp_path / "r.db")
    source.write_text("[1]\n" * 25 + "{}\n")
    assert main(["run", str(source), "--record", record]) == 1
    told = capsys.readouterr().err
    assert "26 rejected" in told and "and 22 more: The row is not a JSON object" in told
    assert "n.jsonl:26: The row has no" in told and "vigil rejections" in told
    assert main(["rejections", "--json", "--record", record]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 26


def test_a_run_names_its_own_rejections_and_not_those_of_earlier_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    record = str(tmp_path / "r.db")
    (tmp_path / "old.txt").write_text("")
    (tmp_path / "new.html").write_text("<html><body><nav>Home</nav></body></html>")
    assert main(["run", str(tmp_path / "old.txt"), "--record", record]) == 1
    assert "old.txt" in capsys.readouterr().err
    for _ in range(2):  # the second time it is known, and still cannot be used
        assert main(["run", str(tmp_path / "new.html"), "--record", record]) == 1
        told = capsys.readouterr().err
        assert "new.html" in told and "old.txt" not in told


def test_the_summary_as_json(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    source, record = rows(tmp_path / "n.jsonl", BOMB), str(tmp_path / "r.db")
    source.write_text(source.read_text() + "{}\n")
    assert main(["run", str(source), "--record", record, "--json"]) == 1
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert (found["seen"], found["new"], found["rejected"]) == (2, 1, {"no_text": 1})
    assert found["refused"][0]["source"].endswith("n.jsonl:2") and printed.err == ""


def test_off_the_subject_is_no_rejection(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    record = str(tmp_path / "r.db")
    text = "The second division opens on Saturday with four matches, and tickets are still to be had at the gates."
    assert main(["run", str(rows(tmp_path / "n.jsonl", text)), "--record", record]) == 0
    assert "1 set aside" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("no.jsonl", "no file or folder no.jsonl"),
        ("ftp://news.example/1", "Only http and https"),
        ("www.news.example/story", "write https://www.news.example/story"),
    ],
)
def test_an_input_that_is_not_there_is_a_usage_error(
    name: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["run", name, "--record", str(tmp_path / "r.db")]) == 2
    assert told in capsys.readouterr().err and not (tmp_path / "r.db").exists()


def test_a_gazetteer_that_is_not_there_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    source = rows(tmp_path / "n.jsonl", BOMB)
    assert main(["run", str(source), "--record", str(tmp_path / "r.db"), "--gazetteer", "no.csv"]) == 2
    assert "no.csv" in capsys.readouterr().err


def test_doctor_finds_everything_in_place(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    record = str(tmp_path / "r.db")
    assert main(["run", str(rows(tmp_path / "n.jsonl", BOMB)), "--record", record]) == 0
    capsys.readouterr()
    assert main(["doctor", "--json", "--record", record]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True and found["integrity"] == "whole" and "1 documents" in found["record"]
    (tmp_path / "bad.db").write_bytes(b"not a database, but long enough to look like one" * 20)
    assert main(["doctor", "--record", str(tmp_path / "bad.db")]) == 2
    assert "FAIL" in capsys.readouterr().out


def test_the_demo_ends_with_something_worth_looking_at(tmp_path: Path) -> None:
    done = program("demo", cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "vigil-demo.db").exists()
    for words in (
        "most reports tell",
        "Sources that disagree",
        "What answered what",
        "careful readers counted 49",
        "vigil show",
    ):
        assert words in done.stdout, words


def kept(record: Path) -> int:
    """Documents in a record that another program is filling; 0 where there is none yet."""
    try:
        with closing(sqlite3.connect(f"file:{record}?mode=ro", uri=True)) as opened:
            return int(opened.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_says_what_was_kept(tmp_path: Path) -> None:
    text = (BOMB + "\n\n") * 20
    source = rows(tmp_path / "n.jsonl", *[f"{n}. {text}" for n in range(2)])
    with source.open("a") as file:
        for n in range(3000):
            file.write(json.dumps({"id": f"x{n}", "text": f"{n}. {text}"}) + "\n")
    record = tmp_path / "r.db"
    program = subprocess.Popen(
        [sys.executable, "-m", "vigil", "run", str(source), "--record", str(record)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    # A signal that comes in the middle of an import may be lost in it: by the first document all is imported.
    while program.poll() is None and not kept(record):
        time.sleep(0.05)
    os.killpg(program.pid, signal.SIGINT)
    _, told = program.communicate(timeout=60)
    # Python ends by the signal itself where it came in the middle of an import.
    assert program.returncode in (130, -signal.SIGINT), told
    assert "stopped" in told and "Traceback" not in told


def test_the_demo_names_a_command_that_the_shell_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigil.cli.demo import program

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / ".venv" / "bin" / "vigil")])
    assert program() == str(Path(".venv") / "bin" / "vigil")
    monkeypatch.setattr(sys, "argv", ["/elsewhere/vigil/__main__.py"])
    assert program() == "python -m vigil"


def test_an_impossible_publication_date_is_said_and_the_document_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    record = str(tmp_path / "r.db")
    file = tmp_path / "n.jsonl"
    file.write_text(json.dumps({"id": "a", "published": "2031-13-45", "text": BOMB}) + "\n")
    assert main(["run", str(file), "--record", record]) == 0
    said = capsys.readouterr().err
    assert "1 new" in said and "“2031-13-45” is no date of the calendar" in said and "n.jsonl:1" in said
    assert main(["run", str(file), "--record", record, "--published", "2031-13-45"]) == 2
    assert "2031-13-45 is no date" in capsys.readouterr().err
    assert main(["run", str(file), "--record", record, "--published", "2190"]) == 2
    assert "2190 cannot be the publication date" in capsys.readouterr().err
