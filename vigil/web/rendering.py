"""From what a page knows to what a browser or a program gets: HTML, JSON or CSV by the ending of the address."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import orjson
from fastapi import Request, Response
from markupsafe import Markup
from starlette.templating import Jinja2Templates

from vigil import __version__, person
from vigil.errors import VigilError
from vigil.export.peers import csv_cell
from vigil.phrases import (
    concluded_text,
    count,
    counted,
    day_text,
    days_text,
    figure_text,
    label,
    moment_words,
    place_short,
    place_text,
    point_text,
    range_text,
    rule_label,
    who_text,
)
from vigil.records import DateRange
from vigil.relations.answered import CLEARS, outcomes
from vigil.store import Brief
from vigil.web import charts
from vigil.web.site import Site

HERE = Path(__file__).parent
FORMS = ("json", "csv", "geojson")
TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}


class NotFound(VigilError):
    """There is nothing at this address; the text says what to try."""


def site_of(request: Request) -> Site:
    """The site that answers."""
    site: Site = request.app.state.site
    return site


def names_shown(request: Request) -> bool:
    """Whether whoever asks may see names of private persons: on this machine alone, or trusted to add and correct."""
    user = getattr(request.state, "user", None)
    return site_of(request).settings.loopback or (user is not None and user.may("add"))


def split_form(key: str) -> tuple[str, str]:
    """The id and the form that a last piece of a path asks for: ("i12", "json"), ("i12", "html")."""
    name, dot, ending = key.rpartition(".")
    return (name, ending) if dot and name and ending in FORMS else (key, "html")


def page(request: Request, template: str, http: int = 200, **context: Any) -> Response:
    """An HTML page.  Every page has ``request``, ``user``, ``csrf``, ``site``, ``here`` and ``forms`` beside its own."""
    templates: Jinja2Templates = request.app.state.templates
    shared: dict[str, Any] = {
        "site": site_of(request),
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "path": request.url.path,
        "address": str(request.url.replace(query="", fragment="")).rstrip("?"),
        "today": date.today().isoformat(),
        "forms": {},
    }
    headers = {"Cache-Control": "private, no-cache"}
    if http == 200 and (known := getattr(request.state, "tag", None)):
        headers["ETag"] = known
    return templates.TemplateResponse(request, template, shared | context, http, headers)


def options(names: Iterable[str]) -> Markup:
    """What stands in a ``datalist``; written once for hundreds of names that every list suggests."""
    return Markup("").join(Markup('<option value="{}">').format(name) for name in names)


def json_answer(value: Any, media_type: str = "application/json") -> Response:
    """Plain values as JSON."""
    return Response(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS), media_type=media_type)


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """Rows as a table that a spreadsheet may open: nothing in it is run as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([csv_cell(_cell(row.get(column))) for column in columns])
    said = {
        "Content-Disposition": f'attachment; filename="{re.sub(r"[^a-z0-9.-]+", "-", name.casefold())}.csv"'
    }
    return Response(buffer.getvalue().encode(), media_type=TYPES["csv"], headers=said)


def table_answer(name: str, form: str, rows: Sequence[Mapping[str, Any]]) -> Response:
    """The same rows as JSON or as CSV.  Raises NotFound for another form."""
    if form == "json":
        return json_answer(list(rows))
    if form == "csv":
        return csv_answer(name, list(rows[0]) if rows else ["nothing"], rows)
    raise NotFound(f"This page has no .{form}: it can be had as .json and as .csv.")


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list | tuple):
        return orjson.dumps(value).decode() if value else ""
    return value


def tag(request: Request) -> str:
    """A word that names what this address shows to this user now (an ETag): it changes with the record."""
    asking = getattr(request.state, "asking", None)
    parts = (
        __version__,
        site_of(request).revision(),
        str(request.url),
        date.today().isoformat(),  # a printed page says its day
        repr(getattr(request.state, "user", None)),
        str(getattr(asking, "key", "")),  # forms hold a token that belongs to it
    )
    return 'W/"' + hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest() + '"'


def templates() -> Jinja2Templates:
    """Where templates come from, and what they may call.  Text is escaped; an unknown name is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "day": day_text,
        "days": days_text,
        "figure": figure_text,
        "place": place_text,
        "where": place_short,
        "point": point_text,
        "concluded": concluded_text,
        "bounds": bounds,
        "label": label,
        "counted": counted,
        "rule": _rule,
        "who": who_text,
        "count": count,
        "spaced": lambda word: (word or "").replace("_", " "),
        "segment": lambda text: quote(str(text), safe=""),
        "grouped": lambda number: f"{number:,}",
        "marked": _marked,
        "words": _words,
        "moment": moment_words,
    }
    made.globals |= {"outcomes": outcomes, "clears": CLEARS, "name_given": person.given}
    made.globals |= {
        "version": __version__,
        "charts": charts,
        "day_of": _day_of,
        "fingerprint": fingerprint,
        "path": "",
        "address": "",
        "today": "",
        "forms": {},
    }
    return Jinja2Templates(env=made)


def bounds(brief: Brief, measure: str) -> str:
    """A toll as a list shows it."""
    toll = getattr(brief, measure)
    return (
        ""
        if toll is None
        else range_text(toll[0], toll[1], toll[2], [n for which, n in brief.over if which == measure])
    )


def _rule(rule: str) -> Markup:
    """The name of a rule, what it does, and the way to where that is told: ``rule latest-firm/2: the latest firm figure``."""
    words, name = rule_label(rule), rule.partition("/")[0]
    if not words:
        return Markup.escape(rule)
    return Markup('<a href="/methods#rule-{}">rule {}</a>: {}').format(name, rule, words)


def _day_of(start: str | None, end: str | None, precision: str) -> str:
    return day_text(DateRange(start, end, precision))


def _marked(snippet: str) -> Markup:
    """A snippet of a search, the words found in <mark>."""
    pieces = re.split("([‹›])", snippet)
    out, inside = [], False
    for piece in pieces:
        if piece == "‹" and not inside:
            out.append(Markup("<mark>"))
            inside = True
        elif piece == "›" and inside:
            out.append(Markup("</mark>"))
            inside = False
        else:
            out.append(Markup.escape(piece))
    return Markup("").join([*out, Markup("</mark>") if inside else ""])


def _words(text: str) -> Markup:
    """A sentence of the command line for a page: `commands` as code, ids of incidents as links."""
    said = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(Markup.escape(text)))
    return Markup(re.sub(r"\b(i[0-9a-f]{12})\b", r'<a href="/incidents/\1">\1</a>', said))


_PRINTS: dict[str, str] = {}


def fingerprint(name: str) -> str:
    """The address of one of our own files with its content's hash, so that a browser may keep it for good."""
    if name not in _PRINTS:
        content = (HERE / "static" / name).read_bytes()
        _PRINTS[name] = f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"
    return _PRINTS[name]
