"""Attention to incidents: computed, as one row of JSON, as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vigil.aftermath import Episode
from vigil.analysis import (
    Expected,
    HalfLife,
    NotComputed,
    Rivals,
    Window,
    attention_window,
    coverage_by_day,
    coverage_by_outlet,
    coverage_cases,
    coverage_totals,
    expected_coverage,
    half_life,
    hashtag_counts,
    hashtag_frame,
    rivals,
    told_in,
)
from vigil.analysis.attention import CAUTION, WINDOW
from vigil.analysis.frames import group_names
from vigil.errors import UsageError
from vigil.export import mask, shorten
from vigil.export.names import cued_names
from vigil.figures.inside import HOW, Inside, declared_row, held_row
from vigil.figures.read import Frame, Whole
from vigil.phrases import count, day_text, plain
from vigil.records import Article, Claim, DateRange, Incident
from vigil.store import Record

Track = Callable[..., Iterable[Any]]
COUNTS_ALONE = (
    "Neither a share nor a half-life, rivals or an expectation is given outside a declared collection, as nobody has said what"
    f" was looked for where: declare one with {HOW} and add --collection NAME."
)
SAID = "coverage"  # attribute of claims on coverage itself
REPRINTS = (
    "A reprint is a near-copy of a document published before it, wherever that one is; of several of one day the first by id"
    " counts as the original."
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the figures are computed on: the documents of the record, or of a collection."""

    frame: Frame  # incidents that these documents tell
    coverage: Frame  # their coverage
    names: frozenset[str]  # of private persons
    known: frozenset[str]  # of groups, communities and places
    documents: frozenset[str]  # their ids

    def row(self, incident: str) -> dict[str, Any]:
        """The incident's row of the frame."""
        return dict(next(self.frame.filter(self.frame["id"] == incident).iter_rows(named=True)))


@dataclass(frozen=True, slots=True)
class Overview:
    """All incidents."""

    held: Held
    inside: Inside | None
    days: int
    home: str | None
    shown: dict[str, dict[str, Any]]  # incident -> its row of the frame, of those asked for
    totals: Frame
    table: Frame | None  # counts in the window of each, and why it is in no fit
    expected: Expected | NotComputed
    hashtags: Frame
    title: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One incident."""

    held: Held
    inside: Inside | None
    row: dict[str, Any]
    own: int  # coverage at any time
    copies: int
    mentions: int
    outlets: Frame
    window: Window | NotComputed
    daily: Frame | None
    half_life: HalfLife | NotComputed
    rivals: Rivals | NotComputed
    expected: dict[str, Any] | NotComputed
    fit: Expected | None
    hashtags: Frame
    said: list[tuple[str, Claim]]  # (document, what it says of coverage itself)
    others: dict[str, dict[str, Any]]  # rows of the frame of the rivals
    title: str


def hold(whole: Whole, inside: Inside | None) -> Held:
    """The frames of a record, of the documents of a collection or, outside one, of all that are no rows of lists.

    Raises UsageError where they tell nothing.
    """
    kept = whole.kept(inside)
    frame = told_in(whole.frame, kept)
    if not frame.height:
        if inside is not None:
            name = inside.collection.name
            held = "" if kept else ": the record holds no document of it"
            raise UsageError(
                f"No incident is told by the documents of collection {name}{held}."
                f" `vigil collection show {name}` prints what is held of it."
            )
        raise UsageError(
            f"No incident is told by a report of {whole.name}: read documents into it with `vigil run INPUT...`."
        )
    coverage = whole.coverage.filter(whole.coverage["document"].is_in(sorted(kept)))
    known = {*group_names(), *group_names().values()}
    for column in ("place", "neighbourhood", "city", "admin1", "country"):
        known.update(filter(None, frame[column]))
    known.update(group for groups in frame["communities"] for group in groups)
    return Held(frame, coverage, whole.names, frozenset(known), frozenset(kept))


def texts(opened: Record, held: Held) -> Iterator[Article]:
    """The documents of these figures, to look for hashtags in."""
    return (article for article in opened.articles() if article.id in held.documents)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What of a collection's coverage is expected: computed once for all of its incidents."""

    days: int
    home: str | None
    table: Frame  # counts in the window of each incident, and why it is in no fit
    expected: Expected | NotComputed


def untracked(items: Iterable[Any], what: str, number: int) -> Iterable[Any]:
    """The same, without a progress bar."""
    return items


def fitted(
    held: Held, inside: Inside, days: int = WINDOW, home: str | None = None, track: Track = untracked
) -> Fitted:
    """The expectation inside a collection; ``track`` wraps what takes long, for a progress bar."""
    made = inside.collection
    cases = coverage_cases(held.frame, held.coverage, made.period, made.holes, days, home)
    return Fitted(
        days,
        home,
        cases,
        expected_coverage(cases, days, each=lambda turns: track(turns, "fitting", len(turns))),
    )


def overview(
    held: Held,
    texts: Iterable[Article],
    inside: Inside | None,
    fit: Fitted | None,
    days: int,
    word: str | None,
) -> Overview:
    """All incidents of a collection beside expectation (``fit``); outside one their counts."""
    shown = {
        row["id"]: row
        for row in held.frame.iter_rows(named=True)
        if word is None or word in (row["kind"], row["type"])
    }
    if not shown:
        raise UsageError(f"No incident here is a {word}: leave out --of, or see `vigil incidents`.")
    found = fit.expected if fit else NotComputed(COUNTS_ALONE)
    tags = hashtag_counts(hashtag_frame(texts, held.coverage, held.names, held.known))
    where = f", inside collection {inside.collection.name}" if inside else ", outside a collection"
    title = f"Coverage of {word.replace('_', ' ') + ' incidents' if word else 'incidents'}{where}"
    return Overview(
        held, inside, days, fit.home if fit else None, shown, coverage_totals(held.coverage), fit.table if fit else None, found, tags, title
    )  # fmt: skip


def detail(
    held: Held, opened: Record, key: str, inside: Inside | None, fit: Fitted | None, days: int
) -> Detail:
    """One incident: raises UsageError where there is none of this id, or the collection does not tell it."""
    incident = opened.incident(key)
    if incident is None:
        raise UsageError(f"There is no incident {key}. `vigil incidents` lists them.")
    if incident.id not in held.frame["id"]:
        raise UsageError(
            f"No document of collection {inside.collection.name if inside else ''} tells incident {incident.id}: `vigil show"
            f" {incident.id}` names the documents that do."
        )
    row = held.row(incident.id)
    own = held.coverage.filter(held.coverage["incident"] == incident.id)
    counts = next(coverage_totals(own).iter_rows(named=True))
    nothing = NotComputed(COUNTS_ALONE)
    looked_at: Window | NotComputed = nothing
    half: HalfLife | NotComputed = nothing
    beside: Rivals | NotComputed = nothing
    expected: dict[str, Any] | NotComputed = nothing
    by_day = whole = None
    if inside:
        made = inside.collection
        looked_at = attention_window(row, held.coverage, made.period, made.holes, days)
        half = half_life(row, held.coverage, made.period, made.holes)
        expected, whole = _expected(fit, incident.id) if fit else (nothing, None)
        if isinstance(looked_at, NotComputed):
            beside = looked_at
        else:
            kin = {i for e in opened.aftermath(Episode, incident=incident.id) for i in e.incidents}
            beside = rivals(held.coverage, incident.id, looked_at, kin - {incident.id})
            by_day = coverage_by_day(held.coverage, incident.id, looked_at)
    articles = [a for a in map(opened.article, sorted(set(own["document"]))) if a is not None]
    tags = hashtag_frame(articles, held.coverage, held.names, held.known)
    others = sorted(set(beside.incidents["incident"])) if isinstance(beside, Rivals) else []
    return Detail(
        held, inside, row, counts["own"], counts["reprints"], counts["mentions"], coverage_by_outlet(held.coverage, incident.id),
        looked_at, by_day, half, beside, expected, whole, tags.filter(tags["incident"] == incident.id), _said(incident, own),
        {r["id"]: r for r in held.frame.filter(held.frame["id"].is_in(others)).iter_rows(named=True)}, what_text(row),
    )  # fmt: skip


def _said(incident: Incident, own: Frame) -> list[tuple[str, Claim]]:
    """Claims on coverage itself, beside the incident in documents of ``own``: "lackluster coverage"."""
    held = set(own["document"])
    told = [(r.document, c) for r in incident.reports for c in r.claims if c.attribute == SAID]
    return sorted(
        {pair for pair in told if pair[0] in held},
        key=lambda pair: (pair[0], pair[1].span, str(pair[1].detail)),
    )


def _expected(found: Fitted, incident: str) -> tuple[dict[str, Any] | NotComputed, Expected | None]:
    """What the fit says of one incident, or why it says nothing."""
    if isinstance(found.expected, NotComputed):
        return found.expected, None
    for row in found.expected.rows.filter(found.expected.rows["id"] == incident).iter_rows(named=True):
        return dict(row), found.expected
    why = next(iter(found.table.filter(found.table["id"] == incident)["why_not"]))
    return NotComputed(f"It is not in the fit: {why or 'too few are of its sort'}."), found.expected


# ---------------------------------------------------------------- words


def what_text(row: Mapping[str, Any]) -> str:
    """``sit-in, Quetta, Pakistan, 2013-01-11``."""
    return ", ".join(part for part in (row["type"], where_text(row), when_text(row)) if part)


def _label(row: Mapping[str, Any]) -> str:
    killed = row["killed_best"]
    return what_text(row) + ("" if killed is None else f": {killed:,} killed")


def where_text(row: Mapping[str, Any]) -> str:
    """City, or whatever is finest, and country."""
    head = row["city"] or row["place"]
    return ", ".join(plain(part) for part in dict.fromkeys((head, row["country"])) if part)


def when_text(row: Mapping[str, Any]) -> str:
    """The date no finer than it is known."""
    start, end = (row[name] and row[name].isoformat() for name in ("start", "end"))
    return day_text(DateRange(start, end, row["date_precision"]))


# ---------------------------------------------------------------- for a program


def row_of(found: Overview | Detail) -> dict[str, Any]:
    """One object that holds everything; null where a figure is unknown."""
    head = {"collection": _collection(found.inside), "method": REPRINTS, "caution": CAUTION}
    return head | (_overview_row(found) if isinstance(found, Overview) else _detail_row(found))


def _collection(inside: Inside | None) -> dict[str, Any] | None:
    if inside is None:
        return None
    return declared_row(inside.collection, inside.version) | {
        "held": held_row(inside.collection, inside.held)
    }


def _overview_row(found: Overview) -> dict[str, Any]:
    fitted = found.expected
    beside = (
        {} if isinstance(fitted, NotComputed) else {r["id"]: r for r in fitted.rows.iter_rows(named=True)}
    )
    in_window = {} if found.table is None else {r["id"]: r for r in found.table.iter_rows(named=True)}
    rows = []
    for row in found.totals.iter_rows(named=True):
        if (incident := row.pop("incident")) in found.shown:
            counts = in_window.get(incident)
            rows.append(
                _incident(found.shown[incident])
                | {
                    "coverage": row,
                    "in_days": counts and {n: counts[n] for n in ("own", "reprints", "mentions", "why_not")},
                    "expected": beside.get(incident),
                }
            )
    return {
        "days": found.days,
        "home": found.home,
        "incidents": rows,
        "fit": fitted if isinstance(fitted, NotComputed) else _fit(fitted),
        "hashtags": found.hashtags.to_dicts(),
    }


def _fit(fitted: Expected) -> dict[str, Any]:
    return {
        "incidents": fitted.incidents,
        "base": fitted.base,
        "spread": fitted.spread,
        "terms": fitted.terms.to_dicts(),
        "left_out": fitted.left_out,
        "method": fitted.method,
        "assumptions": fitted.assumptions,
    }


def _detail_row(found: Detail) -> dict[str, Any]:
    beside = found.rivals
    return {
        "incident": _incident(found.row),
        "coverage": {"own": found.own, "reprints": found.copies, "mentions": found.mentions},
        "by_outlet": found.outlets.to_dicts(),
        "window": found.window if isinstance(found.window, NotComputed) else asdict(found.window) | {"days": found.window.days},
        "daily": None if found.daily is None else found.daily.to_dicts(),
        "half_life": found.half_life,
        "rivals": beside if isinstance(beside, NotComputed) else {
            "documents": beside.documents,
            "days": beside.days,
            "everything": beside.everything,
            "incidents": [row | _incident(found.others[row["incident"]]) for row in beside.incidents.iter_rows(named=True)],
            "set_aside": [_aside(row, found.held.names) for row in beside.aside.iter_rows(named=True)],
            "set_aside_alone": beside.alone,
            "read_without_subject": beside.without,
            "method": beside.method,
        },
        "expected": found.expected,
        "fit": None if found.fit is None else _fit(found.fit),
        "said_of_coverage": [_claim(document, claim, found.held.names) for document, claim in found.said],
        "hashtags": {
            "by_day_and_outlet": hashtag_counts(found.hashtags, ("day", "outlet")).to_dicts(),
            "rows": found.hashtags.to_dicts(),
        },
    }  # fmt: skip


def _incident(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("id", "kind", "type", "start", "end", "date_precision", "city", "place", "country")
    tolls = {m: {b: row[f"{m}_{b}"] for b in ("low", "best", "high")} for m in ("killed", "injured")}
    return {name: row[name] for name in kept} | tolls


def _aside(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    titles = [without_names(title, names) for title in row["titles"]]
    words = [word for word in row["words"] if any(word in title.casefold() for title in titles)]
    return dict(row) | {"titles": titles, "words": words}


def _claim(document: str, claim: Claim, names: Iterable[str]) -> dict[str, Any]:
    here = _within(f"{claim.quote}\n{claim.addressee}", names)
    quote, start, masked = shorten(claim.quote, claim.span.start, here)
    instead = mask(claim.addressee, here) if claim.addressee else None
    return {
        "document": document, "says": claim.detail, "instead": instead, "field": claim.span.field,
        "quote": quote, "start": start, "end": start + len(quote), "masked": masked,
    }  # fmt: skip


def without_names(title: str, names: Iterable[str]) -> str:
    """A title that may leave the machine."""
    return mask(title, {*_within(title, names), *cued_names(title)})


def _within(text: str, names: Iterable[str]) -> list[str]:
    """Those of many names that stand in a text: no pattern is made of all."""
    return [name for name in names if name in text]


# ---------------------------------------------------------------- as a picture


def described(found: Overview | Detail, limit: int) -> str:
    """The picture in words, for who cannot see it."""
    if isinstance(found, Overview):
        if isinstance(found.expected, NotComputed):
            return found.expected.why
        rows = [r for r in found.expected.rows.iter_rows(named=True) if r["id"] in found.shown]
        drawn = [*rows[:limit], *rows[max(limit, len(rows) - limit) :]]
        said = "; ".join(
            f"{what_text(found.shown[r['id']])}: {count(r['documents'], 'document')}, expected {r['expected']:.2g}"
            f" ({r['low']:,} to {r['high']:,})"
            for r in (*drawn[:1], *drawn[-1:])
        )
        return (
            f"{plain(found.title)}: {count(len(drawn), 'incident')}, each with its documents beside what its toll lets expect, from the most"
            f" to the least covered. First and last: {said}. The tables below hold the same figures."
        )
    if isinstance(found.window, NotComputed) or isinstance(found.rivals, NotComputed):
        return found.window.why if isinstance(found.window, NotComputed) else ""
    beside = next((r for r in found.rivals.incidents.iter_rows(named=True) if not r["linked"]), None)
    rival = (
        f"; the most covered of the others, {what_text(found.others[beside['incident']])}: {count(beside['documents'], 'document')}"
        if beside
        else ""
    )
    return (
        f"Documents by day of publication, {found.window.period}, of {plain(found.title)}:"
        f" {count(found.rivals.documents, 'document')}{rival}. The tables below hold the same figures."
    )


def draw(found: Overview | Detail, form: str, limit: int, noted: bool = True) -> bytes:
    """SVG or PNG; if ``noted`` with a title, and under it what it is computed on and the caution."""
    from vigil.analysis.attention_pictures import beside_expectation, day_by_day

    notes = [plain(str(found.inside)), CAUTION] if found.inside else [CAUTION]
    head = plain(found.title) if noted else ""
    if isinstance(found, Overview):
        if isinstance(found.expected, NotComputed):
            raise UsageError(f"There is nothing to draw. {found.expected.why}")
        rows = [r for r in found.expected.rows.iter_rows(named=True) if r["id"] in found.shown]
        rows = [*rows[:limit], *rows[max(limit, len(rows) - limit) :]]
        labels = {row["id"]: _label(found.shown[row["id"]]) for row in rows}
        notes.insert(0, f"{found.expected.method[:1].upper()}{found.expected.method[1:]}.")
        return beside_expectation(rows, labels, head, notes if noted else [], form)
    if isinstance(found.window, NotComputed) or isinstance(found.rivals, NotComputed):
        raise UsageError(f"There is nothing to draw. {found.window.why}")  # type: ignore[union-attr]
    panels = {found.row["id"]: plain(found.title)}
    beside = list(found.rivals.incidents.head(limit).iter_rows(named=True))
    panels |= {r["incident"]: what_text(found.others[r["incident"]]) for r in beside if not r["linked"]}
    groups = {
        "set aside: " + ", ".join(_aside(row, found.held.names)["words"]): row["document_ids"]
        for row in found.rivals.aside.head(limit).iter_rows(named=True)
    }
    title = head and f"{head}, and what else was reported on these days"
    return day_by_day(found.held.coverage, found.window, panels, groups, title, notes if noted else [], form)
