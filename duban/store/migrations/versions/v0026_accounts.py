"""Accounts of the console: who may sign in, what was granted, sessions and unsent forms."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("revoked_at IS NULL")
ADMINISTERS = sa.text("revoked_at IS NULL AND grant_kind <> 'auditor'")
GRANTS = "'auditor', 'system_admin', 'security_admin', 'audit_admin'"


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("locked_at", UTCDateTime(), nullable=True),
        sa.Column("lock_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(locked_at IS NULL) = (lock_reason IS NULL)", name=op.f("ck_account_locked_says_why")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    _of_account(
        "account_grant",
        *_granted(),
        sa.CheckConstraint(f"grant_kind IN ({GRANTS})", name=op.f("ck_account_grant_grant_kind")),
    )
    for name, columns, where in (
        ("ix_account_grant_stands", ["account_id", "grant_kind"], STANDS),
        ("ix_account_grant_administers", ["account_id"], ADMINISTERS),
    ):
        op.create_index(name, "account_grant", columns, unique=True, sqlite_where=where, postgresql_where=where)
    _technical_tables()


def _granted() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("grant_kind", sa.String(length=32), nullable=False),
        sa.Column("granted_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
    )


def _technical_tables() -> None:
    _of_account(
        "account_secret",
        sa.Column("hash", AutoString(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("held_until_at", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("account_id", name=op.f("uq_account_secret_account_id")),
    )
    _of_account(
        "account_session",
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("csrf", AutoString(), nullable=False),
        sa.Column("agent", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
    _of_account(
        "draft",
        sa.Column("form", AutoString(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("account_id", "form", name=op.f("uq_draft_account_id_form")),
    )


def _of_account(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{name}_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for name in ("draft", "account_session", "account_secret", "account_grant", "account"):
        op.drop_table(name)
