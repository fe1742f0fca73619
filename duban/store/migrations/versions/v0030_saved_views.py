"""Views of the ledger that people save under a name."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LANDS = sa.text("landing")
SHARED = sa.text("shared_with IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("landing", sa.Boolean(), nullable=False),
        sa.Column("shared_with", AutoString(), nullable=True),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_saved_view_account_id_name")),
    )
    for name, column, where, unique in (
        ("ix_saved_view_landing", "account_id", LANDS, True),
        ("ix_saved_view_shared_with", "shared_with", SHARED, False),
    ):
        op.create_index(name, "saved_view", [column], unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("saved_view")
