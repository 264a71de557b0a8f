"""Whoever may not see the names of private persons does not see them on any page or in any data, and does not find by them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urljoin, urlsplit

import orjson
import pytest
from read_by_people import decide
from starlette.testclient import TestClient

from vigil import review
from vigil.cli import main
from vigil.export import withheld as withheld_of
from vigil.store import Record
from vigil.web import Settings, create_app
from vigil.web.access.directory import Directory

HOST = "vigil.example"
ROWS = {
    "a1": ("Quetta market bombing kills 12", "2013-01-11",
           "QUETTA: A bomb killed at least 12 people and injured 30 at a market in Quetta, Pakistan, on Thursday, January 10, 2013,"
           " police said.\n\nLashkar-e-Jhangvi claimed responsibility for the bombing. Zubin Marwandal, a leader of the group, had"
           " warned of more attacks against Shia Muslims in Quetta.\n\nFamilies of the victims refused to bury their dead and staged"
           " a sit-in in Quetta on Friday. Haidar Quznaviri, the father of a victim, demanded that the army take control of the city."),
    "a2": ("Zubin Marwandal arrested over Quetta bombing", "2013-02-04",
           "QUETTA: Police arrested Zubin Marwandal on January 20, 2013 in connection with the January 10 bombing in Quetta, Pakistan,"
           " that killed 13 people. Marwandal was charged with murder, and his trial began on February 3, 2013.\n\nThe chief minister"
           " rejected the demand of Haidar Quznaviri for army control of Quetta. The prime minister promised compensation."),
    "a3": ("Man acquitted of Quetta bombing", "2014-03-06",
           "QUETTA: A court in Quetta, Pakistan, acquitted Zubin Marwandal on March 5, 2014 of the bombing of January 10, 2013 that"
           " killed 12 people. Relatives of the dead staged a protest outside the court in Quetta on Wednesday."),
    "s1": ("Zubin Marwandal opens a bakery", "2015-01-01", "Zubin Marwandal opened a bakery. It sells bread and cakes every morning."),
}  # fmt: skip
NAMES = (
    "Zubin Marwandal",
    "Haidar Quznaviri",
    "Tarin Wazgul",
)  # the last is typed by a reviewer after the conclusion
PIECES = sorted(
    {*NAMES, *(word for name in NAMES for word in name.split()), "zubin marwan", "arwand", "Marwandal Zubin"}
)
UNKNOWN = "Xerxo Vulpinand"
# Every page and list with the words that it can be asked for by a name with.
ASKED = {
    "/incidents": ("q", "actor", "community", "place"), "/incidents.json": ("q", "actor", "community"), "/incidents.csv": ("q", "actor"),
    "/map.json": ("q", "actor", "community"), "/episodes": ("q", "actor"), "/episodes.json": ("q", "actor"),
    "/demands": ("by", "of", "q"), "/demands.json": ("by", "of", "q"), "/responses": ("by", "q"), "/responses.csv": ("by", "q"),
    "/warnings": ("by", "against", "q"), "/warnings.json": ("by", "against", "q"), "/accountability": ("q",), "/accountability.json": ("q",),
    "/actors": ("q",), "/actors.json": ("q",), "/search": ("q",), "/search.json": ("q",), "/places": ("q",), "/places/PK": ("q", "actor"),
    "/exports": ("q", "actor"), "/exports/incidents.jsonl": ("q", "actor"), "/api/v1/incidents": ("q", "actor", "community"),
    "/api/v1/incidents.jsonl": ("q", "actor", "community"), "/api/v1/search": ("q",),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record in which private persons demand, warn, are accused and are typed by hand."""
    folder = tmp_path_factory.mktemp("names")
    rows = [
        {
            "id": key,
            "title": title,
            "published": day,
            "text": text,
            "outlet": "Example Daily",
            "country": "PK",
        }
        for key, (title, day, text) in ROWS.items()
    ]
    (folder / "rows.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    made = folder / "r.db"
    assert main(["run", str(folder / "rows.jsonl"), "--record", str(made)]) == 0
    with Record.open(made) as record:
        bombing = next(one for one in record.incidents() if one.type == "bombing")
        typed = review.Correct(
            bombing.id,
            "perpetrators",
            [{"name": "Lashkar-e-Jhangvi", "stance": "claimed"}, {"name": NAMES[2], "stance": "blamed"}],
        )
        decide(record, typed, reason=f"the court names {NAMES[2]}")
    return made


@pytest.fixture(scope="module")
def asking(place: Path) -> Iterator[Callable[[str], TestClient]]:
    """The site as others reach it, as somebody with a token."""
    with Record.open(place) as record:
        directory = Directory(record.accounts)
        directory.add("erin", "editor", "test")
        scopes = {
            "reader": ["read", "review", "export"],
            "adder": ["read", "review", "write"],
        }  # who may not add sees no names
        tokens = {who: directory.make_token("erin", some, 7, "", "test")[1] for who, some in scopes.items()}
    app = create_app(Settings(str(place), host="0.0.0.0", hosts=(HOST,)))
    with TestClient(app, f"http://{HOST}") as client:

        def of(who: str) -> TestClient:
            headers = {"authorization": f"Bearer {tokens[who]}", "accept": "text/html"}
            return TestClient(app, f"http://{HOST}", headers=headers)

        assert client is not None
        yield of


def named_in(text: str) -> list[str]:
    """Which of the names stand in what was answered, whole or the last word alone."""
    plain = unescape(text).casefold()
    return [name for name in NAMES if name.split()[-1].casefold() in plain]


def text_of(content: bytes) -> str:
    """What was answered as text; of an archive all that is in it."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(name + text_of(archive.read(name)) for name in archive.namelist())


def addresses(text: str) -> set[str]:
    """Where a page leads to."""
    return {unescape(found) for found in re.findall(r'(?:href|src)="([^"#]+)', text)}


def test_no_page_or_data_that_a_reader_comes_to_holds_a_name(asking: Callable[[str], TestClient]) -> None:
    reader = asking("reader")
    schema = reader.get("/api/v1/openapi.json").json()
    waiting = [
        "/",
        "/changes?since=2000",
        "/changes.atom?since=2000",
        "/changes.json?since=2000",
        "/originals/a1",
        "/originals/s1",
    ]
    waiting += [path for path in schema["paths"] if "{" not in path]
    kinds = schema["components"]["schemas"].get("Kind", {}).get("enum") or [
        "episodes",
        "demands",
        "responses",
        "accountability",
        "threats",
        "actors",
    ]
    waiting += [f"/api/v1/{kind}" for kind in kinds]
    waiting += [f"/api/v1/documents/{key}" for key in ROWS]
    known, told = set(waiting), []
    while waiting:
        address = waiting.pop()
        answer = reader.get(address)
        assert answer.status_code < 500 or answer.status_code == 501, (address, answer.text)
        if found := named_in(text_of(answer.content)):
            told.append((address, found))
        more = addresses(answer.text) if "html" in answer.headers["content-type"] else set()
        if (
            address.startswith("/api/v1/")
            and "json" in answer.headers["content-type"]
            and not address.endswith(".jsonl")
        ):
            items = [one for one in answer.json().get("items", ()) if isinstance(one, dict) and "id" in one]
            more = {f"{urlsplit(address).path}/{one['id']}" for one in items}
        for link in sorted(more):
            to = urljoin(f"http://{HOST}{address}", link)
            parts = urlsplit(to)
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            # the same list in another order or of other months shows nothing else
            if (
                parts.netloc == HOST
                and there not in known
                and not re.search(r"[?&](sort|from|to|type)=", there)
            ):
                known.add(there)
                waiting.append(there)
    assert told == [], "\n".join(map(str, told))
    come_to = {urlsplit(address).path for address in known}
    assert {
        "/incidents.csv",
        "/demands.json",
        "/set-aside",
        "/documents/a2",
        "/trends",
        "/exports",
        "/review",
    } <= come_to
    assert sum(path.startswith("/exports/") for path in come_to) > 10


@pytest.mark.parametrize("path", ASKED)
def test_a_name_that_is_withheld_is_to_a_reader_one_that_the_record_does_not_know(
    asking: Callable[[str], TestClient], path: str
) -> None:
    reader = asking("reader")

    def answered(name: str, value: str) -> tuple[int, str]:
        answer = reader.get(path, params={name: value})
        text = answer.text
        for form in sorted(
            {value, quote_plus(value), value.replace(" ", "%20"), value.lower()}, key=len, reverse=True
        ):
            text = text.replace(form, "…")
        return answer.status_code, text

    for name in ASKED[path]:
        unknown = answered(name, UNKNOWN)
        assert unknown[0] == 200
        for piece in PIECES:
            assert answered(name, piece) == unknown, (name, piece)


def test_who_may_see_the_names_finds_by_them(asking: Callable[[str], TestClient]) -> None:
    adder = asking("adder")

    def found(path: str, **asked: str) -> Any:
        return adder.get(path, params=asked).json()

    assert (
        found("/api/v1/incidents", actor="marwandal")["total"]
        and found("/api/v1/incidents", q="Wazgul")["total"]
    )
    assert found("/demands.json", by="Quznaviri") and found("/responses.json", q="Zubin")
    assert (
        found("/api/v1/search", q="Quznaviri")["documents"]
        and found("/search.json", q="Marwandal")["documents"]
    )
    assert "zubin marwandal" in adder.get("/incidents").text and "Zubin" in adder.get("/set-aside").text
    assert adder.get("/originals/a1").status_code == 200


def test_words_beside_a_name_are_found_by_readers_too(asking: Callable[[str], TestClient]) -> None:
    reader = asking("reader")
    assert reader.get("/search.json", params={"q": "market bombing"}).json()["documents"]
    assert "lashkar-e-jhangvi" in reader.get("/incidents").text
    assert reader.get("/api/v1/incidents", params={"actor": "jhangvi"}).json()["total"] == 1
    documents = reader.get("/api/v1/search", params={"q": "murder trial"}).json()["documents"]
    assert [one["id"] for one in documents] == ["a2"]


def test_a_name_in_what_a_link_quotes_from_another_incident_is_covered(
    demo_record: Path, open_site: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words that link two incidents may be those of a document that tells only of the other one."""
    site = open_site(demo_record)
    with Record.open(demo_record) as record:
        names = withheld_of(record)
        linking = [
            (one.id, name)
            for one in record.incidents()
            for link in one.links
            for evidence in link.evidence
            for name in names.get(evidence.document, ())
            if " " in name
            and name in evidence.quote
            and evidence.document not in {report.document for report in one.reports}
        ]
    assert linking, "the sample has such a link"
    for module in ("lists", "pages.incident", "pages.episodes"):
        monkeypatch.setattr(f"vigil.web.{module}.names_shown", lambda request: False)
    for incident, name in linking:
        page = site.get(f"/incidents/{incident}").text
        assert name not in unescape(page) and "█" in page
