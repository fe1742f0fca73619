"""Reports that units owe."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = "'due', 'submitted', 'sent_back', 'accepted', 'waived'"


def upgrade() -> None:
    op.create_table(
        "report_due",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("report", AutoString(), nullable=False),
        sa.Column("period", AutoString(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("original_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("says", sa.Text(), nullable=True),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("submitter_id", BIG, nullable=True),
        sa.Column("late_on", sa.Date(), nullable=True),
        sa.Column("chased_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'accepted') OR submitted_at IS NOT NULL",
            name=op.f("ck_report_due_has_come"),
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_report_due_state")),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name=op.f("fk_report_due_pack_version_id")),
        sa.ForeignKeyConstraint(["submitter_id"], ["person.id"], name=op.f("fk_report_due_submitter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_due_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_due")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_report_due_institution_code")),
        sa.UniqueConstraint(
            "institution",
            "report",
            "period",
            "unit_id",
            name=op.f("uq_report_due_institution_report_period_unit_id"),
        ),
    )
    op.create_index("ix_report_due_awaited", "report_due", ["institution", "state", "due_on"])
    op.create_index(op.f("ix_report_due_unit_id"), "report_due", ["unit_id"])


def downgrade() -> None:
    op.drop_table("report_due")
