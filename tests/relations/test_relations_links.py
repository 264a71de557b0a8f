"""Links that reports put into words, series, and parts of a gathering."""

from __future__ import annotations

import dataclasses
import random

from relations_made_up import PLACE, attack, cause, incident, named, protest

from vigil.records import Actor, Claim, Incident, Span, Toll, Victim
from vigil.relations import relate


def links(*incidents: Incident) -> set[tuple[str, str, str]]:
    return {(i.id, k.type, k.incident) for i in relate(incidents) for k in i.links}


def test_words_point_past_the_document_to_the_incident_that_fits() -> None:
    """The report of the rally names the place and toll of one attack, and tells in passing of another."""
    meant = attack("meant", "2014-05-02", a="main", names=("oakfield",), killed=9)
    other = attack("other", "2014-04-01", b="background", names=("harbour",), killed=4)
    rally = protest("rally", "2014-05-04", cause("over the killing of 9 people in Oakfield"), b="main")
    assert links(meant, other, rally) == {("rally", "in_response_to", "meant")}
    (link,) = relate([meant, other, rally])[2].links
    assert link.evidence[0].quote == "over the killing of 9 people in Oakfield" and "oakfield" in link.why
    assert link.evidence[0].document == "b" and link.evidence[0].claim


def test_of_two_that_fit_alike_none_is_chosen() -> None:
    one = attack("one", "2014-05-02", a="main", names=("oakfield",))
    two = attack("two", "2014-05-02", c="main", names=("oakfield",))
    rally = protest("rally", "2014-05-04", cause("over the attack in Oakfield"), b="main")
    assert links(one, two, rally) == set()


def test_words_against_time_say_nothing() -> None:
    later = attack("later", "2014-06-02", b="background", names=("oakfield",))
    rally = protest("rally", "2014-05-04", cause("over the attack in Oakfield"), b="main")
    assert links(later, rally) == set()


def test_last_month_is_not_the_attack_of_the_day_before() -> None:
    recent = attack("recent", "2014-05-03", b="background", names=("oakfield",))
    former = attack("former", "2014-04-05", b="background", names=("oakfield",))
    rally = protest("rally", "2014-05-04", cause("after a similar attack last month in Oakfield"), b="main")
    assert links(recent, former, rally) == {("rally", "in_response_to", "former")}


def test_retaliation_needs_words() -> None:
    first = attack("first", "2014-05-02", a="main")
    second = attack("second", "2014-05-03", a="co_main")
    assert links(first, second) == set()
    said = cause("in retaliation for the killing", "retaliation_for")
    second = attack("second", "2014-05-03", said, a="co_main")
    assert links(first, second) == {("second", "retaliation_for", "first")}


def test_officials_answer_the_protest_they_found() -> None:
    first = attack("first", "2014-05-02", a="main", b="co_main")
    rally = protest("rally", "2014-05-03", b="main")
    talks = incident("talks", "official_response", "negotiation", "2014-05-05", b="co_main")
    visit = incident("visit", "official_response", "visit", "2014-05-02", a="co_main")
    assert links(first, rally, talks, visit) == {
        ("rally", "in_response_to", "first"), ("talks", "in_response_to", "rally"), ("visit", "in_response_to", "first"),
    }  # fmt: skip


def test_a_funeral_follows_and_an_attack_on_it_is_part_of_it() -> None:
    first = attack("first", "2014-05-02", a="main", b="background")
    funeral = incident("funeral", "other", "funeral", "2014-05-04", b="main")
    second = attack("second", "2014-05-04", b="co_main", targets=("funeral procession",))
    assert links(first, funeral, second) == {
        ("funeral", "follows_up", "first"), ("second", "part_of", "funeral"),
    }  # fmt: skip


def test_a_series_is_one_group_on_one_community_within_its_days() -> None:
    one = named(attack("one", "2014-01-02", a="main", victims=(Victim(group="Hazaras"),)), "Reds")
    two = named(attack("two", "2014-03-02", b="main", victims=(Victim(group="Hazara traders"),)), "Reds")
    far = named(attack("far", "2014-08-02", c="main", victims=(Victim(group="Hazara"),)), "Reds")
    blue = named(attack("blue", "2014-03-05", d="main", victims=(Victim(group="Hazara"),)), "Blues")
    assert links(one, two, far, blue) == {("two", "in_series_with", "one")}
    (link,) = relate([one, two])[1].links
    assert {e.document for e in link.evidence} == {"a", "b"} and "Hazara" in link.why
    denied = dataclasses.replace(two, actors=(Actor("Reds", "perpetrator", "denied", None, "group"),))
    assert links(one, denied) == set()


def test_order_does_not_matter() -> None:
    made = [
        attack("one", "2014-05-02", a="main", b="background", names=("oakfield",), killed=9),
        protest("rally", "2014-05-04", cause("over the attack in Oakfield"), b="main"),
        incident("talks", "official_response", "negotiation", "2014-05-05", b="co_main"),
        attack("two", "2014-05-06", c="main", names=("oakfield",)),
    ]
    expected = {i.id: i.links for i in relate(made)}
    for seed in range(5):
        mixed = random.Random(seed).sample(made, len(made))
        assert {i.id: i.links for i in relate(mixed)} == expected


def test_toll_and_place_are_optional() -> None:
    bare = dataclasses.replace(attack("bare", "2014-05-02", a="main"), place=None, killed=None)
    open_toll = dataclasses.replace(bare, id="open", killed=Toll(None, 3, 3, "r", "w"))
    rally = protest("rally", "2014-05-04", cause("over the killing of 3 people"), a="co_main")
    assert {k for _, k, _ in links(bare, open_toll, rally)} == {"in_response_to"}
    assert PLACE.city


def test_a_protest_joins_another_only_where_it_says_so() -> None:
    sit = protest("sit", "2014-05-02", a="main", b="co_main")
    against = protest("near", "2014-05-04", cause("decrying the sit-in"), b="main")
    with_them = protest("far", "2014-05-04", cause("in solidarity with the sit-in"), b="main")
    assert links(sit, against) == set()
    assert links(sit, with_them) == {("far", "in_response_to", "sit")}


def test_a_warning_told_before_is_linked_from_the_attack_that_matches() -> None:
    words = "the Reds had threatened to attack Hazara traders"
    threat = Claim(
        "warning", Span("text", 60, 60 + len(words)), words, words,
        speaker="Reds", speaker_kind="group", addressee="Hazara traders",
    )  # fmt: skip
    first = attack("first", "2014-04-02", threat, a="main")
    second = named(
        attack("second", "2014-05-02", b="main", victims=(Victim(group="Hazara traders"),)), "Reds"
    )
    found = relate([first, second], {"a": "2014-04-03", "b": "2014-05-03"})
    (link,) = found[1].links
    assert (link.type, link.incident) == ("warned_of", "first") and link.evidence[0].quote == words
    assert relate([first, second])[1].links == ()  # nobody knows when it was told
