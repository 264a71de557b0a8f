"""The three writers: any text survives in each, and none of it becomes markup."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read_back import squeezed, text_of
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from vigil.dossier.blocks import Bullets, Facts, Heading, Paper, Para, References, Run, Table, plain, quoted
from vigil.dossier.svg import picture, words
from vigil.dossier.wording import clean
from vigil.dossier.writing import FORMS, written

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=60, deadline=None)
ANY = st.text(min_size=1, max_size=60).filter(lambda t: clean(t).strip())
# Letters that the fonts of the PDF have, and every sign that means something to typst, TeX or PDF.
LATIN = st.text(
    st.sampled_from("abcXYZ àéñøßŁşΩλДя 0123456789 #$*_`@<>[]{}()\\/~\"'=-+.,:;!?&%|^«»“”–—…"),
    min_size=1,
    max_size=60,
).filter(str.strip)


def paper(title: str, words: str, url: str = "https://news.example/a?b=1&c=2") -> Paper:
    """A paper that has a text in every kind of block."""
    run, quote = plain(words), quoted(words)
    return Paper(
        clean(title),
        "Dossier",
        (run,),
        "2013-01-10",
        (
            Heading(2, "One"),
            Heading(3, clean(words)),
            Para((run, quote, Run("[1]", "", 1))),
            Table("Rows", ("A", "B"), (0.5, 0.5), (((plain(words, "strong"),),), ((run,), (quote,)))),
            Facts((("Term", (plain(words, "dim"),)),)),
            Bullets(((run,),)),
            References(((1, (quote, Run(url, "", 0, url))),)),
        ),
    )


@MANY
@given(ANY, ANY)
def test_any_text_survives_in_the_page_and_is_no_markup(title: str, words: str) -> None:
    content = written(paper(title, words), "html").decode("utf-8")
    page = HTMLParser(content)
    assert page.css_first("h1").text() == clean(title)
    assert page.css_first("title").text() == clean(title)
    assert [q.text() for q in page.css("q")] == [f"“{clean(words)}”"] * 3
    assert page.css_first("h3").text() == clean(words)
    assert {n.tag for n in page.root.traverse()} <= ALLOWED  # type: ignore[union-attr]


ALLOWED = set(
    "html head meta title style body a header p h1 h2 h3 nav ul li main q strong span bdi div table caption colgroup col thead tbody"
    " tr th td dl dt dd ol figure figcaption svg rect line path circle text".split()
)


@SLOW
@given(ANY, ANY)
def test_any_text_survives_in_the_word_file(title: str, words: str) -> None:
    content = written(paper(title, words), "docx")
    document = docx.Document(io.BytesIO(content))
    by_style = {p.style.name: p.text for p in document.paragraphs}
    assert by_style["Title"] == clean(title)
    assert by_style["Heading 2"] == clean(words)
    assert by_style["List Bullet"] == clean(words)
    rows = document.tables[0].rows
    assert [c.text for c in rows[2].cells] == [clean(words), f"“{clean(words)}”"]


@SLOW
@given(LATIN, LATIN)
def test_any_text_survives_in_the_pdf_and_is_no_markup(title: str, words: str) -> None:
    content = written(paper(title, words), "pdf")
    text = squeezed(text_of("pdf", content))
    assert squeezed(clean(title)) in text
    assert text.count(squeezed(f"“{clean(words)}”")) >= 3
    metadata = pypdf.PdfReader(io.BytesIO(content)).metadata
    assert metadata is not None and (metadata.title or "").strip() == title.strip()


@SLOW
@given(ANY)
def test_a_pdf_is_written_whatever_the_text(words: str) -> None:
    assert written(paper("Any", words), "pdf").startswith(b"%PDF-")


def test_letters_that_no_font_has_are_told() -> None:
    told: list[str] = []
    written(paper("Plain", "words"), "pdf", told.append)
    assert told == []
    written(paper("\U000f0000", "words"), "pdf", told.append)  # of private use: no font has it
    assert len(told) == 1 and "no font of this machine has" in told[0]


@given(st.text(max_size=40))
def test_a_text_is_made_fit_once_and_for_all(words: str) -> None:
    fit = clean(words)
    assert clean(fit) == fit
    assert len(fit.splitlines()) <= 1


def test_a_day_behind_a_name_from_right_to_left_stays_behind_it() -> None:
    assert clean("محمد") + ", 16 February" == "محمد\u200e, 16 February"
    assert clean("Quetta") == "Quetta"


HOSTILE = (
    '<script>alert(1)</script>', "</style><img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "{{ 7 * 7 }}{% raw %}",
    '#import "x": *', "#read(\"/etc/passwd\")", "\\input{x} $x$ #strong[x]", "]]> <!-- &amp; &lt;", "a\u202eb\u2066c", "a\x00\x1b[31mb",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("form", FORMS)
def test_what_looks_like_code_is_only_words(words: str, form: str) -> None:
    text = squeezed(text_of(form, written(paper(words, words), form)))
    assert text.count(squeezed(clean(words))) >= 4
    assert "\u202e" not in text and "\x1b" not in text


@pytest.mark.parametrize("form", FORMS)
def test_names_written_from_right_to_left(form: str) -> None:
    name = "محمد علی خان"
    content = written(paper(name, f"{name}, Quetta"), form)
    text = text_of(form, content)
    if form == "pdf":  # its text is laid down as it is seen, word by word
        for word in name.split():
            assert word in text or word[::-1] in text
        assert "Quetta" in text
        return
    assert text.count(f"{name}, Quetta") >= 4
    if form == "html":
        assert HTMLParser(content.decode()).css_first("q").attributes["dir"] == "auto"
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<w:rtl/>" in archive.read("word/document.xml")


@pytest.mark.parametrize("form", ("html", "docx"))
def test_joiners_that_some_scripts_need_are_kept(form: str) -> None:
    words = "می‌خواهم क्‍ष"
    assert words in text_of(form, written(paper("Joiners", words), form))


def test_the_page_loads_nothing_and_links_to_the_web_alone() -> None:
    drawn = picture(100, 50, [words(1, 10, '<image href="https://a.example/x.png"/>')], "A picture")
    from vigil.dossier.blocks import Drawn

    base = paper("Links", "words")
    made = Paper(base.title, base.kicker, base.under, base.day, (*base.blocks, Drawn(drawn, "below")))
    content = written(made, "html").decode()
    page = HTMLParser(content)
    for node in page.root.traverse():  # type: ignore[union-attr]
        for name, value in node.attributes.items():
            assert name not in ("src", "srcset", "data", "action", "style", "background", "xlink:href") or (
                name == "style" and re.fullmatch(r"width: [\d.]+%", value or "")
            )
            assert not name.startswith("on")
            if name == "href":
                assert node.tag == "a" and (value or "").startswith(("#", "https://"))
    assert "url(" not in content and "@import" not in content
    policy = page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy is not None and policy.startswith("default-src 'none'")
    assert page.css_first("svg").attributes["aria-label"] == "A picture"


def test_the_word_file_has_real_headings_header_rows_and_links_to_its_sources() -> None:
    content = written(paper("Word", "words"), "docx")
    document = docx.Document(io.BytesIO(content))
    assert [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")] == [
        "Heading 1",
        "Heading 2",
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
        times = {entry.date_time for entry in archive.infolist()}
    assert "w:tblHeader" in body and 'w:anchor="source_1"' in body and 'w:name="source_1"' in body
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert str(document.core_properties.created).startswith("2013-01-10")


def test_the_pdf_is_tagged_for_readers_of_screens() -> None:
    reader = pypdf.PdfReader(io.BytesIO(written(paper("Tagged", "words"), "pdf")))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
