"""The pages of attention as a reader meets them: counts outside a collection, expectation and rivals inside one."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from vigil.cli import main
from vigil.export import withheld
from vigil.store import Record

DATA = {"accept": "*/*"}
IN = "collection=everything"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is waited for."""
    monkeypatch.setattr("vigil.web.figured.PATIENCE", dict.fromkeys(("html", "json", "csv", "svg"), 300.0))


@pytest.fixture(scope="module")
def declared(demo_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a declared collection."""
    place = tmp_path_factory.mktemp("declared") / "r.db"
    shutil.copy(demo_record, place)
    declare = ["collection", "declare", "--record", str(place), "--from", "2003", "--to", "2022"]
    assert main([*declare, "everything", "--all-sources"]) == 0
    return place


@pytest.fixture(scope="module")
def inside(declared: Path, open_site: Callable[[Path], TestClient]) -> TestClient:
    return open_site(declared)


@pytest.fixture(scope="module")
def sit_in(declared: Path) -> str:
    """The sit-in that most documents tell."""
    record = Record.open(declared)
    found = max((i for i in record.incidents() if i.type == "sit-in"), key=lambda i: len(i.reports))
    record.close()
    return found.id


def printed(capsys: pytest.CaptureFixture, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["attention", "--json", *arguments]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("", ()),
        (IN, ("--collection", "everything")),
        (f"{IN}&of=demonstration&days=14&home=PK",
         ("--collection", "everything", "--of", "demonstration", "--days", "14", "--home", "PK")),
    ],
)  # fmt: skip
def test_the_data_are_those_of_the_command(
    address: str, options: tuple[str, ...], inside: TestClient, declared: Path, capsys: pytest.CaptureFixture
) -> None:
    answer = inside.get(f"/attention.json?{address}", headers=DATA)
    assert answer.status_code == 200
    assert answer.json() == printed(capsys, "--record", str(declared), *options)


def test_the_data_of_one_incident_are_those_of_the_command(
    inside: TestClient, declared: Path, sit_in: str, capsys: pytest.CaptureFixture
) -> None:
    for address, options in (("", ()), (f"?{IN}", ("--collection", "everything"))):
        answer = inside.get(f"/attention/{sit_in}.json{address}", headers=DATA)
        assert answer.json() == printed(capsys, sit_in, "--record", str(declared), *options)


def test_outside_a_collection_documents_are_counted_and_nothing_is_expected(
    inside: TestClient, sit_in: str
) -> None:
    page = inside.get("/attention").text
    assert "Neither a share nor a half-life" in words(page) and "Beside expectation" not in page
    assert "<img" not in page and "choose a collection" in page
    row = inside.get("/attention.json", headers=DATA).json()
    assert all(one["expected"] is None for one in row["incidents"]) and row["caution"] in words(page)
    one = inside.get(f"/attention/{sit_in}").text
    assert "By outlet and day" in one and "Half-life" not in one and "<img" not in one


def test_inside_a_collection_incidents_stand_beside_what_their_toll_lets_expect(inside: TestClient) -> None:
    page = inside.get(f"/attention?{IN}").text
    row = inside.get(f"/attention.json?{IN}", headers=DATA).json()
    said = words(page)
    assert "Most covered beside expectation" in said and "Least covered beside expectation" in said
    assert f"Fitted on {row['fit']['incidents']} incidents. Left out:" in said
    assert row["fit"]["assumptions"] in said and row["caution"] in said and row["method"] in said
    most = max((o for o in row["incidents"] if o["expected"]), key=lambda o: o["expected"]["below"])
    assert f'href="/attention/{most["id"]}?{IN}"' in page
    (alt,) = re.findall(r'<img src="[^"]+" alt="([^"]+)"', page)
    assert "The tables below" in alt and f"expected {most['expected']['expected']:.2g}" in alt
    picture = inside.get(f"/attention.svg?{IN}", headers=DATA)
    assert ElementTree.fromstring(picture.text).tag.endswith("svg")


def test_one_incident_day_by_day_with_its_rivals(inside: TestClient, sit_in: str) -> None:
    page = inside.get(f"/attention/{sit_in}?{IN}").text
    row = inside.get(f"/attention/{sit_in}.json?{IN}", headers=DATA).json()
    said = words(page)
    for heading in (
        "By outlet and day",
        "Share of all coverage",
        "Half-life",
        "Expected by its toll",
        "What else was reported",
    ):
        assert heading in said
    assert (
        f"{row['rivals']['documents']:,} of {row['rivals']['everything']:,} that the collection holds" in said
    )
    assert row["half_life"]["method"] in said and row["rivals"]["method"] in said
    for rival in row["rivals"]["incidents"]:
        assert f'href="/incidents/{rival["incident"]}"' in page
    assert f'href="/incidents/{sit_in}"' in page
    picture = inside.get(f"/attention/{sit_in}.svg?{IN}", headers=DATA)
    assert (
        picture.headers["content-type"] == "image/svg+xml"
        and ElementTree.fromstring(picture.text) is not None
    )


def test_the_table_has_a_row_for_each_incident_and_for_each_outlet(inside: TestClient, sit_in: str) -> None:
    rows = list(csv.DictReader(io.StringIO(inside.get(f"/attention.csv?{IN}", headers=DATA).text)))
    data = inside.get(f"/attention.json?{IN}", headers=DATA).json()["incidents"]
    assert [r["id"] for r in rows] == [d["id"] for d in data]
    assert [int(r["own"]) for r in rows] == [d["coverage"]["own"] for d in data]
    expected = {d["id"]: d["expected"]["high"] for d in data if d["expected"]}
    assert {r["id"]: int(r["expected_high"]) for r in rows if r["expected_high"]} == expected
    outlets = list(csv.DictReader(io.StringIO(inside.get(f"/attention/{sit_in}.csv", headers=DATA).text)))
    assert sum(int(o["own"]) for o in outlets) >= 4 and {o["incident"] for o in outlets} == {sit_in}


def test_an_incident_leads_to_its_attention(inside: TestClient, sit_in: str) -> None:
    assert f'href="/attention/{sit_in}"' in inside.get(f"/incidents/{sit_in}").text


def test_names_of_private_persons_are_nowhere(inside: TestClient, declared: Path, sit_in: str) -> None:
    record = Record.open(declared)
    names = {name for found in withheld(record).values() for name in found if " " in name}
    record.close()
    assert names
    for address in (f"/attention?{IN}", f"/attention.json?{IN}", f"/attention.svg?{IN}", f"/attention/{sit_in}?{IN}",
                    f"/attention/{sit_in}.json?{IN}", f"/attention/{sit_in}.svg?{IN}", f"/trends.json?{IN}&group=perpetrator"):  # fmt: skip
        text = inside.get(address, headers=DATA).text
        assert not [name for name in names if name in text], address


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("days=0", "no number of days"),
        ("days=%D9%A3", "no number of days"),
        ("days=1e9", "no number of days"),
        ("of=marhc", "There is no kind or type"),
        ("of=tax", "There is no kind or type"),
        ("home=Nowhere", "There is no country"),
        ("collection=none", "There is no collection none"),
        ("collection=%00", "no text"),
        ("home=" + "x" * 300, "too long"),
    ],
)
def test_hostile_words_are_answered_with_a_sentence(address: str, said: str, inside: TestClient) -> None:
    answer = inside.get(f"/attention?{address}")
    assert answer.status_code == 400 and said in words(answer.text)
    assert inside.get(f"/attention.json?{address}", headers=DATA).status_code == 400


def test_an_incident_that_there_is_not_is_not_found(inside: TestClient) -> None:
    for key in ("none", "none.json", "none.svg", "%00", "..%2f..", "x" * 500):
        assert inside.get(f"/attention/{key}").status_code == 404, key


def test_a_page_is_whole_and_has_neither_style_nor_script_of_its_own(inside: TestClient, sit_in: str) -> None:
    for address in (f"/attention?{IN}", f"/attention/{sit_in}?{IN}", f"/trends?{IN}", "/attention"):
        page = inside.get(address).text
        assert " style=" not in page and "<style" not in page and not re.search(r"<script(?![^>]*src=)", page)
        assert page.count("<section") == page.count("</section>") and page.count("<tr") == page.count("</tr>")
        assert re.search(r'<nav.*aria-current="page"', page, re.S)
