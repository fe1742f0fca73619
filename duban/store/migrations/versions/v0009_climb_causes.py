"""What else makes an item climb: completion, progress, quality, counts; waiting for a paper; the office's own limit."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LIMITS_BEFORE = ("feedback", "answer", "completion")
LIMITS = (*LIMITS_BEFORE, "progress", "quality", "issue")
LIMITED = ("breach", "extension", "order_item")
DAYS = ("behind_on", "failed_on", "decided_on", "issue_due_on")
INDEXED = ("completion_due_on", "behind_on", "failed_on", "issue_due_on")


def upgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("awaits", AutoString(), nullable=True))
        for name in DAYS:
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_item_issue_limit_has_start"), "decided_on IS NOT NULL OR issue_due_on IS NULL"
        )
    for name in INDEXED:
        there = sa.text(f"{name} IS NOT NULL")
        columns = ["institution", "state", name]
        op.create_index(f"ix_item_{name}", "item", columns, sqlite_where=there, postgresql_where=there)
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("progress", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_feedback_progress_is_per_cent"), "progress BETWEEN 0 AND 100")
    with op.batch_alter_table("sweep_day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provisional", sa.Boolean(), nullable=True))
    _limit_kinds(LIMITS)


def downgrade() -> None:
    _limit_kinds(LIMITS_BEFORE)
    with op.batch_alter_table("sweep_day", schema=None) as batch_op:
        batch_op.drop_column("provisional")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_feedback_progress_is_per_cent"), type_="check")
        batch_op.drop_column("progress")
    for name in INDEXED:
        op.drop_index(f"ix_item_{name}", "item")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_item_issue_limit_has_start"), type_="check")
        for name in (*DAYS, "awaits"):
            batch_op.drop_column(name)


def _limit_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(repr(kind) for kind in kinds)
    for table in LIMITED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_limit_kind"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_limit_kind"), f"limit_kind IN ({listed})")
