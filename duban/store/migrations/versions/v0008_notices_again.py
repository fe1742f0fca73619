"""A holiday notice that a correction replaced may be loaded again."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calendar_notice", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_calendar_notice_digest"), type_="unique")
        batch_op.create_index(op.f("ix_calendar_notice_digest"), ["digest"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("calendar_notice", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_calendar_notice_digest"))
        batch_op.create_unique_constraint(op.f("uq_calendar_notice_digest"), ["digest"])
