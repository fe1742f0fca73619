"""The period ledger: every occurrence (期次) of every cycle once and for ever, its stages, and what came of them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.record import Record
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.occurrence import OccurrenceState, StageState


class CycleVersion(Row, table=True):
    """One cycle as one version of the pack states it: it owns the periods whose day falls in its time."""

    __tablename__ = "cycle_version"
    __table_args__ = (sa.UniqueConstraint("institution", "cycle", "pack_version_id"),)

    id: int | None = id_field()
    institution: str
    cycle: str
    pack_version_id: int = ref_field("pack_version.id")
    digest: str
    """Over what the pack says of the cycle: another pack version that says the same opens no new one."""
    from_on: date
    until_on: date | None = None
    """The first day that the next version owns; NULL while it is in force."""


class CycleWatch(Row, table=True):
    """How far an institution's periods were enumerated, and by what: the watermark."""

    __tablename__ = "cycle_watch"
    __table_args__ = (sa.UniqueConstraint("institution"),)

    id: int | None = id_field()
    institution: str
    horizon_on: date
    """Every period up to this day is on record."""
    pack_version: str
    calendar_version: str


class Occurrence(Record, table=True):
    """One period of one cycle."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.UniqueConstraint("institution", "cycle", "period"),
        sa.CheckConstraint("state IN ('not_held', 'planned') OR meeting_on IS NOT NULL", name="held_has_day"),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_names_period"),
        sa.Index("ix_occurrence_standing", "institution", "state", "meeting_on"),
    )

    id: int | None = id_field()
    cycle: str
    period: str
    state: OccurrenceState = Field(sa_type=enum_type(OccurrenceState, "state"))
    meeting_on: date | None = None
    window_first_on: date | None = None
    window_last_on: date | None = None
    """Within these days the chair fixes the day."""
    provisional: bool = False
    fixed: bool = False
    """The chair fixed the day: no notice moves it."""
    taken_up: bool = False
    """A person decided that it is held though it was missed, or though no notice tells its day."""
    calendar_version: str
    merged_into_id: int | None = ref_field("occurrence.id", nullable=True)
    held_on: date | None = None
    """The day on which it was really held."""
    says: str | None = text_field(nullable=True)


class OccurrenceStage(Row, table=True):
    """One stage of one occurrence, once and for ever."""

    __tablename__ = "occurrence_stage"
    __table_args__ = (
        sa.UniqueConstraint("occurrence_id", "stage"),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        sa.Index("ix_occurrence_stage_due", "state", "due_at"),
    )

    id: int | None = id_field()
    occurrence_id: int = ref_field("occurrence.id", index=True)
    stage: str
    place: int
    """1 is first."""
    state: StageState = Field(sa_type=enum_type(StageState, "state"))
    due_on: date | None = None
    due_at: datetime | None = instant_field(nullable=True)
    """When the bell rings."""
    done_at: datetime | None = instant_field(nullable=True)
    late: bool = False
    """It was done, or fell to a person, after its day."""
    fence: int | None = None
    """The claim under which the system did it."""
    result: str | None = text_field(nullable=True)
    """What came of it, in a sentence; why it was not done."""


class StageLease(Row, table=True):
    """Who is working on a stage at this moment. Technical: it says who may write, not what happened."""

    __tablename__ = "stage_lease"
    __table_args__ = (sa.UniqueConstraint("stage_id"),)

    id: int | None = id_field()
    stage_id: int = ref_field("occurrence_stage.id")
    fence: int
    worker: str
    until_at: datetime | None = instant_field(nullable=True)
    """NULL once the worker has written or given up."""
    failures: int = 0
    retry_at: datetime | None = instant_field(nullable=True)
    fault: str | None = text_field(nullable=True)


class Attendance(Row, table=True):
    """A unit that was asked to a meeting, and whether it came."""

    __table_args__ = (sa.UniqueConstraint("occurrence_id", "unit_id"),)

    id: int | None = id_field()
    occurrence_id: int = ref_field("occurrence.id")
    unit_id: int = ref_field("unit.id", index=True)
    came: bool | None = None
    says: str | None = text_field(nullable=True)
    """Why it did not come, or who came for it."""


class Decision(Row, table=True):
    """An item that a meeting decided."""

    __table_args__ = (sa.UniqueConstraint("occurrence_id", "item_id"),)

    id: int | None = id_field()
    occurrence_id: int = ref_field("occurrence.id")
    item_id: int = ref_field("item.id", index=True)


class Briefing(Row, table=True):
    """What was put before the chair: the ledger as it stood at that moment, never to be taken again."""

    __table_args__ = (sa.UniqueConstraint("occurrence_id", "edition"),)

    id: int | None = id_field()
    occurrence_id: int = ref_field("occurrence.id")
    edition: int
    frozen_at: datetime = instant_field()
    content: str = text_field()
    """Canonical JSON."""
    content_hash: str
