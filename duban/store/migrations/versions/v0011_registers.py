"""Entries of registers."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "register_entry",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("book", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("secrecy", sa.String(length=32), nullable=True),
        sa.CheckConstraint("secrecy IN ('public', 'internal')", name=op.f("ck_register_entry_secrecy")),
        sa.ForeignKeyConstraint(
            ["pack_version_id"], ["pack_version.id"], name=op.f("fk_register_entry_pack_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_register_entry_institution_code")),
    )
    op.create_index("ix_register_entry_book", "register_entry", ["institution", "book", "state"])


def downgrade() -> None:
    op.drop_table("register_entry")
