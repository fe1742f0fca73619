"""The report due (应报材料): what a unit owes for a period, and when it came."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.record import Record
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.report import ReportState


class ReportDue(Record, table=True):
    """One report of one unit for one period, or for one matter where it is asked for one by one."""

    __tablename__ = "report_due"
    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.UniqueConstraint("institution", "report", "period", "unit_id"),
        sa.CheckConstraint("state NOT IN ('submitted', 'accepted') OR submitted_at IS NOT NULL", name="has_come"),
        sa.Index("ix_report_due_awaited", "institution", "state", "due_on"),
    )

    id: int | None = id_field()
    report: str
    """Its name in the pack."""
    period: str
    """The period's key; for a report asked for one by one the day from which its limit runs."""
    about: str | None = text_field(nullable=True)
    unit_id: int = ref_field("unit.id", index=True)
    state: ReportState = Field(sa_type=enum_type(ReportState, "state"))
    original_on: date
    """The day that the pack's phrase gave."""
    due_on: date
    provisional: bool = False
    says: str | None = text_field(nullable=True)
    submitted_at: datetime | None = instant_field(nullable=True)
    submitter_id: int | None = ref_field("person.id", nullable=True)
    late_on: date | None = None
    """The limit that it missed, for ever; a report that came in time and was entered late clears it."""
    chased_on: date | None = None
    """When the unit was last told that it is late."""
