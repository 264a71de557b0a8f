"""How conflicting counts become low, best and high, and what a reader is told of it."""

from dataclasses import replace

import pytest

from vigil.phrases import concluded_text
from vigil.reconciliation import reconcile, rules, set_aside
from vigil.records import UNKNOWN_DATE, Claim, Incident, Report, Span
from vigil.stated import disagree, standing

_BOUNDS = {
    "exact": lambda n: (n, n),
    "at least": lambda n: (n, None),
    "more than": lambda n: (n + 1, None),
    "up to": lambda n: (None, n),
    "about": lambda n: (n * 9 // 10, -(-n * 11 // 10)),
}


def claim(number, qualifier="exact", attribute="killed", start=0, field="text", **more):
    if qualifier == "dozens":
        low, high, value = 24, 99, None
    else:
        (low, high), value = _BOUNDS[qualifier](number), number
    return Claim(attribute, Span(field, start, start + 5), "words", value, low, high, qualifier, **more)


def report(document, *claims, role="main", **more):
    return Report(
        document, 0, role, "attack", "bombing", "political", UNKNOWN_DATE, None, "", (), tuple(claims), **more
    )


def incident(*reports, kind="attack"):
    return Incident(
        "i1", kind, "bombing", "political", "", UNKNOWN_DATE, None, tuple(reports), provenance="joined/1"
    )


def killed(*reports, days=None, copies=None, kind="attack"):
    return reconcile(incident(*reports, kind=kind), days or {}, copies or {}).killed


def figures(toll):
    return toll.low, toll.best, toll.high


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (claim(20), (20, 20, 20)),
        (claim(67, "at least"), (67, 67, None)),
        (claim(80, "more than"), (81, 81, None)),
        (claim(48, "up to"), (None, 48, 48)),
        (claim(90, "about"), (81, 90, 99)),
        (claim(None, "dozens"), (24, 24, 99)),
        (claim(0), (0, 0, 0)),
    ],
)
def test_one_claim_gives_its_bounds_and_never_a_null_best(said, expected):
    assert figures(killed(report("a", said))) == expected


def test_nothing_reported_is_null_and_none_killed_is_zero():
    assert killed(report("a")) is None
    assert killed(report("a", claim(0))).best == 0


def test_the_first_days_counts_yield_to_later_ones():
    days = {"a": "2020-01-01", "b": "2020-01-01", "c": "2020-01-03"}
    toll = killed(
        report("a", claim(16, "at least")), report("b", claim(17)), report("c", claim(20)), days=days
    )
    assert figures(toll) == (20, 20, 20)
    assert "first day" in toll.why


def test_a_later_lower_figure_does_not_push_out_a_higher_one_of_the_first_day():
    days = {"a": "2020-01-01", "b": "2020-01-01", "c": "2020-01-02"}
    toll = killed(report("a", claim(20)), report("b", claim(20)), report("c", claim(18)), days=days)
    assert (toll.low, toll.high) == (18, 20)


def test_a_report_known_only_to_the_month_counts_as_later_if_all_of_the_month_is():
    days = {"a": "2020-01-31", "b": "2020-02"}
    assert figures(killed(report("a", claim(16)), report("b", claim(20)), days=days)) == (20, 20, 20)


def test_one_report_ten_times_the_others_does_not_win_and_is_told_of():
    told = [report(name, claim(20)) for name in "abc"] + [report("z", claim(200))]
    toll = killed(*told)
    assert figures(toll) == (20, 20, 20)
    assert "far from the rest" in toll.why


def test_it_does_not_win_on_a_later_day_either():
    days = {"a": "2020-01-01", "b": "2020-01-01", "c": "2020-01-02", "z": "2020-01-05"}
    told = [report(name, claim(20)) for name in "abc"] + [report("z", claim(200))]
    assert killed(*told, days=days).best == 20


def test_copies_of_one_agency_story_have_one_vote():
    told = [report(name, claim(10)) for name in "abc"] + [report("x", claim(12)), report("y", claim(12))]
    assert killed(*told).best == 10
    assert killed(*told, copies={"a": "g", "b": "g", "c": "g"}).best == 12


def test_one_named_speaker_has_one_vote():
    said = claim(36, speaker="Minister Ana Sol", speaker_kind="official")
    again = claim(36, speaker="Sol Ana Sol (minister)", speaker_kind="official")
    other = claim(48, speaker="hospital officials", speaker_kind="hospital")
    assert (
        killed(report("a", said), report("b", again), report("c", other), report("d", claim(48))).best == 48
    )


def test_hospital_and_police_outweigh_unnamed_sources_and_all_stay_in_the_range():
    toll = killed(
        report(
            "a",
            claim(81, start=0, speaker="police", speaker_kind="police"),
            claim(86, start=10, speaker="hospital officials", speaker_kind="hospital"),
            claim(82, start=20),
        )
    )
    assert toll.best in (81, 86)
    assert (toll.low, toll.high) == (81, 86)


def sifted() -> list[Claim]:
    """A count of 20, and what is set aside beside it: a headline, dozens, an earlier count."""
    return [
        claim(30, field="title"),
        claim(20, start=0),
        claim(None, "dozens", start=10),
        claim(12, start=20, superseded=True),
    ]


def test_headline_dozens_and_superseded_counts_are_set_aside():
    told = report(
        "a",
        *sifted(),
    )
    assert figures(killed(told)) == (20, 20, 20)


def test_a_superseded_count_is_better_than_none():
    assert killed(report("a", claim(12, superseded=True))).best == 12


def test_passing_mentions_count_less_than_the_reports_of_the_day():
    toll = killed(report("a", claim(20)), report("b", claim(20)), report("z", claim(25), role="background"))
    assert toll.best == 20
    assert toll.high == 25
    assert killed(report("z", claim(25), role="background")).best == 25


def test_subsets_are_no_toll_but_stand_beside_it():
    part = claim(12, attribute="killed_subset", start=30, group="women")
    toll = killed(report("a", claim(86), part))
    assert (toll.best, toll.by_group) == (86, (("women", 12),))
    assert killed(report("a", part)) is None


def test_attackers_are_apart():
    toll = killed(report("a", claim(31), claim(3, start=9, group="attackers")))
    assert (toll.best, toll.attackers) == (31, 3)
    alone = killed(report("a", claim(1, group="bomber")))
    assert (alone.low, alone.best, alone.high, alone.attackers) == (None, None, None, 1)


def injured(*reports, days=None, copies=None):
    return reconcile(incident(*reports), days or {}, copies or {}).injured


def test_culprits_lower_no_toll():
    toll = killed(report("a", claim(89)), report("b", claim(4, group="culprits")))
    assert (figures(toll), toll.attackers) == ((89, 89, 89), 4)


def test_a_policeman_and_an_attacker_are_not_two_attackers():
    toll = killed(report("a", claim(2, group="policeman and attacker")))
    assert (toll.best, toll.attackers) == (2, None)


@pytest.mark.parametrize(
    ("dead", "shot", "left"),
    [(2, 5, 3), (1, 2, 1), (1, 12, 11), (0, 5, 5)],
)
def test_five_were_shot_two_of_them_fatally(dead, shot, left):
    told = report("a", claim(dead), claim(shot, attribute="injured", start=10, detail="shot"))
    assert injured(told).best == left


def test_the_one_who_was_shot_and_died_is_no_injured():
    told = report(
        "a", claim(1, group="man"), claim(1, attribute="injured", start=10, detail="shot", group="victim")
    )
    assert injured(told) is None


def test_a_boy_shot_on_monday_who_died_on_friday_is_no_injured():
    monday = report("a", claim(1, attribute="injured", detail="shot", group="boy"))
    friday = report("b", claim(1, group="boy"))
    assert injured(monday, friday) is None
    assert injured(monday).best == 1


def test_a_report_that_knows_of_no_death_keeps_its_wounded():
    told = report("a", claim(1, attribute="injured", detail="shot", group="student"))
    assert injured(told, report("b", claim(1, group="guard"))).best == 1


def test_a_woman_shot_where_a_boy_died_is_injured():
    told = report(
        "a", claim(1, group="boy"), claim(1, attribute="injured", start=10, detail="shot", group="woman")
    )
    assert injured(told).best == 1


def test_injured_outright_stand_beside_the_dead():
    told = report(
        "a",
        claim(3),
        claim(7, attribute="injured", start=10),
        claim(9, attribute="injured", start=20, detail="shot"),
    )
    assert figures(injured(told)) == (7, 7, 7)


def test_what_died_is_said_in_the_reason():
    told = report("a", claim(2), claim(5, attribute="injured", start=10, detail="shot"))
    assert "less 2 who died" in injured(told).why


def test_nobody_hurt_yields_to_a_count():
    toll = injured(report("a", claim(0, attribute="injured")), report("b", claim(4, attribute="injured")))
    assert figures(toll) == (4, 4, 4)


def test_one_of_the_wounded_told_of_alone_lowers_nothing():
    told = report(
        "a",
        claim(3, attribute="injured"),
        claim(1, attribute="injured", start=40, group="boy", speaker="police", speaker_kind="police"),
    )
    assert figures(injured(told)) == (3, 3, 3)


def test_of_two_versions_of_an_agency_story_the_later_counts():
    days, copies = {"a": "2020-01-01", "b": "2020-01-02"}, {"a": "g", "b": "g"}
    toll = killed(report("a", claim(14)), report("b", claim(12)), days=days, copies=copies)
    assert figures(toll) == (12, 12, 12)
    assert "earlier version" in toll.why


def test_militants_killed_in_a_raid_are_its_toll():
    assert killed(report("a", claim(14, group="militants")), kind="legal_action").best == 14
    assert killed(report("a", claim(14, group="militants"))).best == 14
    both = killed(report("a", claim(4, group="militants"), claim(2, start=9)))
    assert (both.best, both.attackers) == (2, 4)


def test_a_crowd_keeps_the_whole_range_and_the_lower_of_equals():
    done = reconcile(
        incident(
            report("a", claim(5000, attribute="size")),
            report("b", claim(20000, attribute="size")),
            kind="demonstration",
        ),
        {},
        {},
    )
    assert figures(done.size) == (5000, 5000, 20000)
    assert done.size.rule == "cautious-crowd/2"


def test_every_rule_is_named_and_explained():
    table = dict(rules())
    toll = killed(report("a", claim(1)))
    assert toll.rule in table
    assert all(len(text) > 40 for text in table.values())


def test_the_provenance_names_the_rules_once():
    once = reconcile(incident(report("a", claim(1))), {}, {})
    assert (
        once.provenance.removesuffix("; needs review")
        == "joined/1; latest-firm/2; merged-names/1; confidence/1"
    )
    assert reconcile(once, {}, {}) == once


def test_what_is_set_aside_is_named_with_the_reason():
    told = report(
        "a",
        *sifted(),
        claim(2, start=30, group="attackers"),
    )
    done = reconcile(incident(told), {}, {})
    ids = [c.id("a") for c in told.claims]
    assert done.killed.claim_ids == (ids[1],)
    assert set_aside(done, {}, {}, {}) == {
        ids[0]: "in a headline over a firmer text",
        ids[2]: "without a number",
        ids[3]: "called an earlier count by its own text",
        ids[4]: "of the attackers, who are counted apart",
    }


def test_a_figure_that_another_version_of_a_rule_left_out_has_no_made_up_reason():
    told = report("a", claim(20), claim(21, start=10))
    done = reconcile(incident(told), {}, {})
    other = replace(done, killed=replace(done.killed, claim_ids=(told.claims[0].id("a"),)))
    assert set_aside(other, {}, {}, {}) == {told.claims[1].id("a"): "by the rule"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ((claim(70, "more than"),), "over 70"),
        ((claim(70, "more than"), claim(70, "about", start=10)), "over 70 (63–77)"),
        ((claim(70, "more than"), claim(71, start=10)), "71"),
        ((claim(70, "at least"),), "70+"),
        ((claim(2500),), "2,500"),
    ],
)
def test_a_bound_that_nobody_stated_is_worded_as_it_was_said(said, words):
    done = reconcile(incident(*(report(f"d{n}", c) for n, c in enumerate(said))), {}, {})
    assert concluded_text(done, "killed") == words
    if words.startswith("over"):
        assert done.killed.why.startswith("more than 70 is what")


@pytest.mark.parametrize(
    ("said", "clash"),
    [
        ((claim(12), claim(14, start=10)), True),
        ((claim(12, "at least"), claim(12, start=10)), False),
        ((claim(12, "at least"), claim(14, start=10)), False),
        ((claim(70, "more than"), claim(70, "about", start=10)), False),
        ((claim(12), claim(14, start=10, superseded=True)), False),
        ((claim(12),), False),
    ],
)
def test_figures_disagree_where_no_number_fits_all_that_stand(said, clash):
    done = reconcile(incident(*(report(f"d{n}", c) for n, c in enumerate(said))), {}, {})
    assert disagree(done.killed, standing(done, "killed")) is clash
