"""Items of past years that are only kept: a state of their own, never issued."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES_BEFORE = (
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
UNISSUED_BEFORE = ("drafted", "approved")


def upgrade() -> None:
    _states((*STATES_BEFORE, "historic"), (*UNISSUED_BEFORE, "historic"))


def downgrade() -> None:
    _states(STATES_BEFORE, UNISSUED_BEFORE)


def _states(states: tuple[str, ...], unissued: tuple[str, ...]) -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        for column in ("state", "back_state"):
            batch_op.drop_constraint(op.f(f"ck_item_{column}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_item_{column}"), f"{column} IN ({_listed(states)})")
        batch_op.drop_constraint(op.f("ck_item_issued_has_issued_at"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_item_issued_has_issued_at"),
            f"(state IN ({_listed(unissued)})) = (issued_at IS NULL) OR state = 'withdrawn'",
        )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(repr(value) for value in values)
