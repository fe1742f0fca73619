"""Papers, the items they list, their approval steps, and the series they are numbered in."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

from models.types import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "number_segment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("office", AutoString(), nullable=False),
        sa.Column("paper", AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint("first >= 1 AND last >= first", name=op.f("ck_number_segment_runs_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_segment")),
        sa.UniqueConstraint(
            "institution",
            "office",
            "paper",
            "year",
            "first",
            name=op.f("uq_number_segment_institution_office_paper_year_first"),
        ),
    )
    op.create_table(
        "series_counter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("office", AutoString(), nullable=False),
        sa.Column("paper", AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("first >= 1 AND last >= first - 1", name=op.f("ck_series_counter_runs_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_counter")),
        sa.UniqueConstraint(
            "institution", "office", "paper", "year", name=op.f("uq_series_counter_institution_office_paper_year")
        ),
    )
    op.create_table(
        "order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("pack_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ladder", AutoString(), nullable=True),
        sa.Column("rung", AutoString(), nullable=True),
        sa.Column("paper", AutoString(), nullable=False),
        sa.Column("office", AutoString(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("merge_key", AutoString(), nullable=True),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "proposed",
                "agreed",
                "signed",
                "issued",
                "served",
                "answered",
                "refused",
                "lapsed",
                "voided",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("number", AutoString(), nullable=True),
        sa.Column("signed_at", UTCDateTime(), nullable=True),
        sa.Column("issued_at", UTCDateTime(), nullable=True),
        sa.Column("served_at", UTCDateTime(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answer_provisional", sa.Boolean(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("held_until_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL)", name=op.f("ck_order_answered_has_answered_at")
        ),
        sa.CheckConstraint(
            "(state IN ('issued', 'served', 'answered', 'voided')) = (number IS NOT NULL)",
            name=op.f("ck_order_issued_has_number"),
        ),
        sa.CheckConstraint(
            "held_until_on IS NULL OR state IN ('refused', 'voided')", name=op.f("ck_order_held_is_taken_back")
        ),
        sa.CheckConstraint(
            "state NOT IN ('served', 'answered') OR served_at IS NOT NULL", name=op.f("ck_order_served_has_served_at")
        ),
        sa.CheckConstraint(
            "(number IS NULL) = (serial IS NULL) AND (number IS NULL) = (year IS NULL)",
            name=op.f("ck_order_number_is_whole"),
        ),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name=op.f("fk_order_pack_version_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_order_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
        sa.UniqueConstraint("institution", "merge_key", name=op.f("uq_order_institution_merge_key")),
        sa.UniqueConstraint("institution", "number", name=op.f("uq_order_institution_number")),
        sa.UniqueConstraint(
            "institution",
            "office",
            "paper",
            "year",
            "serial",
            name=op.f("uq_order_institution_office_paper_year_serial"),
        ),
    )
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.create_index("ix_order_drafted", ["institution", "drafted_on"], unique=False)
        batch_op.create_index("ix_order_state", ["institution", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "order_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "limit_kind",
            sa.Enum(
                "feedback",
                "answer",
                "completion",
                name="limit_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("struck_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_order_item_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_order_item_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_item")),
        sa.UniqueConstraint("order_id", "item_id", name=op.f("uq_order_item_order_id_item_id")),
    )
    with op.batch_alter_table("order_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_item_item_id"), ["item_id"], unique=False)

    op.create_table(
        "order_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "propose",
                "agree",
                "sign",
                "issue",
                "serve",
                "answer",
                "refuse",
                "lapse",
                "void",
                "correct",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("true_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_order_step_order_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_order_step_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_order_step_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_step")),
        sa.UniqueConstraint("order_id", "step", name=op.f("uq_order_step_order_id_step")),
    )


def downgrade() -> None:
    op.drop_table("order_step")
    with op.batch_alter_table("order_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_item_item_id"))

    op.drop_table("order_item")
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_unit_id"))
        batch_op.drop_index("ix_order_state")
        batch_op.drop_index("ix_order_drafted")

    op.drop_table("order")
    op.drop_table("series_counter")
    op.drop_table("number_segment")
