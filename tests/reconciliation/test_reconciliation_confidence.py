"""How sure a conclusion is, what speaks against it, and what a person should read first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reconciliation import needs_review, reconcile
from vigil.reconciliation.confidence import Logistic, Model, model, of_incident, of_toll, rate
from vigil.records import UNKNOWN_DATE, Claim, DateRange, Incident, Place, Report, Span

DAY = DateRange("2020-01-06", "2020-01-06", "day")
TOWN = Place("Jos", "city", "Jos", "Plateau", "Nigeria", "NG")


def claim(number, attribute="killed", start=0, qualifier="exact", **more):
    high = None if qualifier == "at least" else number
    return Claim(attribute, Span("text", start, start + 5), "words", number, number, high, qualifier, **more)


def report(document, *claims, role="main", ordinal=0, confidence=0.9):
    return Report(
        document, ordinal, role, "attack", "bombing", "political", DAY, TOWN, "", (Span("text", 0, 4),),
        claims, confidence=confidence,
    )  # fmt: skip


def incident(*reports, date=DAY, place=TOWN, kind="attack"):
    return Incident("i1", kind, "bombing", "political", "", date, place, reports)


def sure(*reports, copies=None, **more):
    return reconcile(incident(*reports, **more), {}, copies or {}).confidence


def test_an_incident_that_several_reports_tell_alike_is_surer():
    one = sure(report("a", claim(7)))
    assert sure(report("a", claim(7)), report("b", claim(7))) > one
    assert sure(report("a", claim(7)), report("b", claim(7)), copies={"a": "g", "b": "g"}) == one


@pytest.mark.parametrize(
    "doubtful",
    [
        sure(report("a", claim(7)), place=None),
        sure(report("a", claim(7, qualifier="about"))),
        sure(report("a", claim(7, group="women"))),
        sure(report("a", claim(7), confidence=0.3)),
        sure(report("a", claim(7), claim(30, "injured", 9, detail="shot"))),
    ],
)
def test_what_is_vague_or_implied_is_less_sure(doubtful):
    assert doubtful < sure(report("a", claim(7)))


def test_features_are_about_the_figure_that_was_chosen():
    done = reconcile(
        incident(report("a", claim(7, speaker="police", speaker_kind="police"), claim(3, start=9))), {}, {}
    )
    found = of_toll(done, "killed", {})
    assert found is not None
    assert (found["sourced"], found["first"], found["agreeing"], found["alone"]) == (1.0, 1.0, 0.0, 1.0)
    assert of_toll(done, "injured", {}) is None
    assert of_incident(replace(done, date=UNKNOWN_DATE), {})["undated"] == 1.0


def test_every_weight_is_of_a_known_feature():
    done = reconcile(incident(report("a", claim(7))), {}, {})
    assert set(model().incident.weights) == set(of_incident(done, {}))
    assert set(model().toll.weights) == set(of_toll(done, "killed", {}) or {})


def test_a_doubtful_incident_is_marked_until_a_person_has_judged_it():
    weak = reconcile(
        incident(
            report("a", claim(7, "injured", qualifier="about", detail="shot"), role="co_main", confidence=0.1),
            date=UNKNOWN_DATE, place=None,
        ), {}, {},
    )  # fmt: skip
    assert weak.status == "suggested"
    assert weak.confidence < model().review_below
    assert needs_review(weak) and weak.provenance.endswith("; needs review")
    assert dict(weak.why)["confidence"].startswith("lowered because: ")
    assert not needs_review(replace(weak, status="confirmed"))
    assert reconcile(weak, {}, {}) == weak
    strong = reconcile(incident(*(report(d, claim(7)) for d in "abc")), {}, {})
    assert not needs_review(strong) and "review" not in strong.provenance


def test_confidence_is_the_product_of_its_parts():
    parts = Model(Logistic(0.0, {}), Logistic(0.0, {}), 0.5)
    both = reconcile(incident(report("a", claim(7), claim(3, "injured", 9))), {}, {})
    assert rate(both, {}, parts) == (0.125, ())
    assert rate(replace(both, injured=None), {}, parts) == (0.25, ())


@given(st.dictionaries(st.sampled_from("abc"), st.floats(-1e6, 1e6)), st.floats(-1e6, 1e6))
def test_a_probability_is_one_whatever_the_features(features, constant):
    assert 0.0 < Logistic(constant, {"a": 3.0, "b": -2.0}).probability(features) < 1.0


def test_an_incident_without_reports_has_a_confidence_too():
    assert 0.0 < sure() < 1.0
