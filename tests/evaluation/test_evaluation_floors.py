"""Floors that the project holds by itself, and the evaluation commands on tiny sets with stand-in scorers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vigil.evaluation.common import rows_of
from vigil.evaluation.floors import floors, on_gold, on_samples

GOLD = Path(__file__).parent / "gold" / "reports.jsonl"


def test_samples_hold_their_floors() -> None:
    found, held = on_samples(), floors()["samples"]
    assert found["bad_quotes"] == held["bad_quotes"] == 0
    assert set(found) == set(held)
    for measure in set(held) - {"bad_quotes"}:
        assert found[measure] >= held[measure], (measure, found)


def test_invented_reports_from_all_continents_hold_their_floors() -> None:
    found, held = on_gold(rows_of(GOLD)), floors()["gold"]
    assert set(found) == set(held)
    low = {m: (found[m], held[m]) for m in held if found[m] < held[m]}
    assert not low, low


def test_the_invented_reports_are_what_they_should_be() -> None:
    rows = rows_of(GOLD)
    assert len({r["id"] for r in rows}) == len(rows) >= 25
    assert {r["id"][:2] for r in rows} >= {"af", "am", "as", "eu", "oc", "no"}
    for row in rows:
        if row["expect"]:
            assert all(d <= row["published"] for d in row["expect"]["date"])


def quetta(folder: Path) -> Path:
    """Two invented reports in the form of the set, with a stand-in scorer that says what it was given."""
    docs = [
        {"doc_id": "a", "url": None, "outlet": "X", "title": "Blast", "published": "2020-01-07",
         "text": "A bomb killed 5 people in Nairobi on Monday. Residents demanded protection. Police said they arrested two men."},
        {"doc_id": "b", "url": None, "outlet": "Y", "title": "Toll", "published": "2020-01-08",
         "text": "Monday's bomb in Nairobi killed 7 people, a hospital said."},
    ]  # fmt: skip
    (folder / "docs.jsonl").write_text("".join(json.dumps(d) + "\n" for d in docs))
    (folder / "split.json").write_text(json.dumps({"dev": {"doc_ids": ["a", "b"]}}))
    (folder / "score.py").write_text(
        "import json, sys\n"
        "path = sys.argv[1]\n"
        "assert sys.argv[sys.argv.index('--split') + 1] == 'dev'\n"
        "rows = [json.loads(l) for l in open(path)] if path.endswith('.jsonl') else json.load(open(path))['incidents']\n"
        "print(json.dumps({'spurious': {'predicted': len(rows)}, 'incident_detection': {'f1': 0.5}}))\n"
    )
    return folder


def test_eval_prints_our_figures_beside_the_trivial_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    from vigil.cli import main

    out = tmp_path / "kept.jsonl"
    assert main(["eval", "quetta", str(quetta(tmp_path)), "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "vigil" in printed and "trivial" in printed
    line = next(x for x in printed.splitlines() if x.startswith("incidents predicted"))
    assert line.split()[-1] == "2"  # one a report
    assert any(c["attribute"] == "killed" for row in rows_of(out) for c in row["claims"])


def test_eval_without_a_scorer_writes_predictions(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigil.cli import main

    monkeypatch.chdir(tmp_path)
    (quetta(tmp_path) / "score.py").unlink()
    assert main(["eval", "quetta", str(tmp_path)]) == 0
    assert rows_of(tmp_path / "quetta-incidents.jsonl")
    assert "quetta-incidents.jsonl" in capsys.readouterr().err


def test_a_scorer_that_fails_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    from vigil.cli import main

    (quetta(tmp_path) / "score.py").write_text("import sys; sys.exit('no gold here')")
    assert main(["eval", "quetta", str(tmp_path)]) == 2
    assert "no gold here" in capsys.readouterr().err
    assert main(["eval", "geo", str(tmp_path)]) == 2


@pytest.mark.parametrize("reader", ["rules", "neural"])
def test_templates_are_written_in_gtt_form(tmp_path: Path, reader: str) -> None:
    from vigil.cli import main

    text = (
        "guerrillas of the people's dawn front (pdf) attacked the police station in medellin today and killed senator"
        " rogelio quispantes.  a powerful car bomb destroyed two vehicles, the army reported."
    )
    source, out = tmp_path / "texts.jsonl", tmp_path / "pred.json"
    source.write_text(json.dumps({"docid": "X-1", "doctext": text, "templates": []}) + "\n")
    assert main(["eval", "muc4", str(source), "--out", str(out), "--reader", reader]) == 0
    templates = json.loads(out.read_text())["X-1"]["pred_templates"]
    assert templates
    for template in templates:
        assert list(template) == ["incident_type", "PerpInd", "PerpOrg", "Target", "Victim", "Weapon"]
        for role in list(template)[1:]:
            assert all(mention in text for entity in template[role] for mention in entity)
    fillers = json.dumps(templates)
    for words in ("guerrillas", "police station", "rogelio quispantes", "car bomb"):
        assert words in fillers, words
