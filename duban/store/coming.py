"""Which limits fall within the next days."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.items import ITEM, TEXT, UNIT
from duban.store.sight import EVERYTHING, Sight
from states.item import CLIMBING, UNISSUED, LimitKind

WATCHED = (
    (LimitKind.feedback, ITEM.c.climb_due_on, (*CLIMBING,), ITEM.c.rung.is_(None)),
    (LimitKind.answer, ITEM.c.climb_due_on, (*CLIMBING,), ITEM.c.rung.is_not(None)),
    (LimitKind.completion, ITEM.c.completion_due_on, (*CLIMBING,), sa.true()),
    (LimitKind.issue, ITEM.c.issue_due_on, (*UNISSUED,), sa.true()),
)
"""Limit, the column that holds its day, and where an item stands for which it runs."""


def limits_between(
    session: Session, institution: str, first: date, last: date, sight: Sight = EVERYTHING
) -> Sequence[sa.RowMapping]:
    """Every limit of an open item from one day to the other: kind, day, code, title, unit; by day and code."""
    each = [
        sa.select(sa.literal(kind.value).label("kind"), day.label("limit_on"), ITEM.c.code, TEXT.c.title, UNIT.c.name)
        .join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.state.in_(places), day.between(first, last), where)
        .where(*sight.of_item())
        for kind, day, places, where in WATCHED
    ]
    found = sa.union_all(*each).subquery("coming")
    query = sa.select(found).order_by(found.c.limit_on, found.c.code, found.c.kind)
    return session.execute(query).mappings().all()
