"""The alert (告警): what is wrong with the running of the service, once while it is open."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.record import Record
from models.types import enum_type, id_field, index_where, instant_field, ref_field, text_field
from states.alert import AlertKind, AlertState


class Alert(Record, table=True):
    """One alert; its subject is the name of a run, a cycle, a period or a stage, never of an item."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.CheckConstraint("(state = 'cleared') = (cleared_at IS NOT NULL)", name="cleared_has_cleared_at"),
        sa.CheckConstraint("state <> 'seen' OR seen_at IS NOT NULL", name="seen_has_seen_at"),
        index_where(
            "ix_alert_open", "institution", "kind", "subject", where="state IN ('raised', 'seen')", unique=True
        ),
    )

    id: int | None = id_field()
    kind: AlertKind = Field(sa_type=enum_type(AlertKind, "kind"))
    subject: str
    says: str = text_field()
    state: AlertState = Field(sa_type=enum_type(AlertState, "state"))
    raised_at: datetime = instant_field()
    seen_at: datetime | None = instant_field(nullable=True)
    seen_by: int | None = ref_field("person.id", nullable=True)
    cleared_at: datetime | None = instant_field(nullable=True)
    cleared_by: int | None = ref_field("person.id", nullable=True)
    """NULL where it cleared itself, or this machine's own account cleared it."""
