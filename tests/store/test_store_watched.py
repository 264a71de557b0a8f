"""What a watch remembers, in each database: states by key, threads, and alerts that are added once."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import incident, outcome

from vigil.store import Record, engine, migrations, tables
from vigil.watched import Alert, FeedState, HostState, SearchState, Thread, Waiting

FEED = FeedState("https://a.example/rss", '"1"', None, 1.5, 2.5, 3, "It is down.", 60.0, (("l", "s"),),
                 (Waiting("m", "t", "Title", "2013", None, 2),))  # fmt: skip
THREAD = Thread("attack", "i1", "i1", ("d#0",), 5, None, True, True, 5, None, 1)
ALERT = Alert(
    "a1",
    "attack",
    "mine",
    "i1",
    "i1",
    "new",
    1.0,
    "bombing",
    "Quetta",
    "2013",
    "5",
    "",
    (5, 5, None),
    quote="five died",
)


def test_states_are_kept_by_kind_and_key(record: Record) -> None:
    assert record.memory.state(FeedState, FEED.key) is None
    host = HostState(FEED.key, "User-agent: *")
    record.memory.keep(FEED, host)
    assert (
        record.memory.state(FeedState, FEED.key) == FEED and record.memory.state(HostState, FEED.key) == host
    )
    record.memory.keep(replace(FEED, failures=0))
    assert record.memory.state(FeedState, FEED.key) == replace(FEED, failures=0)


def test_alerts_are_added_once_and_follow_their_incident(record: Record) -> None:
    assert record.memory.say([THREAD], [ALERT], True, SearchState("attack", 1.0)) == [ALERT]
    moved = replace(THREAD, incident="i0")
    assert record.memory.say([moved], [ALERT], True) == []
    assert record.memory.threads("attack") == [moved] and record.memory.threads("other") == []
    assert record.memory.alerts() == [replace(ALERT, incident="i0")]
    assert record.memory.state(SearchState, "attack") == SearchState("attack", 1.0)


def test_the_latest_come_oldest_first_and_marks_choose(record: Record) -> None:
    many = [replace(ALERT, id=f"a{n}") for n in (3, 1, 2)]
    record.memory.say([], many, True)
    assert [a.id for a in record.memory.alerts(2)] == ["a1", "a2"]
    record.memory.taken(["a1"])
    record.memory.logged(["a3"])
    assert [a.id for a in record.memory.alerts(waiting=True)] == ["a3", "a2"]
    assert [a.id for a in record.memory.alerts(logged=False)] == ["a1", "a2"]


def test_a_failure_keeps_nothing(record: Record) -> None:
    with pytest.raises(ValueError):
        record.memory.say([THREAD], [replace(ALERT, quote="\ud800")], False, SearchState("attack", 1.0))
    assert record.memory.threads("attack") == [] and record.memory.state(SearchState, "attack") is None


_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(words=_text, time=st.floats(0, 1e11), seen=st.lists(st.tuples(_text, _text), max_size=3))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_state_comes_back(record: Record, words: str, time: float, seen: list[tuple[str, str]]) -> None:
    made = replace(FEED, key=words, trouble=words, due=time, seen=tuple(seen))
    record.memory.keep(made)
    assert record.memory.state(FeedState, words) == made


def test_a_record_from_before_there_was_a_watch_becomes_one_of_today(place: str) -> None:
    def shape(database: sa.Engine) -> dict[str, object]:
        found = sa.inspect(database)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
                found.get_pk_constraint(table)["constrained_columns"],
                sorted(map(str, found.get_unique_constraints(table))),
            )
            for table in ("watched", "watched_incidents", "alerts")
        }

    with Record.open(place) as record:
        record.add_batch([outcome("d1")], "v1", record.begin_run("v1"))
        record.replace_incidents([incident("i1", *record.reports())], "x")
    database = sa.create_engine(engine.parse(place))
    today = shape(database)
    before = migrations.FIRST + migrations.STEPS.index(migrations._watched)
    with database.begin() as connection:
        for table in ("watched", "watched_incidents", "alerts"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        version = sa.update(tables.meta).where(tables.meta.c.key == "schema").values(value=str(before))
        connection.execute(version)
    # later steps would find their own tables there
    steps = migrations.STEPS[: before - migrations.FIRST + 1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", steps)
        with Record.open(place, create=False) as record:
            assert record.concluded("x") and [i.id for i in record.incidents()] == ["i1"]
            record.memory.say([THREAD], [ALERT], False)
    assert shape(database) == today
    database.dispose()
