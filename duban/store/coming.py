"""Which limits fall within the next days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

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
    found = sa.union_all(*_limits(institution, first, last, sight, tuple(LimitKind))).subquery("coming")
    query = sa.select(found).order_by(found.c.limit_on, found.c.code, found.c.kind)
    return session.execute(query).mappings().all()


def issues_until(session: Session, institution: str, last: date, sight: Sight, most: int) -> Sequence[sa.RowMapping]:
    """The days, up to that one, by which an item is to be issued that is not: the same, `most` of them."""
    (query,) = _limits(institution, date.min, last, sight, (LimitKind.issue,))
    ordered = query.order_by(ITEM.c.issue_due_on, ITEM.c.code).limit(most)
    return session.execute(ordered).mappings().all()


def _limits(
    institution: str, first: date, last: date, sight: Sight, kinds: Sequence[LimitKind]
) -> list[sa.Select[tuple[Any, ...]]]:
    return [
        sa.select(sa.literal(kind.value).label("kind"), day.label("limit_on"), ITEM.c.code, TEXT.c.title, UNIT.c.name)
        .join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.state.in_(places), day.between(first, last), where)
        .where(*sight.of_item())
        for kind, day, places, where in WATCHED
        if kind in kinds
    ]
