"""Incidents and judgements, in each database."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import PLACE, incident, link, outcome

from vigil.errors import StoreError, UsageError
from vigil.records import Actor, DateRange, Incident, Judgement, Report
from vigil.store import Record


def filled(record: Record, *days: str | None) -> list[Report]:
    """A record with a document and report a day."""
    batch = [outcome(f"d{n}", day=day) for n, day in enumerate(days)]
    record.add_batch(batch, "v1", record.begin_run("v1"))
    record.finish_run(1)
    return list(record.reports())


def test_incidents_come_back_whole_by_date_and_id(record: Record) -> None:
    a, b, c, d = filled(record, "2013-01-10", "2013-01-10", "2012-05-01", None)
    made = [incident("i3", a, b, links=(link("i1"),)), incident("i1", c), incident("i9", d)]
    assert record.replace_incidents(made, "x") == 3
    assert list(record.incidents()) == [made[1], made[0], made[2]]
    assert record.linked_to("i1") == [("in_response_to", "i3")]
    assert record.linked_to("i3") == []


def test_incidents_replace_all_former_ones_or_none(record: Record) -> None:
    a, b = filled(record, "2013-01-10", "2013-01-11")
    record.replace_incidents([incident("i1", a), incident("i2", b)], "x")

    def broken():
        yield incident("i3", a)
        raise RuntimeError("the rules failed")

    with pytest.raises(RuntimeError):
        record.replace_incidents(broken(), "y")
    assert [i.id for i in record.incidents()] == ["i1", "i2"]
    assert record.concluded("x") and not record.concluded("y")
    stranger = replace(a, document="elsewhere")
    with pytest.raises(StoreError, match="elsewhere#0, which is not in the record"):
        record.replace_incidents([incident("i4", stranger)])
    record.replace_incidents([incident("i5", b)], "y")
    assert [i.id for i in record.incidents()] == ["i5"]


def test_conclusions_are_those_of_the_present_documents_only(record: Record) -> None:
    (a,) = filled(record, "2013-01-10")
    assert not record.concluded("x")
    record.replace_incidents([incident("i1", a)], "x")
    assert record.concluded("x")
    filled(record, "2013-01-10")  # nothing new
    assert record.concluded("x")
    filled(record, "2013-01-10", "2013-01-11")
    assert not record.concluded("x")


def test_reading_anew_leaves_the_former_conclusions_whole_until_they_are_replaced(record: Record) -> None:
    (a,) = filled(record, "2013-01-10")
    record.replace_incidents([incident("i1", a)], "x")
    record.add_batch([outcome("d0", day="2013-01-09")], "v2", record.begin_run("v2"))
    (found,) = record.incidents()
    assert found.reports == (a,)
    (b,) = record.reports()
    assert b.date.start == "2013-01-09"
    record.replace_incidents([incident("i1", b)], "x")
    (found,) = record.incidents()
    assert found.reports == (b,)
    assert record.check() == []


FILTERS = [
    ({}, "abc"),
    ({"date_from": "2013"}, "ab"),
    ({"date_from": "2013-01-12"}, "b"),
    ({"date_to": "2012"}, ""),
    ({"date_to": "2013-01"}, "a"),
    ({"date_from": "2013-01-11", "date_to": "2013-01-11"}, "a"),
    ({"date_from": "2013-02", "date_to": "2013-02"}, "b"),
    ({"place": "harw"}, "ac"),
    ({"place": "ÉLAN"}, "b"),
    ({"place": "%"}, ""),
    ({"place": "fl"}, "ac"),
    ({"kind": "attack"}, "ac"),
    ({"kind": "sit-in"}, "b"),
    ({"actor": "northern"}, "ac"),
    ({"actor": "_"}, ""),
    ({"text": "market bomb"}, "ac"),
    ({"text": "Teachers élan"}, "b"),
    ({"text": "100%"}, ""),
    ({"kind": "attack", "date_from": "2013"}, "a"),
]


@pytest.mark.parametrize(("wanted", "names"), FILTERS)
def test_filters(record: Record, wanted: dict[str, str], names: str) -> None:
    first, second, third = filled(record, "2013-01-10", "2013-02-01", None)
    elan = replace(PLACE, name="Élan", city="Élan", admin1=None, country="Otherland", country_code="OL")
    teachers = Actor("Teachers", "participant")
    record.replace_incidents(
        [
            incident("a", first, date=DateRange("2013-01-10", "2013-01-11", "days")),
            incident(
                "b",
                second,
                kind="demonstration",
                type="sit-in",
                place=elan,
                actors=(teachers,),
                summary="They sat.",
                weapons=(),
                targets=(),
            ),
            incident("c", third),
        ]
    )
    assert "".join(i.id for i in record.incidents(**wanted)) == names


def test_an_incident_is_found_by_the_beginning_of_its_id(record: Record) -> None:
    a, b = filled(record, "2013-01-10", "2013-01-11")
    record.replace_incidents([incident("abc1", a), incident("abd%", b)])
    assert record.incident("abc1") == incident("abc1", a)
    assert record.incident("abd") == incident("abd%", b)
    assert record.incident("ABC") is None
    assert record.incident("%") is None
    assert record.incident("") is None
    with pytest.raises(UsageError, match="abc1, abd%"):
        record.incident("ab")


def test_incidents_can_be_made_from_reports_while_they_are_written(record: Record) -> None:
    filled(record, *["2013-01-10"] * 450)
    made = (incident(f"i{dated.report.document}", dated.report) for dated in record.dated_reports())
    assert record.replace_incidents(made) == 450
    assert len({i.id for i in record.incidents()}) == 450


def test_a_reader_sees_one_state_while_another_writes(place: str) -> None:
    with Record.open(place) as record, Record.open(place) as other:
        reports = filled(record, *["2013-01-10"] * 450)
        record.replace_incidents(incident(f"a{r.document}", r) for r in reports)
        reader = other.incidents()
        first = next(reader)
        failures: list[BaseException] = []

        def write() -> None:
            try:
                record.replace_incidents(incident(f"b{r.document}", r) for r in reports)
                record.add_batch([outcome("new")], "v1", record.begin_run("v1"))
            except BaseException as error:
                failures.append(error)

        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert failures == []
        rest = list(reader)
        assert {i.id[0] for i in [first, *rest]} == {"a"} and len(rest) == 449
        assert all(i.reports for i in rest)
        assert {i.id[0] for i in other.incidents()} == {"b"}


def test_judgements_are_added_and_never_lost(record: Record) -> None:
    made = [
        Judgement("i1", "confirm", None, "ann", "2013-01-12T10:00:00Z", "Read the source."),
        Judgement("i1", "reject", "duplicate", "ben", "2013-01-13T10:00:00Z", "Same as i2."),
        Judgement("i2", "confirm", None, "ann", "2013-01-13T11:00:00Z", ""),
    ]
    for judgement in made:
        record.add_judgement(judgement)
    (a,) = filled(record, "2013-01-10")
    record.replace_incidents([incident("i1", a)])
    record.replace_incidents([])
    assert list(record.judgements()) == made
    assert list(record.judgements("i1")) == made[:2]


ANYTHING = st.builds(Incident, reports=st.just(()))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING)
def test_any_incident_is_stored_unchanged(record: Record, anything: Incident) -> None:
    made = replace(anything, id="i1", reports=tuple(record.reports()))
    record.replace_incidents([made])
    assert list(record.incidents()) == [made]
