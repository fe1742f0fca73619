"""Queries about papers, the items they list and the people who approved them."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import ACT, HISTORY, OF_ACT
from duban.store.org import held_on
from duban.store.prepared import row_like
from duban.store.rows import read_id
from duban.store.sight import EVERYTHING, Sight
from models import Holding, Item, ItemText, Order, OrderItem, OrderStep, Person, Post, Unit, table_of
from states.order import PENDING, OrderState

ORDER, LISTED, STEP = table_of(Order), table_of(OrderItem), table_of(OrderStep)
ITEM, TEXT, UNIT = table_of(Item), table_of(ItemText), table_of(Unit)
POST, PERSON, HOLDING = table_of(Post), table_of(Person), table_of(Holding)


def find_order(session: Session, institution: str, handle: str, *, lock: bool = True) -> sa.RowMapping | None:
    """The paper with that id or number, locked until the transaction ends unless it is only looked at, or None."""
    row_id = read_id(handle)
    named = {"number": handle} if row_id is None else {"id": row_id}
    return row_like(session, ORDER, {"institution": institution, **named}, lock=lock)


def list_orders(
    session: Session, institution: str, states: Sequence[OrderState], most: int, sight: Sight = EVERYTHING
) -> Sequence[sa.RowMapping]:
    """Papers with their unit and how many items they list, newest first."""
    given = {"institution": institution, "states": list(states), "most": most}
    query = _list_orders()
    if seen := sight.of_unit(ORDER.c.unit_id):
        query = query.where(*seen)
    return session.execute(query, given).mappings().all()


@cache
def _list_orders() -> sa.Select[Any]:
    here = ORDER.c.state.in_(sa.bindparam("states", expanding=True))
    return (
        _with_items()
        .where(ORDER.c.institution == sa.bindparam("institution"), here)
        .order_by(ORDER.c.id.desc())
        .limit(sa.bindparam("most"))
    )


def _with_items() -> sa.Select[Any]:
    """Papers with their unit, how many items they list, and what the first of them is about (`matter`)."""
    mine = (LISTED.c.order_id == ORDER.c.id, LISTED.c.struck_at.is_(None))
    listed = sa.select(sa.func.count()).where(*mine)
    unit, items = UNIT.c.name.label("unit"), listed.scalar_subquery().label("items")
    first = sa.select(TEXT.c.title).join_from(LISTED, TEXT, TEXT.c.item_id == LISTED.c.item_id).where(*mine)
    matter = first.order_by(LISTED.c.item_id).limit(1).scalar_subquery().label("matter")
    return sa.select(ORDER, unit, items, matter).join_from(ORDER, UNIT, UNIT.c.id == ORDER.c.unit_id)


ALIKE = ("pack_version_id", "ladder", "rung", "paper", "state")
"""What papers have in common whose next step is the same post's."""


def pending_groups(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """The papers on their way, those that are alike taken together, with how many `papers` each group is."""
    alike = [ORDER.c[name] for name in ALIKE]
    mine = (ORDER.c.institution == institution, ORDER.c.state.in_(PENDING))
    query = sa.select(*alike, sa.func.count().label("papers")).where(*mine).group_by(*alike).order_by(*alike)
    return session.execute(query).mappings().all()


def oldest_of(
    session: Session, institution: str, groups: Sequence[sa.RowMapping], most: int
) -> Sequence[sa.RowMapping]:
    """The first papers of these groups, each with its unit and how many items it lists."""
    among = sa.or_(*(sa.and_(*(ORDER.c[name].is_not_distinct_from(each[name]) for name in ALIKE)) for each in groups))
    mine = (ORDER.c.institution == institution, ORDER.c.state.in_(PENDING), among)
    return session.execute(_with_items().where(*mine).order_by(ORDER.c.id).limit(most)).mappings().all()


def listed_items(session: Session, order_id: int, *, lock: bool = True) -> Sequence[sa.RowMapping]:
    """The items on a paper that were not struck from it, with title and missed limit, by id; locked like the paper."""
    query = (
        sa.select(ITEM, TEXT.c.title, LISTED.c.id.label("listed_id"), LISTED.c.limit_kind, LISTED.c.limit_on)
        .join_from(LISTED, ITEM, ITEM.c.id == LISTED.c.item_id)
        .join(TEXT, TEXT.c.item_id == ITEM.c.id)
        .where(LISTED.c.order_id == order_id, LISTED.c.struck_at.is_(None))
    )
    query = query.order_by(ITEM.c.id)
    return session.execute(query.with_for_update(of=ITEM) if lock else query).mappings().all()


def pending_of(session: Session, item_ids: Sequence[int]) -> Sequence[sa.RowMapping]:
    """The papers on their way that list any of these items, locked, by id."""
    return session.execute(_pending_of(), {"item_ids": list(item_ids)}).mappings().all()


@cache
def _pending_of() -> sa.Select[Any]:
    mine = LISTED.c.item_id.in_(sa.bindparam("item_ids", expanding=True))
    holds = sa.exists().where(LISTED.c.order_id == ORDER.c.id, mine, LISTED.c.struck_at.is_(None))
    query = sa.select(ORDER).where(ORDER.c.state.in_(PENDING), ORDER.c.rung.is_not(None), holds)
    return query.order_by(ORDER.c.id).with_for_update()


def strike(session: Session, listed_ids: Sequence[int], at: datetime) -> None:
    """Strikes these lines from their paper."""
    session.execute(sa.update(LISTED).where(LISTED.c.id.in_(listed_ids)).values(struck_at=at))


def steps_of(session: Session, order_id: int) -> Sequence[sa.RowMapping]:
    """The approval steps that were taken, in order, with post and person."""
    query = (
        sa.select(STEP, POST.c.name.label("post"), PERSON.c.name.label("person"))
        .join_from(STEP, POST, POST.c.id == STEP.c.post_id)
        .join(PERSON, PERSON.c.id == STEP.c.person_id)
        .where(STEP.c.order_id == order_id)
    )
    return session.execute(query.order_by(STEP.c.id)).mappings().all()


def drafter_of(session: Session, order_id: int, person_id: int | None) -> str | None:
    """That person's name if it was they who drafted the paper, else None."""
    query = (
        sa.select(PERSON.c.name)
        .join_from(HISTORY, ACT, OF_ACT)
        .join(PERSON, PERSON.c.id == ACT.c.person_id)
        .where(HISTORY.c.table_name == ORDER.name, HISTORY.c.row_id == order_id, HISTORY.c.before.is_(None))
    )
    return session.execute(query.where(PERSON.c.id == person_id)).scalar_one_or_none()


def post_held(session: Session, post_id: int, person_id: int, on: date) -> str | None:
    """The name of the post if the person holds it on that day, as holder or deputy; else None."""
    given = {"post_id": post_id, "person_id": person_id, "on": on}
    return session.execute(_post_held(), given).scalar_one_or_none()


@cache
def _post_held() -> sa.Select[str]:
    holds = (
        HOLDING.c.post_id == sa.bindparam("post_id"),
        HOLDING.c.person_id == sa.bindparam("person_id"),
        held_on(sa.bindparam("on", type_=sa.Date())),
    )
    return sa.select(POST.c.name).join_from(HOLDING, POST, POST.c.id == HOLDING.c.post_id).where(*holds).limit(1)


def drafted_by(session: Session, institution: str, act_seq: int) -> int:
    """The paper that an act drafted."""
    own = (HISTORY.c.institution == institution, HISTORY.c.act_seq == act_seq, HISTORY.c.table_name == ORDER.name)
    row_id: int = session.execute(sa.select(HISTORY.c.row_id).where(*own)).scalar_one()
    return row_id
