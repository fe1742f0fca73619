"""The item (督办任务): its machine's columns, its dates, its long text beside it, and the breaches of its limits."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, index_where, instant_field, ref_field, text_field
from states.item import ItemState, LimitKind


class Secrecy(StrEnum):
    """The markings that a ledger may hold; classified matter is refused everywhere."""

    public = "public"
    """公开。"""
    internal = "internal"
    """内部。"""


DUE_SQL = (
    "(CASE WHEN state IN ('issued', 'in_progress', 'long_term', 'escalated') THEN coalesce("
    "CASE WHEN completion_due_on < climb_due_on THEN completion_due_on ELSE climb_due_on END,"
    " completion_due_on, '9999-12-31') ELSE '9999-12-31' END)"
)
"""The next day on which something is owed, as text: an index serves only what is written like it."""
SHOWN = (
    "institution",
    "code",
    "state",
    "rung",
    "climb_due_on",
    "completion_due_on",
    "item_type",
    "lead_unit_id",
    "leader_id",
)
"""By what a ledger page is filtered and ordered: with these in the index no row is read but those of the page."""


def _page_indexes(name: str, *key: str | sa.TextClause) -> list[sa.Index]:
    """An index in the order of a ledger page, for each database in its own way."""
    wide = [column for column in SHOWN if column not in key]
    return [
        sa.Index(f"ix_item_by_{name}", *key, "id", *wide).ddl_if("sqlite"),
        sa.Index(f"ix_item_by_{name}", *key, "id", postgresql_include=wide).ddl_if("postgresql"),
    ]


def _index_of(column: str, *others: str) -> sa.Index:
    """A short index for the sweep: only the items that have such a day are in it."""
    return index_where(f"ix_item_{column}", "institution", *others, column, where=f"{column} IS NOT NULL")


class Item(Row, table=True):
    """A matter decomposed to one lead unit. The row is kept short: rows per page is what a sweep pays for."""

    __table_args__ = (
        sa.UniqueConstraint("institution", "code"),
        sa.CheckConstraint("(state = 'escalated') = (rung IS NOT NULL)", name="escalated_has_rung"),
        sa.CheckConstraint(
            "(state IN ('closed', 'merged', 'terminated', 'withdrawn')) = (closed_at IS NOT NULL)",
            name="ended_has_closed_at",
        ),
        sa.CheckConstraint(
            "(state IN ('drafted', 'approved', 'historic')) = (issued_at IS NULL) OR state IN ('withdrawn', 'merged')",
            name="issued_has_issued_at",
        ),
        sa.CheckConstraint(
            "climb_due_on IS NULL OR state IN"
            " ('issued', 'in_progress', 'escalated', 'long_term', 'checking', 'suspended')",
            name="idle_has_no_clock",
        ),
        sa.CheckConstraint(
            "(state IN ('checking', 'suspended')) = (back_state IS NOT NULL)", name="remembers_where_from"
        ),
        sa.CheckConstraint(
            "(coalesce(back_state, '') = 'escalated') = (back_rung IS NOT NULL)", name="remembers_the_rung"
        ),
        sa.CheckConstraint("(climb_due_on IS NULL) = (climb_from_on IS NULL)", name="clock_has_start"),
        sa.CheckConstraint("decided_on IS NOT NULL OR issue_due_on IS NULL", name="issue_limit_has_start"),
        sa.Index("ix_item_climb", "institution", "state", "climb_due_on", "rung"),
        _index_of("completion_due_on", "state"),
        _index_of("behind_on", "state"),
        _index_of("failed_on", "state"),
        _index_of("issue_due_on", "state"),
        sa.Index("ix_item_leader_id", "institution", "leader_id"),
        *_page_indexes("code", "institution", "code"),
        *_page_indexes("state", "institution", "state", "code"),
        *_page_indexes("due", "institution", sa.text(DUE_SQL)),
        *_page_indexes("unit", "lead_unit_id", sa.text(DUE_SQL)),
    )

    id: int | None = id_field()
    institution: str
    code: str
    item_type: str
    item_class: str | None = None
    ladder: str | None = None
    pack_version_id: int = ref_field("pack_version.id")
    lead_unit_id: int = ref_field("unit.id")
    state: ItemState = Field(sa_type=enum_type(ItemState, "state"))
    rung: str | None = None
    climb_due_on: date | None = None
    """The sweep's own clock: the day after which the next rung is due; NULL when nothing can climb."""
    climb_from_on: date | None = None
    """The day from which that limit was counted."""
    feedback_phrase: str | None = None
    feedback_from_on: date | None = None
    feedback_due_on: date | None = None
    completion_due_on: date | None = None
    due_provisional: bool = False
    calendar_version: str | None = None
    issued_at: datetime | None = instant_field(nullable=True)
    received_at: datetime | None = instant_field(nullable=True)
    closed_at: datetime | None = instant_field(nullable=True)
    version: int = 1
    back_state: ItemState | None = Field(default=None, sa_type=enum_type(ItemState, "back_state"))
    """Where an item that is being checked or is suspended came from, with `back_rung`."""
    back_rung: str | None = None
    climb_held_on: date | None = None
    """The last day on which a pending extension, a paper that was put off or a report that was accepted holds the
    climb."""
    awaits: str | None = None
    """The rung whose paper was drafted for the item and is not served yet."""
    behind_on: date | None = None
    """The day of the last accepted report, where it was behind the plan and no rung has followed yet."""
    failed_on: date | None = None
    """The day on which a report was sent back, where no rung has followed yet."""
    decided_on: date | None = None
    """The day of the meeting or instruction that the item comes from."""
    issue_due_on: date | None = None
    """By when the office must issue it."""
    leader_id: int | None = ref_field("person.id", nullable=True)
    """The leader in charge (牵头领导), by whom papers are merged."""


class ItemText(Row, table=True):
    """The long text of an item, in its own table so that a sweep never moves it."""

    __tablename__ = "item_text"

    id: int | None = id_field()
    item_id: int = ref_field("item.id", unique=True)
    title: str = text_field()
    requirement: str | None = text_field(nullable=True)
    secrecy: Secrecy | None = Field(default=None, sa_type=enum_type(Secrecy, "secrecy"))
    """The marking; never classified. NULL where none was given."""
    responsible: str | None = None
    """Who in the lead unit answers for it (责任人)."""
    reached_on: date | None = None
    """The day on which the office received the instruction that it comes from."""


class Breach(Row, table=True):
    """A limit that was missed: a permanent fact dated at the limit. A correcting act clears it, none deletes it.

    Its history row names the act that recorded it.
    """

    __table_args__ = (sa.UniqueConstraint("item_id", "limit_kind", "limit_on"),)

    id: int | None = id_field()
    item_id: int = ref_field("item.id")
    limit_kind: LimitKind = Field(sa_type=enum_type(LimitKind, "limit_kind"))
    limit_on: date
    recorded_at: datetime = instant_field()
    cleared_at: datetime | None = instant_field(nullable=True)
