"""The start page, incidents and articles of the sample, as a browser gets them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_by_people import decide, fill, of
from starlette.testclient import TestClient

from vigil import review
from vigil.export import COLUMNS, withheld
from vigil.export.table import bare_cell
from vigil.records import Claim, Span
from vigil.store import Record
from vigil.web import Settings, create_app
from vigil.web.charts import Stated, range_chart
from vigil.web.pages import incident
from vigil.web.pages.documents import paragraphs, pieces


def test_the_start_page_says_what_the_record_holds(site: TestClient, demo_record: Path) -> None:
    with Record.open(demo_record, create=False) as record:
        counts = record.counts()
    page = site.get("/").text
    assert f"<b>{counts['incidents']}</b> incidents" in page
    assert f"<b>{counts['claims']}</b> claims" in page
    assert "Gravest" in page and "Reports disagree" in page


def test_an_empty_record_says_how_to_fill_it(empty: TestClient) -> None:
    assert "/add" in empty.get("/").text and "vigil demo" in empty.get("/").text
    assert empty.get("/incidents").status_code == 200
    assert empty.get("/incidents.json").json() == []
    assert empty.get("/map.json").json()["cells"] == []


def test_a_filter_means_the_same_in_page_table_map_and_api(site: TestClient) -> None:
    asked = "place=quetta&kind=attack&killed=5"
    rows = site.get(f"/incidents.json?{asked}").json()
    assert rows and all(
        r["kind"] == "attack" and r["killed_best"] >= 5 and "Quetta" in r["place"] for r in rows
    )
    table = list(csv.DictReader(io.StringIO(site.get(f"/incidents.csv?{asked}").text)))
    assert [r["id"] for r in table] == [r["id"] for r in rows]
    assert site.get(f"/map.json?{asked}").json()["total"] == len(rows)
    page = site.get(f"/incidents?{asked}").text
    assert all(f"/incidents/{r['id']}" in page for r in rows)
    answer = site.get(f"/api/v1/incidents?{asked}").json()
    assert [r["id"] for r in answer["items"]] == [r["id"] for r in rows] and answer["total"] == len(rows)


@pytest.mark.parametrize(
    "path", ["/incidents?from=soon", "/map.json?zoom=x", "/incidents.csv?box=1", "/exports?killed=x"]
)
def test_what_makes_no_sense_gets_a_sentence_and_400(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 400 and "write" in answer.text


def test_every_incident_has_its_page_with_every_figure_and_its_words(site: TestClient) -> None:
    for row in site.get("/incidents.json").json():
        page = site.get(f"/incidents/{row['id']}")
        assert page.status_code == 200
        whole = site.get(f"/incidents/{row['id']}.json").json()
        for claim in whole["claims"]:
            if claim["attribute"] in ("killed", "injured") and "masked" not in claim:
                assert f'id="c-{claim["id"]}"' in page.text


def test_a_quote_leads_to_its_sentence_marked_in_the_article(site: TestClient) -> None:
    row = max(site.get("/incidents.json").json(), key=lambda r: r["documents"])
    claim = next(
        c for c in site.get(f"/incidents/{row['id']}.json").json()["claims"] if c["attribute"] == "killed"
    )
    moved = site.get(f"/claims/{claim['id']}", follow_redirects=False)
    assert moved.headers["location"].endswith(f"#c-{claim['id']}")
    article = site.get(moved.headers["location"]).text
    assert f'id="c-{claim["id"]}"' in article and re.search(f'data-claims="[^"]*{claim["id"]}', article)


def test_first_letters_of_an_id_lead_to_its_own_address(site: TestClient) -> None:
    key = site.get("/incidents.json").json()[0]["id"]
    moved = site.get(f"/incidents/{key[:9]}", follow_redirects=False)
    assert moved.status_code == 303 and moved.headers["location"] == f"/incidents/{key}"
    lost = site.get("/incidents/i000000000000")
    assert lost.status_code == 404 and "There is no incident" in lost.text


def test_a_browser_that_has_the_page_is_told_so(site: TestClient) -> None:
    first = site.get("/incidents")
    again = site.get("/incidents", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    assert site.get("/methods").headers["etag"] != first.headers["etag"]


def test_the_originals_are_downloads_and_never_shown(site: TestClient) -> None:
    key = site.get("/documents.json").json()[0]["id"]
    answer = site.get(f"/originals/{key}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/octet-stream"
    assert "attachment" in answer.headers["content-disposition"]


def test_every_export_can_be_had_of_a_filter(site: TestClient) -> None:
    page = site.get("/exports?place=quetta").text
    links = re.findall(r'href="(/exports/[^"]+)" download', page)
    assert len(links) > 8
    for link in links:
        answer = site.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200 and answer.content, link
    assert (
        "pakistan"
        not in site.get("/exports/geojson.geojson?place=kabul").text.casefold().split('"features"')[0]
    )


def test_every_route_of_the_site_asks_who_may(site: TestClient) -> None:
    assert site.app.state.access.unguarded() == []  # type: ignore[attr-defined]


def test_no_page_asks_for_anything_elsewhere(site: TestClient) -> None:
    for path in (
        "/",
        "/incidents",
        "/sources",
        "/methods",
        "/search?q=bomb",
        "/set-aside",
        "/exports",
        "/add",
    ):
        page = site.get(path).text
        assert not re.findall(r'(?:src|action)="(?:https?:)?//', page), path
        assert not re.findall(r'<link[^>]+href="(?:https?:)?//', page), path
        assert "<style" not in page and ' style="' not in page and "onclick" not in page, path


def test_strangers_see_no_names_of_private_persons(demo_record: Path) -> None:
    with Record.open(demo_record, create=False) as record:
        names = withheld(record)
        told = {i.id: {r.document for r in i.reports} for i in record.incidents()}
    local = TestClient(create_app(Settings(str(demo_record))), base_url="http://127.0.0.1:8350")
    site = local.app.state.site
    with local, Record.open(demo_record, create=False) as record:
        for key, documents in told.items():
            private = {n for d in documents for n in names.get(d, ()) if len(n.split()) > 1}
            if not private:
                continue
            found = record.incident(key)
            assert found is not None
            rows = site.documents([found])
            shown = incident.context(site, found, rows, site.private(rows, [found]))
            said = repr([shown["incident"], shown["sections"], shown["accused"], shown["title"]])
            assert not [name for name in private if name in said], key


@given(st.text(max_size=200), st.data())
@settings(max_examples=100, deadline=None)
def test_an_article_cut_at_its_claims_is_still_that_article(text: str, data: st.DataObject) -> None:
    claims = []
    for number in range(data.draw(st.integers(0, 5))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        claims.append((f"c{number}", Claim("killed", Span("text", start, end), text[start:end])))
    cut = pieces(text, claims, "text", Span("text", 1, 3))
    assert "".join(piece.text for piece in cut) == text
    for key, claim in claims:
        if claim.span.start < claim.span.end:
            marked = "".join(p.text for p in cut if key in dict(p.claims))
            assert marked == claim.quote
    lines = ["".join(p.text for p in line) for line in paragraphs(cut)]
    assert lines == [line for line in text.split("\n") if line]


def test_a_chart_says_what_its_marks_mean_and_why_a_figure_is_set_aside() -> None:
    stated = [
        Stated(71, None, "PTI", "more than 70", "c-1", "", 70),
        Stated(40, 40, "Geo News", "40", "c-2", "of the first day, below a later count"),
    ]
    drawn = str(range_chart("injured", stated, 71, 71, None, "over 70"))
    assert "<b>more than 70</b>" in drawn and "71" not in drawn
    (aside,) = re.findall(r'<div class="row aside">.*?</div>', drawn)
    assert "Geo News" in aside and "set aside: of the first day, below a later count" in aside
    legend = drawn.partition("<figcaption")[2]
    assert "hollow: set aside, and why" in legend and "concluded range: over 70" in legend
    assert "between two numbers" not in legend, "only what this chart has"


def test_an_incident_speaks_as_its_sources_do(site: TestClient) -> None:
    rows = {row["id"]: row for row in site.get("/incidents.json").json()}
    pages = {key: site.get(f"/incidents/{key}").text for key in rows}
    said = [page for page in pages.values() if re.search(r"<b>over 70 \(63–77\)</b> injured", page)]
    assert said and "More than 70 is what" in said[0], "nobody said 71"
    for key, page in pages.items():
        row = site.get(f"/incidents/{key}.json").json()
        stand = [c for c in row["claims"] if c["attribute"] == "killed" and not c["superseded"]]
        if row["killed"] and row["killed"]["low"] == row["killed"]["high"]:
            killed = page.partition('id="killed"')[2].partition("</h3>")[0]
            assert "figures disagree" not in killed, "one number agrees with itself"
            assert not rows[key]["figures_disagree"], stand
        assert not re.search(r"killed_subset|co_main|>[a-z]+_subset", page)
        for rule in re.findall(r'href="(/methods#rule-[a-z-]+)"', page):
            assert f'id="{rule.partition("#")[2]}"' in site.get("/methods").text


NUMBERS = st.none() | st.integers(0, 10**7)


@given(
    st.lists(
        st.builds(
            Stated,
            NUMBERS,
            NUMBERS,
            st.text(max_size=40),
            st.text(max_size=20),
            st.just("c-1"),
            st.text(max_size=9),
        ),
        max_size=6,
    ),
    NUMBERS,
)
@settings(max_examples=100, deadline=None)
def test_any_figures_can_be_drawn(stated: list[Stated], best: int | None) -> None:
    from xml.etree import ElementTree

    drawn = str(range_chart("killed", stated, best, best, None))
    if drawn:
        clean = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", drawn)  # no XML, but fine in HTML
        assert ElementTree.fromstring(clean).tag == "figure"


def test_the_table_of_an_incident_is_its_row_as_exported_once_for_each_claim(site: TestClient) -> None:
    exported = {r["id"]: r for r in csv.DictReader(io.StringIO(site.get("/exports/csv").text))}
    assert len(exported) > 50
    for key in list(exported)[:20]:
        whole = site.get(f"/incidents/{key}.json").json()
        rows = list(csv.DictReader(io.StringIO(site.get(f"/incidents/{key}.csv").text)))
        assert [r["claim_id"] for r in rows] == ([c["id"] for c in whole["claims"]] or [""])
        assert all({name: row[name] for name in COLUMNS} == exported[key] for row in rows)
        for row, claim in zip(rows, whole["claims"], strict=False):
            assert bare_cell(row["claim_quote"]) == claim["quote"] and row["claim_start"] == str(
                claim["start"]
            )
            assert row["claim_superseded"] == str(claim["superseded"]).lower()
            assert row["claim_outlet"] in {d["outlet"] or "" for d in whole["documents"]}


def test_the_data_of_an_incident_says_what_persons_corrected_and_names_no_reader(
    tmp_path: Path, open_site: Callable[[Path], TestClient]
) -> None:
    with Record.open(tmp_path / "r.db") as record:
        fill(record)
        bomb = of(record, "a1")
        decide(record, review.Correct(bomb.id, "killed", 16), by="Quirina", reason="=hospital list")
    site = open_site(tmp_path / "r.db")
    for address in (f"/incidents/{bomb.id}.json", f"/api/v1/incidents/{bomb.id}"):
        whole = site.get(address)
        assert whole.json()["corrected"] == ["killed"] and "Quirina" not in whole.text
        assert whole.json()["decisions"][0]["reason"] == "=hospital list"
    table = site.get(f"/incidents/{bomb.id}.csv").text
    first = next(csv.DictReader(io.StringIO(table)))
    assert first["corrected"] == "killed_low; killed_best; killed_high" and first["killed_best"] == "16"
    assert "Quirina" not in table
