"""The notebook: all of its cells run, in order, in an empty folder, and give what the text beside them says."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from vigil.analysis import NotComputed
from vigil.export import check_release

NOTEBOOK = Path(__file__).parent.parent / "docs" / "notebook.ipynb"


class Ran:
    """A notebook that was run: what each code cell shows, and the names that are left."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.shown: list[tuple[str, Any]] = []  # source, value of its last expression

    def run(self, source: str) -> None:
        """One cell, as a notebook program does it: the value of a last expression is shown."""
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<cell>", "exec"), self.names)
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), self.names) if last else None
        self.shown.append((source, value))

    def value(self, words: str) -> Any:
        """What the one cell with these words shows."""
        (found,) = [value for source, value in self.shown if words in source]
        return found


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    folder = tmp_path_factory.mktemp("notebook")
    done = Ran()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for cell in cells:
            if cell["cell_type"] == "code":
                done.run("".join(cell["source"]))
    done.names["folder"] = folder
    return done


def test_the_record_holds_the_corpus(ran: Ran) -> None:
    counts = ran.value("record.counts()")
    assert counts["documents"] == 107 and counts["incidents"] > 40 and counts["rejections"] == 0
    toll = ran.value("incident.killed")
    assert toll.low <= toll.best <= toll.high


def test_tables_and_trend_are_of_the_same_incidents(ran: Ran) -> None:
    tables, attacks, series = (ran.names[name] for name in ("tables", "attacks", "series"))
    assert set(attacks["id"]) <= set(tables["incidents"].filter(pl.col("kind") == "attack")["id"])
    assert series.rows.height == 8 and series.rows["gap_days"].to_list()[-1] == 92
    assert series.rows["incidents"][-1] is None
    change = ran.names["change"]
    assert change.low < change.ratio < change.high


def test_the_story_rests_on_evidence(ran: Ran) -> None:
    longest, tables = ran.names["longest"], ran.names["tables"]
    story = ran.value('tables["story"]')
    assert len(longest.incidents) > 2 and len(story) >= 2
    evidence = tables["evidence"].filter((pl.col("of") == longest.id) & (pl.col("part") > 0))
    assert evidence.height >= len(story)


def test_coverage_is_of_the_collection_alone(ran: Ran) -> None:
    told = ran.names["told"]
    assert told.height > 5 and told["own"].sum() + told["reprints"].sum() > 0
    assert set(ran.names["covered"]["document"]) <= set(ran.names["inside"])


def test_demands_change_only_with_a_reason(ran: Ran) -> None:
    answered, turns = ran.names["answered"], ran.value('"of", "what", "date", "seen", "why"')
    assert answered.height > 0 and turns
    assert all(of in answered["id"].to_list() and seen and why for of, _, _, seen, why in turns)
    assert ran.value('tables["responses"]')["len"].sum() > 0


def test_accused_have_steps_and_no_names_and_actors_reasons(ran: Ran) -> None:
    steps = ran.names["steps"]
    assert "arrest" in steps["step"].to_list()
    assert (
        steps.filter(pl.col("kind") == "person")["name"].null_count() == (steps["kind"] == "person").sum() > 0
    )
    assert ("Lashkar-e-Jhangvi", "alias", "LeJ") in ran.value('tables["party_names"]')
    relations = ran.value("relations.select")
    private = ran.names["tables"]["parties"].filter(pl.col("private"))
    assert relations.height > 0 and set(private["name"]) == {"[name withheld]"}
    assert "banned by" in relations["kind"].to_list()


def test_warnings_are_told_with_their_words(ran: Ran) -> None:
    threats = ran.value('tables["threats"]')
    assert threats.height > 0 and threats["words"].null_count() == 0
    assert ran.value('tables["threat_matches"]').height == 0  # as the text beside it says


def test_an_undercount_is_refused_with_the_reason(ran: Ran) -> None:
    histories = ran.names["histories"]
    assert set(histories.columns) == {"dawn", "tribune", "others", "freq"}
    missing = ran.names["missing"]
    assert isinstance(missing, NotComputed) and str(histories["freq"].sum()) in missing.why


def test_another_list_is_compared_row_by_row(ran: Ran) -> None:
    assert len(ran.names["rejected"]) == 1
    compared = ran.value("comparison_frame").sort("line")
    assert compared["line"].to_list() == [2, 3, 4]
    assert compared["what"].to_list() == ["same", "same", "only theirs"]
    assert compared["toll"].to_list() == ["within the bounds", "the same toll", None]


def test_the_release_is_whole_and_of_the_collection(ran: Ran) -> None:
    folder = ran.names["folder"]
    checked = check_release(folder / "release")
    assert not checked.problems and checked.fingerprint == ran.names["done"].fingerprint
    assert ran.names["done"].rows["incidents"] <= ran.names["tables"]["incidents"].height
    assert "collection press" in (folder / "release" / "README.md").read_text("utf-8")


def test_the_notebook_is_one_that_notebook_programs_open() -> None:
    book = json.loads(NOTEBOOK.read_text("utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"]) > 15
    for cell in book["cells"]:
        wanted = {"cell_type", "id", "metadata", "source"}
        assert set(cell) == wanted | (
            {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        )
