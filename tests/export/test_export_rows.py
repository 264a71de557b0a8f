"""What leaves the machine: key order, evidence, withheld names, tables, stable bytes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import made_up
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.errors import UsageError
from vigil.export import WITHHELD, atomic_writer, export_lines, mask, private_names, shorten
from vigil.export.names import cued_names, is_name, looks_personal
from vigil.export.table import COLUMNS, safe_cell
from vigil.store import Record

INCIDENT_KEYS = [
    "id",
    "kind",
    "type",
    "nature",
    "summary",
    "date",
    "place",
    "parts",
    "actors",
    "weapons",
    "targets",
    "victims",
    "killed",
    "injured",
    "abducted",
    "arrested",
    "size",
    "demands",
    "responses",
    "accountability",
    "warnings",
    "links",
    "documents",
    "claims",
    "confidence",
    "status",
    "provenance",
    "corrected",
    "decisions",
]
CLAIM_KEYS = [
    "id",
    "attribute",
    "value",
    "low",
    "high",
    "qualifier",
    "speaker",
    "speaker_kind",
    "stance",
    "as_of",
    "document",
    "in",
    "quote",
    "start",
    "end",
    "superseded",
]
AGGREGATE_KEYS = [
    "id",
    "measure",
    "value",
    "low",
    "high",
    "qualifier",
    "scope",
    "period",
    "speaker",
    "document",
    "quote",
    "start",
    "end",
]


@pytest.fixture(scope="module")
def record_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.fill(tmp_path_factory.mktemp("record") / "r.db")


def lines(path: Path, what: str) -> bytes:
    with Record.open(path) as record:
        return b"".join(export_lines(record, what))


def rows(path: Path, what: str) -> list[dict]:
    return [json.loads(line) for line in lines(path, what).splitlines()]


def test_incident_rows_have_every_key_in_order(record_path: Path) -> None:
    found = rows(record_path, "incidents")
    assert [r["id"] for r in found] == ["i-bomb", "i-sit"]
    for row in found:
        assert list(row) == INCIDENT_KEYS
        assert list(row["date"]) == ["start", "end", "precision"]
        assert list(row["place"]) == [
            "name",
            "city",
            "admin1",
            "country",
            "lat",
            "lon",
            "precision",
            "geonames_id",
        ]
        for claim in row["claims"]:
            assert [k for k in claim if k != "masked"] == CLAIM_KEYS
        for actor in row["actors"]:
            assert list(actor) == ["id", "name", "role", "stance", "by"]
    bomb = found[0]
    assert bomb["killed"] == {
        "low": 12,
        "best": 15,
        "high": 15,
        "rule": "latest-hospital",
        "attackers": 1,
        "by_group": {"women": 3},
    }
    assert bomb["abducted"] is None and bomb["size"] is None
    assert [d["id"] for d in bomb["documents"]] == ["n-1", "n-2"]
    assert list(bomb["documents"][0]) == ["id", "url", "outlet", "published", "role", "syndication"]
    assert found[1]["links"][0]["incident"] == "i-bomb"
    (asked,) = found[1]["demands"]
    assert asked.pop("id").startswith("d")
    assert asked == {"by": "relatives", "of": None, "what": "the governor's resignation", "state": "open"}


def test_every_quote_stands_at_its_offsets(record_path: Path) -> None:
    claims = rows(record_path, "claims")
    assert {c["incident"] for c in claims} == {"i-bomb", "i-sit"}
    for claim in [*claims, *rows(record_path, "aggregates")]:
        assert made_up.TEXTS[claim["document"]][claim["start"] : claim["end"]] == claim["quote"]


def test_names_of_private_persons_stay_behind_in_every_export(record_path: Path) -> None:
    for what in ("incidents", "claims", "aggregates", "documents", "csv"):
        text = lines(record_path, what).decode()
        for name in ("Salma", "Idrissou", "Ousmane", "Balla"):
            assert name not in text, (what, name)
    bomb, sit = rows(record_path, "incidents")
    assert bomb["victims"] == [{"group": "teacher", "count": 1}]
    assert [a["name"] for a in bomb["actors"]] == ["Red Dawn Front", WITHHELD]
    named = next(c for c in bomb["claims"] if c["attribute"] == "victim")
    assert named["masked"] is True
    assert "masked" not in next(c for c in bomb["claims"] if c["attribute"] == "killed")
    assert "█" * len("Salma Idrissou") in sit["summary"]


def test_aggregates_have_their_own_export(record_path: Path) -> None:
    (row,) = rows(record_path, "aggregates")
    assert list(row) == AGGREGATE_KEYS
    assert (row["value"], row["low"], row["high"], row["qualifier"]) == (300, 301, None, "more than")


def test_documents_carry_no_text(record_path: Path) -> None:
    found = rows(record_path, "documents")
    assert [d["id"] for d in found] == ["n-1", "n-2", "n-3"]
    assert all("text" not in d and "retrieved" not in d for d in found)
    assert found[2]["status"] == "set_aside" and found[2]["reason"]


def test_table_has_one_line_an_incident(record_path: Path) -> None:
    table = list(csv.reader(io.StringIO(lines(record_path, "csv").decode("utf-8"))))
    assert table[0] == list(COLUMNS)
    cells = dict(zip(table[0], table[1], strict=True))
    assert (cells["killed_low"], cells["killed_best"], cells["lat"], cells["sources"]) == (
        "12",
        "15",
        "13.757",
        "2",
    )
    assert cells["perpetrators"] == "Red Dawn Front (claimed)"
    assert len(table) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_runs_as_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert safe_cell("a" + text) == "a" + text
    assert safe_cell(-67.2) == -67.2


def test_exports_do_not_depend_on_the_order_of_input(record_path: Path, tmp_path: Path) -> None:
    other = made_up.fill(tmp_path / "other.db", order=-1)
    for what in ("incidents", "claims", "aggregates", "documents", "csv"):
        assert lines(record_path, what) == lines(other, what)


def test_an_unknown_export_is_a_usage_error(record_path: Path) -> None:
    with Record.open(record_path) as record, pytest.raises(UsageError, match="aggregates"):
        export_lines(record, "xml")


def test_a_failed_write_leaves_the_former_file(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"before")
    with pytest.raises(RuntimeError), atomic_writer(target) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]
    with atomic_writer(target) as stream:
        stream.write(b"after")
    assert target.read_bytes() == b"after"
    with pytest.raises(UsageError), atomic_writer(tmp_path / "no" / "folder"):
        pass


@given(
    st.text(alphabet="ab Zoë\n.,", max_size=40),
    st.integers(0, 9),
    st.lists(st.text(alphabet="abZoë ", min_size=1, max_size=4), max_size=3),
)
def test_a_shortened_quote_stands_in_its_text_and_holds_no_name(
    quote: str, start: int, names: list[str]
) -> None:
    text = "x" * start + quote
    short, at, cut = shorten(quote, start, names)
    assert text[at : at + len(short)] == short
    assert mask(short, names) == short
    assert cut == (mask(quote, names) != quote)
    assert len(mask(quote, names)) == len(quote)


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("Salma Idrissou", True), ("José de la Cruz", True), ("Abu Bakr al-Masri", True), ("Red Dawn Front", False),
        ("Lashkar-e-Jhangvi", False), ("three suspects", False), ("National Police", False), ("Taliban", False),
    ],
)  # fmt: skip
def test_shape_of_a_personal_name(name: str, personal: bool) -> None:
    assert looks_personal(name) is personal


def test_words_for_somebody_unnamed_are_no_names() -> None:
    assert not any(map(is_name, ("suicide bomber", "Gunmen", "Three suspects", "militants")))
    assert is_name("Saifullah") and is_name("Irma Quispe")


def test_places_and_bodies_are_never_covered_by_a_surname() -> None:
    names = private_names(made_up.incidents())
    assert "Idrissou" in names["n-2"]
    assert not {"Tessaoua", "Front", "Maradi"} & set(names["n-1"])


def test_the_name_of_a_known_group_is_never_covered() -> None:
    assert not is_name("Boko Haram")
    text = "Lashkar-e-Jhangvi claimed it; Omar Lashkar denied it."
    assert mask(text, ["Lashkar", "Omar Lashkar"]) == "Lashkar-e-Jhangvi claimed it; ████████████ denied it."
    assert shorten("Lashkar-e-Jhangvi claimed it", 5, ["Jhangvi"]) == (
        "Lashkar-e-Jhangvi claimed it",
        5,
        False,
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The trial of Thabo Nkosi for the murder of Lerato Dlamini opened.",
            ["Thabo Nkosi", "Lerato Dlamini"],
        ),
        (
            "A volunteer, Hilal Khan, succumbed; Ilham Tohri, a shopkeeper, saw it.",
            ["Hilal Khan", "Ilham Tohri"],
        ),
        ("A bomb went off in Hazara Town, a suburb, after the death of President Mobutu Seko.", []),
    ],
)
def test_names_are_known_by_the_words_beside_them(text: str, names: list[str]) -> None:
    assert list(cued_names(text)) == names


def test_who_leads_a_protest_or_is_threatened_is_withheld_and_bodies_pass() -> None:
    text = "Nadia Ferrer and the Harbour Union called a strike. Amos Tarka was threatened."
    told = [
        made_up.claim(text, "Nadia Ferrer", "organiser", value="Nadia Ferrer"),
        made_up.claim(text, "Harbour Union", "organiser", value="Harbour Union"),
        made_up.claim(text, "was threatened", "warning", value="was threatened", addressee="Amos Tarka"),
        made_up.claim(text, "strike", "participant", value="dock workers"),
    ]
    first = made_up.incidents()[0]
    incident = replace(
        first,
        victims=(),
        actors=(),
        reports=(replace(first.reports[0], claims=tuple(told), victims=(), actors=()),),
    )
    (names,) = private_names([incident]).values()
    assert {"Nadia Ferrer", "Amos Tarka"} <= set(names)
    assert not any("Harbour" in name or "dock" in name for name in names)
