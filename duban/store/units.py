"""Queries about units and leaders as a whole: what they have open, what is late, what they missed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.item_story import BREACH
from duban.store.items import ITEM
from models import Person, table_of
from states.item import CLIMBING, OVER

PERSON = table_of(Person)


def tallied(session: Session, institution: str, on: date) -> dict[int, dict[str, int]]:
    """Lead unit → how many of its items are open, how many of those are late, how many limits it missed."""
    found: dict[int, dict[str, int]] = {}
    query = sa.select(ITEM.c.lead_unit_id, *_counts(on)).where(ITEM.c.institution == institution)
    for row in session.execute(query.group_by(ITEM.c.lead_unit_id)).mappings():
        found[row["lead_unit_id"]] = {"open": row["open"], "late": row["late"], "breaches": 0}
    missed = (
        sa.select(ITEM.c.lead_unit_id, sa.func.count())
        .join_from(BREACH, ITEM, ITEM.c.id == BREACH.c.item_id)
        .where(ITEM.c.institution == institution)
        .group_by(ITEM.c.lead_unit_id)
    )
    for unit_id, count in session.execute(missed):
        found[unit_id]["breaches"] = count
    return found


def leaders_with_items(session: Session, institution: str, on: date) -> Sequence[dict[str, Any]]:
    """Every leader in charge of items, with how many are open and late."""
    query = (
        sa.select(PERSON.c.id, PERSON.c.name, *_counts(on))
        .join_from(ITEM, PERSON, PERSON.c.id == ITEM.c.leader_id)
        .where(ITEM.c.institution == institution)
        .group_by(PERSON.c.id, PERSON.c.name)
        .order_by(PERSON.c.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def breaches_of(session: Session, institution: str, unit_id: int) -> Sequence[sa.RowMapping]:
    """The limits that the unit missed, newest first."""
    query = (
        sa.select(ITEM.c.code, BREACH.c.limit_on, BREACH.c.cleared_at)
        .join_from(BREACH, ITEM, ITEM.c.id == BREACH.c.item_id)
        .where(ITEM.c.institution == institution, ITEM.c.lead_unit_id == unit_id)
    )
    return session.execute(query.order_by(BREACH.c.limit_on.desc(), BREACH.c.id)).mappings().all()


def _counts(on: date) -> tuple[sa.Label[int], sa.Label[int]]:
    late = sa.and_(ITEM.c.state.in_(CLIMBING), ITEM.c.climb_due_on < on)
    conditions = (ITEM.c.state.not_in(OVER), late)
    number = [sa.func.sum(sa.case((condition, 1), else_=0)) for condition in conditions]
    return number[0].label("open"), number[1].label("late")
