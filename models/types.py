"""Columns that behave alike on SQLite and PostgreSQL: instants in UTC, enums by value with a CHECK, big keys."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit key; SQLite only counts an INTEGER PRIMARY KEY up by itself."""


def instant_text(instant: datetime) -> str:
    """How SQLite stores an instant and how canonical text writes it: `2026-11-23T01:00:00.000000Z`; sorts by time."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An instant. Refuses naive values, is stored in UTC and comes back in UTC on both databases."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        kind: sa.types.TypeEngine[Any] = sa.String(27) if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"an instant needs a time zone: {value!r}"
            raise ValueError(message)
        return instant_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        instant: datetime = value.astimezone(UTC)
        return instant


def enum_type(enum: type[StrEnum], name: str) -> sa.Enum:
    """A text column that holds the values of `enum` and nothing else (CHECK `ck_<table>_<name>`)."""
    return sa.Enum(enum, name=name, native_enum=False, length=32, create_constraint=True, values_callable=_values)


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]


def id_field() -> Any:
    """The surrogate key of a table."""
    return Field(default=None, primary_key=True, sa_type=BigId)


def ref_field(target: str, *, index: bool = False, unique: bool = False, nullable: bool = False) -> Any:
    """A foreign key to `table.column`."""
    default = None if nullable else ...
    return Field(default=default, foreign_key=target, index=index, unique=unique, nullable=nullable, sa_type=BigId)


def instant_field(*, nullable: bool = False) -> Any:
    """An instant column (`*_at`)."""
    return Field(default=None if nullable else ..., nullable=nullable, sa_type=UTCDateTime)


def of_act() -> sa.ForeignKeyConstraint:
    """A row that stands under an act; the act itself is written last, when its digest is known."""
    own, acts = ["institution", "act_seq"], ["act.institution", "act.seq"]
    return sa.ForeignKeyConstraint(own, acts, deferrable=True, initially="DEFERRED")


def index_where(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """An index of those rows alone for which the condition holds."""
    condition = sa.text(where)
    return sa.Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def one_open(table: str, still_open: str) -> sa.Index:
    """At most one of an item's rows is open at a time."""
    return index_where(f"ix_{table}_open", "item_id", where=still_open, unique=True)


def text_field(*, nullable: bool = False) -> Any:
    """Long text, never in an index."""
    return Field(default=None if nullable else ..., nullable=nullable, sa_type=sa.Text)
