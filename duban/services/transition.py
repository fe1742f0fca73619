"""The only writer of an item's state: one edge of the machine over a set of rows. A single act is a set of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound, TransitionRefused, in_brackets
from duban.services.acts import ActDraft, OpenAct, SealedAct, answered, open_act, seal
from duban.services.item_records import lapse_records
from duban.services.ladders import Clock, LadderPlan
from duban.services.messages import tell_units
from duban.store import evidence, stage
from duban.store.items import find_item
from duban.store.kept import Changes
from duban.store.rows import set_values
from states.engine import NO_MOVE, Edge
from states.item import ASIDE, BY_ITSELF, ENDED, ItemEvent, LimitKind, place_of, state_at
from states.item_climbs import Cause
from states.labels import EVENT_LABELS, state_label


@dataclass(frozen=True)
class Move:
    """One edge, the rows it is meant for, which limit they missed, and the clock that runs afterwards (None: goes on).

    `awaits` is the rung whose paper they wait for from now on, `over` what a rolling count of papers runs over, `ids`
    the items that a person chose, where they are not all that stand there, `talks` whether it leads to a talk.
    """

    edge: Edge
    where: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    missed: LimitKind | None = None
    clock: Clock | None = field(default_factory=Clock)
    awaits: str | None = None
    over: str | None = None
    ids: tuple[int, ...] | None = None
    talks: bool = False


RESTART_CLOCK: Mapping[str, Any] = {
    "climb_due_on": stage.STAGE.c.next_due_on,
    "climb_from_on": stage.STAGE.c.next_from_on,
    "due_provisional": stage.STAGE.c.provisional,
}
"""What a move sets when its clock replaces the one that ran before."""


TAKE_PLACE: Mapping[str, Any] = {"state": stage.STAGE.c.to_state, "rung": stage.STAGE.c.to_rung}
"""What a move sets that leads elsewhere; SQLite writes an index anew when one of its columns is set, changed or not."""


def move_set(session: Session, moves: Sequence[Move], sets: Mapping[str, Any]) -> list[int]:
    """Moves every item that stands at a move's source and passes its guard; says how many took each edge."""
    stage.open_stage(session)
    counts = []
    for number, move in enumerate(moves):
        again = any(earlier.edge.source == move.edge.source for earlier in moves[:number])
        counts.append(stage.stage_rows(session, _candidates(move, staged=again), _staged(number, move)))
    stage.count_staged(session)
    stays = all(move.edge.source == move.edge.target for move in moves)
    moved = stage.move_staged(session, sets if stays else {**TAKE_PLACE, **sets}) if any(counts) else 0
    if moved != sum(counts):
        raise TransitionRefused(f"{sum(counts) - moved}件事项", "已被改动", "移动", "别的操作刚刚动过它们，请重试")
    return counts


def record_moved(session: Session, act: OpenAct, *, missed: bool) -> None:
    """Puts what `move_set` has just moved on record under the act: history, breaches, and messages to the units.

    `missed`: whether any of it missed a limit.
    """
    evidence.add_history(session, act.institution, act.seq, stage.ITEM, stage.STAGE)
    if missed:
        stage.add_breaches(session, act.draft.recorded_at)
        evidence.add_history_of_added(session, act.institution, act.seq, stage.BREACH, stage.new_breaches())
    tell_units(session, act)


@dataclass(frozen=True)
class Step:
    """What one item is to do under an act: its edge, the columns that it sets, and the clock that runs afterwards."""

    item_id: int
    edge: Edge
    sets: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    clock: Clock | None = field(default_factory=Clock)
    missed: LimitKind | None = None


def fire(
    plan: LadderPlan,
    item: sa.RowMapping,
    event: ItemEvent,
    facts: Mapping[str, Any] | None = None,
    given: Mapping[str, Any] | None = None,
) -> Edge:
    """The edge that the item's machine gives it. `facts` stand beside its columns. Raises TransitionRefused."""
    edge = plan.moves.fire(place_of(item["state"], item["rung"]), event, {**item, **(facts or {})}, given)
    if isinstance(edge, Edge):
        return edge
    label = state_label(item["state"], item["rung"])
    cited = in_brackets(edge.clause)
    reason = _next_steps(plan, item) if edge.reason == NO_MOVE else edge.reason
    raise TransitionRefused(f"督办任务 {item['code']} ", label, EVENT_LABELS[event], reason + cited)


def move_one(
    session: Session,
    item: sa.RowMapping,
    event: ItemEvent,
    *,
    plan: LadderPlan,
    draft: ActDraft,
    sets: Mapping[str, Any],
    given: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    clock: Callable[[Edge], Clock] = lambda _edge: Clock(),
    missed: LimitKind | None = None,
    beside: Callable[[], Changes] | None = None,
    also: Callable[[OpenAct], None] | None = None,
) -> SealedAct:
    """The item, which is locked, takes the edge that its machine gives it; `clock` tells what runs then.

    `facts` are what plain guards judge beside the item's columns, `missed` is a limit that the act finds broken.
    """
    draft = replace(draft, request={**draft.request, "item": item["code"]})
    done = answered(session, draft)
    if done:
        return done
    edge = fire(plan, item, event, facts, given)
    step = Step(item["id"], edge, sets, given or {}, clock(edge), missed or missed_by(edge))
    return move_together(session, [step], draft, beside=beside, also=also)


def move_together(
    session: Session,
    steps: Sequence[Step],
    draft: ActDraft,
    *,
    beside: Callable[[], Changes] | None = None,
    also: Callable[[OpenAct], None] | None = None,
) -> SealedAct:
    """The items, which are locked, take their edges under one act.

    `beside` changes rows that must be locked before the chain's head, and `also` records other rows under the act.
    """
    moves = [Move(step.edge, {"id": step.item_id}, step.given, step.missed, step.clock) for step in steps]
    move_set(session, moves, _each_its_own(steps))
    changes = [beside()] if beside else []
    ended = [step.item_id for step in steps if state_at(step.edge.target)[0] in ENDED]
    changes += [lapse_records(session, item_id, draft.true_at) for item_id in ended]
    act = open_act(session, draft)
    record_moved(session, act, missed=any(step.missed for step in steps))
    for change in changes:
        change.record(act.institution, act.seq)
    if also:
        also(act)
    return seal(session, act)


def _each_its_own(steps: Sequence[Step]) -> dict[str, Any]:
    """The columns that the steps set; where they differ, each item its own value."""
    sets: dict[str, Any] = dict(steps[0].sets)
    for name in sets:
        values = {step.item_id: step.sets[name] for step in steps}
        if len(set(values.values())) > 1:
            kind = stage.ITEM.c[name].type
            own = {item_id: sa.literal(value, kind) for item_id, value in values.items()}
            sets[name] = sa.case(own, value=stage.STAGE.c.row_id)
    return sets


def _next_steps(plan: LadderPlan, item: sa.RowMapping) -> str:
    """What a person may do to the item instead."""
    events = [ItemEvent(event) for event in plan.moves.events_at(place_of(item["state"], item["rung"]))]
    labels = "、".join(EVENT_LABELS[event] for event in events if event not in (*BY_ITSELF, *ASIDE))
    return f"现在可以：{labels}" if labels else "已经办结，不再变动"


def record_change(
    session: Session, act: OpenAct, table: sa.Table, ids: Sequence[int], values: Mapping[str, Any]
) -> None:
    """Changes rows that hang on an item which the act holds locked, with their history."""
    if ids:
        changes = Changes(session)
        changes.changing(table, ids)
        set_values(session, table, ids, values)
        changes.record(act.institution, act.seq)


def get_item(session: Session, institution: str, code: str) -> sa.RowMapping:
    """The item with that code, locked. Raises NotFound."""
    item = find_item(session, institution, code)
    if item is None:
        raise no_such_item(code)
    return item


def look_up_item(session: Session, institution: str, code: str) -> sa.RowMapping:
    """The same, not locked: for what is only read or named. Raises NotFound."""
    item = find_item(session, institution, code, lock=False)
    if item is None:
        raise no_such_item(code)
    return item


def no_such_item(code: str) -> NotFound:
    """The refusal of a code that no item has."""
    return NotFound("督办任务", code, "请用 duban item list 查看编号")


def missed_by(edge: Edge) -> LimitKind | None:
    """Which limit was missed by an item that takes this edge; None where none was."""
    cause = edge.transition.cause
    return cause.limit if isinstance(cause, Cause) else None


def _candidates(move: Move, *, staged: bool) -> stage.Candidates:
    return stage.Candidates(
        *state_at(move.edge.source),
        move.where,
        move.edge.guard,
        move.given,
        limit=move.missed,
        over=move.over,
        staged=staged,
        ids=move.ids,
        talks=move.talks,
    )


def _staged(number: int, move: Move) -> dict[str, Any]:
    state, rung = state_at(move.edge.target)
    names = {"edge": number, "to_state": state.value, "to_rung": rung, "limit_kind": move.missed, "awaits": move.awaits}
    clock = move.clock
    if clock is None:
        return names
    return {**names, "next_due_on": clock.due_on, "next_from_on": clock.from_on, "provisional": clock.provisional}
