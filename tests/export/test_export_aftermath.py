"""What followed, as JSON Lines: every kind has its export, quotes stand at their offsets, names stay behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import followed
import made_up
import pytest

from vigil.export import AFTERMATH, export_lines, withheld
from vigil.export.aftermath import evidence_of
from vigil.export.withheld import spelled_out
from vigil.store import Record


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return followed.fill(tmp_path_factory.mktemp("record") / "r.db")


def rows(place: Path, what: str) -> list[dict[str, Any]]:
    with Record.open(place) as record:
        return [json.loads(line) for line in export_lines(record, what)]


def test_every_kind_has_its_rows_in_the_order_of_their_days(place: Path) -> None:
    found = {what: [row["id"] for row in rows(place, what)] for what in AFTERMATH}
    assert found == {
        "episodes": ["e-1"], "demands": ["d-1"], "responses": ["s-1"], "accountability": ["a-1"], "threats": ["t-1"],
        "actors": ["p-1", "p-2"],
    }  # fmt: skip
    (demand,) = rows(place, "demands")
    assert (demand["what"], demand["state"], demand["incidents"]) == ("dismissal", "refused", ["i-sit"])
    assert demand["by"] == "relatives of " + "█" * len("Salma Idrissou")
    assert demand["history"][0]["what"] == "refused" and demand["history"][0]["evidence"]
    (accused,) = rows(place, "accountability")
    assert (accused["name"], accused["aliases"], accused["outcome"]) == ("[name withheld]", [], "acquittal")
    (threat,) = rows(place, "threats")
    assert threat["matches"] == [{"incident": "i-bomb", "why": "The same group, a month later."}]
    group, person = rows(place, "actors")
    assert group["aliases"] == ["RDF"] and group["relations"][0]["other"] == "[name withheld]"
    assert (person["name"], person["roles"]) == (
        "[name withheld]",
        [{"role": "accused", "incident": "i-bomb"}],
    )


def test_no_line_holds_a_private_name_and_quotes_stand_at_their_offsets(place: Path) -> None:
    texts = {**made_up.TEXTS, followed.DOCUMENT: followed.LATER}
    quotes = 0
    for what in AFTERMATH:
        for row in rows(place, what):
            # the id of a document is echoed as the caller gave it
            told = json.dumps(row, ensure_ascii=False).replace(followed.DOCUMENT, "").casefold()
            for name in followed.PRIVATE:
                assert name.casefold() not in told, (what, name)
            for said in evidence_of(row):
                quotes += 1
                assert texts[said["document"]][said["start"] : said["end"]] == said["quote"]
    assert quotes > 6


def test_a_full_name_is_withheld_from_every_document_that_holds_it_and_a_single_word_from_its_own(
    place: Path,
) -> None:
    with Record.open(place) as record:
        names = withheld(record)
    assert "Salma Idrissou" in names[followed.DOCUMENT] and "Idrissou" not in names[followed.DOCUMENT]
    assert {"Salma Idrissou", "Idrissou", "Hamza Tandja", "Ousmane Balla"} <= set(names["n-1"])
    assert "n-3" not in names


@pytest.mark.parametrize(
    ("address", "spelled"),
    [
        ("https://x.example/2021/salma-idrissou-killed.html", True),
        ("https://x.example/Salma%20Idrissou", True),
        ("https://x.example/salma_idrissou?id=1", True),
        ("https://salmaidrissou.example/", True),
        ("https://x.example/idrissou", False),
        ("https://x.example/salma/other-idrissou", False),
        ("", False),
    ],
)
def test_an_address_that_spells_out_a_name_is_known(address: str, spelled: bool) -> None:
    names = {"d": ("Salma Idrissou", "Idrissou")}
    assert spelled_out({"k": address}, names) == ({"k"} if spelled else set())
    assert spelled_out({"k": address}, {}) == set()
