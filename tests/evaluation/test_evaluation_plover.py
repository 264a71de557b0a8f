"""Sentences with an event class: what counts as found, as apart and as false."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vigil.cli import main
from vigil.evaluation import run_set
from vigil.evaluation.common import rows_of

SENTENCES = [
    ("PROTEST", "marched demanding", "Hundreds of teachers marched through Accra on Monday demanding better pay."),
    ("PROTEST", "collected signatures", "A party began to collect signatures for a new flag."),
    ("ASSAULT", "killed", "A bomb killed five people at a market in Jos on Monday, police said."),
    ("FIGHT", "arrested", "Police arrested two men in Nairobi on Monday over the theft of a bus."),
    ("COERCE", "imposed curfew", "The government imposed a curfew in the town on Monday."),
    ("AGREE", "agreed to trade", "Two ministers agreed on Monday to trade more tea."),
    ("CONSULT", "met", "Envoys met in Geneva a day after gunmen shot dead nine villagers near Gao in Mali."),
    ("DISAPPROVE", "protested demonstrated", "Thousands of farmers protested in Lyon on Monday against a tax."),
    # the same words under another class: cannot be false
    ("SUPPORT", "said", "A bomb killed five people at a market in Jos on Monday, police said."),
]  # fmt: skip


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    """Rows in the form of the set; two of them share an id, as some do there."""
    rows = [
        {"id": f"X-{max(n, 1)}", "date": "2020-01-07", "event": event, "eventText": coded, "text": text}
        for n, (event, coded, text) in enumerate(SENTENCES)
    ]
    path = tmp_path / "gsr.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_each_class_is_counted_for_what_it_wants(sentences: Path, tmp_path: Path) -> None:
    out = tmp_path / "sentences.jsonl"
    figures = {name: ours for name, ours, _ in run_set("plover", sentences, out=out).rows}
    assert figures["PROTEST found (2)"] == "0.5000"
    assert figures["ASSAULT found (1)"] == "1.0000"
    assert figures["FIGHT found (1)"] == "0.0000"  # an arrest is no attack
    assert figures["all three found (4)"] == "0.5000"
    assert figures["COERCE, apart: attack or demonstration (1)"] == "0.0000"
    assert figures["false on the others, strict (3)"] == "0.6667"
    assert figures["  of it the coded event itself misread (3)"] == "0.3333"
    verdicts = {row["text"]: row["verdict"] for row in rows_of(out)}
    assert [verdicts[text] for _, _, text in SENTENCES[3:8]] == [
        "missed",
        "apart",
        "quiet",
        "false",
        "misread",
    ]
    assert [row["verdict"] for row in rows_of(out)][:2] == ["missed", "missed"]


def test_a_reader_can_be_named_and_must_exist(sentences: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["eval", "plover", str(sentences.parent), "--reader", "rules"]) == 0
    assert "trivial" in capsys.readouterr().out
    assert main(["eval", "plover", str(sentences), "--reader", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
    assert main(["eval", "plover", str(sentences), "--reader", "llm"]) == 2
    assert "choose --reader rules or neural" in capsys.readouterr().err


def test_rows_of_another_kind_are_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    other = tmp_path / "rows.jsonl"
    other.write_text('{"text": "no class"}\n')
    assert main(["eval", "plover", str(other)]) == 2
    assert "text and event" in capsys.readouterr().err
