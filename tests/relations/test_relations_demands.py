"""Demands and responses of an episode: joined, ordered by evidence, and never changed by silence."""

from __future__ import annotations

import dataclasses
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from relations_made_up import attack, protest

from vigil.aftermath import Demand, Response
from vigil.records import Claim, Incident, Span
from vigil.relations import STATES
from vigil.relations.demands import draw_demands

DAYS = {"a": "2014-05-02", "b": "2014-05-04", "c": "2014-05-09", "d": None}


def asked(
    words: str, what: str, by: str | None = "families", start: int = 100, of: str | None = None
) -> Claim:
    return Claim(
        "demand", Span("text", start, start + len(words)), words, words, speaker=by, addressee=of, detail=what
    )


def answered(words: str, act: str, by: str | None = "minister", start: int = 300) -> Claim:
    return Claim("response", Span("text", start, start + len(words)), words, words, speaker=by, detail=act)


def told(incident: Incident, **claims: tuple[Claim, ...]) -> Incident:
    """The incident with more claims in its documents."""
    reports = tuple(
        dataclasses.replace(r, claims=(*r.claims, *claims.get(r.document, ()))) for r in incident.reports
    )
    return dataclasses.replace(incident, reports=reports)


def drawn(
    *incidents: Incident, syndication: dict[str, str] | None = None
) -> tuple[list[Demand], list[Response]]:
    return draw_demands(incidents, "e1", DAYS, syndication or {})


def rally(**claims: tuple[Claim, ...]) -> Incident:
    return told(protest("rally", "2014-05-02", a="main", b="main", c="main", d="main"), **claims)


ARMY = (asked("army control of Tunis", "military deployment"),)


def test_the_same_demand_of_two_reports_is_one() -> None:
    ((one,), _) = drawn(
        rally(
            a=ARMY,
            b=(
                asked(
                    "the army takes control of the city", "military deployment", "mourners", of="the state"
                ),
            ),
        )
    )
    assert (one.first, one.last, one.of, one.state) == ("2014-05-02", "2014-05-04", "the state", "open")
    assert [e.document for e in one.evidence] == ["a", "b"] and one.history == ()
    found, _ = drawn(rally(a=ARMY, b=(asked("compensation for the widows", "compensation"),)))
    assert len(found) == 2


def test_copies_of_one_story_are_one_voice() -> None:
    claims = {"a": (asked("justice for the dead", "prosecution", "families"),)}
    claims |= {d: (asked("justice for the dead", "prosecution", "lawyers"),) for d in ("b", "c")}
    assert drawn(rally(**claims))[0][0].by == "lawyers"
    assert drawn(rally(**claims), syndication={"b": "s", "c": "s"})[0][0].by == "families"


@pytest.mark.parametrize(
    ("demand", "answer", "state"),
    [
        (("the dismissal of the provincial government", "dismissal of government"),
         ("The president dissolved the provincial government", "dismissal"), "met"),
        (("the provincial government be dismissed", "dismissal of government"), ("Governor’s rule was imposed in the province", "concession"), "met"),
        (("the provincial government be dismissed", "dismissal of government"), ("The government replaced the police chief", "dismissal"), "open"),
        (("the arrest of the killers", "arrest"), ("Police arrested two suspects", "arrest"), "partly met"),
        (("an independent inquiry", "inquiry"), ("The minister ordered an independent inquiry", "inquiry"), "met"),
        (("an independent inquiry", "inquiry"), ("Police are still investigating", "inquiry"), "open"),
        (("compensation for the widows", "compensation"), ("The minister promised compensation for the widows", "promise"), "promised"),
        (("the release of the miners", "release"), ("The minister refused the release of the miners", "refusal"), "refused"),
        (("the release of the miners", "release"), ("the government accepted all their demands", "concession"), "promised"),
        (("the release of the miners", "release"), ("Most demands were accepted", "concession"), "open"),
        (("the release of the miners", "release"), ("all demands were accepted, except the release of the miners", "concession"), "refused"),
        (("the release of the miners", "release"), ("the strikers dropped their demands", "statement"), "withdrawn"),
        (("army control of Tunis", "military deployment"), ("Troops were deployed in Tunis", "deployment"), "partly met"),
        (("Prime Minister Ana Prado come in person", "visit"), ("a minister met the families", "visit"), "open"),
        (("the release of the miners", "release"), ("The president condemned the attack", "condemnation"), "open"),
    ],
)  # fmt: skip
def test_what_changes_a_state(demand: tuple[str, str], answer: tuple[str, str], state: str) -> None:
    (one,), (response,) = drawn(rally(a=(asked(*demand),), b=(answered(*answer),)))
    assert one.state == state
    assert len(one.history) == (state != "open")
    if one.history:
        (step,) = one.history
        assert (
            step.what == state
            and step.seen == "2014-05-04"
            and step.evidence[0].quote == answer[0]
            and step.why
        )
        assert response.answers == (one.id,)


def test_an_answer_told_before_the_demand_changes_nothing() -> None:
    words = answered("Troops were deployed to control Tunis, army officers said", "deployment")
    (one,), _ = drawn(rally(a=(words,), b=ARMY))
    assert one.state == "open"


def test_a_promise_is_followed_by_a_later_act_and_by_a_report_that_nothing_came_of_it() -> None:
    promise = answered("promised to deploy troops in the quarter", "promise")
    done = answered("Troops were deployed in the quarter", "deployment", None)
    _, found = drawn(
        rally(
            a=(promise,),
            b=(done,),
            c=(answered("nothing has come of the promise of troops for the quarter", "absence", None),),
        )
    )
    (made,) = [r for r in found if r.act == "promise"]
    assert [(s.what, s.seen) for s in made.followed] == [
        ("deployment", "2014-05-04"),
        ("nothing reported done", "2014-05-09"),
    ]
    _, alone = drawn(rally(a=(promise,)))
    assert alone[0].followed == ()


_WORDS = [
    "army control of Tunis",
    "the army takes Tunis",
    "the release of the miners",
    "justice",
    "an inquiry",
    "release miners",
]
_CLASSES = ["military deployment", "release", "prosecution", "inquiry"]
_ACTS = ["promise", "deployment", "release", "concession", "refusal", "inquiry", "visit", "absence"]
_SAID = [
    "promised the release of the miners",
    "accepted all demands",
    "Troops were deployed to control Tunis",
    "refused the army",
    "ordered an inquiry",
]
_demand = st.builds(
    asked,
    st.sampled_from(_WORDS),
    st.sampled_from(_CLASSES),
    st.sampled_from(["families", "strikers", None]),
    st.integers(0, 200),
)
_response = st.builds(
    answered,
    st.sampled_from(_SAID),
    st.sampled_from(_ACTS),
    st.sampled_from(["minister", None]),
    st.integers(300, 500),
)
_claims = st.dictionaries(
    st.sampled_from(list(DAYS)), st.lists(st.one_of(_demand, _response), max_size=3).map(tuple)
)


@given(_claims, _claims, st.integers())
def test_order_changes_nothing_and_every_state_has_its_evidence(
    first: dict[str, tuple[Claim, ...]], second: dict[str, tuple[Claim, ...]], seed: int
) -> None:
    incidents = [rally(**first), told(attack("bomb", "2014-05-01", a="co_main", b="background"), **second)]
    demands, responses = drawn(*incidents)
    mixed = list(incidents)
    Random(seed).shuffle(mixed)
    turned = [
        dataclasses.replace(
            i, reports=tuple(dataclasses.replace(r, claims=r.claims[::-1]) for r in i.reports[::-1])
        )
        for i in mixed
    ]
    assert drawn(*turned) == (demands, responses)
    quotes = {(r.document, c.span, c.quote) for i in incidents for r in i.reports for c in r.claims}
    for one in demands:
        assert one.state in STATES and one.evidence and (one.state == "open") == (not one.history)
        assert not one.history or one.history[-1].what == one.state
    every = [e for d in demands for e in (*d.evidence, *(e for s in d.history for e in s.evidence))]
    every += [e for r in responses for e in (*r.evidence, *(e for s in r.followed for e in s.evidence))]
    assert all((e.document, e.span, e.quote) in quotes for e in every)
    assert all(s.evidence and s.why for d in demands for s in d.history)
    ids = [d.id for d in demands] + [r.id for r in responses]
    assert len(ids) == len(set(ids)) and {a for r in responses for a in r.answers} <= set(ids)


def test_an_offer_that_the_same_report_says_was_refused_is_turned_down() -> None:
    talks = answered("the governor tried to negotiate an end", "negotiation", start=300)
    words = "protesters refused to accept half measures"
    no = Claim("ending", Span("text", 350, 350 + len(words)), words, words, detail="offer refused")
    _, (response,) = drawn(rally(a=(talks, no)))
    (step,) = response.followed
    assert (step.what, step.seen) == ("turned down", "2014-05-02")
    assert [(e.document, e.quote) for e in step.evidence] == [("a", words)]
    elsewhere = dataclasses.replace(no, span=Span("text", 2000, 2000 + len(words)))
    before = dataclasses.replace(no, span=Span("text", 100, 100 + len(words)))
    other = dataclasses.replace(talks, detail="condemnation")
    for incident in (
        rally(a=(talks, elsewhere)),
        rally(a=(talks, before)),
        rally(a=(talks,), b=(no,)),
        rally(a=(other, no)),
    ):
        assert [r.followed for r in drawn(incident)[1]] == [()]
