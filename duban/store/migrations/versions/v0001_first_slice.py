"""The first slice of the ledger."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

from models.types import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act_head",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("institution", name=op.f("pk_act_head")),
    )
    op.create_table(
        "calendar_notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("loaded_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_notice")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_notice_digest")),
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "real", "demonstration", "rehearsal", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    op.create_table(
        "pack_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("version", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("yaml", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("loaded_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_version")),
        sa.UniqueConstraint("version", name=op.f("uq_pack_version_version")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("institution", "name", name=op.f("uq_person_institution_name")),
    )
    op.create_table(
        "sweep_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("swept_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("done", "day_off", "merged", name="outcome", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("act_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("merged_into", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_sweep_day_merged_names_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_day")),
        sa.UniqueConstraint("institution", "swept_on", name=op.f("uq_sweep_day_institution_swept_on")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("institution", "name", name=op.f("uq_unit_institution_name")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("item_type", AutoString(), nullable=False),
        sa.Column("item_class", AutoString(), nullable=True),
        sa.Column("ladder", AutoString(), nullable=True),
        sa.Column("pack_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "issued",
                "in_progress",
                "escalated",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rung", AutoString(), nullable=True),
        sa.Column("climb_due_on", sa.Date(), nullable=True),
        sa.Column("climb_from_on", sa.Date(), nullable=True),
        sa.Column("feedback_phrase", AutoString(), nullable=True),
        sa.Column("feedback_from_on", sa.Date(), nullable=True),
        sa.Column("feedback_due_on", sa.Date(), nullable=True),
        sa.Column("completion_due_on", sa.Date(), nullable=True),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", AutoString(), nullable=True),
        sa.Column("issued_at", UTCDateTime(), nullable=True),
        sa.Column("received_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_item_closed_has_closed_at")),
        sa.CheckConstraint("(state = 'drafted') = (issued_at IS NULL)", name=op.f("ck_item_issued_has_issued_at")),
        sa.CheckConstraint("(state = 'escalated') = (rung IS NOT NULL)", name=op.f("ck_item_escalated_has_rung")),
        sa.CheckConstraint(
            "state NOT IN ('drafted', 'closed') OR climb_due_on IS NULL", name=op.f("ck_item_idle_has_no_clock")
        ),
        sa.CheckConstraint("(climb_due_on IS NULL) = (climb_from_on IS NULL)", name=op.f("ck_item_clock_has_start")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["unit.id"], name=op.f("fk_item_lead_unit_id")),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name=op.f("fk_item_pack_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_item_institution_code")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index("ix_item_climb", ["institution", "state", "climb_due_on", "rung"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_lead_unit_id"), ["lead_unit_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_post_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_post_unit_id_name")),
    )
    op.create_table(
        "act",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("verb", AutoString(), nullable=False),
        sa.Column("event", AutoString(), nullable=True),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("os_user", AutoString(), nullable=False),
        sa.Column("true_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("clause", AutoString(), nullable=True),
        sa.Column("reason", AutoString(), nullable=True),
        sa.Column("idempotency_key", AutoString(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("prev_hash", AutoString(), nullable=False),
        sa.Column("hash", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_act_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_act_post_id")),
        sa.PrimaryKeyConstraint("institution", "seq", name=op.f("pk_act")),
        sa.UniqueConstraint("institution", "idempotency_key", name=op.f("uq_act_institution_idempotency_key")),
    )
    op.create_table(
        "breach",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
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
            nullable=False,
        ),
        sa.Column("limit_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("cleared_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_breach_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sa.UniqueConstraint("item_id", "limit_kind", "limit_on", name=op.f("uq_breach_item_id_limit_kind_limit_on")),
    )
    op.create_table(
        "holding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("is_deputy", sa.Boolean(), nullable=False),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_holding_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_holding_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_holding_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
        sa.UniqueConstraint("post_id", "person_id", "from_on", name=op.f("uq_holding_post_id_person_id_from_on")),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holding_person_id"), ["person_id"], unique=False)

    op.create_table(
        "item_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_text_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_text")),
        sa.UniqueConstraint("item_id", name=op.f("uq_item_text_item_id")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("act_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("table_name", AutoString(), nullable=False),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("after_hash", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution", "act_seq"],
            ["act.institution", "act.seq"],
            name=op.f("fk_history_institution_act_seq"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_act", ["institution", "act_seq"], unique=False)
        batch_op.create_index("ix_history_row", ["table_name", "row_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index("ix_history_row")
        batch_op.drop_index("ix_history_act")

    op.drop_table("history")
    op.drop_table("item_text")
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holding_person_id"))

    op.drop_table("holding")
    op.drop_table("breach")
    op.drop_table("act")
    op.drop_table("post")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_lead_unit_id"))
        batch_op.drop_index("ix_item_climb")

    op.drop_table("item")
    op.drop_table("unit")
    op.drop_table("sweep_day")
    op.drop_table("person")
    op.drop_table("pack_version")
    op.drop_table("ledger")
    op.drop_table("calendar_notice")
    op.drop_table("act_head")
