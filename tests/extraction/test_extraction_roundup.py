"""Round-ups: each item is news of its own, from the place that heads it."""

from judging import article_of, inputs

from vigil.extraction import rules
from vigil.records import Report

ITEMS = (
    "BAGHDAD - A bomb under a minibus killed three people and wounded nine near a market, police said.\n\n"
    "BAGHDAD - Gunmen shot dead a lieutenant of the traffic police at a junction. He had no guards.\n\n"
    "BAQUBA - Six lorry drivers were abducted at a false checkpoint.\n\n"
    "KIRKUK - Sappers defused three devices under a bridge.\n\n"
    "BASRA - Mortar rounds landed on houses, killing a woman and her two sons."
)


def told(text: str) -> list[Report]:
    return list(rules.read(*inputs(article_of(text))).reports)


def test_every_item_is_an_incident_at_the_place_that_heads_it() -> None:
    found = {(r.type, r.place.city if r.place else None) for r in told(ITEMS)}
    assert found == {
        ("bombing", "Baghdad"),
        ("shooting", "Baghdad"),
        ("abduction", "Baqubah"),
        ("shelling", "Basrah"),
    }


def test_figures_stay_with_their_item() -> None:
    tolls = {
        (r.type, c.attribute): c.value
        for r in told(ITEMS)
        for c in r.claims
        if c.attribute in ("killed", "injured")
    }
    assert tolls == {
        ("bombing", "killed"): 3,
        ("bombing", "injured"): 9,
        ("shooting", "killed"): 1,
        ("shelling", "killed"): 3,
    }


def test_one_dateline_makes_no_round_up() -> None:
    text = "BAGHDAD - A bomb killed three people, police said. The bomb was under a minibus near a market in Baghdad."
    assert len(told(text)) == 1


def test_speakers_before_colons_are_no_items() -> None:
    text = (
        "Reporter: What happened? Minister: A bomb killed three people in Baghdad. "
        "Reporter: Who did it? Minister: The bomb was planted by a cell."
    )
    assert len(told(text)) == 1
