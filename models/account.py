"""Who may sign in to the console: accounts and grants, secrets, sessions, unsent forms and saved views."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, index_where, instant_field, ref_field, text_field


class Grant(StrEnum):
    """What is granted to an account by hand; every other role follows from the posts that its person holds."""

    auditor = "auditor"
    """审计：看全部，不办理。"""
    system_admin = "system_admin"
    """系统管理员：开设和停用账号。"""
    security_admin = "security_admin"
    """安全管理员：授权。"""
    audit_admin = "audit_admin"
    """审计管理员：查行为和核对证据链。"""


STANDS = sa.text("revoked_at IS NULL")
ADMINISTERS = sa.text("revoked_at IS NULL AND grant_kind <> 'auditor'")


class Account(Row, table=True):
    """One who may sign in; `person_id` is whom it stands for, NULL for an administrator who holds no post."""

    __table_args__ = (
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("person_id"),
        sa.CheckConstraint("(locked_at IS NULL) = (lock_reason IS NULL)", name="locked_says_why"),
    )

    id: int | None = id_field()
    name: str
    title: str
    """What people call the account: the person's name, or 系统管理员."""
    person_id: int | None = ref_field("person.id", nullable=True)
    created_at: datetime = instant_field()
    locked_at: datetime | None = instant_field(nullable=True)
    lock_reason: str | None = text_field(nullable=True)
    version: int = 1


class AccountGrant(Row, table=True):
    """Something granted to an account, until it is revoked. No account holds two of the three administrators."""

    __tablename__ = "account_grant"
    __table_args__ = (
        sa.Index(
            "ix_account_grant_stands",
            "account_id",
            "grant_kind",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        sa.Index(
            "ix_account_grant_administers",
            "account_id",
            unique=True,
            sqlite_where=ADMINISTERS,
            postgresql_where=ADMINISTERS,
        ),
    )

    id: int | None = id_field()
    account_id: int = ref_field("account.id")
    grant_kind: Grant = Field(sa_type=enum_type(Grant, "grant_kind"))
    granted_at: datetime = instant_field()
    revoked_at: datetime | None = instant_field(nullable=True)


class AccountSecret(Row, table=True):
    """The password's hash and what guessing it has come to. Technical: never in history, where it could be read."""

    __tablename__ = "account_secret"
    __table_args__ = (sa.UniqueConstraint("account_id"),)

    id: int | None = id_field()
    account_id: int = ref_field("account.id")
    hash: str
    must_change: bool
    changed_at: datetime = instant_field()
    failures: int = 0
    held_until_at: datetime | None = instant_field(nullable=True)


class AccountSession(Row, table=True):
    """A browser or program that has signed in, known by the hash of its cookie's random id."""

    __tablename__ = "account_session"
    __table_args__ = (sa.UniqueConstraint("token_hash"),)

    id: int | None = id_field()
    account_id: int = ref_field("account.id", index=True)
    token_hash: str
    csrf: str
    agent: str
    address: str
    began_at: datetime = instant_field()
    seen_at: datetime = instant_field()
    vouched: bool
    """Whether the identity provider said who it is; no password was asked for."""


class Draft(Row, table=True):
    """A form that was typed and not sent yet."""

    __table_args__ = (sa.UniqueConstraint("account_id", "form"),)

    id: int | None = id_field()
    account_id: int = ref_field("account.id")
    form: str
    fields: str = text_field()
    saved_at: datetime = instant_field()


class SavedView(Row, table=True):
    """A way of looking at the ledger that somebody named for themselves, and may share with the institution."""

    __tablename__ = "saved_view"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "name"),
        index_where("ix_saved_view_landing", "account_id", where="landing", unique=True),
        index_where("ix_saved_view_shared_with", "shared_with", where="shared_with IS NOT NULL"),
    )

    id: int | None = id_field()
    account_id: int = ref_field("account.id")
    name: str
    asked: str = text_field()
    """The filters, order and columns, as the ledger's address carries them behind its question mark."""
    landing: bool = False
    """Whether it is what the account comes to when it signs in; at most one is."""
    shared_with: str | None = None
    """The institution whose people may all open it."""
    saved_at: datetime = instant_field()
