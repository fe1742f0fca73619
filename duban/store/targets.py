"""Queries about targets: their rows, the figure and the acceptance that hold, and the list of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.items import ITEM, TEXT, UNIT
from duban.store.prepared import streamed
from duban.store.sight import EVERYTHING, Sight
from models import Outcome, Target, TargetAcceptance, TargetActual, TargetNode, table_of

TARGET, NODE, ACTUAL, ACCEPTANCE = (table_of(each) for each in (Target, TargetNode, TargetActual, TargetAcceptance))


@dataclass(frozen=True)
class ChosenTargets:
    """Which targets to list; what is None does not matter."""

    item: str | None = None
    unit: str | None = None
    parent_id: int | None = None
    leader_id: int | None = None
    sight: Sight = EVERYTHING


def list_targets(session: Session, institution: str, chosen: ChosenTargets) -> Sequence[sa.RowMapping]:
    """The targets of an institution by item, each with its item, unit, last figure and last acceptance."""
    return session.execute(_listed(institution, chosen)).mappings().all()


def stream_targets(session: Session, institution: str, chosen: ChosenTargets) -> Iterator[sa.RowMapping]:
    """The same, some at a time."""
    return streamed(session, _listed(institution, chosen))


def _listed(institution: str, chosen: ChosenTargets) -> sa.Select[Any]:
    item = (ITEM.c.code, ITEM.c.state, ITEM.c.completion_due_on, ITEM.c.pack_version_id, TEXT.c.title)
    figure = (ACTUAL.c.id.label("actual_id"), ACTUAL.c.as_of_on, ACTUAL.c.value.label("actual"), ACTUAL.c.source)
    found = (ACCEPTANCE.c.actual_id.label("accepted_actual_id"), ACCEPTANCE.c.outcome, ACCEPTANCE.c.accepted_at)
    query = (
        sa.select(TARGET, *item, UNIT.c.name.label("unit"), *figure, *found)
        .join_from(TARGET, ITEM, ITEM.c.id == TARGET.c.item_id)
        .join(TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .join(ACTUAL, ACTUAL.c.id == _last_actual(), isouter=True)
        .join(ACCEPTANCE, ACCEPTANCE.c.id == _last_acceptance(), isouter=True)
        .where(*_wanted(institution, chosen))
    )
    return query.order_by(ITEM.c.code, TARGET.c.id)


def _wanted(institution: str, chosen: ChosenTargets) -> list[sa.ColumnElement[bool]]:
    item_named = ((ITEM.c.code, chosen.item), (UNIT.c.name, chosen.unit))
    named = (*item_named, (TARGET.c.parent_id, chosen.parent_id), (ITEM.c.leader_id, chosen.leader_id))
    wanted = [ITEM.c.institution == institution, *chosen.sight.of_item()]
    return wanted + [column == value for column, value in named if value is not None]


def _standing(actual: Any) -> sa.ColumnElement[bool]:
    """A figure that no other one corrects."""
    later = ACTUAL.alias("later")
    return ~sa.exists().where(later.c.corrects_id == actual.c.id)


def _last_actual() -> sa.ScalarSelect[int]:
    one = ACTUAL.alias("one")
    query = sa.select(one.c.id).where(one.c.target_id == TARGET.c.id, _standing(one))
    return query.order_by(one.c.as_of_on.desc(), one.c.id.desc()).limit(1).correlate(TARGET).scalar_subquery()


def _last_acceptance() -> sa.ScalarSelect[int]:
    one = ACCEPTANCE.alias("given")
    query = sa.select(sa.func.max(one.c.id)).where(one.c.target_id == TARGET.c.id)
    return query.correlate(TARGET).scalar_subquery()


def targets_of(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The targets of one item."""
    return session.execute(sa.select(TARGET).where(TARGET.c.item_id == item_id).order_by(TARGET.c.id)).mappings().all()


def nodes_of(session: Session, target_id: int) -> Sequence[sa.RowMapping]:
    """The nodes of a stated plan that hold, by day."""
    mine = (NODE.c.target_id == target_id, NODE.c.value.is_not(None))
    return session.execute(sa.select(NODE).where(*mine).order_by(NODE.c.due_on)).mappings().all()


def nodes_by_target(session: Session, institution: str, chosen: ChosenTargets) -> dict[int, list[tuple[Any, str]]]:
    """Target id → its nodes (day, value), for the chosen targets of an institution that have any."""
    query = (
        sa.select(NODE.c.target_id, NODE.c.due_on, NODE.c.value)
        .join_from(NODE, TARGET, TARGET.c.id == NODE.c.target_id)
        .join(ITEM, ITEM.c.id == TARGET.c.item_id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(*_wanted(institution, chosen), NODE.c.value.is_not(None))
    )
    found: dict[int, list[tuple[Any, str]]] = {}
    for target_id, due_on, value in session.execute(query.order_by(NODE.c.target_id, NODE.c.due_on)):
        found.setdefault(target_id, []).append((due_on, value))
    return found


def all_nodes(session: Session, target_id: int) -> Sequence[sa.RowMapping]:
    """Every node ever stated, those taken out included, by day."""
    query = sa.select(NODE).where(NODE.c.target_id == target_id)
    return session.execute(query.order_by(NODE.c.due_on)).mappings().all()


def actuals_of(session: Session, target_id: int) -> Sequence[sa.RowMapping]:
    """Every figure of a target in the order of entry, each with whether it still stands."""
    query = sa.select(ACTUAL, _standing(ACTUAL).label("stands")).where(ACTUAL.c.target_id == target_id)
    return session.execute(query.order_by(ACTUAL.c.id)).mappings().all()


def acceptances_of(session: Session, target_id: int) -> Sequence[tuple[Outcome, datetime]]:
    """Every acceptance of a target in order: what it found, and when."""
    query = sa.select(ACCEPTANCE.c.outcome, ACCEPTANCE.c.accepted_at).where(ACCEPTANCE.c.target_id == target_id)
    return [(outcome, at) for outcome, at in session.execute(query.order_by(ACCEPTANCE.c.id))]


def acceptances_with_figures(session: Session) -> Sequence[sa.RowMapping]:
    """Every acceptance with its target and the figure that it rests on, of whatever target that is."""
    figure = (ACTUAL.c.value.label("actual"), ACTUAL.c.target_id.label("figure_of"))
    query = (
        sa.select(TARGET, ACCEPTANCE.c.id.label("acceptance_id"), ACCEPTANCE.c.outcome, *figure)
        .join_from(ACCEPTANCE, TARGET, TARGET.c.id == ACCEPTANCE.c.target_id)
        .join(ACTUAL, ACTUAL.c.id == ACCEPTANCE.c.actual_id)
        .order_by(ACCEPTANCE.c.id)
    )
    return session.execute(query).mappings().all()


def corrections_astray(session: Session) -> Sequence[int]:
    """Ids of figures that correct one of another target or another day."""
    wrong = ACTUAL.alias("wrong")
    astray = sa.or_(wrong.c.target_id != ACTUAL.c.target_id, wrong.c.as_of_on != ACTUAL.c.as_of_on)
    query = sa.select(ACTUAL.c.id).join_from(ACTUAL, wrong, wrong.c.id == ACTUAL.c.corrects_id).where(astray)
    return session.execute(query.order_by(ACTUAL.c.id)).scalars().all()


def parts_with_wholes(session: Session) -> Sequence[sa.RowMapping]:
    """Every part with the goal that it is a part of, and the state of the part's item, by whole."""
    whole = TARGET.alias("whole")
    columns = (whole.c.id.label("whole_id"), whole.c.comparison, whole.c.value.label("whole"), whole.c.measure)
    part = (whole.c.tolerance, whole.c.capped, whole.c.grades, whole.c.base, TARGET.c.value.label("part"), ITEM.c.state)
    query = (
        sa.select(*columns, *part)
        .join_from(TARGET, whole, whole.c.id == TARGET.c.parent_id)
        .join(ITEM, ITEM.c.id == TARGET.c.item_id)
    )
    return session.execute(query.order_by(whole.c.id, TARGET.c.id)).mappings().all()
