"""What pages ask of the record about what followed: some by id, plain values, who tells of what, where claims and incidents are."""

from __future__ import annotations

from pathlib import Path

import made_up

from vigil.aftermath import KINDS, Demand, Episode
from vigil.store import Record


def test_some_by_id_in_the_order_asked_for(place: str) -> None:
    with Record.open(made_up.fill(Path(place) if "://" not in place else place)) as opened:  # type: ignore[arg-type]
        (demand,) = opened.aftermath(Demand)
        assert opened.drawn_some(Demand, ["nothing", demand.id]) == [demand]
        assert opened.drawn_some(Episode, [demand.id]) == [] == opened.drawn_some(Demand, [])
        (plain,) = opened.drawn_plain(Demand)
        assert (plain["id"], plain["words"], tuple(plain["incidents"])) == (
            demand.id,
            demand.words,
            demand.incidents,
        )
        told = opened.drawn_told(["i-bomb", "i-sit", "nothing"])
        expected = {
            (incident, word, one.id)
            for word, kind in KINDS.items()
            for one in opened.aftermath(kind)
            for incident in one.incidents
        }
        assert len(told) == len(set(told)) and set(told) == expected


def test_who_tells_where_claims_stand_and_where_incidents_are(place: str) -> None:
    with Record.open(made_up.fill(Path(place) if "://" not in place else place)) as opened:  # type: ignore[arg-type]
        assert sorted(opened.tellers()) == [("i-bomb", "n-1"), ("i-bomb", "n-2"), ("i-sit", "n-2")]
        assert dict(opened.located()) == {"i-bomb": made_up.TESSAOUA, "i-sit": made_up.TESSAOUA}
        claims = {claim.id(doc): (doc, report) for doc, report, claim in opened.claims()}
        homes = opened.homes([*sorted(claims), "c0"])
        assert {(document, claim) for document, claim, _ in homes} == {
            (doc, key) for key, (doc, _) in claims.items()
        }
        assert {incident for *_, incident in homes} == {"i-bomb", "i-sit"}
