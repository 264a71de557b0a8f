"""Which reports are one incident: by day, place, kind, figures and names; and that order never matters."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.config import LinkageConfig
from vigil.linkage import link
from vigil.records import UNKNOWN_DATE, Claim, DateRange, Place, Report, Span

KANO = Place("Kano", "city", "Kano", "Kano", "Nigeria", "NG", 12.0, 8.52)
LIMA = Place("Lima", "city", "Lima", "Lima", "Peru", "PE", -12.05, -77.04)
CONFIG = LinkageConfig()


def day(text):
    return DateRange(text, text, "day")


def killed(number):
    return Claim("killed", Span("text", 0, 4), "dead", number, number, number, "exact")


def report(document, when="2015-03-02", where=KANO, kind="attack", type_="bombing", role="main", claims=(), names=(), ordinal=0):
    return Report(
        document, ordinal, role, kind, type_, "political", day(when) if when else UNKNOWN_DATE, where,
        f"Something happened ({document}).", (Span("text", 0, 4),), tuple(claims), confidence=0.7, names=tuple(names),
    )  # fmt: skip


def join(*reports, published=None):
    days = {r.document: r.date.start for r in reports} | (published or {})
    return link(reports, CONFIG, days, {})


def documents(incidents):
    return sorted(sorted({r.document for r in i.reports}) for i in incidents)


def test_two_papers_on_one_bombing_are_one_incident_with_a_reason():
    incidents = join(report("a", claims=[killed(12)]), report("b", type_="suicide bombing", claims=[killed(12)]))
    assert documents(incidents) == [["a", "b"]]
    (merge,) = incidents[0].merges
    assert "12 killed" in merge.why and "Kano" in merge.why


def test_another_city_another_day_or_another_kind_is_another_incident():
    apart = join(
        report("a"), report("b", where=LIMA), report("c", when="2015-04-20"), report("d", kind="demonstration", type_="rally")
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
    assert (incident.date.start, incident.date.end, incident.date.precision) == ("2015-03-02", "2015-03-04", "days")


REPORTS = st.lists(
    st.builds(
        lambda n, d, w, k, c: (n, d, w, k, c),
        st.integers(0, 50),
        st.sampled_from(["2015-03-02", "2015-03-03", "2015-03-09"]),
        st.sampled_from([KANO, LIMA, None]),
        st.sampled_from([("attack", "bombing"), ("attack", "shooting"), ("demonstration", "rally")]),
        st.integers(0, 5),
    ),
    max_size=12,
    unique_by=lambda t: t[0],
)


@settings(max_examples=60)
@given(REPORTS, st.randoms(use_true_random=False))
def test_order_of_reports_changes_nothing(rows, random):
    made = [report(f"d{n}", d, w, *k, claims=[killed(c)] if c else []) for n, d, w, k, c in rows]
    shuffled = list(made)
    random.shuffle(shuffled)
    assert join(*made) == join(*shuffled)


@given(REPORTS)
def test_every_told_incident_is_kept_once(rows):
    made = [report(f"d{n}", d, w, *k) for n, d, w, k, _ in rows]
    kept = [r.id for i in join(*made) for r in i.reports]
    assert sorted(kept) == sorted(r.id for r in made)


def test_ids_stay_when_a_later_document_joins():
    before = join(report("a"))[0].id
    after = join(report("a"), replace(report("b"), claims=(killed(3),)))[0].id
    assert before == after
