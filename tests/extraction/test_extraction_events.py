"""Event words: what they tell of, and in what mode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.events import event_types, find_events
from vigil.extraction.sentences import split


def tell(text):
    return [(m.type.name, m.mode) for m in find_events(split(text)) if m.form != "weak"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A suicide bomber blew himself up at a bus stop in Maiduguri.", "suicide bombing"),
        ("Gunmen on motorbikes opened fire on a checkpoint outside Gao.", "shooting"),
        ("Workers in Rosario went on strike over the murder of a union leader.", "strike"),
        ("Relatives staged a sit-in outside the ministry in Beirut.", "sit-in"),
        ("Students marched through Santiago against the police.", "march"),
        ("Rebels abducted nine aid workers near Goma.", "abduction"),
        ("Mortar shells hit a school in Donetsk.", "shelling"),
        ("A mob beat to death two men accused of theft in Puebla.", "lynching"),
        ("The court in Kigali sentenced the former mayor to life.", "conviction"),
        ("The governor imposed a curfew on the town.", "curfew"),
        ("Villagers were hacked to death with machetes near Beni.", "massacre"),
        ("Herders torched a dozen huts in Plateau State.", "arson"),
        ("Angry truckers blocked the bridge into Asunción for two hours.", "blockade"),
        ("The army launched an invasion of the island at dawn.", "armed clash"),
        ("Both sides are guilty of violating the ceasefire, monitors said.", "armed clash"),
        ("The general said that rebels attempted to assassinate him at the port.", "assassination"),
        ("The bandit chief was killed in an alleged shootout with police near Sukkur.", "killing of suspect"),
        ("The bandit chief was killed in a gunfight with police near Sukkur.", "killing of suspect"),
    ],
)
def test_tells_the_type(text, kind):
    assert (kind, "told") in tell(text)


@pytest.mark.parametrize(
    "text",
    [
        "The striker shot wide and the keeper punched the ball away.",
        "Lightning strikes killed four farmers.",
        "The photo shoot was held on the beach.",
        "He suffered a heart attack at home.",
        "The company fired him from his job.",
        "Stocks rallied after the bank cut rates; the dollar rally went on.",
        "The shooting guard scored 30 points.",
        "Firefighters battled the blaze for hours.",
        "They reached a trade deal with Canada.",
        "The film was a box-office bomb.",
        "A bomb cyclone hit the coast.",
        "The senate blocked the bill on ports.",
        "Snow blocked the mountain road.",
        "The country withdrew its invasion forces.",
        "The Ceasefire Violations Committee met.",
    ],
)
def test_other_senses_tell_nothing(text):
    assert not [t for t in tell(text) if t[1] == "told"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Police foiled a bombing in Lyon.", "foiled"),
        ("The group threatened a bombing in the capital.", "threat"),
        ("Officials fear a bombing at the fair.", "hypothetical"),
        ("There was no bombing, the mayor said.", "negated"),
        ("Unions will hold a rally next week.", "planned"),
        ("The opposition agreed to postpone the demonstration in Baku.", "planned"),
        ("Teachers threatened to hold a general strike.", "planned"),
        ("The mayor allowed the party to bring out a rally.", "planned"),
        ("Guards stayed on alert to forestall more violence.", "hypothetical"),
        ("Orphans have protested before the ministry for a decade.", "generic"),
        ("Diplomats spoke of unrest in the north.", "generic"),
        ("An attempt to assassinate the mayor was thwarted, police said.", "foiled"),
    ],
)
def test_what_did_not_happen_is_not_told(text, mode):
    modes = {m.mode for m in find_events(split(text)) if m.type.kind in ("attack", "demonstration")}
    assert mode in modes
    assert "told" not in modes


def test_cause_of_a_protest_is_subordinate():
    mentions = find_events(
        split("Traders staged a sit-in in Kano on Monday over the killing of two drivers.")
    )
    assert [(m.type.kind, m.subordinate) for m in mentions] == [("demonstration", False), ("attack", True)]


def test_a_bomb_is_a_bomb():
    assert ("bombing", "told") in tell("A bomb killed five people in Jos.")


def test_every_type_has_a_kind_of_the_contract():
    kinds = {"attack", "demonstration", "official_response", "legal_action", "other"}
    assert {t.kind for t in event_types().values()} <= kinds


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_are_exact(text):
    for sentence in split(text):
        for mention in find_events([sentence]):
            assert text[mention.span.start : mention.span.end].lower() == mention.word
