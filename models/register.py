"""An entry of a register (登记簿): its fields are the pack's, kept as one canonical text."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from models.item import Secrecy
from models.record import Record
from models.types import enum_type, id_field, text_field


class RegisterEntry(Record, table=True):
    """One entry. `book` and `state` are names of the pack; the machine keeps to them, as the pack's fields do."""

    __tablename__ = "register_entry"
    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.Index("ix_register_entry_book", "institution", "book", "state"),
    )

    id: int | None = id_field()
    book: str
    """The register's name in the pack."""
    state: str
    content: str = text_field()
    """Field → value as text, one JSON object with sorted keys."""
    entered_on: date
    """The day of the entry."""
    due_on: date | None = None
    """By when it must leave the state that it is in."""
    secrecy: Secrecy | None = Field(default=None, sa_type=enum_type(Secrecy, "secrecy"))
