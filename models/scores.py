"""The yearly assessment (年度考核): one for each year, its score entries with the rule behind each, and the ranks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.record import Record
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.assessment import AssessmentState


class Assessment(Record, table=True):
    """The assessment of one year, under the pack version that it was opened under."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.UniqueConstraint("institution", "year"),
        sa.CheckConstraint("(state = 'open') = (published_at IS NULL)", name="published_has_published_at"),
        sa.CheckConstraint("(published_at IS NULL) = (objection_due_on IS NULL)", name="published_has_its_limit"),
        sa.CheckConstraint("(state = 'locked') = (locked_at IS NOT NULL)", name="locked_has_locked_at"),
        sa.CheckConstraint("locker_id <> publisher_id", name="locked_by_another"),
    )

    id: int | None = id_field()
    year: int
    state: AssessmentState = Field(sa_type=enum_type(AssessmentState, "state"))
    computed_at: datetime = instant_field()
    published_at: datetime | None = instant_field(nullable=True)
    publisher_id: int | None = ref_field("person.id", nullable=True)
    objection_due_on: date | None = None
    lock_due_on: date | None = None
    locked_at: datetime | None = instant_field(nullable=True)
    locker_id: int | None = ref_field("person.id", nullable=True)
    opinion: str | None = text_field(nullable=True)
    """What whoever locks it says of the year."""


class ScoreEntry(Row, table=True):
    """Points of one unit for one event, never changed: it is struck, or corrected by another entry.

    Points are exact decimals kept as text. `rule` and `event` say what it rests on; the same never counts twice.
    """

    __tablename__ = "score_entry"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "rule", "event"),
        sa.UniqueConstraint("assessment_id", "place"),
        sa.CheckConstraint("(struck_at IS NULL) = (struck_why IS NULL)", name="struck_says_why"),
        sa.CheckConstraint("(objection IS NULL) = (objected_at IS NULL)", name="objection_is_dated"),
        sa.CheckConstraint("(resolution IS NULL) = (decided_at IS NULL)", name="resolution_is_dated"),
        sa.CheckConstraint("decided_at IS NULL OR objected_at IS NOT NULL", name="decided_was_objected"),
    )

    id: int | None = id_field()
    assessment_id: int = ref_field("assessment.id")
    place: int
    """What people call it by: 第12条."""
    unit_id: int = ref_field("unit.id", index=True)
    person_id: int | None = ref_field("person.id", nullable=True)
    """Who answers for it."""
    rule: str
    """The event's name in the pack, or the ladder and rung."""
    event: str
    """The row of the ledger that it rests on, and whose it is: `breach:12@3`."""
    happened_on: date
    says: str = text_field()
    points: str
    clause: str | None = None
    assumed: str | None = text_field(nullable=True)
    pack_version_id: int = ref_field("pack_version.id")
    """The version of the rule."""
    recorded_at: datetime = instant_field()
    corrects_id: int | None = ref_field("score_entry.id", nullable=True, index=True)
    """The entry that it corrects: the points of both count together."""
    struck_at: datetime | None = instant_field(nullable=True)
    struck_why: str | None = text_field(nullable=True)
    objection: str | None = text_field(nullable=True)
    objected_at: datetime | None = instant_field(nullable=True)
    resolution: str | None = text_field(nullable=True)
    decided_at: datetime | None = instant_field(nullable=True)


class UnitRank(Row, table=True):
    """Where a unit stands in the year: always what its entries come to."""

    __tablename__ = "unit_rank"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "unit_id"), sa.CheckConstraint("rank >= 1", name="counts"))

    id: int | None = id_field()
    assessment_id: int = ref_field("assessment.id")
    unit_id: int = ref_field("unit.id", index=True)
    score: str
    bonus: str
    deducted: str
    rank: int
    band: str | None = None
