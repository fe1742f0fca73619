"""The query of a page: it goes one way to the items and tells their keys and ids in the order asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from duban.store.driving import driving
from duban.store.item_due import DUE
from duban.store.item_filter import By, ItemFilter, ItemSort, Walk, conditions_of
from duban.store.item_search import Sought, found_in
from duban.store.item_ways import Way
from duban.store.items import ITEM
from duban.store.sight import helped_by

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
    text, in_order = asked.text, way.by in (By.order, By.state)
    reached = _reached(asked, way)
    if text and text.reads_words and not in_order:
        return _looked_through(asked, text, [each.add_columns(ITEM.c.code, ITEM.c.lead_unit_id) for each in reached])
    if text:
        code = ITEM.c.code if in_order and asked.walk.sort is ItemSort.code else driving(ITEM.c.code)
        reached = [each.where(found_in(asked.dialect, text, ITEM.c, code)) for each in reached]
    return _merged(asked, [_first(asked, each) for each in reached])


def _reached(asked: PageAsked, way: Way) -> list[sa.Select[Any]]:
    """The items that the way leads to: each query by one index, and none of them twice."""
    wanted, seen = asked.wanted, asked.wanted.seen_by or ()
    if way.by is By.state:  # an index has the items of one state in order, not those of several
        states = [ITEM.c.state == state for state in wanted.states or ()] or [sa.false()]
        return [_selected(asked, wanted, By.state).where(each) for each in states]
    if way.by is By.sight:
        rest = replace(wanted, seen_by=None)
        led = _selected(asked, rest, By.unit).where(ITEM.c.lead_unit_id.in_(seen))
        helped = _selected(asked, rest, By.id, [helped_by(seen)]).where(driving(ITEM.c.lead_unit_id).not_in(seen))
        return [led, helped]
    return [_selected(asked, wanted, way.by, way.ids)]


def _selected(asked: PageAsked, wanted: ItemFilter, by: By, ids: Sequence[sa.Select[int]] = ()) -> sa.Select[Any]:
    """Key and id of what is wanted, from the walk's place on, looked up by one index or by these ids."""
    key = _key(asked.walk.sort, by)
    conditions = conditions_of(asked.institution, wanted, by, asked.walk.sort)
    query = sa.select(key.label("key"), ITEM.c.id).where(*conditions, *_beyond(key, asked.walk))
    if by is not By.id:
        return query
    gathered = sa.union(*ids).cte("gathered")
    return query.join_from(gathered, ITEM, ITEM.c.id == driving(gathered.c.id))


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
    if walk.down:
        return [key <= place.key, sa.or_(key < place.key, ITEM.c.id < place.id)]
    return [key >= place.key, sa.or_(key > place.key, ITEM.c.id > place.id)]


def _first(asked: PageAsked, query: sa.Select[Any]) -> sa.Select[Any]:
    return _in_order(asked, query).limit(asked.most)


def _in_order(asked: PageAsked, query: sa.Select[Any]) -> sa.Select[Any]:
    key, row_id = list(query.selected_columns)[:2]
    return query.order_by(*(each.desc() if asked.walk.down else each for each in (key, row_id)))


def _merged(asked: PageAsked, parts: Sequence[sa.Select[Any]]) -> sa.Select[Any]:
    """The first of all parts together."""
    return parts[0] if len(parts) == 1 else _first(asked, _together(parts))


def _together(parts: Sequence[sa.Select[Any]]) -> sa.Select[Any]:
    return sa.select(sa.union_all(*(sa.select(each.subquery()) for each in parts)).subquery())


def _looked_through(asked: PageAsked, text: Sought, parts: Sequence[sa.Select[Any]]) -> sa.Select[Any]:
    """Puts the items in order before their words are read, and reads no more of them than fill the page.

    The offset keeps both databases from looking at all words first.
    """
    there = _in_order(asked, parts[0] if len(parts) == 1 else _together(parts)).offset(0).subquery()
    found = sa.select(there.c.key, there.c.id).where(found_in(asked.dialect, text, there.c, there.c.code))
    return _first(asked, found)
