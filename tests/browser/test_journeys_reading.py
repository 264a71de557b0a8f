"""What those do who read the record: from the first page to the sentence, through filters, stories, the board, the network."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from playwright.sync_api import expect
from serving import Server
from visiting import Visitor


def figures(text: str) -> list[int]:
    """The numbers of a text, in their order."""
    return [int(found) for found in re.findall(r"[0-9]+", text)]


def test_journalist_finds_the_sentence(visitor: Visitor) -> None:
    """From the start to the gravest incident, its conflicting figures, and the sentence of one in its article."""
    page = visitor.open("/", "start")
    gravest = (
        page.get_by_role("region", name="Gravest").locator(".card").filter(has_text="figures disagree").first
    )
    expect(gravest).to_be_visible()
    visitor.follow(gravest.locator("a"), "incident")
    killed = page.locator("#killed")
    table = killed.get_by_role("table")
    stated = table.locator("tbody td.figure").all_inner_texts()
    assert len({figures(one)[0] for one in stated}) > 1, "figures that disagree stand side by side"
    assert len(set(table.locator("tbody tr td:nth-child(2)").all_inner_texts())) > 1, "with who says each"
    assert killed.locator("figure.ranges").is_visible()
    sentence = table.locator("q a").first
    words = sentence.inner_text()
    visitor.follow(sentence, "article")
    here = page.locator("mark.here")
    expect(here.first).to_be_in_viewport()
    assert "".join(here.all_inner_texts()) in words or words in "".join(here.all_inner_texts())
    expect(page.get_by_role("complementary")).to_contain_text("Claims")


def test_a_printed_incident_says_where_it_stands_and_folds_nothing(visitor: Visitor) -> None:
    """Its address and the day are on paper, and so are the reasons of joins."""
    page = visitor.open("/", "start")
    visitor.follow(page.get_by_role("region", name="Gravest").locator(".card a").nth(2), "incident")
    reasons = page.locator("section:has(#why) details li").first
    expect(reasons).to_be_hidden()
    page.emulate_media(media="print")
    expect(reasons).to_be_visible()
    expect(page.locator(".printed")).to_contain_text(page.url)
    expect(page.locator(".printed")).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d"))
    page.emulate_media(media="screen")


def test_researcher_filters_and_takes_data(visitor: Visitor, server: Server) -> None:
    """A filter by place, period, kind and toll is an address that can be shared, and the same as CSV and JSON."""
    page = visitor.open("/incidents", "incidents")
    everything = page.locator("[data-rows] tbody tr").count()
    page.get_by_label("Place").fill("Quetta")
    page.get_by_label("From").fill("2010")
    page.get_by_label("To", exact=True).fill("2014")
    page.get_by_label("Kind").select_option("attack")
    page.get_by_label("Killed, at least").fill("10")
    visitor.follow(page.get_by_role("button", name="Show"), "filtered")
    rows = page.locator("[data-rows] tbody tr")
    shown = rows.count()
    assert 0 < shown < everything
    assert page.url.endswith("?place=Quetta&from=2010&to=2014&kind=attack&killed=10"), "nothing empty in it"
    shared = page.url
    for form, count in (("JSON", len), ("CSV", lambda rows: len(list(csv.DictReader(io.StringIO(rows)))))):
        link = page.locator("footer").get_by_role("link", name=form, exact=True).get_attribute("href")
        answer = visitor.context.request.get(f"{server.address}{link}")
        assert answer.ok
        assert count(answer.json() if form == "JSON" else answer.text()) == shown, form
    links = rows.locator("th a").evaluate_all("found => found.map((a) => a.href)")
    other = visitor.context.new_page()
    other.goto(shared)
    assert other.locator("[data-rows] tbody th a").evaluate_all("found => found.map((a) => a.href)") == links
    other.close()
    visitor.follow(page.get_by_role("link", name="Killed"), "by toll")
    tolls = [figures(text)[0] for text in page.locator("[data-rows] tbody td:nth-child(4)").all_inner_texts()]
    assert tolls == sorted(tolls, reverse=True) and min(tolls) >= 10


def test_researcher_uses_map_and_timeline(visitor: Visitor) -> None:
    """The map is zoomed, a mark leads to its incidents, its frame becomes a filter; the chart names its months."""
    page = visitor.open("/incidents?place=Afghanistan", "map")
    before = page.locator("[data-rows] tbody tr").count()
    box = page.locator("#map canvas").first
    expect(box).to_be_visible()
    with page.expect_response(re.compile(r"/map\.json\?.*zoom=")) as asked:
        page.get_by_role("button", name="Zoom in").click()
    cells = asked.value.json()["cells"]
    assert cells and all(len(cell) == 6 for cell in cells)
    expect(page.get_by_role("figure").locator("svg.months")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Only what is in this frame").click()
    visitor.look("frame")
    assert re.search(r"box=-?[0-9.]+%2C", page.url) and "place=Afghanistan" in page.url
    inside = page.locator("[data-rows] tbody tr").count()
    assert 0 < inside <= before
    expect(page.get_by_label("within the map’s frame")).to_be_checked()
    place = page.evaluate(
        """async () => { const asked = new URLSearchParams(document.getElementById("map").dataset.query); asked.set("zoom", "7");
           return (await (await fetch(`/map.json?${asked}`)).json()).cells.length; }"""
    )
    assert place > 0
    # A mark is drawn on a canvas: it is found by the hand that the pointer becomes over it.
    area = page.locator("#map").bounding_box()
    assert area
    page.locator("#map").scroll_into_view_if_needed()
    area = page.locator("#map").bounding_box()
    assert area
    found = None
    for y in range(int(area["y"]) + 12, int(area["y"] + area["height"]) - 12, 9):
        for x in range(int(area["x"]) + 60, int(area["x"] + area["width"]) - 12, 9):
            page.mouse.move(x, y)
            if (
                page.locator("#map .leaflet-interactive:hover").count()
                or page.locator(".leaflet-tooltip").count()
            ):
                found = (x, y)
                break
        if found:
            break
    assert found, "a mark answers to the pointer"
    tip = page.locator(".leaflet-tooltip").inner_text()
    assert re.match(r"[0-9]+ incidents?", tip)
    page.mouse.click(*found)
    expect(page.locator(".leaflet-popup a").or_(page.locator("#map[data-ready]")).first).to_be_visible()


def test_chain_from_incident_to_response(visitor: Visitor) -> None:
    """An incident, the episode that it is part of, a demand in it, and the response that answers the demand."""
    page = visitor.open("/episodes", "episodes")
    row = page.locator("[data-rows] tbody tr").filter(
        has=page.locator("td:nth-child(5)", has_text=re.compile("[1-9]"))
    )
    visitor.follow(
        row.filter(has=page.locator("td:nth-child(7)", has_text=re.compile("[1-9]"))).first.locator("th a"),
        "episode",
    )
    gravest = page.locator(".dateline a").first
    visitor.follow(gravest, "incident")
    visitor.follow(
        page.get_by_role("region", name="What came before").get_by_role("link").first, "episode again"
    )
    story = page.locator(".story")
    assert story.locator("sup a").count() > 3, "each sentence of the story leads to its words"
    number = story.locator("sup a").first
    number.click()
    expect(page.locator(".quotes li:target q").first).to_be_in_viewport()
    answered = page.locator(".entry.demand a[href^='/demands/']")
    for address in answered.evaluate_all("found => found.map((a) => a.getAttribute('href'))"):
        visitor.page.goto(address)
        responses = page.get_by_role("region", name="Responses that answer it").get_by_role("link")
        if responses.count():
            break
    visitor.look("demand")
    visitor.follow(responses.first, "response")
    expect(page.locator("q a").first).to_be_visible()


def test_board_to_evidence(visitor: Visitor) -> None:
    """The board of accountability, somebody accused, what came of it, and the words."""
    page = visitor.open("/accountability", "board")
    row = page.locator(".board tbody tr").filter(has=page.locator(".outcome")).first
    outcome = row.locator(".outcome").first.inner_text()
    visitor.follow(row.locator("th a"), "accused")
    expect(page.locator("h1 .outcome").first).to_have_text(outcome)
    evidence = page.locator(".timeline q a").first
    words = evidence.inner_text()
    visitor.follow(evidence, "evidence")
    here = page.locator("mark.here")
    expect(here.first).to_be_in_viewport()
    assert words[:20] in re.sub(r"\s+", " ", page.locator(".article").inner_text())
    page.goto("/accountability")
    expect(page.get_by_role("region", name="Attacks without a step").last).to_contain_text(
        "declared collection"
    )


def test_network_to_incidents(visitor: Visitor) -> None:
    """The network of actors, its table, a group, and the incidents in which it is named with who says so."""
    page = visitor.open("/actors", "actors")
    nodes = page.locator("svg.network a")
    assert nodes.count() > 3
    page.get_by_text("The same as a table").click()
    assert page.get_by_role("region", name="Ties between actors").locator("tbody tr").count() >= 3
    page.get_by_label("Kind").select_option("group")
    visitor.follow(page.get_by_role("button", name="Show"), "groups")
    row = page.locator("[data-rows] tbody tr").first
    name = row.locator("th a").inner_text()
    visitor.follow(row.locator("th a"), "group")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    incidents = page.get_by_role("region", name="Incidents", exact=True).locator("tbody tr")
    assert incidents.filter(has=page.locator("q a")).count(), "the words that name it stand beside"
    visitor.follow(incidents.first.locator("th a"), "incident")


def test_search_to_permalink(visitor: Visitor) -> None:
    """Words are searched with the key for it; a document shows its evidence, and each claim has an address."""
    page = visitor.open("/", "start")
    if visitor.size == "phone":
        page.locator("header").get_by_text("Menu").click()
        visitor.look("menu")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("sit-in")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.look("found")
    hits = page.locator("h2", has_text="Documents").locator("xpath=..").locator("li")
    assert hits.count() and "sit" in hits.locator("mark").first.inner_text().casefold()
    visitor.follow(hits.first.locator("a").first, "document")
    claim = page.get_by_role("complementary").locator("ol a").last
    target = claim.get_attribute("href")
    claim.click()
    expect(page.locator("mark.here").first).to_be_in_viewport()
    assert target and page.url.endswith(target)
    page.reload()
    expect(page.locator("mark.here").first).to_be_in_viewport()


def test_every_page_without_scripts(come: Callable[..., Visitor], server: Server) -> None:
    """Without scripts the pages, the menu, filters and tables are all there; what needs scripts is not offered."""
    visitor = come(server.address, java_script_enabled=False)
    page = visitor.open("/", "start")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link").first).to_be_visible()
    expect(page.locator("[data-switch]").first).to_be_hidden()
    for path in ("/episodes", "/actors", "/demands", "/responses", "/accountability", "/warnings", "/places",
                 "/sources", "/set-aside", "/add", "/methods"):  # fmt: skip
        visitor.open(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.open("/incidents", "incidents")
    expect(page.locator("[data-rows]")).to_be_visible()  # what the map shows stands in the table
    assert page.locator("#map canvas").count() == 0
    page.get_by_label("Place").fill("Quetta")
    visitor.follow(page.get_by_role("button", name="Show"), "filtered")
    visitor.follow(page.locator("[data-rows] tbody th a").first, "incident")
    expect(page.locator("[data-cite]").first).to_be_hidden()
    visitor.follow(page.locator("q a").first, "article")
    expect(page.locator("mark").first).to_be_visible()


def test_nothing_fits(visitor: Visitor) -> None:
    """A filter that nothing passes says so, and what to try; no part of the page breaks for it."""
    page = visitor.open("/incidents?place=Nowhere", "nothing")
    expect(page.get_by_text("No incident fits")).to_be_visible()
    visitor.open("/search?q=zzzz", "nothing found")
