"""Sources and documents: who published what, and each article with the words that the record rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from vigil.export import claim_row, document_row, masked
from vigil.records import Claim, Span
from vigil.review import values
from vigil.web.desk import QUALIFIERS, cover, just_done
from vigil.web.lists import seen_rows
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import NotFound, json_answer, names_shown, page, site_of, split_form, table_answer

router = APIRouter(dependencies=[Depends(fresh)])
PAGE = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the claims that rest on it; none for plain text."""

    text: str
    claims: tuple[tuple[str, Claim], ...] = ()  # (id, claim)
    begins: tuple[str, ...] = ()  # ids of the claims that begin here
    evidence: bool = False  # it is what the address points to


@router.get("/sources")
@router.get("/sources.json")
@router.get("/sources.csv")
def sources(request: Request) -> Response:
    """Every outlet, with how much of it the record holds."""
    rows = [
        {"outlet": outlet, "documents": number, "first": first, "last": last}
        for outlet, number, first, last in site_of(request).record.outlets()
    ]
    form = split_form(request.url.path)[1]
    if form != "html":
        return table_answer("sources", form, rows)
    record = site_of(request).record
    return page(
        request,
        "sources.html",
        rows=rows,
        counts=record.counts(),
        collections=record.collections(),
        forms={"json": "/sources.json", "csv": "/sources.csv"},
    )


@router.get("/documents")
@router.get("/documents.json")
@router.get("/documents.csv")
def documents(request: Request) -> Response:
    """Documents by date, those of one outlet or of one state."""
    site, asked = site_of(request), request.query_params
    outlet, status, after = asked.get("outlet"), asked.get("status"), asked.get("after")
    found, total = site.record.document_page(outlet=outlet, status=status, after=after, limit=PAGE)
    form = split_form(request.url.path)[1]
    if form != "html":
        names = site.names()
        return table_answer("documents", form, [document_row(row, names.get(row.id, ())) for row in found])
    return page(
        request,
        "documents.html",
        rows=seen_rows(request, found),
        total=total,
        outlet=outlet,
        status=status,
        after=after,
        next=found[-1].id if len(found) == PAGE else None,
    )


@router.get("/documents/{key:path}")
def document(request: Request, key: str) -> Response:
    """One article with its evidence marked; ``#c-ID`` is the place of a claim."""
    site, form = site_of(request), "html"
    article = site.record.article(key)
    if article is None:
        key, form = split_form(key)
        article = site.record.article(key)
    if article is None:
        raise NotFound(f"There is no document {key}. The sources lead to those there are.")
    row = next(iter(site.record.documents_of([article.id])))
    if form != "html":
        return json_answer(document_row(row, site.names().get(article.id, ())))
    claims = [(claim.id(key), claim) for _, _, claim in site.record.claims(article.id)]
    told = site.record.incidents_in(article.id)
    aggregates = list(site.record.aggregates(article.id))
    if not names_shown(request):
        whole = site.record.incidents_of(
            [brief.id for brief in told]
        )  # names given since the last conclusion too
        private = site.private([article.id], whole)
        article, row, told = masked(article, private), masked(row, private), masked(told, private)
        claims = [(name, masked(said, private)) for name, said in claims]
        aggregates = masked(aggregates, private)
    pointed = pointed_to(request.query_params)
    user = getattr(request.state, "user", None)
    may = user is not None and user.may("add") and user.may("decide")
    return page(
        request,
        "document.html",
        article=article,
        row=row,
        title_pieces=pieces(article.title or "", claims, "title", pointed),
        paragraphs=list(paragraphs(pieces(article.text, claims, "text", pointed))),
        claims=claims,
        told=told,
        aggregates=aggregates,
        entering=entering() if may else None,
        done=cover(just_done(site, request.query_params.get("done", "")), None) if may else [],
        forms={"json": f"/documents/{key}.json"},
    )


def entering() -> dict[str, Any]:
    """What the form for a claim chooses from."""
    return {
        "attributes": values.ATTRIBUTES,
        "qualifiers": QUALIFIERS,
        "stances": values.STANCES,
        "natures": values.NATURES,
        "types": sorted(values.types()),
    }


@router.get("/claims/{key}")
def claim(request: Request, key: str) -> Response:
    """A claim's own address: it leads to the sentence in its article; with .json it is the claim."""
    name, form = split_form(key)
    found = site_of(request).record.claim(name)
    if found is None:
        raise NotFound(f"There is no claim {name}.")
    document, incident, said = found
    if form == "json":
        site = site_of(request)
        told = site.record.incidents_of([incident] if incident else [])
        private = site.names(told).get(document, ())
        return json_answer({"incident": incident, **claim_row(document, said, private)})
    return RedirectResponse(f"/documents/{quote(document, safe='')}#c-{name}", status_code=303)


def pointed_to(asked: Mapping[str, str]) -> Span | None:
    """The stretch that an address points to: ``?from=12&to=40&in=text``; None for none, or for what is no stretch."""
    begin, end, field = asked.get("from", ""), asked.get("to", ""), asked.get("in", "text")
    if (
        not (begin.isdecimal() and end.isdecimal())
        or len(begin) > 9
        or len(end) > 9
        or int(begin) >= int(end)
    ):
        return None
    return Span(field, int(begin), int(end))


def pieces(
    text: str, claims: Iterable[tuple[str, Claim]], field: str, pointed: Span | None = None
) -> list[Piece]:
    """A text cut where a claim, or what is pointed to, begins or ends; the pieces together are the text."""
    here = [(key, claim) for key, claim in claims if claim.span.field == field]
    spans = [c.span for _, c in here]
    if pointed is not None and pointed.field == field:
        spans.append(pointed)
    edges = sorted({0, len(text), *(p for span in spans for p in (span.start, span.end))})
    edges = [edge for edge in edges if 0 <= edge <= len(text)]
    out = []
    for begin, end in zip(edges, edges[1:], strict=False):
        over = tuple((key, c) for key, c in here if c.span.start <= begin and end <= c.span.end)
        begins = tuple(key for key, c in over if c.span.start == begin)
        meant = (
            pointed is not None and pointed.field == field and pointed.start <= begin and end <= pointed.end
        )
        out.append(Piece(text[begin:end], over, begins, meant))
    return out


def paragraphs(found: Iterable[Piece]) -> Iterable[list[Piece]]:
    """Pieces in paragraphs: a line end in a text ends one."""
    line: list[Piece] = []
    for piece in found:
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                if line:
                    yield line
                line = []
            if part:
                line.append(Piece(part, piece.claims, piece.begins if number == 0 else (), piece.evidence))
    if line:
        yield line
