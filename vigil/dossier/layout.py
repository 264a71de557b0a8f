"""A dossier laid out: its sections in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from vigil.dossier.blocks import (
    Block,
    Bullets,
    Drawn,
    Facts,
    Heading,
    Paper,
    Para,
    References,
    Run,
    Runs,
    Table,
    cited,
    plain,
    quoted,
    runs,
)
from vigil.dossier.dossier import Dossier, Event, Source, TollRow
from vigil.dossier.layout_followed import accountability, answers, quote_runs, warnings, words_of
from vigil.dossier.locator import locator
from vigil.dossier.pictures import range_chart, timeline
from vigil.dossier.wording import bound_words, capital, count, day_words
from vigil.phrases import rule_label

CHARTS = 10  # figures that are drawn, those that disagree first; all stand in the table of claims
ALARM = (
    "Holds names of private persons. They were kept on request (--names) for work on this machine: do not publish or pass on this copy."
    " Without --names they are withheld."
)
NO_LINKS = "Nothing ties these incidents to each other in the reports that were read."


def laid_out(dossier: Dossier) -> Paper:
    """The paper that every form is written from."""
    blocks = [
        *(
            [
                Para(
                    runs(plain("Holds names of private persons. ", "strong"), ALARM.partition(". ")[2]),
                    "alarm",
                )
            ]
            if dossier.named
            else []
        ),
        *_summary(dossier),
        *_where_and_when(dossier),
        *_incidents(dossier),
        *_side_by_side(dossier),
        *_links(dossier),
        *answers(dossier),
        *accountability(dossier),
        *warnings(dossier),
        *_attention(dossier),
        *_claims(dossier),
        *_unknown(dossier),
        *_methods(dossier),
        *_sources(dossier),
        *_citation(dossier),
    ]
    under = runs(
        plain(capital(dossier.period), "strong"),
        f" · {capital(dossier.scope)}. Compiled from {dossier.basis}. Record digest {dossier.digest[:16]}.",
    )
    return Paper(dossier.title, "Dossier", under, dossier.day, tuple(blocks))


def _summary(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "Summary")
    for said in dossier.summary:
        numbers = cited(q.source for q in said.quotes)
        yield Para(runs(said.text, " " if numbers else "", numbers), "lead")
        yield from words_of(said.quotes)


def _where_and_when(dossier: Dossier) -> Iterator[Block]:
    drawn = locator(dossier.events)
    if drawn is not None:
        yield Heading(2, "Where")
        yield Drawn(
            drawn,
            "The incidents of this dossier. A disc is as large as the number of incidents at its place.",
        )
    line = timeline(dossier.events)
    if line is not None and len(dossier.events) > 1:
        yield Heading(2, "When")
        yield Drawn(
            line,
            "The incidents by date. Hollow signs on dashed bars: dated no finer than a week, month or year.",
        )


# ---------------------------------------------------------------- incidents


def _incidents(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "Incidents")
    if len(dossier.events) > 1:
        yield Table(
            "The incidents by date",
            ("Date", "What and where", "Killed", "Injured", "Sources"),
            (0.2, 0.4, 0.15, 0.15, 0.1),
            tuple(_row(e) for e in dossier.events),
            (4,),
        )
    for event in dossier.events:
        yield from _incident(event)


def _row(event: Event) -> tuple[Runs, ...]:
    tolls = [t.words if (t := event.toll(m)) is not None else "" for m in ("killed", "injured")]
    return (runs(event.days), runs(event.name), runs(tolls[0]), runs(tolls[1]), runs(str(event.independent)))


def _incident(event: Event) -> Iterator[Block]:
    yield Heading(3, f"{capital(event.name)}, {event.days}")
    status = "needs review" if event.review else event.status
    yield Para(
        runs(
            plain(
                f"{capital(event.kind.replace('_', ' '))}, {event.nature} · {event.place} · {event.id} · {status}, confidence"
                f" {event.confidence:.2f} · {count(len(event.documents), 'document')}, {event.independent:,} independent ",
                "dim",
            ),
            cited(event.documents),
        ),
        "note",
    )
    if event.lead is not None:
        yield Para(tuple(quote_runs(event.lead)))
    elif event.worded:
        yield Para(runs(event.worded, plain(" (in the words of a reader)", "dim")))
    facts: list[tuple[str, Runs]] = []
    for toll in event.tolls:
        who = f", according to {toll.who}. " if toll.who else ". "
        apart = f" Apart from it: {toll.apart}." if toll.apart else ""
        facts.append(
            (
                capital(toll.measure),
                runs(plain(toll.words, "strong"), who, plain(f"{_by(toll)}{apart}", "dim")),
            )
        )
    for said in event.named:
        facts.append(("Named for it", runs(said.text, " ", cited(q.source for q in said.quotes))))
    facts += [(term, runs(text)) for term, text in event.details]
    if facts:
        yield Facts(tuple(facts))


def _by(toll: TollRow) -> str:
    """What concluded a number, and why."""
    words = rule_label(toll.rule)
    return f"Rule {toll.rule}{f' ({words})' if words else ''}: {toll.why}"


def _side_by_side(dossier: Dossier) -> Iterator[Block]:
    found = [(e, t) for e in dossier.events for t in e.tolls if t.several]
    if not found:
        return
    yield Heading(2, "Figures side by side")
    yield Para(
        runs(
            "Every figure is shown as it was stated. The shaded range is what the rule concluded, the line its best figure; hollow marks are"
            " set aside by the rule, with the reason below, and stay on record. Figures disagree where no number fits all that stand."
        )
    )
    drawn = sorted(found, key=lambda f: (not f[1].disputed, -len(f[1].marks), f[0].start or "", f[0].id))[
        :CHARTS
    ]
    for event, toll in found:
        low, high = bound_words(toll.low, toll.beyond), bound_words(toll.high, toll.beyond)
        best = "none" if toll.best is None else bound_words(toll.best, toll.beyond)
        yield Heading(3, f"{capital(toll.measure)}: {event.name}, {event.days}")
        yield Para(
            runs(
                f"{count(len(toll.marks), 'figure')}{', which disagree' if toll.disputed else ''}; low {low}, best {best}, high {high}. ",
                plain(_by(toll), "dim"),
            ),
            "above" if (event, toll) in drawn else "body",
        )
        if (event, toll) in drawn:
            yield Drawn(range_chart(toll, event.name), "")


def _links(dossier: Dossier) -> Iterator[Block]:
    if len(dossier.events) < 2:
        return
    yield Heading(2, "What hangs together")
    if not dossier.ties:
        yield Para(runs(NO_LINKS))
    for tie in dossier.ties:
        yield Para(
            runs(
                plain(capital(tie.later), "strong"),
                f" {tie.type} ",
                plain(tie.earlier, "strong"),
                f" (confidence {tie.confidence:.2f})",
            )
        )
        yield Para(runs(plain(f"{tie.why.text}.", "dim")), "note")
        yield from words_of(tie.why.quotes)


# ---------------------------------------------------------------- how much was reported


def _attention(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "How much was reported")
    for said in dossier.attention:
        yield Para(runs(said))
    yield Table(
        "Coverage by outlet",
        ("Outlet", "Documents", "Incidents told", "First", "Last"),
        (0.32, 0.15, 0.17, 0.18, 0.18),
        tuple(
            (runs(o.outlet), runs(f"{o.documents:,}"), runs(f"{o.incidents:,}"), runs(o.first), runs(o.last))
            for o in dossier.outlets
        ),
        (1, 2),
    )
    if len(dossier.events) > 1:
        yield Table(
            "Coverage by incident",
            ("Incident", "Documents", "Independent", "Its subject", "First told", "Last told"),
            (0.32, 0.14, 0.15, 0.13, 0.13, 0.13),
            tuple(
                (
                    runs(f"{e.name}, {e.days}"), runs(f"{len(e.documents):,}"), runs(f"{e.independent:,}"), runs(f"{e.main:,}"),
                    runs(day_words(e.first_told, short=True)), runs(day_words(e.last_told, short=True)),
                )
                for e in dossier.events
            ),
            (1, 2, 3),
        )  # fmt: skip


# ---------------------------------------------------------------- what it rests on


def _claims(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "Claims")
    yield Para(
        runs(f"{count(len(dossier.claims), 'claim')}, each with who said it, where, and the exact words.")
    )
    rows: list[tuple[Runs, ...]] = []
    last = ""
    for c in dossier.claims:
        if c.incident != last:
            rows.append((runs(plain(capital(c.incident), "strong")),))
            last = c.incident
        note = [plain(f" ({c.note})", "dim")] if c.note else []
        rows.append(
            (
                runs(c.attribute), runs(c.stated), runs(c.speaker), runs(f"{c.outlet}, {c.day}"),
                runs(quote_runs(c.quote), note),
            )
        )  # fmt: skip
    yield Table(
        "Claims with their words", ("Of", "As stated", "Who says so", "Outlet and day", "In these words"), (0.12, 0.19, 0.15, 0.19, 0.35),
        tuple(rows),
    )  # fmt: skip


def _unknown(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "What is not known")
    yield Bullets(tuple(runs(said) for said in dossier.unknown))


def _methods(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "Methods")
    yield Facts(tuple((what, runs(how)) for what, how in dossier.methods))


def _sources(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "Sources")
    yield Para(
        runs(
            "The SHA-256 names the bytes that were read. No text of an article is in this dossier beyond the words quoted."
        )
    )
    yield References(tuple((s.number, _source(s)) for s in dossier.sources))


def _source(source: Source) -> Runs:
    if source.url is None:
        why = "address withheld, as it spells out a name" if source.withheld else "no address given"
        address = plain(why, "dim")
    else:
        web = source.url.startswith(("http://", "https://"))  # nothing else is made to be followed
        address = Run(source.url, "", 0, source.url) if web else plain(source.url)
    title = [quoted(source.title), plain(", ")] if source.title else []
    copy = [plain(" · near-copy of "), *cited([source.copy_of])] if source.copy_of else []
    retrieved = f" · retrieved {source.retrieved}" if source.retrieved else ""
    return runs(
        plain(source.outlet or "Outlet unknown", "strong"), ", ", title, f"{day_words(source.published)}. ", address,
        plain(f"{retrieved} · SHA-256 {source.sha256}", "dim"), copy,
    )  # fmt: skip


def _citation(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "How to cite")
    kept = [toll.cite for e in dossier.events for toll in e.tolls if toll.cite]
    yield Para(
        runs(
            f"The dossier: “{dossier.title}”. Dossier compiled from {dossier.basis}; record digest {dossier.digest}."
        )
    )
    if kept:
        yield Para(runs(f"{'Each figure' if len(kept) > 1 else 'The figure'}, with what it rests on:"))
        yield Bullets(tuple(runs(cite) for cite in kept))
