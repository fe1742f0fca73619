"""Targets of items: what an indicator must come to, its plan, its figures and how it was accepted."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COMPARISONS = ("at_least", "at_most", "about", "equal", "zero_tolerance", "rank", "grade")
OUTCOMES = ("over", "met", "short")


def upgrade() -> None:
    op.create_table(
        "target",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("indicator", AutoString(), nullable=False),
        sa.Column("comparison", _words("comparison", COMPARISONS), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.Column("measure", AutoString(), nullable=True),
        sa.Column("tolerance", AutoString(), nullable=True),
        sa.Column("capped", sa.Boolean(), nullable=False),
        sa.Column("grades", AutoString(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("assumed", sa.Text(), nullable=True),
        sa.CheckConstraint("(comparison = 'grade') = (grades IS NOT NULL)", name=op.f("ck_target_grade_has_order")),
        sa.CheckConstraint(
            "(comparison = 'about') = (tolerance IS NOT NULL)", name=op.f("ck_target_about_has_tolerance")
        ),
        sa.CheckConstraint("comparison = 'about' OR NOT capped", name=op.f("ck_target_only_about_is_capped")),
        sa.CheckConstraint("due_on IS NULL OR due_on > from_on", name=op.f("ck_target_ends_after_start")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_target_item_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["target.id"], name=op.f("fk_target_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("item_id", "indicator", name=op.f("uq_target_item_id_indicator")),
    )
    op.create_index(op.f("ix_target_parent_id"), "target", ["parent_id"], unique=False)
    _nodes()
    _actuals()
    _acceptances()


def _nodes() -> None:
    op.create_table(
        "target_node",
        sa.Column("id", BIG, nullable=False),
        sa.Column("target_id", BIG, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("value", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_target_node_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_node")),
        sa.UniqueConstraint("target_id", "due_on", name=op.f("uq_target_node_target_id_due_on")),
    )


def _actuals() -> None:
    op.create_table(
        "target_actual",
        sa.Column("id", BIG, nullable=False),
        sa.Column("target_id", BIG, nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("corrects_id", BIG, nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_target_actual_target_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["target_actual.id"], name=op.f("fk_target_actual_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_actual")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_target_actual_corrects_id")),
    )
    op.create_index(op.f("ix_target_actual_target_id"), "target_actual", ["target_id"], unique=False)


def _acceptances() -> None:
    op.create_table(
        "target_acceptance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("target_id", BIG, nullable=False),
        sa.Column("actual_id", BIG, nullable=False),
        sa.Column("outcome", _words("outcome", OUTCOMES), nullable=False),
        sa.Column("accepted_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_target_acceptance_target_id")),
        sa.ForeignKeyConstraint(["actual_id"], ["target_actual.id"], name=op.f("fk_target_acceptance_actual_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_acceptance")),
    )
    op.create_index(op.f("ix_target_acceptance_target_id"), "target_acceptance", ["target_id"], unique=False)


def downgrade() -> None:
    for table in ("target_acceptance", "target_actual", "target_node", "target"):
        op.drop_table(table)


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32, create_constraint=True)
