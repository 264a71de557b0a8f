"""What is done with accounts, from the site and from the command line: made, proved, changed, and noted in the log."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from vigil.errors import UsageError
from vigil.store import Account, Accounts, Entry, Session, Token
from vigil.web.access import limits
from vigil.web.access.passwords import LONGEST, Passwords, acceptable, random_password
from vigil.web.access.roles import checked_role, checked_scopes

FIRST = "owner"  # name of the first account
PREFIX = "vigil_"  # of tokens, so that one that lies about is recognised
IDLE = 4 * 3600  # seconds after which a session that nobody uses is over
AGE = 7 * 24 * 3600  # seconds after which any session is over
DAY = 24 * 3600
LONGEST_TOKEN = 366  # days
# Who acts where nobody signs in, and who failed to: with a blank, so that no account is called so.
COMMAND_LINE, NOBODY = "command line", "unknown name"

_NAME = re.compile(r"\w[\w.@-]{0,63}")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account, and the secret that the browser keeps from now on."""

    account: Account
    secret: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A sign-in that did not succeed; ``wait``: seconds before another one is looked at, 0 where it was."""

    wait: float = 0.0


class Directory:
    """Accounts with their rules.  Methods raise UsageError with a sentence for whoever asked, StoreError as the store does.

    All of them wait for the database, some for argon2: call them from a worker thread.
    """

    def __init__(
        self, accounts: Accounts, passwords: Passwords | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.store = accounts
        self._passwords = passwords
        self._clock = clock

    @property
    def passwords(self) -> Passwords:
        """Made when first needed: it takes as long as a sign-in."""
        self._passwords = self._passwords or Passwords()
        return self._passwords

    def now(self) -> int:
        """The time in whole seconds since 1970."""
        return int(self._clock())

    # ------------------------------------------------------------ accounts

    def first(self) -> str | None:
        """Make an owner with a random password where there is none; the password, or None."""
        if any(account.role == "owner" for account in self.store.all()):
            return None
        password = random_password()
        entry = Entry(self.now(), COMMAND_LINE, "account added", f"{FIRST} as owner")
        return password if self.store.add_first(FIRST, self.passwords.hash(password), entry) else None

    def add(self, name: str, role: str, by: str, password: str | None = None) -> tuple[str, str]:
        """Add an account with this password or a random one; its name and its password, which is kept nowhere."""
        name, role = checked_name(name), checked_role(role)
        password = random_password() if password is None else acceptable(password, name)
        entry = Entry(self.now(), by, "account added", f"{name} as {role}")
        self.store.add(name, role, self.passwords.hash(password), entry)
        return name, password

    def set_role(self, name: str, role: str, by: str) -> None:
        """Give an account another role, from its next request on."""
        name, role = checked_name(name), checked_role(role)
        self.store.set_role(name, role, Entry(self.now(), by, "role changed", f"{name} to {role}"))

    def remove(self, name: str, by: str) -> None:
        """Remove an account, its sessions and tokens.  What it decided stays, under its name."""
        name = checked_name(name)
        self.store.remove(name, Entry(self.now(), by, "account removed", name))

    def new_password(self, name: str, by: str, password: str | None = None) -> str:
        """Give an account this password or a random one, and sign it out everywhere."""
        name = checked_name(name)
        password = random_password() if password is None else acceptable(password, name)
        entry = Entry(self.now(), by, "password set", name)
        self.store.set_password(name, self.passwords.hash(password), entry)
        return password

    def change_password(
        self, name: str, old: str, new: str, address: str, session: str | None
    ) -> Refused | None:
        """Change one's own password and end one's other sessions; Refused where the old one is wrong."""
        if isinstance(refused := self._proved(name, old, address), Refused):
            return refused
        hashed = self.passwords.hash(acceptable(new, name))
        self.store.set_password(
            name, hashed, Entry(self.now(), name, "password changed", None, address), session
        )
        return None

    # ------------------------------------------------------------ signing in

    def sign_in(
        self, name: str, password: str, address: str, instead: str | None = None
    ) -> SignedIn | Refused:
        """Prove who it is, and begin a session in the place of the one of hash ``instead``."""
        proved = self._proved(name, password, address)
        if isinstance(proved, Refused):
            return proved
        secret = secrets.token_urlsafe(32)
        entry = Entry(self.now(), proved.name, "signed in", None, address)
        self.store.begin_session(hashed(secret), entry, oldest=self.now() - AGE, instead=instead)
        return SignedIn(proved, secret)

    def _proved(self, name: str, password: str, address: str) -> Account | Refused:
        """The account whose password this is.  A name nobody has costs and counts the same as one that exists."""
        name, counted = name_of(name), limits.counted_address(address)
        waits = self.store.attempt(name, counted, self.now(), limits.wait, limits.MEMORY, limits.TRUST)
        if waits > 0:
            return Refused(waits)
        account = self.store.find(name)
        if not self.passwords.check(account.password if account else None, password) or account is None:
            # A password is easily typed where the name belongs: only names that exist are written down.
            who = account.name if account else NOBODY
            self.store.note(Entry(self.now(), who, "sign-in failed", None, address))
            return Refused()
        self.store.succeeded(name, counted, self.now())
        if self.passwords.outdated(account.password):
            self.store.rehash(name, account.password, self.passwords.hash(password))
        return account

    def lasts(self, session: Session) -> bool:
        """Whether a session is not over yet."""
        return self.now() - session.seen < IDLE and self.now() - session.created < AGE

    def sessions(self, name: str) -> list[Session]:
        """The sessions of an account that are not over."""
        return [found for found in self.store.sessions(name) if self.lasts(found)]

    def sign_out(self, secret: str, name: str, address: str) -> None:
        """End a session."""
        self.store.end_session(hashed(secret), Entry(self.now(), name, "signed out", None, address))

    def sign_out_everywhere(self, name: str, address: str) -> None:
        """End every session of an account."""
        self.store.end_sessions(name, Entry(self.now(), name, "signed out everywhere", None, address))

    # ------------------------------------------------------------ tokens

    def make_token(self, name: str, scopes: list[str], days: int, label: str, by: str) -> tuple[str, str]:
        """A token for programs of this account; its id, and the token, which is kept nowhere."""
        name, chosen = checked_name(name), checked_scopes(scopes)
        if not 1 <= days <= LONGEST_TOKEN:
            raise UsageError(f"A token lasts 1 to {LONGEST_TOKEN} days: make a new one after that.")
        label = " ".join(label.split())[:80]
        secret, now = PREFIX + secrets.token_urlsafe(32), self.now()
        about = f"for {name}: {', '.join(chosen)}, {days} days" + (f", {label}" if label else "")
        entry = Entry(now, by, "token made", about)
        return self.store.add_token(name, hashed(secret), label, chosen, now + days * DAY, entry), secret

    def counts(self, token: Token) -> bool:
        """Whether a token is neither revoked nor expired."""
        return token.revoked is None and self.now() < token.expires

    def revoke(self, token: str, by: str, account: str | None = None) -> None:
        """Revoke the token of this id; with ``account`` only one of that account."""
        self.store.revoke(token, Entry(self.now(), by, "token revoked", token), account)


def hashed(secret: str) -> str:
    """What is kept of a session or a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def name_of(typed: str) -> str:
    """A name as accounts have it: letter case and the way it is composed aside."""
    return unicodedata.normalize("NFKC", typed[:LONGEST]).strip().casefold().replace("\0", "")[:64]


def checked_name(typed: str) -> str:
    """The same.  Raises UsageError for what can be no name."""
    name = name_of(typed)
    if len(typed.strip()) > 64 or not _NAME.fullmatch(name):
        raise UsageError("A name has 1 to 64 letters, figures or . _ - @ and begins with a letter or figure.")
    return name
