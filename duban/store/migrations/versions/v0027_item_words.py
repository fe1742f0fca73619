"""Items can be searched by any text and paged through by code and by the day that is due."""

import sqlalchemy as sa
from alembic import op

from models import words

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

DUE_SQL = (
    "(CASE WHEN state IN ('issued', 'in_progress', 'long_term', 'escalated') THEN coalesce("
    "CASE WHEN completion_due_on < climb_due_on THEN completion_due_on ELSE climb_due_on END,"
    " completion_due_on, '9999-12-31') ELSE '9999-12-31' END)"
)
WIDE = ["state", "rung", "climb_due_on", "completion_due_on", "item_type", "lead_unit_id", "leader_id"]

ORDERS: dict[str, list[str | sa.TextClause]] = {
    "code": ["institution", "code"],
    "due": ["institution", sa.text(DUE_SQL)],
    "unit": ["lead_unit_id", sa.text(DUE_SQL)],
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in words.BEFORE_TABLES[dialect]:
        op.get_bind().exec_driver_sql(statement)
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "item_words",
        sa.Column("item_id", big, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_words")),
    )
    op.execute("INSERT INTO item_words (item_id, words) SELECT item_id, duban_words(title, requirement) FROM item_text")
    for statement in words.AFTER_TABLES[dialect]:
        op.get_bind().exec_driver_sql(statement)
    if dialect == "postgresql":
        op.execute("CREATE INDEX ix_item_words_grams ON item_words USING gin (duban_grams(words))")
    else:
        op.execute("INSERT INTO item_gram (rowid, grams) SELECT item_id, duban_grams(words) FROM item_words")
    for name, key in ORDERS.items():
        wide = [column for column in WIDE if column not in key]
        if dialect == "postgresql":
            op.create_index(f"ix_item_by_{name}", "item", [*key, "id"], postgresql_include=wide)
        else:
            op.create_index(f"ix_item_by_{name}", "item", [*key, "id", *wide])
    op.drop_index("ix_item_lead_unit_id", "item")


def downgrade() -> None:
    op.create_index("ix_item_lead_unit_id", "item", ["lead_unit_id"])
    for name in ORDERS:
        op.drop_index(f"ix_item_by_{name}", "item")
    for trigger in ("item_text_added", "item_text_changed"):
        op.execute(f"DROP TRIGGER {trigger}" + (" ON item_text" if op.get_bind().dialect.name == "postgresql" else ""))
    op.drop_table("item_words")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE item_gram")
        return
    for function in ("item_text_added()", "item_text_changed()", "words(text, text)", "grams(text)"):
        op.execute(f"DROP FUNCTION duban_{function}")
