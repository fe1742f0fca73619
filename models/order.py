"""The order (单): one paper to one unit, the items it lists, its approval steps, and the series it is numbered in."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.item import LimitKind
from states.order import OrderEvent, OrderState


class Order(Row, table=True):
    """One paper. `merge_key` says which late items a swept paper gathers; a paper drafted by hand has none."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "merge_key"),
        sa.UniqueConstraint("institution", "number"),
        sa.UniqueConstraint("institution", "office", "paper", "year", "serial"),
        sa.CheckConstraint(
            "(state IN ('issued', 'served', 'answered', 'voided')) = (number IS NOT NULL)", name="issued_has_number"
        ),
        sa.CheckConstraint(
            "(number IS NULL) = (serial IS NULL) AND (number IS NULL) = (year IS NULL)", name="number_is_whole"
        ),
        sa.CheckConstraint("state NOT IN ('served', 'answered') OR served_at IS NOT NULL", name="served_has_served_at"),
        sa.CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_has_answered_at"),
        sa.CheckConstraint("held_until_on IS NULL OR state IN ('refused', 'voided')", name="held_is_taken_back"),
        sa.Index("ix_order_drafted", "institution", "drafted_on"),
        sa.Index("ix_order_state", "institution", "state"),
    )

    id: int | None = id_field()
    institution: str
    pack_version_id: int = ref_field("pack_version.id")
    ladder: str | None = None
    rung: str | None = None
    """The rung that its items climb to when it is served; NULL for a paper that moves nothing."""
    paper: str
    office: str
    """Who numbers it."""
    unit_id: int = ref_field("unit.id", index=True)
    merge_key: str | None = None
    drafted_on: date
    state: OrderState = Field(sa_type=enum_type(OrderState, "state"))
    year: int | None = None
    serial: int | None = None
    number: str | None = None
    signed_at: datetime | None = instant_field(nullable=True)
    issued_at: datetime | None = instant_field(nullable=True)
    served_at: datetime | None = instant_field(nullable=True)
    answer_due_on: date | None = None
    answer_provisional: bool = False
    answered_at: datetime | None = instant_field(nullable=True)
    held_until_on: date | None = None
    remark: str | None = text_field(nullable=True)
    version: int = 1
    copies: str | None = text_field(nullable=True)
    """Whom it is copied to, as ticked by whoever signed it; NULL where nobody was."""


class OrderItem(Row, table=True):
    """An item listed on a paper, and the limit it missed where there was one."""

    __tablename__ = "order_item"
    __table_args__ = (sa.UniqueConstraint("order_id", "item_id"),)

    id: int | None = id_field()
    order_id: int = ref_field("order.id")
    item_id: int = ref_field("item.id", index=True)
    limit_kind: LimitKind | None = Field(default=None, sa_type=enum_type(LimitKind, "limit_kind"))
    limit_on: date | None = None
    struck_at: datetime | None = instant_field(nullable=True)
    """When it was struck from the paper, because good feedback came first."""


class OrderStep(Row, table=True):
    """Who took one step of a paper's approval, in which post, and when it truly happened."""

    __tablename__ = "order_step"
    __table_args__ = (sa.UniqueConstraint("order_id", "step"),)

    id: int | None = id_field()
    order_id: int = ref_field("order.id")
    step: OrderEvent = Field(sa_type=enum_type(OrderEvent, "step"))
    post_id: int = ref_field("post.id")
    person_id: int = ref_field("person.id")
    true_at: datetime = instant_field()


class SeriesCounter(Row, table=True):
    """One series in one year: the first number given here and the last one taken. Locked while a number is taken."""

    __tablename__ = "series_counter"
    __table_args__ = (
        sa.UniqueConstraint("institution", "office", "paper", "year"),
        sa.CheckConstraint("first >= 1 AND last >= first - 1", name="runs_up"),
    )

    id: int | None = id_field()
    institution: str
    office: str
    paper: str
    year: int
    first: int = 1
    last: int = 0


class NumberSegment(Row, table=True):
    """Numbers given by hand before the series began here (historic); they are never given again."""

    __tablename__ = "number_segment"
    __table_args__ = (
        sa.UniqueConstraint("institution", "office", "paper", "year", "first"),
        sa.CheckConstraint("first >= 1 AND last >= first", name="runs_up"),
    )

    id: int | None = id_field()
    institution: str
    office: str
    paper: str
    year: int
    first: int
    last: int
    remark: str | None = text_field(nullable=True)
