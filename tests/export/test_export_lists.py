"""ACLED's and UCDP's columns: what goes out is read back by our own reader of such lists, with the same days, places and dead."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import leaving
import made_up
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil import codebook
from vigil.export import acled, ucdp
from vigil.export.table import bare_cell
from vigil.ingest.lists import read_list
from vigil.listed import Listed
from vigil.records import Actor, Claim, DateRange, Incident, PlacedPart, Span, Toll

ONCE = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def cells(name: str, *incidents: Incident) -> list[dict[str, str]]:
    content, _ = leaving.written(name, incidents)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def read_back(name: str, folder: Path, *incidents: Incident) -> dict[str, Listed]:
    """What the reader of lists makes of an export; every row must be read."""
    content, done = leaving.written(name, incidents)
    path = folder / f"{name}.csv"
    path.write_bytes(content)
    if not done.rows:
        return {}
    read, rejected = read_list(path)
    assert not rejected and read.form == name and len(read.rows) == done.rows
    return {row.id: row for row in read.rows}


# ---------------------------------------------------------------- columns


def test_columns_are_those_of_the_peers_in_their_order() -> None:
    assert acled.TABLE.names == tuple(
        "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2"
        " assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude"
        " geo_precision source source_scale notes fatalities tags timestamp".split()
    )
    assert ucdp.TABLE.names[:49] == tuple(
        "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id"
        " dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources"
        " source_article source_office source_date source_headline source_original where_prec where_coordinates where_description"
        " adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end"
        " deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob".split()
    )


# ---------------------------------------------------------------- round trips


@given(st.lists(leaving.attacks(), min_size=1, max_size=4, unique_by=lambda i: i.id))
@ONCE
def test_ucdp_rows_read_back_as_they_were(tmp_path: Path, found: list[Incident]) -> None:
    rows = {row["relid"]: row for row in cells("ucdp", *found)}
    read = {
        incident.id: row
        for incident in found
        if (row := _by_number("ucdp", tmp_path, found).get(incident.id))
    }
    assert set(read) == set(rows) == {i.id for i in found if i.killed and i.killed.best or _only_attackers(i)}
    for incident in found:
        if incident.id not in rows:
            continue
        row, listed, toll = rows[incident.id], read[incident.id], incident.killed
        assert toll is not None and toll.best is not None and listed.killed is not None
        more = toll.attackers or 0
        assert listed.killed.best == toll.best + more
        assert listed.killed.low == (toll.best if toll.low is None else toll.low) + more
        assert listed.killed.high == (toll.best if toll.high is None else toll.high) + more
        parts = [
            int(row[name] or 0) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
        ]
        assert sum(parts) == int(row["best"]) and min(parts) >= 0
        assert (listed.date.start, listed.date.end) == (incident.date.start, incident.date.end)
        assert_same_place(incident, listed, fine="city")


def _only_attackers(incident: Incident) -> bool:
    return bool(incident.killed and incident.killed.attackers)


def _by_number(name: str, folder: Path, found: list[Incident]) -> dict[str, Listed]:
    """Read back by the number that stands for an id."""
    numbers = {str(ucdp.number_of(incident.id)): incident.id for incident in found}
    return {numbers[key]: row for key, row in read_back(name, folder, *found).items()}


@given(st.lists(leaving.attacks(), min_size=1, max_size=4, unique_by=lambda i: i.id))
@ONCE
def test_acled_rows_read_back_with_their_day_place_and_lowest_figure(
    tmp_path: Path, found: list[Incident]
) -> None:
    read = read_back("acled", tmp_path, *found)
    lengths = {i.id: (_day(i.date.end) - _day(i.date.start)).days + 1 for i in found}
    assert set(read) == {key for key, days in lengths.items() if days <= 31}
    for incident in found:
        if incident.id not in read:
            continue
        listed, toll = read[incident.id], incident.killed
        assert toll is not None
        lowest = None if toll.low is None else toll.low + (toll.attackers or 0)
        assert (listed.killed.low if listed.killed else None) == lowest
        if incident.date.precision in ("day", "week", "month"):
            assert (listed.date.start, listed.date.end) == (incident.date.start, incident.date.end)
        elif lengths[incident.id] <= 7:  # a doubt between days becomes the week around them
            assert listed.date.start and incident.date.start and listed.date.start <= incident.date.start
            assert listed.date.end and incident.date.end and incident.date.end <= listed.date.end
        assert_same_place(incident, listed, fine="city")


def _day(text: str | None) -> date:
    assert text is not None
    return date.fromisoformat(text)


def assert_same_place(incident: Incident, listed: Listed, fine: str) -> None:
    """The same place, what is finer than a town by its town: lists know nothing finer."""
    own, read = incident.place, listed.place
    assert own is not None and read is not None
    level = fine if own.precision in ("site", "neighbourhood", "city") else own.precision
    name = own.city or own.name if level == fine else own.name
    assert (read.precision, bare_cell(read.name)) == (level, name.strip())
    assert bare_cell(read.country or "") == own.country
    if (own.lat, own.lon) != (0, 0):  # a list's way of saying nowhere
        assert (read.lat, read.lon) == (own.lat, own.lon)


# ---------------------------------------------------------------- one number from a range


def test_the_one_number_is_the_lowest_with_the_attackers_and_notes_hold_the_rest() -> None:
    (row,) = cells("acled", made_up.incidents()[0])
    assert row["fatalities"] == "13"  # 12 to 15, and the bomber
    for words in (
        "Killed: 15 by the rule latest-hospital, 12 to 15, and 1 attacker counted apart",
        "“At least 12 people were killed” (at least 12, n-1)", "“killed 15 people” (15, n-2)",
        "Red Dawn Front (perpetrator, claimed)",
    ):  # fmt: skip
        assert words in row["notes"]


@pytest.mark.parametrize(
    ("toll", "one", "three"),
    [
        (None, "", None),
        (Toll(0, 0, 0, "r", "w"), "0", None),
        (Toll(67, 67, None, "r", "w"), "67", ("67", "67", "")),
        (Toll(None, 40, 40, "r", "w"), "", ("", "40", "40")),
        (Toll(None, None, None, "r", "w", attackers=3), "3", ("3", "3", "3")),
    ],
    ids=["nothing said", "none died", "at least", "up to", "attackers alone"],
)
def test_what_is_not_known_is_empty_and_not_nought(
    toll: Toll | None, one: str, three: tuple[str, str, str] | None
) -> None:
    incident = leaving.bomb(killed=toll)
    assert [row["fatalities"] for row in cells("acled", incident)] == [one]
    found = [(row["low"], row["best"], row["high"]) for row in cells("ucdp", incident)]
    assert found == ([three] if three else [])


def test_deaths_by_side_are_those_that_are_counted() -> None:
    groups = (("policemen", 4), ("civilians", 6), ("women", 3))
    (row,) = cells("ucdp", leaving.bomb(killed=Toll(18, 20, 25, "r", "w", attackers=2, by_group=groups)))
    found = [
        row[name]
        for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high")
    ]
    assert found == ["2", "4", "6", "10", "22", "20", "27"]
    (row,) = cells("ucdp", leaving.bomb(killed=Toll(5, 5, 5, "r", "w", by_group=groups)))
    assert [row[name] for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")] == [
        "",
        "",
        "",
        "5",
    ]


def test_a_sort_of_violence_is_given_only_where_reports_leave_no_choice() -> None:
    front = Actor("Red Dawn Front", "perpetrator", "claimed", None, "group")

    def sort(by_group: tuple[tuple[str, int], ...], *actors: Actor) -> str:
        (row,) = cells("ucdp", leaving.bomb(actors=actors, killed=Toll(9, 9, 9, "r", "w", by_group=by_group)))
        return row["type_of_violence"]

    assert sort((("soldiers", 9),), front) == "1"
    assert sort((), front, Actor("Green Guard", "target", "reported", None, "group")) == "2"
    assert sort((("civilians", 9),), front) == "3"
    assert (
        sort((("women", 9),), front)
        == sort((("soldiers", 9),))
        == sort((("civilians", 4), ("police", 5)), front)
        == ""
    )


def test_talks_are_no_agreement() -> None:
    (row,) = cells("acled", leaving.bomb(kind="official_response", type="negotiation"))
    assert (row["event_type"], row["sub_event_type"]) == ("Strategic developments", "Other")


def test_every_place_in_acled_is_one_that_it_has() -> None:
    for name, entry in codebook.load("events")["types"].items():
        said = (entry.get("crosswalk") or {}).get("acled")
        assert said is None or said.partition(" / ")[2] in codebook.load("peers")["acled"], name


def test_nobody_is_a_side_on_a_denial_alone() -> None:
    denied = (Actor("Red Dawn Front", "perpetrator", "denied", "Red Dawn Front", "group"),)
    for name, column in (("acled", "actor1"), ("ucdp", "side_a")):
        (row,) = cells(name, leaving.bomb(actors=denied))
        assert row[column] == ""
    (row,) = cells("acled", leaving.bomb(actors=denied))
    assert "Red Dawn Front (perpetrator, denied)" in row["notes"]


# ---------------------------------------------------------------- what has no place there


def test_what_is_left_out_is_counted_with_its_reason() -> None:
    found = [
        leaving.bomb(id="a", type="funeral"),
        leaving.bomb(id="b", nature="criminal"),
        leaving.bomb(id="c", date=DateRange("2010-01-01", "2010-12-31", "year")),
        leaving.bomb(id="d", date=DateRange(None, None, "unknown")),
        leaving.bomb(id="e", killed=Toll(0, 0, 0, "r", "w")),
        leaving.bomb(id="f", place=None),
        made_up.incidents()[1],
    ]
    _, done = leaving.written("acled", found)
    assert (done.rows, dict(done.left_out)) == (3, {
        "of a type that ACLED does not have": 1, "criminal or accidental": 1, "dated coarser than a month": 1, "of no known day": 1,
    })  # fmt: skip
    _, done = leaving.written("ucdp", found)
    assert (done.rows, dict(done.left_out)) == (2, {
        "criminal or accidental": 1, "of no known day": 1, "without a stated death": 1, "of no known place": 1, "not attacks": 1,
    })  # fmt: skip


def test_a_demonstration_begins_on_its_first_day_and_says_how_long_it_was() -> None:
    (row,) = cells("acled", made_up.incidents()[1])
    assert (row["event_date"], row["time_precision"]) == ("2021-03-02", "1")
    assert "Days: 2021-03-02 to 2021-03-04" in row["notes"]
    assert (row["actor1"], row["inter1"], row["event_type"], row["iso"]) == (
        "Protesters (Niger)",
        "Protesters",
        "Protests",
        "562",
    )


def test_a_protest_that_was_stopped_is_one_with_intervention_and_a_wave_names_its_towns() -> None:
    sit = made_up.incidents()[1]
    stopped = Claim("intervention", Span("text", 0, 6), "Monday", "tear gas", detail="tear gas")
    report = leaving.replace(sit.reports[0], claims=(stopped,))
    other = leaving.replace(made_up.TESSAOUA, name="Zinder", city="Zinder")
    part = PlacedPart(other, True, "n-2", Span("text", 0, 6), "Monday")
    planned = leaving.replace(part, held=False, place=leaving.replace(other, name="Dosso"))
    (row,) = cells("acled", leaving.replace(sit, reports=(report,), places=(part, planned)))
    assert row["sub_event_type"] == "Protest with intervention"
    assert "Held in: Zinder." in row["notes"] and "Dosso" not in row["notes"]
