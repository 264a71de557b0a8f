"""How the record is made, from the codebook and the rules themselves, so that the page cannot fall behind them."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from vigil import codebook
from vigil.extraction import stamp
from vigil.linkage import RULE as LINKAGE
from vigil.phrases import label
from vigil.reconciliation import RULE as NAMES
from vigil.reconciliation import tolls
from vigil.reconciliation.confidence import RULE as CONFIDENCE
from vigil.relations.links import RULE as RELATIONS
from vigil.review import queue, readers
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import page, site_of, split_form, table_answer
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
KINDS = {
    "attack": "Violence between people: political, criminal or accidental, told apart by its nature.",
    "demonstration": "People in public for or against something, riots included.",
    "official_response": "What governments, police and armies do about it, arrests and courts apart.",
    "legal_action": "Arrest, charge, trial, verdict, release, escape, and the killing of a suspect.",
    "other": "What belongs to the story and is none of these.",
}
SYSTEMS = {"acled": "ACLED", "plover": "PLOVER", "ucdp": "UCDP", "gtd": "GTD"}
# What a toll's rule sets aside, step by step; their docstrings are what the page says.
STEPS = (
    tolls.superseded, tolls.versions, tolls.headlines, tolls.vague, tolls.nobody, tolls.parts, tolls.implied, tolls.early,
    tolls.outliers,
)  # fmt: skip
QUALIFIERS = (
    ("86", "86", "86"), ("at least 86", "86", "open"), ("more than 100", "101", "open"), ("up to 9", "open", "9"),
    ("about 130", "117", "143"), ("80 to 90", "80", "90"), ("dozens", "24", "99"), ("scores", "40", "199"),
    ("hundreds", "200", "999"), ("thousands", "2,000", "9,999"),
)  # fmt: skip


def said(function: Callable[..., Any]) -> str:
    """The first paragraph of what a function says of itself, on one line."""
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())


def types() -> list[dict[str, Any]]:
    """Types of incident with their kind, words that tell of them, and place in other codebooks."""
    rows = []
    for name, entry in codebook.load("events")["types"].items():
        crosswalk = entry.get("crosswalk") or {}
        words = [*entry.get("nouns", ())[:3], *entry.get("verbs", ())[:3]]
        rows.append(
            {"type": name, "kind": entry["kind"], "words": ", ".join(words)}
            | {system: str(crosswalk.get(system, "")) for system in SYSTEMS}
        )
    return rows


@router.get("/methods")
@router.get("/methods.json")
@router.get("/methods.csv")
def methods(request: Request) -> Response:
    """The codebook and the rules; as data, the types of incident."""
    form = split_form(request.url.path)[1]
    if form != "html":
        return table_answer("codebook", form, types())
    return page(request, "methods.html", **context(site_of(request)))


def context(site: Site) -> dict[str, Any]:
    """What the page of methods shows."""
    groups = Counter(group["kind"] for group in codebook.load("actors")["groups"])
    return {
        "types": types(),
        "kinds": KINDS,
        "systems": SYSTEMS,
        "qualifiers": QUALIFIERS,
        "reader": stamp(site.settings.config.extraction),
        "rules": {
            "joining reports": LINKAGE,
            "links": RELATIONS,
            "names": NAMES,
            "confidence": CONFIDENCE,
            "people’s decisions": readers.RULE,
            "what is looked at first": queue.RULE,
        },
        "tolls": inspect.getdoc(tolls) or "",
        "readers": (inspect.getdoc(readers) or "").replace("*", ""),
        "toll_rules": [
            (
                " and ".join(label(m) for m, (other, _) in tolls.RULES.items() if other == name),
                name,
                said(rule),
            )
            for name, rule in dict(tolls.RULES.values()).items()
        ],
        "steps": [said(step) for step in STEPS],
        "groups": groups.most_common(),
        "collections": site.record.collections(),
        "forms": {"json": "/methods.json", "csv": "/methods.csv"},
    }
