"""A request or a report that its item has overtaken is lapsed."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LISTS = {
    "extension": ("state", ("asked", "granted", "refused")),
    "feedback": ("verdict", ("accepted", "sent_back")),
}


def upgrade() -> None:
    _allow("lapsed")


def downgrade() -> None:
    _allow()


def _allow(*more: str) -> None:
    """The values that each list holds from now on. A row that holds another keeps the ledger as it is."""
    for table, (column, values) in LISTS.items():
        allowed = ", ".join(repr(value) for value in (*values, *more))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN ({allowed})")
