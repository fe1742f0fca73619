"""Queries about items."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Item, ItemText, PackVersion, Unit, table_of
from states.item import CLIMBING, ENDED, ItemState

ITEM = table_of(Item)
TEXT = table_of(ItemText)
UNIT = table_of(Unit)
PACK = table_of(PackVersion)


def find_item(session: Session, institution: str, code: str) -> sa.RowMapping | None:
    """The item with that code, locked until the transaction ends, or None."""
    query = sa.select(ITEM).where(ITEM.c.institution == institution, ITEM.c.code == code).with_for_update()
    return session.execute(query).mappings().one_or_none()


def last_serial(session: Session, institution: str, year: int) -> int:
    """The highest serial in the year's item codes; safe to count on from while the chain's head is locked."""
    prefix = f"{year}-"
    mine = sa.select(sa.func.max(ITEM.c.code)).where(ITEM.c.institution == institution, ITEM.c.code.startswith(prefix))
    highest: str | None = session.execute(mine).scalar_one()
    return int(highest.removeprefix(prefix)) if highest else 0


def list_due_ladders(session: Session, institution: str, on: date) -> Sequence[sa.RowMapping]:
    """The (pack_version_id, version, ladder) that items whose climb clock has run out by `on` stand on."""
    return session.execute(_due_ladders(), {"institution": institution, "on": on}).mappings().all()


@cache
def _due_ladders() -> sa.Select[int, str, str]:
    mine = (ITEM.c.institution == sa.bindparam("institution"), ITEM.c.state.in_(CLIMBING))
    late = sa.select(ITEM.c.pack_version_id, ITEM.c.ladder).where(*mine, ITEM.c.climb_due_on < sa.bindparam("on"))
    due = late.distinct().subquery("due")
    query = sa.select(due.c.pack_version_id, due.c.ladder, PACK.c.version)
    return query.join_from(due, PACK, PACK.c.id == due.c.pack_version_id).order_by(due.c.pack_version_id, due.c.ladder)


def list_provisional(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """The open items with a date that waits for a calendar notice, locked, by code."""
    query = (
        sa.select(ITEM)
        .where(ITEM.c.institution == institution, ITEM.c.due_provisional, ITEM.c.state.not_in(ENDED))
        .order_by(ITEM.c.code)
        .with_for_update()
    )
    return session.execute(query).mappings().all()


def set_dates(session: Session, dates: Mapping[int, Mapping[str, Any]]) -> None:
    """Sets these columns of each item, by id; every item names the same columns."""
    columns = next(iter(dates.values()))
    update = sa.update(ITEM).where(ITEM.c.id == sa.bindparam("row_id"))
    update = update.values({name: sa.bindparam(f"new_{name}") for name in columns} | {"version": ITEM.c.version + 1})
    rows = [{"row_id": key} | {f"new_{name}": value for name, value in row.items()} for key, row in dates.items()]
    session.connection().execute(update, rows)


def count_by_state(session: Session, institution: str) -> dict[tuple[ItemState, str | None], int]:
    """How many items stand at each (state, rung)."""
    place = (ITEM.c.state, ITEM.c.rung)
    query = sa.select(*place, sa.func.count()).where(ITEM.c.institution == institution).group_by(*place)
    return {(state, rung): count for state, rung, count in session.execute(query)}


def list_late(session: Session, institution: str, on: date) -> Sequence[str]:
    """The codes of the items whose climb clock has run out by `on`, by id."""
    free = sa.or_(ITEM.c.climb_held_on.is_(None), ITEM.c.climb_held_on < on)
    late = (ITEM.c.institution == institution, ITEM.c.state.in_(CLIMBING), ITEM.c.climb_due_on < on, free)
    return session.execute(sa.select(ITEM.c.code).where(*late).order_by(ITEM.c.id)).scalars().all()


def pack_version_of(session: Session, pack_version_id: int) -> str:
    """The version hash behind an item's pack version."""
    version: str = session.execute(sa.select(PACK.c.version).where(PACK.c.id == pack_version_id)).scalar_one()
    return version
