"""Wrong conclusions that nothing marks as doubtful."""

import pytest

from vigil.evaluation.common import Result
from vigil.evaluation.silent import Judged, add, by_range, exact, kept, wilson
from vigil.records import DateRange, Incident, Report, Toll

DAY = DateRange("2020-01-06", "2020-01-06", "day")


def incident(
    name, documents, killed=None, injured=None, role="main", kind="attack", date=DAY, confidence=0.9
):
    reports = tuple(Report(d, 0, role, kind, "bombing", "political", date, None, "", ()) for d in documents)
    tolls = {
        k: None if n is None else Toll(n, n, n, "r", "w")
        for k, n in (("killed", killed), ("injured", injured))
    }
    return Incident(
        name, kind, "bombing", "political", "", date, None, reports, confidence=confidence, **tolls
    )


GOLD = [
    {"incident_id": "A", "kind": "attack", "start_date": "2020-01-06", "end_date": None,
     "killed": {"best": 8, "low": 7, "high": 9}, "injured": None},
    {"incident_id": "B", "kind": "demonstration", "start_date": "2020-01-08", "end_date": "2020-01-09",
     "killed": {"best": 1, "low": 1, "high": 1}, "injured": None},
]  # fmt: skip
MENTIONS = [{"incident_id": i, "doc_id": d} for i, d in (("A", "a"), ("A", "b"), ("B", "b"))]


def judged(*incidents):
    return by_range(incidents, GOLD, MENTIONS)


def test_a_toll_is_right_within_the_range_of_the_incident_that_shares_its_documents():
    found = judged(incident("x", "ab", killed=9), incident("y", "b", killed=2, kind="demonstration"))
    assert [(j.right, j.known) for j in found["killed"]] == [(True, True), (False, True)]


def test_what_the_gold_does_not_say_is_not_judged_and_what_it_does_not_know_is_wrong():
    assert judged(incident("x", "ab", injured=5))["tolls"] == []  # no figure in the gold
    far = DateRange("2019-06-01", "2019-06-01", "day")
    strange = judged(incident("x", "ab", killed=8, date=far))
    assert [(j.right, j.known) for j in strange["tolls"]] == [(False, False)] and strange["killed"] == []
    assert judged(incident("x", "ab", killed=8, date=far, role="background"))["tolls"] == []


def test_a_second_incident_of_the_same_documents_matches_nothing():
    found = judged(incident("x", "ab", killed=8), incident("y", "a", killed=8))
    assert [(j.right, j.known) for j in found["tolls"]] == [(True, True), (False, False)]


def test_exact_gold_takes_silence_for_nobody():
    gold = [{"incident_id": "A", "killed": 2, "injured": 0}, {"incident_id": "F", "killed": None}]
    documents = [{"doc_id": "a", "incident_ids": ["A"]}, {"doc_id": "f", "incident_ids": ["F"]}]
    told = [incident("x", "a", killed=2), incident("y", "f", killed=1), incident("z", "a")]
    found = exact(told, gold, documents)
    assert [j.right for j in found["both"]] == [True]
    assert [j.right for j in found["killed"]] == [True] and found["injured"] == []
    assert [j.right for j in exact([incident("x", "a", 2, 1)], gold, documents)["both"]] == [False]


def test_the_surest_part_is_never_cut_between_equals():
    some = [Judged(c, False, True) for c in (0.9, 0.7, 0.7, 0.7, 0.1)]
    assert len(kept(some, 0.4)) == 4
    assert kept([], 0.6) == []


@pytest.mark.parametrize(("wrong", "total"), [(0, 0), (0, 10), (3, 10), (10, 10)])
def test_the_interval_holds_the_share(wrong, total):
    low, high = wilson(wrong, total)
    assert 0.0 <= low <= wrong / max(total, 1) <= high <= 1.0
    assert high > 0.0 and low < 1.0
    assert wilson(30, 1000)[1] - wilson(30, 1000)[0] < high - low


def test_flagged_conclusions_do_not_count_against_it():
    result = Result("x")
    some = [Judged(0.9, False, True)] * 3 + [Judged(0.1, True, False)]
    add(result, "tolls", some)
    lines = {name.strip(): (ours, low) for name, ours, low in result.rows}
    assert lines["not flagged for review"] == ("0.7500", "1.0000")
    assert lines["wrong of those"][0].startswith("0/3 = 0.000") and lines["wrong of those"][1] == "0.2500"
    add(result, "none", [])
    assert len(result.rows) == 4
