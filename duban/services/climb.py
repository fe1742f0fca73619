"""The climbs that a ladder allows today, and the climb of one item; a sweep takes the same climbs over all items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from duban.core.workdays import WorkCalendar
from duban.services.acts import ActDraft, SealedAct
from duban.services.ladders import Clock, LadderPlan, RungPlan
from duban.services.transition import RESTART_CLOCK, Move, missed_by, move_one
from states.engine import Edge
from states.item import ItemEvent, state_at


@dataclass(frozen=True)
class Climb:
    """One climbing edge of one ladder: how the rows move, and the rung they come to."""

    move: Move
    rung: RungPlan


def climbs(plan: LadderPlan, calendar: WorkCalendar, on: date, where: Mapping[str, Any]) -> list[Climb]:
    """Every climb of the ladder on that day; the answer limit is counted once per edge, from today."""
    found = []
    for edge in plan.moves.edges(ItemEvent.climb):
        _, rung = state_at(edge.target)
        move = Move(edge, where, {"on": on}, missed_by(plan, edge), _clock_after(plan, calendar, on, edge))
        found.append(Climb(move, plan.rung_plan(rung or "")))
    return found


def climb_sets(calendar: WorkCalendar) -> dict[str, Any]:
    """What a climb sets beside state and rung."""
    return {**RESTART_CLOCK, "calendar_version": calendar.version}


def climb_item(
    session: Session, code: str, *, plan: LadderPlan, calendar: WorkCalendar, on: date, draft: ActDraft
) -> SealedAct:
    """One late item climbs one rung. Raises NotFound, TransitionRefused."""
    sets, given = climb_sets(calendar), {"on": on}
    clock = partial(_clock_after, plan, calendar, on)
    return move_one(session, code, ItemEvent.climb, plan=plan, draft=draft, sets=sets, given=given, clock=clock)


def _clock_after(plan: LadderPlan, calendar: WorkCalendar, on: date, edge: Edge) -> Clock:
    _, rung = state_at(edge.target)
    return plan.clock_at(rung, calendar, on) if rung else Clock()
