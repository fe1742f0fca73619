"""The climbs that a ladder allows today, taken by the sweep over all items at once.

Where people approve the paper of a rung, a late item waits for it where it is; serving the paper is what lifts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from duban.core.clock import instant_at
from duban.core.workdays import WorkCalendar
from duban.services.ladders import Clock, LadderPlan, RungPlan, clock_of
from duban.services.transition import RESTART_CLOCK, Move, missed_by
from duban.store.stage import ITEM, STAGE
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
    moves, found = plan.moves, []
    for edge, waits in zip(moves.edges(ItemEvent.climb), moves.edges(ItemEvent.miss), strict=True):
        rung = plan.rung_plan(state_at(edge.target)[1] or "")
        move = Move(edge, where, {"on": on, **_count(rung, edge, on)}, missed_by(edge), over=_over(rung, edge))
        if rung.paper.automatic:
            move = replace(move, clock=plan.clock_at(rung.rung, calendar, on))
        else:
            move = replace(move, edge=waits, clock=None, awaits=rung.rung)
        found.append(Climb(move, rung, clock_of(rung.answer, calendar, on) if rung.answer else Clock()))
    return found


def _count(rung: RungPlan, edge: Edge, on: date) -> dict[str, Any]:
    """What a rolling count compares with, where the edge is one of a count."""
    if rung.count is None or _over(rung, edge) is None:
        return {}
    since = instant_at(rung.counted_since(on), time())
    return {"times": rung.count.times, "counted": rung.count.rung, "counted_since": since}


def _over(rung: RungPlan, edge: Edge) -> str | None:
    return rung.count.over if rung.count and missed_by(edge) is None else None


def climb_sets(calendar: WorkCalendar, *, at_once: bool = True) -> dict[str, Any]:
    """What climbs set beside state and rung; an item that waits for its paper keeps what it is chased for.

    `at_once` says whether any of them does not wait.
    """
    awaited = {"awaits": STAGE.c.awaits}
    if not at_once:
        return awaited
    waits = STAGE.c.awaits.is_not(None)
    chased = {name: sa.case((waits, ITEM.c[name])) for name in ("behind_on", "failed_on")}
    counted = sa.case((waits, ITEM.c.calendar_version), else_=calendar.version)
    return {**RESTART_CLOCK, **chased, **awaited, "calendar_version": counted}
