"""Fifty people of an office and its units with accounts of their own, on the ledger that is looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.console_seeding import ACTOR, FROM, NOW, unit_names
from duban.services.accounts import NewAccount, grant, open_account
from duban.services.item_desk import Asked
from duban.services.org import NewHolder, add_holders
from duban.services.roles import Role
from duban.store.accounts import find_account
from duban.store.unit_of_work import reading, unit_of_work
from models import Grant

SECRET = "-".join(("correct", "horse", "7"))
LIAISONS, OPERATORS, AUDITORS = 30, 12, 3
LEADING = (
    ("县政府", "分管领导"),
    ("县政府", "县长"),
    ("县政府办公室", "办公室主任"),
    ("县政府办公室", "分管副主任"),
    ("县政府", "常务副县长"),
)


@dataclass(frozen=True)
class Member:
    """Somebody with an account, and what they are."""

    account: str
    role: Role
    holds: tuple[str, str, str] | None
    """Unit, post and name; None for an auditor, who holds no post."""


def staff() -> Iterator[Member]:
    """Thirty liaison officers of as many units, a dozen of the office, five who sign, three auditors."""
    for number, unit in enumerate(unit_names()[:: len(unit_names()) // LIAISONS][:LIAISONS], 1):
        yield Member(f"unit{number}", Role.liaison, (unit, "局长", f"{unit}局长"))
    for number in range(1, OPERATORS + 1):
        yield Member(f"office{number}", Role.operator, ("县政府督查室", f"督查员{number}", f"督查员{number}"))
    for number, (unit, post) in enumerate(LEADING, 1):
        yield Member(f"leader{number}", Role.leader, (unit, post, f"{unit}{post}"))
    for number in range(1, AUDITORS + 1):
        yield Member(f"auditor{number}", Role.auditor, None)


def with_accounts(engine: sa.Engine) -> list[Member]:
    """The staff, each with an account that knows SECRET; a ledger that an earlier run left has them already."""
    members = list(staff())
    with reading(engine) as session:
        if find_account(session, members[-1].account):
            return members
    asked = Asked(ACTOR, NOW)
    with unit_of_work(engine) as uow:
        holders = [NewHolder(*member.holds, FROM) for member in members if member.holds]
        add_holders(uow.session, "county", holders, now=NOW, actor=ACTOR)
        for member in members:
            _open(uow.session, member, asked)
        uow.commit()
    return members


def _open(session: Session, member: Member, asked: Asked) -> None:
    person = member.holds[2] if member.holds else None
    open_account(session, NewAccount(member.account, "county" if person else None, person), asked, SECRET)
    if member.role is Role.auditor:
        grant(session, member.account, Grant.auditor, asked)
