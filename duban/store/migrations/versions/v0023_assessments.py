"""The yearly assessments, their score entries and the ranks of the units."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refs(table: str, **targets: str) -> list[sa.Constraint]:
    return [sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_{table}_{name}")) for name, to in targets.items()]


def upgrade() -> None:
    _assessment()
    _entries()
    _ranks()


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("institution", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("computed_at", UTCDateTime(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("publisher_id", BIG, nullable=True),
        sa.Column("objection_due_on", sa.Date(), nullable=True),
        sa.Column("lock_due_on", sa.Date(), nullable=True),
        sa.Column("locked_at", UTCDateTime(), nullable=True),
        sa.Column("locker_id", BIG, nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        *_checks(
            "assessment",
            published_has_published_at="(state = 'open') = (published_at IS NULL)",
            published_has_its_limit="(published_at IS NULL) = (objection_due_on IS NULL)",
            locked_has_locked_at="(state = 'locked') = (locked_at IS NOT NULL)",
            locked_by_another="locker_id <> publisher_id",
            state="state IN ('open', 'published', 'locked')",
        ),
        *_refs("assessment", pack_version_id="pack_version.id", publisher_id="person.id", locker_id="person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("institution", "code", name=op.f("uq_assessment_institution_code")),
        sa.UniqueConstraint("institution", "year", name=op.f("uq_assessment_institution_year")),
    )


def _entries() -> None:
    op.create_table(
        "score_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("assessment_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("rule", AutoString(), nullable=False),
        sa.Column("event", AutoString(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("points", AutoString(), nullable=False),
        sa.Column("clause", AutoString(), nullable=True),
        sa.Column("assumed", sa.Text(), nullable=True),
        sa.Column("pack_version_id", BIG, nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("corrects_id", BIG, nullable=True),
        sa.Column("struck_at", UTCDateTime(), nullable=True),
        sa.Column("struck_why", sa.Text(), nullable=True),
        sa.Column("objection", sa.Text(), nullable=True),
        sa.Column("objected_at", UTCDateTime(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        *_checks(
            "score_entry",
            struck_says_why="(struck_at IS NULL) = (struck_why IS NULL)",
            objection_is_dated="(objection IS NULL) = (objected_at IS NULL)",
            resolution_is_dated="(resolution IS NULL) = (decided_at IS NULL)",
            decided_was_objected="decided_at IS NULL OR objected_at IS NOT NULL",
        ),
        *_refs("score_entry", assessment_id="assessment.id", unit_id="unit.id", person_id="person.id"),
        *_refs("score_entry", pack_version_id="pack_version.id", corrects_id="score_entry.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_entry")),
        sa.UniqueConstraint("assessment_id", "rule", "event", name=op.f("uq_score_entry_assessment_id_rule_event")),
        sa.UniqueConstraint("assessment_id", "place", name=op.f("uq_score_entry_assessment_id_place")),
    )
    op.create_index(op.f("ix_score_entry_unit_id"), "score_entry", ["unit_id"])
    op.create_index(op.f("ix_score_entry_corrects_id"), "score_entry", ["corrects_id"])


def _ranks() -> None:
    op.create_table(
        "unit_rank",
        sa.Column("id", BIG, nullable=False),
        sa.Column("assessment_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("score", AutoString(), nullable=False),
        sa.Column("bonus", AutoString(), nullable=False),
        sa.Column("deducted", AutoString(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("band", AutoString(), nullable=True),
        *_checks("unit_rank", counts="rank >= 1"),
        *_refs("unit_rank", assessment_id="assessment.id", unit_id="unit.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_rank")),
        sa.UniqueConstraint("assessment_id", "unit_id", name=op.f("uq_unit_rank_assessment_id_unit_id")),
    )
    op.create_index(op.f("ix_unit_rank_unit_id"), "unit_rank", ["unit_id"])


def _checks(table: str, **conditions: str) -> list[sa.Constraint]:
    return [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in conditions.items()]


def downgrade() -> None:
    op.drop_table("unit_rank")
    op.drop_table("score_entry")
    op.drop_table("assessment")
