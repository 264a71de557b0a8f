"""Commands for accounts of the site: who may sign in where it is reached from other machines, and tokens for programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from vigil.cli.console import JSON, RECORD, examples, open_record, out, plain, say, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vigil.web.access.directory import Directory

NAME = typer.Argument(..., metavar="NAME", help="Name of the account.")
LINES = 50  # of the log

group = typer.Typer(
    help="Accounts of the site: who may see, decide, add or manage where it is reached from other machines.",
    epilog=examples(
        "vigil account add ann --role reviewer", "an account; its password is printed once",
        "vigil account list", "every account and its role",
        "vigil account role ann editor", "another role, at once",
        "vigil account password ann", "a new password, for who forgot it; ann is signed out everywhere",
        "vigil account token ann --scope read --days 90", "a token for a program; printed once",
        "vigil account log", "who signed in, who failed to, and what was changed",
        after="Roles: a reader sees; a reviewer also decides; an editor also adds and exports with names withheld; an owner also"
        " manages accounts and settings and releases names. On 127.0.0.1 nobody signs in and no account is needed.",
    ),
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group.callback(invoke_without_command=True)(_group)
    for command, name, shown in (
        (add, "add", ("vigil account add ann --role reviewer", "prints a random password once",
                      "vigil account add ann --ask", "asks for a password instead")),
        (listed, "list", ("vigil account list --json", "one account a line")),
        (role, "role", ("vigil account role ann owner", "ann may manage accounts from her next click on",)),
        (password, "password", ("vigil account password ann", "prints a new random one",
                                "vigil account password ann --ask", "asks for it twice")),
        (remove, "remove", ("vigil account remove ann", "with her sessions and tokens; what she decided stays",)),
        (token, "token", ("vigil account token ann --scope read --days 90", "a program may read what ann may, for 90 days",
                          "vigil account token ann --scope read --scope export --label backup", "what it is for")),
        (tokens, "tokens", ("vigil account tokens", "every token, when it was last used and when it expires")),
        (revoke, "revoke", ("vigil account revoke 3f9c02a1", "the token of this id, as `vigil account tokens` shows it")),
        (log, "log", ("vigil account log --limit 20", "the latest 20 lines",
                      "vigil account log --json", "one line a line, for a program")),
    ):  # fmt: skip
        group.command(name, epilog=examples(*shown))(command)
    app.add_typer(group, name="account")


def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


ASK = typer.Option(False, "--ask", help="Ask for the password instead of making a random one.")


def add(
    name: str = NAME,
    role: str = typer.Option("reader", metavar="ROLE", help="reader, reviewer, editor or owner."),
    ask: bool = ASK,
    record: str = RECORD,
) -> None:
    """Add an account, and print its password once."""
    typed = _asked() if ask else None
    with _directory(record, create=True) as directory:  # accounts may come before documents
        made, first = directory.add(name, role, COMMAND_LINE, typed)
    say(f"Added {made} as {role}.")
    _once(first if typed is None else None, "password")


def listed(record: str = RECORD, as_json: bool = JSON) -> None:
    """List accounts and their roles."""
    with _directory(record) as directory:
        accounts = directory.store.all()
    if as_json:
        write_json(
            {"name": a.name, "role": a.role, "added": _when(a.created), "password_set": _when(a.changed)}
            for a in accounts
        )
    elif not accounts:
        say("There is no account: `vigil account add NAME --role ROLE` makes one.")
    else:
        rows = [(a.name, a.role, _when(a.created), _when(a.changed)) for a in accounts]
        _table(("name", "role", "added", "password set"), rows)


def role(
    name: str = NAME,
    role: str = typer.Argument(..., metavar="ROLE", help="reader, reviewer, editor or owner."),
    record: str = RECORD,
) -> None:
    """Give an account another role."""
    with _directory(record) as directory:
        directory.set_role(name, role, COMMAND_LINE)
    say(f"{plain(name)} is {plain(role)} now.")


def password(name: str = NAME, ask: bool = ASK, record: str = RECORD) -> None:
    """Give an account a new password, and sign it out everywhere."""
    typed = _asked() if ask else None
    with _directory(record) as directory:
        made = directory.new_password(name, COMMAND_LINE, typed)
    say(
        f"{plain(name)} has a new password, is signed out everywhere, and need not wait for earlier failures."
    )
    _once(made if typed is None else None, "password")


def remove(name: str = NAME, record: str = RECORD) -> None:
    """Remove an account with its sessions and tokens; what it decided stays."""
    with _directory(record) as directory:
        directory.remove(name, COMMAND_LINE)
    say(f"Removed {plain(name)}. What it decided stays, under its name.")


def token(
    name: str = NAME,
    scope: list[str] = typer.Option(
        ..., metavar="SCOPE", help="read, review, write or export; may be given several times."
    ),
    days: int = typer.Option(90, metavar="N", help="Days until it expires, 1 to 366."),
    label: str = typer.Option("", metavar="WORDS", help="What it is for."),
    record: str = RECORD,
) -> None:
    """Make a token with which a program may do a part of what an account may, and print it once."""
    with _directory(record) as directory:
        made, secret = directory.make_token(name, scope, days, label, COMMAND_LINE)
    say(f"Made token {made} for {plain(name)}; send it as the header Authorization: Bearer ...")
    _once(secret, "token")


def tokens(record: str = RECORD, as_json: bool = JSON) -> None:
    """List the tokens of all accounts: what for, when last used, when they expire."""
    with _directory(record) as directory:
        found = [(one, directory.counts(one)) for one in directory.store.tokens()]
    if as_json:
        write_json(
            {
                "id": one.id, "account": one.account, "label": one.label, "scopes": list(one.scopes), "made": _when(one.created),
                "expires": _when(one.expires), "used": _when(one.used), "revoked": _when(one.revoked), "counts": counts,
            }
            for one, counts in found
        )  # fmt: skip
    elif not found:
        say("There is no token: `vigil account token NAME --scope read` makes one.")
    else:
        rows = [
            (
                one.id, one.account, one.label, ", ".join(one.scopes), _when(one.expires), _when(one.used) or "never",
                "" if counts else ("revoked" if one.revoked else "expired"),
            )
            for one, counts in found
        ]  # fmt: skip
        _table(("id", "account", "for", "scope", "expires", "last used", ""), rows)


def revoke(
    token: str = typer.Argument(..., metavar="ID", help="Id of the token, not the token itself."),
    record: str = RECORD,
) -> None:
    """Revoke a token."""
    with _directory(record) as directory:
        directory.revoke(token, COMMAND_LINE)
    say(f"Revoked {plain(token)}.")


def log(
    limit: int = typer.Option(LINES, min=1, metavar="N", help="Lines to show, the latest."),
    record: str = RECORD,
    as_json: bool = JSON,
) -> None:
    """Show who signed in, who failed to, and what was changed, latest first."""
    with _directory(record) as directory:
        lines = [line for _, line in directory.store.log(limit)]
    if as_json:
        write_json(
            {"at": _when(e.at), "account": e.account, "what": e.what, "about": e.about, "address": e.address}
            for e in lines
        )
    elif not lines:
        say("Nobody has signed in yet, and nothing was changed.")
    else:
        rows = [(_when(e.at), e.account, e.what, e.about or "", e.address or "") for e in lines]
        _table(("when (UTC)", "who", "what", "about", "from"), rows)


# ---------------------------------------------------------------- inside

COMMAND_LINE = "command line"  # who did it, in the log


@contextmanager
def _directory(record: str, create: bool = False) -> Iterator[Directory]:
    """The accounts of a record."""
    from vigil.web.access.directory import Directory

    with open_record(record, create) as opened:
        yield Directory(opened.accounts)


def _asked() -> str:
    """A password that is typed twice and not shown."""
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _once(secret: str | None, what: str) -> None:
    if secret is not None:
        print(secret)
        say(f"This {what} is kept nowhere and is not shown again.")


def _when(seconds: int | None) -> str | None:
    return (
        datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds is not None else None
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head)
    for row in rows:
        table.add_row(*(Text(plain(str(cell))) for cell in row))
    out().print(table)
