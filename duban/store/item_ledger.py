"""The query of the responsibility list: items of some types from being hung up to being struck off."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.items import ITEM, TEXT, UNIT
from duban.store.sight import EVERYTHING, Sight
from models import Feedback, Verdict, table_of

FEEDBACK = table_of(Feedback)


def ledger_items(
    session: Session, institution: str, types: Sequence[str], *, open_only: bool, sight: Sight = EVERYTHING
) -> Sequence[sa.RowMapping]:
    """Items of these types by code, each with its title, unit and the day of the last report that was found good."""
    checked = (
        sa.select(sa.func.max(FEEDBACK.c.checked_at))
        .where(FEEDBACK.c.item_id == ITEM.c.id, FEEDBACK.c.verdict == Verdict.accepted)
        .scalar_subquery()
    )
    query = (
        sa.select(ITEM, TEXT.c.title, UNIT.c.name.label("unit"), checked.label("checked_at"))
        .join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.item_type.in_(types), *sight.of_item())
    )
    query = query.where(ITEM.c.closed_at.is_(None)) if open_only else query
    return session.execute(query.order_by(ITEM.c.code)).mappings().all()
