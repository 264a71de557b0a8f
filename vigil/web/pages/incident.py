"""One incident: what happened, who says so, what came before and after, who answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from vigil.aftermath import Accused, Demand, Episode, Threat
from vigil.aftermath import Response as Answer
from vigil.export import COLUMNS, incident_row, masked
from vigil.export.outgoing import outgoing
from vigil.export.table import flat_row
from vigil.export.tables import Chosen
from vigil.listed import is_row
from vigil.phrases import concluded_text, counted, day_text, figure_text, label, place_text
from vigil.reconciliation import set_aside
from vigil.records import Claim, Incident, Toll
from vigil.review import RULE as REVIEWED
from vigil.review import queue
from vigil.stated import beyond, disagree, standing, telling
from vigil.store import DocumentRow
from vigil.web import judged
from vigil.web.charts import Stated, range_chart
from vigil.web.desk import cover, just_done
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import NotFound, csv_answer, json_answer, names_shown, page, site_of, split_form
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
OF_CLAIM = (
    "id", "attribute", "value", "low", "high", "qualifier", "speaker", "speaker_kind", "stance", "as_of", "document", "in",
    "quote", "start", "end", "superseded", "masked", "entered",
)  # fmt: skip
OF_DOCUMENT = ("outlet", "published", "url")
CLAIM_COLUMNS = (*COLUMNS, *(f"claim_{name}" for name in (*OF_CLAIM, *OF_DOCUMENT)))
MEASURES = ("killed", "injured", "abducted", "arrested", "size")
SUBSETS = {"killed": "killed_subset", "injured": "injured_subset"}
SECTIONS = (
    ("perpetrator", "Who is named, and by whom"),
    ("victim", "Victims"),
    ("organiser", "Who called for it"),
    ("participant", "Who took part"),
    ("tactic", "What they did"),
    ("duration", "How long it lasted"),
    ("intervention", "What was done against it"),
    ("ending", "How it ended"),
    ("cause", "What it answers, in the words of reports"),
    ("warning", "Warnings before"),
    ("relation", "Relations between those involved"),
    ("coverage", "What is said of its coverage"),
)
NAMING = ("perpetrator", "victim", "relation", "organiser", "participant")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with the document that it stands in."""

    claim: Claim
    key: str  # id of the claim
    document: str
    row: DocumentRow | None

    @property
    def speaker(self) -> str:
        """Who says so: the source that the text names, else the outlet."""
        return self.claim.speaker or f"{self.outlet}, no source named"

    @property
    def outlet(self) -> str:
        """Who published it."""
        return (self.row.outlet if self.row else None) or self.document

    @property
    def published(self) -> str:
        """When, as fine as known; "" where unknown."""
        return (self.row.published if self.row else None) or ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: what is concluded and what is stated."""

    name: str
    toll: Toll | None
    said: tuple[Said, ...]
    subsets: tuple[Said, ...]
    chart: Markup
    cite: str
    words: str  # what is concluded: "over 70 (63–77)"
    disagree: bool  # whether no number fits all that it rests on


@router.get("/incidents/{key}")
def incident(request: Request, key: str) -> Response:
    """The page of an incident, or with .json its whole exported record, with .csv a row for each claim."""
    with site_of(request).record.steady():
        return _incident(request, *split_form(key))


def _incident(request: Request, name: str, form: str) -> Response:
    site = site_of(request)
    found = site.record.incident(name)
    if found is None:
        raise NotFound(
            f"There is no incident {name}. It may have been merged or retracted: the list has those there are."
        )
    if found.id != name:  # an id of former days, or the first letters of one
        return RedirectResponse(f"/incidents/{found.id}" + ("" if form == "html" else f".{form}"), 303)
    documents = site.documents([found])
    if form != "html":
        return _data(site, found, documents, form)
    private = None if names_shown(request) else site.private(documents, [found])
    user = getattr(request.state, "user", None)
    may = user is not None and user.may("decide")
    asked = request.query_params
    which = asked.get("queue", "")
    here = f"/incidents/{found.id}"
    return page(
        request,
        "incident.html",
        **context(site, found, documents, private),
        desk=judged.context(site, found, private, user),
        weighing=asked.get("claim", "") if may else "",
        queue=which if may and which in ("all", *queue.WHICH) else "",
        back=_after(found, which) if may and which in ("all", *queue.WHICH) else here,
        here_back=f"{here}?queue={which}" if may and which in ("all", *queue.WHICH) else here,
        done=cover(just_done(site, asked.get("done", "")), private) if may else [],
    )


def _after(found: Incident, which: str) -> str:
    """Where the review goes on behind an incident."""
    value = queue.value(queue.light(found))[0]
    return "/review/next?" + urlencode({"which": which, "after": f"{value!r}:{found.id}"})


def context(
    site: Site, found: Incident, documents: Mapping[str, DocumentRow], private: Collection[str] | None = None
) -> dict[str, Any]:
    """What the page of an incident shows; ``private``: names that are covered, None where they may be seen."""
    record = site.record
    said = claims_of(found, documents)  # under their own ids, whatever of them is covered
    aside = _aside(found, documents)
    if private is not None:
        found, said = masked(found, private), masked(said, private)
        documents = {key: masked(row, private) for key, row in documents.items()}
    ahead = record.linked_to(found.id)
    briefs = record.briefs([*(link.incident for link in found.links), *(key for _, key in ahead)])
    linked = {brief.id: brief for brief in briefs}
    drawn = record.drawn_of(found.id)
    if private is not None:
        drawn = [masked(one, private) for one in drawn]
    return {
        "incident": found,
        "documents": _told(found, documents),
        "measures": [m for name in MEASURES if (m := measure(found, name, said, aside))],
        "aside": aside,
        "teller": _teller(found, documents),
        "sections": [
            (title, some)
            for word, title in SECTIONS
            if (some := [s for s in said if s.claim.attribute == word])
        ],
        "naming": NAMING,
        "before": [(link, linked.get(link.incident)) for link in found.links],
        "after": [(kind, linked[key]) for kind, key in ahead if key in linked],
        "episodes": [d for d in drawn if isinstance(d, Episode)],
        "demands": [d for d in drawn if isinstance(d, Demand)],
        "answers": [d for d in drawn if isinstance(d, Answer)],
        "accused": [d for d in drawn if isinstance(d, Accused)],
        "threats": [d for d in drawn if isinstance(d, Threat)],
        "title": title_of(found),
        "forms": {"json": f"/incidents/{found.id}.json", "csv": f"/incidents/{found.id}.csv"},
    }


def title_of(found: Incident) -> str:
    """``Suicide bombing, Quetta, Pakistan, 2013-06-30``."""
    where = place_text(found.place) if found.place else "place unknown"
    return f"{found.type[:1].upper()}{found.type[1:]}, {where}, {day_text(found.date)}"


def claims_of(found: Incident, documents: Mapping[str, DocumentRow]) -> list[Said]:
    """Every claim once, by date of publication, document and place in it."""
    out: dict[str, Said] = {}
    for report in found.reports:
        for claim in report.claims:
            key = claim.id(report.document)
            out.setdefault(key, Said(claim, key, report.document, documents.get(report.document)))
    return sorted(out.values(), key=lambda s: (s.published or "9999", s.document, s.claim.span, s.key))


def _aside(found: Incident, documents: Mapping[str, DocumentRow]) -> dict[str, str]:
    """Claim -> why no conclusion rests on it."""
    published = {key: None if is_row(row.extra) else row.published for key, row in documents.items()}
    syndication = {key: row.syndication for key, row in documents.items() if row.syndication}
    return set_aside(found, published, syndication, {key: row.outlet for key, row in documents.items()})


def _teller(found: Incident, documents: Mapping[str, DocumentRow]) -> DocumentRow | None:
    """The document whose sentence the summary is."""
    report = telling(found)
    return documents.get(report.document) if report else None


def measure(found: Incident, name: str, said: Sequence[Said], aside: Mapping[str, str]) -> Measure | None:
    """One figure with all that is stated of it; None where nothing is."""
    toll: Toll | None = getattr(found, name)
    told = tuple(s for s in said if s.claim.attribute == name)
    subsets = tuple(s for s in said if s.claim.attribute == SUBSETS.get(name))
    if toll is None and not told and not subsets:
        return None
    stated = [
        Stated(
            s.claim.low,
            s.claim.high,
            s.claim.speaker or s.outlet,
            figure_text(s.claim),
            f"c-{s.key}",
            aside.get(s.key, ""),
            s.claim.value if isinstance(s.claim.value, int) and beyond(s.claim) else None,
        )
        for s in told
        if s.claim.low is not None or s.claim.high is not None
    ]
    bounds = (toll.low, toll.best, toll.high) if toll else (None, None, None)
    words = concluded_text(found, name)
    sources = len({s.outlet for s in told})
    rested = (
        f"corrected by a reader ({toll.why.rstrip('.')})"
        if toll and toll.rule == REVIEWED
        else f"concluded by rule {toll.rule if toll else ''} from {len(told)} stated figure{'s' * (len(told) != 1)} of {sources}"
        f" source{'s' * (sources != 1)}"
    )
    cite = (
        f"{words} {counted(name)} ({title_of(found)}). Vigil record, incident {found.id}; {rested}."
        if toll
        else ""
    )
    chart = range_chart(label(name), stated, *bounds, words)
    return Measure(name, toll, told, subsets, chart, cite, words, disagree(toll, standing(found, name)))


def _told(found: Incident, documents: Mapping[str, DocumentRow]) -> list[tuple[DocumentRow, list[str]]]:
    """The documents by date, each with its roles."""
    roles: dict[str, list[str]] = {}
    for report in found.reports:
        known = roles.setdefault(report.document, [])
        if report.role not in known:
            known.append(report.role)
    rows = [(documents[key], told) for key, told in roles.items() if key in documents]
    return sorted(rows, key=lambda pair: (pair[0].published or "9999", pair[0].id))


def _data(site: Site, found: Incident, documents: Mapping[str, DocumentRow], form: str) -> Response:
    if form not in ("json", "csv"):
        raise NotFound("An incident can be had as .json and, with a row for each claim, as .csv.")
    names = site.names([found])
    if form == "csv":
        near = frozenset((found.id, *(link.incident for link in found.links)))
        chosen = Chosen(
            site.record, None, names, dict(documents), frozenset(documents), near, decisions=site.decisions()
        )
        (told,) = outgoing(chosen, [found])
        return csv_answer(f"incident-{found.id}", CLAIM_COLUMNS, _claim_rows(told.row))
    drawn = site.record.drawn_of(found.id)
    demands, answers = (
        [d for d in drawn if isinstance(d, Demand)],
        [d for d in drawn if isinstance(d, Answer)],
    )
    return json_answer(incident_row(found, documents, names, demands, answers, site.decisions()))


def _claim_rows(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each claim: the incident as ``vigil export csv`` has it, then the claim; one row where there is no claim."""
    documents = {told["id"]: told for told in row["documents"]}
    whole = flat_row(row)  # type: ignore[arg-type]
    rows = []
    for claim in row["claims"] or [{}]:
        told = documents.get(claim.get("document"), {})
        said = claim | {name: told.get(name) for name in OF_DOCUMENT}
        rows.append(whole | {f"claim_{name}": said.get(name) for name in (*OF_CLAIM, *OF_DOCUMENT)})
    return rows
