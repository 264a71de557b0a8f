"""Warnings over all reports: told by several they are one, and what matches them is later, near and alike."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.aftermath import Response
from vigil.records import Actor, Claim, DateRange, Incident, Place, Report, Span, Victim
from vigil.relations import warned_links
from vigil.relations.warnings import WINDOW_DAYS, Warnings, whom

TUNIS = Place("Tunis", "city", "Tunis", "Tunis", "Tunisia", "TN", 36.8, 10.18)
SFAX = Place("Sfax", "city", "Sfax", "Sfax", "Tunisia", "TN", 34.7, 10.76)


def warning(words="warned Christians of more attacks", **more):
    fields = {
        "value": words,
        "speaker": "Red Dawn",
        "speaker_kind": "group",
        "addressee": "Christians",
    } | more
    return Claim("warning", Span("text", 0, len(words)), words, **fields)


def attack(
    name, day, by="Red Dawn", on="Christians", where=TUNIS, claims=(), document=None, stance="claimed"
):
    when = DateRange(day, day, "day")
    report = Report(
        document or f"d-{name}",
        0,
        "main",
        "attack",
        "bombing",
        "political",
        when,
        where,
        "…",
        (),
        tuple(claims),
    )
    actors = (Actor(by, "perpetrator", stance, None, "group"),) if by else ()
    victims = (Victim(group=on),) if on else ()
    return Incident(
        name, "attack", "bombing", "political", "…", when, where, (report,), actors=actors, victims=victims
    )


def threats(*incidents, published=None, responses=()):
    days = {r.document: i.date.end for i in incidents for r in i.reports} | (published or {})
    found = Warnings()
    for incident in incidents:
        found.add(incident, days)
    return found.finish(responses)


def matched(*incidents, **more):
    return [[key for key, _ in t.matches] for t in threats(*incidents, **more)]


FIRST = attack("one", "2014-03-01", claims=[warning()])


def test_a_later_attack_by_the_same_group_on_the_same_people_matches_with_a_reason():
    (threat,) = threats(FIRST, attack("two", "2014-04-10"))
    ((key, why),) = threat.matches
    assert key == "two"
    assert (
        "40 days" in why
        and f"within {WINDOW_DAYS}" in why
        and "Red Dawn, claimed" in why
        and "christian" in why
    )
    assert (threat.by, threat.against, threat.date, threat.seen) == (
        "Red Dawn",
        "Christians",
        None,
        "2014-03-01",
    )
    assert threat.evidence[0].quote == "warned Christians of more attacks"


@pytest.mark.parametrize(
    "later",
    [
        attack("two", "2014-02-01"),  # before
        attack("two", "2014-03-01"),  # not surely after
        attack("two", "2015-03-01"),  # too late
        attack("two", "2014-04-10", by="Blue Front"),  # others did it
        attack("two", "2014-04-10", on="police", where=SFAX),  # on others
        attack("two", "2014-04-10", by=None, on="police"),  # nobody named, on others
        attack("two", "2014-04-10", stance="denied"),  # it denies it, and nobody else is named: see below
    ],
)
def test_what_does_not_match(later):
    if later.actors and later.actors[0].stance == "denied":
        later = replace(later, victims=(Victim(group="police"),))
    assert matched(FIRST, later) == [[]]


def test_an_attack_laid_to_nobody_on_the_people_threatened_matches():
    assert matched(FIRST, attack("two", "2014-04-10", by=None)) == [["two"]]


def test_a_warning_of_an_agency_matches_the_place_or_the_people_it_names():
    claim = warning(
        "intelligence agencies warned of an attack in Sfax",
        speaker="intelligence agencies",
        speaker_kind="official",
        addressee=None,
    )
    first = attack("one", "2014-03-01", claims=[claim])
    assert matched(
        first, attack("two", "2014-04-10", by="Blue Front", where=SFAX), attack("three", "2014-04-11")
    ) == [["two"]]


def test_a_warning_that_the_report_itself_puts_before_its_attack_matches_that_attack():
    claim = warning("Red Dawn had warned Christians")
    (threat,) = threats(attack("one", "2014-03-01", claims=[claim]))
    ((key, why),) = threat.matches
    assert key == "one" and "made before it" in why


def test_a_threat_made_with_the_claim_of_an_attack_is_not_before_it():
    claim = warning("In claiming the attack Red Dawn had threatened Christians")
    assert matched(attack("one", "2014-03-01", claims=[claim])) == [[]]


def test_a_day_that_is_given_goes_before_the_day_of_the_report():
    claim = warning(as_of="2013-11")
    (threat,) = threats(attack("one", "2014-03-01", claims=[claim]), attack("two", "2014-04-10"))
    assert threat.date == "2013-11"
    assert [key for key, _ in threat.matches] == ["one", "two"]


def test_several_reports_of_one_warning_are_one():
    other = replace(
        FIRST.reports[0], document="e", claims=(warning("threatened Christians again", detail="leaflet"),)
    )
    (threat,) = threats(replace(FIRST, reports=(*FIRST.reports, other)), published={"e": "2014-03-02"})
    assert {e.document for e in threat.evidence} == {"d-one", "e"}
    assert threat.channel == "leaflet"


def test_warnings_of_two_groups_or_to_others_stay_apart():
    second = warning("warned police of attacks", addressee="police")
    third = warning("warned Christians of blood", speaker="Blue Front")
    assert len(threats(attack("one", "2014-03-01", claims=[warning(), second, third]))) == 3


def response(name, day, *incidents):
    return Response(name, "deployment", "sent troops", "the governor", day, day, day, None, incidents, None)


def test_what_officials_did_between_is_listed_and_nothing_else():
    told = (
        response("r1", "2014-03-20", "one"),
        response("r2", "2014-05-20", "one"),  # after the attack
        response("r3", "2014-03-20", "elsewhere"),
        response("r4", "2014-02-20", "one"),  # before the warning
        response("r5", "2014-04-10", "two"),  # on the day of the attack: not surely before
    )
    (threat,) = threats(FIRST, attack("two", "2014-04-10"), responses=told)
    assert threat.between == ("r1",)
    (unmatched,) = threats(FIRST, responses=told)
    assert unmatched.between == ()


def test_links_go_from_the_later_attack_to_where_the_warning_is_told():
    incidents = [attack("two", "2014-04-10"), FIRST]
    ((later, earlier, why, evidence),) = warned_links(incidents, {"d-one": "2014-03-01"})
    assert (later, earlier) == ("two", "one")
    assert "40 days" in why and evidence[0].document == "d-one"
    assert not list(warned_links([FIRST], {}))


def test_no_sentence_says_that_one_led_to_the_other_or_that_nobody_heeded_it():
    for threat in threats(FIRST, attack("two", "2014-04-10"), attack("three", "2014-04-11", by=None)):
        for _, why in threat.matches:
            assert not any(word in why for word in ("because", "caused", "led to", "unheeded", "ignored"))


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_the_order_of_incidents_never_matters(chance: random.Random, gaps: list[int]):
    incidents = [
        attack(
            f"i{n}", f"2014-{1 + gap // 40:02}-{1 + gap % 28:02}", claims=[warning()] if n % 2 == 0 else ()
        )
        for n, gap in enumerate(gaps)
    ]
    shuffled = list(incidents)
    chance.shuffle(shuffled)
    assert threats(*incidents) == threats(*shuffled)
    days = {r.document: i.date.end for i in incidents for r in i.reports}
    assert list(warned_links(incidents, days)) == list(warned_links(shuffled, days))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("the Hazara-Shia population", {"hazara", "shia"}),
        ("Shi'ite Muslims", {"shia"}),
        ("police officials", {"police"}),
        ("the oil pipeline", set()),
        ("", set()),
    ],
)
def test_whom_a_text_names(words, found):
    assert whom(words) == found
