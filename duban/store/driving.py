"""A hint for joins from a short list of rows into a long table: the list drives, whatever the planner guesses."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Driving(FunctionElement[Any]):
    """A column as a value that no index of its own table can be searched by."""

    inherit_cache = True


def driving(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The list's side of the join condition.

    SQLite has no statistics on a temporary table and takes it for long: it would read the whole ledger and look each
    row up in the list. A unary plus rules that out. PostgreSQL needs no hint.
    """
    return sa.type_coerce(_Driving(column), column.type)


@compiles(_Driving)
def _plain(element: _Driving, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(next(iter(element.clauses)), **kw)


@compiles(_Driving, "sqlite")
def _plus(element: _Driving, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+{_plain(element, compiler, **kw)}"
