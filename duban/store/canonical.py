"""The canonical text of a row, equal as SQL on both databases and in Python, and its hash.

A JSON object without spaces: the primary key first, then the other columns by name; NULLs are left out, so that a
column added later does not change the text of rows that never used it. Instants are UTC text with microseconds.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models.types import UTCDateTime, instant_text

SEALED_APART = {"act": frozenset({"text", "prev_hash", "hash"})}
"""Columns that are not part of a row's canonical text: an act's own seal."""


@cache
def canonical_columns(table: sa.Table) -> tuple[sa.Column[Any], ...]:
    """The columns of a row's canonical text in their order."""
    left_out = SEALED_APART.get(table.name, frozenset())
    named = sorted((column for column in table.columns if column.name not in left_out), key=lambda column: column.name)
    return tuple(sorted(named, key=lambda column: not column.primary_key))


@cache
def canonical_sql(table: sa.Table) -> sa.ColumnElement[str]:
    """The canonical text of `table`'s rows as an SQL expression."""
    return sa.type_coerce(_CanonicalText(*canonical_columns(table)), sa.Text())


def canonical_row(table: sa.Table, row: Mapping[str, Any]) -> str:
    """The canonical text of one row in Python."""
    values = ((column.name, row[column.name]) for column in canonical_columns(table))
    pairs = (f'"{name}":{_json_value(value)}' for name, value in values if value is not None)
    return "{" + ",".join(pairs) + "}"


def hash_sql(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """SHA-256 of a text column, in hex, as an SQL expression."""
    return sa.type_coerce(_Sha256(text), sa.String())


def hash_text(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hex, in Python; SQLite is given it as `duban_sha256`."""
    return hashlib.sha256(text.encode()).hexdigest()


def _json_value(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, datetime):
        value = instant_text(value)
    elif isinstance(value, date):
        value = value.isoformat()
    return _json(int(value) if isinstance(value, bool) else value)


_json = json.JSONEncoder(ensure_ascii=False).encode
"""Made once: `json.dumps` makes an encoder at each call that wants one of its own."""


class _CanonicalText(FunctionElement[str]):
    """A row's columns as one text; rendered whole, so that building and caching a statement with it stays cheap."""

    inherit_cache = True
    type = sa.Text()


class _Sha256(FunctionElement[str]):
    """SHA-256 of UTF-8 text, in lower-case hex."""

    inherit_cache = True
    type = sa.String()


@compiles(_CanonicalText, "sqlite")
def _text_sqlite(element: _CanonicalText, compiler: SQLCompiler, **kw: Any) -> str:
    return _text(element, compiler, _value_sqlite, **kw)


@compiles(_CanonicalText, "postgresql")
def _text_postgresql(element: _CanonicalText, compiler: SQLCompiler, **kw: Any) -> str:
    return _text(element, compiler, _value_postgresql, **kw)


def _text(element: _CanonicalText, compiler: SQLCompiler, value_of: Callable[[Any, str], str], **kw: Any) -> str:
    pairs: list[str] = []
    for column in element.clauses:
        value = value_of(column.type, compiler.process(column, **kw))
        comma = "," if pairs else "{"
        pair = f"""'{comma}"{column.name}":' || {value}"""
        pairs.append(f"coalesce({pair}, '')" if column.nullable else pair)
    return f"({' || '.join(pairs)} || '}}')"


def _value_sqlite(kind: sa.types.TypeEngine[Any], value: str) -> str:
    """The JSON of a value; dates and instants are stored as text that needs no escaping."""
    if isinstance(kind, sa.Integer | sa.Boolean):
        return value
    if isinstance(kind, sa.Date | UTCDateTime):
        return f"""'"' || {value} || '"'"""
    return f"nullif(json_quote({value}), 'null')"  # NULL stays NULL; the word null is quoted


def _value_postgresql(kind: sa.types.TypeEngine[Any], value: str) -> str:
    """The JSON of a value, in the same characters as on SQLite."""
    if isinstance(kind, sa.Integer):
        return f"({value})::text"
    if isinstance(kind, sa.Boolean):
        return f"({value})::int::text"
    if isinstance(kind, UTCDateTime):
        value = f"""to_char(({value}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    elif isinstance(kind, sa.Date):
        value = f"to_char({value}, 'YYYY-MM-DD')"
    return f"to_json(({value})::text)::text"


@compiles(_Sha256, "sqlite")
def _sha256_sqlite(element: _Sha256, compiler: SQLCompiler, **kw: Any) -> str:
    return f"duban_sha256({_argument(element, compiler, **kw)})"


@compiles(_Sha256, "postgresql")
def _sha256_postgresql(element: _Sha256, compiler: SQLCompiler, **kw: Any) -> str:
    return f"encode(sha256(convert_to({_argument(element, compiler, **kw)}, 'UTF8')), 'hex')"


def _argument(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(next(iter(element.clauses)), **kw)
