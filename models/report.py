"""What a unit reports of an item and what the office found; and the pauses of an item's clock."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, instant_field, one_open, ref_field, text_field
from states.item import FeedbackKind


class Verdict(StrEnum):
    """What the office found."""

    accepted = "accepted"
    """认可。"""
    sent_back = "sent_back"
    """不合格，退回。"""
    lapsed = "lapsed"
    """核查以前事项已撤销，不再核查。"""


class Feedback(Row, table=True):
    """One report (反馈) and its check. `limit_on` is the limit it answered; in time is judged by the true time."""

    __table_args__ = (
        sa.CheckConstraint("(verdict IS NULL) = (checked_at IS NULL)", name="verdict_has_checked_at"),
        sa.CheckConstraint("(kind = 'merge') = (into_item_id IS NOT NULL)", name="merge_names_item"),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name="progress_is_per_cent"),
        one_open("feedback", "verdict IS NULL"),
    )

    id: int | None = id_field()
    item_id: int = ref_field("item.id", index=True)
    kind: FeedbackKind = Field(sa_type=enum_type(FeedbackKind, "kind"))
    says: str = text_field()
    given_at: datetime = instant_field()
    limit_on: date | None = None
    in_time: bool
    into_item_id: int | None = ref_field("item.id", nullable=True)
    verdict: Verdict | None = Field(default=None, sa_type=enum_type(Verdict, "verdict"))
    checked_at: datetime | None = instant_field(nullable=True)
    quality: str | None = text_field(nullable=True)
    """Why it was sent back, or what the check noted."""
    next_due_on: date | None = None
    """When the unit reports next."""
    progress: int | None = None
    """How much is done, in per cent, where the unit says."""


class Suspension(Row, table=True):
    """A pause of an item's clock (暂停计时): from which day, until which, and how many working days it lasted."""

    __table_args__ = (
        sa.CheckConstraint("(to_on IS NULL) = (workdays IS NULL)", name="ended_has_workdays"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
        one_open("suspension", "to_on IS NULL"),
    )

    id: int | None = id_field()
    item_id: int = ref_field("item.id", index=True)
    from_on: date
    to_on: date | None = None
    workdays: int | None = None
    reason: str = text_field()
