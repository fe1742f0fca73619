"""Queries about inspections, the units they visit and what was found there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.record_sight import seen_findings, seen_inspections
from duban.store.sight import EVERYTHING, Sight
from models import Finding, Inspection, InspectionUnit, Item, Unit, table_of
from states.finding import ENDED, FindingState
from states.inspection import InspectionState

INSPECTION, VISITED, FINDING = table_of(Inspection), table_of(InspectionUnit), table_of(Finding)
UNIT, ITEM = table_of(Unit), table_of(Item)


def visited_units(session: Session, inspection_id: int) -> Sequence[sa.RowMapping]:
    """The units of an inspection, with their names, in the order of the scheme."""
    query = sa.select(VISITED, UNIT.c.name.label("unit")).join_from(VISITED, UNIT, UNIT.c.id == VISITED.c.unit_id)
    query = query.where(VISITED.c.inspection_id == inspection_id).order_by(VISITED.c.id)
    return session.execute(query).mappings().all()


def record_visit(session: Session, visited_id: int, at: datetime, says: str) -> None:
    """What was seen at a unit that time."""
    sets = {"visited_at": at, "says": says, "visits": VISITED.c.visits + 1}
    session.execute(sa.update(VISITED).where(VISITED.c.id == visited_id).values(sets))


def list_inspections(
    session: Session, institution: str, states: Sequence[InspectionState], sight: Sight = EVERYTHING
) -> Sequence[sa.RowMapping]:
    """Inspections, newest first; as a visited unit sees them, those that it may know of and that visit it."""
    query = sa.select(INSPECTION).where(INSPECTION.c.institution == institution, *seen_inspections(sight))
    query = query.where(INSPECTION.c.state.in_(states)) if states else query
    return session.execute(query.order_by(INSPECTION.c.id.desc())).mappings().all()


def findings_of(session: Session, inspection_id: int) -> Sequence[sa.RowMapping]:
    """The findings of an inspection with their units and items, in order."""
    query = _findings().where(FINDING.c.inspection_id == inspection_id)
    return session.execute(query.order_by(FINDING.c.id)).mappings().all()


def list_findings(
    session: Session, institution: str, states: Sequence[FindingState] = (), sight: Sight = EVERYTHING
) -> Sequence[sa.RowMapping]:
    """The findings of all inspections, newest first."""
    query = _findings().where(FINDING.c.institution == institution, *seen_findings(sight))
    query = query.where(FINDING.c.state.in_(states)) if states else query
    return session.execute(query.order_by(FINDING.c.id.desc())).mappings().all()


def _findings() -> sa.Select[Any]:
    return (
        sa.select(FINDING, UNIT.c.name.label("unit"), ITEM.c.code.label("item"))
        .join_from(FINDING, UNIT, UNIT.c.id == FINDING.c.unit_id)
        .join(ITEM, ITEM.c.id == FINDING.c.item_id, isouter=True)
    )


def unsettled(session: Session, inspection_id: int) -> int:
    """How many findings are still to be settled."""
    query = sa.select(sa.func.count()).where(FINDING.c.inspection_id == inspection_id, FINDING.c.state.not_in(ENDED))
    return session.execute(query).scalar_one()


def plates_of(session: Session, institution: str) -> Sequence[str]:
    """Every plate that was ever hung."""
    hung = (INSPECTION.c.institution == institution, INSPECTION.c.plate.is_not(None))
    query = sa.select(INSPECTION.c.plate).where(*hung)
    return session.execute(query).scalars().all()
