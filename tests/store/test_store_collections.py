"""Declared collections in each database: kept as they were declared, and never changed."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa
from former import back_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import incident, outcome

from vigil.declared import Collection, Gap
from vigil.errors import UsageError
from vigil.store import Record, engine, migrations

PRESS = Collection(
    "press",
    ("daily.example", "post.example"),
    ("en",),
    "2012",
    "2013-06",
    "all pages that name Harwell",
    (Gap("site was down", "2012-08", "daily.example"), Gap("never found", None, "post.example")),
    "a first try",
    "A. Reader",
    "2014-01-02",
)


def test_a_declaration_comes_back_as_it_was(record: Record) -> None:
    assert record.collections() == [] and record.declarations("press") == []
    assert record.declare(PRESS) == 1
    assert record.collections() == record.declarations("press") == [PRESS]


def test_the_latest_counts_and_the_former_stay(record: Record) -> None:
    later = dataclasses.replace(PRESS, end="2014", note=None)
    other = dataclasses.replace(PRESS, name="all", sources=(), gaps=())
    assert [record.declare(c) for c in (PRESS, later, later, other, PRESS)] == [1, 2, 2, 1, 3]
    assert record.collections() == [other, PRESS]
    assert record.declarations("press") == [PRESS, later, PRESS]
    assert record.counts()["collections"] == 2


_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_month = st.integers(0, 29).map(lambda n: f"{2012 + n // 12}-{n % 12 + 1:02}")


@st.composite
def _collections(draw: st.DrawFn) -> Collection:
    sources = tuple(draw(st.lists(st.sampled_from(["a.example", "The Post", "Ö"]), unique=True)))
    gap = st.builds(Gap, _text, _month, st.sampled_from([None, *sources]))
    return Collection(
        draw(st.sampled_from(["p", "q"])), tuple(sorted(sources, key=str.casefold)),
        draw(st.sampled_from([(), ("en",), ("en", "fr")])), "2012", "2014-06", draw(st.none() | _text),
        tuple(draw(st.lists(gap, max_size=3))), draw(st.none() | _text), draw(st.none() | _text), None,
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_collections(), max_size=4))
def test_any_declarations_come_back_in_order(record: Record, made: list[Collection]) -> None:
    before = {name: record.declarations(name) for name in ("p", "q")}
    for one in made:
        record.declare(one)
    for name, former in before.items():
        expected = list(former)
        for one in made:
            if one.name == name and expected[-1:] != [one]:
                expected.append(one)
        assert record.declarations(name) == expected


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "needs a name"),
        ({"name": " press"}, "needs a name"),
        ({"name": "a\nb"}, "needs a name"),
        ({"start": "last year"}, "is no period"),
        ({"start": "2014"}, "earlier date first"),
        ({"sources": ("",)}, "source has no name"),
        ({"gaps": (Gap("down", "2015"),)}, "outside the collection"),
        ({"gaps": (Gap("down", None, "other.example"),)}, "not in the collection"),
        ({"gaps": (Gap("down"),)}, "a period or a source"),
        ({"note": "a\0b"}, "UTF-8"),
        ({"query": "\ud800"}, "UTF-8"),
        ({"at": "now"}, "is no period"),
    ],
)
def test_what_makes_no_sense_is_refused(record: Record, wrong: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        record.declare(dataclasses.replace(PRESS, **wrong))
    assert record.collections() == []


@pytest.mark.parametrize("version", range(1, migrations.latest()))
def test_a_record_of_a_former_version_becomes_one_of_today(place: str, version: int) -> None:
    def shape(database: sa.Engine) -> dict[str, object]:
        found = sa.inspect(database)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
                found.get_pk_constraint(table)["constrained_columns"],
                sorted((i["name"], i["column_names"], i["unique"]) for i in found.get_indexes(table)),
            )
            for table in found.get_table_names()
        }

    with Record.open(place) as record:
        record.add_batch([outcome("d1")], "v1", record.begin_run("v1"))
        record.replace_incidents([incident("i1", *record.reports())])
    database = sa.create_engine(engine.parse(place))
    today = shape(database)
    with database.begin() as connection:
        back_to(connection, version)
    with Record.open(place, create=False) as record:
        assert [i.id for i in record.incidents()] == ["i1"]
        assert record.declare(PRESS) == 1 and record.collections() == [PRESS]
        assert record.check() == []
    assert shape(database) == today
    with database.begin() as connection:
        assert migrations.version(connection, "r") == migrations.latest()
    database.dispose()
