"""The commands that look into a record: what they print, and the code they leave with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import made_up
import pytest

from vigil.cli import main


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(made_up.fill(tmp_path_factory.mktemp("record") / "r.db"))


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess:
    """The real program."""
    return subprocess.run(
        [sys.executable, "-m", "vigil", *arguments], capture_output=True, timeout=120, **options
    )


def test_incidents_is_a_table_of_data_only(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["incidents", "--record", place]) == 0
    printed = capsys.readouterr()
    assert "i-bomb" in printed.out and "i-sit" in printed.out
    assert "15 (12–15)" in printed.out and "Red Dawn Front (claimed)" in printed.out
    assert printed.err == ""


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--kind", "attack"], ["i-bomb"]),
        (["--from", "2021-03-02"], ["i-sit"]),
        (["--to", "2021-03-01"], ["i-bomb"]),
        (["--from", "2021", "--to", "2021-03"], ["i-bomb", "i-sit"]),
        (["--place", "tessa"], ["i-bomb", "i-sit"]),
        (["--actor", "red dawn"], ["i-bomb"]),
        (["--limit", "1"], ["i-bomb"]),
        (["--place", "Oslo"], []),
    ],
)
def test_filters_and_json(
    place: str, options: list[str], ids: list[str], capsys: pytest.CaptureFixture
) -> None:
    assert main(["incidents", "--record", place, "--json", *options]) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ids


def test_show_is_a_page_with_quotes_reasons_and_links(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["show", "i-b", "--record", place]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for words in (
        "bombing", "Tessaoua market", "at least 12", "police", "the hospital", "latest-hospital", "“killed 15 people”",
        "same day, same town, same weapon", "https://news.example/1", "Red Dawn Front, claimed", "date: both reports say Monday",
    ):  # fmt: skip
        assert words in page, words
    assert main(["show", "i-sit", "--record", place]) == 0
    page = capsys.readouterr().out
    assert "in response to i-bomb" in page and "the governor's resignation" in page


def test_show_as_json_withholds_names(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["show", "i-bomb", "--json", "--record", place]) == 0
    text = capsys.readouterr().out
    assert json.loads(text)["id"] == "i-bomb" and "Idrissou" not in text


def test_search_finds_documents_set_aside_too(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["search", "second division", "--record", place]) == 0
    assert "n-3" in capsys.readouterr().out
    assert main(["search", "prefecture", "--json", "--record", place]) == 0
    assert json.loads(capsys.readouterr().out)["document"] == "n-2"
    assert main(["search", '"AND ( NEAR', "--record", place]) == 0


def test_a_hit_is_one_line_for_a_program_and_an_empty_question_is_none(
    place: str, capsys: pytest.CaptureFixture
) -> None:
    assert main(["search", "market police Salma", "--record", place]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and len(lines[1]) > 140
    assert main(["search", "  ", "--record", place]) == 2
    assert "Which words" in capsys.readouterr().err


def test_a_narrow_terminal_gets_lines_and_not_a_squeezed_table(
    place: str, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rich.console

    narrow = rich.console.Console
    monkeypatch.setattr(rich.console, "Console", lambda **options: narrow(**options | {"width": 60}))
    assert main(["incidents", "--record", place]) == 0
    printed = capsys.readouterr().out
    assert "15 (12–15) killed" in printed and "Red Dawn Front (claimed)" in printed and "…" not in printed
    assert main(["show", "i-bomb", "--record", place]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "killed at least 12 “At least 12 people were killed” police" in printed and "…" not in printed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where there is a full device")
def test_output_that_cannot_be_written_is_said(place: str) -> None:
    for command in (["export", "incidents"], ["incidents"], ["search", "bomb"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "vigil", *command, "--record", place],
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=120,
            )
        assert done.returncode == 2 and b"cannot be written: No space left" in done.stderr
        assert done.stderr.count(b"\n") == 1


def test_original_gives_the_bytes_back(place: str, tmp_path: Path) -> None:
    assert run("original", "n-1", "--record", place).stdout == made_up.FIRST.encode()
    assert main(["original", "n-2", "--record", place, "--out", str(tmp_path / "x")]) == 0
    assert (tmp_path / "x").read_bytes() == made_up.SECOND.encode()
    assert main(["original", "nothing", "--record", place]) == 2


def test_export_to_stdout_and_to_a_file_are_the_same(place: str, tmp_path: Path) -> None:
    for what in ("incidents", "aggregates", "documents", "claims", "csv"):
        target = tmp_path / what
        assert main(["export", what, "--record", place, "--out", str(target)]) == 0
        done = run("export", what, "--record", place)
        assert done.returncode == 0 and done.stderr == b""
        assert done.stdout == target.read_bytes() != b""


def test_rejections_are_listed_with_their_reason(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["rejections", "--record", place]) == 0
    assert "broken.pdf: the PDF holds pictures only [no_text]" in capsys.readouterr().out
    assert main(["rejections", "--json", "--record", place]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "no_text"


def test_a_document_cannot_write_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigil.cli import console

    assert console.plain("a\x1b[31mred\x07\nb") == "a [31mred  b"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["incidents", "--record", "nowhere.db"], "nowhere.db"),
        (["show", "zzz", "--record", "PLACE"], "no incident zzz"),
        (["incidents", "--from", "last week", "--record", "PLACE"], "no date"),
        (["incidents", "--kind", "party", "--record", "PLACE"], "party"),
        (["export", "xml", "--record", "PLACE"], "xml"),
        (["nonsense"], "nonsense"),
        (["run", "no-such-file.txt", "--record", "new.db"], "no-such-file.txt"),
        (["run", "--record", "new.db"], "INPUT"),
        (["incidents", "--record", "oracle://host/x"], "oracle"),
    ],
)
def test_usage_errors_leave_with_2_and_say_why(
    place: str,
    tmp_path: Path,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([place if a == "PLACE" else a for a in arguments]) == 2
    printed = capsys.readouterr()
    assert words in printed.err and printed.out == "" and "Traceback" not in printed.err
    assert list(tmp_path.iterdir()) == []


def test_an_internal_error_leaves_with_3_and_a_traceback_only_on_request(
    place: str, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigil.store import Record

    def broken(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(Record, "search", broken)
    assert main(["search", "x", "--record", place]) == 3
    assert "internal error" in (told := capsys.readouterr().err) and "Traceback" not in told
    assert main(["--debug", "search", "x", "--record", place]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_the_record_may_come_from_the_environment(place: str) -> None:
    done = run("incidents", env={**os.environ, "VIGIL_RECORD": place})
    assert done.returncode == 0 and b"i-bomb" in done.stdout


def test_a_closed_pipe_is_no_error(place: str) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "vigil", "export", "claims", "--record", place],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout and program.stderr
    program.stdout.close()
    assert program.stderr.read() == b""
    assert program.wait(60) == 0


def test_help_teaches_and_loads_no_room() -> None:
    script = "import sys; sys.argv[1:] = []; from vigil.cli import main; code = main(['--help']);" + (
        "heavy = {'sqlalchemy', 'numpy', 'lxml', 'httpx', 'vigil.pipeline'} & set(sys.modules); assert not heavy, heavy; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, text=True)
    assert done.returncode == 0, done.stderr
    assert "vigil demo" in done.stdout and "incidents" in done.stdout


@pytest.mark.parametrize(
    "command", [("report", "i1", "--out", "r.html"), ("incidents",), ("export", "csv"), ("show", "i1")]
)
def test_where_only_the_record_of_the_demo_lies_the_error_says_how_to_take_it(
    command: tuple[str, ...],
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*command]) == 2
    assert "vigil-demo.db" not in capsys.readouterr().err
    shutil.copy(place, "vigil-demo.db")
    assert main([*command]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "There is no record at vigil.db" in said and "--record vigil-demo.db" in said
    assert not Path("vigil.db").exists()
    assert main([*command, "--record", "elsewhere.db"]) == 2
    assert "vigil-demo.db" not in capsys.readouterr().err
