"""The outbox, how far each message has come, and the inbox."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("act_seq", BIG, nullable=False),
        sa.Column(
            "channel",
            sa.Enum("inbox", name="channel", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("uid", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution", "act_seq"],
            ["act.institution", "act.seq"],
            name=op.f("fk_message_institution_act_seq"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_message_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("uid", name=op.f("uq_message_uid")),
    )
    op.create_index("ix_message_act", "message", ["institution", "act_seq"], unique=False)
    op.create_index(op.f("ix_message_post_id"), "message", ["post_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UTCDateTime(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("parked_at", UTCDateTime(), nullable=True),
        sa.Column("error", AutoString(), nullable=True),
        sa.CheckConstraint("sent_at IS NULL OR parked_at IS NULL", name=op.f("ck_delivery_sent_or_parked")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_delivery_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message_id", name=op.f("uq_delivery_message_id")),
    )
    op.create_table(
        "inbox_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("arrived_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_inbox_entry_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_entry")),
        sa.UniqueConstraint("message_id", name=op.f("uq_inbox_entry_message_id")),
    )


def downgrade() -> None:
    op.drop_table("inbox_entry")
    op.drop_table("delivery")
    op.drop_table("message")
