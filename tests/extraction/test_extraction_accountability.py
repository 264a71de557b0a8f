"""Steps against the accused, warnings, relations."""

import pytest

from vigil.extraction.accountability import find_relations, find_steps, find_warnings
from vigil.extraction.sentences import split


@pytest.mark.parametrize(
    ("text", "accused", "step"),
    [
        ("Police arrested Tomas Brandt on Friday.", "Tomas Brandt", "arrest"),
        ("Two suspects were arrested near the border.", "Two suspects", "arrest"),
        ("Tomas Brandt was charged with murder.", "Tomas Brandt", "charge"),
        ("A court sentenced Tomas Brandt to 20 years in prison.", "Tomas Brandt", "sentence"),
        ("Tomas Brandt was acquitted of all charges.", "Tomas Brandt", "acquittal"),
        ("Tomas Brandt was found guilty.", "Tomas Brandt", "conviction"),
        ("A judge issued an arrest warrant for Tomas Brandt.", "Tomas Brandt", "warrant"),
        ("Tomas Brandt was released on bail.", "Tomas Brandt", "bail"),
        ("Tomas Brandt escaped from a prison in the north.", "Tomas Brandt", "escape"),
        ("Tomas Brandt went on trial in May.", "Tomas Brandt", "trial"),
        ("Jamaat-ul-Ahrar was banned in 2016.", "Jamaat-ul-Ahrar", "ban"),
    ],
)
def test_accused_and_step(text, accused, step):
    assert (accused, step) in [(c.value, c.detail) for c in find_steps(split(text))]


def test_a_text_that_says_nobody_was_tried():
    (claim,) = find_steps(split("Nobody has been prosecuted for the massacre."))
    assert claim.detail == "none"


def test_pronoun_goes_back_to_the_accused():
    found = find_steps(split("Police arrested Tomas Brandt on Friday. He was charged with arson."))
    assert [(c.value, c.detail) for c in found] == [("Tomas Brandt", "arrest"), ("Tomas Brandt", "charge")]


def test_patients_are_not_released_from_justice():
    assert find_steps(split("One patient was treated at the hospital and released without delay.")) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Boko Haram had warned of more attacks on schools.", "Boko Haram"),
        ("The ELN threatened to kill the mayor.", "National Liberation Army (Colombia)"),
        ("The editor had received death threats for weeks.", None),
    ],
)
def test_warnings(text, speaker):
    (claim,) = find_warnings(split(text))
    assert claim.speaker == speaker


@pytest.mark.parametrize(
    "text",
    [
        "He was taken to hospital with non-life threatening injuries.",
        "Police warned residents of heavy traffic.",
        "The union threatened a strike.",
        "",
    ],
)
def test_no_warning(text):
    assert find_warnings(split(text)) == []


@pytest.mark.parametrize(
    ("text", "value", "detail"),
    [
        (
            "Jamaat-ul-Ahrar is a splinter group of the Pakistani Taliban.",
            "Jamaat-ul-Ahrar",
            "splinter of Tehrik-i-Taliban Pakistan",
        ),
        ("AQIM is affiliated with al-Qaeda.", "Al-Qaeda in the Islamic Maghreb", "affiliated with Al-Qaeda"),
        ("The al-Qaeda-linked Ansar Dine took the town.", "Ansar Dine", "connected with Al-Qaeda"),
        ("Omar Sadiq, leader of Boko Haram, was seen.", "Omar Sadiq", "leader of Boko Haram"),
        ("Hizb ut-Tahrir and Hamas met; Hamas is banned in Ruritania.", "Hamas", "banned in Ruritania"),
    ],
)
def test_relations(text, value, detail):
    assert (value, detail) in [(c.value, c.detail) for c in find_relations(split(text))]


def test_who_speaks_of_the_accused_is_not_accused():
    text = (
        "Karim Vale carried a reward and was one of the most wanted men, said Arif Domo of the crime branch."
    )
    assert "Arif Domo" not in {c.value for c in find_steps(split(text))}


def test_a_sentence_of_many_words_comes_to_an_end() -> None:
    """Words between a subject and its verb are read once each, not in every way that they can be cut."""
    many = "in " + " ".join(f"district{n}" for n in range(12))
    text = f"Amos Bell of the harbour {many}; some say loudly, was arrested."
    assert all(text[c.span.start : c.span.end] == c.quote for c in find_steps(split(text)))
