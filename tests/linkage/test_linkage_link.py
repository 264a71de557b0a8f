"""Which reports are one incident: by day, place, kind, figures and names; and that order never matters."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.config import LinkageConfig
from vigil.linkage import link
from vigil.linkage.blocking import pairs
from vigil.linkage.profile import profiles
from vigil.records import UNKNOWN_DATE, Claim, DateRange, Place, PlacedPart, Report, Span

KANO = Place("Kano", "city", "Kano", "Kano", "Nigeria", "NG", 12.0, 8.52)
LIMA = Place("Lima", "city", "Lima", "Lima", "Peru", "PE", -12.05, -77.04)
CONFIG = LinkageConfig()


def day(text):
    return DateRange(text, text, "day")


def killed(number):
    return Claim("killed", Span("text", 0, 4), "dead", number, number, number, "exact")


def report(
    document,
    when="2015-03-02",
    where=KANO,
    kind="attack",
    type_="bombing",
    role="main",
    claims=(),
    names=(),
    ordinal=0,
):
    return Report(
        document, ordinal, role, kind, type_, "political", day(when) if when else UNKNOWN_DATE, where,
        f"Told by {document}.", (Span("text", 0, 4),), tuple(claims), confidence=0.7, names=tuple(names),
    )  # fmt: skip


def join(*reports, published=None):
    days = {r.document: r.date.start for r in reports} | (published or {})
    return link(reports, CONFIG, days, {})


def documents(incidents):
    return sorted(sorted({r.document for r in i.reports}) for i in incidents)


def test_two_papers_on_one_bombing_are_one_incident_with_a_reason():
    incidents = join(
        report("a", claims=[killed(12)]), report("b", type_="suicide bombing", claims=[killed(12)])
    )
    assert documents(incidents) == [["a", "b"]]
    (merge,) = incidents[0].merges
    assert "12 killed" in merge.why and "Kano" in merge.why


def test_another_city_another_day_or_another_kind_is_another_incident():
    apart = join(
        report("a"),
        report("b", where=LIMA),
        report("c", when="2015-04-20"),
        report("d", kind="demonstration", type_="rally"),
    )
    assert documents(apart) == [["a"], ["b"], ["c"], ["d"]]


def test_strike_and_sit_in_on_one_day_stay_apart():
    told = join(
        report("a", kind="demonstration", type_="strike"), report("b", kind="demonstration", type_="sit-in")
    )
    assert len(told) == 2


def test_one_document_never_tells_one_incident_twice():
    incidents = join(report("a"), report("a", role="background", ordinal=1))
    assert len(incidents) == 2


def test_figures_far_apart_keep_two_attacks_of_one_day_apart():
    first = report("a", claims=[killed(2)], names=["adeyemi", "tudun"])
    second = report("b", claims=[killed(40)], names=["garba", "fagge"])
    assert len(join(first, second)) == 2


def test_undated_mention_joins_the_dated_attack_or_stays_out():
    told = report("a", claims=[killed(31)], names=["sabon", "gari"])
    passing = report("b", when=None, role="background", claims=[killed(31)], names=["sabon", "gari"])
    assert documents(join(told, passing, published={"b": "2015-03-06"})) == [["a", "b"]]
    assert join(passing, published={"b": "2015-03-06"}) == []


def test_a_sit_in_lasts_over_the_days_that_reports_see():
    (incident,) = join(
        report("a", when="2015-03-02", kind="demonstration", type_="sit-in"),
        report("b", when="2015-03-04", kind="demonstration", type_="sit-in"),
    )
    assert (incident.date.start, incident.date.end, incident.date.precision) == (
        "2015-03-02",
        "2015-03-04",
        "days",
    )


def test_the_same_toll_a_day_apart_is_one_attack_told_late():
    night = report("a", when="2015-03-02", claims=[killed(31)])
    reeling = report("b", when="2015-03-03", claims=[killed(31)])
    assert documents(join(night, reeling)) == [["a", "b"]]


def test_other_tolls_on_consecutive_days_are_two_attacks():
    first = report("a", when="2015-03-02", claims=[killed(31)], names=["sabon", "gari"])
    second = report("b", when="2015-03-03", claims=[killed(6)], names=["fagge", "mosque"])
    assert len(join(first, second)) == 2


def test_many_rare_names_outvote_a_city_taken_for_its_namesake():
    names = ["adeyemi", "okonkwo", "tudun", "wada", "bukar", "17-year-old"]
    here = report("a", claims=[killed(1)], names=names)
    wrong = report("b", where=LIMA, claims=[killed(1)], names=names)
    (incident,) = join(here, wrong)
    assert "adeyemi" in incident.merges[0].why


def test_words_that_a_paper_prints_every_week_join_nothing():
    furniture = ["gazette", "newsroom", "subscribe", "kanotimes"]
    weekly = [
        report(f"w{n}", when=f"2015-{3 + n // 4:02}-{2 + 7 * (n % 4):02}", claims=[killed(1)], names=[*furniture, f"victim{n}"])
        for n in range(12)
    ]  # fmt: skip
    assert len(join(*weekly)) == 12


def test_words_of_one_day_and_no_other_join_its_reports():
    told = [report(n, claims=[killed(1)], names=["yusuf", "bompai", "viaduct"]) for n in "abc"]
    others = [report(f"o{n}", claims=[killed(1)], names=[f"name{n}", f"street{n}"]) for n in range(5)]
    assert ["a", "b", "c"] in documents(join(*told, *others))


def test_passing_mentions_bridge_no_two_attacks():
    first = report("a", claims=[killed(31)], names=["sabon", "gari"])
    second = report("b", when="2015-03-04", claims=[killed(5)], names=["fagge", "mosque"])
    both = report(
        "c", when="2015-03-03", role="background", names=["sabon", "gari", "fagge", "mosque"], ordinal=1
    )
    incidents = join(first, second, both)
    assert all({r.document for r in i.reports} != {"a", "b", "c"} for i in incidents)


def test_a_full_day_in_one_city_stays_cheap():
    """Pairs to compare grow with the reports, not with their square."""
    many = [report(f"d{n}", claims=[killed(1)], names=[f"name{n // 3}"]) for n in range(1500)]
    items = profiles(many, {r.document: "2015-03-02" for r in many}, {})
    assert len(pairs(items)) < 200 * len(many)


REPORTS = st.lists(
    st.builds(
        lambda *row: row,
        st.integers(0, 50),
        st.sampled_from(["2015-03-02", "2015-03-03", "2015-03-09"]),
        st.sampled_from([KANO, LIMA, None]),
        st.sampled_from([("attack", "bombing"), ("attack", "shooting"), ("demonstration", "rally")]),
        st.integers(0, 40),
        st.sampled_from(["main", "main", "co_main", "background"]),
        st.lists(st.sampled_from(["sabon", "gari", "fagge", "yusuf", "tudun"]), unique=True, max_size=4),
    ),
    max_size=12,
    unique_by=lambda t: t[0],
)


def made(rows):
    return [
        report(f"d{n}", d, w, *k, role=role, claims=[killed(c)] if c else [], names=names)
        for n, d, w, k, c, role, names in rows
    ]


@settings(max_examples=80, deadline=None)
@given(REPORTS, st.randoms(use_true_random=False))
def test_order_of_reports_changes_nothing(rows, random):
    told = made(rows)
    shuffled = list(told)
    random.shuffle(shuffled)
    assert join(*told) == join(*shuffled)


@settings(max_examples=80, deadline=None)
@given(REPORTS)
def test_every_report_is_in_one_incident_with_a_reason_for_each_join(rows):
    told = made(rows)
    incidents = join(*told)
    kept = [r.id for i in incidents for r in i.reports]
    assert len(kept) == len(set(kept))
    left_out = {r.id for r in told} - set(kept)
    assert all(r.role == "background" for r in told if r.id in left_out)
    for incident in incidents:
        assert incident.reports and any(r.evidence for r in incident.reports)
        assert len({r.document for r in incident.reports}) == len(incident.reports)
        assert len({r.kind for r in incident.reports}) == 1
        assert len(incident.merges) == len(incident.reports) - 1
        joined = {min(r.id for r in incident.reports)}
        for _ in incident.merges:
            joined |= {x for m in incident.merges if joined & {m.left, m.right} for x in (m.left, m.right)}
        assert joined == {r.id for r in incident.reports}
        assert all(m.why and 0 < m.score <= 1 for m in incident.merges)


@settings(max_examples=60, deadline=None)
@given(REPORTS)
def test_linking_what_was_linked_changes_nothing(rows):
    first = join(*made(rows))
    kept = [r for i in first for r in i.reports]
    if len(kept) == len(rows):
        assert join(*kept) == first


def test_ids_stay_when_a_later_document_joins():
    before = join(report("a"))[0].id
    after = join(report("a"), replace(report("b"), claims=(killed(3),)))[0].id
    assert before == after


def test_places_of_a_wave_are_joined_and_held_goes_before_announced():
    def part(place, held, document):
        return PlacedPart(place, held, document, Span("text", 0, 4), "Told")

    def told(document, *parts):
        made = report(document, kind="demonstration", type_="march")
        return replace(
            made,
            places=tuple(part(p, held, document) for p, held in parts),
            parts=tuple(p.name for p, _ in parts),
        )

    lagos = replace(KANO, name="Lagos", city="Lagos")
    (one,) = join(
        told("a", (KANO, True), (LIMA, False)), told("b", (KANO, True), (LIMA, True), (lagos, False))
    )
    assert [(p.place.name, p.held, p.document) for p in one.places] == [
        ("Kano", True, "a"), ("Lima", True, "b"), ("Lagos", False, "b"),
    ]  # fmt: skip
    assert one.parts == ("Kano", "Lima", "Lagos (announced)")


def test_two_rows_of_one_list_are_two_incidents_and_rows_change_no_id():
    told = [report("m", claims=[killed(12)]), report("n", claims=[killed(12)])]
    rows = [replace(report(name, claims=[killed(12)]), row_of="A list") for name in ("A:1", "A:2")]
    other = replace(report("B:1", claims=[killed(12)]), row_of="Another list")
    (alone,) = join(*told)
    for order in ((*told, *rows, other), (other, *reversed(rows), *told)):
        incidents = join(*order)
        assert len(incidents) == 2
        joined = next(i for i in incidents if "m" in {r.document for r in i.reports})
        assert joined.id == alone.id and joined.summary == alone.summary
        assert all(len({r.document for r in i.reports} & {"A:1", "A:2"}) == 1 for i in incidents)
