"""What the ledger is and what it was told: its kind, the pack versions and the calendar notices it loaded."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, instant_field, text_field


class LedgerKind(StrEnum):
    """What a ledger is for; only the last two may have their clock set."""

    real = "real"
    """正式台账。"""
    demonstration = "demonstration"
    """演示台账。"""
    rehearsal = "rehearsal"
    """演练台账。"""


class Ledger(Row, table=True):
    """The ledger itself: exactly one row."""

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: int | None = id_field()
    kind: LedgerKind = Field(sa_type=enum_type(LedgerKind, "kind"))
    created_at: datetime = instant_field()


class ClockAdvance(Row, table=True):
    """The clock of a demonstration ledger put forward; the last row holds."""

    __tablename__ = "clock_advance"
    __table_args__ = (sa.CheckConstraint("days > 0", name="forward"),)

    id: int | None = id_field()
    days: int
    """How many days it is ahead since, in all."""
    advanced_at: datetime = instant_field()
    """By the clock as it read before."""


class PackVersion(Row, table=True):
    """One loaded version of an institution's pack, whole; only this copy is executed."""

    __tablename__ = "pack_version"

    id: int | None = id_field()
    institution: str
    version: str = Field(unique=True)
    title: str
    yaml: str = text_field()
    effective_on: date | None = None
    expires_on: date | None = None
    loaded_at: datetime = instant_field()


class CalendarNotice(Row, table=True):
    """A holiday notice as it was loaded; `days` is its parsed form, `digest` the hash of that. The last one holds."""

    __tablename__ = "calendar_notice"

    id: int | None = id_field()
    year: int | None = None
    source: str
    text: str = text_field()
    days: str = text_field()
    digest: str = Field(index=True)
    loaded_at: datetime = instant_field()
