"""The page of trends as a reader meets it: counts over time, a collection, two periods, hostile words, and no extra."""

from __future__ import annotations

import builtins
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

DATA = {"accept": "*/*"}


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


def printed(capsys: pytest.CaptureFixture, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(list(arguments)) == 0
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("", ("--by", "year")),
        ("of=attack&place=Quetta&since=2012&until=2013-06&by=month",
         ("--of", "attack", "--place", "Quetta", "--since", "2012", "--until", "2013-06")),
        ("collection=everything&of=attack&by=quarter&first=2012&second=2013",
         ("--collection", "everything", "--of", "attack", "--by", "quarter", "--compare", "2012", "2013")),
        ("group=perpetrator&country=PK&nature=political",
         ("--group", "perpetrator", "--country", "PK", "--nature", "political", "--by", "year")),
    ],
)  # fmt: skip
def test_the_data_are_those_of_the_command(
    address: str, options: tuple[str, ...], inside: TestClient, declared: Path, capsys: pytest.CaptureFixture
) -> None:
    answer = inside.get(f"/trends.json?{address}", headers=DATA)
    assert answer.status_code == 200
    assert answer.json() == printed(capsys, "trend", "--json", "--record", str(declared), *options)


def test_the_page_says_what_the_command_line_says(
    inside: TestClient, declared: Path, capsys: pytest.CaptureFixture
) -> None:
    asked = "collection=everything&of=attack&by=year&first=2012&second=2013"
    page = words(inside.get(f"/trends?{asked}").text)
    row = inside.get(f"/trends.json?{asked}", headers=DATA).json()
    assert row["caution"] in page
    assert row["rate_change"]["method"] in page and row["lethality"]["assumptions"] in page
    assert "Left out:" in page and "Computed inside collection everything" in page
    assert f"{row['rate_change']['ratio']:.3g} times as many (95% interval" in page


def test_outside_a_collection_there_are_counts_and_no_ratio(inside: TestClient) -> None:
    page = words(inside.get("/trends?of=attack&first=2012&second=2013").text)
    assert "5 incidents in 366 days" in page or "incidents in 366 days" in page
    assert "times as many" not in page and "Neither a ratio of rates nor a change" in page


def test_the_table_has_every_bound_in_a_column(inside: TestClient) -> None:
    answer = inside.get("/trends.csv?of=attack&by=year", headers=DATA)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    data = inside.get("/trends.json?of=attack&by=year", headers=DATA).json()["rows"]
    assert [r["unit"] for r in rows] == [r["unit"] for r in data]
    assert [int(r["incidents"]) for r in rows] == [r["incidents"] for r in data]
    assert {"killed_low", "killed_best", "killed_high", "injured_best"} <= set(rows[0])


def test_the_picture_stands_on_the_page_with_words_for_who_cannot_see_it(inside: TestClient) -> None:
    page = inside.get("/trends?of=attack&by=year").text
    (source,) = re.findall(r'<img src="([^"]+)"', page)
    (alt,) = re.findall(r'<img src="[^"]+" alt="([^"]+)"', page)
    assert "most in" in alt and "The table below" in alt
    picture = inside.get(source.replace("&amp;", "&"), headers=DATA)
    assert picture.headers["content-type"] == "image/svg+xml"
    assert ElementTree.fromstring(picture.text).tag.endswith("svg")
    assert "<script" not in picture.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("since=yesterday", "no date"),
        ("since=2014&until=2013", "before it begins"),
        ("by=week", "write one of month, quarter, year"),
        ("group=documents", "write one of"),
        ("nature=holy", "write one of"),
        ("of=attak", "Did you mean attack"),
        ("country=Nowhere", "There is no country"),
        ("place=Atlantis", "No incident here has the place"),
        ("perpetrator=(%5B", "No incident here has the perpetrator"),
        ("collection=none", "There is no collection none"),
        ("first=2012", "give both"),
        ("first=2012&second=x", "is no period"),
        ("collection=everything&since=1990", "is not within it"),
        ("place=" + "x" * 300, "too long"),
        ("place=%00", "no text"),
    ],
)
def test_hostile_words_are_answered_with_a_sentence(address: str, said: str, inside: TestClient) -> None:
    answer = inside.get(f"/trends?{address}")
    assert answer.status_code == 400
    assert said in words(answer.text)
    assert inside.get(f"/trends.json?{address}", headers=DATA).status_code == 400


def test_a_very_long_period_is_cut_on_the_page_and_whole_in_the_data(inside: TestClient) -> None:
    page = inside.get("/trends?since=1200&until=2300&by=month")
    assert page.status_code == 200 and "more rows in the data" in page.text
    assert "too many for a picture" in words(page.text)
    assert len(page.content) < 400_000
    assert (
        len(inside.get("/trends.json?since=1200&until=2300&by=month", headers=DATA).json()["rows"])
        == 1101 * 12
    )


def test_a_record_without_incidents_says_what_to_do(empty: TestClient) -> None:
    answer = empty.get("/trends")
    assert answer.status_code == 400 and "vigil run" in answer.text


def test_without_the_extra_the_page_says_what_to_install_and_counts_all_the_same(
    demo_record: Path, open_site: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    site = open_site(demo_record)
    for name in [n for n in sys.modules if n.startswith(("vigil.analysis", "vigil.figures."))]:
        monkeypatch.delitem(sys.modules, name)
    for room in ("analysis", "figures"):  # what was imported before stands as an attribute too
        module = sys.modules.get(f"vigil.{room}")
        for name in [n for n in vars(module or object) if n in ("trend", "asked", "attention", "read")]:
            monkeypatch.delattr(module, name)
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == "polars":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    for address in ("/trends", "/attention"):
        answer = site.get(address)
        page = words(answer.text)
        assert answer.status_code == 501, page
        assert "vigil-record[analysis]" in page
        assert re.search(r"\b63 incidents\b", page) and "Incidents by year" in page
    assert site.get("/trends.json", headers=DATA).status_code == 501


def test_what_is_not_there_in_time_is_said_to_be_on_its_way(
    demo_record: Path, open_site: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from vigil.web import figured

    go = threading.Event()
    real = figured.whole

    def slow(*arguments: Any) -> Any:
        assert go.wait(300)
        return real(*arguments)

    monkeypatch.setattr("vigil.web.pages.trends.whole", slow)
    monkeypatch.setattr("vigil.web.figured.PATIENCE", dict.fromkeys(("html", "json", "csv", "svg"), 0.01))
    site = open_site(demo_record)
    page = site.get("/trends")
    assert page.status_code == 202 and "being computed" in page.text and "etag" not in page.headers
    data = site.get("/trends.json", headers=DATA)
    assert data.status_code == 503 and data.headers["retry-after"]
    go.set()
    monkeypatch.setattr("vigil.web.figured.PATIENCE", dict.fromkeys(("html", "json", "csv", "svg"), 300.0))
    assert site.get("/trends").status_code == 200


def test_figures_of_a_former_state_say_so_and_are_asked_for_again(
    inside: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigil.web.waiting import Ready

    assert "etag" in inside.get("/trends").headers and "former state" not in inside.get("/trends").text
    later = inside.app.state.site.later  # type: ignore[attr-defined]
    real = later.get
    monkeypatch.setattr(later, "get", lambda *a, **k: Ready(real(*a, **k).value, False))
    for address in ("/trends", "/attention"):
        page = inside.get(address)
        assert page.status_code == 200 and "former state" in page.text and "etag" not in page.headers
