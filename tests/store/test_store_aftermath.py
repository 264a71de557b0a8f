"""What is drawn from all incidents: kept whole, found by kind, incident and words, and never older than the incidents."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import incident, link, outcome

from vigil.aftermath import KINDS, Accused, Demand, Episode, Line, Party, Relation, Response, Step, Threat
from vigil.errors import UsageError
from vigil.records import Evidence, Incident, Judgement, Report, Span
from vigil.store import Concluded, Record

WORDS = (Evidence("d0", Span("text", 0, 6), "A bomb", "c1"),)
STEP = Step("refused", "2013-01-12", "2013-01-13", "The governor said no.", WORDS, "the governor", "i1")
DEMAND = Demand(
    "d1", "military deployment", "the army in the city", "families", "the government", "2013-01-11",
    "2013-01-13", "refused", ("i1", "i2"), "e1", (STEP,), WORDS,
)  # fmt: skip
MADE = (
    Episode("e1", "bombing, Harwell", ("i1", "i2"), "2013-01-10", None, (Line("A bomb.", None, "i1", WORDS),)),
    DEMAND,
    Response("r1", "visit", "came by train", "the governor", None, "2013-01-12", None, None, ("i2",), "e1", ("d1",), (), WORDS),
    Accused("a1", "Amos Bell", "person", ("i1",), (STEP,), "acquittal", ("Bell",)),
    Threat("t1", "leave or die", "the Reds", None, "2013", None, "leaflet", ("i1",), (("i2", "same town"),), ("r1",), WORDS),
    Party("p1", "the Reds", "group", False, ("Reds",), (Relation("ally of", "Blues", None, None, WORDS),), (("perpetrator", "i1"),)),
)  # fmt: skip


def filled(record: Record) -> list[Report]:
    record.add_batch([outcome("d0"), outcome("d1", day="2013-01-12")], "v1", record.begin_run("v1"))
    return list(record.reports())


def two(record: Record) -> list[Incident]:
    a, b = filled(record)
    return [incident("i1", a), incident("i2", b, links=(link("i1"),))]


def test_what_is_drawn_comes_back_whole_and_is_found(record: Record) -> None:
    seen = []

    def draw(concluded: Concluded) -> tuple[object, ...]:
        seen.append((concluded.links(), [i.id for i in concluded.incidents(["i2", "no", "i1"])]))
        return MADE

    record.replace_incidents(two(record), "x", draw)
    assert seen == [((["i1", "i2"], [("i2", "in_response_to", "i1")]), ["i2", "i1"])]
    for made, kind in zip(MADE, KINDS.values(), strict=True):
        assert list(record.aftermath(kind)) == [made]
        assert record.drawn(kind, made.id) == record.drawn(kind, made.id[:1]) == made
        assert record.drawn(kind, "z") is None and record.drawn(kind, "") is None
        assert list(record.aftermath(kind, incident=made.incidents[0])) == [made]
        assert list(record.aftermath(kind, incident="i9")) == []
    assert list(record.aftermath(Demand, text="ARMY families")) == [DEMAND]
    assert list(record.aftermath(Demand, text="army navy")) == []
    assert [i.id for i in record.incidents_of(["i2", "i1", "i7"])] == ["i2", "i1"]


def test_it_is_replaced_with_the_incidents_or_not_at_all(record: Record) -> None:
    both = two(record)
    record.replace_incidents(both, "x", lambda _: MADE)

    def broken(concluded: Concluded):
        yield dataclasses.replace(DEMAND, id="other")
        raise RuntimeError("the rules failed")

    with pytest.raises(RuntimeError):
        record.replace_incidents(both[:1], "y", broken)
    assert list(record.aftermath(Demand)) == [DEMAND] and len(list(record.incidents())) == 2
    assert record.concluded("x")
    record.replace_incidents(both[:1], "y")
    assert all(list(record.aftermath(kind)) == [] for kind in KINDS.values())


def test_an_id_that_several_begin_with_is_asked_back(record: Record) -> None:
    more = [dataclasses.replace(DEMAND, id=f"d{n}") for n in (1, 2, 10)]
    record.replace_incidents(two(record), "x", lambda _: more)
    assert record.drawn(Demand, "d1") == DEMAND
    with pytest.raises(UsageError, match="Several"):
        record.drawn(Demand, "d")


def test_order_is_by_day_and_id_with_unknown_days_last(record: Record) -> None:
    days = {"d4": "2013", "d3": None, "d2": "2013-01-02", "d1": "2013-01-02"}
    made = [dataclasses.replace(DEMAND, id=name, first=day) for name, day in days.items()]
    record.replace_incidents(two(record), "x", lambda _: made)
    assert [d.id for d in record.aftermath(Demand)] == ["d4", "d1", "d2", "d3"]


def test_a_judgement_asks_for_new_conclusions(record: Record) -> None:
    record.replace_incidents(two(record), "x", lambda _: MADE)
    assert record.concluded("x")
    record.add_judgement(Judgement("p1", "same as", "p2", "A. Reader", "2014-01-02", "one group"))
    assert not record.concluded("x")


# a text with NUL is refused as a document (store/writing.py): no words of one can come here
_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(words=_text, name=_text, incidents=st.lists(st.sampled_from(["i1", "i2", "i3"]), max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_are_kept(record: Record, words: str, name: str, incidents: list[str]) -> None:
    found = dataclasses.replace(DEMAND, words=words, by=name or None, incidents=tuple(incidents))
    record.replace_incidents([], "", lambda _: [found])
    assert list(record.aftermath(Demand)) == [found]
    if incidents:
        assert list(record.aftermath(Demand, incident=incidents[0])) == [found]


def test_words_that_are_not_in_their_document_are_found(record: Record) -> None:
    a, b = filled(record)
    there = Evidence("d0", Span("text", 0, 6), "A bomb")
    tie = dataclasses.replace(link("i1"), evidence=(there,))
    good = [incident("i1", a), incident("i2", b, links=(tie,))]
    record.replace_incidents(
        good, "x", lambda _: [dataclasses.replace(DEMAND, history=(), evidence=(there,))]
    )
    assert record.check() == []
    wrong = dataclasses.replace(there, quote="A fire")
    gone = dataclasses.replace(there, document="d9")
    bad = [good[0], incident("i2", b, links=(dataclasses.replace(tie, evidence=(wrong,)),))]
    record.replace_incidents(bad, "x", lambda _: [dataclasses.replace(DEMAND, history=(), evidence=(gone,))])
    told = " ".join(record.check())
    assert "i2 rests on is not in document d0" in told and "d1 rests on is not in document d9" in told
