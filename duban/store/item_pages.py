"""One page of the ledger: the items of a filter in an order, from a place in it on. A page costs the same anywhere.

A page is filled by going through an index that is in the order asked for and holds all that is filtered by; only the
few items that are found in a rare text are gathered first and then put in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.driving import driving
from duban.store.item_due import DUE
from duban.store.item_search import found_in, hits, sought
from duban.store.item_story import described
from duban.store.items import ITEM
from duban.store.sight import helped_by
from states.item import OVER, ItemState

MOST_GATHERED = 5_000
"""Up to so many items are gathered and put in order; where more fit, going through the order finds a page sooner."""
CHUNK = 2_000
MOST_COUNTED = 1_000
"""Beyond so many a count says no more than that there are more."""


class ItemSort(StrEnum):
    """What a page is ordered by; items that are equal in it stand by id."""

    code = "code"
    due = "due"


@dataclass(frozen=True)
class ItemFilter:
    """Which items are wanted; what is None or empty does not matter."""

    types: tuple[str, ...] | None = None
    places: tuple[tuple[ItemState, str | None], ...] = ()
    """Any of these states; of one that has rungs, on this rung or on any."""
    units: tuple[int, ...] | None = None
    """The lead unit is one of these."""
    seen_by: tuple[int, ...] | None = None
    """Only what concerns one of these units, as lead unit or as one that helps: what somebody may see."""
    leader_id: int | None = None
    is_open: bool | None = None
    spans: tuple[tuple[date, date], ...] | None = None
    """Due within any of these, first and last day included."""
    text: str = ""


@dataclass(frozen=True)
class Place:
    """A place in an order: at the item with this key and id, going on to the end or back to the beginning."""

    key: str | date
    id: int
    back: bool = False


@dataclass(frozen=True)
class Walk:
    """How to go through the ledger."""

    sort: ItemSort = ItemSort.code
    descending: bool = False
    start: Place | None = None


@dataclass(frozen=True)
class Found:
    """The ids and keys of a page in its order; `more` lie beyond it; how many there are, where that was counted."""

    keys: Sequence[tuple[Any, int]]
    more: bool
    count: int | None


def find_page(
    session: Session, institution: str, wanted: ItemFilter, walk: Walk, size: int, *, counting: int = MOST_COUNTED
) -> Found:
    """The items from the walk's start on, at most `size` of them.

    At the beginning they are counted as well, up to one more than `counting`.
    """
    dialect = session.get_bind().dialect.name
    text = sought(session, institution, wanted.text)
    conditions = _conditions(institution, wanted, walk.sort)
    parts = _parts(institution, wanted, walk.sort, conditions)
    by_text = hits(dialect, text) if text and not text.everywhere else []
    rare = _rarest(session, [*parts, by_text] if by_text else parts)
    looks = text is not None and rare is not by_text
    gathered = sa.union(*rare).cte("gathered") if rare else None
    if gathered is not None:
        conditions = _conditions(institution, wanted, None)
    if text and looks:
        ranges = gathered is None and walk.sort is ItemSort.code
        conditions.append(found_in(dialect, text, ITEM.c.code if ranges else driving(ITEM.c.code)))
    reads_words = looks and rare is None and not (text and text.only_codes)
    counts = walk.start is None and not reads_words
    most = max(size, counting) if counts else size
    rows = session.execute(_query(conditions, walk, gathered).limit(most + 1)).all()
    keys = [(row.key, row.id) for row in rows[:size]]
    back = walk.start is not None and walk.start.back
    return Found(keys[::-1] if back else keys, len(rows) > size, len(rows) if counts else None)


def read_items(session: Session, ids: Sequence[int]) -> list[sa.RowMapping]:
    """These items with their text and unit, in this order."""
    query = described().where(ITEM.c.id.in_(sa.bindparam("ids", expanding=True)))
    rows: dict[int, sa.RowMapping] = {}
    for start in range(0, len(ids), CHUNK):
        found = session.execute(query, {"ids": list(ids[start : start + CHUNK])}).mappings()
        rows |= {row["id"]: row for row in found}
    return [rows[each] for each in ids]


def _rarest(session: Session, parts: Sequence[Sequence[sa.Select[int]]]) -> Sequence[sa.Select[int]] | None:
    """The part of the filter that fits the fewest items, if they are few; each part is a union of queries."""
    sizes = [(_size(session, part), number) for number, part in enumerate(parts)]
    least, number = min(sizes, default=(MOST_GATHERED + 1, 0))
    return parts[number] if least <= MOST_GATHERED else None


def _size(session: Session, part: Sequence[sa.Select[int]]) -> int:
    """How many items it fits; no more is counted than matters."""
    found = 0
    for each in part:
        counted = sa.select(sa.func.count()).select_from(each.limit(MOST_GATHERED + 1).subquery())
        found += session.execute(counted).scalar_one()
        if found > MOST_GATHERED:
            break
    return found


def _parts(
    institution: str, wanted: ItemFilter, sort: ItemSort, others: Sequence[sa.ColumnElement[bool]]
) -> list[list[sa.Select[int]]]:
    """What an index of its own knows the items of; that of units knows all the `others` that are asked as well."""
    mine, parts = sa.select(ITEM.c.id).where(ITEM.c.institution == institution), []
    led = sa.select(ITEM.c.id).where(*others[1:])
    if wanted.units is not None:
        parts.append([led.where(ITEM.c.lead_unit_id.in_(wanted.units))])
    if wanted.seen_by is not None:
        parts.append([led.where(ITEM.c.lead_unit_id.in_(wanted.seen_by)), helped_by(wanted.seen_by)])
    if wanted.places:
        at = [(state, ITEM.c.rung == rung if rung else sa.true()) for state, rung in wanted.places]
        parts.append([mine.where(ITEM.c.state == state, on_rung) for state, on_rung in at])
    if wanted.spans is not None and sort is not ItemSort.due:
        parts.append([mine.where(DUE.between(first, last)) for first, last in wanted.spans])
    return parts


def _query(conditions: list[sa.ColumnElement[bool]], walk: Walk, gathered: sa.CTE | None) -> sa.Select[Any]:
    key: sa.ColumnElement[Any] = ITEM.c.code if walk.sort is ItemSort.code else DUE
    if gathered is not None:
        key = driving(key)
    place, down = walk.start, walk.descending
    if place is not None:
        down = walk.descending != place.back
        conditions = [*conditions, *_beyond(key, place, down=down)]
    query = sa.select(key.label("key"), ITEM.c.id).where(*conditions)
    if gathered is not None:
        query = query.join_from(gathered, ITEM, ITEM.c.id == gathered.c.id)
    return query.order_by(*(each.desc() if down else each for each in (key, ITEM.c.id)))


def _beyond(key: sa.ColumnElement[Any], place: Place, *, down: bool) -> list[sa.ColumnElement[bool]]:
    """What lies behind the place; first the range of the index, then the items that are equal in it."""
    if down:
        return [key <= place.key, sa.or_(key < place.key, ITEM.c.id < place.id)]
    return [key >= place.key, sa.or_(key > place.key, ITEM.c.id > place.id)]


def _conditions(institution: str, wanted: ItemFilter, walked: ItemSort | None) -> list[sa.ColumnElement[bool]]:
    """What an item must be: where an order is gone through, its index is searched by the first and by that order's day.

    Where the items were gathered, they are looked up by id and by nothing else, else SQLite goes through an order and
    looks every item of the ledger up among the gathered.
    """
    found = [(driving(ITEM.c.institution) if walked is None else ITEM.c.institution) == institution]
    for column, values in ((ITEM.c.item_type, wanted.types), (ITEM.c.lead_unit_id, wanted.units)):
        if values is not None:
            found.append(driving(column).in_(values))
    if wanted.leader_id is not None:
        found.append(driving(ITEM.c.leader_id) == wanted.leader_id)
    if wanted.is_open is not None:
        found.append(driving(ITEM.c.state).not_in(OVER) if wanted.is_open else driving(ITEM.c.state).in_(OVER))
    if wanted.places:
        found.append(sa.or_(*(_at(*place) for place in wanted.places)))
    if wanted.spans is not None:
        due: sa.ColumnElement[date] = DUE if walked is ItemSort.due else driving(DUE)
        found.append(sa.or_(sa.false(), *(due.between(first, last) for first, last in wanted.spans)))
    if wanted.seen_by is not None:
        helped = driving(ITEM.c.id).in_(helped_by(wanted.seen_by))
        found.append(sa.or_(driving(ITEM.c.lead_unit_id).in_(wanted.seen_by), helped))
    return found


def _at(state: ItemState, rung: str | None) -> sa.ColumnElement[bool]:
    here = driving(ITEM.c.state) == state
    return here if rung is None else sa.and_(here, driving(ITEM.c.rung) == rung)
