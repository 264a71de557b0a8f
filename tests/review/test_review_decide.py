"""Decisions on incidents, in each database: applied at once, respected by the next run, and taken back without a trace."""

from __future__ import annotations

import pytest
from read_by_people import again, decide, everything, fill, of

from vigil import pipeline, review
from vigil.config import Config
from vigil.decided import plain, seen
from vigil.errors import UsageError
from vigil.export import export_lines
from vigil.records import Judgement
from vigil.review import queue
from vigil.store import Record


def test_a_correction_shows_beside_what_the_machine_suggests(record: Record) -> None:
    fill(record)
    machine = of(record, "a1")
    assert machine.killed is not None and machine.status == "suggested"
    decide(
        record,
        review.Correct(machine.id, "killed", {"low": 15, "best": 16, "high": None}),
        reason="hospital list",
    )
    made = of(record, "a1")
    assert made.killed is not None and (made.killed.low, made.killed.best, made.killed.high) == (15, 16, None)
    assert (
        made.killed is not None and ": hospital list. Before that the rule had concluded" in made.killed.why
    )
    assert made.status == "corrected"
    (told,) = [d for d in made.decided if d.field == "killed"]
    assert plain(told.suggested)["best"] == machine.killed.best and plain(told.decided)["best"] == 16
    assert told.by == ("Ann",) and told.holds
    assert record.suggested(made.id) == [machine]
    assert again(record) == [i if i.id != made.id else made for i in again(record)]


def test_a_merge_and_a_split_regroup_reports_and_old_ids_lead_on(record: Record) -> None:
    fill(record)
    before = everything(record)
    bomb, shots = of(record, "a1"), of(record, "b1")
    outcome = decide(record, review.Merge((bomb.id, shots.id)))
    one = of(record, "b1")
    assert {r.document for r in one.reports} >= {"a1", "a2", "a3", "b1", "b2"}
    assert any(m.why == "a reader joined them: read it" for m in one.merges)
    gone = shots.id if one.id == bomb.id else bomb.id
    assert outcome.moved == {gone: one.id} and record.leads_to(gone) == one.id
    found = record.incident(gone)
    assert found is not None and found.id == one.id
    sitting = of(record, "c1", "demonstration")
    assert all(link.incident in {i.id for i in everything(record)} for link in sitting.links)
    apart = [r.id for r in one.reports if r.document == "b1"]
    decide(record, review.Split(one.id, tuple(apart)))
    assert {r.document for r in of(record, "b1").reports} == {"b1"} and of(record, "b2").id == of(
        record, "a1"
    ).id
    assert again(record) == everything(record)
    for number in ("2", "1"):
        decide(record, review.Undo(number))
    assert everything(record) == before and record.leads_to(gone) is None
    assert again(record) == before


def test_a_retracted_incident_stays_and_counts_nowhere(record: Record) -> None:
    fill(record)
    shots = of(record, "b1")
    with pytest.raises(UsageError, match="reason"):
        decide(record, review.Retract(shots.id), reason=" ")
    decide(record, review.Retract(shots.id), reason="an exercise")
    kept = record.incident(shots.id)
    assert kept is not None and kept.status == "retracted"
    assert shots.id not in {i.id for i in record.incidents()}
    assert shots.id in {i.id for i in record.incidents(retracted=True)}
    assert not any(shots.id.encode() in line for line in export_lines(record, "incidents"))
    assert any(
        shots.id.encode() in line
        for line in export_lines(record, "incidents", record.incidents(retracted=True))
    )
    assert all(i.id != shots.id for i in record.queue())


def test_claims_rejected_and_corrected_change_what_is_concluded_and_are_never_changed(record: Record) -> None:
    fill(record)
    before, said = of(record, "a2"), list(record.claims("a2"))
    killed = next(c for _, _, c in said if c.attribute == "killed")
    blamed = next(c for _, _, c in said if c.attribute == "perpetrator")
    assert [a.name for a in before.actors] == ["Northern Front"]
    decide(record, review.Reject("a2", blamed.id("a2")), reason="it says no such thing")
    assert of(record, "a2").actors == ()
    decide(record, review.Amend("a2", killed.id("a2"), {"value": 14}))
    made = of(record, "a2")
    assert made.killed is not None and made.killed.high == 14
    (claim,) = [c for r in made.reports if r.document == "a2" for c in r.claims]
    assert (claim.value, claim.low, claim.high, claim.entered_by, claim.quote) == (14, 14, 14, "Ann", "15")
    assert list(record.claims("a2")) == said
    assert again(record) == everything(record)
    decide(record, review.Undo("1"))
    decide(record, review.Undo("2"))
    assert of(record, "a2") == before


def test_what_a_person_entered_bears_the_name_and_outlives_another_reading(record: Record) -> None:
    fill(record)
    bomb, text = of(record, "a1"), record.article("c1").text  # type: ignore[union-attr]
    start = text.index("300 others")
    entry = review.Enter(
        "c1", start, start + 10, "300 others", "injured", bomb.id, {"value": 30, "qualifier": "about"}
    )
    decide(record, entry)
    made = of(record, "a1")
    assert (
        made.id == bomb.id and made.injured is not None and (made.injured.low, made.injured.high) == (27, 33)
    )
    assert [c.entered_by for r in made.reports for c in r.claims if c.attribute == "injured"] == ["Ann"]
    new = review.Enter(
        "c1",
        0,
        8,
        "Families",
        "arrested",
        None,
        {"value": 2},
        {"type": "arrest", "date": {"start": "2013-01-13"}},
    )
    outcome = decide(record, new)
    (arrest,) = outcome.incidents
    assert arrest.type == "arrest" and arrest.status == "confirmed" and arrest.date.start == "2013-01-13"
    assert again(record) == everything(record) and record.check() == []
    fill(record, "v2")  # read again by another version
    assert record.incident(arrest.id) == arrest and of(record, "a1").injured == made.injured
    assert record.orphaned() == []
    fill(record, "v3", c1="Editor's note. " + text)  # the words stand elsewhere now
    moved = record.incident(arrest.id)
    assert moved is not None and moved.reports[0].claims[0].span.start == len("Editor's note. ")
    assert record.check() == []
    fill(record, "v4", c1=text.replace("Families", "They"))  # and now they are gone
    assert record.incident(arrest.id) is None
    assert [number for number, _ in record.orphaned()] == [2]
    decide(record, review.Undo("2"))
    assert record.orphaned() == []


def test_an_incident_that_people_entered_alone_is_decided_on_as_any_other(record: Record) -> None:
    fill(record)
    first = review.Enter("c1", 0, 8, "Families", "coverage", None, {}, {"type": "bombing", "role": "main"})
    (made,) = decide(record, first).incidents
    decide(record, review.Correct(made.id, "killed", 4))
    decide(record, review.Enter("a1", 0, 6, "A bomb", "coverage", made.id))
    decide(record, review.Correct(made.id, "nature", "criminal"), "Bob")
    decide(record, review.Enter("b1", 0, 6, "Gunmen", "coverage", made.id))
    whole = record.incident(made.id)
    assert (
        whole is not None
        and whole.killed is not None
        and (whole.killed.best, whole.nature) == (4, "criminal")
    )
    assert {r.document for r in whole.reports} == {"a1", "b1", "c1"} and whole.reports[0].role == "main"
    assert again(record) == everything(record)
    decide(record, review.Split(made.id, tuple(r.id for r in whole.reports if r.document == "a1")))
    alone = [i for i in everything(record) if all(r.ordinal >= 1_000_000 for r in i.reports)]
    assert sorted(len(i.reports) for i in alone) == [1, 2]
    assert again(record) == everything(record)
    for number in ("6", "5", "4", "3", "2", "1"):
        decide(record, review.Undo(number))
    assert record.incident(made.id) is None and all(r.ordinal < 1_000_000 for r in record.reports())


def test_links_are_added_and_taken_away(record: Record) -> None:
    fill(record)
    shots, bomb = of(record, "b1"), of(record, "a1")
    decide(record, review.Tie(shots.id, "retaliation_for", bomb.id))
    (link,) = [k for k in of(record, "b1").links if k.type == "retaliation_for"]
    assert link.incident == bomb.id and link.why == "a reader linked them: read it" and link.confidence == 1.0
    assert again(record) == everything(record)
    decide(record, review.Untie(shots.id, "retaliation_for", bomb.id))
    assert of(record, "b1").links == shots.links


def test_two_readers_agree_disagree_and_give_way(record: Record) -> None:
    fill(record)
    key = of(record, "a1").id

    def status() -> str:
        return of(record, "a1").status

    decide(record, review.Accept(key), "Ann")
    assert status() == "confirmed"
    decide(record, review.Correct(key, "killed", 20), "Bob")
    assert status() == "disputed"
    voices = {d.by: d.holds for d in of(record, "a1").decided if d.field == "killed"}
    assert voices == {("Ann",): False, ("Bob",): True}
    decide(record, review.Correct(key, "killed", 20), "Cem")
    assert status() == "corrected"  # two of three on the figure, and nobody has read the rest with it
    decide(record, review.Undo("3"), "Cem")
    assert status() == "disputed"
    decide(record, review.Accept(key), "Ann", at="2030-01-01T00:00:00+00:00")
    assert status() == "confirmed" and of(record, "a1").killed.best == 20  # type: ignore[union-attr]
    decide(record, review.Retract(key), "Bob")
    assert status() == "disputed"
    decide(record, review.Retract(key), "Dora")
    assert status() == "retracted"
    assert again(record) == everything(record)


def test_who_corrects_a_field_has_not_read_the_incident(record: Record) -> None:
    fill(record)
    key = of(record, "a1").id
    before = queue.value(queue.light(of(record, "a1")))
    decide(record, review.Correct(key, "killed", 20), "Ann")
    row = queue.light(of(record, "a1"))
    why = queue.value(row)[1]
    assert (
        row.readers == () and not queue.others(row, "Ann") and not any("reader" in phrase for phrase in why)
    )
    assert any("figures of killed" in phrase for phrase in before[1]) and not any("figures" in p for p in why)
    decide(record, review.Correct(key, "killed", 20), "Bob")
    assert of(record, "a1").status == "corrected" and not review.accepted(of(record, "a1"))
    decide(record, review.Accept(key), "Ann")
    made = of(record, "a1")
    assert made.status == "confirmed" and review.accepted(made)
    row = queue.light(made)
    assert row.readers == ("Ann",) and any("second reader beside Ann" in p for p in queue.value(row)[1])
    decide(record, review.Correct(key, "nature", "criminal"), "Ann")  # her own word on what she accepted
    made = of(record, "a1")
    assert made.status == "corrected" and review.accepted(made)
    assert again(record) == everything(record)


def test_readers_who_undo_each_others_joins_and_links_disagree_until_another_accepts(record: Record) -> None:
    fill(record)
    bomb, shots = of(record, "a1"), of(record, "b1")

    def statuses() -> tuple[str, str]:
        return of(record, "a1").status, of(record, "b1").status

    decide(record, review.Merge((bomb.id, shots.id)), "Ann")
    assert statuses()[0] == "suggested"
    apart = tuple(r.id for r in of(record, "b1").reports if r.document in ("b1", "b2"))
    decide(record, review.Split(of(record, "a1").id, apart), "Bob")
    assert statuses() == ("disputed", "disputed") and again(record) == everything(record)
    assert any("disagree: Ann, Bob" in p for p in queue.value(queue.light(of(record, "a1")))[1])
    assert [d.holds for d in of(record, "a1").decided if d.field == "merge"] == [False]
    decide(record, review.Accept(of(record, "a1").id), "Bob")
    assert statuses() == ("disputed", "disputed")  # he said so already
    decide(record, review.Accept(of(record, "a1").id), "Cem")
    assert statuses() == ("confirmed", "disputed")
    decide(record, review.Merge((of(record, "a1").id, of(record, "b1").id)), "Cem")
    assert statuses()[0] == "confirmed"  # two of three, and Cem had accepted what it shows
    assert again(record) == everything(record)
    decide(record, review.Undo("2"), "Bob")
    sitting = of(record, "c1", "demonstration").id
    decide(record, review.Tie(sitting, "follows_up", of(record, "a1").id), "Ann")
    decide(record, review.Untie(sitting, "follows_up", of(record, "a1").id), "Ann")
    assert of(record, "c1", "demonstration").status == "suggested"
    decide(record, review.Tie(sitting, "follows_up", of(record, "a1").id), "Bob")
    made = of(record, "c1", "demonstration")
    assert made.status == "disputed" and any(k.type == "follows_up" for k in made.links)
    decide(record, review.Accept(sitting), "Ann")  # she gives way
    assert of(record, "c1", "demonstration").status == "confirmed"
    assert again(record) == everything(record)


def test_what_was_accepted_is_no_longer_confirmed_where_it_changed(record: Record) -> None:
    fill(record)
    key = of(record, "b1").id
    decide(record, review.Accept(key))
    assert of(record, "b1").status == "confirmed" and key not in {i.id for i in record.queue()}
    fill(record, "v2", b1="Gunmen shot 9 clerks in Harwell on Saturday, officials said.")
    made = of(record, "b1")
    assert made.status == "suggested"
    value, why = queue.value(queue.light(made))
    assert value > 0 and any("changed since it was read: killed" in phrase for phrase in why)
    assert key in {i.id for i in record.queue()}


def test_who_accepts_a_page_that_has_changed_meanwhile_accepts_what_was_on_it(record: Record) -> None:
    fill(record)
    shots = of(record, "b1")
    page = seen(shots)
    decide(record, review.Correct(shots.id, "killed", 7), "Bob")
    pipeline.decide(record, review.Accept(shots.id), by="Ann", saw=page)
    made = of(record, "b1")
    assert made.status == "disputed" and {d.by for d in made.decided if d.field == "killed"} == {
        ("Ann",),
        ("Bob",),
    }


def test_the_history_of_an_incident_tells_all_that_was_decided_and_taken_back(record: Record) -> None:
    fill(record)
    bomb, shots = of(record, "a1"), of(record, "b1")
    decide(record, review.Accept(shots.id))
    decide(record, review.Accept(bomb.id))
    decide(record, review.Undo("1"), "Bob")
    decide(record, review.Merge((bomb.id, shots.id)))
    one = of(record, "a1")
    told = review.history(one, record.former_ids(one.id), list(record.judgements()))
    assert [(e.number, e.said.decision, e.holds) for e in told] == [
        (1, "accept", False),
        (2, "accept", True),
        (3, "undo", True),
        (4, "merge", True),
    ]
    assert review.history(of(record, "c1", "demonstration"), (), list(record.judgements())) == []


def test_the_same_decision_twice_and_one_on_names_can_be_undone(record: Record) -> None:
    fill(record)
    key = of(record, "b1").id
    moment = "2026-01-01T00:00:00+00:00"
    decide(record, review.Accept(key), at=moment)
    with pytest.raises(UsageError, match="made already"):
        decide(record, review.Accept(key), at=moment)
    record.add_judgement(Judgement("Northern Front", "same as", "the Front", "Ann", moment, "one group"))
    decide(record, review.Undo("2"))
    assert [
        j.decision for n, j in enumerate(record.judgements()) if n in review.active(list(record.judgements()))
    ] == ["accept"]


def test_the_aftermath_is_stale_until_it_is_concluded(record: Record) -> None:
    fill(record)
    assert record.stale() == 0
    decide(record, review.Retract(of(record, "b1").id), reason="an exercise")
    assert record.stale() == 1
    incidents = everything(record)
    pipeline.conclude(record, Config())
    assert record.stale() == 0 and everything(record) == incidents


def test_every_change_is_kept_with_who_and_why(record: Record) -> None:
    fill(record)
    assert {c.what for c in record.changes()} == {"new"} and {c.by for c in record.changes()} == {"run"}
    shots = of(record, "b1")
    decide(record, review.Correct(shots.id, "killed", 7), "Bob", "counted them")
    (newest,) = record.changes(limit=1)
    assert (newest.incident, newest.what, newest.by) == (shots.id, "changed", "Bob")
    assert newest.why == "correct killed: counted them"
    assert {n: plain(b) for n, _, b in newest.fields}["killed"] == {"low": 7, "best": 7, "high": 7}
    assert record.changes(after=newest.number, limit=1)[0].number < newest.number
    assert record.changes(since="2999-01-01") == []
    assert len(record.changes(since="2000-01-01")) == len(record.changes())
    bomb = of(record, "a1")
    decide(record, review.Merge((bomb.id, shots.id)), "Bob")
    one = of(record, "b1")
    gone = ({bomb.id, shots.id} - {one.id}).pop()
    assert (gone, "merged", one.id) in {(c.incident, c.what, c.into) for c in record.changes(limit=2)}
    assert {c.incident for c in record.changes(incident=one.id)} == {bomb.id, shots.id}
    before = len(record.changes())
    again(record)
    assert len(record.changes()) == before  # the same again is no change


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (review.Correct("X", "killed", -1), "whole number"),
        (review.Correct("X", "killed", {"low": 9, "best": 3}), "not in order"),
        (review.Correct("X", "killed", {"least": 9}), "low, best and high"),
        (review.Correct("X", "colour", "red"), "no field colour"),
        (review.Correct("X", "type", "picnic"), "no type"),
        (review.Correct("X", "date", {"start": "2013-02-30"}), "no day"),
        (review.Correct("X", "date", {"start": "2013-02-03", "end": "2013-02-01"}), "after the last"),
        (review.Correct("X", "place", {"name": "Harwell"}), "How fine"),
        (review.Correct("X", "perpetrators", [{"name": "A", "stance": "guilty"}]), "no stance"),
        (review.Merge(("X",)), "two different"),
        (review.Split("X", ("no#1",)), "holds no report"),
        (review.Tie("X", "likes", "X"), "no type of link"),
        (review.Accept("i000"), "no incident"),
        (review.Reject("a1", "c000"), "no claim"),
        (review.Undo("99"), "no decision"),
        (review.Enter("a1", 0, 3, "The", "killed", None, {"value": 1}, {"type": "bombing"}), "do not stand"),
        (review.Enter("a1", 0, 1, "A", "killed", None, {}, {"type": "bombing"}), "needs a number"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(
    record: Record, decision, said
) -> None:
    fill(record)
    key = of(record, "a1").id
    for name in ("incident", "incidents", "target"):
        value = getattr(decision, name, None)
        if value == "X":
            object.__setattr__(decision, name, key)
        elif value == ("X",):
            object.__setattr__(decision, name, (key, key))
    before = everything(record)
    with pytest.raises(UsageError, match=said):
        decide(record, decision)
    assert everything(record) == before and record.counts()["judgements"] == 0
