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
    session: Session,
    institution: str,
    first: date,
    last: date,
    sight: Sight = EVERYTHING,
    *,
    most: int | None = None,
) -> Sequence[sa.RowMapping]:
    """Every limit of an open item from one day to the other: kind, day, code, title, unit; by day and code.

    Of each day the first `most` of them; `of_day` says how many there are.
    """
    found = sa.union_all(*_limits(institution, first, last, sight, tuple(LimitKind))).subquery("coming")
    day, order = found.c.limit_on, (found.c.code, found.c.kind)
    ranked = sa.select(
        found,
        sa.func.row_number().over(partition_by=day, order_by=order).label("nth"),
        sa.func.count().over(partition_by=day).label("of_day"),
    ).subquery("ranked")
    query = _told(ranked, ranked.c.of_day).order_by(ranked.c.limit_on, ranked.c.code, ranked.c.kind)
    return session.execute(query if most is None else query.where(ranked.c.nth <= most)).mappings().all()


def issues_until(session: Session, institution: str, last: date, sight: Sight, most: int) -> Sequence[sa.RowMapping]:
    """The days, up to that one, by which an item is to be issued that is not: the same, `most` of them."""
    (query,) = _limits(institution, date.min, last, sight, (LimitKind.issue,))
    found = query.order_by(ITEM.c.issue_due_on, ITEM.c.code).limit(most).subquery("coming")
    return session.execute(_told(found).order_by(found.c.limit_on, found.c.code)).mappings().all()


def count_limits_until(session: Session, institution: str, last: date, most: int) -> int:
    """How many limits of open items are past on that day or fall on it; beyond `most` no more than one is counted."""
    counted = 0
    for each in _limits(institution, date.min, last, EVERYTHING, tuple(LimitKind)):
        few = each.limit(most + 1 - counted).subquery()
        counted += session.execute(sa.select(sa.func.count()).select_from(few)).scalar_one()
        if counted > most:
            break
    return counted


def _told(found: sa.Subquery, *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Those limits with the title and the unit of their items."""
    kinds = (found.c.kind, found.c.limit_on, found.c.code)
    query = sa.select(*kinds, TEXT.c.title, UNIT.c.name, *more).join_from(found, TEXT, TEXT.c.item_id == found.c.id)
    return query.join(UNIT, UNIT.c.id == found.c.lead_unit_id)


def _limits(
    institution: str, first: date, last: date, sight: Sight, kinds: Sequence[LimitKind]
) -> list[sa.Select[tuple[Any, ...]]]:
    item = (ITEM.c.id, ITEM.c.code, ITEM.c.lead_unit_id)
    return [
        sa.select(sa.literal(kind.value).label("kind"), day.label("limit_on"), *item)
        .where(ITEM.c.institution == institution, ITEM.c.state.in_(places), day.between(first, last), where)
        .where(*sight.of_item())
        for kind, day, places, where in WATCHED
        if kind in kinds
    ]
