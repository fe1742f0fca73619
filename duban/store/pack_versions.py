"""Queries about the versions of a pack that are on record, and the items that run under each."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Item, ItemText, PackVersion, Unit, table_of
from states.item import ENDED, ItemState

PACK = table_of(PackVersion)
ITEM = table_of(Item)
TEXT = table_of(ItemText)
UNIT = table_of(Unit)
OVER = (*ENDED, ItemState.historic)
"""Items that no rule moves any more."""


def versions_on_record(session: Session, institution: str | None = None) -> Sequence[sa.RowMapping]:
    """Every version in the order in which they were loaded, with how many open items run under it."""
    running = (ITEM.c.pack_version_id == PACK.c.id, ITEM.c.state.not_in(OVER))
    count = sa.select(sa.func.count()).where(*running).correlate(PACK).scalar_subquery().label("open_items")
    names = ("id", "institution", "version", "title", "effective_on", "expires_on", "loaded_at")
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
