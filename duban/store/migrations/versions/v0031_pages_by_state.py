"""Pages of the items in some states are walked by code; those of a day, a unit or a leader are put in order by it."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

DUE_SQL = (
    "(CASE WHEN state IN ('issued', 'in_progress', 'long_term', 'escalated') THEN coalesce("
    "CASE WHEN completion_due_on < climb_due_on THEN completion_due_on ELSE climb_due_on END,"
    " completion_due_on, '9999-12-31') ELSE '9999-12-31' END)"
)
BEFORE = ["state", "rung", "climb_due_on", "completion_due_on", "item_type", "lead_unit_id", "leader_id"]
WIDE = ["institution", "code", *BEFORE]
STATE: list[str | sa.TextClause] = ["institution", "state", "code"]
ORDERS: dict[str, list[str | sa.TextClause]] = {
    "due": ["institution", sa.text(DUE_SQL)],
    "unit": ["lead_unit_id", sa.text(DUE_SQL)],
}


def upgrade() -> None:
    for name, key in ORDERS.items():
        op.drop_index(f"ix_item_by_{name}", "item")
        _create(name, key, WIDE)
    _create("state", STATE, WIDE)
    op.create_index("ix_item_leader_id", "item", ["institution", "leader_id"])


def _create(name: str, key: list[str | sa.TextClause], columns: list[str]) -> None:
    wide = [column for column in columns if column not in key]
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(f"ix_item_by_{name}", "item", [*key, "id"], postgresql_include=wide)
    else:
        op.create_index(f"ix_item_by_{name}", "item", [*key, "id", *wide])


def downgrade() -> None:
    op.drop_index("ix_item_leader_id", "item")
    op.drop_index("ix_item_by_state", "item")
    for name, key in ORDERS.items():
        op.drop_index(f"ix_item_by_{name}", "item")
        _create(name, key, BEFORE)
