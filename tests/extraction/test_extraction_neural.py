"""Rules with an encoder as their judge: what it doubts goes, what it is sure of comes, the numbers stay the rules'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil import dates, geocoding
from vigil.config import GeocodingConfig
from vigil.extraction import casualties, neural, perpetrators, rules
from vigil.extraction.encoder import Heard, Marked
from vigil.extraction.events import HYPOTHETICAL, TOLD, EventMention, event_types, find_events
from vigil.extraction.neural import DOUBT, POINT, SURE, Judge
from vigil.extraction.sentences import split
from vigil.records import Article, Claim, Reading, Sentence

Ask = Callable[[Sequence[Sentence], Sequence[EventMention]], Judge]

# labels as the model file names them
NAMES = (
    "attack demonstration legal background background:attack background:demonstration background:response"
    " background:legal response demand warning aggregate negated hypothetical planned foiled claim media none"
).split() + [
    f"{t.kind}:{name.replace(' ', '-')}"
    for name, t in event_types().items()
    if t.kind in ("attack", "demonstration")
]


def said(**more: float) -> dict[str, float]:
    """Labels of one sentence: 0.01 but for those given (a colon as two underscores, a hyphen as one)."""
    given_ = {name.replace("__", ":").replace("_", "-"): p for name, p in more.items()}
    assert set(given_) <= set(NAMES)
    return dict.fromkeys(NAMES, 0.01) | given_


def judged(told: Mapping[int, dict[str, float]], marks: Sequence[Marked] = ()) -> Ask:
    """A judge that says this of the sentences with these positions, and nothing of others."""
    return lambda sentences, mentions: Judge(dict(told), tuple(marks))


@cache
def gazetteer() -> Any:
    return geocoding.open_gazetteer(GeocodingConfig())


def article_of(text: str, title: str | None = None) -> Article:
    return Article(id="a", text=text, title=title, raw_sha256="", published="2021-05-20")


def inputs(article: Article) -> tuple[Article, Any, Any]:
    fields = [(f, t) for f, t in (("title", article.title), ("text", article.text)) if t]
    times = [m for f, t in fields for m in dates.find_times(t, article.published, f)]
    return article, times, geocoding.find_places_in(fields, gazetteer())


def read(text: str, ask: Ask | None = None, title: str | None = None) -> Reading:
    return rules.read(*inputs(article_of(text, title)), ask)


def mark(sentence: Sentence, position: int, words: str, role: str = "perp_org", p: float = 0.99) -> Marked:
    start = sentence.text.index(words)
    return Marked(position, start, start + len(words), role, p)


def pointed(
    text: str, *words: str, role: str = "perp_org", p: float = 0.99, labels: Mapping[str, float] = {}
) -> list[Claim]:
    """Claims of who did it in a text of one sentence in which the encoder points to ``words``."""
    sentences = split(text)
    assert len(sentences) == 1
    marks = tuple(mark(sentences[0], 0, w, role, p) for w in words)
    return Judge({0: said(**labels)}, marks).perpetrators([], sentences)


# ---------------------------------------------------------------- what it doubts

MATCH = (
    "The visitors bombed the Leeds defence on Tuesday with forty crosses. "
    "It was an assault that left the home side in ruins."
)
BOMB = "A bomb killed nine shoppers in Herat on Tuesday, police said. The market was crowded."


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
    assert {m.mode for m in Judge({0: labels}, ()).mentions(mentions, sentences)} == {mode}


def test_another_kind_of_incident_in_the_sentence_does_not_save_a_doubted_word() -> None:
    sentences = split(
        "Hundreds joined a protest march in Herat on Tuesday, and a critic called it an assault on taste."
    )
    kinds = {m.type.kind: m.mode for m in find_events(sentences)}
    assert kinds == {"demonstration": TOLD, "attack": TOLD}
    after = Judge({0: said(demonstration=0.99, hypothetical=0.9)}, ()).mentions(
        find_events(sentences), sentences
    )
    assert {m.type.kind: m.mode for m in after} == {"demonstration": TOLD, "attack": HYPOTHETICAL}


def test_what_the_rules_do_not_take_as_told_stays_as_it_is() -> None:
    sentences = split("Police warned of further attacks. No bomb was found under the bridge.")
    mentions = find_events(sentences)
    assert mentions and all(m.mode != TOLD for m in mentions)
    assert Judge({0: said(), 1: said()}, ()).mentions(mentions, sentences) == mentions


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
    assert Judge({0: said(attack=0.99, attack__bombing=0.99)}, ()).mentions(mentions, sentences) == mentions


def test_mentions_come_in_the_order_of_the_text() -> None:
    sentences = split(f"{MISSED} Then a bomb hit Kabul. Crowds filled the square.")
    judge = Judge({3: said(demonstration=0.99), 2: said(attack=0.99), 1: said(attack=0.99)}, ())
    after = judge.mentions(find_events(sentences), sentences)
    assert [(m.sentence, m.type.kind) for m in after] == [
        (0, "attack"),
        (1, "attack"),
        (2, "attack"),
        (3, "demonstration"),
    ]


# ---------------------------------------------------------------- who did it


@pytest.mark.parametrize(
    ("text", "group", "labels", "stance"),
    [
        ("In a note Boko Haram claimed to have laid it.", "Boko Haram", {"claim": 0.5}, "claimed"),
        ("Boko Haram owned up to it in a note.", "Boko Haram", {"claim": 0.9}, "claimed"),
        ("The mayor pointed a finger at Boko Haram.", "Boko Haram", {"claim": 0.9}, "blamed"),
        ("Suspected Al-Shabaab men were seen there.", "Al-Shabaab", {"claim": 0.49}, "suspected"),
        ("Suspected Al-Shabaab men, the mayor wrote, were there.", "Al-Shabaab", {"claim": 0.9}, "blamed"),
        ("Men from Boko Haram came at dusk.", "Boko Haram", {}, "reported"),
    ],
)
def test_somebody_pointed_to_becomes_a_claim_with_its_stance(
    text: str, group: str, labels: dict[str, float], stance: str
) -> None:
    (claim,) = pointed(text, group, labels=labels)
    assert (claim.attribute, claim.value, claim.stance, claim.detail) == (
        "perpetrator",
        group,
        stance,
        "group",
    )
    assert text[claim.span.start : claim.span.end] == claim.quote
    assert group in claim.quote


def test_a_group_that_the_codebook_knows_has_its_usual_name() -> None:
    (claim,) = pointed("A flag of the Pakistani Taliban was left there.", "Pakistani Taliban")
    assert claim.value == "Tehrik-i-Taliban Pakistan"


def test_attackers_without_a_name_are_of_no_known_kind() -> None:
    (claim,) = pointed(
        "Two riders in grey cloaks came at dusk.", "Two riders in grey cloaks", role="perp_ind"
    )
    assert (claim.value, claim.detail, claim.stance) == ("Two riders in grey cloaks", "unknown", "reported")


@pytest.mark.parametrize(("p", "count"), [(POINT - 0.01, 0), (POINT, 1)])
@pytest.mark.parametrize("role", ["perp_org", "perp_ind"])
def test_nobody_is_named_below_the_threshold(role: str, p: float, count: int) -> None:
    assert len(pointed("Riders of Boko Haram came at dusk.", "Boko Haram", role=role, p=p)) == count


@pytest.mark.parametrize("role", ["victim_name", "accused", "organiser", "speaker", "responder"])
def test_other_parts_in_a_story_accuse_nobody(role: str) -> None:
    assert pointed("Riders of Boko Haram came at dusk.", "Boko Haram", role=role, p=0.99) == []


def test_two_groups_in_one_sentence_are_two_claims() -> None:
    text = "Notes by Boko Haram, then by the Islamic State, were left."
    found = pointed(text, "Boko Haram", "Islamic State", labels={"claim": 0.9})
    assert [c.value for c in found] == ["Boko Haram", "Islamic State"]


def test_responsibility_pinned_on_somebody_is_blame() -> None:
    (claim,) = pointed(
        "The mayor's aide pinned responsibility on Boko Haram.", "Boko Haram", labels={"claim": 0.9}
    )
    assert claim.stance == "blamed"


NOTE = "A bomb killed nine shoppers in Herat on Tuesday, police said. {} The market was crowded."


def test_a_claim_is_part_of_the_report_of_its_incident() -> None:
    text = NOTE.format("A note bore the seal of Boko Haram.")
    assert [c for c in read(text).reports[0].claims if c.attribute == "perpetrator"] == []
    ask = judged(
        {0: said(attack=0.99), 1: said(claim=0.8), 2: said()}, [mark(split(text)[1], 1, "Boko Haram")]
    )
    (report,) = read(text, ask).reports
    (claim,) = [c for c in report.claims if c.attribute == "perpetrator"]
    assert (claim.value, claim.stance) == ("Boko Haram", "blamed")
    assert text[claim.span.start : claim.span.end] == claim.quote == "A note bore the seal of Boko Haram"
    assert [(a.name, a.role, a.stance) for a in report.actors] == [("Boko Haram", "perpetrator", "blamed")]


def test_what_the_rules_claim_already_is_not_claimed_again() -> None:
    text = NOTE.format("Boko Haram claimed responsibility for the bombing.")
    ask = judged(
        {0: said(attack=0.99), 1: said(attack=0.99, claim=0.9), 2: said()},
        [mark(split(text)[1], 1, "Boko Haram")],
    )
    assert [c.value for c in read(text).reports[0].claims if c.attribute == "perpetrator"] == ["Boko Haram"]
    assert read(text, ask) == read(text)


def test_a_claim_of_one_sentence_does_not_hide_a_mark_in_the_next() -> None:
    sentences = split(
        "Boko Haram claimed responsibility for the bombing. A flag of the Islamic State was left."
    )
    known = perpetrators.find(sentences)
    assert [c.value for c in known] == ["Boko Haram"]
    judge = Judge({1: said()}, (mark(sentences[1], 1, "Islamic State"),))
    assert [c.value for c in judge.perpetrators(known, sentences)] == ["Islamic State"]


def test_a_mark_in_the_title_is_no_claim_of_the_text() -> None:
    """Offsets of title and text may be the same: a claim of the one does not hide a mark of the other."""
    title, text = (
        "Boko Haram behind blast",
        "Boko Haram claimed responsibility for the bombing in Herat.",
    )
    sentences = split(title, "title") + split(text)
    known = perpetrators.find(sentences[1:])
    assert len(known) == 1
    judge = Judge({0: said(), 1: said()}, (mark(sentences[0], 0, "Boko Haram"),))
    (claim,) = judge.perpetrators(known, sentences)
    assert (claim.span.field, claim.quote) == ("title", title)


# ---------------------------------------------------------------- what the encoder is asked


@given(st.sets(st.integers(0, 60)).map(sorted))
def test_runs_are_the_successive_sentences_among_those_wanted(wanted: list[int]) -> None:
    runs = neural._runs(wanted)
    assert [n for run in runs for n in run] == wanted
    assert all(b == a + 1 for run in runs for a, b in pairwise(run))
    assert all(b[0] > a[-1] + 1 for a, b in pairwise(runs))


class Listening:
    """In place of the encoder: remembers what it was asked, and points to "Boko Haram" wherever it stands."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def hear(self, texts: tuple[str, ...]) -> Heard:
        self.asked.append(texts)
        labels = tuple(said(attack=0.99 if "bomb" in t else 0.01) for t in texts)
        found = [(n, t.find("Boko Haram")) for n, t in enumerate(texts)]
        return Heard(labels, tuple(Marked(n, at, at + 10, "perp_org", 0.99) for n, at in found if at >= 0))


QUIET = [
    "Rain fell on the valley.",
    "Wool was sold.",
    "A bomb of Boko Haram went off in Herat on Tuesday.",
    "Men were seen.",
    "Bread was short.",
    "The river rose.",
    "Later a bomb hit a bus in Kabul.",
]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Listening:
    encoder = Listening()
    monkeypatch.setattr(neural, "encoder", lambda: encoder)
    return encoder


def test_only_sentences_that_tell_of_an_incident_are_heard(listening: Listening) -> None:
    sentences = split(" ".join(QUIET))
    assert [s.text for s in sentences] == QUIET
    judge = neural.judge(sentences, find_events(sentences))
    assert listening.asked == [(QUIET[2],), (QUIET[6],)]
    assert {n: p["attack"] for n, p in judge.labels.items()} == {2: 0.99, 6: 0.99}
    assert [(m.sentence, sentences[m.sentence].text[m.start : m.end]) for m in judge.marks] == [
        (2, "Boko Haram")
    ]


def test_a_report_without_a_word_for_an_incident_is_not_heard(listening: Listening) -> None:
    assert neural.read(*inputs(article_of("Rain fell on the valley. Wool was sold."))).reports == ()
    assert listening.asked == []


def test_a_reading_says_which_readers_made_it(listening: Listening) -> None:
    told = neural.read(*inputs(article_of(" ".join(QUIET))))
    assert told.reader == f"{neural.NAME}+{rules.NAME}"
    assert listening.asked == [(QUIET[2],), (QUIET[6],)]
    assert any(c.value == "Boko Haram" for r in told.reports for c in r.claims)


# ---------------------------------------------------------------- numbers and quotes, whatever it says

REPORTS: tuple[tuple[str | None, str], ...] = (
    (None, BOMB),
    (None, MATCH),
    (
        "Blast at Herat market kills nine",
        "A bomb tore through a market in Herat on Tuesday, killing at least nine people and wounding 20, police said.\n\n"
        "Hospital staff put the dead at 12. Boko Haram claimed responsibility for the attack. Two of the dead were "
        "children.\n\nMore than 300 people have been killed in such attacks since 2015.",
    ),
    (
        None,
        "NAIROBI: Some 4,000 teachers marched through Nairobi on Monday over unpaid wages. Riot police fired tear gas and "
        "five marchers were hurt.\n\nSuspected riders of Boko Haram had shot dead three teachers in Garissa on 3 May. "
        "The government banned rallies for a week, and eleven people were arrested.",
    ),
    (
        "Ferry sinks off Mindoro",
        "A ferry sank off Mindoro on Sunday and 14 people drowned. The coast guard denied that a bomb was on board. "
        "Some feared an attack; two sailors were injured.",
    ),
)  # fmt: skip

_odds = st.sampled_from([0.0, 0.05, 0.3, 0.55, 0.8, 1.0])


def figures(claims: Sequence[Claim]) -> set[tuple[Any, ...]]:
    """Counts of dead and injured: where each stands, and what it comes to."""
    return {
        (c.attribute.removesuffix("_subset"), c.span, c.quote, c.value, c.low, c.high, c.qualifier)
        for c in claims
        if c.attribute.removesuffix("_subset") in ("killed", "injured")
    }


@given(st.sampled_from(REPORTS), st.data())
@settings(max_examples=150, deadline=None)
def test_a_judge_changes_no_number_and_every_quote_stands(report: tuple[str | None, str], data: Any) -> None:
    title, text = report
    sentences = split(title or "", "title") + split(text)
    labels: dict[int, dict[str, float]] = {}
    marks: list[Marked] = []
    for n in data.draw(st.sets(st.integers(0, len(sentences) - 1))):
        drawn = data.draw(st.dictionaries(st.sampled_from(NAMES), _odds, max_size=8))
        labels[n] = said() | {"attack": data.draw(_odds), "demonstration": data.draw(_odds)} | drawn
        for _ in range(data.draw(st.integers(0, 2))):
            start = data.draw(st.integers(0, len(sentences[n].text) - 1))
            end = data.draw(st.integers(start + 1, len(sentences[n].text)))
            role = data.draw(st.sampled_from(["perp_org", "perp_ind", "victim_name"]))
            marks.append(Marked(n, start, end, role, data.draw(_odds)))
    article = article_of(text, title)
    told = read(text, judged(labels, marks), title)
    counted = casualties.find_all(sentences)
    assert figures([c for r in told.reports for c in r.claims]) <= figures([c.claim for c in counted])
    for one in told.reports:
        assert one.summary in (title, text) or one.summary in text
        for claim in one.claims:
            assert article.field(claim.span.field)[claim.span.start : claim.span.end] == claim.quote
        for span in one.evidence:
            assert 0 <= span.start < span.end <= len(article.field(span.field))
    for total in told.aggregates:
        assert article.field(total.span.field)[total.span.start : total.span.end] == total.quote
    # of who did it, the rules' claims stay, and none is made twice of one stretch
    stretches = [
        (c.span, c.value, c.stance) for r in told.reports for c in r.claims if c.attribute == "perpetrator"
    ]
    assert len(stretches) == len(set(stretches))
    assert told == read(text, judged(labels, marks), title)


def test_a_community_that_the_encoder_takes_for_attackers_is_not_accused() -> None:
    assert pointed("A bomb hit a bus of Lakeside Shias at dusk.", "Lakeside Shias", p=0.99) == []


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
