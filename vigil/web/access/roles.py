"""Who may do what: four roles, six permissions, and scopes that narrow a token to a part of its account's role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from vigil.errors import UsageError

Role = Literal["reader", "reviewer", "editor", "owner"]
Permission = Literal["see", "decide", "add", "export", "release", "manage"]
Scope = Literal["read", "review", "write", "export"]

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)

# What each permission is, in the words of a refusal.
PERMISSIONS: dict[Permission, str] = {
    "see": "read the record",
    "decide": "confirm, correct, merge and split",
    "add": "add documents and claims",
    "export": "export with names withheld",
    "release": "release the names of private persons",
    "manage": "manage accounts, everybody's tokens and the settings",
}

_MAY: dict[Role, frozenset[Permission]] = {
    "reader": frozenset({"see"}),
    "reviewer": frozenset({"see", "decide"}),
    "editor": frozenset({"see", "decide", "add", "export"}),
    "owner": frozenset(PERMISSIONS),
}

# No scope holds "release" or "manage": a token that is lost changes nobody's rights and names nobody.
_SCOPE: dict[Scope, frozenset[Permission]] = {
    "read": frozenset({"see"}),
    "review": frozenset({"decide"}),
    "write": frozenset({"add"}),
    "export": frozenset({"export"}),
}


@dataclass(frozen=True, slots=True)
class User:
    """Whoever asks.  ``via``: "local" (the one user of a site on loopback), "session" or "token"."""

    name: str
    role: str
    via: Literal["local", "session", "token"] = "session"
    scopes: tuple[str, ...] = ()  # of the token

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it and, for a token, one of its scopes does too."""
        return permission in allowed(self.role, self.scopes if self.via == "token" else None)


def allowed(role: str, scopes: tuple[str, ...] | None = None) -> frozenset[Permission]:
    """The permissions of a role, narrowed to ``scopes`` unless that is None.  A word that is not known allows nothing."""
    mine: frozenset[Permission] = next((_MAY[known] for known in ROLES if known == role), frozenset())
    if scopes is None:
        return mine
    return mine & frozenset().union(*(_SCOPE[known] for known in SCOPES if known in scopes))


def lowest(permission: Permission) -> Role:
    """The role with the fewest rights that has this one."""
    return next(role for role in ROLES if permission in _MAY[role])


def checked_role(word: str) -> Role:
    """The role of this name.  Raises UsageError for another word."""
    for role in ROLES:
        if role == word.strip().casefold():
            return role
    raise UsageError(f"There is no role {word}: choose one of {', '.join(ROLES)}.")


def checked_scopes(words: list[str]) -> tuple[Scope, ...]:
    """These scopes in a fixed order.  Raises UsageError for another word or none."""
    unknown = [word for word in words if word not in SCOPES]
    if unknown or not words:
        wrong = f"There is no scope {unknown[0]}" if unknown else "A token needs a scope"
        raise UsageError(f"{wrong}: choose one or more of {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in words)
