"""Queries about one item's life: its acts, reports, extensions, pauses and breaches, and the list of items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import ACT, HISTORY, OF_ACT
from duban.store.items import ITEM, TEXT, UNIT
from duban.store.prepared import rows_like
from duban.store.sight import EVERYTHING, Sight
from models import Breach, Extension, Feedback, Post, Suspension, table_of
from states.extension import ExtensionState
from states.item import CLIMBING, ItemEvent, ItemState, LimitKind

BREACH = table_of(Breach)
EXTENSION = table_of(Extension)
FEEDBACK = table_of(Feedback)
SUSPENSION = table_of(Suspension)
POST = table_of(Post)
AUTOMATIC = ("sweep", "reproject", "migrate_pack")
"""Acts of the system itself, or over all items: what a person did before one of them may still be entered."""


def last_act_at(session: Session, item_id: int) -> datetime | None:
    """When a person last acted on the item."""
    found: datetime | None = session.execute(_last_act_at(), {"item_id": item_id}).scalar_one()
    return found


@cache
def _last_act_at() -> sa.Select[datetime | None]:
    mine = (HISTORY.c.table_name == ITEM.name, HISTORY.c.row_id == sa.bindparam("item_id"))
    query = sa.select(sa.func.max(ACT.c.true_at)).join_from(HISTORY, ACT, OF_ACT)
    return query.where(*mine, ACT.c.verb.not_in(AUTOMATIC))


def drafter_of(session: Session, item_id: int) -> int | None:
    """The person who drafted the item; None when it was entered under an account only."""
    query = sa.select(ACT.c.person_id).join_from(HISTORY, ACT, OF_ACT).where(*_of_item(item_id))
    found: int | None = session.execute(query.order_by(HISTORY.c.id).limit(1)).scalar_one_or_none()
    return found


def agreed_by(session: Session, item_id: int) -> Sequence[str]:
    """The posts that agreed that the item is set up, in order."""
    query = sa.select(POST.c.name).join_from(HISTORY, ACT, OF_ACT).join(POST, POST.c.id == ACT.c.post_id)
    mine = (*_of_item(item_id), ACT.c.event == ItemEvent.agree)
    return session.execute(query.where(*mine).order_by(HISTORY.c.id)).scalars().all()


def list_of_item(session: Session, table: sa.Table, item_id: int) -> Sequence[sa.RowMapping]:
    """The item's rows of a table that hangs on it, in order."""
    return rows_like(session, table, {"item_id": item_id}).mappings().all()


def last_of_item(session: Session, table: sa.Table, item_id: int) -> sa.RowMapping | None:
    """The item's newest row of such a table, or None."""
    return session.execute(_last_of_item(table), {"item_id": item_id}).mappings().one_or_none()


@cache
def _last_of_item(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table).where(table.c.item_id == sa.bindparam("item_id")).order_by(table.c.id.desc()).limit(1)


def open_breaches(session: Session, item_id: int, from_on: date) -> Sequence[sa.RowMapping]:
    """The item's breaches of limits on that day or later that were not cleared, earliest first."""
    return session.execute(_open_breaches(), {"item_id": item_id, "from_on": from_on}).mappings().all()


@cache
def _open_breaches() -> sa.Select[Any]:
    since = BREACH.c.limit_on >= sa.bindparam("from_on", type_=sa.Date())
    own = (BREACH.c.item_id == sa.bindparam("item_id"), BREACH.c.cleared_at.is_(None), since)
    return sa.select(BREACH).where(*own).order_by(BREACH.c.limit_on, BREACH.c.id)


def known_breaches(session: Session, item_ids: Sequence[int]) -> set[tuple[int, LimitKind, date]]:
    """The (item, limit, day) of every breach of these items on record."""
    query = sa.select(BREACH.c.item_id, BREACH.c.limit_kind, BREACH.c.limit_on).where(BREACH.c.item_id.in_(item_ids))
    return {(row.item_id, row.limit_kind, row.limit_on) for row in session.execute(query)}


def count_granted(session: Session, item_id: int) -> int:
    """How many extensions the item was granted."""
    own = (EXTENSION.c.item_id == item_id, EXTENSION.c.state == ExtensionState.granted)
    return session.execute(sa.select(sa.func.count()).select_from(EXTENSION).where(*own)).scalar_one()


@dataclass(frozen=True)
class Chosen:
    """Which items to list; what is None does not matter."""

    state: ItemState | None = None
    rung: str | None = None
    unit: str | None = None
    late_on: date | None = None
    sight: Sight = EVERYTHING


def list_items(session: Session, institution: str, chosen: Chosen, limit: int) -> Sequence[sa.RowMapping]:
    """The items of an institution by code, each with its title and unit."""
    wanted: list[Any] = [ITEM.c.institution == institution, *chosen.sight.of_item()]
    for column, value in ((ITEM.c.state, chosen.state), (ITEM.c.rung, chosen.rung), (UNIT.c.name, chosen.unit)):
        if value is not None:
            wanted.append(column == value)
    if chosen.late_on is not None:
        wanted += [ITEM.c.state.in_(CLIMBING), ITEM.c.climb_due_on < chosen.late_on]
    return session.execute(described().where(*wanted).order_by(ITEM.c.code).limit(limit)).mappings().all()


def find_described(session: Session, institution: str, code: str) -> sa.RowMapping | None:
    """The item with its title, requirement, marking and unit, or None."""
    query = described().where(ITEM.c.institution == institution, ITEM.c.code == code)
    return session.execute(query).mappings().one_or_none()


def described() -> sa.Select[Any]:
    """Items with the texts and the unit that people know them by."""
    said = (TEXT.c.title, TEXT.c.requirement, TEXT.c.secrecy, TEXT.c.responsible, TEXT.c.reached_on)
    columns = (ITEM, *said, UNIT.c.name.label("unit"))
    joined = sa.select(*columns).join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
    return joined.join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)


def _of_item(item_id: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return HISTORY.c.table_name == ITEM.name, HISTORY.c.row_id == item_id
