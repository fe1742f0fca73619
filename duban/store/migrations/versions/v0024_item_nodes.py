"""A key node of an item knows when it was done, by which report, and that it was missed."""

import sqlalchemy as sa
from alembic import op

from models.types import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("done_on IS NULL AND missed_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("item_node") as batch:
        batch.add_column(sa.Column("done_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("feedback_id", BIG, nullable=True))
        batch.add_column(sa.Column("missed_at", UTCDateTime(), nullable=True))
        batch.create_foreign_key(op.f("fk_item_node_feedback_id"), "feedback", ["feedback_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_item_node_done_by_a_report"), "(done_on IS NULL) = (feedback_id IS NULL)"
        )
    op.create_index("ix_item_node_waits", "item_node", ["due_on"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index("ix_item_node_waits", "item_node")
    with op.batch_alter_table("item_node") as batch:
        batch.drop_constraint(op.f("ck_item_node_done_by_a_report"), type_="check")
        batch.drop_constraint(op.f("fk_item_node_feedback_id"), type_="foreignkey")
        for column in ("missed_at", "feedback_id", "done_on"):
            batch.drop_column(column)
