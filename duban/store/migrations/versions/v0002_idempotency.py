"""An act keeps what its idempotency key was used for and what the asker was told."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("act", sa.Column("request_hash", AutoString(), nullable=True))
    op.add_column("act", sa.Column("answer", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("act", "answer")
    op.drop_column("act", "request_hash")
