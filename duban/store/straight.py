"""Statements that run again and again, straight to SQLite's driver.

SQLite answers most of them in less time than SQLAlchemy takes to bind, wrap and watch them. What SQLAlchemy made of
such a statement once (its text, the order and the types of its parameters and columns) is kept, and the driver is
given it with new values. Everything else, and whatever the driver refuses, goes the library's own way.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler

Convert = Callable[[Any], Any]
WATCHED = ("before_cursor_execute", "after_cursor_execute")


class Slot(NamedTuple):
    """One parameter: the name under which its value is given, or None and the value; how the driver wants it."""

    name: str | None
    value: Any
    convert: Convert | None


class Answer(IteratorResult[Any]):
    """What the driver said: rows as they are asked for, how many it changed, the id of the one it inserted."""

    def __init__(self, keys: SimpleResultMetaData, rows: Iterator[Any], cursor: sqlite3.Cursor) -> None:
        super().__init__(keys, rows)
        self.rowcount, self.inserted_primary_key = cursor.rowcount, (cursor.lastrowid,)


class Straight:
    """One statement with parameters of these names, as SQLite's driver takes it."""

    def __init__(self, text: str, slots: Sequence[Slot], converts: Sequence[Convert | None]) -> None:
        self._text, self._slots = text, slots
        self._converts = converts if any(converts) else ()
        self._keys: SimpleResultMetaData | None = None

    def run(self, driver: sqlite3.Connection, given: Mapping[str, Any]) -> Answer:
        """Runs it with these values."""
        values = [
            value if name is None else given[name] if convert is None else convert(given[name])
            for name, value, convert in self._slots
        ]
        cursor = driver.execute(self._text, values)
        if self._keys is None:
            self._keys = SimpleResultMetaData([column[0] for column in cursor.description or ()])
        return Answer(self._keys, map(self._read, cursor) if self._converts else cursor, cursor)

    def _read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple([convert(value) if convert else value for convert, value in zip(self._converts, row, strict=True)])


_SEEN: WeakKeyDictionary[sa.Executable, dict[tuple[str, ...], Straight | None]] = WeakKeyDictionary()


def run_straight(
    driver: sqlite3.Connection, dialect: sa.Dialect, statement: sa.Executable, given: Mapping[str, Any]
) -> Answer | None:
    """The driver's answer; None if the library is to run the statement.

    It is the library's when it is met for the first time (who builds one for one run pays nothing for it here), when
    its text depends on the values, and when a value or the driver refuses: then nothing has changed, and it will be
    refused again where refusals are told.
    """
    known = _SEEN.get(statement)
    if known is None:
        _SEEN[statement] = {}
        return None
    names = tuple(given)
    if names not in known:
        known[names] = _made_of(statement, given, dialect)
    ready = known[names]
    try:
        return ready.run(driver, given) if ready else None
    except (dialect.loaded_dbapi.Error, LookupError, TypeError, ValueError):
        return None


def driver_of(connection: sa.Connection) -> sqlite3.Connection | None:
    """SQLite's own connection; None on another database, and where somebody watches the statements."""
    watched = connection.engine.echo or any(getattr(connection.dispatch, event) for event in WATCHED)
    if connection.dialect.name != "sqlite" or watched:
        return None
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _made_of(statement: sa.Executable, given: Mapping[str, Any], dialect: sa.Dialect) -> Straight | None:
    if not isinstance(statement, sa.sql.expression.ReturnsRows):
        return None
    compiled = statement.compile(dialect=dialect, column_keys=list(given))
    changing = any(each.key in given for each in (*compiled.post_compile_params, *compiled.literal_execute_params))
    if changing or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    whole = compiled.construct_expanded_state(dict(given))
    slots = [_slot(compiled, whole, name, given) for name in whole.positiontup or ()]
    columns = [column.type.dialect_impl(dialect) for column in statement.exported_columns]
    return Straight(whole.statement, slots, [kind.result_processor(dialect, None) for kind in columns])


def _slot(compiled: SQLCompiler, whole: ExpandedState, name: str, given: Mapping[str, Any]) -> Slot:
    bind = compiled.binds.get(name)
    if bind is None:  # one of a list of constants that the statement spells out
        convert = cast("Convert | None", whole.processors.get(name))
    else:
        convert = bind.type.dialect_impl(compiled.dialect).bind_processor(compiled.dialect)
    if bind is not None and bind.key in given:
        return Slot(bind.key, None, convert)
    value = whole.parameters[name]
    return Slot(None, convert(value) if convert else value, None)
