"""Inspections, the units they visit, and what they find."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = "'planned', 'approved', 'under_way', 'concluded', 'closed', 'cancelled'"
FOUND = "'found', 'objected', 'answered', 'as_item', 'settled', 'withdrawn'"


def _record() -> list[sa.Column[object]]:
    return [
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
    ]


def _refs(table: str, **targets: str) -> list[sa.Constraint]:
    return [sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_{table}_{name}")) for name, to in targets.items()]


def upgrade() -> None:
    _inspection()
    _visited()
    _finding()


def _inspection() -> None:
    op.create_table(
        "inspection",
        *_record(),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("offices", sa.Text(), nullable=True),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("plate", AutoString(), nullable=True),
        sa.Column("planner_id", BIG, nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("concluded_at", UTCDateTime(), nullable=True),
        sa.Column("objection_due_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("secrecy", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(state IN ('concluded', 'closed')) = (concluded_at IS NOT NULL)",
            name=op.f("ck_inspection_concluded_has_concluded_at"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_inspection_closed_has_closed_at")
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_inspection_state")),
        sa.CheckConstraint("secrecy IN ('public', 'internal')", name=op.f("ck_inspection_secrecy")),
        *_refs("inspection", pack_version_id="pack_version.id", item_id="item.id", planner_id="person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_inspection_institution_code")),
        sa.UniqueConstraint("institution", "plate", name=op.f("uq_inspection_institution_plate")),
    )
    op.create_index("ix_inspection_state", "inspection", ["institution", "state"])


def _visited() -> None:
    op.create_table(
        "inspection_unit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inspection_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("visited_at", UTCDateTime(), nullable=True),
        sa.Column("says", sa.Text(), nullable=True),
        *_refs("inspection_unit", inspection_id="inspection.id", unit_id="unit.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_unit")),
        sa.UniqueConstraint("inspection_id", "unit_id", name=op.f("uq_inspection_unit_inspection_id_unit_id")),
    )
    op.create_index(op.f("ix_inspection_unit_unit_id"), "inspection_unit", ["unit_id"])


def _finding() -> None:
    op.create_table(
        "finding",
        *_record(),
        sa.Column("inspection_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("rectify_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("revisit", sa.Text(), nullable=True),
        sa.Column("item_id", BIG, nullable=True),
        sa.CheckConstraint("state <> 'as_item' OR item_id IS NOT NULL", name=op.f("ck_finding_as_item_has_item")),
        sa.CheckConstraint(f"state IN ({FOUND})", name=op.f("ck_finding_state")),
        *_refs(
            "finding",
            pack_version_id="pack_version.id",
            inspection_id="inspection.id",
            unit_id="unit.id",
            item_id="item.id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_finding_institution_code")),
    )
    op.create_index("ix_finding_inspection", "finding", ["inspection_id", "state"])
    op.create_index(op.f("ix_finding_unit_id"), "finding", ["unit_id"])


def downgrade() -> None:
    op.drop_table("finding")
    op.drop_table("inspection_unit")
    op.drop_table("inspection")
