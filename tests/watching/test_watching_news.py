"""What is news to a saved search: said once for each incident and change, whatever becomes of ids and joins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import made_up
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil.records import Incident, Report, Toll
from vigil.searches import parse
from vigil.store import Record
from vigil.watched import Alert, SearchState
from vigil.watching import Saved
from vigil.watching.news import tell

ATTACK = Saved("attacks", parse("attack, killed >= 5"))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "r.db") as opened:
        yield opened


@pytest.fixture
def reports(record: Record) -> list[Report]:
    """Five reports of an attack, one a document."""
    record.add_batch([made_up.outcome(f"d{n}") for n in range(5)], "v", record.begin_run("v"))
    return list(record.reports())


def attack(name: str, reports: Sequence[Report], killed: int | None, **more: object) -> Incident:
    toll = None if killed is None else Toll(killed, killed, killed, "rule", "why")
    return made_up.incident(name, *reports, **{"kind": "attack", "killed": toll, **more})


def said(record: Record, *found: Incident, search: Saved = ATTACK) -> list[tuple[str, str, str | None]]:
    record.replace_incidents(found)
    return [(a.change, a.incident, a.before) for a in tell(record, [search], 1.0, False)]


def begun(record: Record, search: Saved = ATTACK) -> None:
    """An earlier watch saw an empty record."""
    record.memory.keep(SearchState(search.key, 0.0))


def test_what_the_record_held_before_is_known(record: Record, reports: list[Report]) -> None:
    before = attack("i1", reports[:1], 7)
    assert said(record, before) == []
    assert said(record, before, attack("i2", reports[1:2], 6)) == [("new", "i2", None)]


def test_an_incident_is_said_once_under_whatever_id(record: Record, reports: list[Report]) -> None:
    begun(record)
    assert said(record, attack("i5", reports[1:2], 7)) == [("new", "i5", None)]
    assert said(record, attack("i5", reports[1:2], 7)) == []
    assert said(record, attack("i3", reports[:2], 7)) == []  # a report that sorts first gives another id
    (alert,) = record.memory.alerts()
    assert alert.incident == "i3" and alert.thread == "i5"


def test_a_toll_that_rises_over_what_is_asked_for(record: Record, reports: list[Report]) -> None:
    begun(record)
    assert said(record, attack("i1", reports[:1], 3)) == []
    assert said(record, attack("i0", reports[:2], 8)) == [("rose", "i0", "killed 3")]
    assert said(record, attack("i0", reports[:3], 30)) == []  # it fits as before
    assert said(record, attack("i0", reports[:3], 8)) == []  # as it was said


def test_every_rise_where_that_is_wanted(record: Record, reports: list[Report]) -> None:
    search = replace(ATTACK, every_rise=True)
    begun(record, search)
    found = [said(record, attack("i1", reports[:1], n), search=search) for n in (3, 5, 9, 9, 12)]
    assert [c for f in found for c, _, _ in f] == ["rose", "rose", "rose"]


def test_a_toll_that_is_corrected_downwards(record: Record, reports: list[Report]) -> None:
    begun(record)
    said(record, attack("i1", reports[:1], 12))
    assert said(record, attack("i1", reports[:1], 9)) == [("corrected", "i1", "killed 12")]
    assert said(record, attack("i1", reports[:1], 9)) == []
    assert said(record, attack("i1", reports[:1], 2)) == [("corrected", "i1", "killed 9")]  # fits no longer
    assert said(record, attack("i1", reports[:1], 6)) == [("rose", "i1", "killed 2")]
    assert said(record, attack("i1", reports[:1], None)) == [("corrected", "i1", "killed 6")]
    assert len({a.id for a in record.memory.alerts()}) == 5


def test_what_was_known_before_the_watch_is_corrected_too(record: Record, reports: list[Report]) -> None:
    said(record, attack("i1", reports[:1], 12))
    assert said(record, attack("i1", reports[:1], 9)) == [("corrected", "i1", "killed 12")]


def test_a_search_without_a_toll_is_told_of_corrections_alone(record: Record, reports: list[Report]) -> None:
    search = Saved("all", parse("attack"))
    begun(record, search)
    assert said(record, attack("i1", reports[:1], None), search=search) == [("new", "i1", None)]
    assert said(record, attack("i1", reports[:1], 40), search=search) == []
    assert said(record, attack("i1", reports[:1], 30), search=search) == []  # 40 was never said
    search_again = replace(search, name="another name")
    assert said(record, attack("i1", reports[:1], 30), search=search_again) == []


def test_the_injured_count_where_they_are_asked_for(record: Record, reports: list[Report]) -> None:
    search = Saved("hurt", parse("injured >= 10"))
    begun(record, search)
    found = attack("i1", reports[:1], 12, injured=Toll(9, 9, 9, "r", "w"))
    assert said(record, found, search=search) == []
    rose = replace(found, injured=Toll(10, 11, None, "r", "w"), killed=Toll(2, 2, 2, "r", "w"))
    assert said(record, rose, search=search) == [("rose", "i1", "injured 9")]
    (alert,) = record.memory.alerts()
    assert alert.injured_figures == (10, 11, None) and "injured 11 (10+)" in alert.title


def test_what_is_only_recalled_is_no_news_until_it_is_told_as_news(
    record: Record, reports: list[Report]
) -> None:
    begun(record)
    old = attack("i1", [replace(reports[0], role="background")], 50)
    old_report = old.reports[0]
    record.add_batch([], "v", 1)
    with pytest.MonkeyPatch.context() as patch:  # the record gives the report back as it was read
        patch.setattr(Record, "incidents", lambda self, **_: iter([old]))
        assert [a.change for a in tell(record, [ATTACK], 1.0, False)] == []
    assert old_report.role == "background"
    assert said(record, attack("i1", reports[:1], 50)) == [("new", "i1", None)]


def test_two_that_become_one_are_not_news(record: Record, reports: list[Report]) -> None:
    begun(record)
    said(record, attack("i1", reports[:2], 12), attack("i2", reports[2:3], 7))
    assert said(record, attack("i2", reports[:3], 12)) == []
    assert {a.incident for a in record.memory.alerts()} == {"i2"}  # both lead to what they are now


def test_one_that_becomes_two_is_corrected_and_its_part_is_no_news(
    record: Record, reports: list[Report]
) -> None:
    begun(record)
    said(record, attack("i1", reports[:3], 20))
    parts = attack("i1", reports[:2], 12), attack("i2", reports[2:3], 8)
    assert said(record, *parts) == [("corrected", "i1", "killed 20")]
    assert said(record, *parts) == []
    # the part is followed by itself from now on
    assert said(record, parts[0], attack("i2", reports[2:3], 6)) == [("corrected", "i2", "killed 8")]


def test_a_thread_goes_on_with_the_larger_part(record: Record, reports: list[Report]) -> None:
    begun(record)
    said(record, attack("i1", reports[:3], 20))
    assert said(record, attack("i1", reports[:1], 5), attack("i2", reports[1:3], 15)) == [
        ("corrected", "i2", "killed 20")
    ]


def test_a_search_that_is_changed_begins_anew(record: Record, reports: list[Report]) -> None:
    begun(record)
    said(record, attack("i1", reports[:1], 12))
    other = Saved("attacks", parse("attack, killed >= 10"))
    assert said(record, attack("i1", reports[:1], 12), search=other) == []
    assert said(record, attack("i1", reports[:1], 12), attack("i2", reports[1:2], 11), search=other) == [
        ("new", "i2", None)
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 3), min_size=5, max_size=5), st.permutations(range(4))), max_size=6
    )
)
def test_no_report_is_news_twice(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[tuple[list[int], list[int]]]
) -> None:
    """Whatever is joined and parted, under whatever ids, while reports come and go."""
    search = Saved("all", parse("attack"))
    with Record.open(tmp_path_factory.mktemp("r") / "r.db") as record:
        record.add_batch([made_up.outcome(f"d{n}") for n in range(5)], "v", record.begin_run("v"))
        reports = list(record.reports())
        begun(record, search)
        told: list[str] = []
        ids: list[str] = []
        for groups, names in rounds:  # group 0: not there
            found = []
            for group in range(1, 4):
                members = [r for r, g in zip(reports, groups, strict=True) if g == group]
                if members:
                    found.append(attack(f"i{names[group]}", members, 7))
            record.replace_incidents(found)
            alerts: list[Alert] = tell(record, [search], 1.0, False)
            by_id = {i.id: i for i in found}
            told += [r.id for a in alerts for r in by_id[a.incident].reports]
            ids += [a.id for a in alerts]
            assert tell(record, [search], 1.0, False) == []
        assert len(told) == len(set(told)) and len(ids) == len(set(ids))


# ---------------------------------------------------------------- how it is said


def test_who_says_so_in_which_words(tmp_path: Path) -> None:
    made_up.fill(tmp_path / "r.db")
    with Record.open(tmp_path / "r.db") as record:
        begun(record)
        (alert,) = tell(record, [ATTACK], 1.0, False)
    assert (
        alert.what
        == "bombing, Tessaoua market, Tessaoua, Maradi, Niger, 2021-03-01: killed 15 (12–15), injured 40"
    )
    # the claim of the best figure, not the first one
    assert (alert.quote, alert.speaker, alert.outlet) == ("killed 15 people", "the hospital", "The Daily")
    assert alert.url == "https://daily.example/2" and alert.killed_figures == (12, 15, 15)


def test_names_of_private_persons_are_masked(tmp_path: Path) -> None:
    made_up.fill(tmp_path / "r.db")
    search = Saved("sit-ins", parse("sit-in"))
    with Record.open(tmp_path / "r.db") as record:
        begun(record, search)
        (alert,) = tell(record, [search], 1.0, False)
    assert "Salma" not in str(alert) and "Idrissou" not in str(alert)
    assert "█" in alert.quote and "demanded the governor's resignation" in alert.quote


def test_an_address_that_spells_out_a_name_is_left_out(record: Record) -> None:
    words = "Gunmen shot 6 people dead in Harwell. Salma Idrissou, a teacher, was shot at the gate."
    named = made_up.outcome("d9", words, url="https://news.example/salma-idrissou-killed")
    record.add_batch([named], "v", record.begin_run("v"))
    begun(record)
    (report,) = record.reports()
    victim = made_up.Victim("Salma Idrissou", "teacher", 1)
    record.replace_incidents([attack("i1", [report], 6, victims=(victim,))])
    (alert,) = tell(record, [ATTACK], 1.0, False)
    assert alert.url is None and "Idrissou" not in str(alert)
