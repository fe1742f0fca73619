"""Inserting, finding and changing plain rows of any table."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.prepared import bound, dialect_of, insert_into, insert_many, row_like, run, update_rows

ID_DIGITS = 18
"""More a 64-bit key may not hold."""


def add_rows(session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts the rows and returns their ids in the same order."""
    if not rows:
        return []
    if len(rows) == 1:
        made = cast("sa.CursorResult[Any]", session.execute(insert_into(table), dict(rows[0])))
        return list(made.inserted_primary_key or ())
    given = [dict(row) for row in rows]
    if dialect_of(session) == "postgresql":
        return list(session.execute(insert_many(table), given).scalars())
    session.execute(insert_into(table), given)
    last: int = session.execute(_last_id()).scalar_one()  # who writes is alone: the ids before it are these rows'
    return list(range(last - len(rows) + 1, last + 1))


@cache
def _last_id() -> sa.Select[int]:
    return sa.select(sa.func.last_insert_rowid())


def read_id(handle: str) -> int | None:
    """The id that a person wrote; None for what is no id that every database can hold."""
    return int(handle) if handle.isdecimal() and len(handle) <= ID_DIGITS else None


def find_row(session: Session, table: sa.Table, **equal: Any) -> sa.RowMapping | None:
    """The one row with these values, or None."""
    return row_like(session, table, equal)


def set_values(session: Session, table: sa.Table, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Sets the same columns of these rows."""
    update_rows(session, table, ids, values)


def set_each(session: Session, table: sa.Table, rows: Mapping[int, Mapping[str, Any]], **also: Any) -> None:
    """Sets columns of each of these rows, by id; every row names the same ones. `also` are set alike in all."""
    if not rows:
        return
    columns = next(iter(rows.values()))
    update = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
    update = update.values({name: sa.bindparam(f"new_{name}") for name in columns} | also)
    given = [{"row_id": key} | {f"new_{name}": value for name, value in row.items()} for key, row in rows.items()]
    session.connection().execute(update, given)


def update_unchanged(session: Session, table: sa.Table, row: sa.RowMapping, columns: Mapping[str, Any]) -> bool:
    """Writes these columns and the next version unless the row has changed since it was read; says whether it did."""
    values = {**columns, "version": row["version"] + 1}
    given = {f"new_{name}": value for name, value in values.items()}
    seen = {"is_id": row["id"], "is_version": row["version"]}
    return run(session, _update_unchanged(table, tuple(values)), {**seen, **given}) == 1


@cache
def _update_unchanged(table: sa.Table, names: tuple[str, ...]) -> sa.Update:
    unchanged = (table.c.id == sa.bindparam("is_id"), table.c.version == sa.bindparam("is_version"))
    return sa.update(table).values(bound(table, names)).where(*unchanged)
