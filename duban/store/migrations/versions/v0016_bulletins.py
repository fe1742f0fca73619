"""Bulletins, their frozen facts, and the units that check or read them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = "'drafted', 'checking', 'signed', 'issued', 'withdrawn'"


def _refs(table: str, **targets: str) -> list[sa.Constraint]:
    return [sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_{table}_{name}")) for name, to in targets.items()]


def upgrade() -> None:
    _bulletin()
    _facts()
    _units()


def _bulletin() -> None:
    op.create_table(
        "bulletin",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("says", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=False),
        sa.Column("facts_hash", AutoString(), nullable=False),
        sa.Column("drafter_id", BIG, nullable=True),
        sa.Column("check_due_on", sa.Date(), nullable=True),
        sa.Column("signed_at", UTCDateTime(), nullable=True),
        sa.Column("issued_at", UTCDateTime(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("number", AutoString(), nullable=True),
        sa.Column("secrecy", sa.String(length=32), nullable=True),
        sa.CheckConstraint("(state = 'issued') = (number IS NOT NULL)", name=op.f("ck_bulletin_issued_has_number")),
        sa.CheckConstraint(
            "(number IS NULL) = (serial IS NULL) AND (number IS NULL) = (year IS NULL)",
            name=op.f("ck_bulletin_number_is_whole"),
        ),
        sa.CheckConstraint("state <> 'issued' OR signed_at IS NOT NULL", name=op.f("ck_bulletin_issued_was_signed")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_bulletin_state")),
        sa.CheckConstraint("secrecy IN ('public', 'internal')", name=op.f("ck_bulletin_secrecy")),
        *_refs("bulletin", pack_version_id="pack_version.id", drafter_id="person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_bulletin_institution_code")),
        sa.UniqueConstraint(
            "institution", "kind", "year", "serial", name=op.f("uq_bulletin_institution_kind_year_serial")
        ),
    )


def _facts() -> None:
    op.create_table(
        "bulletin_fact",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bulletin_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", AutoString(), nullable=False),
        sa.Column("struck_at", UTCDateTime(), nullable=True),
        *_refs("bulletin_fact", bulletin_id="bulletin.id", unit_id="unit.id", item_id="item.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_fact")),
        sa.UniqueConstraint("bulletin_id", "place", name=op.f("uq_bulletin_fact_bulletin_id_place")),
    )


def _units() -> None:
    op.create_table(
        "bulletin_unit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bulletin_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("reads", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.String(length=32), nullable=True),
        sa.Column("reply_says", sa.Text(), nullable=True),
        sa.Column("replied_at", UTCDateTime(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.CheckConstraint("reply IN ('confirmed', 'objected')", name=op.f("ck_bulletin_unit_reply")),
        *_refs("bulletin_unit", bulletin_id="bulletin.id", unit_id="unit.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_unit")),
        sa.UniqueConstraint("bulletin_id", "unit_id", name=op.f("uq_bulletin_unit_bulletin_id_unit_id")),
    )
    op.create_index(op.f("ix_bulletin_unit_unit_id"), "bulletin_unit", ["unit_id"])


def downgrade() -> None:
    op.drop_table("bulletin_unit")
    op.drop_table("bulletin_fact")
    op.drop_table("bulletin")
