"""What holds for any claims."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil.reconciliation import reconcile
from vigil.records import UNKNOWN_DATE, Actor, Claim, Incident, Report, Span, Victim

ATTRIBUTES = ("killed", "injured", "abducted", "arrested", "size")
names = st.sampled_from(["Red Front", "the red front", "TTP", "Pakistani Taliban", "X", ""])


@st.composite
def claims(draw):
    number = draw(st.integers(0, 300) | st.integers(0, 10**6))
    qualifier, low, high, value = draw(
        st.sampled_from(
            [
                ("exact", number, number, number),
                ("at least", number, None, number),
                ("more than", number + 1, None, number),
                ("up to", None, number, number),
                ("about", number * 9 // 10, -(-number * 11 // 10), number),
                ("between", number, number + 7, None),
                ("dozens", 24, 99, None),
                ("odd", None, None, number),
                ("broken", number + 1, number, number),
            ]
        )
    )
    start = draw(st.integers(0, 50))
    return Claim(
        draw(st.sampled_from([*ATTRIBUTES, "killed", "killed", "killed_subset"])),
        Span(draw(st.sampled_from(["text", "text", "title"])), start, start + 3),
        "abc",
        value,
        low,
        high,
        qualifier,
        speaker=draw(st.sampled_from([None, "police", "Dr Ana Sol"])),
        speaker_kind=draw(st.sampled_from([None, "police", "hospital", "witness", "headline"])),
        superseded=draw(st.sampled_from([False, False, True])),
        group=draw(st.sampled_from([None, None, "women", "attackers", "militants", "bomber"])),
        detail=draw(st.sampled_from([None, None, None, "shot", "hospital"])),
    )


@st.composite
def reports(draw):
    number = draw(st.integers(0, 6))
    return [
        Report(
            f"d{n}",
            draw(st.integers(0, 2)),
            draw(st.sampled_from(["main", "co_main", "background"])),
            "attack",
            "bombing",
            "political",
            UNKNOWN_DATE,
            None,
            "",
            (),
            tuple(draw(st.lists(claims(), max_size=5))),
            actors=tuple(
                draw(
                    st.lists(
                        st.builds(
                            Actor, names, st.just("perpetrator"), st.sampled_from(["claimed", "denied"])
                        ),
                        max_size=2,
                    )
                )
            ),
            victims=tuple(
                draw(
                    st.lists(
                        st.builds(Victim, names, st.sampled_from([None, "men"]), st.integers(0, 5)),
                        max_size=2,
                    )
                )
            ),
            weapons=tuple(draw(st.lists(names, max_size=2))),
        )
        for n in range(number)
    ]


published = st.dictionaries(
    st.sampled_from([f"d{n}" for n in range(6)]),
    st.sampled_from(
        [None, "2013", "2013-01", "2013-02", "2013-01-10", "2013-01-11", "2013-01-12", "soon", ""]
    ),
)
syndication = st.dictionaries(
    st.sampled_from([f"d{n}" for n in range(6)]), st.sampled_from(["g1", "g2"]), max_size=3
)


def incident(told):
    return Incident("i1", "attack", "bombing", "political", "", UNKNOWN_DATE, None, tuple(told))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(reports(), published, syndication)
def test_bounds_are_in_order_and_come_from_the_claims(told, days, copies):
    done = reconcile(incident(told), days, copies)
    for attribute in ATTRIBUTES:
        toll = getattr(done, attribute)
        own = [c for r in told for c in r.claims if c.attribute == attribute]
        stated = {n for c in own for n in (c.low, c.high, c.value) if n is not None}
        usable = [
            c
            for c in own
            if (c.low is not None or c.high is not None)
            and not (c.low is not None and c.high is not None and c.low > c.high)
        ]
        if not usable:
            assert toll is None or toll.best is None
            continue
        if toll is None:  # all who were shot are among the dead
            assert attribute == "injured" and done.killed is not None and done.killed.best
            assert all(c.detail for c in usable if c.group not in ("attackers", "bomber"))
            continue
        if toll.best is None:
            assert toll.attackers is not None and toll.low is None and toll.high is None
            continue
        if attribute == "injured" and done.killed is not None and done.killed.best:
            stated |= {max(0, n - done.killed.best) for n in stated}  # shot, less those who died
        assert {n for n in (toll.low, toll.best, toll.high) if n is not None} <= stated
        assert toll.low is None or toll.low <= toll.best
        assert toll.high is None or toll.best <= toll.high
        assert toll.why and toll.claim_ids
        ids = {c.id(r.document) for r in told for c in r.claims}
        assert set(toll.claim_ids) <= ids


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(reports(), published, syndication, st.randoms(use_true_random=False))
def test_the_order_of_reports_and_claims_changes_nothing(told, days, copies, random):
    shuffled = [
        replace(
            r,
            claims=tuple(random.sample(r.claims, len(r.claims))),
            actors=tuple(random.sample(r.actors, len(r.actors))),
        )
        for r in random.sample(told, len(told))
    ]
    one, other = reconcile(incident(told), days, copies), reconcile(incident(shuffled), days, copies)
    assert replace(one, reports=()) == replace(other, reports=())


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(reports(), published, claims(), st.integers(0, 5))
def test_a_superseded_claim_beside_a_live_one_changes_no_number(told, days, extra, where):
    if not told:
        return
    where %= len(told)
    extra = replace(extra, superseded=True, attribute="killed", span=Span("text", 90, 93), group=None)
    if not any(
        c.attribute == "killed"
        and c.group is None
        and not c.superseded
        and c.low is not None
        and c.low == c.high
        for r in told
        for c in r.claims
    ):
        return
    more = [replace(r, claims=(*r.claims, extra)) if n == where else r for n, r in enumerate(told)]
    before, after = reconcile(incident(told), days, {}).killed, reconcile(incident(more), days, {}).killed
    assert replace(before, why="") == replace(after, why="")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(reports(), published, syndication)
def test_reconciling_again_changes_nothing(told, days, copies):
    once = reconcile(incident(told), days, copies)
    assert reconcile(once, days, copies) == once
    assert once.reports == tuple(told)
