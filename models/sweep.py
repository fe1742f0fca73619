"""Every day of the sweep, once and for ever, and the counters of item codes."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import BigId, enum_type, id_field


class DayOutcome(StrEnum):
    """What became of one day of the sweep."""

    done = "done"
    """已巡检。"""
    day_off = "day_off"
    """休息日，不升级。"""
    merged = "merged"
    """漏扫，并入 `merged_into` 那一天。"""


class SweepDay(Row, table=True):
    """One day of an institution's sweep; exists for every day since the first sweep."""

    __tablename__ = "sweep_day"
    __table_args__ = (
        sa.UniqueConstraint("institution", "swept_on"),
        sa.CheckConstraint("(outcome = 'merged') = (merged_into IS NOT NULL)", name="merged_names_day"),
    )

    id: int | None = id_field()
    institution: str
    swept_on: date
    outcome: DayOutcome = Field(sa_type=enum_type(DayOutcome, "outcome"))
    act_seq: int | None = Field(default=None, sa_type=BigId)
    merged_into: date | None = None
    provisional: bool | None = None
    """True where the day was taken for a working day or a day off before that year's notice was published."""
