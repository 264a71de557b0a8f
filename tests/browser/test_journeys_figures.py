"""Figures and forms to take away: a window and a grouping are changed, an incident's coverage is looked at, an export is opened."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Download, expect
from serving import Server
from visiting import Visitor


@pytest.fixture
def figured(visitor: Visitor, server: Server) -> Visitor:
    """A visitor of a site that has read its record for figures already: data are waited for longer than pages."""
    answer = visitor.context.request.get(f"{server.address}/attention.json")
    assert answer.ok
    return visitor


def opened(download: Download) -> bytes:
    """What was downloaded."""
    return Path(download.path()).read_bytes()


def test_trends_of_a_window_and_split(figured: Visitor, server: Server) -> None:
    """A window, months instead of years, and a split by type: table, picture and data agree."""
    page = figured.open("/trends", "trends")
    years = page.get_by_role("table").first.locator("tbody tr").count()
    assert years > 3
    page.get_by_label("From").fill("2013-01")
    page.get_by_label("To", exact=True).fill("2013-06")
    page.get_by_label("By", exact=True).select_option("month")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Split by").select_option("type")
    figured.follow(page.get_by_role("button", name="Show"), "window")
    assert "since=2013-01&until=2013-06&by=month&group=type" in page.url
    expect(page.get_by_label("Split by")).to_have_value("type")
    assert (
        page.get_by_role("table")
        .first.locator("tbody tr")
        .filter(has_text=re.compile("2013-0[1-6]|2013"))
        .count()
    )
    assert page.get_by_role("img").first.evaluate("img => img.complete && img.naturalWidth") > 0
    data = page.locator("footer").get_by_role("link", name="CSV", exact=True).get_attribute("href")
    answer = figured.context.request.get(f"{server.address}{data}")
    assert answer.ok and len(list(csv.DictReader(io.StringIO(answer.text())))) >= 6


def test_a_window_that_is_none_is_mended_where_it_was_written(figured: Visitor) -> None:
    """A filter that makes no sense comes back as it was filled in; the reason has the focus and leads to the field."""
    figured.refused.add(400)
    page = figured.open("/trends", "trends")
    page.get_by_label("Place").fill("Quetta")
    page.get_by_label("From").fill("yesterday")
    figured.follow(page.get_by_role("button", name="Show"), "refused")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("yesterday")
    expect(page.get_by_label("Place")).to_have_value("Quetta")
    page.get_by_label("From").fill("2013")
    figured.follow(page.get_by_role("button", name="Show"), "mended")
    assert "place=Quetta" in page.url and page.get_by_role("alert").count() == 0


def test_attention_of_one_incident(figured: Visitor) -> None:
    """The most covered, another number of days, and one incident by outlet and day."""
    page = figured.open("/attention", "attention")
    page.get_by_label("Days from its first").fill("14")
    figured.follow(page.get_by_role("button", name="Show"), "days")
    assert "days=14" in page.url
    expect(page.get_by_label("Days from its first")).to_have_value("14")
    figured.follow(page.locator("main table a[href^='/attention/']").first, "one")
    assert "days=14" in page.url
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_role("table").first.locator("tbody tr").count()


def test_an_export_is_taken_and_opened(visitor: Visitor) -> None:
    """From a filter to its incidents as a table and as a workbook, which hold these incidents alone."""
    page = visitor.open("/incidents?place=Quetta&kind=attack&killed=10", "filtered")
    shown = page.locator("[data-rows] tbody tr").count()
    visitor.follow(page.get_by_role("link", name="Export these"), "exports")
    expect(page.get_by_text(f"{shown} incidents")).to_be_visible()
    with page.expect_download() as jsonl:
        page.get_by_role("link", name="incidents", exact=True).click()
    lines = opened(jsonl.value).splitlines()
    assert len(lines) == shown and jsonl.value.suggested_filename == "vigil-incidents.jsonl"
    with page.expect_download() as book:
        page.get_by_role("link", name="xlsx", exact=True).click()
    with zipfile.ZipFile(io.BytesIO(opened(book.value))) as archive:
        assert "xl/workbook.xml" in archive.namelist()
    rule = page.locator("main details").first
    rule.locator("summary").click()
    expect(rule.locator("p")).to_be_visible()
