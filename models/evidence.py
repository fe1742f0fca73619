"""The evidence: acts, chained per institution, and one append-only history row for each row that an act touched."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import BigId, id_field, instant_field, of_act, ref_field, text_field


class Act(Row, table=True):
    """One command over a set. `text` is the canonical text of the other columns; `hash` seals it onto `prev_hash`."""

    __table_args__ = (sa.UniqueConstraint("institution", "idempotency_key"),)

    institution: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    verb: str
    event: str | None = None
    post_id: int | None = ref_field("post.id", nullable=True)
    person_id: int | None = ref_field("person.id", nullable=True)
    os_user: str
    true_at: datetime = instant_field()
    recorded_at: datetime = instant_field()
    clause: str | None = None
    reason: str | None = None
    idempotency_key: str | None = None
    rows: int
    digest: str
    text: str = text_field()
    prev_hash: str
    hash: str
    request_hash: str | None = None
    """What the idempotency key was first used for; there exactly when the key is."""
    answer: str | None = text_field(nullable=True)
    """What a retry with the same key is told, as JSON; NULL where the act itself says it all."""


class ActHead(Row, table=True):
    """The end of an institution's chain; locked last in every transaction."""

    __tablename__ = "act_head"

    institution: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigId)
    hash: str


class History(Row, table=True):
    """One row as an act left it: canonical text before and after, and the hash of the latter."""

    __table_args__ = (
        of_act(),
        sa.Index("ix_history_act", "institution", "act_seq"),
        sa.Index("ix_history_row", "table_name", "row_id"),
    )

    id: int | None = id_field()
    institution: str
    act_seq: int = Field(sa_type=BigId)
    table_name: str
    row_id: int = Field(sa_type=BigId)
    before: str | None = text_field(nullable=True)
    after: str = text_field()
    after_hash: str
