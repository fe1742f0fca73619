"""Coordinations (层级协调): problems on their way upward, and what units and leaders say of them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "coordination",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "consulting",
                "coordinating",
                "decided",
                "settled",
                "withdrawn",
                "lapsed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("level_from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("suspension_id", BIG, nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('settled', 'withdrawn', 'lapsed')) = (closed_at IS NOT NULL)",
            name=op.f("ck_coordination_ended_has_closed_at"),
        ),
        sa.CheckConstraint(
            "due_on IS NULL OR state IN ('consulting', 'coordinating')", name=op.f("ck_coordination_idle_has_no_clock")
        ),
        sa.CheckConstraint("state <> 'consulting' OR level = 0", name=op.f("ck_coordination_unit_comes_first")),
        sa.CheckConstraint(
            "state NOT IN ('coordinating', 'decided') OR level > 0", name=op.f("ck_coordination_leader_comes_later")
        ),
        sa.CheckConstraint(
            "suspension_id IS NULL OR item_id IS NOT NULL", name=op.f("ck_coordination_pauses_its_item")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_coordination_item_id")),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name=op.f("fk_coordination_pack_version_id")),
        sa.ForeignKeyConstraint(["suspension_id"], ["suspension.id"], name=op.f("fk_coordination_suspension_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_coordination_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_coordination_institution_code")),
    )
    op.create_index(op.f("ix_coordination_item_id"), "coordination", ["item_id"], unique=False)
    op.create_index("ix_coordination_state", "coordination", ["institution", "state"], unique=False)
    op.create_table(
        "coordination_voice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("coordination_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "consult",
                "report",
                "opinion",
                "decision",
                "sorting",
                "instruction",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("post_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("part", AutoString(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("says", sa.Text(), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("item_id", BIG, nullable=True),
        sa.CheckConstraint(
            "(kind = 'consult') = (unit_id IS NOT NULL)", name=op.f("ck_coordination_voice_consults_a_unit")
        ),
        sa.CheckConstraint(
            "item_id IS NULL OR kind = 'instruction'", name=op.f("ck_coordination_voice_instruction_makes_item")
        ),
        sa.CheckConstraint(
            "kind <> 'opinion' OR post_id IS NOT NULL", name=op.f("ck_coordination_voice_opinion_is_a_leaders")
        ),
        sa.CheckConstraint(
            "(says IS NULL) = (answered_at IS NULL)", name=op.f("ck_coordination_voice_answer_is_dated")
        ),
        sa.ForeignKeyConstraint(
            ["coordination_id"], ["coordination.id"], name=op.f("fk_coordination_voice_coordination_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_coordination_voice_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coordination_voice_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_coordination_voice_post_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_coordination_voice_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination_voice")),
    )
    op.create_index(
        op.f("ix_coordination_voice_coordination_id"), "coordination_voice", ["coordination_id"], unique=False
    )
    op.create_index(op.f("ix_coordination_voice_item_id"), "coordination_voice", ["item_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_coordination_voice_item_id"), table_name="coordination_voice")
    op.drop_index(op.f("ix_coordination_voice_coordination_id"), table_name="coordination_voice")
    op.drop_table("coordination_voice")
    op.drop_index("ix_coordination_state", table_name="coordination")
    op.drop_index(op.f("ix_coordination_item_id"), table_name="coordination")
    op.drop_table("coordination")
