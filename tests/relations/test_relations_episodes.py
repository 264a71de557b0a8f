"""Incidents that hang together, and the paragraph that tells them."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st
from relations_made_up import attack, incident, named, protest

from vigil.aftermath import Demand, Episode, Response
from vigil.records import Claim, DateRange, Evidence, Link, Span, Toll
from vigil.relations import Chronicle, groups
from vigil.relations.story import figure, when

_ids = st.integers(0, 9).map(str)


@given(
    st.lists(
        st.tuples(_ids, st.sampled_from(["in_response_to", "part_of", "in_series_with", "warned_of"]), _ids)
    )
)
def test_groups_hold_every_id_once_and_what_is_tied_together(links: list[tuple[str, str, str]]) -> None:
    ids = [str(n) for n in range(8)]
    found = groups(ids, links)
    assert sorted(name for group in found for name in group) == ids
    where = {name: n for n, group in enumerate(found) for name in group}
    for one, kind, other in links:
        if one in where and other in where and kind in ("in_response_to", "part_of"):
            assert where[one] == where[other]
    tied = [
        (a, b) for a, k, b in links if k in ("in_response_to", "part_of") and a in ids and b in ids and a != b
    ]
    assert len(ids) - len(found) <= len(tied)  # each tie joins at most two groups
    assert groups(ids, list(reversed(links))) == found


def made() -> tuple[object, ...]:
    bomb = named(attack("bomb", "2014-05-02", a="main", killed=9), "Reds")
    tie = Link("in_response_to", "bomb", "w", 0.9)
    rally = protest("rally", "2014-05-02", b="main", links=(tie,))
    talks = incident("talks", "official_response", "negotiation", "2014-05-05", b="co_main",
                     links=(dataclasses.replace(tie, incident="rally"),))  # fmt: skip
    return bomb, rally, talks


def test_an_episode_is_told_in_order_with_the_words_for_every_sentence() -> None:
    bomb, rally, talks = made()
    chronicle = Chronicle({"a": "2014-05-02", "b": "2014-05-05"}, {})
    (episode,) = [d for d in chronicle.add([talks, rally, bomb]) if isinstance(d, Episode)]
    assert episode.incidents == ("bomb", "rally", "talks")
    assert (episode.start, episode.end) == ("2014-05-02", "2014-05-05")
    assert episode.title == "shooting, Tunis, Tunisia, 2014-05-02"
    said = [line.text for line in episode.story]
    assert said[0] == "On 2 May 2014, a shooting in Tunis, Tunisia killed 9."
    assert said[1] == "Claimed by Reds."
    assert "in response to the shooting of 2 May" in said[2]
    assert all(line.evidence and line.incident in episode.incidents for line in episode.story)
    assert not [d for d in Chronicle({}, {}).add([bomb]) if isinstance(d, Episode)]


def test_the_id_of_an_episode_is_that_of_its_cause() -> None:
    """More reports of what followed do not move its page."""
    bomb, rally, talks = made()
    (short,) = [d for d in Chronicle({}, {}).add([bomb, rally]) if isinstance(d, Episode)]
    (whole,) = [d for d in Chronicle({}, {}).add([rally, talks, bomb]) if isinstance(d, Episode)]
    assert short.id == whole.id and short != whole


def test_demands_and_responses_are_told_once_and_counted_where_there_are_many() -> None:
    from vigil.relations.story import story

    bomb, rally, _ = made()
    words = (Evidence("b", Span("text", 0, 4), "army"),)
    demands = [
        Demand(f"d{n}", "protection", f"the army {n}", "families", "the governor", "2014-05-03", None, "refused", ("bomb", "rally"), None, (), words)
        for n in range(6)
    ]  # fmt: skip
    answer = Response(
        "r",
        "visit",
        "came by train",
        "the governor",
        None,
        "2014-05-04",
        None,
        None,
        ("rally",),
        None,
        (),
        (),
        words,
    )
    text = " ".join(line.text for line in story([bomb, rally], demands, [answer]))
    assert text.count("the army 0") == 1 and "2 more demands were made." in text
    assert "It was demanded of the governor: “the army 0” (protection; state: refused)." in text
    assert "The governor, visit: “came by train”." in text


def test_figures_read_as_they_were_said() -> None:
    def said(low, best, high, *claims):
        return figure(Toll(low, best, high, "r", "w"), claims)

    def claim(qualifier, value, low, high):
        return Claim("killed", Span("text", 0, 1), "x", value, low, high, qualifier)

    assert said(86, 86, 101) == "86 (86 to 101)"
    assert said(12, 12, None) == "at least 12"
    assert said(501, 501, None, claim("more than", 500, 501, None)) == "more than 500"
    assert said(200, 200, 999, claim("hundreds", None, 200, 999)) == "hundreds of"
    assert said(1200, 1200, 1200, claim("exact", 1200, 1200, 1200)) == "1,200"
    assert said(None, 9, 9) == "up to 9"


def test_days_read_as_fine_as_they_are_known() -> None:
    assert when(DateRange("2013-01-10", "2013-01-10", "day")) == "On 10 January 2013"
    assert when(DateRange("2013-01-11", "2013-01-13", "days")) == "Between 11 and 13 January 2013"
    assert (
        when(DateRange("2012-12-30", "2013-01-02", "days")) == "Between 30 December 2012 and 2 January 2013"
    )
    assert when(DateRange("2013-01-01", "2013-01-31", "month")) == "In January 2013"
    assert when(DateRange("2013-01-01", "2013-12-31", "year")) == "In 2013"
    assert when(DateRange("2013-01-10", None, "days")) == "From 10 January 2013"
    assert when(DateRange(None, None, "unknown")) == "At a time that no report gives"
