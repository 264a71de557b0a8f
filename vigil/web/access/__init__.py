"""Who may do what on the site: accounts with four roles, sessions, tokens, and the checks that every request passes."""

from vigil.web.access.access import Access, Settings, loopback
from vigil.web.access.required import Refusal, a_person, require
from vigil.web.access.roles import PERMISSIONS, ROLES, SCOPES, Permission, Role, Scope, User

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "SCOPES",
    "Access",
    "Permission",
    "Refusal",
    "Role",
    "Scope",
    "Settings",
    "User",
    "a_person",
    "loopback",
    "require",
]
