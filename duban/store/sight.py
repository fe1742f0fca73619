"""Which rows a reader may see: everything, or only what concerns their units. Every query that lists takes a Sight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CoUnit, Item, Order, Unit, table_of

ITEM, CO_UNIT, ORDER, UNIT = (table_of(model) for model in (Item, CoUnit, Order, Unit))


@dataclass(frozen=True)
class Sight:
    """Whose rows are seen: `units` are the ids of the reader's units; None is the whole institution."""

    units: frozenset[int] | None = None

    @property
    def unit_ids(self) -> tuple[int, ...] | None:
        """The same in order, as the ledger's pages take it."""
        return None if self.units is None else tuple(sorted(self.units))

    def of_unit(self, column: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
        """The condition that a row belongs to one of these units, for a WHERE; nothing where all is seen."""
        return [] if self.units is None else [column.in_(sorted(self.units))]

    def of_item(self) -> list[sa.ColumnElement[bool]]:
        """The condition that one of these units leads or helps the item, for a WHERE over `item`."""
        if self.units is None:
            return []
        units = sorted(self.units)
        return [sa.or_(ITEM.c.lead_unit_id.in_(units), ITEM.c.id.in_(helped_by(units)))]

    def narrowed(self, units: Iterable[int]) -> "Sight":
        """What of it these units see."""
        return Sight(frozenset(units) if self.units is None else self.units & frozenset(units))


EVERYTHING = Sight()
"""What the office, its leaders and the command line see."""


def helped_by(units: Sequence[int]) -> sa.Select[int]:
    """The ids of the items that one of these units helps with now."""
    return sa.select(CO_UNIT.c.item_id.label("id")).where(CO_UNIT.c.unit_id.in_(units), CO_UNIT.c.left_at.is_(None))


def sees_item(session: Session, institution: str, code: str, sight: Sight) -> bool:
    """Whether the item is there and may be seen."""
    query = sa.select(ITEM.c.id).where(ITEM.c.code == code, ITEM.c.institution == institution)
    return _holds(session, query, sight.of_item())


def sees_order(session: Session, institution: str, order_id: int, sight: Sight) -> bool:
    """Whether the paper is there and goes to one of the units."""
    query = sa.select(ORDER.c.id).where(ORDER.c.id == order_id, ORDER.c.institution == institution)
    return _holds(session, query, sight.of_unit(ORDER.c.unit_id))


def unit_names(session: Session, sight: Sight) -> set[str] | None:
    """The names of the reader's units; None where all is seen."""
    if sight.units is None:
        return None
    return set(session.execute(_names(), {"ids": sorted(sight.units)}).scalars())


def sees_unit(session: Session, unit: str, sight: Sight) -> bool:
    """Whether the unit of that name is one of the reader's."""
    names = unit_names(session, sight)
    return names is None or unit in names


def _holds(session: Session, query: sa.Select[Any], seen: list[sa.ColumnElement[bool]]) -> bool:
    return session.execute(query.where(*seen)).first() is not None


@cache
def _names() -> sa.Select[str]:
    return sa.select(UNIT.c.name).where(UNIT.c.id.in_(sa.bindparam("ids", expanding=True)))
