"""Interviews (约谈), and what the joint offices say of each."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "interview",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("cause", AutoString(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("inspection_id", BIG, nullable=True),
        sa.Column("first_id", BIG, nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "noticed",
                "held",
                "effective",
                "ineffective",
                "refused",
                "withdrawn",
                "lapsed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposer_id", BIG, nullable=True),
        sa.Column("approver_id", BIG, nullable=True),
        sa.Column("order_id", BIG, nullable=True),
        sa.Column("meet_on", sa.Date(), nullable=True),
        sa.Column("held_at", UTCDateTime(), nullable=True),
        sa.Column("talker_id", BIG, nullable=True),
        sa.Column("rectify_on", sa.Date(), nullable=True),
        sa.Column("judge_on", sa.Date(), nullable=True),
        sa.Column("judge_provisional", sa.Boolean(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('effective', 'ineffective', 'refused', 'withdrawn', 'lapsed')) = (closed_at IS NOT NULL)",
            name=op.f("ck_interview_ended_has_closed_at"),
        ),
        sa.CheckConstraint(
            "(state IN ('held', 'effective', 'ineffective')) = (held_at IS NOT NULL)",
            name=op.f("ck_interview_held_has_held_at"),
        ),
        sa.CheckConstraint("(held_at IS NULL) = (judge_on IS NULL)", name=op.f("ck_interview_held_has_its_day")),
        sa.CheckConstraint("approver_id <> proposer_id", name=op.f("ck_interview_approved_by_another")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_interview_approver_id")),
        sa.ForeignKeyConstraint(["first_id"], ["interview.id"], name=op.f("fk_interview_first_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_interview_inspection_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_interview_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_interview_order_id")),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name=op.f("fk_interview_pack_version_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interview_person_id")),
        sa.ForeignKeyConstraint(["proposer_id"], ["person.id"], name=op.f("fk_interview_proposer_id")),
        sa.ForeignKeyConstraint(["talker_id"], ["person.id"], name=op.f("fk_interview_talker_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_interview_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("first_id", name=op.f("uq_interview_first_id")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_interview_institution_code")),
    )
    op.create_index(op.f("ix_interview_item_id"), "interview", ["item_id"], unique=False)
    op.create_index("ix_interview_person", "interview", ["person_id", "unit_id"], unique=False)
    op.create_index("ix_interview_state", "interview", ["institution", "state"], unique=False)
    op.create_table(
        "interview_consent",
        sa.Column("id", BIG, nullable=False),
        sa.Column("interview_id", BIG, nullable=False),
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("says", sa.Text(), nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(agrees IS NULL) = (answered_at IS NULL)", name=op.f("ck_interview_consent_answer_is_dated")
        ),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name=op.f("fk_interview_consent_interview_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interview_consent_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_interview_consent_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_consent")),
        sa.UniqueConstraint("interview_id", "post_id", name=op.f("uq_interview_consent_interview_id_post_id")),
    )


def downgrade() -> None:
    op.drop_table("interview_consent")
    op.drop_index("ix_interview_state", table_name="interview")
    op.drop_index("ix_interview_person", table_name="interview")
    op.drop_index(op.f("ix_interview_item_id"), table_name="interview")
    op.drop_table("interview")
