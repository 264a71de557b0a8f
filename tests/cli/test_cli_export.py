"""vigil export: a file or stdout, whole or not at all, of the incidents asked for, by a rule that can be read."""

from __future__ import annotations

import json
from pathlib import Path

import made_up
import pytest

from vigil.cli import main
from vigil.cli.export import Form
from vigil.export import FORMATS

RULES = {form.name: form.rule for form in FORMATS}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(made_up.fill(tmp_path_factory.mktemp("record") / "r.db"))


@pytest.mark.parametrize("form", list(Form))
def test_every_form_goes_to_a_file_and_to_a_pipe_alike(
    form: Form, place: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture
) -> None:
    target = tmp_path / "out"
    assert main(["export", form.value, "--record", place, "--out", str(target)]) == 0
    assert str(target) in capfdbinary.readouterr().err.decode()
    assert main(["export", form.value, "--record", place]) == 0
    assert capfdbinary.readouterr().out == target.read_bytes()


@pytest.mark.parametrize("form", list(Form))
def test_the_rule_of_a_form_is_printed_and_needs_no_record(form: Form, capsys: pytest.CaptureFixture) -> None:
    assert main(["export", form.value, "--rule", "--record", "/no/such/record"]) == 0
    assert capsys.readouterr().out.strip() == RULES[form.value]


def test_incidents_are_chosen_as_in_the_list_of_incidents(place: str, capsys: pytest.CaptureFixture) -> None:
    for options, expected in (
        (["--kind", "attack"], ["i-bomb"]), (["--from", "2021-03-02"], ["i-sit"]), (["--to", "2021-03-01"], ["i-bomb"]),
        (["--place", "tessaoua"], ["i-bomb", "i-sit"]), (["--actor", "red dawn"], ["i-bomb"]), (["--place", "Nowhere"], []),
    ):  # fmt: skip
        assert main(["export", "geojson", "--record", place, *options]) == 0
        assert [f["id"] for f in json.loads(capsys.readouterr().out)["features"]] == expected


def test_the_dictionary_needs_no_record(capsys: pytest.CaptureFixture) -> None:
    assert main(["export", "dictionary", "--record", "/no/such/record"]) == 0
    assert capsys.readouterr().out.startswith("form,table,column")
    assert main(["export", "csv", "--record", "/no/such/record"]) == 2


def test_what_the_rule_leaves_out_is_told(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["export", "ucdp", "--record", place, "--out", str(tmp_path / "u.csv")]) == 0
    said = capsys.readouterr().err
    assert "1 rows written" in said and "1 not attacks" in said and "vigil export ucdp --rule" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["demands", "--kind", "attack"], "whole record"),
        (["geojson", "--from", "yesterday"], "2013-01-10"),
        (["acled", "--out", "/no/such/folder/x.csv"], "Cannot write"),
    ],
)
def test_what_cannot_be_done_is_said(
    place: str, options: list[str], words: str, capsys: pytest.CaptureFixture
) -> None:
    assert main(["export", *options, "--record", place]) == 2
    assert words in capsys.readouterr().err
