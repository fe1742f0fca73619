"""The attachment (附件): a file that came with an act. The file itself is kept outside the database, by its hash."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import BigId, id_field, instant_field, of_act, ref_field


class Attachment(Row, table=True):
    """What one file was called when it came, and the act, item, paper or record that it belongs to; never changed.

    An act that is about none of them (a series begun after handwritten numbers) has its files alone.
    """

    __table_args__ = (
        of_act(),
        sa.UniqueConstraint("institution", "act_seq", "sha256"),
        sa.CheckConstraint(
            "(item_id IS NULL OR order_id IS NULL) AND (record_id IS NULL OR coalesce(item_id, order_id) IS NULL)",
            name="one_subject",
        ),
        sa.CheckConstraint("(record_id IS NULL) = (record_table IS NULL)", name="names_its_table"),
        sa.Index("ix_attachment_record", "record_table", "record_id"),
        sa.CheckConstraint("length(sha256) = 64 AND size > 0", name="names_a_file"),
    )

    id: int | None = id_field()
    institution: str
    act_seq: int = Field(sa_type=BigId)
    item_id: int | None = ref_field("item.id", nullable=True, index=True)
    order_id: int | None = ref_field("order.id", nullable=True, index=True)
    sha256: str
    size: int = Field(sa_type=BigId)
    """In bytes."""
    media_type: str
    name: str
    """What the file was called, without any folder."""
    added_at: datetime = instant_field()
    record_table: str | None = None
    """The table of a record (coordination, interview …), for which one key cannot stand."""
    record_id: int | None = Field(default=None, sa_type=BigId)
