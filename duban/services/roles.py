"""What an account may be today: roles follow from the posts that its person holds, and from what was granted."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.store.accounts import standing_grants
from duban.store.org import holdings_of
from duban.store.sight import Sight
from models import Grant


class Role(StrEnum):
    """What somebody does in the system."""

    operator = "operator"
    leader = "leader"
    liaison = "liaison"
    auditor = "auditor"
    system_admin = "system_admin"
    security_admin = "security_admin"
    audit_admin = "audit_admin"


ROLE_LABELS = {
    Role.operator: "督查室经办",
    Role.leader: "审批领导",
    Role.liaison: "单位联络员",
    Role.auditor: "审计",
    Role.system_admin: "系统管理员",
    Role.security_admin: "安全管理员",
    Role.audit_admin: "审计管理员",
}
SEES_ALL = {Role.operator, Role.leader, Role.auditor}
"""Whoever has one of these sees every row of the institution; others see what their units lead or help."""
ADMINISTRATORS = frozenset({Role.system_admin, Role.security_admin, Role.audit_admin})


@dataclass(frozen=True)
class HeldPost:
    """A post that somebody holds today, as holder or deputy."""

    unit_id: int
    unit: str
    post_id: int
    post: str
    person_id: int
    is_deputy: bool

    @property
    def name(self) -> str:
        """The post with its unit, as `--by` takes it."""
        return self.unit + self.post


@dataclass(frozen=True)
class Standing:
    """What somebody is today."""

    roles: frozenset[Role]
    posts: tuple[HeldPost, ...] = ()
    sight: Sight = field(default_factory=lambda: Sight(frozenset()))


def standing_of(session: Session, pack: Pack | None, person_id: int | None, account_id: int, on: date) -> Standing:
    """The roles, posts and sight of an account on that day."""
    granted = {Role(Grant(row["grant_kind"]).value) for row in standing_grants(session, account_id)}
    posts: tuple[HeldPost, ...] = ()
    if pack is not None and person_id is not None:
        posts = tuple(_held(row) for row in holdings_of(session, pack.code, person_id, on))
        granted = granted.union(*(roles_of(pack, post) for post in posts))
    whole = bool(granted & SEES_ALL)
    return Standing(frozenset(granted), posts, Sight() if whole else Sight(frozenset(p.unit_id for p in posts)))


def roles_of(pack: Pack, held: HeldPost) -> set[Role]:
    """What a post makes of its holder.

    A post of an office of the pack assigns and supervises; one in whose hands the pack lays a paper or a decision
    approves; a post that the pack knows and that is no head of a unit leads; any other belongs to a unit that acts.
    """
    found = set()
    if any(held.unit in pack.units_of(name) for name in pack.offices):
        found.add(Role.operator)
    heads = pack.heads.posts if pack.heads else ()
    if held.post in approving_posts(pack) or (not found and held.post in pack.posts and held.post not in heads):
        found.add(Role.leader)
    return found or {Role.liaison}


def approving_posts(pack: Pack) -> frozenset[str]:
    """The posts that propose, agree to and sign papers, and that set items up and strike them off."""
    rungs = [rung for ladder in pack.ladders.values() for rung in ladder]
    found = {post for rung in rungs for post in rung.approval.posts}
    for kind in pack.items.values():
        for decision in filter(None, (kind.approve, kind.close)):
            found |= set(decision.by)
    return frozenset(found)


def _held(row: sa.RowMapping) -> HeldPost:
    values: dict[str, Any] = {
        name: row[name] for name in ("unit_id", "unit", "post_id", "post", "person_id", "is_deputy")
    }
    return HeldPost(**values)
