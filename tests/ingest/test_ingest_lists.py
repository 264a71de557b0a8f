"""Lists that others keep: every layout that is known, and what people do to tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import made_lists
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.errors import InputError, UsageError
from vigil.ingest import ListOptions, read_list
from vigil.ingest.list_cells import order_of, parse_count, parse_date, parse_degrees
from vigil.listed import Listed, Read
from vigil.records import DateRange, Rejected


def put(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "own.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(tmp_path: Path, text: str, encoding: str = "utf-8", **said: object) -> tuple[Read, list[Rejected]]:
    return read_list(put(tmp_path, text, encoding), ListOptions(**said))  # type: ignore[arg-type]


def only(found: tuple[Read, list[Rejected]]) -> Listed:
    (row,) = found[0].rows
    assert not found[1]
    return row


def bounds(row: Listed) -> tuple[int | None, int | None, int | None] | None:
    return None if row.killed is None else (row.killed.low, row.killed.best, row.killed.high)


# ---------------------------------------------------------------- layouts


def test_acled_with_rubbish_in_its_midst(tmp_path: Path) -> None:
    found, rejected = read_list(made_lists.acled(tmp_path / "acled.csv"))
    assert found.form == "acled" and not found.deadly and len(found.rows) == len(made_lists.EVENTS)
    bomb = next(row for row in found.rows if row.id == "PAK102")
    assert bomb.date == DateRange("2013-02-16", "2013-02-16", "day") and bomb.kinds == ("attack",)
    assert bomb.place is not None and (bomb.place.name, bomb.place.precision, bomb.place.lat) == (
        "Quetta",
        "city",
        30.1872,
    )
    assert (
        bounds(bomb) == (84, 84, 84) and bomb.family == "explosion" and bomb.actors == ("Lashkar-e-Jhangvi",)
    )
    assert bomb.notes is not None and "\n" in bomb.notes
    lines = (tmp_path / "acled.csv").read_text("utf-8-sig").split("\n")
    assert all(lines[row.line - 1].startswith(row.id) for row in found.rows if row.line)
    said = [(lines[int(r.source.rpartition(":")[2]) - 1].split(",")[0], r.reason) for r in rejected]
    assert [name for name, _ in said] == ["PAK201", "PAK202", "PAK203", "PAK204", "PAK205", "PAK102"]
    for (_, reason), word in zip(said, ("quote", "calendar", "no number of people", "its year 2012", "only 2 cells", "stands on line"), strict=True):  # fmt: skip
        assert word in reason


def test_acled_as_it_was_before_2016(tmp_path: Path) -> None:
    row = only(
        read(
            tmp_path,
            "GWNO,EVENT_ID_CNTY,EVENT_ID_NO_CNTY,EVENT_DATE,YEAR,TIME_PRECISION,EVENT_TYPE,ACTOR1,ALLY_ACTOR_1,INTER1,ACTOR2,"
            "INTERACTION,COUNTRY,ADMIN1,LOCATION,LATITUDE,LONGITUDE,GEO_PRECIS,SOURCE,NOTES,FATALITIES\n"
            "475,1NIG,1,05/03/2014,2014,2,Riots/Protests,Rioters (Nigeria),Traders,5,Police Forces of Nigeria,15,Nigeria,Kano,"
            "Wudil,11.8,8.85,2,Paper,Market burned,3\n",
        )
    )
    assert row.date == DateRange(
        "2014-03-02", "2014-03-08", "week"
    )  # day first, as ACLED wrote; the week around it
    assert row.id == "1NIG" and row.kinds == ("demonstration", "attack") and bounds(row) == (3, 3, 3)
    assert row.place is not None and row.place.precision == "district" and row.place.city is None
    assert row.actors == ("Rioters (Nigeria)", "Police Forces of Nigeria", "Traders") and row.cites == "Paper"


def test_ucdp_with_its_49_columns(tmp_path: Path) -> None:
    found, rejected = read_list(made_lists.ged(tmp_path / "ged.csv"))
    assert found.form == "ucdp" and found.deadly and not rejected and len(made_lists.UCDP) == 49
    first, second, month, _ = found.rows
    assert (
        bounds(first) == (81, 91, 110) and first.type == "one-sided violence" and first.kinds == ("attack",)
    )
    assert first.family == "explosion"  # by its headline
    assert second.date == DateRange("2012-06-28", "2012-06-29", "days")
    assert month.date == DateRange("2013-06-01", "2013-06-30", "month")
    assert first.place is not None and first.place.admin1 == "Baluchistan province"


def test_ucdp_under_its_older_names(tmp_path: Path) -> None:
    row = only(
        read(
            tmp_path,
            "id,type_of_violence,date_start,date_end,where_prec,where_coordinates,country,latitude,longitude,side_a,side_b,"
            "best_est,high_est,low_est\n9,1,2010-01-01,2010-12-31,6,Chad,Chad,15.4,18.7,Government of Chad,UFR,12,,10\n",
        )
    )
    assert row.place is not None and row.place.precision == "country" and row.date.start == "2010-01-01"
    assert bounds(row) == (10, 12, 12) and row.type == "state-based conflict"


def test_a_table_of_ones_own_with_semicolons_and_commas(tmp_path: Path) -> None:
    row = only(
        read(
            tmp_path,
            "Datum;Ort;Tote;lat;lon;Bemerkung\n31.12.2012;Quetta;1.204;30,19;67,01;„Größter“ Anschlag\n",
            "cp1252",
            columns={"notes": "Bemerkung"},
        )
    )
    assert row.date.start == "2012-12-31" and bounds(row) == (1204, 1204, 1204) and row.id == "line 2"
    assert row.place is not None and (row.place.lat, row.place.lon) == (30.19, 67.01)
    assert row.notes is not None and "Größter" in row.notes and row.kinds == ()


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", "\ufeff"), ("utf-16", ""), ("utf-8", "")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_marks_line_ends_and_delimiters(
    tmp_path: Path, encoding: str, mark: str, end: str, delimiter: str
) -> None:
    lines = [delimiter.join(cells) for cells in (("date", "place", "killed"), ("2013-01-10", "Orley", "7"))]
    row = only(read(tmp_path, mark + end.join(lines) + end, encoding))
    assert bounds(row) == (7, 7, 7) and row.place is not None and row.place.name == "Orley"


def test_columns_that_the_user_names_go_before_what_is_guessed(tmp_path: Path) -> None:
    text = "date,day,place,killed,dead\n2013-01-10,2013-01-11,Orley,1,2\n"
    assert only(read(tmp_path, text)).date.start == "2013-01-10"
    row = only(read(tmp_path, text, columns={"date": "Day", "best": "DEAD"}))
    assert row.date.start == "2013-01-11" and bounds(row) == (2, 2, 2)
    with pytest.raises(UsageError, match="no column Tote"):
        read(tmp_path, text, columns={"best": "Tote"})
    with pytest.raises(UsageError, match="no column colour to be told"):
        read(tmp_path, text, columns={"colour": "dead"})


# ---------------------------------------------------------------- what is wrong


def test_an_unclosed_quote_swallows_no_rows(tmp_path: Path) -> None:
    good = [f"2013-01-{day:02},Orley,{day}" for day in range(1, 29)]
    text = "date,place,killed\n" + "\n".join([good[0], '2013-02-01,"Orley,9', *good[1:]]) + "\n"
    found, rejected = read(tmp_path, text)
    assert [row.date.start for row in found.rows] == [line[:10] for line in good]
    assert [r.source for r in rejected] == ["own.csv:3"]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", InputError, "empty"),
        ("\n \n", InputError, "empty"),
        ("place,killed\nOrley,3\n", UsageError, "--column date=HEADER"),
        ("date,place\n,Orley\n", InputError, "It has no date"),
        ("date,place\n", InputError, "No row"),
        ("date,killed\n03/04/2013,1\n", UsageError, "--dates day-first or --dates month-first"),
        ("date,killed\n13/04/2013,1\n04/13/2013,1\n", UsageError, "others with the month"),
    ],
)  # fmt: skip
def test_what_is_no_list_says_what_to_do(tmp_path: Path, text: str, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        read(tmp_path, text)


def test_a_spreadsheet_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04rest")
    with pytest.raises(InputError, match="as CSV"):
        read_list(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="cannot be read"):
        read_list(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="no form gtd"):
        read(tmp_path, "date\n2013\n", form="gtd")
    with pytest.raises(UsageError, match="day-first or month-first"):
        read(tmp_path, "date\n2013\n", order="year-first")


def test_dates_in_numbers_are_read_as_the_file_shows(tmp_path: Path) -> None:
    text = "date,killed\n03/04/2013,1\n{},1\n"
    assert read(tmp_path, text.format("25/12/2012"))[0].rows[0].date.start == "2013-04-03"
    assert read(tmp_path, text.format("12/25/2012"))[0].rows[0].date.start == "2013-03-04"
    found, _ = read(tmp_path, "date,killed\n03/04/2013,1\n", order="month-first")
    assert found.rows[0].date.start == "2013-03-04" and "month-first" not in "".join(found.notes)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2013-13-01,Orley,1,1,1,1,1,1", "no day"),
        ("2013-02-30,Orley,1,1,1,1,1,1", "no day"),
        ("213-02-03,Orley,1,1,1,1,1,1", "no date"),
        ("1013-02-03,Orley,1,1,1,1,1,1", "the year 1013"),
        ("10/01/13,Orley,1,1,1,1,1,1", "no date"),
        ("2013-01-10,Orley,1,1,1,2013-01-09,1,1", "ends"),
        ("2013-01-10,Orley,1,1,95,,1,1", "beyond 90 degrees"),
        ("2013-01-10,Orley,1,1,north,,1,1", "no coordinate"),
        ("2013-01-10,Orley,1,1,nan,,1,1", ""),
        ("2013-01-10,Orley,9,5,1,,1,1", "lowest figure"),
        ("2013-01-10,Orley,1,1,1,,1.5,1", "no number of people"),
        ("2013-01-10,Orley,1,1,1,,-3,1", "no number of people"),
        ("2013-01-10,Orley,1,1,1,,1,1,1", "cells"),
    ],
)
def test_a_bad_row_is_named_and_the_next_is_read(tmp_path: Path, row: str, words: str) -> None:
    text = f"date,place,low,high,lat,end,killed,injured\n{row}\n2013-03-03,Orley,,,,,2,\n"
    found, rejected = read(tmp_path, text)
    assert found.rows[-1].date.start == "2013-03-03"
    if words:
        assert (
            len(found.rows) == 1
            and [r.source for r in rejected] == ["own.csv:2"]
            and words in rejected[0].reason
        )
    else:
        assert not rejected  # "nan" is how programs write an empty cell


def test_zero_zero_is_nowhere(tmp_path: Path) -> None:
    row = only(read(tmp_path, "date,place,lat,lon\n2013-01-10,Orley,0,0\n"))
    assert row.place is not None and row.place.lat is None


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12", (12, 12, 12)), ("12.0", (12, 12, 12)), ("1,204", (1204, 1204, 1204)), ("12+", (12, 12, None)),
        ("at least 12", (12, 12, None)), (">12", (13, 13, None)), ("up to 9", (None, 9, 9)), ("~100", (90, 100, 110)),
        ("10-15", (10, 10, 15)), ("10 to 15", (10, 10, 15)), ("hundreds", (200, 200, 999)), ("Dozens", (24, 24, 99)),
        ("several", (2, 2, None)), ("0", (0, 0, 0)),
    ],
)  # fmt: skip
def test_counts_keep_their_bounds(cell: str, expected: tuple[int | None, int | None, int | None]) -> None:
    toll = parse_count(cell)
    assert toll is not None and (toll.low, toll.best, toll.high) == expected


@pytest.mark.parametrize("cell", ["", "-", "n/a", "Unknown", "-99", "many", " NaN "])
def test_nobody_knows_is_no_zero(cell: str) -> None:
    assert parse_count(cell) is None


@given(st.text(max_size=30))
def test_any_cell_is_read_or_refused_with_a_sentence(cell: str) -> None:
    for parse in (parse_count, lambda c: parse_date(c, None), lambda c: parse_degrees(c, 90)):
        try:
            parse(cell)
        except ValueError as error:
            assert str(error).endswith(".")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_is_the_same_in_every_form(day: date) -> None:
    name = day.strftime("%B")
    forms = [
        day.isoformat(), f"{day.isoformat()} 00:00:00.000", f"{day.isoformat()}T12:00:00Z", f"{day:%Y%m%d}", f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}", f"{day.day} {name} {day.year}", f"{day.day}-{day:%b}-{day.year}",
        f"{name} {day.day}, {day.year}", f"{day:%A}, {day.day} {name} {day.year}",
    ]  # fmt: skip
    whole = DateRange(day.isoformat(), day.isoformat(), "day")
    assert {parse_date(form, "day-first") for form in forms} == {whole}
    assert parse_date(f"{day:%m/%d/%Y}", "month-first") == whole
    assert parse_date(f"{name} {day.year}", None).precision == "month"


@given(st.lists(st.dates(date(1990, 1, 1), date(2030, 12, 31)), max_size=12))
def test_the_order_that_dates_show_is_true(days: list[date]) -> None:
    shown, needed = order_of(f"{day:%d/%m/%Y}" for day in days)
    assert shown in (None, "day-first")
    assert (shown is not None) == any(day.day > 12 for day in days)
    assert needed == any(day.day != day.month for day in days)


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_bounds_hold_what_was_written(one: int, two: int) -> None:
    low, high = sorted((one, two))
    toll = parse_count(f"{low:,} – {high:,}")
    assert toll is not None and (toll.low, toll.high) == (low, high)
    least = parse_count(f"at least {low}")
    assert least is not None and (least.low, least.high) == (low, None)
