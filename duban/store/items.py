"""Queries about items."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.prepared import row_like
from duban.store.rows import set_each
from models import Breach, Item, ItemText, PackVersion, Unit, table_of
from states.item import CLIMBING, ENDED, UNISSUED, ItemState, LimitKind
from states.item_climbs import LIMIT_FIELDS

ITEM = table_of(Item)
TEXT = table_of(ItemText)
UNIT = table_of(Unit)
PACK = table_of(PackVersion)
BREACH = table_of(Breach)
VERSIONS = "pack_version_of"
"""Where a session keeps the version hashes that it has asked for."""


def find_item(session: Session, institution: str, code: str, *, lock: bool = True) -> sa.RowMapping | None:
    """The item with that code, locked until the transaction ends unless it is only looked at, or None."""
    return row_like(session, ITEM, {"institution": institution, "code": code}, lock=lock)


def last_serial(session: Session, institution: str, year: int) -> int:
    """The highest serial in the year's item codes; safe to count on from while the chain's head is locked."""
    prefix = f"{year}-"
    mine = sa.select(sa.func.max(ITEM.c.code)).where(ITEM.c.institution == institution, ITEM.c.code.startswith(prefix))
    highest: str | None = session.execute(mine).scalar_one()
    return int(highest.removeprefix(prefix)) if highest else 0


def known_items(session: Session, institution: str) -> frozenset[tuple[str, str, date | None]]:
    """The (unit, title, completion limit) of every item on record that was not withdrawn."""
    query = (
        sa.select(UNIT.c.name, TEXT.c.title, ITEM.c.completion_due_on)
        .join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.state != ItemState.withdrawn)
    )
    return frozenset((unit, title, due_on) for unit, title, due_on in session.execute(query))


def list_versions(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """The id and version hash of every pack version on record."""
    return session.execute(_versions(), {"institution": institution}).mappings().all()


@cache
def _versions() -> sa.Select[int, str]:
    mine = PACK.c.institution == sa.bindparam("institution")
    return sa.select(PACK.c.id, PACK.c.version).where(mine).order_by(PACK.c.id)


def list_due_ladders(
    session: Session, institution: str, on: date, fields: frozenset[str], *, climbed: bool
) -> Sequence[tuple[int, str]]:
    """The (pack version id, ladder) of the items that have a day up to `on` in one of these columns.

    `climbed`: and of all that stand on a rung.
    """
    query = _due_ladders(tuple(sorted(fields)), climbed=climbed)
    return [(version, ladder) for version, ladder in session.execute(query, {"institution": institution, "on": on})]


@cache
def _due_ladders(fields: tuple[str, ...], *, climbed: bool) -> sa.CompoundSelect[Any]:
    """One branch for each index that finds what is due."""
    late = [(ITEM.c.state.in_(CLIMBING), ITEM.c[field] <= sa.bindparam("on", type_=sa.Date())) for field in fields]
    branches = [*late, (ITEM.c.state == ItemState.escalated,)] if climbed else late
    mine, ladder = ITEM.c.institution == sa.bindparam("institution"), (ITEM.c.pack_version_id, ITEM.c.ladder)
    # a union of one branch is that branch, and would name a ladder once for each of its items
    return sa.union(*(sa.select(*ladder).where(mine, *each).distinct() for each in branches))


OVERDUE: dict[LimitKind, tuple[ItemState, ...]] = {
    LimitKind.issue: UNISSUED,
    LimitKind.completion: CLIMBING,
    LimitKind.feedback: CLIMBING,
}
"""Limits that are watched beside the climbs, and where an item stands whose limit may have passed."""
UNCHASED = sa.or_(ITEM.c.state == ItemState.escalated, ITEM.c.climb_due_on.is_(None))
"""No clock of the ladder runs for the feedback of such an item: its climb does not put the miss on record."""


def list_overdue(session: Session, institution: str, on: date, limit: LimitKind) -> Sequence[sa.RowMapping]:
    """Items whose limit passed before that day, unless that is on record or the item is held: id and limit_on."""
    return session.execute(_overdue(limit), {"institution": institution, "on": on}).mappings().all()


@cache
def _overdue(limit: LimitKind) -> sa.Select[int, date]:
    due_on, on = ITEM.c[LIMIT_FIELDS[limit]], sa.bindparam("on", type_=sa.Date())
    known = (BREACH.c.item_id == ITEM.c.id, BREACH.c.limit_kind == limit, BREACH.c.limit_on == due_on)
    free = sa.or_(ITEM.c.climb_held_on.is_(None), ITEM.c.climb_held_on < on)
    mine = (ITEM.c.institution == sa.bindparam("institution"), ITEM.c.state.in_(OVERDUE[limit]))
    beside = (UNCHASED,) if limit is LimitKind.feedback else ()
    late = (*mine, *beside, due_on < on, free, ~sa.exists().where(*known))
    return sa.select(ITEM.c.id, due_on.label("limit_on")).where(*late).order_by(ITEM.c.id)


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
    set_each(session, ITEM, dates, version=ITEM.c.version + 1)


def count_by_state(session: Session, institution: str) -> dict[tuple[ItemState, str | None], int]:
    """How many items stand at each (state, rung)."""
    place = (ITEM.c.state, ITEM.c.rung)
    query = sa.select(*place, sa.func.count()).where(ITEM.c.institution == institution).group_by(*place)
    return {(state, rung): count for state, rung, count in session.execute(query)}


def list_late(session: Session, institution: str, on: date) -> Sequence[str]:
    """The codes of the items whose climb clock has run out by `on`, by id."""
    free = sa.or_(ITEM.c.climb_held_on.is_(None), ITEM.c.climb_held_on < on)
    mine = (ITEM.c.institution == institution, ITEM.c.state.in_(CLIMBING), ITEM.c.awaits.is_(None))
    late = (*mine, ITEM.c.climb_due_on < on, free)
    return session.execute(sa.select(ITEM.c.code).where(*late).order_by(ITEM.c.id)).scalars().all()


def pack_version_of(session: Session, pack_version_id: int) -> str:
    """The version hash behind an item's pack version."""
    known: dict[int, str] = session.info.setdefault(VERSIONS, {})
    if pack_version_id not in known:
        remember_version(session, pack_version_id, session.execute(_version_of(), {"id": pack_version_id}).scalar_one())
    return known[pack_version_id]


def remember_version(session: Session, pack_version_id: int, version: str) -> None:
    """Lets the session keep it: a version that is on record never changes."""
    session.info.setdefault(VERSIONS, {})[pack_version_id] = version


@cache
def _version_of() -> sa.Select[str]:
    return sa.select(PACK.c.version).where(PACK.c.id == sa.bindparam("id"))
