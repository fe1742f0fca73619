"""Inserting, finding and changing plain rows of any table."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session


def add_rows(session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts the rows and returns their ids in the same order."""
    if not rows:
        return []
    insert = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.execute(insert, [dict(row) for row in rows]).scalars())


def find_row(session: Session, table: sa.Table, **equal: Any) -> sa.RowMapping | None:
    """The one row with these values, or None."""
    query = sa.select(table).where(*(table.c[name] == value for name, value in equal.items()))
    return session.execute(query).mappings().one_or_none()


def set_values(session: Session, table: sa.Table, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Sets the same columns of these rows."""
    session.execute(sa.update(table).where(table.c.id.in_(ids)).values(dict(values)))


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
    unchanged = (table.c.id == row["id"], table.c.version == row["version"])
    update = sa.update(table).values(**columns, version=row["version"] + 1).where(*unchanged)
    return cast("sa.CursorResult[Any]", session.execute(update)).rowcount == 1
