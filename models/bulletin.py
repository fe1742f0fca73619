"""The bulletin (通报): its frozen facts, the units that check them, and the units that it goes to."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.item import Secrecy
from models.record import Record
from models.types import enum_type, id_field, instant_field, ref_field, text_field
from states.bulletin import BulletinState


class Reply(StrEnum):
    """What a named unit says of the facts about it."""

    confirmed = "confirmed"
    """核实无误。"""
    objected = "objected"
    """有异议。"""


class Bulletin(Record, table=True):
    """One bulletin. Its facts were taken from the ledger at `frozen_at`, never to be taken again."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.UniqueConstraint("institution", "kind", "year", "serial"),
        sa.CheckConstraint("(state = 'issued') = (number IS NOT NULL)", name="issued_has_number"),
        sa.CheckConstraint(
            "(number IS NULL) = (serial IS NULL) AND (number IS NULL) = (year IS NULL)", name="number_is_whole"
        ),
        sa.CheckConstraint("state <> 'issued' OR signed_at IS NOT NULL", name="issued_was_signed"),
    )

    id: int | None = id_field()
    kind: str
    title: str = text_field()
    says: str | None = text_field(nullable=True)
    state: BulletinState = Field(sa_type=enum_type(BulletinState, "state"))
    frozen_at: datetime = instant_field()
    facts_hash: str
    """Over the hashes of the facts, in their order."""
    drafter_id: int | None = ref_field("person.id", nullable=True)
    check_due_on: date | None = None
    """By when the named units answer; whoever does not has nothing against it."""
    signed_at: datetime | None = instant_field(nullable=True)
    issued_at: datetime | None = instant_field(nullable=True)
    year: int | None = None
    serial: int | None = None
    number: str | None = None
    secrecy: Secrecy | None = Field(default=None, sa_type=enum_type(Secrecy, "secrecy"))


class BulletinFact(Row, table=True):
    """One item as it stood at that moment: its canonical text and the hash of it."""

    __tablename__ = "bulletin_fact"
    __table_args__ = (sa.UniqueConstraint("bulletin_id", "place"),)

    id: int | None = id_field()
    bulletin_id: int = ref_field("bulletin.id")
    place: int
    unit_id: int = ref_field("unit.id")
    item_id: int = ref_field("item.id")
    content: str = text_field()
    content_hash: str
    struck_at: datetime | None = instant_field(nullable=True)
    """When it was taken out, because the unit's objection was right."""


class BulletinUnit(Row, table=True):
    """A unit that a bulletin names, that it goes to, or both."""

    __tablename__ = "bulletin_unit"
    __table_args__ = (sa.UniqueConstraint("bulletin_id", "unit_id"),)

    id: int | None = id_field()
    bulletin_id: int = ref_field("bulletin.id")
    unit_id: int = ref_field("unit.id", index=True)
    named: bool = False
    reads: bool = False
    reply: Reply | None = Field(default=None, sa_type=enum_type(Reply, "reply"))
    reply_says: str | None = text_field(nullable=True)
    replied_at: datetime | None = instant_field(nullable=True)
    resolution: str | None = text_field(nullable=True)
    """What became of its objection."""
