"""Steps against the accused, warnings, relations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.dates import find_times
from vigil.extraction.accountability import find_relations, find_steps, find_warnings
from vigil.extraction.sentences import split
from vigil.periods import period


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


DAY = "2013-01-13"


def steps(text: str) -> list[tuple]:
    """(accused, step, day) of each claim, whose quote holds in the text."""
    found = find_steps(split(text), find_times(text, DAY))
    for claim in found:
        assert text[claim.span.start : claim.span.end] == claim.quote
    return [(c.value, c.detail, c.as_of) for c in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A judge in Monterrey acquitted José Ángel de la Cruz on 3 May 2012.", [("José Ángel de la Cruz", "acquittal", "2012-05-03")]),
        ("Muhammad Zafar ul Haq was sentenced to death by a court in Lahore in 2010.", [("Muhammad Zafar ul Haq", "sentence", "2010")]),
        (
            "Abu Musab al-Karim was arrested in Basra in 2005. Al-Karim was released in 2009. He was rearrested on 4 June 2010.",
            [("Abu Musab al-Karim", "arrest", "2005"), ("Abu Musab al-Karim", "release", "2009"), ("Abu Musab al-Karim", "arrest", "2010-06-04")],
        ),
        # two of one surname: neither is meant for sure
        (
            "Police arrested Ahmed Raza and Bilal Raza on Sunday. Raza was charged with murder.",
            [("Ahmed Raza", "arrest", DAY), ("Bilal Raza", "arrest", DAY)],
        ),
        ("Two masterminds escaped from a prison about five years ago.", [("Two masterminds", "escape", "2007..2008")]),
        ("The conviction of Omar Sadiq was overturned in 2011.", [("Omar Sadiq", "conviction overturned", "2011")]),
        ("Charges against Omar Sadiq were dropped in 2011.", [("Omar Sadiq", "charges dropped", "2011")]),
        ("Omar Sadiq, 34, and his brother Ali Sadiq absconded.", [("Omar Sadiq", "escape", None), ("Ali Sadiq", "escape", None)]),
        ("Mina Vale, who leads the group, and Ola Renn were convicted.", [("Mina Vale", "conviction", None), ("Ola Renn", "conviction", None)]),
        ("Police said on Wednesday that they had arrested Omar Sadiq.", [("Omar Sadiq", "arrest", None)]),
        ("Police arrested Omar Sadiq over Friday's bombing.", [("Omar Sadiq", "arrest", None)]),
        ("The brother of Omar Sadiq was arrested.", [("The brother of Omar Sadiq", "arrest", None)]),
        ("The interior minister Rehman Khan said Ali Mengal was arrested.", [("Ali Mengal", "arrest", None)]),
        ("Omar Sadiq, 31, of a banned group, was later charged.", [("Omar Sadiq", "charge", None)]),
        ("Omar Sadiq, a leader of Boko Haram, was shot dead.", [("Omar Sadiq", "killed", None)]),
    ],
)  # fmt: skip
def test_who_what_and_when(text, expected):
    assert steps(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Protesters demanded the arrest of Omar Sadiq.",
        "Police said Omar Sadiq would be charged on Monday.",
        "A reward was offered for information leading to the arrest of the gunmen.",
        "Omar Sadiq was denied bail.",
        "The name of the suspect has not been released.",
        "The attacker charged the officers with a knife.",
        "Two men were released by the kidnappers.",
        "Gunmen stopped the police van, freed Omar Sadiq and fled.",
        "The journalist Omar Sadiq was killed by gunmen.",
        "The banned Boko Haram claimed it.",
        "He was caught in the crossfire.",
    ],
)
def test_what_only_looks_like_a_step(text):
    assert steps(text) == []


@pytest.mark.parametrize(
    ("text", "accused", "period"),
    [
        ("No member of Boko Haram has been convicted in ten years.", "Boko Haram", "in ten years"),
        ("Omar Sadiq was never convicted.", "Omar Sadiq", None),
        ("The suspect has not been charged.", "The suspect", None),
        ("Boko Haram goes on killing with impunity.", "Boko Haram", None),
        ("No arrests have been made.", None, None),
        ("Police have arrested no suspects.", None, None),
        ("The suspect, whose name was not given, remains at large.", "The suspect", None),
    ],
)
def test_a_text_that_says_that_nothing_was_done_says_of_whom(text, accused, period):
    (claim,) = find_steps(split(text))
    assert (claim.detail, claim.value, claim.qualifier, claim.as_of) == ("none", accused, period, None)


@pytest.mark.parametrize(
    ("text", "taker"),
    [
        ("Prosecutors have charged Omar Sadiq with murder.", "Prosecutors"),
        (
            "Omar Sadiq was sentenced by an anti-terrorism court in Lahore.",
            "an anti-terrorism court in Lahore",
        ),
        ("Pakistani police say they have arrested two men.", "Pakistani police"),
        ("The government of Ruritania banned Boko Haram.", "The government of Ruritania"),
        ("Omar Sadiq was arrested.", None),
    ],
)
def test_who_took_the_step(text, taker):
    (claim,) = find_steps(split(text))
    assert claim.speaker == taker


def test_a_short_form_is_the_person_named_in_full_anywhere_in_the_document():
    whole = split("Ishaq was arrested. The case goes back years. Malik Ishaq led the group.")
    (claim,) = find_steps(whole[:1], (), whole)
    assert (claim.value, claim.quote) == ("Malik Ishaq", "Ishaq was arrested")


@pytest.mark.parametrize(
    ("text", "value", "detail"),
    [
        ("Ansar Dine split from Boko Haram in 2011.", "Ansar Dine", "splinter of Boko Haram"),
        ("Hamas is backed by Iran.", "Hamas", "backed by Iran"),
        ("The Iran-backed Hezbollah fired.", "Hezbollah", "backed by Iran"),
        ("Boko Haram leader Omar Sadiq fled.", "Omar Sadiq", "leader of Boko Haram"),
        ("Omar Sadiq, a spokesman for Boko Haram, said so.", "Omar Sadiq", "spokesman of Boko Haram"),
        ("Omar Sadiq of the banned Boko Haram was there.", "Omar Sadiq", "member of Boko Haram"),
        ("Boko Haram is affiliated with al-Qaeda and has connections with several other armed groups.", "Boko Haram", "connected with several other armed groups"),
        ("The army has used these armed groups as leverage against its rival.", "The army", "uses these armed groups"),
    ],
)  # fmt: skip
def test_relations_stand_in_their_direction(text, value, detail):
    assert (value, detail) in [(c.value, c.detail) for c in find_relations(split(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Boko Haram has no links to al-Qaeda.",
        "The Taliban denied ties with Islamic State.",
        "Members of Boko Haram fled.",
    ],
)
def test_no_relation(text):
    assert find_relations(split(text)) == []


@given(
    st.lists(
        st.sampled_from(
            "Omar Sadiq|Ali|the suspect|police|a court|was|were|has|not|arrested|charged with|acquitted|released|and|, who|, 34,|of|by|in 2009|on Friday|Boko Haram|he|no|.|leader of|linked to|\n".split("|")
        ),
        max_size=25,
    )
)  # fmt: skip
def test_whatever_the_words_the_quotes_hold(words):
    text = " ".join(words)
    times = find_times(text, DAY)
    for claim in (*find_steps(split(text), times), *find_relations(split(text), times)):
        assert text[claim.span.start : claim.span.end] == claim.quote and claim.quote
        assert claim.as_of is None or period(claim.as_of)
