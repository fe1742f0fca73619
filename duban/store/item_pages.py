"""One page of the ledger: the items of a filter in an order, from a place in it on. A page costs the same anywhere.

A page is filled by going through an index that is in the order asked for and holds all that is filtered by; where what
is wanted can be in some states only, through the part of each of them. Only what few units lead and the few items that
a rare text is found in are gathered first and then put in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.item_filter import ItemFilter, Walk
from duban.store.item_query import PageAsked, page_query
from duban.store.item_search import sought
from duban.store.item_story import described
from duban.store.item_ways import way_to
from duban.store.items import ITEM

CHUNK = 2_000
MOST_COUNTED = 1_000
"""Beyond so many a count says no more than that there are more."""


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

    At the beginning they are counted as well, up to one more than `counting`; not where more words than that would have
    to be read.
    """
    text = sought(session, institution, wanted.text)
    way = way_to(session, institution, wanted, walk.sort, text)
    looked_for = None if way.has_text else text
    read = way.size if looked_for and looked_for.reads_words else 0
    begins = walk.start is None
    counts = begins and read is not None and read <= counting
    most = max(size, counting) if counts else size
    dialect = session.get_bind().dialect.name
    rows = session.execute(page_query(PageAsked(dialect, institution, wanted, walk, looked_for, most + 1), way)).all()
    keys = [(row.key, row.id) for row in rows[:size]]
    known = counts or (begins and len(rows) <= size)
    return Found(keys[::-1] if walk.back else keys, len(rows) > size, len(rows) if known else None)


def read_items(session: Session, ids: Sequence[int]) -> list[sa.RowMapping]:
    """These items with their text and unit, in this order."""
    query = described().where(ITEM.c.id.in_(sa.bindparam("ids", expanding=True)))
    rows: dict[int, sa.RowMapping] = {}
    for start in range(0, len(ids), CHUNK):
        found = session.execute(query, {"ids": list(ids[start : start + CHUNK])}).mappings()
        rows |= {row["id"]: row for row in found}
    return [rows[each] for each in ids]
