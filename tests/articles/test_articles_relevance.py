"""What passes the gate, what is set aside, and in which language; rows and text files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.articles import to_article
from vigil.config import ArticleConfig
from vigil.records import Article, RawDocument, Rejected


def made(text, title=None, config=None, **known):
    raw = RawDocument(
        "row", "application/json", text.encode("utf-8", "surrogatepass"), text=text, title=title, **known
    )
    return to_article(raw, config or ArticleConfig())


ON = [
    "A bomb went off in the market.",
    "Gunmen killed five miners on Tuesday.",
    "Thousands marched through the capital on Sunday to demand justice.",
    "A toddler accidentally shot his brother with their father's pistol.",
    "Families refused to bury their dead.",
    "Seven people were hacked to death in a village in the river state.",
    "The court sentenced him to death for the attack on the temple.",
    "Police arrested two men over the killing of a reporter.",
    "Prisoners began a hunger strike at the island jail.",
    "Six die in strike on school, rescuers say.",
    "Villagers blocked the road with burning tyres after the arrest of their chief.",
    "Two policemen were killed in the port on Monday.",
    "Inter-communal violence killed dozens on the plateau.",
    "The rebels freed 12 hostages after a ransom was paid.",
    "A car rammed into a crowd outside the stadium, killing 11; police called it a terror attack.",
    "Nurses walked out over unpaid wages.",
    "Hunter accidentally shoots friend.",
    "Thousands rallied in the old port.",
    "Unions called a general strike over fuel prices.",
    "A bus carrying passengers was attacked by armed men on the highway; nine passengers were shot dead.",
]
OFF = [
    "The striker scored twice, his second strike a stunning volley, as the club attacked from the start to win the match 3-0.",
    "Investors bought options with a strike price of $45 as shares rallied after strong earnings.",
    "A bomb cyclone is set to hit the coast this weekend, forecasters said, with heavy snow and strong winds.",
    "The director's new film was a box-office bomb, taking three million dollars in its opening weekend.",
    "Three people were killed and twelve injured when a bus collided with a truck on the highway, police said.",
    "A fire in a garment factory killed at least 20 workers on Tuesday; officials blamed a short circuit.",
    "Flash floods have killed 47 people and injured dozens in the province, the disaster authority said.",
    "History quiz: Who assassinated the archduke? In which year was the battle of the ford? Ten questions.",
    "Lightning strikes killed four farmers on Sunday.",
    "The shooting guard had 31 points on hot shooting from three-point range in the playoffs.",
    "The actor posed for a photo shoot ahead of the premiere.",
    "He died of a heart attack at home, his family said.",
    "An earthquake of magnitude 6.2 killed more than 100 people; the army joined the rescue.",
    "Two children drowned when a boat capsized in the river.",
    "A helicopter crashed in the hills, killing all five on board, the army said.",
    "A gas explosion destroyed a house and killed two people, firefighters said.",
    "A man was arrested on suspicion of tax fraud, prosecutors said.",
    "The mayor opened a new library on the square.",
]


@pytest.mark.parametrize("text", ON)
def test_a_sentence_about_the_subject_is_read(text):
    assert (made(text).status, made(text).reason) == ("read", None)


@pytest.mark.parametrize("text", OFF)
def test_other_news_is_set_aside_with_a_reason(text):
    article = made(text)
    assert article.status == "set_aside" and article.reason.startswith("off the subject: ")
    assert article.text == text
    assert made(text, config=ArticleConfig(read_everything=True)).status == "read"


def test_the_title_speaks_too():
    text = "The two sides met for an hour and will meet again on Friday, a spokesman said."
    assert made(text).status == "set_aside"
    assert made(text, title="Talks on hostages go on").status == "read"


def test_case_hyphens_and_line_breaks_do_not_matter():
    assert made("A SUICIDE-\nBOMBER WAS SEEN.").status == "read"
    assert made("the men opened\nfire at dawn.").status == "read"


def test_words_are_whole_words():
    assert made("A bombastic speech and a riotously funny programme at the town hall.").status == "set_aside"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("مسلح افراد نے پیر کے روز بازار میں فائرنگ کر کے چار تاجروں کو ہلاک کر دیا، پولیس نے بتایا۔", "Urdu"),
        ("Hombres armados mataron a cuatro comerciantes en el mercado el lunes, dijo la policía del distrito, y los vecinos cerraron sus tiendas.", "Spanish"),
        ("Bewaffnete haben am Montag auf dem Markt vier Händler getötet, wie die Polizei des Bezirks mitteilte, und die Läden blieben geschlossen.", "German"),
    ],
)  # fmt: skip
def test_other_languages_are_set_aside_by_name(text, language):
    article = made(text)
    assert (article.status, article.reason) == ("set_aside", f"language not read yet: {language}")
    assert (
        article.language
        and made(text, config=ArticleConfig(languages=("en", article.language))).language == article.language
    )


@pytest.mark.parametrize(
    "text", ["Bomb kills five in Tarwana", "Kano: gunmen kill 12", "kampala protests turn deadly"]
)
def test_short_english_is_english(text):
    assert (made(text).language, made(text).status) == ("en", "read")


def test_a_row_keeps_its_text_id_country_and_other_keys():
    text = "  A bomb went off.\r\n\r\n  Nobody was hurt.\n"
    article = made(
        text,
        row_id="Ä 1",
        country="Ivory Coast",
        extra='{"k": 1}',
        url="https://lamp.example/2013/01/10/x?utm_id=1",
    )
    assert (article.text, article.id, article.country, article.extra) == (text, "Ä 1", "CI", '{"k": 1}')
    assert (article.canonical_url, article.outlet) == ("https://lamp.example/2013/01/10/x", "lamp.example")
    assert (article.published, article.published_from) == ("2013-01-10", "url")
    assert made(text, country="gb").country == "GB" and made(text, country="Atlantis").country is None


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_row_is_rejected(text):
    assert isinstance(made(text, row_id="a"), Rejected)


@settings(deadline=None, max_examples=100)
@given(
    st.text(max_size=300),
    st.one_of(st.none(), st.text(max_size=30)),
    st.one_of(st.none(), st.text(max_size=30)),
)
def test_any_text_is_kept_as_it_is_under_one_id(text, published, country):
    first = made(text, published=published, country=country)
    assert first == made(text, published=published, country=country)
    if isinstance(first, Article):
        assert first.text == text and first.id == "d" + first.raw_sha256[:16]
