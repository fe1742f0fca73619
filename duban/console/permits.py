"""Who may use a route. Every route declares a permit where it is defined; there is no other way to add one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from duban.services.roles import Role


@dataclass(frozen=True)
class Permit:
    """Who may use a route: whoever has one of these roles; `public` needs no signing in, `anybody` only that."""

    roles: frozenset[Role] = frozenset()
    public: bool = False
    anybody: bool = False

    def admits(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles may."""
        return self.public or self.anybody or bool(self.roles & roles)


PUBLIC = Permit(public=True)
"""Signing in, and nothing that tells anything."""
ANYBODY = Permit(anybody=True)
"""Whoever is signed in: their own desk, password, sessions."""
EVERYONE_AT_WORK = Permit(frozenset({Role.operator, Role.leader, Role.liaison, Role.auditor}))
"""Whoever works with the ledger; a liaison sees only what concerns the unit."""
OFFICE = Permit(frozenset({Role.operator}))
LEADERS = Permit(frozenset({Role.leader}))
OFFICE_AND_LEADERS = Permit(frozenset({Role.operator, Role.leader}))
OFFICE_AND_UNITS = Permit(frozenset({Role.operator, Role.liaison}))
ALL_WHO_ACT = Permit(frozenset({Role.operator, Role.leader, Role.liaison}))
READS_ALL = Permit(frozenset({Role.operator, Role.leader, Role.auditor}))
SYSTEM = Permit(frozenset({Role.system_admin}))
SECURITY = Permit(frozenset({Role.security_admin}))
ACCOUNTS = Permit(frozenset({Role.system_admin, Role.security_admin}))
AUDIT = Permit(frozenset({Role.audit_admin, Role.auditor}))


@dataclass(frozen=True)
class Entry:
    """One route, as a screen declares it."""

    method: str
    path: str
    endpoint: Callable[..., Any]
    permit: Permit
    options: dict[str, Any]


@dataclass
class Screen:
    """The routes of one screen. `permit` has no default: a route without one cannot be written."""

    entries: list[Entry] = field(default_factory=list)

    def get(self, path: str, *, permit: Permit, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declares a page, or what is read by programs."""
        return self._declare("GET", path, permit, options)

    def post(self, path: str, *, permit: Permit, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declares something that changes the ledger, the account or the session."""
        return self._declare("POST", path, permit, options)

    def add(self, method: str, path: str, endpoint: Callable[..., Any], *, permit: Permit, **options: Any) -> None:
        """The same, for routes that are made from declarations."""
        self.entries.append(Entry(method, path, endpoint, permit, options))

    def _declare(
        self, method: str, path: str, permit: Permit, options: dict[str, Any]
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def declared(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            self.entries.append(Entry(method, path, endpoint, permit, options))
            return endpoint

        return declared


def table_of_permits(screens: Sequence[Screen]) -> dict[tuple[str, str], Permit]:
    """Every declared route with its permit: what the permission matrix is made of."""
    return {(entry.method, entry.path): entry.permit for screen in screens for entry in screen.entries}
