"""The interview (约谈): whom, for what, with whose consent, when held, how judged."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.record import Record
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.interview import InterviewState


class Interview(Record, table=True):
    """One talk with the head of a unit; the second about the same matter names the first."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.UniqueConstraint("first_id"),
        sa.CheckConstraint(
            "(state IN ('held', 'effective', 'ineffective')) = (held_at IS NOT NULL)", name="held_has_held_at"
        ),
        sa.CheckConstraint("(held_at IS NULL) = (judge_on IS NULL)", name="held_has_its_day"),
        sa.CheckConstraint(
            "(state IN ('effective', 'ineffective', 'refused', 'withdrawn', 'lapsed')) = (closed_at IS NOT NULL)",
            name="ended_has_closed_at",
        ),
        sa.CheckConstraint("approver_id <> proposer_id", name="approved_by_another"),
        sa.Index("ix_interview_state", "institution", "state"),
        sa.Index("ix_interview_person", "person_id", "unit_id"),
    )

    id: int | None = id_field()
    item_id: int | None = ref_field("item.id", nullable=True, index=True)
    unit_id: int = ref_field("unit.id")
    person_id: int = ref_field("person.id")
    """With whom."""
    cause: str
    """Its name in the pack."""
    ground: str = text_field()
    """What it is about."""
    inspection_id: int | None = ref_field("inspection.id", nullable=True)
    """The inspection whose conclusion it rests on."""
    first_id: int | None = ref_field("interview.id", nullable=True)
    """The talk that had no effect, where this is the second."""
    state: InterviewState = Field(sa_type=enum_type(InterviewState, "state"))
    proposer_id: int | None = ref_field("person.id", nullable=True)
    approver_id: int | None = ref_field("person.id", nullable=True)
    order_id: int | None = ref_field("order.id", nullable=True)
    """The notice (约谈通知书), where one was numbered."""
    meet_on: date | None = None
    """The day that the notice names."""
    held_at: datetime | None = instant_field(nullable=True)
    talker_id: int | None = ref_field("person.id", nullable=True)
    rectify_on: date | None = None
    """By when the unit puts things right."""
    judge_on: date | None = None
    judge_provisional: bool = False
    result: str | None = text_field(nullable=True)
    closed_at: datetime | None = instant_field(nullable=True)


class InterviewConsent(Row, table=True):
    """What one of the joint offices says of a proposed interview; open until it has spoken."""

    __tablename__ = "interview_consent"
    __table_args__ = (
        sa.UniqueConstraint("interview_id", "post_id"),
        sa.CheckConstraint("(agrees IS NULL) = (answered_at IS NULL)", name="answer_is_dated"),
    )

    id: int | None = id_field()
    interview_id: int = ref_field("interview.id")
    post_id: int = ref_field("post.id")
    agrees: bool | None = None
    says: str | None = text_field(nullable=True)
    person_id: int | None = ref_field("person.id", nullable=True)
    answered_at: datetime | None = instant_field(nullable=True)
