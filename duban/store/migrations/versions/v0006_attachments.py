"""Files that come with acts."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("act_seq", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("order_id", BIG, nullable=True),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("media_type", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("item_id IS NULL OR order_id IS NULL", name=op.f("ck_attachment_one_subject")),
        sa.CheckConstraint("length(sha256) = 64 AND size > 0", name=op.f("ck_attachment_names_a_file")),
        sa.ForeignKeyConstraint(
            ["institution", "act_seq"],
            ["act.institution", "act.seq"],
            name=op.f("fk_attachment_institution_act_seq"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_attachment_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_attachment_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("institution", "act_seq", "sha256", name=op.f("uq_attachment_institution_act_seq_sha256")),
    )
    op.create_index(op.f("ix_attachment_item_id"), "attachment", ["item_id"], unique=False)
    op.create_index(op.f("ix_attachment_order_id"), "attachment", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_table("attachment")
