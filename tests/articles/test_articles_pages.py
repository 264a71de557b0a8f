"""HTML pages become articles: title, outlet, address, date, text; and what bad pages do."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil.articles import to_article
from vigil.config import ArticleConfig
from vigil.records import Article, Priors, RawDocument, Rejected

CONFIG = ArticleConfig()
STORY = (
    "Gunmen on motorcycles killed four traders in the grain market of Tarwana on Monday, the district police said.",
    "Shopkeepers pulled their shutters down and sat on the main road until night, asking for the arrest of those responsible.",
    "The governor said that an inquiry would be finished within ten days and that the families would be compensated.",
)
BODY = "".join(f"<p>{line}</p>" for line in STORY)


def page(head="", body=BODY, **known):
    html = f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>"
    return RawDocument("page.html", "text/html", html.encode(), **known)


def article(raw, config=CONFIG):
    made = to_article(raw, config)
    assert isinstance(made, Article), made
    return made


def linked(**values):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **values})}</script>'


def test_the_text_is_the_story_without_the_furniture():
    menu = "<nav><p>Home and world and sport and weather of today.</p></nav>"
    made = article(
        page(body=f"{menu}<h1>Four traders killed</h1>{BODY}<footer><p>All rights reserved.</p></footer>")
    )
    assert all(line in made.text for line in STORY)
    assert "rights reserved" not in made.text and "weather" not in made.text
    assert made.status == "read" and made.language == "en"


def test_the_headline_is_the_title_and_not_also_the_first_line():
    made = article(page(body=f"<h1>Four traders killed</h1>{BODY}"))
    assert made.title == "Four traders killed" and made.text.startswith(STORY[0])
    made = article(page(body=f"<p>{STORY[0]}</p>", title=STORY[0]))
    assert made.text == STORY[0]


def test_the_text_may_stand_in_json_ld_alone():
    furniture = "<p>We use cookies on this site.</p><p>Please enable JavaScript to view this page.</p>"
    made = article(page(linked(headline="Four killed", articleBody=" ".join(STORY)), furniture))
    assert all(line in made.text for line in STORY) and "JavaScript" not in made.text


@pytest.mark.parametrize("tag", ["p", "li", "h3"])
def test_headlines_of_other_stories_are_not_in_the_text(tag):
    other = "Protesters storm parliament in Dorvale, nine killed"
    links = f"<div class='most-read'><h2>Most read</h2><{tag}><a href='/c'>{other}</a></{tag}></div>"
    short = f"<p>{STORY[0]}</p><p>More in <a href='/a'>our report on the grain market</a> of Tarwana.</p>"
    made = article(page(body=f"<h1>Four traders killed</h1>{short}{links}"))
    assert other not in made.text and STORY[0] in made.text and "our report on the grain market" in made.text
    made = article(page(body=f"<h1>Four traders killed</h1>{BODY}{links}"))
    assert other not in made.text and all(line in made.text for line in STORY)


def test_json_ld_comes_before_meta_before_time_before_the_address():
    url = "https://www.lamp.example/2013/01/07/four-killed"
    time = "<time datetime='2013-01-08T10:00'>8 January</time>"
    meta = "<meta property='article:published_time' content='2013-01-09T10:00'>"
    made = article(page(linked(datePublished="2013-01-10T09:00Z") + meta, time + BODY, url=url))
    assert (made.published, made.published_from) == ("2013-01-10", "json-ld")
    assert article(page(meta, time + BODY, url=url)).published_from == "meta"
    assert article(page("", time + BODY, url=url)).published == "2013-01-08"
    assert article(page("", BODY, url=url)).published_from == "url"
    given_first = article(page(linked(datePublished="2013-01-10"), url=url, published="2013-01"))
    assert (given_first.published, given_first.published_from) == ("2013-01", "given")


PRIORS = Priors("2014-05-05", "The Prior", "Mali")


def test_what_a_page_says_itself_goes_before_what_the_user_said_of_all_inputs():
    own = linked(datePublished="2013-01-10", publisher={"@type": "Organization", "name": "The Lamp"})
    made = article(page(own, priors=PRIORS))
    assert (made.published, made.published_from, made.outlet) == ("2013-01-10", "json-ld", "The Lamp")
    meta = "<meta property='og:site_name' content='The Lamp'>"
    made = article(page(meta, "<time datetime='2013-01-08'>8 January</time>" + BODY, priors=PRIORS))
    assert (made.published, made.published_from, made.outlet) == ("2013-01-08", "time", "The Lamp")
    made = article(page("", "<div class='post-date'>Posted 10 January 2013</div>" + BODY, priors=PRIORS))
    assert (made.published, made.published_from) == ("2013-01-10", "text")
    made = article(page(url="https://lamp.example/2013/01/07/four", published="2012", priors=PRIORS))
    assert (made.published, made.published_from) == ("2012", "given")


def test_priors_hold_where_a_page_says_nothing_and_before_what_is_only_guessed():
    made = article(page("", BODY + "<p>Printed on 3 March 2019 by the press.</p>", priors=PRIORS))
    assert (made.published, made.published_from, made.outlet) == ("2014-05-05", "prior", "The Prior")
    assert made.country == "ML"
    made = article(page(url="https://lamp.example/four", priors=PRIORS))
    assert (
        made.outlet == "The Prior" and article(page(url="https://lamp.example/four")).outlet == "lamp.example"
    )
    late = linked(datePublished="2013-02-10")  # refused: after it was fetched
    made = article(page(late, retrieved="2013-01-12T00:00:00Z", priors=Priors("2013-01")))
    assert (made.published, made.published_from) == ("2013-01", "prior")


@pytest.mark.parametrize(("given", "code"), [("PK", "PK"), ("Atlantis", "ML"), (None, "ML")])
def test_a_row_country_that_exists_goes_before_the_prior(given, code):
    raw = RawDocument("r:1", "application/json", b"{}", text=STORY[0], country=given, priors=PRIORS)
    assert article(raw).country == code


def test_json_ld_in_a_graph_with_a_publisher_by_reference():
    graph = {
        "@graph": [
            {"@type": "WebPage", "datePublished": "2001-01-01"},
            {"@type": ["NewsArticle"], "headline": "Four killed &amp; many hurt", "datePublished": "2013-01-10", "publisher": {"@id": "#o"}},
            {"@type": "Organization", "@id": "#o", "name": "The Tarwana Lamp"},
        ]
    }  # fmt: skip
    made = article(page(f'<script type="application/ld+json">{json.dumps(graph)}</script>'))
    assert (made.title, made.outlet, made.published) == (
        "Four killed & many hurt",
        "The Tarwana Lamp",
        "2013-01-10",
    )


def test_broken_json_ld_still_gives_its_date():
    made = article(
        page(
            '<script type="application/ld+json">{"headline": "x", "datePublished": "2013-01-10",, }</script>'
        )
    )
    assert (made.published, made.published_from) == ("2013-01-10", "json-ld")


def test_words_beside_the_headline_are_the_last_resort():
    made = article(page("", "<div class='post-date'>Posted 10 January 2013, 9 pm</div>" + BODY))
    assert (made.published, made.published_from) == ("2013-01-10", "text")


def test_a_date_in_the_future_is_refused_and_said():
    made = article(page(linked(datePublished="2013-02-10"), retrieved="2013-01-12T00:00:00Z"))
    assert made.published is None and made.published_from == "refused: in the future"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<meta property='og:title' content='Four killed | The Lamp'>", "", "Four killed"),
        ("<title>Four killed in grain market - The Lamp</title>", "", "Four killed in grain market"),
        (
            "<title>The Lamp: Four killed in market</title>",
            "<h1>Four killed in market</h1>",
            "Four killed in market",
        ),
        (
            "<title>Four killed in the old grain market | World | Lamp</title>",
            "",
            "Four killed in the old grain market",
        ),
        ("<title>Four killed - police - in market</title>", "", "Four killed - police - in market"),
    ],
)
def test_titles(head, body, title):
    made = article(page("<meta property='og:site_name' content='The Lamp'>" + head, body + BODY))
    assert made.title is not None and made.title.startswith(title) and "Lamp" not in made.title


def test_outlet_given_then_site_name_then_host():
    site = "<meta property='og:site_name' content='The Lamp'>"
    url = "https://www.lamp.example/a"
    assert article(page(site, url=url, outlet="Mine")).outlet == "Mine"
    assert article(page(site, url=url)).outlet == "The Lamp"
    assert article(page(url=url)).outlet == "lamp.example"


def test_addresses_are_cleaned_and_canonical_ones_believed_on_their_own_site_only():
    mine = "HTTPS://WWW.Lamp.example:443/a?utm_source=x&id=7&fbclid=z#top"
    assert article(page(url=mine)).canonical_url == "https://www.lamp.example/a?id=7"
    same = "<link rel=canonical href='/a-proper'>"
    assert article(page(same, url=mine)).canonical_url == "https://www.lamp.example/a-proper"
    other = "<link rel=canonical href='https://agency.example/original'>"
    assert article(page(other, url=mine)).canonical_url == "https://www.lamp.example/a?id=7"
    assert article(page(other)).canonical_url == "https://agency.example/original"
    home = "<link rel=canonical href='https://www.lamp.example/'>"
    assert article(page(home, url=mine)).canonical_url == "https://www.lamp.example/a?id=7"
    archived = "https://web.archive.org/web/20170314073600/http://lamp.example/2013/01/10/a"
    made = article(page(url=archived))
    assert (made.canonical_url, made.published) == ("http://lamp.example/2013/01/10/a", "2013-01-10")


def test_a_corrected_page_is_the_same_document_and_other_bytes():
    url = "https://lamp.example/a"
    first, second = (
        article(page(url=url)),
        article(page(body=BODY.replace("four", "five"), url=url + "?utm_medium=mail")),
    )
    assert first.id == second.id and first.id[0] == "u" and len(first.id) == 17
    assert first.raw_sha256 != second.raw_sha256
    without = article(page())
    assert without.id == "d" + without.raw_sha256[:16]
    assert article(page(url=url, row_id=" odd id ")).id == " odd id "


@pytest.mark.parametrize(
    ("encoding", "head", "headers"),
    [
        ("cp1251", "<meta charset=windows-1251>", ()),
        ("cp1251", "", (("Content-Type", "text/html; charset=windows-1251"),)),
        ("utf-16", "", ()),
        ("utf-8-sig", "<meta charset=iso-8859-1>", ()),
        ("utf-8", "<meta charset=latin-1>", ()),
        ("koi8-r", "<meta http-equiv=content-type content='text/html; charset=koi8-r'>", ()),
    ],
)
def test_charsets(encoding, head, headers):
    line = "Вооружённые люди убили четырёх торговцев на рынке, сообщила в понедельник полиция округа. " * 3
    html = f"<html><head>{head}</head><body><p>{line}</p></body></html>"
    made = article(RawDocument("p", "text/html", html.encode(encoding), headers=headers))
    assert "Вооружённые люди убили" in made.text
    assert (made.status, made.reason) == ("set_aside", "language not read yet: Russian")


def test_latin_1_is_what_browsers_take_it_for():
    html = "<meta charset=iso-8859-1><p>Gunmen killed the mayor of São Félix, police said \u2013 the town\u2019s third.</p>"
    made = article(RawDocument("p", "text/html", html.encode("cp1252")))
    assert "São Félix, police said \u2013 the town\u2019s third." in made.text


HOSTILE = {
    "nested": "<div>" * 10_000 + BODY + "</div>" * 10_000,
    "nested lists": "<ul><li>" * 40_000 + BODY,
    "open bold": "".join(f"<p><b class={n}>x" for n in range(5_000)) + BODY,
    "tables": "<table><tr><td>" * 5_000 + BODY,
    "long": BODY + "<p>More of it.</p>" * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_still_give_their_text(name):
    made = article(RawDocument("p", "text/html", HOSTILE[name].encode()), ArticleConfig(read_everything=True))
    assert STORY[0] in made.text


@pytest.mark.parametrize(
    "html",
    ["", "<html></html>", "<nav><a href=/>Home</a> <a href=/a>About</a></nav>", "<script>a</script>", "<!--"],
)
def test_no_text_is_rejected(html):
    made = to_article(RawDocument("p", "text/html", html.encode()), CONFIG)
    assert isinstance(made, Rejected) and (made.stage, made.code) == ("articles", "no_text")


def test_a_page_off_the_subject_keeps_what_is_known_of_it():
    cake = "<p>Mix the flour and the butter with two eggs and put it in the oven for an hour.</p>" * 3
    raw = page(
        "<title>A cake for Sunday</title>" + linked(datePublished="2013-01-10"),
        cake,
        url="https://lamp.example/cake",
    )
    made = article(raw)
    assert made.status == "set_aside" and made.reason and made.reason.startswith("off the subject")
    assert (made.title, made.published, made.outlet) == ("A cake for Sunday", "2013-01-10", "lamp.example")
    assert "flour and the butter" in made.text
    assert article(raw, ArticleConfig(read_everything=True)).status == "read"


def test_a_page_without_paragraph_tags():
    made = article(page(body="<br><br>".join(STORY)))
    assert STORY[0] in made.text and made.status == "read"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(
            st.sampled_from([b"<p>", b"</p>", b"<b a=1>", b"<title>", b"killed ", b"bomb. ", b"<meta charset=hex>", b"<script type='application/ld+json'>",
                             b'{"@type":"Article","datePublished":7,"publisher":[]}', b"</script>", b"\xff\xfe", b"<time datetime=x>", b"<link rel=canonical href='http://[']>",
                             b"\xd8\x00", b"&#xD800;", b"<table>", b"\x00"]), max_size=30,
        ).map(b"".join),
    ),
    st.sampled_from(["text/html", "application/xhtml+xml"]),
    st.sampled_from([None, "http://[bad", "https://lamp.example/2013/01/10/a", "mailto:x"]),
)  # fmt: skip
def test_no_bytes_make_it_raise_and_the_same_bytes_make_the_same(content, media_type, url):
    raw = RawDocument("p", media_type, content, url=url)
    made = to_article(raw, CONFIG)
    assert made == to_article(replace(raw, source="p"), CONFIG)
    if isinstance(made, Article):
        assert made.text.strip() and made.id and (made.status == "read") == (made.reason is None)
