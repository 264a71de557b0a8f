"""Passwords: what is accepted, how they are kept (argon2id), and a check that takes as long for a name nobody has."""

from __future__ import annotations

import re
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vigil.errors import UsageError

SHORTEST = 12  # characters
LONGEST = 256  # characters; argon2 would take more, and the time to read it
DIFFERENT = 5  # characters that differ

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_GROUPS, _GROUP = 5, 4  # 20 characters of 31: 99 bits

# Words that long passwords are commonly made of; one of them with figures and signs around it is refused.
_COMMON = frozenset(
    "password passwort motdepasse contrasena parola senha passphrase mypassword passwordpassword letmein letmeinplease"
    " welcome welcomewelcome administrator administrador adminadmin rootroot changeme changemeplease changeit default"
    " qwerty qwertyuiop qwertyqwerty qwertyuiopasdfghjkl asdfghjkl asdfghjklzxcvbnm zxcvbnm azerty azertyuiop"
    " iloveyou iloveyouforever iloveyousomuch sunshine princess football baseball superman dragon monkey trustno"
    " abcdefghijkl abcdefghijklm abcdefghijklmnopqrstuvwxyz secret topsecret verysecret supersecret mysecret"
    " correcthorsebatterystaple thisismypassword thisisapassword enteryourpassword vigil vigilvigil vigilrecord".split()
)
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)
_LEET = str.maketrans("013457@$!", "oleastasi")


class Passwords:
    """Makes and checks hashes.  Safe to use from several threads; each call takes 64 MiB and some tenths of a second."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self.hasher = hasher or PasswordHasher()  # argon2id with RFC 9106's parameters for little memory
        self._nobody = self.hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """The hash to keep."""
        return self.hasher.hash(_bytes(password))

    def check(self, kept: str | None, password: str) -> bool:
        """Whether this is the password of the hash ``kept``; for None, a name nobody has, the same work and False."""
        try:
            return self.hasher.verify(kept or self._nobody, _bytes(password[:LONGEST])) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self.hasher.check_needs_rehash(kept)


def random_password() -> str:
    """One that nobody chose, easy to read aloud: ``k7mq-x4wd-9hbt-2rfn-ejzc``."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def acceptable(password: str, name: str) -> str:
    """The password.  Raises UsageError, with what to do, for one that is soon guessed."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise UsageError(
            f"That password is too short: use at least {SHORTEST} characters, for example four words."
        )
    if len(normal) > LONGEST:
        raise UsageError(f"That password is too long: use at most {LONGEST} characters.")
    folded = normal.casefold()
    if len(set(folded)) < DIFFERENT or any(folded in run * 2 for run in _RUNS):
        raise UsageError(
            "That password is one pattern: use words or characters that do not follow from each other."
        )
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)  # P@ssw0rd of P@ssw0rd!2024
    if {_bare(folded), _bare(core.translate(_LEET))} & _COMMON:
        raise UsageError(
            "That password is among the first that are tried: choose another, for example four words."
        )
    if len(name) >= 3 and len(_bare(folded.replace(name.casefold(), ""))) < DIFFERENT:
        raise UsageError("That password is hardly more than the name of the account: choose another.")
    return password


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)  # the same however a keyboard composes it


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _bare(folded: str) -> str:
    """Letters between whatever figures and signs stand around and among them."""
    return re.sub(r"[\W\d_]+", "", folded)
