"""The canonical text of a row, equal as SQL on both databases and in Python, and its hash.

A JSON object without spaces: the key `id` first, then the other columns by name; NULLs are left out, so that a
column added later does not change the text of rows that never used it. Instants are UTC text with microseconds.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from duban.store.engine import sha256_hex
from models.types import INSTANT_FORMAT, UTCDateTime

SEALED_APART = {"act": frozenset({"text", "prev_hash", "hash"})}
"""Columns that are not part of a row's canonical text: an act's own seal."""


def canonical_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns of a row's canonical text in their order."""
    left_out = SEALED_APART.get(table.name, frozenset())
    named = sorted((column for column in table.columns if column.name not in left_out), key=lambda column: column.name)
    return sorted(named, key=lambda column: column.name != "id")


def canonical_sql(table: sa.Table) -> sa.ColumnElement[str]:
    """The canonical text of `table`'s rows as an SQL expression; the table must have an `id`."""
    first, *others = canonical_columns(table)
    text: sa.ColumnElement[str] = sa.literal_column("'{\"id\":'").op("||")(_json_text(first))
    for column in others:
        pair = sa.literal_column(f"',\"{column.name}\":'").op("||")(_json_text(column))
        text = text.op("||")(sa.func.coalesce(pair, sa.literal_column("''")) if column.nullable else pair)
    return sa.type_coerce(text.op("||")(sa.literal_column("'}'")), sa.Text())


def canonical_row(table: sa.Table, row: Mapping[str, Any]) -> str:
    """The canonical text of one row in Python."""
    values = ((column.name, row[column.name]) for column in canonical_columns(table))
    pairs = (f'"{name}":{_json_value(value)}' for name, value in values if value is not None)
    return "{" + ",".join(pairs) + "}"


def hash_sql(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """SHA-256 of a text column, in hex, as an SQL expression."""
    return sa.type_coerce(_Sha256(text), sa.String())


def hash_text(text: str) -> str:
    """SHA-256 of a text, in hex, in Python."""
    return sha256_hex(text)


def _json_value(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, datetime):
        value = value.astimezone(UTC).strftime(INSTANT_FORMAT)
    if isinstance(value, date):
        value = value.isoformat()
    return json.dumps(int(value) if isinstance(value, bool) else value, ensure_ascii=False)


class _JsonText(FunctionElement[str]):
    """A value as JSON text; the same characters on both databases."""

    inherit_cache = True
    type = sa.Text()


class _Sha256(FunctionElement[str]):
    """SHA-256 of UTF-8 text, in lower-case hex."""

    inherit_cache = True
    type = sa.String()


def _json_text(column: sa.Column[Any]) -> sa.ColumnElement[str]:
    value: sa.ColumnElement[Any] = column
    if isinstance(column.type, sa.Integer):
        return _PlainText(value)
    if isinstance(column.type, sa.Boolean):
        return _BoolText(value)
    if isinstance(column.type, UTCDateTime):
        value = _InstantText(value)
    elif isinstance(column.type, sa.Date):
        value = _DateText(value)
    return _JsonText(value)


class _PlainText(_JsonText):
    """A number as digits."""

    inherit_cache = True


class _BoolText(_JsonText):
    """A truth value as 0 or 1."""

    inherit_cache = True


class _InstantText(_JsonText):
    """An instant as SQLite stores it."""

    inherit_cache = True


class _DateText(_JsonText):
    """A date as 2026-02-13."""

    inherit_cache = True


def _argument(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(next(iter(element.clauses)), **kw)


@compiles(_JsonText, "sqlite")
def _json_sqlite(element: _JsonText, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_quote({_argument(element, compiler, **kw)})"


@compiles(_JsonText, "postgresql")
def _json_postgresql(element: _JsonText, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_json(({_argument(element, compiler, **kw)})::text)::text"


@compiles(_PlainText, "sqlite")
@compiles(_BoolText, "sqlite")
@compiles(_InstantText, "sqlite")
@compiles(_DateText, "sqlite")
def _as_stored_sqlite(element: _JsonText, compiler: SQLCompiler, **kw: Any) -> str:
    return _argument(element, compiler, **kw)


@compiles(_PlainText, "postgresql")
def _plain_postgresql(element: _PlainText, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({_argument(element, compiler, **kw)})::text"


@compiles(_BoolText, "postgresql")
def _bool_postgresql(element: _BoolText, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({_argument(element, compiler, **kw)})::int::text"


@compiles(_InstantText, "postgresql")
def _instant_postgresql(element: _InstantText, compiler: SQLCompiler, **kw: Any) -> str:
    moment = f"({_argument(element, compiler, **kw)}) AT TIME ZONE 'UTC'"
    return f"""to_char({moment}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@compiles(_DateText, "postgresql")
def _date_postgresql(element: _DateText, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char({_argument(element, compiler, **kw)}, 'YYYY-MM-DD')"


@compiles(_Sha256, "sqlite")
def _sha256_sqlite(element: _Sha256, compiler: SQLCompiler, **kw: Any) -> str:
    return f"duban_sha256({_argument(element, compiler, **kw)})"


@compiles(_Sha256, "postgresql")
def _sha256_postgresql(element: _Sha256, compiler: SQLCompiler, **kw: Any) -> str:
    return f"encode(sha256(convert_to({_argument(element, compiler, **kw)}, 'UTF8')), 'hex')"
