"""Statements that people enter, and confidential sources: in no file, export, release or search, and opened by the passphrase alone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from read_by_people import again, decide, everything, fill, of

from vigil import pipeline, review
from vigil.errors import UsageError
from vigil.export import FORMATS, About, export, freeze
from vigil.review.sealed import SPEAKER, Source, seal, unseal
from vigil.store import Record

SOURCE = Source("Yusra Kandilwala", "+92 300 5550199", "meets on Tuesdays")
PHRASE = "seven quiet herons at dusk"
TEXT = "I counted 17 bodies in the yard of the hospital before they closed the gate."


def exported(record: Record, retracted: bool | None = None) -> dict[str, bytes]:
    """Every form in which a record leaves, what is packed unpacked."""
    out = {}
    for form in FORMATS:
        stream = io.BytesIO()
        export(record, form.name, stream, {"retracted": retracted} if form.of_incidents else None)
        content = stream.getvalue()
        if zipfile.is_zipfile(stream):
            with zipfile.ZipFile(stream) as packed:
                content = b"".join(packed.read(name) for name in packed.namelist())
        out[form.name] = content
    return out


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
        written = exported(record)
        freeze(record, tmp_path / "release", About(title="Made up"), parquet=False)
        assert record.search("Yusra") == [] and record.search("Kandilwala") == []
        written["judgements"] = repr(list(record.judgements())).encode()
        sealed = record.sealed(key)
        assert sealed is not None and unseal(sealed, PHRASE, key) == SOURCE
    for file in [*tmp_path.glob("r.db*"), *(p for p in (tmp_path / "release").rglob("*") if p.is_file())]:
        written[str(file)] = file.read_bytes()
    assert len(written) > len(FORMATS) + 5
    for where, content in written.items():
        for word in (b"yusra", b"kandilwala", b"5550199", b"tuesdays", PHRASE.encode()):
            assert word not in content.lower(), where
    assert "Yusra" not in repr(SOURCE)


def test_who_decided_stays_on_this_machine(tmp_path: Path) -> None:
    who = "Zephyrine Okonjo"
    with Record.open(tmp_path / "r.db") as record:
        fill(record)
        bomb, shots, sitting = of(record, "a1"), of(record, "b1"), of(record, "c1", "demonstration")
        key = pipeline.enter_statement(record, TEXT, by=who)
        made = (
            review.Correct(bomb.id, "killed", 16),
            review.Tie(sitting.id, "follows_up", shots.id),
            review.Enter(key, 0, 9, TEXT[:9], "coverage", bomb.id),
            review.Enter(key, 0, 9, TEXT[:9], "coverage", None, {}, {"type": "funeral"}),
            review.Merge((bomb.id, shots.id)),
            review.Accept(sitting.id),
        )
        for decision in made:
            decide(record, decision, by=who)
        written = list(exported(record, True).values())
        freeze(record, tmp_path / "release", About(title="Made up"), parquet=False)
    written += [path.read_bytes() for path in (tmp_path / "release").rglob("*") if path.is_file()]
    assert b"a reader linked them" in b"".join(written)
    assert not any(word in content.lower() for content in written for word in (b"zephyrine", b"okonjo"))


def test_a_private_name_that_a_reader_types_stays_on_this_machine_even_when_it_is_taken_back(
    tmp_path: Path,
) -> None:
    with Record.open(tmp_path / "r.db") as record:
        fill(record)
        bomb, shots = of(record, "a1"), of(record, "b1")
        blamed = [
            {"name": "Barnabas Tillowe", "stance": "blamed"},
            {"name": "Lashkar-e-Jhangvi", "stance": "claimed"},
        ]
        decide(
            record, review.Correct(bomb.id, "perpetrators", blamed), reason="Barnabas Tillowe was seen there"
        )
        decide(
            record, review.Enter("b1", 0, 6, "Gunmen", "perpetrator", shots.id, {"value": "Cosima Abernath"})
        )
        decide(record, review.Correct(shots.id, "summary", "Ludovic Penhaligon, 36, was shot."))
        for taken_back in (False, True):
            if taken_back:
                for number in ("1", "2", "3"):
                    decide(record, review.Undo(number))
            written = list(exported(record).values())
            freeze(record, tmp_path / "release", About(title="Made up"), parquet=False, force=True)
            written += [p.read_bytes() for p in (tmp_path / "release").rglob("*") if p.is_file()]
            assert (b"Lashkar-e-Jhangvi" in b"".join(written[: len(FORMATS)])) is not taken_back
            for word in (b"Tillowe", b"Abernath", b"Penhaligon"):
                assert not any(word in content for content in written), word


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
