"""Rules with an encoder as their judge: what it doubts goes, and what it is sure of comes."""

from __future__ import annotations

import pytest
from judging import BOMB, MATCH, judged, read, said

from vigil.extraction.events import HYPOTHETICAL, TOLD, find_events
from vigil.extraction.neural import DOUBT, SURE, Judge
from vigil.extraction.sentences import split

# ---------------------------------------------------------------- what it doubts


def test_a_metaphor_that_the_judge_doubts_leaves_no_incident() -> None:
    assert read(MATCH).reports  # the rules alone fall for it
    assert read(MATCH, judged({0: said(none=0.9), 1: said(none=0.9)})).reports == ()


def test_what_the_judge_believes_reads_as_before() -> None:
    assert read(BOMB, judged({0: said(attack=0.99), 1: said()})) == read(BOMB)


def test_sentences_that_the_judge_did_not_hear_read_as_before() -> None:
    assert read(BOMB, judged({})) == read(BOMB)


@pytest.mark.parametrize(("p", "mode"), [(DOUBT - 0.01, HYPOTHETICAL), (DOUBT, TOLD)])
@pytest.mark.parametrize("label", ["attack", "background__attack"])
def test_a_word_tells_nothing_below_the_doubt(label: str, p: float, mode: str) -> None:
    sentences = split(BOMB)
    mentions = find_events(sentences)
    assert {m.mode for m in mentions} == {TOLD}
    labels = said(none=0.9, attack=0.0, background__attack=0.0) | said(**{label: p}) | {"demonstration": 0.0}
    labels |= {"none": 0.9} | {
        n: 0.0 for n in ("attack", "background:attack") if n != label.replace("__", ":")
    }
    assert {m.mode for m in Judge({0: labels}).mentions(mentions, sentences)} == {mode}


def test_another_kind_of_incident_in_the_sentence_does_not_save_a_doubted_word() -> None:
    sentences = split(
        "Hundreds joined a protest march in Herat on Tuesday, and a critic called it an assault on taste."
    )
    kinds = {m.type.kind: m.mode for m in find_events(sentences)}
    assert kinds == {"demonstration": TOLD, "attack": TOLD}
    after = Judge({0: said(demonstration=0.99, hypothetical=0.9)}).mentions(find_events(sentences), sentences)
    assert {m.type.kind: m.mode for m in after} == {"demonstration": TOLD, "attack": HYPOTHETICAL}


def test_what_the_rules_do_not_take_as_told_stays_as_it_is() -> None:
    sentences = split("Police warned of further attacks. No bomb was found under the bridge.")
    mentions = find_events(sentences)
    assert mentions and all(m.mode != TOLD for m in mentions)
    assert Judge({0: said(), 1: said()}).mentions(mentions, sentences) == mentions


TALKS = (
    "QUETTA: Families buried eleven men on Tuesday and ended the sit-in, and the road was opened again. "
    "Governor Karim Shah held talks with leaders of the protest in Quetta on Monday."
)


@pytest.mark.parametrize(("p", "kinds"), [(0.6, {"official_response"}), (0.4, set())])
def test_what_the_state_did_is_an_incident_beside_the_news_where_the_judge_hears_it_as_news(
    p: float, kinds: set[str]
) -> None:
    told = read(TALKS, judged({2: said(response=p)}), title="Sit-in ends in Quetta").reports
    assert {r.kind for r in told if r.role != "main"} & {"official_response"} == kinds
    claims = [c for r in told for c in r.claims if c.attribute == "response"]
    assert any("held talks" in c.quote for c in claims)  # said of the main incident or of itself, never lost


def test_rules_alone_make_no_incident_of_what_the_state_did_beside_the_news() -> None:
    told = read(TALKS, title="Sit-in ends in Quetta").reports
    assert not [r for r in told if r.kind == "official_response"]


def test_suspects_killed_by_police_are_no_victims_of_the_attack_and_the_answer_stays_with_it() -> None:
    text = (
        "A bomb killed 40 people at a market in Herat on Sunday, the governor said. Hundreds fled. "
        "On Tuesday police killed four suspects and arrested nine in raids in Kabul, the interior ministry said. "
        "The ministry also ordered an inquiry into the bombing."
    )
    reports = read(text).reports
    (attack,) = [r for r in reports if r.role == "main"]
    assert [c.value for c in attack.claims if c.attribute == "killed"] == [40]
    assert all(r.kind in ("attack", "demonstration") or r.role == "main" for r in reports)


def test_an_attack_in_a_sentence_about_something_else_is_told_in_passing() -> None:
    text = "The minister repeated in Rome that the country must hand over the bombers of the airliner."
    assert [r.role for r in read(text, judged({0: said(attack=0.4, demand=0.9)})).reports] == ["main"]
    assert not [r for r in read(text, judged({0: said(demand=0.9)})).reports if r.role == "main"]


# ---------------------------------------------------------------- what it is sure of

MISSED = (
    "Police warned of further attacks. Seven shoppers lay under the stalls after masked men emptied their rifles"
    " at a market in Herat on Tuesday."
)


def test_a_sentence_that_the_judge_is_sure_of_gives_an_incident_that_the_rules_missed() -> None:
    assert read(MISSED).reports == ()
    (report,) = read(MISSED, judged({0: said(), 1: said(attack=0.99)})).reports
    assert (report.kind, report.type) == ("attack", "attack")
    assert (report.date.start, report.place and report.place.name) == ("2021-05-18", "Herat")
    assert report.summary.startswith("Seven shoppers") and report.summary in MISSED
    assert [MISSED[s.start : s.end] for s in report.evidence] == [report.summary]


def test_an_incident_that_only_the_title_tells_has_its_evidence_there() -> None:
    title = "Masked men empty rifles at Herat market"
    told = read("Police warned of further attacks.", judged({0: said(attack=0.99), 1: said()}), title)
    (report,) = told.reports
    assert report.summary == title
    assert [(s.field, title[s.start : s.end]) for s in report.evidence] == [("title", title)]


@pytest.mark.parametrize(("p", "count"), [(SURE - 0.01, 0), (SURE, 1)])
@pytest.mark.parametrize("kind", ["attack", "demonstration"])
def test_nothing_is_added_below_the_threshold(kind: str, p: float, count: int) -> None:
    reports = read(MISSED, judged({0: said(), 1: said(**{kind: p})})).reports
    assert [r.kind for r in reports] == [kind] * count


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ({"attack": 0.99, "attack__shooting": 0.8, "attack__bombing": 0.6}, "shooting"),
        ({"attack": 0.99, "attack__air_strike": 0.5}, "air strike"),
        ({"attack": 0.99, "attack__shooting": 0.49}, "attack"),
        (
            {"demonstration": 0.99, "demonstration__hunger_strike": 0.7, "attack__shooting": 0.9},
            "hunger strike",
        ),
        ({"demonstration": 0.99, "demonstration__march": 0.3}, "protest"),
    ],
)
def test_a_missed_incident_has_the_type_that_the_judge_is_sure_of(
    labels: dict[str, float], name: str
) -> None:
    (report,) = read(MISSED, judged({1: said(**labels)})).reports
    assert report.type == name


def test_a_missed_sit_in_is_a_sit_in() -> None:
    labels = said(demonstration=0.99) | {"demonstration:sit-in": 0.9}
    (report,) = read(MISSED, judged({1: labels})).reports
    assert report.type == "sit-in"


def test_a_sentence_that_tells_only_weakly_is_told_when_the_judge_is_sure() -> None:
    text = (
        "Nine shoppers were killed when masked men emptied their revolvers at a market in Herat on Tuesday."
    )
    assert {m.form for m in find_events(split(text))} == {"weak"}
    reports = read(text, judged({0: said(attack=0.99)})).reports
    assert [(c.attribute, c.value) for r in reports for c in r.claims] == [("killed", 9)]


def test_what_the_rules_told_is_not_told_again() -> None:
    sentences = split(BOMB)
    mentions = find_events(sentences)
    assert Judge({0: said(attack=0.99, attack__bombing=0.99)}).mentions(mentions, sentences) == mentions


def test_where_the_rules_saw_attacks_the_judge_adds_only_other_kinds() -> None:
    sentences = split(f"{MISSED} Then a bomb hit Kabul. Crowds filled the square.")
    judge = Judge({3: said(demonstration=0.99), 2: said(attack=0.99), 1: said(attack=0.99)})
    after = judge.mentions(find_events(sentences), sentences)
    assert [(m.sentence, m.type.kind) for m in after] == [
        (0, "attack"),
        (2, "attack"),
        (3, "demonstration"),
    ]


def test_what_is_told_as_an_act_of_the_state_is_not_told_as_an_attack_too() -> None:
    text = "The town buried nine shoppers on Tuesday."
    assert not [r for r in read(text, judged({0: said(attack=0.99)})).reports if r.kind == "attack"]
