"""From a record to a folder that any web server, or none, can show."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from markdown_it import MarkdownIt
from markupsafe import Markup
from xstatic.pkg import leaflet

from vigil import __version__, maps
from vigil.errors import UsageError
from vigil.export import About, export, format_named
from vigil.export.demands import demands_of, responses_of
from vigil.export.leaflets import Held, citation
from vigil.export.names import names_for
from vigil.export.outgoing import outgoing
from vigil.export.tables import renamed
from vigil.store import Record
from vigil.web import rendering
from vigil.web.publishing import changes as changed
from vigil.web.publishing.folder import FORMAT, MANIFEST, Folder, beside, former, into_place
from vigil.web.publishing.links import LISTS, Linker
from vigil.web.publishing.pages import Pages
from vigil.web.publishing.released import Released, Wanted
from vigil.web.site import Settings, Site

OURS = (
    "vigil.css",
    "followed.css",
    "published.css",
    "mark.svg",
    "early.js",
    "published.js",
    "published-map.js",
)
SCRIPTS = ("vigil.js",)  # modules of the served site; a page opened from a folder loads no modules
DATA = (
    ("data/incidents.jsonl", "every incident with its claims and sources, one a line"),
    ("data/incidents.csv", "a flat table for a spreadsheet"),
    ("data/decisions.csv", "what people corrected in it, beside what the program has"),
    ("data/incidents.geojson", "features for a map"),
    ("data/dictionary.csv", "what every column means"),
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: incidents, those left out by status, files, and what the former publication held besides."""

    incidents: int
    left_out: dict[str, int]
    files: int
    new: int
    changed: int
    gone: int
    first: bool  # there was none before in this folder


def publish(
    record: Record,
    target: Path,
    wanted: Wanted,
    about: About,
    *,
    words: str = "",
    base_url: str | None = None,
    licence: str | None = None,
    progress: Progress | None = None,
) -> Published:
    """Write the released part of a record as a static site into a folder, in place of the publication that is there.

    ``words``: what the publisher says of it, Markdown without HTML and pictures.  ``base_url``: where it will be found, for
    the feed and the citation alone: pages work anywhere.  The same record and words, over the same former publication, give
    the same bytes.  Raises UsageError where something else is in the place, or it cannot be written.
    """
    about = about.checked()
    base = _base(base_url)
    target = Path(os.path.abspath(target))
    known = former(target)
    tell: Progress = progress or (lambda done, total: None)
    try:
        with beside(target) as place:
            folder = Folder(place / "publication")
            site = Site(record, Settings(record.name, work=place / "work"))
            done = _write(folder, site, Released(record, wanted), about, words, base, licence, known, tell)
            into_place(folder.root, target, place, known)
    except OSError as error:
        raise UsageError(f"Cannot write {target}: {error.strerror or error}") from error
    return done


def _base(address: str | None) -> str | None:
    if address is None:
        return None
    if not re.fullmatch(r"https?://[^\s<>\"]+", address):
        raise UsageError(f"{address} is no address of a site: write it as https://example.org/record/.")
    return address.rstrip("/") + "/"


def _write(
    folder: Folder,
    site: Site,
    released: Released,
    about: About,
    words: str,
    base: str | None,
    licence: str | None,
    known: dict[str, Any] | None,
    tell: Progress,
) -> Published:
    record = site.record
    shared = {"name": about.title, "about": _markdown(words), "base_url": base or ""}
    pages = Pages(released, site, shared)
    facts = _data(folder, released, pages)
    gone, told = changed.differences(record, known, facts)
    number = told[0]["number"] if told else 1
    before = known["changes"][0]["number"] if known and known["changes"] else 1
    files = (
        pages.names()
        | {"index.html", *(f"{name}.html" for name in LISTS)}
        | {f"incidents/{k}.html" for k in gone}
    )
    linker = Linker(files, released.page_of, released.renamed)
    sources = {row.outlet for d in pages.documents if (row := released.document(d)) and row.outlet}
    held = {"incidents": len(released.ids), "documents": len(pages.documents), "sources": len(sources)}
    cite = {
        "held": held, "number": number, "base_url": base, "licence": licence,
        "authors": "; ".join(about.authors) or "Author not stated",
    }  # fmt: skip
    total = len(released.ids) + len(pages.drawn) + len(pages.documents)

    def made() -> Iterator[tuple[str, str, Any]]:
        yield from pages.incidents(lambda done: None)
        yield from pages.followed()
        yield from pages.sources()
        yield from pages.lists(held, list(DATA))
        yield "changes.html", "changes.html", {"changes": told}
        yield "cite.html", "cite.html", cite
        for key, what in gone.items():
            yield f"incidents/{key}.html", "gone.html", {"key": key, "told": what}

    for done, (path, template, context) in enumerate(made(), 1):
        folder.write(path, pages.render(linker, path, template, context))
        tell(min(done, total), total)
    _assets(folder, pages)
    claims = sum(len(line) for some in pages.claims().values() for line in some.values())
    rows = {"incidents": held["incidents"], "claims": claims, "documents": held["documents"]}
    said = "This publication holds what people released of a record; counts in it are counts of what these documents report."
    folder.write("CITATION.cff", citation(about, Held(rows, {}, said)))
    folder.write("changes.atom", changed.atom(about.title, base, told, changed.last_day(record)))
    manifest = {
        "format": FORMAT, "vigil": __version__, "title": about.title, "statuses": list(released.wanted.statuses),
        "filters": {k: v for k, v in sorted(released.wanted.filters.items()) if v is not None},
        "incidents": facts, "gone": gone, "changes": told, "files": dict(sorted(folder.files.items())),
    }  # fmt: skip
    (folder.root / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    latest = told[0] if told and number > before else {"new": [], "changed": [], "gone": []}
    return Published(
        len(released.ids), dict(sorted(released.left_out.items())), len(folder.files) + 1,
        len(latest["new"]), len(latest["changed"]), len(latest["gone"]), known is None,
    )  # fmt: skip


def _data(folder: Folder, released: Released, pages: Pages) -> dict[str, changed.Facts]:
    """The downloads; what of each incident later publications compare."""
    facts: dict[str, changed.Facts] = {}
    lines = io.BytesIO()
    chosen = released.chosen
    demands, responses = list(pages.demands.values()), list(pages.responses.values())
    beside: dict[str, tuple[list[Any], list[Any]]] = {}
    drawn: tuple[list[Any], list[Any]] = (demands, responses)
    for n, some in enumerate(drawn):
        for one in some:
            for key in one.incidents:
                beside.setdefault(key, ([], []))[n].append(one)
    for incident, told in zip(released.whole(), outgoing(chosen, released.whole()), strict=True):
        private = names_for(incident, chosen.names)
        asked, answered = beside.get(incident.id, ((), ()))
        row = told.row | renamed(
            {
                "demands": demands_of(incident, asked, private),
                "responses": responses_of(incident, answered, private),
            },
            released.renamed,
        )
        lines.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        facts[incident.id] = changed.facts(incident, row)
    folder.write("data/incidents.jsonl", lines.getvalue())
    for name, file in (
        ("csv", "incidents.csv"),
        ("decisions", "decisions.csv"),
        ("geojson", "incidents.geojson"),
    ):
        stream = io.BytesIO()
        format_named(name).write(chosen, released.whole(), stream)
        folder.write(f"data/{file}", stream.getvalue())
    stream = io.BytesIO()
    export(None, "dictionary", stream)
    folder.write("data/dictionary.csv", stream.getvalue())
    return facts


def _assets(folder: Folder, pages: Pages) -> None:
    """Styles and scripts of ours, Leaflet from its package, and what the map draws as scripts that set a name."""
    static = rendering.HERE / "static"
    for name in OURS:
        folder.write(f"assets/{name}", (static / name).read_bytes())
    for name in SCRIPTS:
        text = (static / name).read_text("utf-8")
        folder.write(f"assets/{name}", f'"use strict";\n(() => {{\n{text}}})();\n')
    root = Path(leaflet.BASE_DIR)
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = path.relative_to(root).as_posix()
        if name in ("leaflet.js", "leaflet.css") or name.startswith("images/"):
            folder.write(f"assets/leaflet/{name}", path.read_bytes())
    lines = [[[round(lat, 2), round(lon, 2)] for lon, lat in line] for line in maps.borders()]
    folder.write("assets/outlines.js", b"var VIGIL_OUTLINES = " + orjson.dumps(lines) + b";\n")
    folder.write("assets/points.js", b"var VIGIL_POINTS = " + orjson.dumps(pages.points()) + b";\n")


def _markdown(words: str) -> Markup:
    """What the publisher says, as HTML: tags in it are shown as text, pictures left out, as they could be asked from elsewhere."""
    made = MarkdownIt("commonmark", {"html": False}).disable("image")
    return Markup(made.render(words)) if words.strip() else Markup("")
