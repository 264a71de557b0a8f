"""What is kept of a language model's reply: what the text says in the words that were quoted; a stub stands in for the server."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from llm_stub import BOMB, TEXT, Stub, article, claim, incident, kept, only_claim, read

from vigil.extraction import llm_schema, rules
from vigil.extraction.llm_quotes import Quotes
from vigil.extraction.llm_reply import read_replies
from vigil.extraction.sentences import holding, split


def test_a_reply_becomes_reports_with_our_own_dates_places_and_sums(stub: Stub) -> None:
    found = [
        incident(
            BOMB,
            date="on Tuesday",
            place="Herat",
            claims=[
                claim("killed", "14 people", sentence=2, value="14", speaker="police"),
                claim("injured", "put the number of wounded at 31", value="31", speaker="Hospital officials"),
                claim(
                    "perpetrator",
                    "The Red Lanterns, an armed group, claimed responsibility",
                    value="The Red Lanterns",
                    stance="claimed",
                ),
            ],
        ),
        incident(
            "Hundreds of traders marched in Kabul on Wednesday", "march", role="co_main", date="Wednesday", place="Kabul",
            claims=[
                claim("size", "Hundreds of traders marched", value="Hundreds"),
                claim("demand", "called on the government to resign", value="resign"),
            ],
        ),
        incident(
            "A similar bombing on 3 March 2019", role="background", date="3 March 2019", place="Kandahar",
            claims=[claim("killed", "killed 6 people in Kandahar", value="6")],
        ),
    ]  # fmt: skip
    reading = read(stub, found)
    bomb, march, past = reading.reports
    assert (bomb.role, bomb.kind, bomb.type) == ("main", "attack", "bombing")
    assert (bomb.date.start, bomb.place.name) == ("2021-05-18", "Herat")
    killed = next(c for c in bomb.claims if c.attribute == "killed")
    assert (killed.low, killed.high, killed.qualifier, killed.speaker) == (14, None, "at least", "police")
    injured = next(c for c in bomb.claims if c.attribute == "injured")
    assert (injured.value, injured.speaker, injured.speaker_kind) == (31, "Hospital officials", "hospital")
    doer = next(c for c in bomb.claims if c.attribute == "perpetrator")
    assert (doer.stance, "Red Lanterns" in str(doer.value)) == ("claimed", True)
    assert (march.kind, march.date.start, march.place.city) == ("demonstration", "2021-05-19", "Kabul")
    assert {c.attribute for c in march.claims} == {
        "size",
        "demand",
        "participant",
    }  # who took part is read by the rules
    assert (past.role, past.date.start, past.place.name) == ("background", "2019-03-03", "Kandahar")
    assert reading.reader == "llm/1 stub"


def test_quotes_may_differ_in_blanks_and_quotation_marks_and_stand_as_the_text_has_them(stub: Stub) -> None:
    reading = read(stub, [incident(BOMB, claims=[claim("warning", '"We will strike again," it warned')])])
    found = only_claim(reading)
    assert found.quote == TEXT[found.span.start : found.span.end]
    assert "strike\nagain" in found.quote


@pytest.mark.parametrize(
    "quote",
    ["A bomb exploded in a market", "bomb went off in a crowded mark", "", "…", "A bomb went off " * 40, 7, None, ["A bomb"]],
)  # fmt: skip
def test_an_incident_without_its_quote_in_the_text_is_dropped(stub: Stub, quote: Any) -> None:
    assert read(stub, [incident(quote)]).reports == ()


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("The union wants 9,000 pesos.", "wants 9", None),
        ("The union wants 9,000 pesos.", "000 pesos", None),
        ("The union wants 9, 8 or 7 pesos.", "wants 9", "wants 9"),
        ("A bomb killed Jose\u0301.", "killed Jose", None),
        ("A bomb\u00a0killed  9\u2009people.", "A bomb killed 9 people", "A bomb\u00a0killed  9\u2009people"),
        ("İzmir: a bomb killed 9 people.", "a bomb killed", "a bomb killed"),
    ],
)
def test_a_quote_is_of_whole_words_and_whole_numbers(text: str, quote: str, found: str | None) -> None:
    where = Quotes(split(text)).find(quote, 1)
    assert (text[where.span.start : where.span.end] if where else None) == found


@pytest.mark.parametrize(
    "row",
    [
        claim("killed", "killing at least 15 people", value="15"),  # not in the text
        claim("killed", "killing at least 14 people", value="15"),  # another number than the quote's
        claim("killed", "put the number of wounded at 31", value="31"),  # a figure, but of others
        claim("killed", "A bomb went off", value="14"),  # the quote has no number
        claim("arrested", "killed 6 people in Kandahar", value="6"),
        claim("perpetrator", "police said", value="police", stance="blamed"),
        claim(
            "perpetrator", "Hospital officials put the number", value="Hospital officials", stance="claimed"
        ),
        claim("perpetrator", "The Red Lanterns, an armed group", value="The Blue Lanterns", stance="claimed"),
        claim("accountability", "A bomb went off", value="A bomb"),
        claim("relation", "The Red Lanterns, an armed group", value="The Red Lanterns"),
        claim("response", "called on the government to resign", value="resign", speaker="traders"),
        claim("cause", "police said"),
        claim(["killed"], "police said"),  # type: ignore[arg-type]
    ],
)
def test_a_claim_whose_quote_does_not_say_it_is_dropped(stub: Stub, row: dict[str, Any]) -> None:
    (report,) = read(stub, [incident(BOMB, claims=[row, "rubbish", None])]).reports
    assert report.claims == ()


def test_a_date_place_or_speaker_that_is_not_in_the_text_is_dropped(stub: Stub) -> None:
    row = claim("injured", "put the number of wounded at 31", value="31", speaker="the president of Chile")
    (report,) = read(stub, [incident(BOMB, date="4 July 1999", place="Santiago", claims=[row])]).reports
    assert report.place.name == "Herat"  # what the rules make of the sentences, as with no words given
    assert report.date.start == "2021-05-18"
    assert report.claims[0].speaker != "the president of Chile"


def test_what_the_text_denies_or_only_imagines_is_not_kept(stub: Stub) -> None:
    text = (
        "A bomb went off in Herat on Tuesday. Nobody saw it. It could have killed 50 people, officials said."
    )
    rows = [claim("killed", "It could have killed 50 people", value="50")]
    (report,) = read(stub, [incident("A bomb went off in Herat", claims=rows)], text, None).reports
    assert report.claims == ()
    text = "Officials denied that any bombing had taken place in Herat on Tuesday. Traders went to work."
    assert read(stub, [incident("bombing had taken place in Herat")], text, None).reports == ()


@pytest.mark.parametrize(
    ("said", "attribute", "value"),
    [
        ("The marchers demanded death for 5,000 prisoners.", "killed", "5,000"),
        ("The group claimed 12 attacks in the city.", "killed", "12"),
        ("The hospital has 200 beds.", "injured", "200"),
        ("About 40 doctors treated the wounded.", "injured", "40"),
        ("Some 700 policemen held back the crowd.", "arrested", "700"),
        ("A bomb killed Anwar on Monday.", "victim", "Anwar"),  # a group by this name would be printed
        ("A bomb killed Anwar on Monday.", "victim", "A bomb"),
        ("Anwar Sahel killed two guards on Monday.", "victim", "Anwar Sahel"),
    ],
)
def test_a_number_or_a_name_beside_a_word_of_harm_is_no_toll_and_no_victim(
    stub: Stub, said: str, attribute: str, value: str
) -> None:
    text = f"A bomb went off in Herat on Tuesday. {said}"
    rows = [claim(attribute, said, sentence=2, value=value)]
    (report,) = read(stub, [incident("A bomb went off in Herat", claims=rows)], text, None).reports
    assert [c for c in report.claims if c.attribute == attribute] == []


@pytest.mark.parametrize("value", ["Anwar Sahel", "a baker", "Hazaras"])
def test_a_victim_whom_the_words_name_is_kept(stub: Stub, value: str) -> None:
    text = f"A bomb went off in Herat on Tuesday. Mourners buried {value}, killed by the blast."
    rows = [claim("victim", f"Mourners buried {value}, killed", sentence=2, value=value)]
    found = only_claim(read(stub, [incident("A bomb went off in Herat", claims=rows)], text, None))
    assert found.value == value


@pytest.mark.parametrize(
    ("beside", "speaker"),
    [
        ("President Anwar Sahel visited Kabul.", None),
        ("“It was awful,” said Anwar Sahel, a baker.", "Anwar Sahel"),
    ],
)
def test_a_speaker_is_somebody_who_says_something(stub: Stub, beside: str, speaker: str | None) -> None:
    text = f"A bomb went off in Herat on Tuesday. Thirty people were wounded. {beside}"
    rows = [claim("injured", "Thirty people were wounded", sentence=2, value="Thirty", speaker="Anwar Sahel")]
    found = only_claim(read(stub, [incident("A bomb went off in Herat", claims=rows)], text, None))
    assert found.speaker == speaker


def test_words_of_what_is_denied_or_feared_do_not_stand_for_what_the_same_sentence_tells(stub: Stub) -> None:
    text = "Gunmen killed 5 people in Herat on Tuesday, and police warned of a massacre in Kabul."
    told = incident("Gunmen killed 5 people in Herat", "shooting", sentence=1, place="Herat")
    feared = incident("police warned of a massacre in Kabul", "massacre", sentence=1, place="Kabul")
    assert [r.place.name for r in read(stub, [told, feared], text, None).reports if r.place] == ["Herat"]


def test_what_is_told_twice_in_other_words_is_one_incident_and_other_places_are_others(stub: Stub) -> None:
    text = "Bombs went off in Herat and in Kandahar on Tuesday, police said. Shops were shut."
    first = incident("Bombs went off in Herat", sentence=1, place="Herat")
    longer = incident("Bombs went off in Herat and in Kandahar", sentence=1, place="Herat")
    assert len(read(stub, [first, longer], text, None).reports) == 1
    assert len(read(stub, [first, longer | {"place": "Kandahar"}], text, None).reports) == 2


def test_a_person_is_accused_by_the_text_and_never_by_the_model(stub: Stub) -> None:
    text = (
        "A bomb went off in Herat on Tuesday, killing 14 people. Mayor Anwar Sahel claimed the government had held back aid. "
        "The Red Lanterns blamed the Blue Front for the bombing."
    )
    rows = [
        claim("perpetrator", "Mayor Anwar Sahel claimed", value="Anwar Sahel", stance="claimed"),
        claim(
            "perpetrator", "The Red Lanterns blamed the Blue Front", value="The Red Lanterns", stance="blamed"
        ),
        claim("accountability", "Mayor Anwar Sahel claimed", value="Anwar Sahel"),
    ]
    (report,) = read(stub, [incident("A bomb went off in Herat", claims=rows)], text, None).reports
    assert not any("Sahel" in str(c.value) or "Red Lanterns" in str(c.value) for c in report.claims)
    assert not any("Sahel" in a.name or "Red Lanterns" in a.name for a in report.actors)


@pytest.mark.parametrize(
    ("said", "value", "stance"),
    [
        ("Two Taliban fighters were killed and officials blamed al-Shabaab.", "Taliban", "blamed"),
        ("Hezbollah offices were shut and a suspect was held.", "Hezbollah", "suspected"),
        ("The Taliban claimed that the government had fled.", "The Taliban", "claimed"),
        ("The Taliban denied reports of talks.", "The Taliban", "denied"),
    ],
)
def test_a_word_of_blame_beside_a_group_does_not_accuse_it(
    stub: Stub, said: str, value: str, stance: str
) -> None:
    text = f"A bomb went off in Herat on Tuesday. {said}"
    rows = [claim("perpetrator", said, sentence=2, value=value, stance=stance)]
    (report,) = read(stub, [incident("A bomb went off in Herat", claims=rows)], text, None).reports
    assert not any(value in str(c.value) for c in report.claims) and report.actors == ()


def test_totals_over_years_stay_apart_whatever_the_model_says(stub: Stub) -> None:
    text = "A bomb went off in Herat on Tuesday. More than 900 people have been killed in such attacks since 2015."
    rows = [claim("killed", "More than 900 people have been killed", value="900")]
    reading = read(stub, [incident("A bomb went off in Herat", claims=rows)], text, None)
    assert kept(reading) == []
    assert [a.low for a in reading.aggregates] == [901]


def test_one_figure_belongs_to_one_incident_and_a_document_has_one_subject(stub: Stub) -> None:
    rows = [claim("killed", "killing at least 14 people", value="14")]
    march = incident("Hundreds of traders marched in Kabul", "march", claims=rows)
    reading = read(stub, [incident(BOMB, claims=rows), march])
    assert [r.role for r in reading.reports].count("main") == 1
    assert [c.attribute for c in kept(reading)].count("killed") == 1


def test_a_model_that_points_at_all_that_the_rules_read_loses_next_to_nothing_of_it() -> None:
    """Held against the bundled samples, so that being careful does not come to mean being empty."""
    told = kept_reports = claims = kept_claims = 0
    for line in resources.files("vigil.samples").joinpath("quetta.jsonl").read_text("utf-8").splitlines():
        given_row = json.loads(line)
        made, times, places = article(given_row["text"], given_row.get("title"), given_row.get("published"))
        sentences = split(made.title or "", "title") + split(made.text)
        by_rules = rules.read(made, times, places).reports
        reply = [
            incident(
                r.summary[: llm_schema.LONGEST_QUOTE].rsplit(" ", 1)[0], r.type, role=r.role,
                sentence=[s.text for s in sentences].index(r.summary) + 1,
                claims=[claim(c.attribute, c.quote, sentence=(holding(c.span, sentences) or 0) + 1, stance=c.stance,
                              value="" if c.value is None else str(c.value)) for c in r.claims],
            )
            for r in by_rules
        ]  # fmt: skip
        found = read_replies(made, Quotes(sentences), [reply], times, places)
        told, kept_reports = told + len(by_rules), kept_reports + len(found)
        asked = (*llm_schema.COUNTED, *llm_schema.SAID)  # the rest is read by the rules alone
        wanted = {c.id("a") for r in by_rules for c in r.claims if c.attribute in asked}
        claims += len(wanted)
        kept_claims += len(wanted & {c.id("a") for r in found for c in r.claims})
    assert told > 100 and kept_reports >= 0.95 * told
    assert claims > 300 and kept_claims >= 0.97 * claims
