"""What is said of attention: blocks of sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from vigil.analysis import Expected, HalfLife, NotComputed, Rivals, hashtag_counts
from vigil.analysis.attention import CAUTION
from vigil.figures.attention import COUNTS_ALONE, REPRINTS, Detail, Overview, what_text, when_text, where_text
from vigil.figures.blocks import Block, Heading, Rows, Said, table
from vigil.phrases import count, plain, toll_text
from vigil.records import Toll

COLUMNS = 10  # days beside each other in a table
LISTED = 14  # days up to which those without a document are rows too
TAGS = 10  # hashtags shown
TITLES = 3  # of documents set aside, shown of a group
SPELLED = {"own": "own", "reprints": "reprints", "mentions": "in passing"}


def blocks(found: Overview | Detail, limit: int) -> Iterator[Block]:
    """The tables, what they are computed on, and what follows from it."""
    if isinstance(found, Overview):
        yield from _overview(found, limit)
    else:
        yield from _detail(found, limit)
    yield Heading("Computed on")
    yield Said(plain(str(found.inside)) if found.inside else COUNTS_ALONE)
    yield Said(REPRINTS)
    yield Heading("Caution")
    yield Said(CAUTION)


# ---------------------------------------------------------------- all incidents


def _overview(found: Overview, limit: int) -> Iterator[Block]:
    if found.table is None:
        yield from _counts(found.totals.iter_rows(named=True), found.shown, 2 * limit)
        yield from _hashtags(found.hashtags)
        return
    fitted, shown = found.expected, found.shown
    in_days = {row["id"]: row for row in found.table.iter_rows(named=True) if row["id"] in shown}
    if isinstance(fitted, NotComputed):
        yield Said(fitted.why)
        told = [row | {"incident": key} for key, row in in_days.items() if row["documents"]]
        told.sort(key=lambda row: (-row["documents"], row["incident"]))
        yield Heading(f"Most covered within {found.days} days")
        yield from _counts(told, shown, 2 * limit)
    else:
        rows = [row for row in fitted.rows.iter_rows(named=True) if row["id"] in shown]
        if len(rows) > 2 * limit:
            yield Heading("Most covered beside expectation")
            yield from _beside(rows[:limit], in_days, shown)
            yield Heading("Least covered beside expectation")
            yield from _beside(rows[: -limit - 1 : -1], in_days, shown)
        else:
            yield Heading("Beside expectation, the most covered first")
            yield from _beside(rows, in_days, shown)
        out = sum(row["outside"] is not None for row in rows)
        yield Said(
            f"{out:,} of {count(len(rows), 'incident')} shown lie outside their interval; about one in twenty would by chance.",
        )
        yield from _terms(fitted)
    passing = [row | {"incident": key} for key, row in in_days.items() if row["documents"] == 0]
    if passing:
        passing.sort(key=lambda row: (-(row["killed_best"] or 0), row["incident"]))
        yield Heading(f"Not the subject of any document dated within {found.days} days")
        ever = {row["incident"]: row["own"] + row["reprints"] for row in found.totals.iter_rows(named=True)}
        made = table(
            "id", "date", "what", "where", ">killed", ">in passing", ">subject at another or no date"
        )
        for row in passing[:limit]:
            made.add(*_what(shown[row["incident"]]), f"{row['mentions']:,}", f"{ever[row['incident']]:,}")
        yield made
        if len(passing) > limit:
            yield Said(f"{limit:,} of {count(len(passing), 'incident')} shown, those with most dead.")
    yield from _hashtags(found.hashtags)


def _beside(
    rows: Sequence[Mapping[str, Any]],
    in_days: Mapping[str, Mapping[str, Any]],
    shown: Mapping[str, Mapping[str, Any]],
) -> Iterator[Block]:
    made = table(
        "id",
        "date",
        "what",
        "where",
        ">killed",
        ">own",
        ">reprints",
        ">expected (95%)",
        ">times",
        "",
    )
    for row in rows:
        what, counts = shown[row["id"]], in_days[row["id"]]
        reach = f"{_figure(row['expected'])} ({row['low']:,}–{row['high']:,})"
        said = {"more": "more", "fewer": "fewer", None: ""}[row["outside"]]
        made.add(
            *_what(what),
            f"{counts['own']:,}",
            f"{counts['reprints']:,}",
            reach,
            f"{row['times']:.2g}",
            said,
        )
    yield made


def _counts(
    rows: Iterable[Mapping[str, Any]], shown: Mapping[str, Mapping[str, Any]], limit: int
) -> Iterator[Block]:
    kept = [row for row in rows if row["incident"] in shown]
    made = table("id", "date", "what", "where", ">killed", *(f">{name}" for name in SPELLED.values()))
    for row in kept[:limit]:
        made.add(*_what(shown[row["incident"]]), *(f"{row[name]:,}" for name in SPELLED))
    yield made
    if len(kept) > limit:
        yield Said(f"{limit:,} of {count(len(kept), 'incident')} shown.")


def _terms(fitted: Expected) -> Iterator[Block]:
    yield Heading("What is expected of what")
    for row in fitted.terms.iter_rows(named=True):
        reach = f"{_figure(row['ratio'])} times the coverage (95% interval {_figure(row['low'])} to {_figure(row['high'])})"
        if row["term"] == "killed":
            yield Said(f"twice as many killed: {reach}", 2)
        else:
            name = row["term"].replace("_", " ")
            base = fitted.base.replace("_", " ")
            yield Said(f"{name} ({row['incidents']:,}), beside {base} with as many killed: {reach}", 2)
    yield Said("These factors are of the mean before incidents that nobody covers are cut off.", 2)
    left = ", ".join(f"{number:,} {reason}" for reason, number in fitted.left_out.items())
    yield Said(f"Fitted on {count(fitted.incidents, 'incident')}. Left out: {left or 'none'}.", 2)
    yield Said(f"Method: {fitted.method}. {fitted.assumptions}", 2)


# ---------------------------------------------------------------- one incident


def _detail(found: Detail, limit: int) -> Iterator[Block]:
    row = found.row
    killed, injured = (_toll(row, measure) for measure in ("killed", "injured"))
    told = [f"{killed} killed"] * bool(killed) + [f"{injured} injured"] * bool(injured)
    coverage = f"{count(found.own, 'document')} of own reporting, {count(found.copies, 'reprint')}, told in passing by {found.mentions:,}"
    yield Said(" · ".join([*told, coverage, row["id"]]))
    yield Heading("By outlet and day (own reporting + reprints; in brackets told in passing)")
    yield _outlets(found.outlets.iter_rows(named=True))
    if found.inside:
        yield from _share(found)
        yield Heading("Half-life")
        yield Said(_half(found.half_life))
        yield Heading("Expected by its toll")
        yield Said(_expected(found))
        yield from _rivals(found, limit)
    if found.said:
        yield Heading("What reports say of its coverage")
    for document, claim in found.said:
        yield Said(f"{plain(claim.detail)}: “{plain(claim.quote)}”  {plain(document)}", 2)
    yield Heading("Hashtags of documents that have it as their subject")
    if not found.hashtags.height:
        yield Said("None found.")
        return
    counts = hashtag_counts(found.hashtags)
    for tag in counts.head(TAGS).iter_rows(named=True):
        own = found.hashtags.filter(found.hashtags["tag"] == tag["tag"])
        days = sorted({str(day) for day in own["day"] if day})
        when = f", {days[0]} to {days[-1]}" if days else ""
        first = next(own.iter_rows(named=True))
        yield Said(
            f"{plain(tag['written'])}: {_documents(tag)} of {count(tag['outlets'], 'outlet')}{when}; first in"
            f" {plain(first['document'])}, {first['field']} {first['start']:,} to {first['end']:,}",
        )


def _outlets(rows: Iterable[Mapping[str, Any]]) -> Rows:
    """One row for each outlet, one column for each day on which any has something."""
    cells: dict[str, dict[str, list[int]]] = {}
    days: dict[str, None] = {}
    for row in rows:
        day = str(row["day"]) if row["day"] else f"{row['published'] or 'no date'}"
        days[day] = None
        found = cells.setdefault(plain(row["outlet"]) or "unknown", {}).setdefault(day, [0, 0, 0])
        for number, name in enumerate(SPELLED):
            found[number] += row[name]
    shown = list(days) if len(days) <= COLUMNS else list(days)[: COLUMNS - 1]
    later = [day for day in days if day not in shown]
    heads = [*shown, *(["other dates"] if later else []), "all"]
    made = table("outlet", *(f">{head}" for head in heads))
    for name in sorted(cells, key=lambda name: (-sum(sum(n[:2]) for n in cells[name].values()), name)):
        own = cells[name]
        parts = [[own.get(day, [0, 0, 0])] for day in shown]
        parts += [[own.get(day, [0, 0, 0]) for day in later]] if later else []
        made.add(name, *(_cell(part) for part in [*parts, list(own.values())]))
    return made


def _cell(counts: Sequence[Sequence[int]]) -> str:
    own, copies, passing = (sum(n[number] for n in counts) for number in range(3))
    said = f"{own:,}" + (f"+{copies:,}" if copies else "") if own or copies else ""
    return f"{said} ({passing:,})".strip() if passing else said


def _share(found: Detail) -> Iterator[Block]:
    if isinstance(found.window, NotComputed) or found.daily is None:
        yield Heading("Share of all coverage")
        yield Said(found.window.why if isinstance(found.window, NotComputed) else "")
        return
    looked_at, beside = found.window, found.rivals
    since = "its first day" if looked_at.since == "incident" else "the first day of its coverage"
    yield Heading(f"Share of all coverage, {count(looked_at.days, 'day')} from {since} on")
    made = table("day", *(f">{name}" for name in SPELLED.values()), ">all documents", ">share")
    empty = 0
    for row in found.daily.iter_rows(named=True):
        empty += row["all"] == 0
        if row["all"] == 0 and found.daily.height > LISTED:
            continue
        if row["all"] is None:
            made.add(str(row["day"]), "", "", "", "in a gap", "")
        else:
            share = "" if row["share"] is None else f"{row['share']:.0%}"
            made.add(str(row["day"]), *(f"{row[name]:,}" for name in (*SPELLED, "all")), share)
    yield made
    if isinstance(beside, Rivals):
        of = f" ({beside.documents / beside.everything:.0%})" if beside.everything else ""
        yield Said(
            f"Documents that have it as a subject: {beside.documents:,} of {beside.everything:,} that the collection holds of these"
            f" days{of}. One with several subjects counts for each; one that is not dated to a day is on no day."
            + (f" On {empty:,} of these days it holds no document at all." if empty else ""),
        )


def _half(found: HalfLife | NotComputed) -> str:
    if isinstance(found, NotComputed):
        return found.why
    origin = "its first day" if found.since == "incident" else "the first day of its coverage"
    reach = (
        f" ({found.low:,} to {found.high:,} if {count(found.coarse, 'document')} without a day came as early or as late as may be)"
        if found.coarse
        else ""
    )
    when = f"within {count(found.days, 'day')} of" if found.days else "on"
    before = f" {count(found.before, 'document')} dated before that day not counted." if found.before else ""
    return f"Half of {count(found.documents, 'document')} had been published {when} {origin}, {found.origin}{reach}. The collection follows it for {count(found.followed, 'day')}.{before} Method: {found.method}."


def _expected(found: Detail) -> str:
    said = found.expected
    if isinstance(said, NotComputed) or found.fit is None:
        return said.why if isinstance(said, NotComputed) else ""
    where = {"more": "more than", "fewer": "fewer than", None: "within"}[said["outside"]]
    tolls = [said["at_killed_low"], said["at_killed_high"]]
    bounds = (
        f" By the lowest and the highest stated toll {_figure(tolls[0])} and {_figure(tolls[1])} would be expected."
        if None not in tolls and tolls[0] != tolls[1]
        else ""
    )
    return (
        f"{count(said['documents'], 'document')} within {count(found.fit.days, 'day')}, {where} what is expected:"
        f" {_figure(said['expected'])}, with {said['low']:,} to {said['high']:,} for 95 of 100 such incidents. That is"
        f" {said['times']:.2g} times as many (95% interval {said['times_low']:.2g} to {said['times_high']:.2g}, of the expectation"
        f" alone).{bounds} Fitted on {count(found.fit.incidents, 'incident')};"
        " `vigil attention` without an id tells how, and under which assumptions."
    )


def _rivals(found: Detail, limit: int) -> Iterator[Block]:
    beside = found.rivals
    yield Heading("What else was reported on these days")
    if isinstance(beside, NotComputed):
        yield Said(beside.why)
        return
    made = table(">times", ">own", ">reprints", ">a day", "what", "", "id")
    for row in beside.incidents.head(limit).iter_rows(named=True):
        what = found.others[row["incident"]]
        tie = "same episode" if row["linked"] else ""
        made.add(*_rates(row), what_text(what), tie, row["incident"])
    for row in beside.aside.head(limit).iter_rows(named=True):
        titles = "; ".join(f"“{plain(title)}”" for title in row["titles"][:TITLES])
        more = "; …" if len(row["titles"]) > TITLES else ""
        made.add(*_rates(row), f"set aside: {titles}{more}", f"share {', '.join(row['words'])}", "")
    if made.rows:
        yield made
    rest = max(0, beside.incidents.height - limit) + max(0, beside.aside.height - limit)
    yield Said(
        (f"{count(rest, 'more event')} not shown. " if rest else "")
        + f"{count(beside.alone, 'document')} set aside, with a title like no other; {count(beside.without, 'document')} read"
        " without a subject being found.",
    )
    top = next((r for r in beside.incidents.iter_rows(named=True) if not r["linked"]), None)
    if top is not None and top["times"] is not None:
        yield Said(
            f"The {what_text(found.others[top['incident']])} got {_figure(top['times'])} times the coverage per day:"
            f" {count(top['documents'], 'document')} in {count(beside.days, 'day')} against {beside.documents:,}.",
        )
    yield Said(f"Method: {beside.method}")


def _rates(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    times = "" if row["times"] is None else _figure(row["times"])
    return times, f"{row['own']:,}", f"{row['reprints']:,}", _figure(row["per_day"])


# ---------------------------------------------------------------- shared


def _hashtags(tags: Any) -> Iterator[Block]:
    if not tags.height:
        return
    yield Heading("Hashtags")
    for row in tags.head(TAGS).iter_rows(named=True):
        yield Said(f"{plain(row['written'])}: {_documents(row)} of {count(row['outlets'], 'outlet')}", 2)


def _documents(row: Mapping[str, Any]) -> str:
    copies = f" and {count(row['reprints'], 'reprint')}" if row["reprints"] else ""
    return f"{count(row['own'], 'document')}{copies}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _what(row: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    return row["id"], when_text(row), row["type"], where_text(row), _toll(row, "killed")


def _toll(row: Mapping[str, Any], measure: str) -> str:
    low, best, high = (row[f"{measure}_{bound}"] for bound in ("low", "best", "high"))
    return toll_text(Toll(low, best, high, "", ""))
