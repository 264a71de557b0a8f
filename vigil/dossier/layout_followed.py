"""The sections of a dossier on what followed, and how words stand below a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vigil.dossier.blocks import Block, Bullets, Heading, Para, Run, Runs, Table, cited, plain, quoted, runs
from vigil.dossier.dossier import Dossier, Quote, Turn
from vigil.dossier.wording import capital


def words_of(quotes: Iterable[Quote]) -> Iterator[Para]:
    """The words that a statement rests on, below it."""
    found = list(quotes)
    if found:
        out: list[Run] = []
        for number, quote in enumerate(found):
            out += [*([plain(" · ")] if number else []), *quote_runs(quote)]
        yield Para(tuple(out), "evidence")


def quote_runs(quote: Quote) -> list[Run]:
    note = [plain(" (cut: a name is withheld)", "dim")] if quote.cut else []
    return [quoted(quote.words), *note, plain(" "), *cited([quote.source])]


# ---------------------------------------------------------------- what followed


def _turns(turns: Sequence[Turn], nobody: str = "") -> Runs:
    out: list[Run] = []
    for number, turn in enumerate(turns):
        by = f", by {turn.by}" if turn.by else nobody
        out += runs(
            "; " if number else "",
            plain(turn.what, "strong"),
            f" ({turn.day}{by}) ",
            cited(q.source for q in turn.why.quotes),
        )
    return tuple(out)


def answers(dossier: Dossier) -> Iterator[Block]:
    if not dossier.demands and not dossier.responses:
        return
    yield Heading(2, "Demands and responses")
    yield Para(
        runs(
            "A state changes only where a report says so. Words between quotation marks are those of the reports."
        )
    )
    if dossier.demands:
        rows = []
        for d in dossier.demands:
            of = f", of {d.of}" if d.of else ""
            state = runs(plain(d.state, "strong"), " · " if d.turns else "", _turns(d.turns))
            silent = runs(f" · {d.silence}") if d.silence else ()
            rows.append(
                (
                    runs(
                        plain(f"{d.what}: ", "strong"),
                        quoted(d.words),
                        " ",
                        cited(q.source for q in d.quotes),
                    ),
                    runs(f"{d.by}{of}; {d.told}"),
                    (*state, *silent),
                )
            )
        yield Table("Demands", ("Demand", "By whom, of whom, when", "State"), (0.42, 0.28, 0.3), tuple(rows))
    if dossier.responses:
        yield Table(
            "Responses of those in power",
            ("When", "By whom", "What, in these words", "What it answers, and what became of it"),
            (0.15, 0.21, 0.4, 0.24),
            tuple(
                (
                    runs(r.day),
                    runs(r.by),
                    runs(
                        plain(f"{r.act}: ", "strong"), quoted(r.words), " ", cited(q.source for q in r.quotes)
                    ),
                    runs(
                        r.answers or "",
                        "; later: " if r.answers and r.turns else "later: " if r.turns else "",
                        _turns(r.turns),
                    ),
                )
                for r in dossier.responses
            ),
        )


def accountability(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, "Who answered for it")
    if not dossier.accused:
        yield Para(
            runs(
                "No step against an accused is told in these documents. That is no finding that none was taken."
            )
        )
        return
    yield Para(
        runs(
            "To be accused is no finding. Each accused stands with who took a step, and with the outcome that reports give; an acquittal goes"
            " with every accusation before it."
        )
    )
    yield Table(
        "Steps against the accused",
        ("Accused", "Outcome", "Steps, with day and who took them"),
        (0.26, 0.2, 0.54),
        tuple(
            (
                runs(plain(a.name, "strong"), f" ({a.kind})"),
                runs(a.outcome),
                _turns(a.turns, ", by whom is not told"),
            )
            for a in dossier.accused
        ),
    )


def warnings(dossier: Dossier) -> Iterator[Block]:
    if not dossier.warnings:
        return
    yield Heading(2, "Warnings before")
    yield Para(
        runs("A match says what a warning and an incident have in common, not that one led to the other.")
    )
    for warning in dossier.warnings:
        against = f", against {warning.against}" if warning.against else ""
        yield Para(
            runs(
                plain(f"{capital(warning.by)}{against}", "strong"),
                f" ({warning.day}): ",
                quoted(warning.words),
            )
        )
        yield from words_of(warning.quotes)
        if warning.matches:
            yield Bullets(tuple(runs(match) for match in warning.matches))
