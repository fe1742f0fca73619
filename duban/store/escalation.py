"""Queries about the items that a person means to take up their ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.items import ITEM, TEXT, UNIT
from duban.store.org import PERSON
from states.item import CLIMBING, REMEMBERING

UNDER_WAY = (*CLIMBING, *REMEMBERING)
"""What a filter looks among: served, and not ended."""


@dataclass(frozen=True)
class Filter:
    """Which items; what is None does not matter. `codes` stand alone."""

    codes: tuple[str, ...] = ()
    unit: str | None = None
    types: tuple[str, ...] | None = None
    rung: str | None = None
    """The rung where they stand; an empty text for those on none yet."""
    due_by: date | None = None
    """Their running limit or their completion limit is not later than that day."""


def list_chosen(session: Session, institution: str, chosen: Filter, *, lock: bool) -> Sequence[sa.RowMapping]:
    """The items by code, with title, unit and leader; locked where they are to move."""
    query = (
        sa.select(ITEM, TEXT.c.title, UNIT.c.name.label("unit"), PERSON.c.name.label("leader"))
        .join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .join(PERSON, PERSON.c.id == ITEM.c.leader_id, isouter=True)
        .where(ITEM.c.institution == institution, *_wanted(chosen))
        .order_by(ITEM.c.id)
    )
    return session.execute(query.with_for_update(of=ITEM) if lock else query).mappings().all()


def _wanted(chosen: Filter) -> list[sa.ColumnElement[Any]]:
    if chosen.codes:
        return [ITEM.c.code.in_(chosen.codes)]
    found: list[sa.ColumnElement[Any]] = [ITEM.c.state.in_(UNDER_WAY)]
    if chosen.unit is not None:
        found.append(UNIT.c.name == chosen.unit)
    if chosen.types is not None:
        found.append(ITEM.c.item_type.in_(chosen.types))
    if chosen.rung is not None:
        found.append(ITEM.c.rung == chosen.rung if chosen.rung else ITEM.c.rung.is_(None))
    if chosen.due_by is not None:
        found.append(sa.or_(ITEM.c.climb_due_on <= chosen.due_by, ITEM.c.completion_due_on <= chosen.due_by))
    return found
