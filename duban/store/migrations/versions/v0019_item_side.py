"""Who leads and who answers for an item; co-units, schedule, links, notes, and whose fault a delay was."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from models.types import UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ISSUED = "(state IN ('drafted', 'approved', 'historic')) = (issued_at IS NULL) OR state"
BEFORE, NOW = f"{ISSUED} = 'withdrawn'", f"{ISSUED} IN ('withdrawn', 'merged')"
TABLES = ("attribution", "item_note", "item_link", "item_node", "co_unit")


def upgrade() -> None:
    with op.batch_alter_table("item") as batch:
        batch.add_column(sa.Column("leader_id", BIG, nullable=True))
        batch.create_foreign_key(op.f("fk_item_leader_id"), "person", ["leader_id"], ["id"])
        batch.drop_constraint(op.f("ck_item_issued_has_issued_at"), type_="check")
        batch.create_check_constraint(op.f("ck_item_issued_has_issued_at"), NOW)
    with op.batch_alter_table("item_text") as batch:
        batch.add_column(sa.Column("responsible", AutoString(), nullable=True))
        batch.add_column(sa.Column("reached_on", sa.Date(), nullable=True))
    _co_units()
    _nodes()
    _links()
    _notes()
    _attributions()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("item_text") as batch:
        batch.drop_column("reached_on")
        batch.drop_column("responsible")
    with op.batch_alter_table("item") as batch:
        batch.drop_constraint(op.f("ck_item_issued_has_issued_at"), type_="check")
        batch.create_check_constraint(op.f("ck_item_issued_has_issued_at"), BEFORE)
        batch.drop_constraint(op.f("fk_item_leader_id"), type_="foreignkey")
        batch.drop_column("leader_id")


def _co_units() -> None:
    columns: list[Any] = [sa.Column("left_at", UTCDateTime(), nullable=True)]
    _table("co_unit", {"item_id": "item", "unit_id": "unit"}, columns, unique=["item_id", "unit_id"])
    op.create_index(op.f("ix_co_unit_unit_id"), "co_unit", ["unit_id"])


def _nodes() -> None:
    columns = [sa.Column("due_on", sa.Date(), nullable=False), sa.Column("says", AutoString(), nullable=False)]
    _table("item_node", {"item_id": "item"}, columns, unique=["item_id", "due_on", "says"])


def _links() -> None:
    kind = _kind("split_off", "follows", "merged")
    apart = sa.CheckConstraint("item_id <> other_id", name=op.f("ck_item_link_two_items"))
    refers = {"item_id": "item", "other_id": "item"}
    _table("item_link", refers, [kind, apart], unique=["item_id", "other_id", "kind"])
    op.create_index(op.f("ix_item_link_other_id"), "item_link", ["other_id"])


def _notes() -> None:
    columns = [
        _kind("call", "look_back"),
        sa.Column("who", AutoString(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("noted_at", UTCDateTime(), nullable=False),
    ]
    _table("item_note", {"item_id": "item"}, columns)
    op.create_index(op.f("ix_item_note_item_id"), "item_note", ["item_id"])


def _attributions() -> None:
    columns = [
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
    ]
    refers = {"breach_id": "breach", "unit_id": "unit"}
    _table("attribution", refers, columns, unique=["breach_id"])
    op.create_index(op.f("ix_attribution_unit_id"), "attribution", ["unit_id"])


def _kind(*values: str) -> sa.Column[str]:
    enum = sa.Enum(*values, name="kind", native_enum=False, create_constraint=True, length=32)
    return sa.Column("kind", enum, nullable=False)


def _table(name: str, refers: dict[str, str], columns: list[Any], unique: list[str] | None = None) -> None:
    keys = [
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"))
        for column, table in refers.items()
    ]
    once = [sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}"))] if unique else []
    own = [sa.Column(column, BIG, nullable=False) for column in ("id", *refers)]
    op.create_table(name, *own, *columns, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")), *keys, *once)
