"""The climbs that a ladder allows today, and the climb of one item; a sweep takes the same climbs over all items.

Where people approve the paper of a rung, a late item waits for it where it is; serving the paper is what lifts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from duban.core.workdays import WorkCalendar
from duban.services.acts import ActDraft, SealedAct
from duban.services.ladders import Clock, LadderPlan, RungPlan, clock_of
from duban.services.transition import RESTART_CLOCK, Move, missed_by, move_one
from states.engine import Edge
from states.item import ItemEvent, state_at


@dataclass(frozen=True)
class Climb:
    """One climbing edge of one ladder: how the rows move, the rung they come to, and the wait for an answer there."""

    move: Move
    rung: RungPlan
    answer: Clock

    @property
    def at_once(self) -> bool:
        """Whether the items climb today, not when people have approved the paper."""
        return self.rung.paper.automatic


def climbs(plan: LadderPlan, calendar: WorkCalendar, on: date, where: Mapping[str, Any]) -> list[Climb]:
    """Every climb of the ladder on that day; the answer limit is counted once per edge, from today."""
    waits = {edge.source: edge for edge in plan.moves.edges(ItemEvent.miss)}
    found = []
    for edge in plan.moves.edges(ItemEvent.climb):
        rung = plan.rung_plan(state_at(edge.target)[1] or "")
        at_once = rung.paper.automatic
        clock = _clock_after(plan, calendar, on, edge) if at_once else Clock()
        move = Move(edge if at_once else waits[edge.source], where, {"on": on}, missed_by(plan, edge), clock)
        found.append(Climb(move, rung, clock_of(rung.answer, calendar, on) if rung.answer else Clock()))
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
