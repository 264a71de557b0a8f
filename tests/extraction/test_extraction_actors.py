"""Names of groups: known by the codebook, made by grammar, or only described."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil import codebook
from vigil.extraction.actors import find_groups
from vigil.extraction.sentences import split
from vigil.records import Sentence, Span


def groups(text: str):
    return [g for s in split(text) for g in find_groups(s)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lashkar-i-Jhangvi issued a statement.", "Lashkar-e-Jhangvi"),
        ("A commander of LeJ was seen.", "Lashkar-e-Jhangvi"),
        ("The Tehreek-e-Taliban Pakistan met.", "Tehrik-i-Taliban Pakistan"),
        ("Al Shabab controls the road.", "Al-Shabaab"),
        ("al-Qa'ida in the Islamic Maghreb has moved north.", "Al-Qaeda in the Islamic Maghreb"),
        ("Sendero Luminoso burned the town hall.", "Shining Path"),
        ("M-19 seized the embassy.", "19th of April Movement"),
        ("The “Extraditables” sent a note.", "The Extraditables"),
        ("Séléka fighters left Bangui.", "Seleka"),
        ("The Kurdistan Workers’ Party denied it.", "Kurdistan Workers' Party"),
        ("Naxals blew up a school.", "Communist Party of India (Maoist)"),
        (
            "the farabundo marti national liberation front attacked.",
            "Farabundo Marti National Liberation Front",
        ),
        ("FARC dissidents took the village.", "Revolutionary Armed Forces of Colombia"),
        (
            "The Popular Front for\nthe Liberation of Palestine left.",
            "Popular Front for the Liberation of Palestine",
        ),
    ],
)
def test_known_groups_get_their_canonical_name(text, name):
    assert name in [g.name for g in groups(text)]
    assert all(g.known for g in groups(text) if g.name == name)


@pytest.mark.parametrize(
    "text",
    [
        "He said it is what it is.",
        "They will mend the road as a model for the state.",
        "Actor Amal Haddad attended the premiere.",
        "She saw a shining path through the wood.",
        "The hamas of old recipes.",
        "Workers of the Salvation Army served soup.",
        "The World Cup qualifying Movement of players was slow.",
    ],
)
def test_words_that_only_look_like_groups(text):
    assert not [g for g in groups(text) if g.named]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A group calling itself the Falcons of Dusk sent a video.", "Falcons of Dusk"),
        ("The Upper Valley Liberation Front kidnapped them.", "Upper Valley Liberation Front"),
        ("Members of the Harakat Sabireen camp fled.", "Harakat Sabireen"),
        ("The banned Red Lantern Brigade met.", "Red Lantern Brigade"),
    ],
)
def test_unknown_groups_by_how_they_are_named(text, name):
    found = [g for g in groups(text) if g.named]
    assert [g.name for g in found] == [name]
    assert not found[0].known


@pytest.mark.parametrize(
    ("text", "name", "hedged"),
    [
        ("Unknown gunmen fired at a bus.", "Unknown gunmen", False),
        ("Police blamed suspected separatists.", "separatists", True),
        ("Two masked men on a motorcycle fled.", "masked men", False),
        ("A suicide bomber struck.", "suicide bomber", False),
        ("Suspected Islamist militants crossed the river.", "Islamist militants", True),
    ],
)
def test_described_attackers_are_not_named(text, name, hedged):
    found = groups(text)
    assert (found[0].name, found[0].hedged, found[0].named) == (name, hedged, False)


def test_a_name_is_found_once_with_its_head_noun():
    assert [g.name for g in groups("Boko Haram militants left.")] == ["Boko Haram"]


def test_state_forces_are_institutions():
    kinds = {g.name: g.kind for g in groups("The Israeli army and Hamas exchanged fire.")}
    assert kinds == {"Israel Defense Forces": "institution", "Hamas": "group"}


def test_codebook_has_no_alias_of_two_groups_in_one_country():
    seen: dict[tuple[str, str | None], str] = {}
    for row in codebook.load("actors")["groups"]:
        for word in (row["name"], *row.get("aliases", ())):
            key = (word.lower(), row.get("country"))
            assert seen.setdefault(key, row["name"]) == row["name"]


@given(st.text(max_size=200), st.integers(0, 50))
def test_spans_are_exact_and_apart(text, offset):
    found = find_groups(Sentence(Span("text", offset, offset + len(text)), text, 0))
    last = offset
    for g in found:
        assert last <= g.span.start < g.span.end <= offset + len(text)
        last = g.span.end
