"""The frame: what of an incident enters it, and what never does."""

from __future__ import annotations

import counted
import made_up
import polars as pl
import pytest
from counted import Paper, frame, group, incident
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.analysis import SCHEMA, Question, choose, incident_frame, told_in
from vigil.records import Actor, DateRange, Place, Victim


def test_a_row_holds_the_fields_of_its_incident() -> None:
    documents = {d.id: d for d in made_up.articles()}
    papers = {key: Paper(d.outlet, d.published) for key, d in documents.items()}
    found = incident_frame(made_up.incidents(), papers)
    assert dict(found.schema) == SCHEMA
    bomb, sit = found.to_dicts()
    assert (bomb["id"], bomb["kind"], bomb["type"], bomb["city"], bomb["country"]) == (
        "i-bomb", "attack", "bombing", "Tessaoua", "Niger",
    )  # fmt: skip
    assert (str(bomb["start"]), str(bomb["end"]), bomb["date_precision"]) == (
        "2021-03-01",
        "2021-03-01",
        "day",
    )
    assert [bomb[f"killed_{b}"] for b in ("low", "best", "high")] == [12, 15, 15]
    assert bomb["perpetrators"] == [{"name": "Red Dawn Front", "stance": "claimed"}]
    assert (bomb["documents"], bomb["sources"], bomb["parts"]) == (2, 2, ["one blast"])
    assert bomb["communities"] == ["teacher"] and not bomb["needs_review"]
    assert sit["id"] == "i-sit" and sit["killed_best"] is None


def test_no_private_person_is_in_it() -> None:
    found = incident_frame(made_up.incidents(), {}).write_json()
    assert "Idrissou" not in found and "Balla" not in found


def test_a_name_that_is_withheld_or_known_as_a_victim_enters_nowhere() -> None:
    made = incident(
        "i",
        actors=(
            group("Amina Okoro"),  # a reader took her for a group
            group("Lashkar-e-Jhangvi"),
            group("Jo Fenn", kind="person"),
            group("Sam Bright", kind=None),
            Actor("the army", "perpetrator", "blamed", None, "institution"),
        ),
        victims=(
            Victim(name="Ali Tarr"),
            Victim(group="followers of Ali Tarr"),
            Victim(group="Hazara", count=3),
        ),
        targets=("house of amina okoro", "market"),
        parts=("two blasts",),
    )
    row = frame(made, withheld={"d1": ("Amina Okoro", "Lashkar")}).row(0, named=True)
    assert [a["name"] for a in row["perpetrators"]] == ["Lashkar-e-Jhangvi", "the army"]
    assert row["communities"] == ["Hazara"] and row["targets"] == ["market"]
    assert row["parts"] == ["two blasts"]


def test_near_copies_and_stories_of_one_outlet_are_one_source() -> None:
    papers = {"d1": Paper("Dawn", syndication="s"), "d2": Paper("Post", syndication="s"), "d3": Paper("Times"),
              "d4": Paper("Times"), "d5": Paper()}  # fmt: skip
    row = frame(incident("i", documents=("d1", "d2", "d3", "d4", "d5", "d6")), documents=papers).row(
        0, named=True
    )
    assert (row["documents"], row["sources"]) == (6, 4)


def test_what_is_in_doubt_says_so() -> None:
    made = incident("i", provenance="rules/1; needs review", killed=counted.toll(None, None, 9))
    row = frame(made).row(0, named=True)
    assert row["needs_review"] and row["killed_best"] == 9


def test_a_day_that_the_calendar_lacks_is_unknown() -> None:
    row = frame(incident("i", DateRange("2013-02-30", None, "day"))).row(0, named=True)
    assert row["start"] is None


@settings(max_examples=60, deadline=None)
@given(counted.many(), st.randoms())
def test_the_order_of_incidents_does_not_matter(made: list, random: object) -> None:
    other = list(made)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert frame(*made).equals(frame(*other))


@pytest.mark.parametrize(
    ("question", "ids", "untold"),
    [
        (Question(), ["a", "b", "c", "d"], {}),
        (Question("attack"), ["a", "b", "c"], {}),
        (Question("bombing"), ["a", "c"], {}),
        (Question("attack", "HARW"), ["a"], {"of no known place": 1}),
        (Question(place="northsh"), ["a", "d"], {"of no known place": 1}),
        (Question(country="FL"), ["a", "b", "d"], {"of no known country": 1}),
        (Question("attack", perpetrator="lej"), ["a"], {"in which no group is named as the perpetrator": 1}),
        (
            Question("attack", perpetrator="front"),
            ["b"],
            {"in which no group is named as the perpetrator": 1},
        ),
        (Question(country="ZZ"), [], {"of no known country": 1}),
        (Question("attack", nature="criminal"), ["b"], {"of unclear nature": 1}),
        (Question(nature="unclear"), ["c"], {}),
    ],
)
def test_choosing(question: Question, ids: list[str], untold: dict[str, int]) -> None:
    made = frame(
        incident("a", actors=(group("Lashkar-e-Jhangvi"),)),
        incident(
            "b",
            type="shooting",
            nature="criminal",
            place=counted.ORLEY,
            actors=(group("Red Front"), group("Blue Front", "denied")),
        ),
        incident("c", nature="unclear", place=None, actors=(group("Lashkar-e-Jhangvi", "denied"),)),
        incident("d", kind="demonstration", type="sit-in"),
    )
    chosen = choose(made, question)
    assert chosen.frame.get_column("id").to_list() == ids
    assert chosen.untold == untold


def test_what_is_placed_in_a_province_or_country_as_a_whole_may_be_at_the_place_and_is_counted_apart() -> (
    None
):
    made = frame(
        incident("a"),
        incident("b", place=Place("Freeland", "country", country="Freeland", country_code="FL")),
        incident("c", place=Place("Northshire", "admin1", admin1="Northshire", country="Freeland")),
        incident("d", place=Place("Southshire", "admin1", admin1="Southshire", country="Freeland")),
        incident("e", place=counted.ORLEY),
    )
    chosen = choose(made, Question(place="harwell"))
    assert chosen.frame.get_column("id").to_list() == ["a"]
    assert chosen.untold == {"placed no finer than a province or country around it": 2}
    assert choose(made, Question(place="freeland")).untold == {}


def test_an_empty_frame_can_be_asked() -> None:
    assert choose(frame(), Question("attack", "x", "FL", "y")).frame.height == 0
    assert isinstance(frame(), pl.DataFrame)


def test_of_the_incidents_that_some_documents_tell_only_these_documents_are_counted() -> None:
    papers = {"a": Paper("Post"), "b": Paper("Daily"), "c": Paper("Daily")}
    made = frame(
        incident("i1", documents=("a", "b", "c")),
        incident("i2", documents=("a",)),
        incident("i3", documents=("b", "c"), killed=counted.toll(3, 3, 3)),
        documents=papers,
    )
    found = told_in(made, {key: papers[key] for key in ("b", "c")})
    assert found.select("id", "documents", "sources").rows() == [("i1", 2, 1), ("i3", 2, 1)]
    assert found.get_column("document_ids").to_list() == [["b", "c"]] * 2
    assert dict(found.schema) == SCHEMA and found.get_column("killed_best").to_list() == [None, 3]
    assert told_in(made, {}).height == 0 and told_in(made, papers).equals(made)
