"""The door of publishing: what is in the folder, and what must never be."""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from selectolax.lexbor import LexborHTMLParser

from vigil.cli import main
from vigil.export import withheld
from vigil.store import Record


def published(record: Path, folder: Path, *more: str) -> Path:
    assert main(["publish", str(folder), "--record", str(record), *more]) == 0
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def words_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Text of the record in every file but what packages bring; blanks as one."""
    for name, data in contents(folder).items():
        if not name.startswith("assets/leaflet/") and name != "assets/outlines.js":
            text = data.decode()
            if name.endswith(".html"):
                text += "\n" + (LexborHTMLParser(text).text() or "")
            yield name, " ".join(text.split())


@pytest.fixture(scope="module")
def site(demo_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the sample, as pages."""
    return published(demo_record, tmp_path_factory.mktemp("published") / "site", "--all")


@pytest.fixture
def own(demo_record: Path, tmp_path: Path) -> Path:
    """A record to decide on, with some incidents released."""
    copy = tmp_path / "own.db"
    copyfile(demo_record, copy)
    return copy


def ids(record: Path, kind: str | None = None) -> list[str]:
    with Record.open(record, create=False) as opened:
        return [i.id for i in opened.incidents(kind=kind)]


def decide(record: Path, *words: str) -> None:
    assert main(["review", *words, "--record", str(record), "--by", "tester"]) == 0


def test_no_article_is_in_any_file(site: Path, demo_record: Path) -> None:
    with Record.open(demo_record, create=False) as record:
        quotes = [" ".join(c.quote.split()) for _, _, c in record.claims()]
        quotes += [" ".join(i.summary.split()) for i in record.incidents()]
        everything = "\n".join(text for _, text in words_of(site))
        looked = 0
        for article in record.articles():
            for sentence in re.split(r"(?<=[.!?])\s+", article.text):
                plain = " ".join(sentence.split())
                if len(plain) < 60 or any(plain in q for q in quotes):
                    continue
                looked += 1
                found = plain in everything
                if found:  # then as the words behind something that a page shows
                    where = [name for name, text in words_of(site) if plain in text]
                    assert all(name.endswith(".html") for name in where), plain
                    pages = [LexborHTMLParser((site / name).read_text()) for name in where]
                    assert all(
                        any(plain in " ".join(q.text().split()) for q in p.css("q, blockquote"))
                        for p in pages
                    ), plain
            assert " ".join(article.text.split()) not in everything
    assert looked > 100


def test_names_of_private_persons_are_in_no_file(site: Path, demo_record: Path) -> None:
    with Record.open(demo_record, create=False) as record:
        names = {n for some in withheld(record).values() for n in some if len(n.split()) > 1}
    assert len(names) > 5
    for file, text in words_of(site):
        for name in names:
            assert not re.search(rf"\b{re.escape(name)}\b", text, re.I), (file, name)
            spelled = "-".join(name.lower().split())
            assert spelled not in text.lower(), (file, name)


def test_every_link_leads_to_a_file_and_no_page_asks_for_anything_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    anchors = {p: {n.attributes["id"] for n in LexborHTMLParser(p.read_text()).css("[id]")} for p in pages}
    checked = 0
    for page in pages:
        tree = LexborHTMLParser(page.read_text())
        assert tree.css_first('meta[http-equiv="Content-Security-Policy"]') is not None
        assert not tree.css("form, iframe, [onclick]"), page
        for node in tree.css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            if re.match(r"https?:", address):
                assert node.tag == "a" and page.parent.name == "documents", (page, address)
                continue
            path, _, fragment = address.partition("#")
            assert not path.startswith(("/", "data:")) and "?" not in path, (page, address)
            target = (page.parent / path).resolve() if path else page
            assert target.is_relative_to(site.resolve()) and target.is_file(), (page, address)
            if fragment and target.suffix == ".html":
                assert fragment in anchors.get(target, anchors.get(page.parent / path, set())), (
                    page,
                    address,
                )
            checked += 1
    assert checked > 1000


def test_the_same_record_gives_the_same_bytes_there_and_again(
    site: Path, demo_record: Path, tmp_path: Path
) -> None:
    other = published(demo_record, tmp_path / "other", "--all")
    assert contents(other) == contents(site)
    published(demo_record, other, "--all")
    assert contents(other) == contents(site)
    manifest = json.loads((other / "publication.json").read_text())
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((other / name).read_bytes()).hexdigest() == digest


def test_only_what_a_person_released_is_published_and_what_is_left_out_is_said(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ids(own, "attack")
    decide(own, "accept", known[0])
    capsys.readouterr()
    folder = published(own, tmp_path / "site")
    said = capsys.readouterr()
    assert f"{len(ids(own)) - 1} suggested" in said.err and "vigil review" in said.err
    assert [p.stem for p in (folder / "incidents").iterdir()] == [known[0]]
    rows = [json.loads(line) for line in (folder / "data/incidents.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [known[0]]
    everything = "\n".join(text for _, text in words_of(folder))
    assert not any(key in everything for key in known[1:])
    assert "no person has looked" not in (folder / f"incidents/{known[0]}.html").read_text()


def test_what_no_person_looked_at_is_marked(site: Path) -> None:
    for page in (site / "incidents").iterdir():
        assert "Suggested by a machine: no person has looked at it." in page.read_text()


def test_an_accusation_never_goes_without_its_outcome(own: Path, tmp_path: Path) -> None:
    from vigil.aftermath import Accused

    with Record.open(own, create=False) as record:
        ended = [a for a in record.aftermath(Accused) if a.outcome and len(a.incidents) > 0]
    assert ended
    for key in sorted({one.incidents[0] for one in ended}):
        decide(own, "accept", key)
    folder = published(own, tmp_path / "site")
    for one in ended:
        page = LexborHTMLParser((folder / f"accountability/{one.id}.html").read_text())
        told = [n.text() for n in page.css("h1 .outcome")]
        assert one.outcome in told, one.id


def test_a_retracted_incident_keeps_a_page_that_says_so_and_changes_are_told(
    own: Path, tmp_path: Path
) -> None:
    gone, corrected, added = ids(own, "attack")[:3]
    for key in (gone, corrected):
        decide(own, "accept", key)
    folder = published(own, tmp_path / "site", "--base-url", "https://example.org/record")
    summary = json.loads((folder / "data/incidents.jsonl").read_text().splitlines()[0])["summary"]
    decide(own, "retract", gone, "--reason", "a drill, says Zarmina Testperson")
    decide(own, "correct", corrected, "killed=41..43..47", "--reason", "a list of the hospital")
    decide(own, "accept", added)
    published(own, folder, "--base-url", "https://example.org/record")
    tomb = (folder / f"incidents/{gone}.html").read_text()
    assert "This incident was retracted" in tomb and summary not in tomb
    changes = LexborHTMLParser((folder / "changes.html").read_text()).text()
    assert "retracted" in changes and "killed:" in changes and "43" in changes
    assert added in (folder / "changes.html").read_text()
    assert "Zarmina" not in "\n".join(text for _, text in words_of(folder))
    feed = ET.fromstring((folder / "changes.atom").read_text())
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert len(feed.findall("a:entry", space)) == 1
    assert (
        feed.find("a:entry/a:link", space)
        .attrib["href"]
        .startswith("https://example.org/record/changes.html#")
    )  # type: ignore[union-attr]
    before = contents(folder)
    published(own, folder, "--base-url", "https://example.org/record")
    assert contents(folder) == before


def test_who_corrects_one_figure_releases_nothing(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, other = ids(own, "attack")[:2]
    decide(own, "accept", other)
    decide(own, "correct", key, "killed=41", "--reason", "a list of the hospital")
    folder = published(own, tmp_path / "site")
    assert "1 corrected but not accepted" in capsys.readouterr().err
    assert not (folder / f"incidents/{key}.html").exists()
    decide(own, "accept", key)
    assert (published(own, folder) / f"incidents/{key}.html").exists()


def test_an_episode_released_in_part_says_so_and_tells_no_more(own: Path, tmp_path: Path) -> None:
    from vigil.aftermath import Episode

    with Record.open(own, create=False) as record:
        episode = next(e for e in record.aftermath(Episode) if len(e.incidents) > 2)
    for key in episode.incidents[:2]:
        decide(own, "accept", key)
    folder = published(own, tmp_path / "site")
    page = (folder / f"episodes/{episode.id}.html").read_text()
    assert "not released" in page and "released part" in page
    assert not any(key in page for key in episode.incidents[2:])


def test_a_folder_of_other_things_is_left_alone(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    assert main(["publish", str(folder), "--record", str(own)]) == 2
    assert "no publication" in capsys.readouterr().err
    assert contents(folder) == {"letter.txt": b"dear"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["letters", "own.db"]


def test_what_others_laid_into_the_folder_stays_there(own: Path, tmp_path: Path) -> None:
    folder = published(own, tmp_path / "site", "--kind", "attack", "--all")
    (folder / "CNAME").write_text("record.example.org")
    (folder / "incidents" / "stray.html").write_text("stray")
    published(own, folder, "--all")
    assert (folder / "CNAME").read_text() == "record.example.org"
    assert not (folder / "incidents" / "stray.html").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--status", "retracted"],
        ["--status", "wrong"],
        ["--all", "--status", "confirmed"],
        ["--base-url", "nowhere"],
    ],
)
def test_what_cannot_be_published_is_said(own: Path, tmp_path: Path, words: list[str]) -> None:
    assert main(["publish", str(tmp_path / "site"), "--record", str(own), *words]) == 2
    assert not (tmp_path / "site").exists()


def test_what_the_publisher_says_is_shown_and_brings_nothing_in(own: Path, tmp_path: Path) -> None:
    about = tmp_path / "about.md"
    about.write_text("We *checked* this.\n\n<script>alert(1)</script> ![x](https://elsewhere.example/x.png)")
    folder = published(own, tmp_path / "site", "--about", str(about), "--title", "A <title> & more")
    page = LexborHTMLParser((folder / "index.html").read_text())
    assert page.css_first(".about em").text() == "checked"  # type: ignore[union-attr]
    assert not page.css("main script, main img")
    assert page.css_first("h1").text() == "A <title> & more"  # type: ignore[union-attr]
