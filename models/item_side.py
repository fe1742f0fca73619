"""What hangs on an item beside its own row: co-units, schedule, links to other items, notes, and who is to blame."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, index_where, instant_field, ref_field, text_field


class LinkKind(StrEnum):
    """Why an item goes back to another."""

    split_off = "split_off"
    """由那一件拆分而来。"""
    follows = "follows"
    """那一件办结后又有批示，另立的新事项。"""
    merged = "merged"
    """由交办机构并入那一件。"""


class NoteKind(StrEnum):
    """What was noted of an item that changes nothing of it."""

    call = "call"
    """电话催问。"""
    look_back = "look_back"
    """回头看，没有发现问题。"""


class CoUnit(Row, table=True):
    """A unit that helps with an item (协办). One that helps no longer keeps its row."""

    __tablename__ = "co_unit"
    __table_args__ = (sa.UniqueConstraint("item_id", "unit_id"),)

    id: int | None = id_field()
    item_id: int = ref_field("item.id")
    unit_id: int = ref_field("unit.id", index=True)
    left_at: datetime | None = instant_field(nullable=True)


class ItemNode(Row, table=True):
    """A dated step of an item's schedule (时序进度、关键节点), and the report by which it was done."""

    __tablename__ = "item_node"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "due_on", "says"),
        sa.CheckConstraint("(done_on IS NULL) = (feedback_id IS NULL)", name="done_by_a_report"),
        index_where("ix_item_node_waits", "due_on", where="done_on IS NULL AND missed_at IS NULL"),
    )

    id: int | None = id_field()
    item_id: int = ref_field("item.id")
    due_on: date
    says: str
    done_on: date | None = None
    """The day on which it was done, as the unit reports it."""
    feedback_id: int | None = ref_field("feedback.id", nullable=True)
    missed_at: datetime | None = instant_field(nullable=True)
    """When it was put on record that its day had passed; cleared where it was done in time and told late."""


class ItemLink(Row, table=True):
    """An item and the one that it goes back to, or was merged into."""

    __tablename__ = "item_link"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "other_id", "kind"),
        sa.CheckConstraint("item_id <> other_id", name="two_items"),
    )

    id: int | None = id_field()
    item_id: int = ref_field("item.id")
    other_id: int = ref_field("item.id", index=True)
    kind: LinkKind = Field(sa_type=enum_type(LinkKind, "kind"))


class ItemNote(Row, table=True):
    """Who was called or what was looked at, when, and what came of it."""

    __tablename__ = "item_note"

    id: int | None = id_field()
    item_id: int = ref_field("item.id", index=True)
    kind: NoteKind = Field(sa_type=enum_type(NoteKind, "kind"))
    who: str | None = None
    says: str = text_field()
    noted_at: datetime = instant_field()


class Attribution(Row, table=True):
    """A missed limit that a co-unit, not the lead unit, has to answer for, and why."""

    id: int | None = id_field()
    breach_id: int = ref_field("breach.id", unique=True)
    unit_id: int = ref_field("unit.id", index=True)
    reason: str = text_field()
    decided_at: datetime = instant_field()
