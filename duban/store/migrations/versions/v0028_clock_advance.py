"""The clock of a demonstration ledger can be put forward."""

import sqlalchemy as sa
from alembic import op

from models.types import UTCDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "clock_advance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("advanced_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_clock_advance_forward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_advance")),
    )


def downgrade() -> None:
    op.drop_table("clock_advance")
