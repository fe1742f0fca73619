"""The inspection (督查): its scheme, the units it visits, what was seen there, and what was found."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.item import Secrecy
from models.record import Record
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.finding import FindingState
from states.inspection import InspectionState


class Inspection(Record, table=True):
    """One inspection by its scheme. A listed one (挂牌) has a plate from approval on, taken off when it closes."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.UniqueConstraint("institution", "plate"),
        sa.CheckConstraint(
            "(state IN ('concluded', 'closed')) = (concluded_at IS NOT NULL)", name="concluded_has_concluded_at"
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_closed_at"),
        sa.Index("ix_inspection_state", "institution", "state"),
    )

    id: int | None = id_field()
    kind: str
    """Its kind in the pack."""
    title: str = text_field()
    what: str | None = text_field(nullable=True)
    how: str | None = text_field(nullable=True)
    from_on: date | None = None
    to_on: date | None = None
    offices: str | None = text_field(nullable=True)
    """Who inspects together, by name."""
    announced: bool = True
    """Whether the units are told before; an unannounced visit shows nowhere until it is concluded."""
    state: InspectionState = Field(sa_type=enum_type(InspectionState, "state"))
    item_id: int | None = ref_field("item.id", nullable=True)
    """The item that a listed inspection puts on the board."""
    plate: str | None = None
    planner_id: int | None = ref_field("person.id", nullable=True)
    conclusion: str | None = text_field(nullable=True)
    concluded_at: datetime | None = instant_field(nullable=True)
    objection_due_on: date | None = None
    closed_at: datetime | None = instant_field(nullable=True)
    secrecy: Secrecy | None = Field(default=None, sa_type=enum_type(Secrecy, "secrecy"))


class InspectionUnit(Row, table=True):
    """A unit that an inspection visits, and what was last seen there."""

    __tablename__ = "inspection_unit"
    __table_args__ = (sa.UniqueConstraint("inspection_id", "unit_id"),)

    id: int | None = id_field()
    inspection_id: int = ref_field("inspection.id")
    unit_id: int = ref_field("unit.id", index=True)
    visits: int = 0
    visited_at: datetime | None = instant_field(nullable=True)
    says: str | None = text_field(nullable=True)


class Finding(Record, table=True):
    """Something that an inspection found at a unit."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.CheckConstraint("state <> 'as_item' OR item_id IS NOT NULL", name="as_item_has_item"),
        sa.Index("ix_finding_inspection", "inspection_id", "state"),
    )

    id: int | None = id_field()
    inspection_id: int = ref_field("inspection.id")
    unit_id: int = ref_field("unit.id", index=True)
    says: str = text_field()
    state: FindingState = Field(sa_type=enum_type(FindingState, "state"))
    rectify_on: date | None = None
    """By when it must be put right."""
    answer: str | None = text_field(nullable=True)
    """What the unit said, of its objection or of what it has put right."""
    revisit: str | None = text_field(nullable=True)
    """What was seen when it was looked at again."""
    item_id: int | None = ref_field("item.id", nullable=True)
