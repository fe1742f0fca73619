"""The outbox: what an act tells whom, how far each message has come, and the inbox inside Duban."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import BigId, enum_type, id_field, instant_field, of_act, ref_field


class Channel(StrEnum):
    """How a message reaches a person."""

    inbox = "inbox"
    """督办系统内的收件箱。"""


class Message(Row, table=True):
    """One thing that an act tells the holder of a post; written with the act and never changed.

    It says how many matters wait, never what they are. `uid` is a function of act, recipient and channel.
    """

    __table_args__ = (
        of_act(),
        sa.Index("ix_message_act", "institution", "act_seq"),
    )

    id: int | None = id_field()
    institution: str
    act_seq: int = Field(sa_type=BigId)
    channel: Channel = Field(sa_type=enum_type(Channel, "channel"))
    post_id: int = ref_field("post.id", index=True)
    person_id: int = ref_field("person.id")
    uid: str = Field(unique=True)
    text: str


class Delivery(Row, table=True):
    """How far a message has come: tried, sent, or parked after too many failures. Exists from the first try on."""

    __table_args__ = (sa.CheckConstraint("sent_at IS NULL OR parked_at IS NULL", name="sent_or_parked"),)

    id: int | None = id_field()
    message_id: int = ref_field("message.id", unique=True)
    attempts: int
    next_try_at: datetime | None = instant_field(nullable=True)
    sent_at: datetime | None = instant_field(nullable=True)
    parked_at: datetime | None = instant_field(nullable=True)
    error: str | None = None


class InboxEntry(Row, table=True):
    """A message that has arrived in its recipient's inbox."""

    __tablename__ = "inbox_entry"

    id: int | None = id_field()
    message_id: int = ref_field("message.id", unique=True)
    arrived_at: datetime = instant_field()
