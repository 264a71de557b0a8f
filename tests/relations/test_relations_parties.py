"""The register of actors: names joined by rules that it states, judgements first, private persons known as such."""

from __future__ import annotations

import dataclasses
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from relations_made_up import attack

from vigil.aftermath import Party
from vigil.records import Actor, Claim, Incident, Judgement, Span, Victim
from vigil.relations.parties import Parties, split_relation

PUBLISHED = {"d1": "2013-01-10", "d2": "2013-02-01"}


def relation(one: str, detail: str, quote: str | None = None, as_of: str | None = None) -> Claim:
    quote = quote or f"{one} is {detail}"
    return Claim("relation", Span("text", 5, 5 + len(quote)), quote, one, detail=detail, as_of=as_of)


def told(
    name: str,
    *actors: Actor,
    claims: tuple[Claim, ...] = (),
    victims: tuple[Victim, ...] = (),
    document: str = "d1",
) -> Incident:
    return dataclasses.replace(
        attack(name, "2013-01-10", *claims, **{document: "main"}), actors=actors, victims=victims
    )


def register(*incidents: Incident, judgements: tuple[Judgement, ...] = ()) -> list[Party]:
    made = Parties(judgements)
    for incident in incidents:
        made.add(incident, PUBLISHED)
    found = made.finish()
    assert len({p.id for p in found}) == len(found)
    return found


def named(found: list[Party]) -> dict[str, Party]:
    assert len({p.name for p in found}) == len(found)
    return {p.name: p for p in found}


def judged(one: str, decision: str, other: str, at: str = "2014-01-02") -> Judgement:
    return Judgement(one, decision, other, "A. Reader", at, "they say so themselves")


def actor(name: str, role: str = "perpetrator", kind: str = "group") -> Actor:
    return Actor(name, role, "claimed", None, kind)


def test_a_group_under_its_aliases_is_one_and_says_why() -> None:
    quote = "LeJ is affiliated with al-Qaeda"
    found = named(
        register(
            told("i1", actor("Lashkar-e-Jhangvi")),
            told(
                "i2",
                actor("Lashkar-i-Jhangvi"),
                claims=(relation("Lashkar-e-Jhangvi", "affiliated with Al-Qaeda", quote),),
            ),
        )
    )
    one = found["Lashkar-e-Jhangvi"]
    assert one.aliases == ("Lashkar-i-Jhangvi", "LeJ") and one.incidents == ("i1", "i2") and not one.private
    assert any("LeJ" in why and "codebook" in why for why in one.why) and any(
        "spelling" in why for why in one.why
    )
    (tie,) = one.relations
    assert (tie.kind, tie.other, tie.seen, tie.evidence[0].quote) == (
        "affiliated with",
        "Al-Qaeda",
        "2013-01-10",
        quote,
    )
    assert found["Al-Qaeda"].relations == ()  # a relation has a direction


def test_capitals_make_nobody_public_but_an_office_does() -> None:
    found = named(
        register(
            told(
                "i1",
                actor("Interior Minister Rehman Vale", "responder", "institution"),
                actor("Wazir Khan Nasir, the city's police chief", "responder", "institution"),
                actor("Omar Sadiq", "organiser", "person"),
                actor("Ali Mengal", "accused", "person"),
                victims=(
                    Victim("Sana Bibi"),
                    Victim(group="Hazaras"),
                    Victim(group="Hazara"),
                    Victim(group="students"),
                ),
            )
        )
    )
    assert {p.name for p in found.values() if p.private} == {"Omar Sadiq", "Ali Mengal", "Sana Bibi"}
    assert {p.name for p in found.values() if p.kind == "person" and not p.private} == {
        "Rehman Vale",
        "Wazir Khan Nasir",
    }
    (community,) = (p for p in found.values() if p.kind == "community")
    assert community.roles == (("victim", "i1"),) and len(community.aliases) == 1


def test_who_is_accused_stays_private_though_in_office() -> None:
    (one,) = register(
        told("i1", actor("Governor Ali Mengal", "responder", "institution")),
        told("i2", actor("Ali Mengal", "accused", "person")),
    )
    assert one.private and one.roles == (("responder", "i1"), ("accused", "i2"))


def test_part_of_a_name_joins_the_only_person_of_the_incident() -> None:
    found = named(
        register(
            told(
                "i1",
                actor("President Musharraf", "responder", "institution"),
                actor("President Pervez Musharraf", "responder", "institution"),
            ),
            told("i2", actor("President Musharraf", "responder", "institution")),
        )
    )
    assert found["Pervez Musharraf"].aliases == ("Musharraf",) and found["Pervez Musharraf"].incidents == (
        "i1",
    )
    assert any("part of no other name" in why for why in found["Pervez Musharraf"].why)
    assert found["Musharraf"].incidents == ("i2",)


def test_a_judgement_goes_before_every_rule() -> None:
    incidents = (
        told("i1", actor("Red Dawn Front")),
        told("i2", actor("Dawn Brigade Army")),
        told("i3", actor("The Red  Dawn-Front")),
    )
    apart = register(*incidents)
    assert [sorted(p.incidents) for p in sorted(apart, key=lambda p: p.incidents)] == [["i1", "i3"], ["i2"]]
    (one,) = register(*incidents, judgements=(judged("Red Dawn Front", "same as", "Dawn Brigade Army"),))
    assert one.incidents == ("i1", "i2", "i3")
    assert (
        "A. Reader decided on 2014-01-02 that Red Dawn Front is same as Dawn Brigade Army: they say so themselves"
        in one.why
    )
    again = register(
        *incidents,
        judgements=(
            judged("Red Dawn Front", "same as", "Dawn Brigade Army"),
            judged("Dawn Brigade Army", "not the same", "Red Dawn Front", "2015"),
        ),
    )
    assert len(again) == 2  # the later of two decisions on a pair counts


def test_not_the_same_takes_an_alias_out_of_its_group() -> None:
    incidents = (told("i1", actor("Lashkar-e-Jhangvi")), told("i2", actor("LeJ")))
    assert len(register(*incidents)) == 1
    found = register(*incidents, judgements=(judged("Lashkar-e-Jhangvi", "not the same", "LeJ"),))
    assert sorted((p.name, p.incidents) for p in found) == [
        ("Lashkar-e-Jhangvi", ("i1",)),
        ("LeJ", ("i2",)),
    ]
    assert all(any("not the same" in why for why in p.why) for p in found)


def test_the_id_of_a_private_person_does_not_follow_the_name() -> None:
    (one,) = register(told("i1", victims=(Victim("Sana Bibi"),)))
    (other,) = register(told("i1", victims=(Victim("Noor Jan"),)))
    assert one.id == other.id


def test_a_ban_is_a_relation_to_who_banned() -> None:
    quote = "Pakistan banned the group in 2001"
    claim = Claim(
        "accountability",
        Span("text", 0, len(quote)),
        quote,
        "Lashkar-e-Jhangvi",
        detail="ban",
        speaker="Pakistan",
        as_of="2001",
    )
    (one,) = register(told("i1", claims=(claim,)))
    assert [(r.kind, r.other, r.date) for r in one.relations] == [("banned by", "Pakistan", "2001")]


@pytest.mark.parametrize(
    ("detail", "parts"),
    [
        ("affiliated with Al-Qaeda", ("affiliated with", "Al-Qaeda")),
        ("banned in Ruritania", ("banned in", "Ruritania")),
        ("considers as assets these groups", ("considers as assets", "these groups")),
        ("something else", None),
        ("", None),
    ],
)
def test_a_relation_is_taken_apart(detail: str, parts: tuple[str, str] | None) -> None:
    assert split_relation(detail) == parts


NAMES = (
    "LeJ",
    "Lashkar-e-Jhangvi",
    "Red Dawn Front",
    "the Red Dawn Front",
    "police",
    "Police",
    "Governor Ali Mengal",
    "Ali Mengal",
    "Mengal",
    "two men",
    "ISI",
)
ACTORS = st.builds(
    actor,
    st.sampled_from(NAMES),
    st.sampled_from(("perpetrator", "responder", "accused")),
    st.sampled_from(("group", "institution", "person", "unknown")),
)


@given(
    st.lists(
        st.tuples(st.lists(ACTORS, max_size=4), st.lists(st.sampled_from(NAMES), max_size=2)),
        min_size=1,
        max_size=3,
    ),
    st.lists(
        st.builds(
            judged,
            st.sampled_from(NAMES),
            st.sampled_from(("same as", "not the same")),
            st.sampled_from(NAMES),
        ),
        max_size=3,
    ),
)
def test_order_does_not_matter(drawn: list, judgements: list[Judgement]) -> None:
    incidents = [
        told(
            f"i{n}",
            *actors,
            victims=tuple(map(Victim, names)),
            claims=(relation("LeJ", "allied with Al-Qaeda"),),
        )
        for n, (actors, names) in enumerate(drawn)
    ]
    results = [register(*order, judgements=tuple(judgements)) for order in permutations(incidents)]
    assert all(found == results[0] for found in results)
    private = {p.name for p in results[0] if p.private}
    assert all(
        v.name in private | {a for p in results[0] if p.private for a in p.aliases}
        for i in incidents
        for v in i.victims
    )
