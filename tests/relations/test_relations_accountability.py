"""The accused over all incidents: each step once, by date, with every quote; an acquittal goes with the accusation."""

from __future__ import annotations

import dataclasses
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from relations_made_up import attack

from vigil.aftermath import Accused
from vigil.records import Claim, Incident, Report, Span
from vigil.relations.accountability import Accountability

PUBLISHED = {"d1": "2013-01-10", "d2": "2013-02-01", "d3": "2014-05-01", "d4": None}


def step(who: str | None, what: str, day: str | None = None, by: str | None = None, start: int = 0) -> Claim:
    """A claim of a step; its quote names who and what."""
    quote = f"{who} {what} {day}"
    return Claim(
        "accountability",
        Span("text", start, start + len(quote)),
        quote,
        who,
        detail=what,
        as_of=day,
        speaker=by,
    )


def told(name: str, **claims: list[Claim]) -> Incident:
    """An incident that documents tell with these claims."""
    base = attack(name, "2013-01-10", **dict.fromkeys(claims, "main"))
    reports = [dataclasses.replace(r, claims=tuple(claims[r.document])) for r in base.reports]
    return dataclasses.replace(base, reports=tuple(reports))


def of(*incidents: Incident) -> dict[str, Accused]:
    """The accused by name; for tests in which no two share one."""
    made = Accountability()
    for incident in incidents:
        made.add(incident, PUBLISHED)
    found = made.finish()
    assert len({a.id for a in found}) == len(found)
    return {a.name: a for a in found}


def words(one: Accused) -> list[tuple[str, str | None]]:
    return [(s.what, s.date) for s in one.steps]


def test_several_reports_of_one_arrest_are_one_step_with_all_their_words() -> None:
    incident = told(
        "i1",
        d1=[step("Omar Sadiq", "arrest", "2013-01-09", "police")],
        d2=[step("Omar Sadiq", "arrest", "2013-01", "Police")],
        d3=[step("Omar Sadiq", "arrest", None, "police")],
    )
    (arrest,) = of(incident)["Omar Sadiq"].steps
    assert (arrest.what, arrest.date, arrest.seen, arrest.by) == (
        "arrest",
        "2013-01-09",
        "2013-01-10",
        "police",
    )
    assert [e.document for e in arrest.evidence] == ["d1", "d2", "d3"]
    assert arrest.why == "3 documents say so; the words give 2013-01-09, others 2013-01"


def test_released_and_arrested_again_are_two_arrests() -> None:
    incident = told(
        "i1",
        d1=[step("Omar Sadiq", "arrest", "2005")],
        d2=[
            step("Omar Sadiq", "release", "2009", start=50),
            step("Omar Sadiq", "arrest", "2010-06-04", start=90),
        ],
        d3=[step("Omar Sadiq", "arrest", None)],  # which of the two it means is not known
    )
    one = of(incident)["Omar Sadiq"]
    assert words(one) == [("arrest", "2005"), ("release", "2009"), ("arrest", "2010-06-04"), ("arrest", None)]
    assert one.outcome is None


def test_an_acquittal_goes_with_the_accusation_in_every_incident() -> None:
    first = told("i1", d1=[step("Omar Sadiq", "charge", "2013-01-10")])
    later = told("i2", d3=[step("Omar Sadiq", "acquittal", "2014-04-30", "a court")])
    one = of(later, first)["Omar Sadiq"]
    assert (one.outcome, one.incidents) == ("acquittal", ("i1", "i2"))
    assert words(one) == [("charge", "2013-01-10"), ("acquittal", "2014-04-30")]


def test_the_last_step_that_ends_a_case_is_the_outcome() -> None:
    claims = [
        step("Omar Sadiq", "conviction", "2013-01"),
        step("Omar Sadiq", "sentence", "2013-01", start=50),
        step("Omar Sadiq", "conviction overturned", "2014-02", start=90),
        step("Omar Sadiq", "release", "2014-03", start=130),
    ]
    assert of(told("i1", d3=claims))["Omar Sadiq"].outcome == "conviction overturned"


def test_descriptions_are_never_joined_across_incidents() -> None:
    made = Accountability()
    for name in ("i1", "i2"):
        made.add(
            told(
                name,
                d1=[step("two masterminds", "escape", "2008")],
                d2=[step("The two masterminds", "escape")],
            ),
            PUBLISHED,
        )
    assert [
        (a.kind, a.incidents, len(a.steps)) for a in sorted(made.finish(), key=lambda a: a.incidents)
    ] == [
        ("described", ("i1",), 1),
        ("described", ("i2",), 1),
    ]


def test_a_group_is_one_by_the_name_of_the_codebook() -> None:
    one = of(
        told("i1", d1=[step("Lashkar-e-Jhangvi", "ban", "2001", "Pakistan")]),
        told("i2", d2=[step("LeJ", "none", None)], d3=[step("Lashkar-i-Jhangvi", "ban", None)]),
    )["Lashkar-e-Jhangvi"]
    assert (one.kind, one.incidents, one.aliases) == ("group", ("i1", "i2"), ("Lashkar-i-Jhangvi", "LeJ"))
    assert [s.what for s in one.steps].count("none") == 1


def test_two_of_one_surname_stay_apart_and_a_short_form_joins_the_only_one() -> None:
    found = of(
        told("i1", d1=[step("Ahmed Raza", "arrest"), step("Raza", "charge", start=90)]),
        told(
            "i2",
            d2=[
                step("Bilal Raza", "arrest"),
                step("Ahmed Raza", "trial", start=50),
                step("Raza", "release", start=90),
            ],
        ),
    )
    assert words(found["Ahmed Raza"]) == [("arrest", None), ("charge", None), ("trial", None)]
    assert words(found["Bilal Raza"]) == [("arrest", None)]
    assert found["Raza"].incidents == ("i2",)  # either of the two


def test_who_is_killed_is_killed_once() -> None:
    one = of(
        told("i1", d1=[step("Omar Sadiq", "killed", "2013-01-08")]),
        told("i2", d2=[step("Omar Sadiq", "killed", "2013-01-10")]),
    )["Omar Sadiq"]
    assert len(one.steps) == 1 and one.steps[0].why.endswith("the words give 2013-01-08, others 2013-01-10")


def test_claims_about_nobody_and_dates_that_are_none() -> None:
    found = of(told("i1", d1=[step(None, "none"), step("Omar Sadiq", "arrest", "last week", start=50)]))
    assert words(found["Omar Sadiq"]) == [("arrest", None)] and len(found) == 1
    assert Accountability().finish() == []


def test_the_id_of_a_person_does_not_tell_the_name() -> None:
    same = [told("i1", d1=[step("Omar Sadiq", "arrest")]), told("i2", d2=[step("Omar Sadiq", "trial")])]
    alone = Accountability()
    alone.add(same[1], PUBLISHED)
    assert of(*same)["Omar Sadiq"].id != alone.finish()[0].id  # it follows the words it rests on


NAMES = (
    "Omar Sadiq",
    "Sadiq",
    "Ali Omar Sadiq",
    "Sana Sadiq",
    "two men",
    "The two men",
    "LeJ",
    "Lashkar-e-Jhangvi",
    "ÁLVARO de Paz",
    "عمر صادق",
)
CLAIMS = st.builds(
    step,
    st.sampled_from(NAMES),
    st.sampled_from(("arrest", "charge", "acquittal", "release", "none", "ban", "killed")),
    st.sampled_from(
        (None, "2012", "2013-01", "2013-01-09", "2013-01-10", "2012..2013", "2013-01-07..2013-01-11")
    ),
    st.sampled_from((None, "police", "Police", "the court")),
    st.integers(0, 400),
)


@pytest.mark.parametrize("size", [1])
@given(st.lists(st.lists(CLAIMS, max_size=5), min_size=1, max_size=4))
def test_order_does_not_matter_and_every_claim_is_in_one_step(size: int, drawn: list[list[Claim]]) -> None:
    incidents = [told(f"i{n}", **{f"d{n + 1}": claims}) for n, claims in enumerate(drawn)]
    results = []
    for order in list(permutations(incidents))[:: max(1, len(incidents))]:
        made = Accountability()
        for incident in order:
            made.add(_turned(incident), PUBLISHED)
            made.add(incident, PUBLISHED)  # told twice, counted once
        results.append(made.finish())
    assert all(found == results[0] for found in results)
    given_ = {(i.id, r.document, c.id(r.document)) for i in incidents for r in i.reports for c in r.claims}
    kept = [e for a in results[0] for s in a.steps for e in s.evidence]
    assert {(e.document, e.claim) for e in kept} == {(d, c) for _, d, c in given_}
    assert len(kept) == len(given_)  # one document tells of one incident here: each claim stands in one step
    for one in results[0]:
        days = [s.date or s.seen or "9999" for s in one.steps]
        assert days == sorted(days) and one.incidents == tuple(sorted(set(one.incidents)))


def _turned(incident: Incident) -> Incident:
    reports: tuple[Report, ...] = tuple(
        dataclasses.replace(r, claims=tuple(reversed(r.claims))) for r in reversed(incident.reports)
    )
    return dataclasses.replace(incident, reports=reports)
