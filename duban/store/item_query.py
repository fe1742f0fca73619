"""The query of a page: it goes one way to the items and tells their keys and ids in the order asked for."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from duban.store.driving import driving
from duban.store.item_due import DUE
from duban.store.item_filter import By, ItemFilter, ItemSort, Walk, conditions_of
from duban.store.item_search import Sought, found_in
from duban.store.item_ways import Way
from duban.store.items import ITEM

Key = sa.ColumnElement[Any]


@dataclass(frozen=True)
class PageAsked:
    """Items of an institution, in an order from a place on, that a text is still to be looked for in; how many."""

    dialect: str
    institution: str
    wanted: ItemFilter
    walk: Walk
    text: Sought | None
    most: int


def page_query(asked: PageAsked, way: Way) -> sa.Select[Any]:
    """Selects key and id of the first that are asked for."""
    key = _key(asked.walk.sort, way.by)
    conditions = conditions_of(asked.institution, asked.wanted, way.by, asked.walk.sort)
    query = sa.select(key.label("key"), ITEM.c.id).where(*conditions, *_beyond(key, asked.walk))
    if way.by is By.id:
        gathered = sa.union(*way.ids).cte("gathered")
        query = query.join_from(gathered, ITEM, ITEM.c.id == driving(gathered.c.id))
    if asked.text and asked.text.reads_words and way.by in (By.unit, By.id):
        return _looked_through(asked, asked.text, query, key)
    if asked.text:
        code = ITEM.c.code if key is ITEM.c.code else driving(ITEM.c.code)
        query = query.where(found_in(asked.dialect, asked.text, ITEM.c, code))
    return _of_states(asked, query) if way.by is By.state else _first(asked, query, key, ITEM.c.id)


def _key(sort: ItemSort, by: By) -> Key:
    """What the page is ordered by; bare only where the index that is gone through has it in this order."""
    if sort is ItemSort.code:
        return ITEM.c.code if by in (By.order, By.state) else driving(ITEM.c.code)
    return driving(DUE) if by is By.id else DUE


def _beyond(key: Key, walk: Walk) -> list[sa.ColumnElement[bool]]:
    """What lies behind the walk's place; first the range of the index, then the items that are equal in it."""
    place = walk.start
    if place is None:
        return []
    if _is_down(walk):
        return [key <= place.key, sa.or_(key < place.key, ITEM.c.id < place.id)]
    return [key >= place.key, sa.or_(key > place.key, ITEM.c.id > place.id)]


def _is_down(walk: Walk) -> bool:
    return walk.descending != walk.back


def _first(asked: PageAsked, query: sa.Select[Any], *order: Key) -> sa.Select[Any]:
    return _in_order(asked, query, *order).limit(asked.most)


def _in_order(asked: PageAsked, query: sa.Select[Any], *order: Key) -> sa.Select[Any]:
    return query.order_by(*(each.desc() if _is_down(asked.walk) else each for each in order))


def _of_states(asked: PageAsked, query: sa.Select[Any]) -> sa.Select[Any]:
    """The first of each state, merged: an index has the items of one state in order, not those of several."""
    states = [ITEM.c.state == state for state in asked.wanted.states or ()] or [sa.false()]
    firsts = [_first(asked, query.where(each), ITEM.c.code, ITEM.c.id).subquery() for each in states]
    merged = sa.union_all(*(sa.select(each) for each in firsts)).subquery()
    return _first(asked, sa.select(merged), merged.c.key, merged.c.id)


def _looked_through(asked: PageAsked, text: Sought, query: sa.Select[Any], key: Key) -> sa.Select[Any]:
    """Puts the items in order before their words are read, and reads no more of them than fill the page.

    The offset keeps both databases from looking at all words first.
    """
    there = _in_order(asked, query.add_columns(ITEM.c.code, ITEM.c.lead_unit_id), key, ITEM.c.id).offset(0).subquery()
    found = sa.select(there.c.key, there.c.id).where(found_in(asked.dialect, text, there.c, there.c.code))
    return _first(asked, found, there.c.key, there.c.id)
