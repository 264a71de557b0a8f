"""What a dossier says, whom it does not name, and what it asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import followed
import made_up
import pytest
from read_back import everything, squeezed, text_of

from vigil.dossier import FORMS, Asked, Dossier, compiled, laid_out, written
from vigil.errors import UsageError
from vigil.store import Record

# What PRIVATE names spell in an address or an id.
SPELLED = ("hamza-tandja", "idrissou", "tandja", "balla", "mounkaila")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return followed.fill(tmp_path_factory.mktemp("record") / "r.db")


def about(place: Path, asked: Asked, **more: object) -> Dossier:
    with Record.open(place, create=False) as opened:
        return compiled(opened, asked, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def episode(record: Path) -> Dossier:
    return about(record, Asked("e-1"))


def test_every_sentence_of_the_summary_about_an_incident_has_its_words_and_source(episode: Dossier) -> None:
    said = [s for s in episode.summary if "Tessaoua" in s.text]
    assert len(said) == 2
    bomb = said[0]
    assert bomb.text.startswith(
        "On 1 March 2021, a bombing in Tessaoua market, Tessaoua: 15 (12–15) killed, according to "
    )
    numbers = {s.number for s in episode.sources}
    for sentence in said:
        assert sentence.quotes, sentence.text
        assert all(q.source in numbers for q in sentence.quotes)
    claimed = next(s for s in episode.summary if "Red Dawn Front" in s.text)
    assert claimed.text == "Claimed by Red Dawn Front."
    assert [q.words for q in claimed.quotes] == ["The Red Dawn Front claimed the attack"]


def test_every_claim_stands_with_who_said_it_where_and_the_words(episode: Dossier) -> None:
    rows = {(c.attribute, c.stated): c for c in episode.claims}
    killed = rows["killed", "at least 12"]
    assert (killed.speaker, killed.outlet, killed.day) == ("police", "The Sahel Post", "2 March 2021")
    assert killed.quote.words == "At least 12 people were killed"
    source = episode.sources[killed.quote.source - 1]
    assert (source.outlet, source.url) == ("The Sahel Post", "https://news.example/1")
    assert source.sha256 == made_up.articles()[0].raw_sha256
    assert len(episode.claims) == 6


def test_a_toll_is_a_range_with_who_says_so_and_a_form_to_cite_it_by(episode: Dossier) -> None:
    killed = episode.events[0].toll("killed")
    assert killed is not None
    assert killed.words == "15 (12–15)" and killed.several
    assert not killed.disputed, "at least 12, and 15: both can be right"
    assert [(m.low, m.high, m.source) for m in killed.marks] == [(12, None, 1), (15, 15, 2)]
    assert killed.cite.startswith(
        "Vigil record, incident i-bomb, killed 15 (12–15), concluded by latest-hospital from "
    )
    assert killed.cite.endswith(f"record digest {episode.digest[:16]}.")
    assert killed.apart == "1 attackers, counted apart; 3 women"


def test_a_dossier_quotes_the_sentence_that_the_site_shows(tmp_path: Path) -> None:
    place = made_up.fill(tmp_path / "r.db")
    bomb, sit = made_up.incidents()
    second = bomb.reports[1].summary
    with Record.open(place) as opened:
        opened.replace_incidents([replace(bomb, summary=second), sit])
        (event,) = compiled(opened, Asked("i-bomb")).events
        assert event.lead is not None and event.lead.words == second and event.lead.source == 2
        opened.replace_incidents([replace(bomb, summary="A bomb, as I would put it."), sit])
        (event,) = compiled(opened, Asked("i-bomb")).events
        assert event.lead is None and event.worded == "A bomb, as I would put it.", "no report's words"


def test_what_followed_has_its_state_and_its_words(episode: Dossier) -> None:
    (demand,) = episode.demands
    assert (demand.state, demand.of, demand.words) == (
        "refused",
        "the governor",
        "the governor's resignation",
    )
    assert demand.turns[0].what == "refused" and demand.turns[0].why.quotes
    (response,) = episode.responses
    assert (response.act, response.by, response.answers) == ("refusal", "the governor", "dismissal")
    (accused,) = episode.accused
    assert (accused.name, accused.kind, accused.outcome) == ("[name withheld]", "person", "acquittal")
    assert [(t.what, t.day, t.by) for t in accused.turns] == [("acquittal", "2 April 2021", "a court")]
    (tie,) = episode.ties
    assert (
        tie.type == "in response to" and tie.later.startswith("sit-in") and tie.earlier.startswith("bombing")
    )
    (warning,) = episode.warnings
    assert warning.matches[0].endswith("The same group, a month later.")


def test_what_is_not_known_is_said(episode: Dossier) -> None:
    said = " ".join(episode.unknown)
    assert "None of the 2 incidents has been confirmed by a person" in said
    assert "1 of 2 incidents rests on a single source: sit-in" in said
    assert "No collection is named for this dossier" in said
    assert (
        "Collection press (The Daily; 2021 to 2021) has declared gaps: 2021-01 (the site was down)." in said
    )
    assert "1 was set aside" in said and "cannot" not in said


def test_silence_is_told_inside_a_collection_alone(record: Path, episode: Dossier) -> None:
    assert episode.demands[0].silence is None
    inside = about(record, Asked("e-1", collection="press"))
    silence = inside.demands[0].silence
    assert silence == (
        "no evidence of a further change found since 4 March 2021 in 1 document of 1 source, the last of 3 April 2021"
    )
    assert any(silence in u for u in inside.unknown)
    assert "told inside collection press" in inside.scope


def test_methods_come_from_the_rules_and_the_codebook(episode: Dossier) -> None:
    methods = dict(episode.methods)
    assert "does not have it any more" in methods["Rule latest-hospital"]
    assert "ACLED" in methods["Type “bombing”"] and "bomb blast" not in methods["Type “sit-in”"]
    assert "withheld" in methods["Names"]
    assert episode.digest in methods["Made with"]


def test_a_rule_of_this_program_is_described_in_its_own_words(tmp_path: Path) -> None:
    from dataclasses import replace

    from vigil.records import Toll

    place = made_up.fill(tmp_path / "r.db")
    bomb, sit = made_up.incidents()
    with Record.open(place) as opened:
        opened.replace_incidents([replace(bomb, killed=Toll(12, 15, 15, "latest-firm/2", "why")), sit])
        said = dict(compiled(opened, Asked("i-bomb")).methods)["Rule latest-firm/2"]
    assert "one vote for each independent source" in said


@pytest.mark.parametrize("form", FORMS)
def test_names_of_private_persons_are_nowhere_in_the_bytes(record: Path, form: str) -> None:
    asked = (Asked("e-1"), Asked("i-bomb"), Asked(actor="OUSMANE balla"))
    for question in asked:
        found = about(record, question, title="On Hamza Tandja and Salma Idrissou")
        held = everything(form, written(laid_out(found), form)).casefold()
        for name in (*followed.PRIVATE, *SPELLED):
            assert name.casefold() not in held, (question, name)


def test_a_name_in_what_was_declared_is_withheld(tmp_path: Path) -> None:
    from vigil.declared import Collection, Gap

    place = followed.fill(tmp_path / "r.db")
    with Record.open(place) as opened:
        opened.declare(
            Collection("mine", (), (), "2021", "2021", gaps=(Gap("Salma Idrissou was ill", "2021-02"),))
        )
        said = compiled(opened, Asked("e-1")).unknown
    assert any("2021-02 ([name withheld] was ill)" in sentence for sentence in said)


def test_names_are_kept_where_asked_for_and_the_head_says_so(record: Path) -> None:
    found = about(record, Asked("e-1"), named=True)
    assert found.accused[0].name == "Hamza Tandja" and found.accused[0].kind == "person"
    assert any("Salma Idrissou" in c.stated for c in found.claims)
    for form in FORMS:
        text = squeezed(text_of(form, written(laid_out(found), form)))
        assert "Holdsnamesofprivatepersons" in text
        assert "HamzaTandja" in text


@pytest.mark.parametrize("form", FORMS)
def test_the_same_record_gives_the_same_bytes_whatever_the_order_of_its_inputs(
    tmp_path: Path, form: str
) -> None:
    one, other = followed.fill(tmp_path / "1.db"), followed.fill(tmp_path / "2.db", -1)
    first = written(laid_out(about(one, Asked(place="Tessaoua"))), form)
    assert first == written(laid_out(about(other, Asked(place="Tessaoua"))), form)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_holds_every_quote_and_every_source(episode: Dossier, form: str) -> None:
    text = squeezed(text_of(form, written(laid_out(episode), form)))
    for row in episode.claims:
        assert squeezed(row.quote.words) in text
    for source in episode.sources:
        assert source.sha256 in text
    for section in (
        "Summary",
        "Incidents",
        "Claims",
        "What is not known",
        "Methods",
        "Sources",
        "How to cite",
    ):
        assert squeezed(section) in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked(), "Name an episode or an incident"),
        (Asked(place="Nowhereville"), "No incident fits"),
        (Asked(text="no such words"), "No incident fits"),
        (Asked("zzz"), "There is no episode and no incident zzz"),
        (Asked("e-1", place="Tessaoua"), "leave out the filters"),
        (Asked("e-1", collection="pots"), "There is no collection pots"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_to_do(record: Path, asked: Asked, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        about(record, asked)


def test_more_incidents_than_anybody_reads_are_refused(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vigil.dossier.asked.MOST", 1)
    with pytest.raises(UsageError, match="More than 1 incidents fit"):
        about(record, Asked(place="Tessaoua"))


def test_an_acquittal_goes_with_every_accusation_before_it(tmp_path: Path) -> None:
    from vigil.aftermath import Accused, Step
    from vigil.records import Actor

    place = made_up.fill(tmp_path / "r.db")
    bomb, sit = made_up.incidents()
    suspect = Actor("Hamza Tandja", "perpetrator", "suspected", "police", "person")
    freed = Step("acquittal", "2021-04-02", None, "why", (), "a court", "i-bomb")
    accused = [
        Accused("a-1", "Hamza Tandja", "person", ("i-bomb",), (freed,), "acquittal"),
        Accused("a-2", "Red Dawn Front", "group", ("i-bomb",), (freed,), "acquittal"),
    ]
    with Record.open(place) as opened:
        opened.replace_incidents([replace(bomb, actors=(*bomb.actors, suspect)), sit], draw=lambda _: accused)
        found = compiled(opened, Asked("i-bomb"))
    named = [s.text for s in found.events[0].named]
    assert named == [
        "Claimed by Red Dawn Front (outcome: acquittal).",
        "[name withheld] is suspected, says police (outcome: acquittal).",
    ]
    (claim,) = [c for c in found.claims if c.attribute == "named as perpetrator"]
    assert claim.note == "outcome: acquittal"
    assert [a.outcome for a in found.accused] == ["acquittal", "acquittal"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_addresses_of_the_web_can_be_followed(episode: Dossier, address: str) -> None:
    from dataclasses import replace

    made = replace(episode, sources=tuple(replace(s, url=address) for s in episode.sources))
    page = written(laid_out(made), "html").decode("utf-8")
    assert address in page and f'href="{address}' not in page
    assert f'Target="{address}' not in everything("docx", written(laid_out(made), "docx"))
