"""What the model is trained on: fillers found by their words, spans of the corpus on whole words, nothing of the dev part."""

from __future__ import annotations

from typing import Any

import numpy as np

from training import corpus, examples, labels
from training.measure import held_out
from vigil.evaluation.templates import plain
from vigil.extraction.encoder import encoder
from vigil.extraction.pieces import windows

TEXT = (
    "three gunmen of the northern column (nc) fired on the house of judge ana ruiz in santa rosa yesterday.  "
    "ana ruiz was wounded.  the nc also burned a bus in puerto viejo, police said."
)


def _fill(*alts: str, xref: list[str] | None = None) -> dict[str, Any]:
    return {"raw": alts[0], "optional": False, "alts": list(alts), "xref": xref}


def _row() -> dict[str, Any]:
    empty = dict.fromkeys(
        (
            "incident_date incident_location incident_type incident_stage_of_execution incident_instrument_id"
            " perp_individual_id perp_organization_id perp_organization_confidence phys_tgt_id"
            " phys_tgt_effect_of_incident hum_tgt_name hum_tgt_description hum_tgt_effect_of_incident"
        ).split()
    )
    first = empty | {
        "incident_type": [_fill("ATTACK")],
        "incident_stage_of_execution": [_fill("ACCOMPLISHED")],
        "incident_location": [_fill("PERU: SANTA ROSA (CITY)")],
        "perp_individual_id": [_fill("THREE GUNMEN")],
        "perp_organization_id": [_fill("NORTHERN COLUMN", "NC")],
        "perp_organization_confidence": [_fill("REPORTED AS FACT", xref=["NORTHERN COLUMN", "NC"])],
        "hum_tgt_name": [_fill("ANA RUIZ")],
        "hum_tgt_effect_of_incident": [_fill("INJURY", xref=["ANA RUIZ"])],
    }
    second = empty | {
        "incident_type": [_fill("ARSON")],
        "perp_organization_id": [_fill("NORTHERN COLUMN", "NC")],
        "phys_tgt_id": [_fill("BUS")],
        "phys_tgt_effect_of_incident": [_fill("DESTROYED", xref=["BUS"])],
    }
    return {"docid": "X-1", "templates": [{"slots": first}, {"slots": second}]}


def test_fillers_are_found_by_their_words_with_what_the_key_says_of_them() -> None:
    text = examples.template_text(_row(), TEXT, encoder().cut)
    found = {(labels.TEMPLATE_ROLES[r], text.strings[s]): f for (r, s), f in text.fillers.items()}
    assert set(found) == {
        ("PerpInd", "three gunmen"),
        ("PerpOrg", "northern column"),
        ("PerpOrg", "nc"),
        ("Victim", "ana ruiz"),
        ("Target", "bus"),
        ("Location", "santa rosa"),
    }
    assert found["PerpOrg", "nc"].templates == {0, 1}
    assert labels.HARM[found["Victim", "ana ruiz"].harm] == "injury"
    assert labels.DAMAGE[found["Target", "bus"].damage] == "destroyed"
    assert labels.TRUST[found["PerpOrg", "nc"].trust] == "reported as fact"
    assert [t for t, there in zip(labels.TYPES, text.types, strict=True) if there] == ["attack", "arson"]


def test_every_group_of_spans_is_one_string() -> None:
    text = examples.template_text(_row(), TEXT, encoder().cut)
    window, groups = text.windows[0], text.groups[0]
    for first, length in np.argwhere(groups >= 0).tolist():
        words = TEXT[window.starts[first] : window.ends[first + length]]
        assert plain(words) == text.strings[groups[first, length]]
        assert window.sentences[first] == window.sentences[first + length]


def test_spans_of_the_corpus_begin_and_end_with_words() -> None:
    told = 0
    for report in map(examples.report_text, corpus.read()):
        for window in windows(report.sentences, encoder().cut, overlap=0):
            held = set(window.sentences)
            for sentence, start, end, _, _ in report.spans:
                if sentence in held:
                    told += 1
                    assert start in window.starts and end in window.ends
    assert told > 8000


def test_measuring_leaves_training_no_report_that_it_uses() -> None:
    reports = [examples.report_text(r) for r in corpus.read()]
    kept, used = held_out(reports), held_out(reports, inverse=True)
    assert not {r.id for r in kept} & {r.id for r in used}
    assert len(kept) + len(used) == len(reports)
    assert len(kept) > len(reports) / 12
