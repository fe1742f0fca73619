"""Queries about accounts, what was granted to them, their sessions and their unsent forms."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.prepared import row_like, rows_like
from models import Account, AccountGrant, AccountSecret, AccountSession, Draft, Person, table_of

ACCOUNT, GRANT, SECRET, SESSION, DRAFT, PERSON = (
    table_of(model) for model in (Account, AccountGrant, AccountSecret, AccountSession, Draft, Person)
)


def find_account(session: Session, name: str, *, lock: bool = False) -> sa.RowMapping | None:
    """The account of that name, or None."""
    return row_like(session, ACCOUNT, {"name": name}, lock=lock)


def find_account_by_id(session: Session, account_id: int) -> sa.RowMapping | None:
    """The account, or None."""
    return row_like(session, ACCOUNT, {"id": account_id})


def secret_of(session: Session, account_id: int, *, lock: bool = False) -> sa.RowMapping | None:
    """The account's secret, or None."""
    return row_like(session, SECRET, {"account_id": account_id}, lock=lock)


def standing_grants(session: Session, account_id: int) -> Sequence[sa.RowMapping]:
    """What the account is granted now."""
    return rows_like(session, GRANT, {"account_id": account_id, "revoked_at": None}).mappings().all()


def list_accounts(session: Session) -> Sequence[sa.RowMapping]:
    """Every account with its person, institution and whether its password is still the first one, by name."""
    return session.execute(_accounts()).mappings().all()


@cache
def _accounts() -> sa.Select[Any]:
    columns = (PERSON.c.name.label("person"), PERSON.c.institution, SECRET.c.must_change, SECRET.c.held_until_at)
    return (
        sa.select(ACCOUNT, *columns)
        .join_from(ACCOUNT, PERSON, PERSON.c.id == ACCOUNT.c.person_id, isouter=True)
        .join(SECRET, SECRET.c.account_id == ACCOUNT.c.id, isouter=True)
        .order_by(ACCOUNT.c.name)
    )


def all_standing_grants(session: Session) -> Sequence[sa.RowMapping]:
    """What is granted now, to whomever."""
    return rows_like(session, GRANT, {"revoked_at": None}).mappings().all()


def count_accounts(session: Session) -> int:
    """How many accounts there are."""
    return int(session.execute(sa.select(sa.func.count()).select_from(ACCOUNT)).scalar_one())


def find_session(session: Session, token_hash: str) -> sa.RowMapping | None:
    """The session with its account, or None."""
    return session.execute(_session_with_account(), {"token_hash": token_hash}).mappings().one_or_none()


@cache
def _session_with_account() -> sa.Select[Any]:
    account = (ACCOUNT.c.name, ACCOUNT.c.title, ACCOUNT.c.person_id, ACCOUNT.c.locked_at, ACCOUNT.c.created_at)
    must_change = sa.and_(SECRET.c.must_change, sa.not_(SESSION.c.vouched)).label("must_change")
    return (
        sa.select(SESSION, *account, must_change, PERSON.c.name.label("person"), PERSON.c.institution)
        .join_from(SESSION, ACCOUNT, ACCOUNT.c.id == SESSION.c.account_id)
        .join(SECRET, SECRET.c.account_id == ACCOUNT.c.id)
        .join(PERSON, PERSON.c.id == ACCOUNT.c.person_id, isouter=True)
        .where(SESSION.c.token_hash == sa.bindparam("token_hash"))
    )


def list_sessions(session: Session, account_id: int) -> Sequence[sa.RowMapping]:
    """Where the account is signed in."""
    return rows_like(session, SESSION, {"account_id": account_id}).mappings().all()


def end_sessions(session: Session, *conditions: sa.ColumnElement[bool]) -> None:
    """Forgets the sessions for which all of these hold."""
    session.connection().execute(sa.delete(SESSION).where(*conditions))


def end_stale_sessions(session: Session, *, idle_since: datetime, began_before: datetime) -> None:
    """Forgets the sessions that have run out."""
    end_sessions(session, sa.or_(SESSION.c.seen_at < idle_since, SESSION.c.began_at < began_before))


def find_draft(session: Session, account_id: int, form: str) -> sa.RowMapping | None:
    """What the account typed into that form and did not send, or None."""
    return row_like(session, DRAFT, {"account_id": account_id, "form": form})


def list_drafts(session: Session, account_id: int) -> Sequence[sa.RowMapping]:
    """Everything that the account typed and did not send."""
    return rows_like(session, DRAFT, {"account_id": account_id}).mappings().all()


def forget_draft(session: Session, account_id: int, form: str) -> None:
    """The form was sent, or is not wanted any more."""
    session.connection().execute(sa.delete(DRAFT).where(DRAFT.c.account_id == account_id, DRAFT.c.form == form))
