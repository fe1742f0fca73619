"""Occurrences of cycles, their stages, who came, what was decided, and what was put before the chair."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OCCURRENCE_STATES = (
    "'planned', 'waiting', 'missed', 'notified', 'collecting', 'briefed', "
    "'convened', 'decided', 'published', 'closed', 'skipped', 'merged', 'not_held'"
)
STAGE_STATES = "'planned', 'awaiting', 'done', 'passed'"
TABLES = (
    "briefing",
    "decision",
    "attendance",
    "stage_lease",
    "occurrence_stage",
    "occurrence",
    "cycle_watch",
    "cycle_version",
)


def upgrade() -> None:
    op.create_table(
        "cycle_watch",
        sa.Column("id", BIG, nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("horizon_on", sa.Date(), nullable=False),
        sa.Column("pack_version", AutoString(), nullable=False),
        sa.Column("calendar_version", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_watch")),
        sa.UniqueConstraint("institution", name=op.f("uq_cycle_watch_institution")),
    )
    op.create_table(
        "cycle_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("cycle", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pack_version_id"], ["pack_version.id"], name=op.f("fk_cycle_version_pack_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_version")),
        sa.UniqueConstraint(
            "institution", "cycle", "pack_version_id", name=op.f("uq_cycle_version_institution_cycle_pack_version_id")
        ),
    )
    op.create_table(
        "occurrence",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("cycle", AutoString(), nullable=False),
        sa.Column("period", AutoString(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("window_first_on", sa.Date(), nullable=True),
        sa.Column("window_last_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("taken_up", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", AutoString(), nullable=False),
        sa.Column("merged_into_id", BIG, nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("says", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_occurrence_merged_names_period")
        ),
        sa.CheckConstraint(
            "state IN ('not_held', 'planned') OR meeting_on IS NOT NULL", name=op.f("ck_occurrence_held_has_day")
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["occurrence.id"], name=op.f("fk_occurrence_merged_into_id")),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name=op.f("fk_occurrence_pack_version_id")),
        sa.CheckConstraint(f"state IN ({OCCURRENCE_STATES})", name=op.f("ck_occurrence_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_occurrence_institution_code")),
        sa.UniqueConstraint("institution", "cycle", "period", name=op.f("uq_occurrence_institution_cycle_period")),
    )
    op.create_index("ix_occurrence_standing", "occurrence", ["institution", "state", "meeting_on"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("occurrence_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("says", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_attendance_occurrence_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attendance_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("occurrence_id", "unit_id", name=op.f("uq_attendance_occurrence_id_unit_id")),
    )
    op.create_index(op.f("ix_attendance_unit_id"), "attendance", ["unit_id"], unique=False)
    op.create_table(
        "briefing",
        sa.Column("id", BIG, nullable=False),
        sa.Column("occurrence_id", BIG, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_briefing_occurrence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
        sa.UniqueConstraint("occurrence_id", "edition", name=op.f("uq_briefing_occurrence_id_edition")),
    )
    op.create_table(
        "decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("occurrence_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_decision_item_id")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_decision_occurrence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("occurrence_id", "item_id", name=op.f("uq_decision_occurrence_id_item_id")),
    )
    op.create_index(op.f("ix_decision_item_id"), "decision", ["item_id"], unique=False)
    op.create_table(
        "occurrence_stage",
        sa.Column("id", BIG, nullable=False),
        sa.Column("occurrence_id", BIG, nullable=False),
        sa.Column("stage", AutoString(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_occurrence_stage_done_has_time")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_occurrence_stage_occurrence_id")),
        sa.CheckConstraint(f"state IN ({STAGE_STATES})", name=op.f("ck_occurrence_stage_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence_stage")),
        sa.UniqueConstraint("occurrence_id", "stage", name=op.f("uq_occurrence_stage_occurrence_id_stage")),
    )
    op.create_index("ix_occurrence_stage_due", "occurrence_stage", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_occurrence_stage_occurrence_id"), "occurrence_stage", ["occurrence_id"], unique=False)
    op.create_table(
        "stage_lease",
        sa.Column("id", BIG, nullable=False),
        sa.Column("stage_id", BIG, nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker", AutoString(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", UTCDateTime(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["stage_id"], ["occurrence_stage.id"], name=op.f("fk_stage_lease_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_lease")),
        sa.UniqueConstraint("stage_id", name=op.f("uq_stage_lease_stage_id")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
