"""The next day on which an item owes something: the earlier of its clocks, where they run. Never stored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from duban.store.items import ITEM
from models.item import DUE_SQL
from states.item import CLIMBING
from states.light import NEVER

DUE: sa.ColumnElement[date] = sa.literal_column(DUE_SQL, sa.Date())
"""The day of an item of the query, as an index knows it; NEVER where nothing is owed."""
CLOCKS = (ITEM.c.climb_due_on, ITEM.c.completion_due_on)


def due_of(item: Mapping[Any, Any]) -> date | None:
    """The same of a row that was read; None where nothing is owed."""
    days = [item[clock.name] for clock in CLOCKS if item[clock.name] is not None]
    return min(days) if days and item["state"] in CLIMBING else None


def day_or_none(due_on: date) -> date | None:
    """What the expression said, as `due_of` says it."""
    return None if due_on == NEVER else due_on
