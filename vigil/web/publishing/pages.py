"""The pages of a publication: those of the served site over another frame, and lists that need no server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
import numpy as np

from vigil.aftermath import Accused, Demand, Response, Threat
from vigil.names import fold
from vigil.phrases import concluded_text, count, day_text, place_short
from vigil.records import Claim, Incident
from vigil.store import Brief
from vigil.web import rendering
from vigil.web.charts import month_bars
from vigil.web.lists import Asked, Leaf
from vigil.web.pages import accountability, actors, demands, episodes, incident, methods, warnings
from vigil.web.publishing.links import POLICY, Linker
from vigil.web.publishing.released import TOGETHER, Released, quoted
from vigil.web.site import Site

MENU = (
    ("/incidents", "Incidents"), ("/episodes", "Episodes"), ("/actors", "Actors"), ("/demands", "Demands"),
    ("/accountability", "Accountability"), ("/sources", "Sources"), ("/data", "Data"), ("/changes", "Changes"),
)  # fmt: skip
SHOWN = 8  # incidents in each list of the first page
NOTES = {
    "suggested": "Suggested by a machine: no person has looked at it.",
    "disputed": "Disputed: people who read it differ.",
}
KNOWN_ACTORS = ("group", "institution", "community")
Told = tuple[str, str, Any]  # path in the publication, template, context

# What a page shows of decisions where nobody is named who decided, and nobody can decide.
UNDECIDED: dict[str, Any] = {
    "may": False, "hidden": True, "voices": [], "disagreeing": [], "weighed": {}, "by_effective": {}, "rejected": [], "entered": {},
    "former": [], "history": [], "changes": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """An incident in the list of all; the keys are what it is sorted by."""

    id: str
    kind: str
    type: str
    status: str
    day: str
    start: str
    where: str
    killed: str
    killed_key: str
    injured: str
    injured_key: str
    named: tuple[tuple[str, str], ...]
    documents: int
    gravity: int
    spot: tuple[float, float] | None

    @classmethod
    def of(cls, found: Incident) -> Row:
        """Of an incident whose names are covered."""
        place, tolls = found.place, (found.killed, found.injured)
        best = [t.best if t and t.best is not None else (t.low if t else None) for t in tolls]
        spot = None
        if place and place.lat is not None and place.lon is not None and place.precision != "country":
            spot = round(place.lat, 3), round(place.lon, 3)
        named = [
            (a.name, a.stance)
            for a in found.actors
            if a.role == "perpetrator" and a.kind in KNOWN_ACTORS and a.stance != "denied"
        ]
        return cls(
            found.id, found.kind, found.type, found.status, day_text(found.date), found.date.start or "",
            place_short(place) if place else "",
            concluded_text(found, "killed"), "" if best[0] is None else str(best[0]),
            concluded_text(found, "injured"), "" if best[1] is None else str(best[1]),
            tuple(dict.fromkeys(named)), len({r.document for r in found.reports}), best[0] or 0, spot,
        )  # fmt: skip


class Pages:
    """All pages but those of changes, which another part knows."""

    def __init__(self, released: Released, site: Site, shared: Mapping[str, Any]) -> None:
        self.released = released
        self.site = site
        self.accused = {one.id: one for one in released.accused()}
        self.demands = {one.id: one for one in released.demands()}
        self.responses = {one.id: one for one in released.responses()}
        self.threats = {one.id: one for one in released.whole_of(Threat)}
        self.parties = {one.id: one for one in released.parties()}
        self.episodes = {one.id: (one, missing) for one, missing in released.episodes()}
        self.drawn: list[tuple[str, str, Any]] = [
            *(("demands", f"demand: {d.what}", d) for d in self.demands.values()),
            *(("responses", f"answer: {r.act}", r) for r in self.responses.values()),
            *(("accountability", "steps against an accused", a) for a in self.accused.values()),
            *(("warnings", "warning", t) for t in self.threats.values()),
            *(("actors", f"{p.name}", p) for p in self.parties.values()),
            *(("episodes", "episode", e) for e, _ in self.episodes.values()),
        ]
        behind = {e.document for _, _, one in self.drawn for e in quoted(one)}
        self.documents = sorted(d for d in released.cited | behind if released.document(d) is not None)
        self.rows: list[Row] = []
        self._claims: dict[str, dict[str, list[tuple[str, Claim]]]] = {}  # document -> incident -> claims
        self._others: dict[
            str, dict[str, tuple[str, dict[str, str]]]
        ] = {}  # document -> anchor -> words, for what
        made = rendering.templates().env
        folder = rendering.HERE / "templates"
        made.loader = jinja2.FileSystemLoader([folder / "published", folder])
        made.globals |= {"policy": POLICY, "menu": MENU, "note": ""} | dict(shared)
        self._made = made

    def names(self) -> set[str]:
        """The paths of all pages."""
        shelves = {f"{shelf}/{one.id}.html" for shelf, _, one in self.drawn}
        shelves |= {f"incidents/{key}.html" for key in self.released.ids}
        return shelves | {f"documents/{self.released.page_of(d)}.html" for d in self.documents}

    def render(self, linker: Linker, path: str, template: str, context: Mapping[str, Any]) -> str:
        """One page with its links as they are in the publication."""
        at = "/" + path.removesuffix(".html")
        shared = {"path": "/" if at == "/index" else at, "file": path}
        return linker.page(self._made.get_template(template).render({**shared, **context, "forms": {}}), path)

    # ------------------------------------------------------------ one thing a page

    def incidents(self, progress: Callable[[int], None]) -> Iterator[Told]:
        """A page for each incident; what they quote is kept for the pages of documents."""
        done = 0
        ids = self.released.ids
        for begin in range(0, len(ids), TOGETHER):
            for found in self.released.incidents(ids[begin : begin + TOGETHER]):
                yield f"incidents/{found.id}.html", "incident.html", self._incident(found)
                done += 1
                progress(done)

    def _incident(self, found: Incident) -> dict[str, Any]:
        documents = self.released.documents(found)
        self.rows.append(Row.of(found))
        for said in incident.claims_of(found, documents):
            self._claims.setdefault(said.document, {}).setdefault(found.id, []).append((said.key, said.claim))
        self._quotes("incidents", found.id, found.type, found.links)
        self._quotes("incidents", found.id, found.type, found.places)
        context = incident.context(self.site, found, documents, self.released.private(found))
        known: dict[str, Mapping[str, Any]] = {
            "demands": self.demands, "answers": self.responses, "accused": self.accused, "threats": self.threats,
            "episodes": {key: one for key, (one, _) in self.episodes.items()},
        }  # fmt: skip
        for name, shown in known.items():
            context[name] = [shown[one.id] for one in context[name] if one.id in shown]
        context["after"] = [(kind, brief) for kind, brief in context["after"] if brief.id in self.released]
        # nobody decides anything on these pages
        nobody = {"desk": UNDECIDED, "queue": "", "back": "", "here_back": "", "done": [], "weighing": ""}
        return context | nobody | {"note": NOTES.get(found.status, "")}

    def followed(self) -> Iterator[Told]:
        """A page for each thing that followed, and for each actor."""
        for shelf, what, one in self.drawn:
            self._quotes(shelf, one.id, what, one)
        site, whole = self.site, {key: one for key, (one, _) in self.episodes.items()}
        for demand in self.demands.values():
            answers = [r for r in self.responses.values() if demand.id in r.answers]
            episode = [whole[demand.episode]] if demand.episode in whole else []
            yield (
                f"demands/{demand.id}.html",
                "demand.html",
                demands.context(
                    site, demand, sorted(answers, key=lambda a: (a.date or a.first or "9999", a.id)), episode
                ),
            )
        for answer in self.responses.values():
            context: dict[str, Any] = {
                "answer": answer,
                "answered": [self.demands[key] for key in answer.answers],
                "episode": whole.get(answer.episode or ""),
                "incidents": site.record.briefs(answer.incidents),
            }
            yield f"responses/{answer.id}.html", "response.html", context
        named = self._named()
        for accused in self.accused.values():
            party = named.get(fold(accused.name)) if accused.kind == "group" else None
            yield (
                f"accountability/{accused.id}.html",
                "accused.html",
                accountability.context(site, accused, party),
            )
        for threat in self.threats.values():
            between = [self.responses[key] for key in threat.between if key in self.responses]
            maker = named.get(fold(threat.by)) if threat.by else None
            yield f"warnings/{threat.id}.html", "warning.html", warnings.context(site, threat, between, maker)
        yield from self._actors(named)
        yield from self._episodes()

    def _named(self) -> dict[str, str]:
        """Folded name -> the only actor of the publication that has it."""
        found: dict[str, set[str]] = {}
        for party in self.parties.values():
            for name in (party.name, *party.aliases):
                found.setdefault(fold(name), set()).add(party.id)
        return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}

    def _actors(self, named: Mapping[str, str]) -> Iterator[Told]:
        record = self.site.record
        for party in self.parties.values():
            briefs = sorted(record.briefs(party.incidents), key=lambda b: (b.start or "", b.id), reverse=True)
            incidents = self.released.incidents([b.id for b in briefs])
            rows = {d: row for one in incidents for d, row in self.released.documents(one).items()}
            cases = [
                a for a in self.accused.values() if a.kind == "group" and named.get(fold(a.name)) == party.id
            ]
            parts = actors.parts(party, incidents, rows, briefs, cases)
            yield (
                f"actors/{party.id}.html",
                "actor.html",
                {
                    "party": party,
                    "relations": [(r, named.get(fold(r.other))) for r in party.relations],
                    "roles": Counter(role for role, _ in party.roles).most_common(),
                    "parts_": parts,
                    "part": Leaf(briefs, len(briefs), 0, None, None),
                    "wanted": Asked({}),
                    "cases": cases,
                    "months": self._months([b.id for b in briefs]),
                },
            )

    def _episodes(self) -> Iterator[Told]:
        kinds: dict[type, Mapping[str, Any]] = {
            Demand: self.demands, Response: self.responses, Accused: self.accused, Threat: self.threats
        }  # fmt: skip
        for one, missing in self.episodes.values():
            about = {
                kind: [shown[a.id] for a in found if a.id in shown]
                for kind, found in episodes.about_all(self.site, one.incidents).items()
                for shown in [kinds[kind]]
            }
            context = episodes.context(self.site, one, self.released.incidents(one.incidents), about)
            note = ""
            if missing:
                note = (
                    f"{count(missing, 'incident')} of this episode {'is' if missing == 1 else 'are'} not released: this is the"
                    " released part, and of its account the sentences that tell of it."
                )
            yield f"episodes/{one.id}.html", "episode.html", context | {"note": note}

    def _quotes(self, shelf: str, key: str, what: str, value: Any) -> None:
        """Keep for the pages of documents what something else than a claim of an incident rests on."""
        for e in quoted(value):
            anchor = f"c-{e.claim}" if e.claim else f"q-{e.span.field}-{e.span.start}-{e.span.end}"
            _, told = self._others.setdefault(e.document, {}).setdefault(anchor, (e.quote, {}))
            told[f"/{shelf}/{key}"] = what

    # ------------------------------------------------------------ documents and lists

    def sources(self) -> Iterator[Told]:
        """A page for each document, after those of incidents and what followed."""
        for key in self.documents:
            row = self.released.document(key)
            claims = self._claims.get(key, {})
            briefs = {b.id: b for b in self.site.record.briefs(list(claims))}
            said = [(briefs[i], some) for i, some in claims.items() if i in briefs]
            known: set[str] = set()
            told: list[tuple[Brief, list[tuple[str, Claim]]]] = []
            for brief, some in said:  # a claim may be told of two incidents: its anchor is the first
                told.append((brief, [(k, c) for k, c in some if k not in known]))
                known |= {k for k, _ in some}
            others = [
                (anchor, words, list(of.items())[:4])
                for anchor, (words, of) in sorted(self._others.get(key, {}).items())
                if anchor.removeprefix("c-") not in known
            ]
            context = {
                "row": row, "told": [pair for pair in told if pair[1]], "others": others,
                "hidden": key in self.released.hidden,
            }  # fmt: skip
            yield f"documents/{self.released.page_of(key)}.html", "document.html", context

    def lists(self, held: Mapping[str, Any], files: list[tuple[str, str]]) -> Iterator[Told]:
        """The first page and the lists, after the pages of incidents."""
        self.rows.sort(key=lambda row: (row.start, row.id), reverse=True)
        briefs = self.site.record.briefs
        gravest = sorted((r for r in self.rows if r.gravity), key=lambda r: (-r.gravity, r.id))[:SHOWN]
        yield (
            "index.html",
            "index.html",
            {
                "held": held,
                "suggested": sum(row.status == "suggested" for row in self.rows),
                "kinds": Counter(row.kind for row in self.rows).most_common(),
                "months": month_bars(self._months([row.id for row in self.rows])),
                "latest": briefs([row.id for row in self.rows[:SHOWN]]),
                "gravest": briefs([row.id for row in gravest]),
            },
        )
        placed = sum(row.spot is not None for row in self.rows)
        yield "incidents.html", "incidents.html", {"rows": self.rows, "placed": placed}
        by_day = sorted(self.episodes.values(), key=lambda e: (e[0].start or "", e[0].id), reverse=True)
        yield "episodes.html", "episodes.html", {"rows": by_day}
        parties = sorted(self.parties.values(), key=lambda p: (-len(p.incidents), p.id))
        yield "actors.html", "actors.html", {"parties": parties}
        wanted = sorted(self.demands.values(), key=lambda d: (d.first or "", d.id), reverse=True)
        answers = sorted(self.responses.values(), key=lambda a: (a.date or a.first or "", a.id), reverse=True)
        yield "demands.html", "demands.html", {"demands": wanted, "answers": answers}
        yield (
            "accountability.html",
            "accountability.html",
            {"accused": list(self.accused.values()), "threats": list(self.threats.values())},
        )
        rows = [row for key in self.documents if (row := self.released.document(key)) is not None]
        rows.sort(key=lambda row: (row.published or "", row.id), reverse=True)
        yield "sources.html", "sources.html", {"rows": rows}
        yield "methods.html", "methods.html", methods.context(self.site)
        yield "data.html", "data.html", {"files": files}

    def points(self) -> list[Any]:
        """[lat, lon, commonest kind, [[id, words], ...]] of every place on the map."""
        spots: dict[tuple[float, float], list[Row]] = {}
        for row in self.rows:
            if row.spot is not None:
                spots.setdefault(row.spot, []).append(row)
        return [
            [
                *spot,
                Counter(r.kind for r in some).most_common(1)[0][0],
                [[r.id, f"{r.type}, {r.where}, {r.day}"] for r in some],
            ]
            for spot, some in sorted(spots.items())
        ]

    def claims(self) -> Mapping[str, Mapping[str, list[tuple[str, Claim]]]]:
        """Document -> incident -> the claims that the pages show."""
        return self._claims

    def _months(self, ids: list[str]) -> dict[str, Counter[str]]:
        catalogue = self.site.catalogue()
        rows = sorted(n for key in ids if (n := catalogue.row(key)) is not None)
        return catalogue.months(np.array(rows, dtype=np.int64)) if rows else {}
