"""What goes wrong with a language model or its server, what is said of it, and what leaves this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from llm_stub import BOMB, TEXT, TITLE, Stub, article, claim, content, incident, read, says

from vigil import extraction, pipeline
from vigil.cli import main
from vigil.config import Config, ExtractionConfig
from vigil.errors import InputError, UsageError
from vigil.store import Record


@pytest.mark.parametrize(
    ("answer", "says_what"),
    [
        ((200, b"<html>"), "OpenAI-compatible"),
        ((200, b"[]"), "OpenAI-compatible"),
        ((200, b'{"choices": []}'), "OpenAI-compatible"),
        ((200, b'{"choices": ["x"]}'), "OpenAI-compatible"),
        ((200, b"[" * 100_000), "OpenAI-compatible"),
        (content(None), "empty reply"),
        (content("  "), "empty reply"),
        (content("Sure! Here are the incidents:"), "not the JSON"),
        (content("[" * 100_000), "not the JSON"),
        (content('{"incidents": "none"}'), "not the JSON"),
        (content('"incidents"'), "not the JSON"),
        ((401, b"{}"), "VIGIL_LLM_KEY"),
        ((429, b"slow down"), "fewer --workers"),
        ((400, b"the request exceeds the available context size"), "--llm-context"),
        ((404, b"not found"), "/v1"),
        ((307, b""), "elsewhere"),
        ((200, b"x" * (5 * 1024 * 1024)), "megabytes"),
        (content('{"incidents": [', "length"), "did not end"),
    ],
)
def test_a_reply_that_cannot_be_used_is_an_error_that_says_what_to_do(
    stub: Stub, answer: tuple[int, bytes], says_what: str
) -> None:
    stub.answer = lambda asked: answer
    with pytest.raises(InputError, match=says_what) as error:
        read(stub)
    assert error.value.code == "internal"  # so that the next run takes it up again


def test_what_a_server_says_is_shown_without_what_a_terminal_would_obey(stub: Stub) -> None:
    stub.answer = lambda asked: (400, b"no \x1b[2Jmore")
    with pytest.raises(InputError, match=r"no \[2Jmore") as error:
        read(stub)
    stub.models = ["a\x1b[2Jb"]
    with pytest.raises(UsageError, match=r"It has: a\[2Jb") as usage:
        extraction.check(stub.config())
    assert "\x1b" not in str(error.value) + str(usage.value)


def test_a_server_that_takes_too_long_is_an_error_of_that_document(stub: Stub) -> None:
    stub.wait = 0.6
    with pytest.raises(InputError, match="--llm-timeout"):
        extraction.read(*article(), stub.config(llm_timeout=0.15))


def test_a_server_that_goes_away_is_an_error_of_that_document(stub: Stub) -> None:
    config = stub.config(llm_address="http://127.0.0.1:9/v1")
    with pytest.raises(InputError, match="same command again"):
        extraction.read(*article(), config)


def test_one_bad_reply_rejects_one_document_and_the_next_run_takes_it_up(stub: Stub, tmp_path: Path) -> None:
    rows = [
        {"id": str(n), "published": "2021-05-20", "title": TITLE, "text": f"{TEXT} {n} shops were hit."}
        for n in range(3)
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    def answer(asked: dict[str, Any]) -> tuple[int, bytes]:
        return content("no") if "1 shops" in str(asked) else says([incident(BOMB)])

    stub.answer = answer
    with Record.open(str(tmp_path / "r.db")) as record:
        first = pipeline.run([str(path)], record, Config(extraction=stub.config()))
        assert (first.new, sum(first.rejected.values())) == (2, 1)
        assert "not the JSON" in first.refused[0].reason
        stub.answer = lambda asked: says([incident(BOMB)])
        second = pipeline.run([str(path)], record, Config(extraction=stub.config()))
        assert (second.new, second.unchanged, second.reports) == (1, 2, 3)


@pytest.mark.parametrize(
    ("change", "says_what"),
    [
        ({"llm_address": "http://127.0.0.1:9/v1"}, "--llm-address"),
        ({"llm_address": "http://192.0.2.1:8000/v1"}, "--llm-remote"),
        ({"llm_address": "http://localhost.example/v1"}, "--llm-remote"),
        ({"llm_address": "https://user:secret@localhost/v1"}, "VIGIL_LLM_KEY"),
        ({"llm_address": "file:///etc/passwd"}, "base address"),
        ({"llm_address": "http://[::1"}, "base address"),
        ({"llm_model": None}, "It has: stub"),
        ({"llm_model": "other"}, "It has: stub"),
        ({"llm_context": 512}, "at least 2048"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_read(
    stub: Stub, tmp_path: Path, change: dict[str, Any], says_what: str
) -> None:
    with Record.open(str(tmp_path / "r.db")) as record, pytest.raises(UsageError, match=says_what) as error:
        pipeline.run([str(tmp_path)], record, Config(extraction=stub.config(**change)))
    assert "secret" not in str(error.value)
    assert stub.asked == []


def test_a_model_on_its_makers_machines_needs_leave(stub: Stub) -> None:
    stub.models = ["large:120B-Cloud"]
    config = stub.config(llm_model="large:120B-Cloud")
    with pytest.raises(UsageError, match="--llm-remote"):
        extraction.read(*article(), config)
    with pytest.raises(UsageError, match="--llm-remote"):
        extraction.check(config)
    assert stub.asked == []


def test_what_a_model_thinks_aloud_is_passed_over_and_a_quoted_mark_of_it_is_not(stub: Stub) -> None:
    text = "A bomb went off in Herat on Tuesday. A wall near by said </think> in red."
    found = {
        "incidents": [
            incident("A bomb went off in Herat", sentence=1, claims=[claim("warning", "</think> in red")])
        ]
    }
    for thought in ("", "<think>Bombs, then.</think>\n"):
        stub.answer = lambda asked, thought=thought: content(thought + json.dumps(found))  # type: ignore[misc]
        if thought:
            found["incidents"][0]["claims"] = []
        assert len(read(stub, text=text, title=None).reports) == 1


def test_the_key_goes_into_one_header_and_no_message(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_LLM_KEY", "sesame-1")
    stub.answer = lambda asked: (403, b"wrong key sesame-1")
    with pytest.raises(InputError) as error:
        read(stub)
    assert stub.headers[-1]["Authorization"] == "Bearer sesame-1"
    assert "sesame" not in str(error.value) and "sesame" not in str(stub.asked)
    stub.models_status = 401
    with pytest.raises(UsageError, match="VIGIL_LLM_KEY"):
        extraction.check(stub.config())
    monkeypatch.setenv("VIGIL_LLM_KEY", "sesame 1\n2")
    with pytest.raises(UsageError) as odd:
        extraction.check(stub.config())
    assert "sesame" not in str(odd.value)


def test_no_proxy_of_the_environment_sees_the_text(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://192.0.2.1:3128")
    read(stub, [])
    assert len(stub.asked) == 1


def test_reader_and_model_are_part_of_what_a_reading_depends_on_and_the_address_is_not() -> None:
    def digest(**more: Any) -> str:
        return pipeline.reading_digest(Config(extraction=ExtractionConfig(**more)))

    rules, llm_a = digest(), digest(reader="llm", llm_model="a")
    assert (
        len(
            {
                rules,
                llm_a,
                digest(reader="llm", llm_model="b"),
                digest(reader="llm", llm_model="a", llm_context=8192),
            }
        )
        == 4
    )
    assert digest(llm_model="a") == rules
    assert digest(reader="llm", llm_model="a", llm_address="http://localhost:1/v1", llm_timeout=9.0) == llm_a


def test_the_command_line_reads_with_a_model_and_says_at_once_what_it_lacks(
    stub: Stub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    record = str(tmp_path / "r.db")
    said = [
        "run",
        str(tmp_path / "a.txt"),
        "--published",
        "2021-05-20",
        "--record",
        record,
        "--reader",
        "llm",
    ]
    stub.answer = lambda asked: says([incident(BOMB, sentence=1)])
    assert main([*said, "--llm-address", stub.address, "--llm-model", "stub", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reports"] == 1
    assert main([*said, "--llm-address", "http://127.0.0.1:9/v1", "--llm-model", "stub"]) == 2
    assert "--llm-address" in capsys.readouterr().err
    assert main([*said, "--llm-address", "http://model.example/v1", "--llm-model", "stub"]) == 2
    assert "get people hurt" in capsys.readouterr().err
    assert main([*said, "--llm-address", stub.address]) == 2
    assert "It has: stub" in capsys.readouterr().err


def test_a_file_of_this_machine_is_no_name_of_a_reader(stub: Stub) -> None:
    stub.answer = lambda asked: says([])
    reading = extraction.read(*article(), stub.config(llm_model="/home/somebody/models/tiny.gguf"))
    assert reading.reader == "llm/1 tiny.gguf"
