"""Statements that are built once and run with other values: building one costs more than running it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.dml import ReturningInsert

ATTEMPTS = "attempts"
"""Where a session counts the attempts that it is in, which may be undone one by one."""
CHUNK = 2_000
"""How many rows of a long answer are held at a time."""
DIALECTS: Mapping[str, type[sa.Dialect]] = {"postgresql": PGDialect, "sqlite": SQLiteDialect}


def rows_like(session: Session, table: sa.Table, equal: Mapping[str, Any], *, lock: bool = False) -> sa.Result[Any]:
    """The rows with these values (None: without one), in their order; locked until the transaction ends if asked."""
    given = tuple(name for name, value in equal.items() if value is not None)
    query = _rows_like(table, given, tuple(name for name in equal if name not in given), lock=lock)
    return session.execute(query, {f"is_{name}": equal[name] for name in given})


def streamed(session: Session, query: sa.Select[Any]) -> Iterator[sa.RowMapping]:
    """The rows of a long answer, some at a time."""
    yield from session.execute(query, execution_options={"yield_per": CHUNK}).mappings()


def row_like(
    session: Session, table: sa.Table, equal: Mapping[str, Any], *, lock: bool = False
) -> sa.RowMapping | None:
    """The one such row, or None."""
    return rows_like(session, table, equal, lock=lock).mappings().one_or_none()


@cache
def _rows_like(table: sa.Table, given: tuple[str, ...], missing: tuple[str, ...], *, lock: bool) -> sa.Select[Any]:
    here = [table.c[name] == sa.bindparam(f"is_{name}", type_=table.c[name].type) for name in given]
    gone = [table.c[name].is_(None) for name in missing]
    query = sa.select(table).where(*here, *gone).order_by(*table.primary_key.columns)
    return query.with_for_update() if lock else query


def dialect_of(session: Session) -> str:
    """The database that the session writes to: `sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def insert_by(dialect: str, table: sa.Table) -> Any:
    """An insert that can be told what to do about a conflict."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def insert_into(table: sa.Table) -> sa.Insert:
    """One row into the table."""
    return sa.insert(table)


@cache
def insert_many(table: sa.Table) -> ReturningInsert[int]:
    """Rows into the table, with their ids in the same order."""
    return sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)


def update_rows(session: Session, table: sa.Table, ids: Sequence[int], values: Mapping[str, Any]) -> int:
    """Sets these columns of the rows; says how many there were. A value may be an expression."""
    plain = {name: value for name, value in values.items() if not isinstance(value, sa.ClauseElement)}
    made = {name: value for name, value in values.items() if name not in plain}
    names = tuple(plain)
    one = is_one(ids)
    statement = _updating(table, names, made, one=one) if made else _update_rows(table, names, one=one)
    return run(session, statement, {"ids": bound_ids(ids), **{f"new_{name}": value for name, value in plain.items()}})


@cache
def _update_rows(table: sa.Table, names: tuple[str, ...], *, one: bool) -> sa.Update:
    return _updating(table, names, {}, one=one)


def _updating(table: sa.Table, names: tuple[str, ...], made: Mapping[str, Any], *, one: bool) -> sa.Update:
    return sa.update(table).where(these(table, one=one)).values({**bound(table, names), **made})


def these(table: sa.Table, *, one: bool) -> sa.ColumnElement[bool]:
    """The rows whose ids are bound as `ids`. One id has a statement of its own: a list is spelt out at each run."""
    return among(table.c.id, one=one)


def among(column: sa.ColumnElement[Any], *, one: bool) -> sa.ColumnElement[bool]:
    """The rows whose value in that column is bound as `ids`, in the same two ways."""
    if one:
        return column == sa.bindparam("ids", type_=column.type)
    return column.in_(sa.bindparam("ids", expanding=True))


def is_one(ids: Sequence[int]) -> bool:
    """Which of the two statements these ids take."""
    return len(ids) == 1


def bound_ids(ids: Sequence[int]) -> int | list[int]:
    """What is bound as `ids`."""
    return ids[0] if is_one(ids) else list(ids)


def bound(table: sa.Table, names: Sequence[str]) -> dict[str, sa.BindParameter[Any]]:
    """New values of these columns, bound when the statement runs."""
    return {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}


def run(session: Session, statement: sa.Insert | sa.Update, values: Mapping[str, Any]) -> int:
    """Runs it and says how many rows it touched."""
    result = session.execute(statement, values, execution_options={"preserve_rowcount": True})
    return cast("sa.CursorResult[Any]", result).rowcount


def open_temporary(session: Session, table: sa.Table) -> None:
    """An empty temporary table of the connection.

    It is made once in a transaction; not so in a savepoint, which may take it along when it is rolled back.
    """
    connection, whole = session.connection(), session.get_transaction()
    create, empty = _opening(table, connection.dialect.name)
    made: tuple[object, set[str]] = session.info.get("temporary", (None, set()))
    if made[0] is not whole or table.name not in made[1]:
        connection.exec_driver_sql(create)
        if not session.in_nested_transaction() and not session.info.get(ATTEMPTS):
            session.info["temporary"] = (whole, {table.name, *(made[1] if made[0] is whole else ())})
    connection.exec_driver_sql(empty)


@cache
def _opening(table: sa.Table, dialect: str) -> tuple[str, str]:
    """As text: a definition would be compiled anew each time that it is run."""
    kind = DIALECTS[dialect]()
    create = CreateTable(table, if_not_exists=True).compile(dialect=kind)
    return str(create), str(sa.delete(table).compile(dialect=kind))
