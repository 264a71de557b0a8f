"""A publication opened from its folder, and from under a sub-path of a server, in a browser."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from vigil.cli import main


@pytest.fixture(scope="module")
def site(demo_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shown") / "site"
    assert main(["publish", str(folder), "--record", str(demo_record), "--all"]) == 0
    return folder


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The folder above the site, so that the site lies under a sub-path."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/site/"
        server.shutdown()


def watched(page: Page, own: str) -> list[str]:
    """What goes wrong on a page from now on, and whatever it asks for elsewhere."""
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((own, "data:")) else wrong.append(r.url))
    page.on("requestfailed", lambda r: wrong.append(r.url))
    return wrong


def gravest(site: Path, shelf: str) -> str:
    return max((site / shelf).glob("*.html"), key=lambda p: p.stat().st_size).relative_to(site).as_posix()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_open_from_the_folder_and_can_be_read_by_everybody(
    site: Path, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 850})
    wrong = watched(page, site.as_uri())
    shelves = ("incidents", "episodes", "actors", "documents", "accountability")
    for name in (
        "index.html",
        "incidents.html",
        "changes.html",
        *(gravest(site, shelf) for shelf in shelves),
    ):
        page.goto((site / name).as_uri())
        page.wait_for_load_state()
        assert not wrong, name
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), name
        found = Axe().run(page).response["violations"]
        assert not found, (name, [(v["id"], v["nodes"][0]["html"]) for v in found])
        wrong.clear()  # the checker itself asks for style sheets, which the pages forbid
    page.close()


def test_the_map_is_drawn_and_leads_to_incidents(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 850})
    wrong = watched(page, site.as_uri())
    page.goto((site / "incidents.html").as_uri())
    page.wait_for_selector("#map[data-ready]")
    painted = page.evaluate(
        "() => { const c = document.querySelector('#map canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; }"
    )
    assert painted > 2000
    number = page.locator("#map .number").first
    number.scroll_into_view_if_needed()
    box = number.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".leaflet-popup a").first.click()
    page.wait_for_selector("article.incident")
    assert not wrong
    page.close()


def test_the_list_is_sorted_and_narrowed_by_its_script_and_whole_without(
    site: Path, browser: Browser, served: str
) -> None:
    page = browser.new_page()
    wrong = watched(page, served)
    page.goto(served + "incidents.html")
    rows = page.locator("table.incidents tbody tr")
    total = rows.count()
    page.get_by_role("button", name="Killed").click()
    keys = [
        k
        for k in page.eval_on_selector_all(
            "table.incidents tbody tr", "r => r.map(x => x.cells[3].dataset.key)"
        )
        if k
    ]
    assert keys == sorted(keys, key=int, reverse=True)
    page.fill("#find", "kabul")
    shown = page.locator("table.incidents tbody tr:visible").count()
    assert 0 < shown < total
    assert page.locator("[data-sum]").inner_text().startswith(f"{shown} of {total}")
    page.locator("table.incidents tbody tr:visible a").first.click()
    page.locator("q a").first.click()
    assert "/site/documents/" in page.url and "#c-" in page.url
    assert page.locator(":target").count() == 1
    assert not wrong
    page.close()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(served + "incidents.html")
    assert plain.locator("table.incidents tbody tr").count() == total
    assert not plain.locator("#find").is_visible()
    plain.close()
