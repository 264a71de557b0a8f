"""The commands by which people decide on what the machine suggests: review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from vigil.cli import reviewed, statements
from vigil.cli.console import (
    JSON,
    RECORD,
    count,
    day_text,
    examples,
    open_record,
    place_short,
    say,
    write_json,
)
from vigil.cli.reviewed import table
from vigil.cli.statements import BY, who
from vigil.errors import UsageError

if TYPE_CHECKING:
    from vigil.deciding import Outcome
    from vigil.review import Decision

REASON = typer.Option("", "--reason", metavar="TEXT", help="Why: others read it beside the incident.")
WHY = typer.Option(
    "", "--reason", metavar="TEXT", help="Why, in a few words (needed): others read it beside the incident."
)
ID = typer.Argument(..., metavar="ID", help="Id of an incident, or its first letters.")
CLAIM = typer.Argument(..., metavar="CLAIM", help="Id of a claim: vigil show ID --json lists them.")
FIELDS = typer.Argument(..., metavar="FIELD=VALUE…", help="What it is instead: killed=86.")

review = typer.Typer(
    help="What people decide on what the machine suggests.",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "vigil review", "what is worth a look first: grave, uncertain, conflicting, changed",
        "vigil review accept ID", "you read it: it is right as it stands",
        "vigil review correct ID killed=67..86..101 --reason 'list of the hospital'", "low, best and high of one field",
        "vigil review correct ID 'place=Hazara Town, Quetta' --reason 'Dawn, 12 January'", "a spot in a town of the gazetteer",
        "vigil review merge ID ID --reason 'one blast'", "they are one",
        "vigil review split ID doc-7#0 --reason 'another day'", "this report is of another one",
        "vigil review link ID in_response_to ID --reason 'says the report'", "the first answers the second",
        "vigil review retract ID --reason 'a drill'", "it stays in the record, and counts nowhere",
        "vigil review undo 12", "decision 12 no longer holds",
        "vigil review name 'Amina K.'", "the name that your decisions bear",
        "vigil review changes --since yesterday", "what became of incidents since",
        after="A correction settles its field alone; who accepts an incident has read the whole. A decision changes the incidents concerned at once, and every later run respects it. Two readers who differ make an"
        " incident disputed, until a third decides or one gives way. `vigil review COMMAND --help` says more.",
    ),
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(review, name="review")


@review.callback()
def queue(
    context: typer.Context,
    limit: int = typer.Option(20, min=1, help="At most so many."),
    record: str = RECORD,
    as_json: bool = JSON,
) -> None:
    """Show what is worth a person's look first, and decide on it."""
    if context.invoked_subcommand is not None:
        return
    from vigil import pipeline
    from vigil.review import queue as rule

    with open_record(record) as opened:
        pipeline.brought_up(opened, say)
        found = opened.queue(limit)
        stale, orphaned = opened.stale(), opened.orphaned()
    rows = [(incident, *rule.value(rule.light(incident))) for incident in found]
    if as_json:
        write_json(
            {"incident": i.id, "value": value, "why": list(why), "status": i.status, "rule": rule.RULE}
            for i, value, why in rows
        )
        return
    if not rows:
        say("Nothing waits for a person's look.")
    else:
        table(
            ("id", "value", "date", "what", "where", "status", "why"),
            (
                (
                    i.id,
                    f"{value:.1f}",
                    day_text(i.date),
                    i.type,
                    place_short(i.place),
                    i.status,
                    "; ".join(why),
                )
                for i, value, why in rows
            ),
        )
    if stale:
        say(f"{count(stale, 'decision')} not yet in episodes, demands and what else is drawn from all incidents: `vigil review settle`.")  # fmt: skip
    if orphaned:
        say(f"{count(len(orphaned), 'decision')} without an incident any more: `vigil review orphaned`.")


# ---------------------------------------------------------------- deciding


def _decide(
    record: str, decisions: Sequence[Decision], by: str | None, reason: str, as_json: bool = False
) -> None:
    from vigil.pipeline import decide

    with open_record(record) as opened:
        done = [decide(opened, decision, by=who(by), reason=reason) for decision in decisions]
        number = opened.counts()["judgements"]
    if as_json:
        write_json(
            {
                "decision": d.judgement,
                "incidents": [i.id for i in d.incidents],
                "moved": d.moved,
                "orphaned": d.orphaned,
            }
            for d in done
        )
        return
    for place, outcome in enumerate(done, number - len(done) + 1):
        _told(place, outcome)


def _told(number: int, outcome: Outcome) -> None:
    if outcome.orphaned:
        say(f"Decision {number} is kept, but found nothing to decide on: `vigil review orphaned`.")
    for old, new in sorted(outcome.moved.items()):
        say(f"{old} is {new} now.")
    mine = [i for i in outcome.incidents if any(d.judgement == outcome.judgement for d in i.decided)]
    for incident in mine or outcome.incidents[:3]:
        say(f"Decision {number}: {incident.id} is {incident.status}.")


@review.command(epilog=examples("vigil review accept i37d63 --by Amina", "what it shows now is right"))
def accept(
    key: str = ID, by: str = BY, reason: str = REASON, record: str = RECORD, as_json: bool = JSON
) -> None:
    """Accept an incident as it stands."""
    from vigil.review import Accept

    _decide(record, [Accept(key)], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review correct i37d63 killed=86 --reason 'list of the hospital'", "exactly 86; why is asked",
        "vigil review correct i37d63 killed=67..86..101 injured=121..", "low, best, high; at least 121",
        "vigil review correct i37d63 date=2013-01-10..2013-01-13", "from day to day; 2013-01 for a month",
        "vigil review correct i37d63 'place=Alamdar Road, Quetta'", "a spot in a town: placed no finer than the town",
        "vigil review correct i37d63 type='suicide bombing' nature=political", "words of the codebook",
        "vigil review correct i37d63 arrested=none", "nothing is reported",
    )
)  # fmt: skip
def correct(
    key: str = ID, fields: list[str] = FIELDS, by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON
) -> None:  # fmt: skip
    """Correct fields of an incident: kind, type, nature, date, place, killed, injured, abducted, arrested, size, perpetrators, summary.

    What is not corrected is not said to be right: accept the incident once you have read it as a whole.
    """
    from vigil.placing import place_named
    from vigil.review import Correct, checked
    from vigil.review.written import fields_of, value_in

    made = [Correct(key, name, value_in(name, words, place_named)) for name, words in fields_of(fields)]
    _decide(record, [checked(one) for one in made], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review retract i37d63 --reason 'an exercise, says the later report'", "why is asked"
    )
)
def retract(
    key: str = ID, by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON
) -> None:
    """Take an incident back: it stays in the record, marked, and is in no count, list or export."""
    from vigil.review import Retract

    _decide(record, [Retract(key)], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review merge i37d63 iad582 --reason 'one blast'", "old ids lead to the incident that goes on"
    )
)
def merge(
    keys: list[str] = typer.Argument(..., metavar="ID…", help="Incidents that are one."),
    by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Join incidents that are one."""
    from vigil.review import Merge

    _decide(record, [Merge(tuple(keys))], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review split i37d63 dawn-12#0 bbc-3#1 --reason 'another day'",
        "these reports tell of another one",
    )
)
def split(
    key: str = ID,
    reports: list[str] = typer.Argument(..., metavar="REPORT…", help="Reports (or documents) that are of another incident."),
    by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Take reports out of an incident: they are another one."""
    from vigil.review import Split

    with open_record(record) as opened:
        incident = opened.incident(key)
    held = [] if incident is None else incident.reports
    apart = [r.id for name in reports for r in held if name in (r.id, r.document)]
    if incident is not None and not apart:
        raise UsageError(
            f"Incident {incident.id} holds no such report: it holds {', '.join(r.id for r in held[:20])}."
        )
    _decide(record, [Split(key, tuple(dict.fromkeys(apart)))], by, reason, as_json)


_TYPE = typer.Argument(
    ..., metavar="TYPE", help="in_response_to, follows_up, part_of, concession_to, retaliation_for …"
)
_TARGET = typer.Argument(..., metavar="ID", help="The incident that it points to.")


@review.command(
    epilog=examples(
        "vigil review link i37d63 in_response_to icab2b --reason 'says Dawn'",
        "the later one points to the earlier",
    )
)
def link(
    key: str = ID, kind: str = _TYPE, target: str = _TARGET,
    by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Link an incident to another."""
    from vigil.review import Tie

    _decide(record, [Tie(key, kind, target)], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review unlink i37d63 in_response_to icab2b --reason 'a month before it'",
        "the one has nothing to do with the other",
    )
)
def unlink(
    key: str = ID, kind: str = _TYPE, target: str = _TARGET,
    by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Take a link away."""
    from vigil.review import Untie

    _decide(record, [Untie(key, kind, target)], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review reject c0123456789abcde --reason 'a total over years'",
        "figures are concluded without it",
    )
)
def reject(
    key: str = CLAIM, by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON
) -> None:
    """Reject a claim: its document does not say so."""
    from vigil.review import Reject

    _decide(record, [Reject("", key)], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review amend c0123456789abcde value=86 speaker=police --reason 'so the words'",
        "what the words say",
    )
)
def amend(
    key: str = CLAIM, fields: list[str] = FIELDS,
    by: str = BY, reason: str = WHY, record: str = RECORD, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Correct a claim: value, qualifier, speaker, attribute and so on; its words stay."""
    from vigil.review import Amend
    from vigil.review.written import claim_fields, fields_of

    _decide(record, [Amend("", key, claim_fields(fields_of(fields)))], by, reason, as_json)


@review.command(
    epilog=examples(
        "vigil review enter dawn-12 'at least 20 people were killed' killed value=20 'qualifier=at least' --incident i37d63", "words of a document, as a claim on an incident",
        "vigil review enter dawn-12 'a bomb near the mosque' perpetrator value=unknown --new type=bombing --new date=2013-01-10", "on a new incident",
    )
)  # fmt: skip
def enter(
    document: str = typer.Argument(..., metavar="DOCUMENT", help="Id of a document: vigil search shows them."),
    quote: str = typer.Argument(..., metavar="WORDS", help="The words, exactly as they stand there."),
    attribute: str = typer.Argument(..., metavar="ATTRIBUTE", help="killed, injured, perpetrator, demand, response …"),
    fields: list[str] = typer.Argument(None, metavar="FIELD=VALUE…", help="value, qualifier, speaker, stance …"),
    incident: str = typer.Option(None, "--incident", metavar="ID", help="The incident it is about."),
    new: list[str] = typer.Option([], "--new", metavar="FIELD=VALUE", help="Of a new incident: type, date, place, nature."),
    by: str = BY, reason: str = REASON, record: str = RECORD, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Enter a claim that a person read in a document, on an incident or a new one."""
    from vigil.deciding import stands
    from vigil.placing import place_named
    from vigil.review import Enter
    from vigil.review.written import claim_fields, fields_of, value_in

    if (incident is None) == (not new):
        raise UsageError(
            "About which incident? Give --incident ID, or describe a new one: --new type=bombing --new date=2013-01-10."
        )
    with open_record(record) as opened:
        where, start = stands(opened, document, quote)
    about = {name: value_in(name, words, place_named) for name, words in fields_of(new)}
    claim = claim_fields(fields_of(fields or ()))
    made = Enter(document, start, start + len(quote), quote, attribute, incident, claim, about, where)
    _decide(record, [made], by, reason, as_json)


@review.command(
    epilog=examples("vigil review undo 12", "the number as vigil review history and changes show it")
)
def undo(
    number: str = typer.Argument(..., metavar="N", help="Number or id of a decision."),
    by: str = BY, reason: str = REASON, record: str = RECORD, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Take a decision back; it stays in the history."""
    from vigil.review import Undo

    _decide(record, [Undo(number)], by, reason, as_json)


@review.command(
    epilog=examples("vigil review settle", "brings episodes, demands and what else is drawn up to date")
)
def settle(record: str = RECORD) -> None:
    """Bring what is drawn from all incidents up to date with the decisions made since."""
    from vigil.config import Config
    from vigil.pipeline import conclude

    with open_record(record) as opened:
        stale = opened.stale()
        conclude(opened, Config())
    say(f"{count(stale, 'decision')} taken in." if stale else "Everything was up to date.")


statements.register(review)
reviewed.register(review)
