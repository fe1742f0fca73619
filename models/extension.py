"""The extension (延期): which limit, from which day to which, asked when and answered how."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, instant_field, one_open, ref_field, text_field
from states.extension import ExtensionState
from states.item import LimitKind


class Extension(Row, table=True):
    """One request. The day asked for and the day granted are both kept beside the day that was in force."""

    __table_args__ = (
        sa.UniqueConstraint("item_id", "number"),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_decided_at"),
        sa.CheckConstraint("(state = 'granted') = (granted_on IS NOT NULL)", name="granted_names_day"),
        sa.CheckConstraint("until_on > limit_on AND granted_on > limit_on", name="moves_later"),
        one_open("extension", "state = 'asked'"),
    )

    id: int | None = id_field()
    item_id: int = ref_field("item.id")
    number: int
    """Counts the item's requests: 1, 2, …"""
    state: ExtensionState = Field(sa_type=enum_type(ExtensionState, "state"))
    limit_kind: LimitKind = Field(sa_type=enum_type(LimitKind, "limit_kind"))
    limit_on: date
    """The day in force when it was asked."""
    until_on: date
    """The day asked for."""
    granted_on: date | None = None
    """The day granted, which may be another one."""
    reason: str = text_field()
    asked_at: datetime = instant_field()
    decided_at: datetime | None = instant_field(nullable=True)
    answer: str | None = text_field(nullable=True)
