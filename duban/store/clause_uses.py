"""Questions about what rested on a clause: how many acts of a span did, and which items they touched."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import ACT, HISTORY
from duban.store.sight import Sight
from models import Item, ItemText, Unit, table_of

ITEM, TEXT, UNIT = (table_of(model) for model in (Item, ItemText, Unit))


def acts_by_clause(session: Session, institution: str, since: datetime, until: datetime) -> Mapping[str, int]:
    """Clause → how many acts put on record from one moment up to another rest on it."""
    spanned = (ACT.c.institution == institution, ACT.c.recorded_at >= since, ACT.c.recorded_at < until)
    query = sa.select(ACT.c.clause, sa.func.count()).where(*spanned, ACT.c.clause.is_not(None)).group_by(ACT.c.clause)
    return {clause: int(count) for clause, count in session.execute(query)}


def items_touched(session: Session, institution: str, clause: str, sight: Sight, most: int) -> Sequence[sa.RowMapping]:
    """The items that acts under the clause touched, the last touched first, each with the last such act."""
    last = sa.func.max(ACT.c.recorded_at).label("at")
    names = (ITEM.c.code, TEXT.c.title, UNIT.c.name.label("unit"), ITEM.c.state, ITEM.c.rung, ITEM.c.awaits)
    query = (
        sa.select(*names, last)
        .join_from(ACT, HISTORY, sa.and_(HISTORY.c.institution == ACT.c.institution, HISTORY.c.act_seq == ACT.c.seq))
        .join(ITEM, sa.and_(HISTORY.c.table_name == ITEM.name, ITEM.c.id == HISTORY.c.row_id))
        .join(TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ACT.c.institution == institution, ACT.c.clause == clause, *sight.of_item())
        .group_by(*names)
        .order_by(last.desc(), ITEM.c.code)
        .limit(most)
    )
    return session.execute(query).mappings().all()
