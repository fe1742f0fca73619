"""Alerts about the running of the service."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'run_failed', 'run_zombie', 'sweep_silent', 'stage_failed', 'stage_late', 'period_waiting', 'calendar_waiting'"
STILL_OPEN = sa.text("state IN ('raised', 'seen')")


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=True),
        sa.Column("seen_by", BIG, nullable=True),
        sa.Column("cleared_at", UTCDateTime(), nullable=True),
        sa.Column("cleared_by", BIG, nullable=True),
        sa.CheckConstraint(
            "(state = 'cleared') = (cleared_at IS NOT NULL)", name=op.f("ck_alert_cleared_has_cleared_at")
        ),
        sa.CheckConstraint("state <> 'seen' OR seen_at IS NOT NULL", name=op.f("ck_alert_seen_has_seen_at")),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_alert_kind")),
        sa.CheckConstraint("state IN ('raised', 'seen', 'cleared')", name=op.f("ck_alert_state")),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name=op.f("fk_alert_pack_version_id")),
        sa.ForeignKeyConstraint(["seen_by"], ["person.id"], name=op.f("fk_alert_seen_by")),
        sa.ForeignKeyConstraint(["cleared_by"], ["person.id"], name=op.f("fk_alert_cleared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_alert_institution_code")),
    )
    op.create_index(
        "ix_alert_open",
        "alert",
        ["institution", "kind", "subject"],
        unique=True,
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )


def downgrade() -> None:
    op.drop_table("alert")
