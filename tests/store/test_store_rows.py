"""Records to JSON and back."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import PLAIN

from vigil.records import Aggregate, Claim, Incident, Judgement, Report
from vigil.store import rows

assert PLAIN  # what hypothesis may put into a record


@pytest.mark.parametrize("kind", [Claim, Report, Aggregate, Judgement])
def test_any_record_comes_back_equal(kind: type) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.from_type(kind))
    def check(record: object) -> None:
        assert rows.load(kind, rows.dump(record)) == record

    check()


REPORTS = st.lists(st.from_type(Report), max_size=2).map(tuple)


@settings(max_examples=40, deadline=None)
@given(st.builds(Incident, reports=REPORTS))
def test_an_incident_comes_back_equal_with_all_that_it_holds(incident: Incident) -> None:
    again = rows.load(Incident, rows.dump(incident))
    assert again == incident
    assert rows.dump(again) == rows.dump(incident)


def test_a_record_written_before_a_field_was_added_still_opens() -> None:
    claim = rows.load(Claim, '{"attribute":"killed","quote":"5","span":{"field":"text","start":0,"end":1}}')
    assert (claim.value, claim.superseded) == (None, False)


def test_a_field_that_is_no_more_is_passed_over() -> None:
    judgement = Judgement("i1", "confirm", None, "a", "2020-01-01", "seen")
    stored = rows.dump({**dataclasses.asdict(judgement), "mood": "glad"})
    assert rows.load(Judgement, stored) == judgement


@pytest.mark.parametrize("value", ["\ud800", 2**64])
def test_what_no_database_holds_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        rows.dump({"value": value})


def test_every_character_but_half_a_surrogate_pair_comes_back() -> None:
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    assert rows.plain(rows.dump(text)) == text
