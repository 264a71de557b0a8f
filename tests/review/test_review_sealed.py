"""Statements that people enter, and confidential sources: in no file, export, release or search, and opened by the passphrase alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_by_people import again, decide, everything, fill, of

from vigil import pipeline, review
from vigil.errors import UsageError
from vigil.export import About, export_lines, freeze
from vigil.export.writing import LINES
from vigil.review.sealed import SPEAKER, Source, seal, unseal
from vigil.store import Record

SOURCE = Source("Yusra Kandilwala", "+92 300 5550199", "meets on Tuesdays")
PHRASE = "seven quiet herons at dusk"
TEXT = "I counted 17 bodies in the yard of the hospital before they closed the gate."


def entered(record: Record) -> str:
    """A statement of the confidential source, with a claim on the bombing."""
    fill(record)
    key = pipeline.enter_statement(
        record, TEXT, by="Ann", title="A nurse", date="2013-01-11", confidential=SOURCE, passphrase=PHRASE
    )
    start = TEXT.index("17 bodies")
    decide(
        record, review.Enter(key, start, start + 9, "17 bodies", "killed", of(record, "a1").id, {"value": 17})
    )
    return key


def test_a_statement_is_a_document_and_its_claim_bears_who_entered_it(record: Record) -> None:
    key = entered(record)
    article = record.article(key)
    assert article is not None and article.text == TEXT and article.published == "2013-01-11"
    made = of(record, "a1")
    (claim,) = [c for r in made.reports if r.document == key for c in r.claims]
    assert (claim.entered_by, claim.speaker, claim.value) == ("Ann", SPEAKER, 17)
    assert made.killed is not None and (made.killed.high or 0) >= 17
    assert [hit.document for hit in record.search("bodies hospital gate")] == [key]
    assert again(record) == everything(record) and record.check() == []


def test_nothing_that_is_written_holds_the_source(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    with Record.open(path) as record:
        key = entered(record)
        written = {what: b"".join(export_lines(record, what)) for what in LINES}
        freeze(record, tmp_path / "release", About(title="Made up"), parquet=False)
        assert record.search("Yusra") == [] and record.search("Kandilwala") == []
        written["judgements"] = repr(list(record.judgements())).encode()
        sealed = record.sealed(key)
        assert sealed is not None and unseal(sealed, PHRASE, key) == SOURCE
    for file in [*tmp_path.glob("r.db*"), *(p for p in (tmp_path / "release").rglob("*") if p.is_file())]:
        written[str(file)] = file.read_bytes()
    assert len(written) > len(LINES) + 5
    for where, content in written.items():
        for word in (b"yusra", b"kandilwala", b"5550199", b"tuesdays", PHRASE.encode()):
            assert word not in content.lower(), where
    assert "Yusra" not in repr(SOURCE)


def test_the_seal_opens_for_the_passphrase_and_its_document_alone() -> None:
    kept = seal(SOURCE, PHRASE, "statement-1")
    assert kept != seal(SOURCE, PHRASE, "statement-1")
    assert len(kept) == len(seal(Source("A"), PHRASE, "statement-1"))
    assert unseal(kept, PHRASE, "statement-1") == SOURCE
    for phrase, document in ((PHRASE + "!", "statement-1"), (PHRASE, "statement-2")):
        with pytest.raises(UsageError, match="passphrase"):
            unseal(kept, phrase, document)
    with pytest.raises(UsageError, match="short"):
        seal(SOURCE, "secret", "statement-1")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": "What Yusra saw"}, "take it out"),
        ({"text": TEXT + " Call +92 300  5550199."}, "take it out"),
        ({"passphrase": None}, "passphrase"),
        ({"kind": "rumour"}, "no kind"),
        ({"text": "  "}, "empty"),
        ({"by": " "}, "Who enters"),
        ({"date": "soon"}, "no date"),
    ],
)
def test_a_statement_that_lacks_something_or_gives_its_source_away_is_refused(
    tmp_path: Path, more, said
) -> None:
    given = {"text": TEXT, "by": "Ann", "confidential": SOURCE, "passphrase": PHRASE} | more
    with Record.open(tmp_path / "r.db") as record:
        with pytest.raises(UsageError, match=said) as caught:
            pipeline.enter_statement(record, given.pop("text"), **given)
        assert "Yusra" not in str(caught.value) and record.counts()["documents"] == 0
