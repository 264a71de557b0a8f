"""Lists among the sources of an incident: what cites a report that is there, or what another list cites, is no further source."""

from __future__ import annotations

from typing import Any

import pytest

from vigil.reconciliation import one_voice, reconcile
from vigil.records import UNKNOWN_DATE, Claim, Incident, Report, Span

OUTLETS = {
    "d": "dawn.com",
    "t": "tribune.com.pk",
    "n": "thenews.com.pk",
    "g": "The Guardian",
    "r1": "ACLED",
    "r2": "UCDP",
}


def report(document: str, killed: int, **more: Any) -> Report:
    speaker = {"speaker": more["row_of"], "speaker_kind": "dataset"} if "row_of" in more else {}
    claim = Claim("killed", Span("text", 0, 5), "words", killed, killed, killed, "exact", **speaker)
    return Report(
        document, 0, "main", "attack", "bombing", "political", UNKNOWN_DATE, None, "", (), (claim,), **more
    )  # fmt: skip


def incident(*reports: Report) -> Incident:
    return Incident("i1", "attack", "bombing", "political", "", UNKNOWN_DATE, None, reports)


@pytest.mark.parametrize(
    ("cites", "source"),
    [
        (("Dawn (Pakistan)",), "d"),
        (("Xinhua", "Express Tribune (Pakistan)"), "copies"),
        (("The News International",), "n"),
        (("Guardian (UK)",), "g"),
        (("Golden Dawns",), "r1"),
        (("Xinhua",), "r1"),
        ((), "r1"),
    ],
)
def test_a_row_that_cites_a_report_is_one_source_with_it(cites: tuple[str, ...], source: str) -> None:
    told = [report(name, 5) for name in ("d", "t", "n", "g")]
    voices, why = one_voice(
        incident(*told, report("r1", 6, row_of="ACLED", cites=cites)), {"t": "copies"}, OUTLETS
    )
    assert voices["r1"] == source and bool(why) is (source != "r1")
    assert {k: v for k, v in voices.items() if k != "r1"} == {"t": "copies"}, "reports stay what they are"


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (("Dawn (Pakistan)",), ("Dawn",), True),
        (("AFP; x", "Reuters"), ("Reuters News",), True),
        (("Reuters",), ("AFP",), False),
        ((), (), False),
    ],
)
def test_lists_that_cite_the_same_are_one_source(
    one: tuple[str, ...], other: tuple[str, ...], joined: bool
) -> None:
    rows = (report("r1", 6, row_of="ACLED", cites=one), report("r2", 6, row_of="UCDP", cites=other))
    voices, _ = one_voice(incident(*rows), {}, OUTLETS)
    assert (voices["r1"] == voices["r2"]) is joined
    assert voices == one_voice(incident(*reversed(rows)), {}, OUTLETS)[0]


def test_lists_that_repeat_one_paper_do_not_outvote_two_others() -> None:
    told = (report("d", 9), report("t", 5), report("n", 5))
    rows = tuple(report(f"r{n}", 9, row_of=name, cites=("Dawn",)) for n, name in ((1, "ACLED"), (2, "UCDP")))
    whole = incident(*told, *rows)
    toll = reconcile(whole, {}, one_voice(whole, {}, OUTLETS)[0]).killed
    assert toll is not None and toll.best == 5 and "2 of 3 sources" in toll.why
    apart = reconcile(whole, {}, {}).killed
    assert apart is not None and apart.best == 9, "counted one by one they would"


def test_a_toll_that_rests_on_a_list_names_it() -> None:
    toll = reconcile(incident(report("r1", 6, row_of="ACLED")), {}, {}).killed
    assert toll is not None and "naming ACLED" in toll.why
