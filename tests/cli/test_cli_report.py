"""`vigil report` as a user meets it."""

from __future__ import annotations

from pathlib import Path

import made_up
import pytest

from vigil.cli import main


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(made_up.fill(tmp_path_factory.mktemp("record") / "r.db"))


def test_one_question_in_three_forms(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    targets = [tmp_path / f"dossier.{form}" for form in ("html", "pdf", "docx")]
    outs = [word for target in targets for word in ("--out", str(target))]
    asked = ("--place", "Tessaoua", "--from", "2021-03", "--to", "2021", "--title", "March in Tessaoua")
    assert main(["report", *asked, "--record", place, *outs]) == 0
    told = capsys.readouterr()
    assert told.out == "" and "March in Tessaoua: 2 incidents, 6 claims, 2 sources, written to" in told.err
    assert [t.read_bytes()[:4] for t in targets] == [b"<!DO", b"%PDF", b"PK\x03\x04"]
    page = targets[0].read_text("utf-8")
    assert "Idrissou" not in page and "March in Tessaoua" in page and "15 (12–15)" in page


def test_names_are_kept_with_a_warning(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    target = tmp_path / "named.html"
    assert main(["report", "i-bomb", "--names", "--record", place, "--out", str(target)]) == 0
    assert "holds names of private persons" in capsys.readouterr().err
    page = target.read_text("utf-8")
    assert "Salma Idrissou" in page and "Holds names of private persons" in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("i-bomb",), "Name a file"),
        (("i-bomb", "--out", "a.odt"), "a.html, a.pdf or a.docx"),
        (("i-bomb", "--out", "a.pdf", "--out", "./a.pdf"), "same file"),
        (("--out", "a.pdf"), "What should the dossier be about?"),
        (("--place", "Nowhereville", "--out", "a.pdf"), "No incident fits"),
        (("--from", "May", "--out", "a.pdf"), "May is no date"),
        (("zzz", "--out", "a.pdf"), "no episode and no incident zzz"),
    ],
)
def test_a_mistake_is_explained_and_nothing_is_written(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["report", *arguments, "--record", place]) == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
