"""The coordination (层级协调): a problem on its way upward, and what each unit and each leader said about it."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.record import Record
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.coordination import CoordinationState


class VoiceKind(StrEnum):
    """What is said of a problem."""

    consult = "consult"
    """有关单位对会商的答复。"""
    report = "report"
    """书面报告的一项。"""
    opinion = "opinion"
    """领导就分工范围签署的意见。"""
    decision = "decision"
    """决策建议。"""
    sorting = "sorting"
    """办公室的梳理。"""
    instruction = "instruction"
    """主要领导的批示。"""


class Coordination(Record, table=True):
    """One problem (议题), with or without an item it holds up."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.CheckConstraint(
            "(state IN ('settled', 'withdrawn', 'lapsed')) = (closed_at IS NOT NULL)", name="ended_has_closed_at"
        ),
        sa.CheckConstraint("state <> 'consulting' OR level = 0", name="unit_comes_first"),
        sa.CheckConstraint("state NOT IN ('coordinating', 'decided') OR level > 0", name="leader_comes_later"),
        sa.CheckConstraint("due_on IS NULL OR state IN ('consulting', 'coordinating')", name="idle_has_no_clock"),
        sa.CheckConstraint("suspension_id IS NULL OR item_id IS NOT NULL", name="pauses_its_item"),
        sa.Index("ix_coordination_state", "institution", "state"),
    )

    id: int | None = id_field()
    item_id: int | None = ref_field("item.id", nullable=True, index=True)
    unit_id: int = ref_field("unit.id")
    """The unit whose problem it is."""
    title: str = text_field()
    state: CoordinationState = Field(sa_type=enum_type(CoordinationState, "state"))
    level: int = 0
    """The level that has it: its place in the pack's order, 0 the unit itself."""
    level_from_on: date
    due_on: date | None = None
    """By when this level answers."""
    due_provisional: bool = False
    suspension_id: int | None = ref_field("suspension.id", nullable=True)
    """The pause of the item's clock that a leader ordered for it."""
    result: str | None = text_field(nullable=True)
    closed_at: datetime | None = instant_field(nullable=True)


class CoordinationVoice(Row, table=True):
    """What one unit or leader is asked and says: open until `says` is there."""

    __tablename__ = "coordination_voice"
    __table_args__ = (
        sa.CheckConstraint("(says IS NULL) = (answered_at IS NULL)", name="answer_is_dated"),
        sa.CheckConstraint("(kind = 'consult') = (unit_id IS NOT NULL)", name="consults_a_unit"),
        sa.CheckConstraint("kind <> 'opinion' OR post_id IS NOT NULL", name="opinion_is_a_leaders"),
        sa.CheckConstraint("item_id IS NULL OR kind = 'instruction'", name="instruction_makes_item"),
    )

    id: int | None = id_field()
    coordination_id: int = ref_field("coordination.id", index=True)
    kind: VoiceKind = Field(sa_type=enum_type(VoiceKind, "kind"))
    level: int
    unit_id: int | None = ref_field("unit.id", nullable=True)
    post_id: int | None = ref_field("post.id", nullable=True)
    person_id: int | None = ref_field("person.id", nullable=True)
    """Who said it."""
    part: str | None = None
    """The leader's part (分工范围), or the name of a part of the report."""
    asked_on: date
    says: str | None = text_field(nullable=True)
    agrees: bool | None = None
    """Whether the unit that was consulted agrees."""
    answered_at: datetime | None = instant_field(nullable=True)
    dated_on: date | None = None
    """The day written on an instruction; the office received it on the day of the act."""
    item_id: int | None = ref_field("item.id", nullable=True, index=True)
    """The item that an instruction made."""
