"""Documents, versions, originals and rejections, in each database."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import TEXT, aside, claim, outcome, raw, reading

from vigil.records import Reading, Rejected
from vigil.store import RETRY, Outcome, Record, input_key


def add(record: Record, *outcomes: Outcome, digest: str = "v1", finish: bool = True):
    """A run of its own with one batch."""
    generation = record.begin_run(digest)
    counts = record.add_batch(outcomes, digest, generation)
    if finish:
        record.finish_run(generation)
    return counts


def test_what_was_read_comes_back_as_it_was(record: Record) -> None:
    one = outcome("d1", url="https://example.org/1", outlet="Herald", published="2013-01-11", extra='{"a":1}')
    two = aside("d2")
    counts = add(record, one, two)
    assert (counts.new, counts.set_aside, counts.unchanged) == (2, 1, 0)
    assert list(record.articles()) == [one.result, two.result]
    assert list(record.articles(status="read")) == [one.result]
    assert one.reading is not None
    assert list(record.reports()) == list(one.reading.reports)
    assert list(record.aggregates()) == list(one.reading.aggregates)
    assert [(d, r, c) for d, r, c in record.claims()] == [("d1", "d1#0", one.reading.reports[0].claims[0])]
    assert record.article("d1") == one.result
    assert record.article("nobody") is None
    assert record.counts()["documents"] == 2
    assert record.check() == []


def test_the_same_batch_again_changes_nothing(record: Record) -> None:
    batch = [outcome("d1"), aside("d2"), Outcome(None, Rejected("f", "ingest", "empty", "It is empty."))]
    add(record, *batch)
    before = record.counts()
    counts = add(record, *batch)
    assert not counts.changed
    assert (counts.unchanged, counts.rejected) == (2, {"empty": 1})
    assert record.counts() == before
    assert [r.code for r in record.rejections()] == ["empty"]


def test_articles_by_date_come_undated_last_and_without_those_set_aside(record: Record) -> None:
    days = {"d1": "2013-01-11", "d2": None, "d3": "2013", "d4": "2013-01-02", "d5": "2013-01-02"}
    add(record, *[outcome(name, published=day) for name, day in days.items()], aside("d6"))
    assert [a.id for a in record.articles_by_date("read")] == ["d3", "d4", "d5", "d1", "d2"]
    assert list(record.articles_by_date("set_aside")) == list(record.articles(status="set_aside"))


def test_equal_texts_under_two_ids_are_two_documents(record: Record) -> None:
    add(record, outcome("d1"), outcome("d2"))
    assert [a.id for a in record.articles()] == ["d1", "d2"]


def test_ids_are_echoed_exactly_and_sorted_by_character(record: Record) -> None:
    ids = ["b", "B", "a b", "ä", "é/1", "10", "9", "_", "-", "😀"]
    add(record, *[outcome(name) for name in ids])
    assert [a.id for a in record.articles()] == sorted(ids)


def test_a_corrected_text_is_a_new_version_and_the_old_one_stays(record: Record) -> None:
    add(record, outcome("d1"))
    corrected = outcome("d1", TEXT.replace("12", "15"))
    counts = add(record, corrected)
    assert (counts.new, counts.new_versions) == (0, 1)
    assert record.article("d1") == corrected.result
    assert [a.text for a in record.articles(everything=True)] == [TEXT, TEXT.replace("12", "15")]
    assert [(d.version, d.current) for d in record.documents(everything=True)] == [(1, False), (2, True)]
    assert [c.quote for _, _, c in record.claims()] == ["15"]
    assert record.counts()["older_versions"] == 1
    # and the first text given again is an input that is known
    assert not add(record, outcome("d1")).changed
    assert record.article("d1") == corrected.result


def test_within_a_run_the_later_publication_is_current_whatever_the_order(record: Record) -> None:
    early = outcome("d1", "Blast kills 3.", published="2013-01-10")
    late = outcome("d1", "Blast kills 8.", published="2013-01-11")
    add(record, late, early)
    assert record.article("d1") == late.result


@pytest.mark.parametrize("cut", [False, True])
def test_the_current_version_does_not_depend_on_the_order_or_on_an_interruption(
    place: str, cut: bool
) -> None:
    texts = [outcome("d1", f"Blast kills {n} in the town.") for n in range(6)]
    current = set()
    with Record.open(place) as record:
        for number, seed in enumerate(range(4)):
            shuffled = [replace_id(o, f"d{number}") for o in texts]
            random.Random(seed).shuffle(shuffled)
            if cut:  # each in a run that is cut short and taken up again
                for one in shuffled:
                    add(record, one, finish=False)
            else:
                add(record, *shuffled, finish=False)
            found = record.article(f"d{number}")
            assert found is not None
            current.add(found.text)
    assert len(current) == 1


def replace_id(one: Outcome, id: str) -> Outcome:
    """The same under another id."""
    assert one.raw is not None
    return outcome(id, one.raw.text or "")


def test_one_version_from_two_files_has_the_same_origin_whatever_the_order(record: Record) -> None:
    first = outcome("d1", retrieved="2013-01-12T00:00:00Z", content=b"a")
    second = outcome("d1", retrieved="2013-01-11T00:00:00Z", content=b"b")
    add(record, first, second, finish=False)
    one = record.article("d1")
    add(record, *[replace(o, raw=replace(o.raw, row_id="d2"), result=replace(o.result, id="d2"),
                          reading=Reading("d2")) for o in (second, first)])  # fmt: skip
    two = record.article("d2")
    assert one is not None and two is not None
    assert replace(one, id="d2") == two
    original = record.original("d2")
    assert original is not None and original.content == b"b"


def test_another_configuration_reads_again_and_keeps_the_document(record: Record) -> None:
    add(record, outcome("d1", day="2013-01-10"), aside("d2"))
    again = outcome("d2", "The match ended without a goal.")
    counts = add(record, outcome("d1", day="2013-01-09"), again, digest="v2")
    assert (counts.new, counts.new_versions, counts.reread) == (0, 0, 2)
    assert [r.date.start for r in record.reports()] == ["2013-01-09", "2013-01-10"]
    assert record.counts()["older_versions"] == 0
    assert [d.status for d in record.documents()] == ["read", "read"]


def test_text_found_otherwise_in_the_same_bytes_takes_the_place_of_the_former_reading(record: Record) -> None:
    page, corrected = raw("d1", content=b"<p>one</p>"), raw("d1", content=b"<p>two</p>")

    def read(document, text: str) -> Outcome:
        made = replace(outcome("d1", text), raw=document)
        return replace(made, result=replace(made.result, raw_sha256=document.sha256))

    add(record, read(page, "Menu. Blast kills 3."))
    add(record, read(corrected, "Menu. Blast kills 4."))
    add(record, read(page, "Blast kills 3."), read(corrected, "Blast kills 4."), digest="v2")
    found = record.article("d1")
    assert found is not None and found.text == "Blast kills 4."
    # the older page again, by a third version: it is still the older page
    add(record, read(page, "Blast kills 3"), digest="v3")
    found = record.article("d1")
    assert found is not None and found.text == "Blast kills 4."


def test_a_document_that_is_now_refused_is_no_longer_current(record: Record) -> None:
    add(record, outcome("d1"))
    refused = Outcome(raw("d1"), Rejected("test", "articles", "not_text", "It is no text."))
    assert add(record, refused, digest="v2").changed
    assert record.article("d1") is None
    assert list(record.reports()) == []


def test_known_inputs_are_told_with_the_code_of_a_rejection(record: Record) -> None:
    bad, fault = raw("d2", "x"), raw("d3", "y")
    add(
        record,
        outcome("d1"),
        Outcome(bad, Rejected("test", "articles", "empty", "It is empty.")),
        Outcome(fault, Rejected("test", "extraction", RETRY, "A fault of ours.")),
    )
    keys = [input_key(raw("d1")), input_key(bad), input_key(fault), input_key(raw("d4"))]
    assert record.known(keys, "v1") == {keys[0]: None, keys[1]: "empty"}
    assert record.known(keys, "v2") == {}
    assert record.known([], "v1") == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [("Blast kills 3\0 people.", "nul_character"), ("Blast kills 3 \ud800.", "not_unicode")],
)
def test_characters_that_no_database_holds_make_a_rejection(record: Record, text: str, code: str) -> None:
    counts = add(record, outcome("d1", text), outcome("d2"))
    assert counts.rejected == {code: 1}
    assert [a.id for a in record.articles()] == ["d2"]
    assert [r.code for r in record.rejections()] == [code]


def test_a_number_of_more_than_64_bits_makes_a_rejection(record: Record) -> None:
    one = outcome("d1")
    assert one.reading is not None
    report = replace(one.reading.reports[0], claims=(claim(TEXT, "12", value=10**30),))
    counts = add(record, replace(one, reading=replace(one.reading, reports=(report,))))
    assert counts.rejected == {"not_storable": 1}
    assert record.counts()["documents"] == 0


def test_a_rejection_with_odd_characters_and_a_long_reason_is_kept(record: Record) -> None:
    add(record, Outcome(None, Rejected("a\0b\ud800", "ingest", "broken", "é" * 20_000)))
    (found,) = record.rejections()
    assert found.source == "a\ufffdb?" and len(found.reason) == 20_000


def test_the_original_is_given_back_to_the_byte(record: Record) -> None:
    content = bytes(range(256)) * 50
    headers = (("Content-Type", "text/html"), ("Server", "a\0b"))
    one = outcome(
        "d1", content=content, url="https://example.org/", headers=headers, retrieved="2013-01-11T00:00:00Z"
    )
    add(record, one)
    found = record.original("d1")
    assert found is not None
    assert (found.content, found.media_type, found.url) == (content, "text/plain", "https://example.org/")
    assert found.headers == (headers[0], ("Server", "a\ufffdb"))
    assert found.retrieved == "2013-01-11T00:00:00Z"
    assert record.original("d2") is None


def test_syndication_is_set_and_taken_back(record: Record) -> None:
    add(record, outcome("d1"), outcome("d2"), outcome("d3"))
    assert record.set_syndication({"d1": "d1", "d2": "d1"}) == 2
    assert record.set_syndication({"d1": "d1", "d2": "d1"}) == 0
    assert record.syndication() == {"d1": "d1", "d2": "d1"}
    assert [d.syndication for d in record.documents()] == ["d1", "d1", None]
    assert record.set_syndication({"d3": "d3"}) == 3


def test_reports_come_by_date_with_publication_in_place_of_an_unknown_one(record: Record) -> None:
    add(
        record,
        outcome("d1", day="2013-03-01"),
        outcome("d2", day=None, published="2013-02"),
        outcome("d3", day=None),
    )
    found = [(d.anchor, d.report.document, d.published) for d in record.dated_reports()]
    assert found == [("", "d3", None), ("2013-02", "d2", "2013-02"), ("2013-03-01", "d1", None)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60))
def test_any_text_is_stored_unchanged(record: Record, text: str) -> None:
    one = outcome("d", text + " 7")
    assert one.raw is not None
    add(record, replace(one, reading=reading(one.result) if text.strip() else None))
    found = [a.text for a in record.articles(everything=True)]
    assert text + " 7" in found
