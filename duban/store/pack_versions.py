"""Queries about the versions of a pack that are on record, and the items that run under each."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Extension, Item, ItemText, PackVersion, Suspension, Unit, table_of
from states.extension import ExtensionState
from states.item import OVER, LimitKind

PACK = table_of(PackVersion)
ITEM = table_of(Item)
TEXT = table_of(ItemText)
UNIT = table_of(Unit)
EXTENSION = table_of(Extension)
SUSPENSION = table_of(Suspension)


def versions_on_record(session: Session, institution: str | None = None) -> Sequence[sa.RowMapping]:
    """Every version in the order in which they were loaded, with how many open items run under it."""
    running = (ITEM.c.pack_version_id == PACK.c.id, ITEM.c.state.not_in(OVER))
    count = sa.select(sa.func.count()).where(*running).correlate(PACK).scalar_subquery().label("open_items")
    names = ("id", "institution", "version", "title", "effective_on", "expires_on", "loaded_at", "yaml")
    query = sa.select(*(PACK.c[name] for name in names), count).order_by(PACK.c.institution, PACK.c.id)
    mine = query.where(PACK.c.institution == institution) if institution else query
    return session.execute(mine).mappings().all()


def items_of_other_versions(
    session: Session, institution: str, version_id: int, *, lock: bool
) -> Sequence[sa.RowMapping]:
    """The open items that do not run under that version, by code, with title, unit and the day that reached the
    office; `lock`: until the transaction ends."""
    also = (TEXT.c.title, TEXT.c.reached_on, UNIT.c.name.label("unit"))
    query = (
        sa.select(ITEM, *also)
        .join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.state.not_in(OVER), ITEM.c.pack_version_id != version_id)
        .order_by(ITEM.c.code)
    )
    return session.execute(query.with_for_update(of=ITEM) if lock else query).mappings().all()


def open_requests(session: Session, institution: str) -> Mapping[int, LimitKind]:
    """Items whose unit has asked for an extension that nobody has answered yet, with the limit that it wants moved."""
    asked = (ITEM.c.institution == institution, EXTENSION.c.state == ExtensionState.asked)
    query = sa.select(EXTENSION.c.item_id, EXTENSION.c.limit_kind).join_from(EXTENSION, ITEM).where(*asked)
    return {row.item_id: row.limit_kind for row in session.execute(query)}


def open_pauses(session: Session, institution: str) -> Mapping[int, date]:
    """Items whose clock stands still, with the day from which it does."""
    paused = (ITEM.c.institution == institution, SUSPENSION.c.to_on.is_(None))
    query = sa.select(SUSPENSION.c.item_id, SUSPENSION.c.from_on).join_from(SUSPENSION, ITEM).where(*paused)
    return {row.item_id: row.from_on for row in session.execute(query)}
