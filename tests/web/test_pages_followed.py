"""Pages of what followed: episodes, actors, demands, responses, accountability, warnings, places, as a reader meets them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import made_up
import pytest
from starlette.testclient import TestClient

from vigil.aftermath import Accused, Aftermath, Demand, Episode, Line, Party, Relation, Response, Step, Threat
from vigil.declared import Collection
from vigil.records import Evidence, Span
from vigil.store import Record

LISTS = ("/episodes", "/actors", "/demands", "/responses", "/accountability", "/warnings")
ALL = (*LISTS, "/places")
VOID = {"meta", "link", "input", "br", "img", "hr", "option"}


class _Page(HTMLParser):
    """Links, ids and whether every element that is opened is closed again."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.styled = self.scripted = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.styled += "style" in given or tag == "style"
        self.scripted += any(name.startswith("on") for name in given) or (
            tag == "script" and "src" not in given
        )
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def read(client: TestClient, address: str) -> tuple[str, _Page]:
    """A page that is there, its elements closed, its ids each once, without script or style in it."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text[:300])
    page = _Page(answer.text)
    assert not page.wrong and not page.open, (address, page.wrong, page.open)
    assert len(page.ids) == len(set(page.ids)), address
    assert not page.styled and not page.scripted
    return answer.text, page


def single(page: _Page, path: str) -> list[str]:
    """Addresses of single things of a list that a page leads to."""
    own = re.compile(rf"{path}/[^?#]+")
    return sorted({link for link in page.links if own.fullmatch(link)})


# ---------------------------------------------------------------- every page of the sample


@pytest.mark.parametrize("path", LISTS)
def test_everything_listed_has_a_page_and_data(site: TestClient, path: str) -> None:
    _, page = read(site, path)
    there = single(page, path)
    assert there
    rows = site.get(f"{path}.json").json()
    assert {row["id"] for row in rows} >= {link.rpartition("/")[2] for link in there}
    for link in there[:25]:
        _, one = read(site, link)
        assert f"{link}.json" in one.links
        assert site.get(f"{link}.json").json()["id"] == link.rpartition("/")[2]


@pytest.mark.parametrize("path", ALL)
def test_the_table_as_csv_has_the_rows_of_the_json(site: TestClient, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get(f"{path}.csv").text)))
    told = site.get(f"{path}.json").json()
    if path == "/accountability":  # a step a row
        assert len(rows) == sum(len(row["steps"]) for row in told)
    else:
        assert len(rows) == len(told) and set(rows[0]) == set(told[0])


def test_links_within_pages_lead_somewhere(site: TestClient) -> None:
    """Whatever a page of an episode and of an actor leads to within these pages is there, also within itself."""
    episode = max(site.get("/episodes.json").json(), key=lambda row: len(row["incidents"]))["id"]
    actor = max(site.get("/actors.json").json(), key=lambda row: len(row["roles"]))["id"]
    for address in (f"/episodes/{episode}", f"/actors/{actor}"):
        _, page = read(site, address)
        assert {link[1:] for link in page.links if link.startswith("#")} <= {*page.ids}
        others = {link.partition("#")[0].partition("?")[0] for link in page.links if link.startswith("/")}
        wanted = sorted(link for link in others if link.startswith((*(f"{p}/" for p in ALL), "/incidents/")))
        assert wanted
        for link in wanted[:60]:
            assert site.get(link).status_code == 200, link


def test_an_episode_tells_its_sentences_with_the_words_behind_them(site: TestClient) -> None:
    row = max(site.get("/episodes.json").json(), key=lambda r: len(r["story"]))
    text, page = read(site, f"/episodes/{row['id']}")
    for number, line in enumerate(row["story"], 1):
        assert (f"q-{number}" in page.ids) == bool(line["evidence"])
    assert '<svg class="strip"' in text and "Day by day" in text and "Why they hang together" in text
    for incident in row["incidents"]:
        assert f"/incidents/{incident}" in page.links and f"e-{incident}" in page.ids


def test_filters_and_what_makes_no_sense(site: TestClient) -> None:
    everything, kabul = site.get("/episodes.json").json(), site.get("/episodes.json?place=kabul").json()
    there = {row["id"] for row in site.get("/incidents.json?place=kabul").json()}
    assert 0 < len(kabul) < len(everything) and all(there & set(row["incidents"]) for row in kabul)
    refused = site.get("/demands.json?state=refused").json()
    assert refused and {row["state"] for row in refused} == {"refused"}
    assert {row["what"] for row in site.get("/demands.json?what=protection").json()} == {"protection"}
    assert all("hazara" in row["by"].lower() for row in site.get("/demands.json?by=HAZARA").json())
    assert {row["kind"] for row in site.get("/actors.json?kind=community").json()} == {"community"}
    assert [row["name"] for row in site.get("/actors.json?q=LeJ").json()] == ["Lashkar-e-Jhangvi"]
    bans = site.get("/accountability.json?step=ban").json()
    assert bans and all(any(s["what"] == "ban" for s in row["steps"]) for row in bans)
    assert {row["by"] for row in site.get("/warnings.json?by=jhangvi").json()} == {"Lashkar-e-Jhangvi"}
    for address in (
        "/demands?state=ignored",
        "/actors?kind=ghost",
        "/episodes?from=later",
        "/accountability?collection=none",
    ):
        answer = site.get(address)
        assert answer.status_code == 400 and "“" in answer.text
    for path in LISTS:
        text, _ = read(site, f"{path}?q=zzzqqq")
        assert "zzzqqq" in text and "Take a filter away" in text


@pytest.mark.parametrize("path", LISTS)
def test_what_is_not_there_says_where_to_look(site: TestClient, path: str) -> None:
    answer = site.get(f"{path}/nothing")
    assert answer.status_code == 404 and f"{path} lists those there are" in answer.text
    problem = site.get(f"{path}/nothing.json", headers={"accept": "application/json"})
    assert problem.status_code == 404 and path in problem.json()["detail"]


def test_places_by_country_region_and_city(site: TestClient) -> None:
    _, page = read(site, "/places")
    there = single(page, "/places")
    assert {"/places/PK", "/places/PK/Balochistan", "/places/PK/Balochistan/Quetta"} <= set(there)
    for link in there:
        _, one = read(site, link)
        told = site.get(f"{link}.json").json()
        incidents = {
            found.rpartition("/")[2] for found in one.links if re.fullmatch(r"/incidents/i\w+", found)
        }
        assert told["incidents"] and incidents <= set(told["incidents"])
    quetta = set(site.get("/places/PK/Balochistan/Quetta.json").json()["incidents"])
    rows = site.get("/incidents.json?within=PK/Balochistan/Quetta").json()
    assert {row["id"] for row in rows} == quetta and all("Quetta" in row["place"] for row in rows)
    assert site.get("/map.json?within=PK/Balochistan/Quetta").json()["total"] == len(quetta)
    answer = site.get("/places/XX/Nowhere")
    assert answer.status_code == 404 and "/places lists" in answer.text


# ---------------------------------------------------------------- names of private persons


def test_data_holds_no_name_of_a_private_person(site: TestClient) -> None:
    private = [row for row in site.get("/actors.json").json() if row["private"]]
    assert private and {row["name"] for row in private} == {"[name withheld]"}
    people = [row for row in site.get("/accountability.json").json() if row["kind"] == "person"]
    assert people and {row["name"] for row in people} == {"[name withheld]"}
    for path in LISTS:
        for form in ("json", "csv"):
            assert "Ghulam Rasool" not in site.get(f"{path}.{form}").text


def test_a_stranger_sees_no_name_of_a_private_person(demo_record: Path, stranger: TestClient) -> None:
    """Ghulam Rasool is told of as arrested, and in nothing else."""
    with Record.open(demo_record) as opened:
        key = next(party.id for party in opened.aftermath(Party) if party.private)
    (accused,) = [
        row["id"]
        for row in stranger.get("/accountability.json").json()
        if any(step["date"] == "2013-02-17..2013-02-22" for step in row["steps"])
    ]
    for address in (
        *LISTS,
        f"/accountability/{accused}",
        *single(_Page(stranger.get("/episodes").text), "/episodes"),
    ):
        assert "Rasool" not in read(stranger, address)[0]
    assert stranger.get(f"/actors/{key}").status_code == 404
    assert accused not in stranger.get("/accountability?q=Rasool").text  # nor can it be found out by asking


def test_who_may_see_names_sees_them(site: TestClient) -> None:
    assert "Ghulam Rasool" in site.get("/accountability").text and "Ghulam Rasool" in site.get("/actors").text


# ---------------------------------------------------------------- made-up records


def evidence(words: str) -> tuple[Evidence, ...]:
    return (Evidence("n-1", made_up.span(made_up.TEXTS["n-1"], words), words),)


def made(record: Path, *found: Aftermath) -> Path:
    """The invented record with these drawn from it."""
    made_up.fill(record)
    with Record.open(record) as opened:
        opened.replace_incidents(opened.incidents(), draw=lambda _: found)
    return record


BAD = "<script>alert(1)</script>\"'&"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, open_site: Callable[[Path], TestClient]) -> TestClient:
    """A site whose every name and word is markup."""
    told = (Evidence("n-1", Span("text", 0, 5), BAD),)
    step = Step("promised", "2021-03-02..2021-03-04", "2021-03-05", BAD, told, BAD, "i-bomb")
    arrest = Step("arrest", None, "2021-03-05", BAD, told, BAD, "i-bomb")
    parts = ("i-bomb", "i-sit")
    place = tmp_path_factory.mktemp("hostile") / "r.db"
    return open_site(
        made(
            place,
            Episode("e1", BAD, parts, "2021-03-01", "2021-03-04", (Line(BAD, "2021-03-01", "i-bomb", told),)),
            Demand("d1", BAD, BAD, BAD, BAD, "2021-03-02", None, "promised", parts, "e1", (step,), told),
            Response("r1", BAD, BAD, BAD, None, "2021-03-02", None, None, parts, "e1", ("d1",), (step,), told),
            Accused("x1", BAD, "group", parts, (arrest,), None, (BAD,)),
            Threat("t1", BAD, BAD, BAD, None, "2021-02-01", BAD, parts, (("i-bomb", BAD),), ("r1",), told),
            Party("p1", BAD, "group", False, (BAD,), (Relation(BAD, f"{BAD}2", None, None, told),), (("perpetrator", "i-bomb"),), (BAD,)),
            Party("p2", f"{BAD}2", "community", False, (), (), (("victim", "i-bomb"),)),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        *ALL,
        "/episodes/e1",
        "/demands/d1",
        "/responses/r1",
        "/accountability/x1",
        "/warnings/t1",
        "/actors/p1",
        f"/actors?q={BAD}",
    ],
)
def test_markup_in_a_name_is_text(hostile: TestClient, address: str) -> None:
    text, _ = read(hostile, address)
    assert "<script>alert" not in text
    if address != "/places":
        assert "&lt;script&gt;alert(1)" in text


@pytest.fixture(scope="module")
def cleared(
    tmp_path_factory: pytest.TempPathFactory, open_site: Callable[[Path], TestClient]
) -> Iterator[Any]:
    """Somebody arrested and acquitted, a group with a ban; a collection of one paper is declared."""
    words = "killed"
    arrest = Step(
        "arrest", "2021-03-02", "2021-03-03", "One report says so.", evidence(words), "police", "i-bomb"
    )
    freed = Step(
        "acquittal", "2021-06-01", "2021-06-02", "One report says so.", evidence(words), "a court", "i-bomb"
    )
    later = Step("killed", "2022-01-01", "2022-01-02", "One report says so.", evidence(words), None, "i-bomb")
    place = tmp_path_factory.mktemp("cleared") / "r.db"
    made(
        place,
        Accused("x1", "Harbour Front", "group", ("i-bomb",), (arrest, freed, later), "killed"),
        Party(
            "p1", "Harbour Front", "group", False, (), (), (("perpetrator", "i-bomb"), ("accused", "i-bomb"))
        ),
        Episode("e1", "bombing", ("i-bomb", "i-sit"), "2021-03-01", "2021-03-04"),
    )
    with Record.open(place) as opened:
        outlets = [name for name, *_ in opened.outlets() if name]
        opened.declare(Collection("papers", (), (), "2021", "2022"))
    assert outlets
    return open_site(place)


@pytest.mark.parametrize("address", ["/accountability", "/accountability/x1", "/actors/p1", "/episodes/e1"])
def test_an_acquittal_goes_with_every_accusation(cleared: TestClient, address: str) -> None:
    """Also where something else ended the story later."""
    text, _ = read(cleared, address)
    assert re.search(r'class="tag outcome cleared">acquittal<', text)
    assert "arrest" in text and "named as perpetrator" in text or address != "/actors/p1"


def test_no_step_found_is_said_inside_a_collection_alone(cleared: TestClient) -> None:
    text, _ = read(cleared, "/accountability")
    assert "only inside a declared collection" in text and "no step was found in" not in text.lower()
    text, _ = read(cleared, "/accountability?collection=papers")
    assert "Inside the collection <b>papers</b>" in text and re.search(r"\d documents? of \d sources?", text)
    last = cleared.get("/accountability.json?collection=papers").json()[-1]
    assert last["collection"]["name"] == "papers" and "no_step_found" in last


# ---------------------------------------------------------------- empty, and long


@pytest.mark.parametrize("path", ALL)
def test_an_empty_record_says_so(empty: TestClient, path: str) -> None:
    text, _ = read(empty, path)
    assert "of this record" in text or "in this record" in text
    assert empty.get(f"{path}.json").json() == [] and empty.get(f"{path}.csv").status_code == 200


def test_long_lists_come_in_pages(tmp_path: Path, open_site: Callable[[Path], TestClient]) -> None:
    many = [
        Demand(f"d{n:03}", "protection", f"guards at gate {n}", None, None, f"2021-03-{n % 28 + 1:02}", None, "open", ("i-sit",), None)
        for n in range(120)
    ]  # fmt: skip
    client = open_site(made(tmp_path / "r.db", *many))
    seen: list[str] = []
    address = "/demands?what=protection"
    while address:
        text, page = read(client, address)
        shown = single(page, "/demands")
        assert len(shown) <= 50 and not set(shown) & set(seen)
        seen += shown
        forward = re.search(r'<a rel="next" href="([^"]+)"', text)
        address = forward.group(1).replace("&amp;", "&") if forward else ""
    assert len(seen) == 120
    text, _ = read(client, "/demands?after=d005")
    assert 'rel="prev"' in text
