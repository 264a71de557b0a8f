"""The scorer of all slots of a template, and what a reading gives for them."""

import json

import pytest

from vigil.cli import main
from vigil.evaluation.muc4_full import (
    ROLES,
    SLOTS,
    Counts,
    Fill,
    Template,
    align,
    article_of,
    count,
    days,
    key_of,
    places,
)
from vigil.evaluation.muc4_slots import confidences, human_effects, numbers, physical_effects, plain, stage
from vigil.records import UNKNOWN_DATE, Actor, Claim, Report, Span, Victim


def fill(*alts, optional=False, xref=None):
    return {"raw": "", "alts": list(alts), "optional": optional, "xref": xref}


def template(name, **roles):
    return Template(frozenset([name]), {role: frozenset(roles.get(role, ())) for role in ROLES})


def claim(attribute, low, high, qualifier="exact", **more):
    value = more.pop("value", low or high)
    return Claim(attribute, Span("text", 0, 3), "abc", value, low, high, qualifier, **more)


def report(**more):
    return Report("d", 0, "main", "attack", "bombing", "political", UNKNOWN_DATE, None, "", (), **more)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("16 NOV 89", ["1989-11-16..1989-11-16"]),
        ("15 JAN 89 - 21 JAN 89", ["1989-01-15..1989-01-21"]),
        ("- 10 JAN 90", ["..1990-01-10"]),
        ("16 NOV", []),
    ],
)
def test_dates_of_the_key_are_read(said, found):
    assert days(said) == found


def test_places_of_the_key_are_read():
    assert places("ANDORRA: VILLA ÑANDÚ (CITY): EL SOL (NEIGHBORHOOD)") == (["ANDORRA"], ["EL SOL"])
    assert places("ANDORRA: VILLA A (CITY) - VILLA B (TOWN)") == (["ANDORRA"], ["VILLA A", "VILLA B"])
    assert places("ANDORRA") == (["ANDORRA"], [])
    assert plain('The "Ñandú" Guards') == "nandu guards"


def test_each_fill_is_used_once_and_what_is_optional_is_not_missed():
    counts = Counts()
    count(counts, ["1", "1"], [Fill(frozenset({"1"})), Fill(frozenset({"2", "PLURAL"}))])
    assert (counts.right, counts.given, counts.wanted) == (1, 2, 2)
    count(counts, [], [Fill(frozenset({"3"}), optional=True)])
    assert (counts.right, counts.given, counts.wanted) == (1, 2, 2)
    count(counts, ["3"], [Fill(frozenset({"3"}), optional=True)])
    assert (counts.right, counts.given, counts.wanted) == (2, 3, 3)
    assert counts.figures() == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert Counts().figures() == (0.0, 0.0, 0.0)


def test_templates_of_one_type_are_paired_by_what_they_share():
    ours = [template("BOMBING", Target={"bridge"}), template("ATTACK", Victim={"ana sol"})]
    theirs = [
        template("BOMBING", Victim={"ana sol"}),
        template("ATTACK", Target={"bridge"}),
        template("ARSON"),
    ]
    assert align(ours, theirs) == {0: 1, 1: 0}
    assert align([template("KIDNAPPING")], theirs) == {}
    assert align([template("BOMBING")], [template("ATTACK"), template("BOMBING")]) == {0: 1}


def test_a_key_keeps_unnamed_victims_and_each_effect_once():
    slots = {
        "incident_type": [fill("ATTACK / BOMBING")],
        "hum_tgt_name": [fill("ANA SOL")],
        "hum_tgt_description": [fill("MAYOR", xref=["ANA SOL"]), fill("THE FARMERS", "PEASANTS")],
        "hum_tgt_number": [fill("1"), fill("1"), fill("PLURAL", optional=True)],
        "hum_tgt_effect_of_incident": [fill("DEATH"), fill("DEATH")],
        "phys_tgt_id": None,
        "incident_date": [fill("- 10 JAN 90")],
    }
    found, fills = key_of(slots, optional=False)
    assert found.types == {"ATTACK", "BOMBING"} and "ana sol" in found.roles["Victim"]
    assert [f.accepted for f in fills["description"]] == [{"farmers", "peasants"}]
    assert [f.optional for f in fills["number"]] == [False, False, True]
    assert len(fills["human effect"]) == 1 and fills["stage"] == []
    assert all(f.optional for some in key_of(slots, optional=True)[1].values() for f in some)
    assert set(fills) == set(SLOTS)


def test_claims_become_numbers_and_effects():
    said = [
        claim("killed", 6, 6),
        claim("injured", 10, None, "at least"),
        claim("killed", 27, 33, "about", value=30),
    ]
    assert numbers([report()], said) == ["6", "10-", "~30"]
    two = report(victims=(Victim("Ana Sol"), Victim("Luis Mar")))
    assert numbers([two], [claim("killed", 1, 1)]) == ["1", "1"]
    assert numbers([report(victims=(Victim(group="farmers"),))], []) == ["PLURAL"]
    assert human_effects(said) == ["DEATH", "INJURY"]
    assert human_effects([claim("killed", 0, 0), claim("injured", 0, 0)]) == ["NO INJURY OR DEATH"]
    assert human_effects([claim("injured", 0, 0)]) == ["NO INJURY"] and human_effects([]) == []


def test_words_say_what_became_of_things_and_how_far_it_went():
    assert physical_effects("the bridge was destroyed and a bank damaged") == ["DESTROYED", "SOME DAMAGE"]
    assert physical_effects("there was no material damage") == ["NO DAMAGE"]
    assert stage("they tried to blow up the bridge", []) == "ATTEMPTED"
    assert stage("they tried to blow up the bridge", [claim("killed", 2, 2)]) == "ACCOMPLISHED"
    assert stage("they threatened to kill the mayor", []) == "THREATENED"


def test_stances_become_confidence_in_the_organisation():
    blamed = claim("perpetrator", None, None, stance="blamed", speaker_kind="police", detail="group")
    assert confidences([report()], [blamed], True) == ["SUSPECTED OR ACCUSED BY AUTHORITIES"]
    claimed = report(actors=(Actor("PDF", "perpetrator", "claimed"),))
    assert confidences([claimed], [], True) == ["CLAIMED OR ADMITTED"]
    assert (
        confidences([report()], [], True) == ["REPORTED AS FACT"] and confidences([report()], [], False) == []
    )


ROW = {
    "docid": "X-1",
    "dateline": "NAIROBI, 7 JAN 90 (AGENCY)",
    "dateline_date": "7 JAN 90",
    "body": "GUERRILLAS OF THE PEOPLE\'S DAWN FRONT (PDF) ATTACKED THE POLICE STATION IN\nMOMBASA TODAY AND KILLED SENATOR"
    " ROGELIO QUISPANTES.\n\n   A POWERFUL CAR BOMB DESTROYED TWO VEHICLES.",
    "templates": [
        {"optional": False, "slots": {
            "incident_type": [fill("ATTACK")], "incident_date": [fill("07 JAN 90")],
            "incident_location": [fill("KENYA: MOMBASA (CITY)")], "hum_tgt_name": [fill("ROGELIO QUISPANTES")],
            "hum_tgt_number": [fill("1")], "hum_tgt_effect_of_incident": [fill("DEATH")],
            "incident_stage_of_execution": [fill("ACCOMPLISHED")],
        }},
    ],
}  # fmt: skip


def test_the_text_stands_under_its_dateline():
    article = article_of(ROW)
    assert article.text.startswith("NAIROBI: Guerrillas") and "station in Mombasa" in article.text
    assert article.published == "1990-01-07"
    assert not article_of({**ROW, "dateline": "CLANDESTINE, 7 JAN 90"}).text.startswith("CLANDESTINE")


def test_the_figures_are_printed_where_the_full_keys_lie_beside(tmp_path, capsys):
    text = ROW["body"].lower().replace("\n", " ")
    (tmp_path / "dev.jsonl").write_text(json.dumps({"docid": "X-1", "doctext": text, "templates": []}) + "\n")
    (tmp_path / "full_dev.jsonl").write_text(json.dumps(ROW) + "\n")
    (tmp_path / "score.py").write_text(
        "import json, sys\n"
        "one = {'f1': 0.0, 'p': 0.0, 'r': 0.0}\n"
        "roles = ('incident_type', 'PerpInd', 'PerpOrg', 'Target', 'Victim', 'Weapon')\n"
        "json.dump({'TF': {'micro_avg': one, **{r: one for r in roles}}, 'REE': {'micro_avg': one}},"
        " open(sys.argv[sys.argv.index('--json') + 1], 'w'))\n"
    )
    assert main(["eval", "muc4", str(tmp_path)]) == 0
    lines = {line.strip().split(" F1")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert any(line.startswith("all slots: templates aligned, of 1 in the key") for line in lines)
    for slot in ("date", "country", "stage"):
        assert " 0.0000" not in lines[slot].split("(P R)")[1].split("(")[0], lines[slot]
