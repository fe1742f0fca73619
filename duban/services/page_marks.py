"""A mark of where a page begins (cursor): opaque text, good for links; it carries the order and what was counted."""

import base64
import json
from dataclasses import dataclass
from datetime import date

from duban.core.errors import InvalidValue
from duban.store.item_filter import ItemSort, Place, Walk

REMEDY = "请照抄上一页给出的标记，或去掉它从第一页看起"


@dataclass(frozen=True)
class Mark:
    """A place in an order, and how many items the first page counted."""

    walk: Walk
    count: int | None

    def __str__(self) -> str:
        place = self.walk.start
        if place is None:
            return ""
        said = [self.walk.sort, self.walk.descending, str(place.key), place.id, place.back, self.count]
        return base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")


def read_mark(text: str) -> Mark:
    """The mark as it was handed out. Raises InvalidValue for anything else."""
    try:
        said = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        sort, descending, key, row_id, back, count = said
        by = ItemSort(sort)
        place = Place(date.fromisoformat(key) if by is ItemSort.due else key, row_id, back=back)
    except (ValueError, TypeError):
        raise InvalidValue("--after", text, REMEDY) from None
    kinds = (isinstance(key, str), type(row_id) is int, type(back) is bool, type(descending) is bool)
    if not all(kinds) or type(count) not in (int, type(None)) or not -BIG < row_id < BIG:
        raise InvalidValue("--after", text, REMEDY)
    return Mark(Walk(by, descending, place), count)


BIG = 2**63
"""Beyond every id that a database can hold."""
