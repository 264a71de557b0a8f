"""Feeds: their pages fetched from a local server, and feed files read as they are."""

from __future__ import annotations

from local_site import LOCAL, LONG, PAGE, Site, feed

from vigil.config import IngestConfig
from vigil.ingest import read_inputs
from vigil.records import Priors, Rejected


def test_feed_pages_are_fetched(site):
    found = list(read_inputs([site + "/feed"], LOCAL))
    first, lost, own, bad, last = found
    assert (first.content, first.url) == (PAGE, site + "/page/1")
    # what the page says of itself goes first, then the feed, then the user
    assert (first.title, first.published, first.outlet) == (None, None, None)
    assert first.priors == Priors("2013-01-12T05:01:00Z", "Larsu Post")
    said = IngestConfig(allow_private=True, published="2001", outlet="X", country="PK")
    assert next(iter(read_inputs([site + "/feed"], said))).priors == Priors(
        "2013-01-12T05:01:00Z", "Larsu Post", "PK"
    )
    assert isinstance(lost, Rejected) and lost.code == "http_status" and lost.source == site + "/missing"
    assert (
        own.media_type == "text/html" and LONG.strip().encode() in own.content
    )  # the feed had the full text
    assert isinstance(bad, Rejected) and bad.code == "bad_url"
    assert last.url == site + "/page/5"


def test_feed_items_are_capped_and_the_cut_is_told(site):
    found = list(read_inputs([site + "/feed"], IngestConfig(allow_private=True, feed_items=1)))
    assert [getattr(f, "code", "page") for f in found] == ["page", "feed_items"]
    assert "5 items" in found[1].reason


def test_feed_file_is_read_without_fetching(site, tmp_path):
    before = len(Site.asked)
    path = tmp_path / "saved.rss"
    path.write_bytes(feed(int(site.rsplit(":", 1)[1])))
    found = list(read_inputs([str(path)], LOCAL))
    assert len(Site.asked) == before
    assert [getattr(f, "code", "page") for f in found] == [
        "summary_only",
        "summary_only",
        "page",
        "summary_only",
        "summary_only",
    ]
    assert found[2].title == "Item 3 & more" and found[2].source.endswith("saved.rss#3")


def test_atom_and_broken_feeds(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Larsu Post</title><entry><title>T</title>'
        f'<link href="https://l.example/1"/><updated>2013-01-12T10:00:00Z</updated><content type="html">{LONG}</content>'
        "</entry></feed>"
    )
    (found,) = read_inputs([str(path)], IngestConfig())
    assert (found.url, found.published, found.outlet) == (
        "https://l.example/1",
        "2013-01-12T10:00:00Z",
        "Larsu Post",
    )
    path.write_text("<feed><entry")
    (found,) = read_inputs([str(path)], IngestConfig())
    assert found.code == "broken_feed"
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{nested}]><rss><channel><title>&a9;</title></channel></rss>'
    )
    (found,) = read_inputs([str(path)], IngestConfig())
    assert isinstance(found, Rejected)
