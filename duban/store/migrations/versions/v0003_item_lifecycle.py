"""The whole life of an item: every state, feedback and its check, extensions, suspensions."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

from models.types import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES_BEFORE = ("drafted", "issued", "in_progress", "escalated", "closed")
STATES = (
    "drafted",
    "approved",
    "issued",
    "returned",
    "in_progress",
    "escalated",
    "long_term",
    "checking",
    "checked",
    "suspended",
    "closed",
    "merged",
    "terminated",
    "withdrawn",
)
LIMITS = ("feedback", "answer", "completion")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


CHECKS_BEFORE = {
    "state": _one_of("state", STATES_BEFORE),
    "closed_has_closed_at": "(state = 'closed') = (closed_at IS NOT NULL)",
    "issued_has_issued_at": "(state = 'drafted') = (issued_at IS NULL)",
    "idle_has_no_clock": "state NOT IN ('drafted', 'closed') OR climb_due_on IS NULL",
}
CHECKS = {
    "state": _one_of("state", STATES),
    "back_state": _one_of("back_state", STATES),
    "ended_has_closed_at": "(state IN ('closed', 'merged', 'terminated', 'withdrawn')) = (closed_at IS NOT NULL)",
    "issued_has_issued_at": "(state IN ('drafted', 'approved')) = (issued_at IS NULL) OR state = 'withdrawn'",
    "idle_has_no_clock": "climb_due_on IS NULL OR state IN"
    " ('issued', 'in_progress', 'escalated', 'long_term', 'checking', 'suspended')",
    "remembers_where_from": "(state IN ('checking', 'suspended')) = (back_state IS NOT NULL)",
    "remembers_the_rung": "(coalesce(back_state, '') = 'escalated') = (back_rung IS NOT NULL)",
}
COLUMNS = {"back_state": sa.String(32), "back_rung": AutoString(), "climb_held_on": sa.Date()}


def upgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        for name in CHECKS_BEFORE:
            batch_op.drop_constraint(op.f(f"ck_item_{name}"), type_="check")
        for name, kind in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        for name, holds in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_item_{name}"), holds)
    with op.batch_alter_table("item_text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("secrecy", sa.String(32), nullable=True))
        batch_op.create_check_constraint(op.f("ck_item_text_secrecy"), _one_of("secrecy", ("public", "internal")))
    op.create_table(
        "extension",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("limit_kind", sa.String(32), nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(_one_of("state", ("asked", "granted", "refused")), name=op.f("ck_extension_state")),
        sa.CheckConstraint(_one_of("limit_kind", LIMITS), name=op.f("ck_extension_limit_kind")),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_extension_decided_has_decided_at")
        ),
        sa.CheckConstraint(
            "(state = 'granted') = (granted_on IS NOT NULL)", name=op.f("ck_extension_granted_names_day")
        ),
        sa.CheckConstraint("until_on > limit_on AND granted_on > limit_on", name=op.f("ck_extension_moves_later")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_extension_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_extension_item_id_number")),
    )
    _one_open("extension", "state = 'asked'")
    op.create_table(
        "feedback",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=False),
        sa.Column("into_item_id", BIG, nullable=True),
        sa.Column("verdict", sa.String(32), nullable=True),
        sa.Column("checked_at", UTCDateTime(), nullable=True),
        sa.Column("quality", sa.Text(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            _one_of("kind", ("stage", "complete", "long_term", "merge", "terminate")), name=op.f("ck_feedback_kind")
        ),
        sa.CheckConstraint(_one_of("verdict", ("accepted", "sent_back")), name=op.f("ck_feedback_verdict")),
        sa.CheckConstraint("(verdict IS NULL) = (checked_at IS NULL)", name=op.f("ck_feedback_verdict_has_checked_at")),
        sa.CheckConstraint("(kind = 'merge') = (into_item_id IS NOT NULL)", name=op.f("ck_feedback_merge_names_item")),
        sa.ForeignKeyConstraint(["into_item_id"], ["item.id"], name=op.f("fk_feedback_into_item_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_feedback_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_item_id"), "feedback", ["item_id"])
    _one_open("feedback", "verdict IS NULL")
    op.create_table(
        "suspension",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("workdays", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(to_on IS NULL) = (workdays IS NULL)", name=op.f("ck_suspension_ended_has_workdays")),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_suspension_ends_after_start")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_suspension_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    op.create_index(op.f("ix_suspension_item_id"), "suspension", ["item_id"])
    _one_open("suspension", "to_on IS NULL")


def _one_open(table: str, still_open: str) -> None:
    """At most one of an item's rows is open at a time."""
    where = sa.text(still_open)
    name = f"ix_{table}_open"
    op.create_index(name, table, ["item_id"], unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in ("suspension", "feedback", "extension"):
        op.drop_table(name)
    with op.batch_alter_table("item_text", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_item_text_secrecy"), type_="check")
        batch_op.drop_column("secrecy")
    with op.batch_alter_table("item", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_item_{name}"), type_="check")
        for name in COLUMNS:
            batch_op.drop_column(name)
        for name, holds in CHECKS_BEFORE.items():
            batch_op.create_check_constraint(op.f(f"ck_item_{name}"), holds)
