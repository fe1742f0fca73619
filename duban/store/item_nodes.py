"""Queries about the key nodes of items: those that were missed, and those that are still to be done."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.item_side import NODE, node_columns
from duban.store.items import ITEM, TEXT, UNIT
from duban.store.sight import Sight
from states.item import OVER, UNISSUED, ItemState

RUNS_NOT = (*OVER, *UNISSUED, ItemState.suspended)
"""Where no node of an item is waited for."""


def missed_nodes(session: Session, institution: str, on: date) -> Sequence[sa.RowMapping]:
    """Nodes whose day passed before that one, not done and not on record as missed, each with its unit."""
    late = (NODE.c.due_on < on, NODE.c.done_on.is_(None), NODE.c.missed_at.is_(None))
    query = sa.select(NODE.c.id, ITEM.c.lead_unit_id).join_from(NODE, ITEM, ITEM.c.id == NODE.c.item_id)
    mine = (ITEM.c.institution == institution, ITEM.c.state.not_in(RUNS_NOT))
    return session.execute(query.where(*late, *mine).order_by(NODE.c.id)).mappings().all()


def nodes_of_institution(session: Session, institution: str, unit: str | None, sight: Sight) -> Sequence[sa.RowMapping]:
    """The nodes of running items that are not done, with item and unit, earliest first."""
    names = (ITEM.c.code, TEXT.c.title, UNIT.c.name.label("unit"))
    query = (
        node_columns(*names)
        .join(ITEM, ITEM.c.id == NODE.c.item_id)
        .join(TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.state.not_in(RUNS_NOT), NODE.c.done_on.is_(None))
        .where(*sight.of_item())
    )
    query = query if unit is None else query.where(UNIT.c.name == unit)
    return session.execute(query.order_by(NODE.c.due_on, NODE.c.id)).mappings().all()
