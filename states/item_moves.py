"""The machine of an item (督办任务), generated from its ladder; any number of rungs needs no code."""

from collections.abc import Sequence
from functools import cache

from states import item_guards as guards
from states.engine import MoveTable, Transition
from states.item import REMEMBERING, ItemEvent, ItemState, state_at
from states.item_climbs import RungStep, climbs, escalations, papers
from states.predicates import All, Op, Test

ASIDE = (ItemEvent.withdraw, ItemEvent.escalate, ItemEvent.put_forward, ItemEvent.suspend, ItemEvent.resume)
"""Moves that almost every state has: told in words, left out of pictures."""


@cache
def item_moves(ladder: tuple[RungStep, ...]) -> MoveTable:
    """The table for a ladder of these rungs, lowest first."""
    climbed = tuple(step.place for step in ladder)
    plain = tuple(state.value for state in ItemState if state is not ItemState.escalated)
    rows = [row for group in (_before_work, _reports, _clock_moves, _ends, _aside) for row in group(climbed)]
    rows += [row for group in (climbs, escalations, papers) for row in group(ladder)]
    return MoveTable((*plain, *climbed), tuple(rows))


def _before_work(climbed: Sequence[str]) -> list[Transition]:
    received = ((ItemState.issued, ItemState.in_progress), *((rung, rung) for rung in climbed))
    movable = (ItemState.issued, ItemState.returned, ItemState.in_progress)
    return [
        Transition(ItemEvent.agree, (ItemState.drafted,), ItemState.drafted, guards.asked_to_agree),
        Transition(ItemEvent.approve, (ItemState.drafted,), ItemState.approved, guards.drafted_by_another),
        Transition(ItemEvent.issue, (ItemState.drafted,), ItemState.issued, guards.ready_unapproved),
        Transition(ItemEvent.issue, (ItemState.approved, ItemState.returned), ItemState.issued, guards.names_all),
        *(Transition(ItemEvent.receive, (here,), there, NOT_RECEIVED, "已经签收过") for here, there in received),
        Transition(ItemEvent.hand_back, (ItemState.issued,), ItemState.returned, guards.within_return_limit),
        Transition(ItemEvent.reassign, movable, ItemState.issued),
    ]


def _reports(climbed: Sequence[str]) -> list[Transition]:
    """A unit reports and the office checks; what was sent back stands where it stood before."""
    working = (ItemState.in_progress, ItemState.long_term, *climbed)
    accepted = {
        ItemEvent.accept_stage: ItemState.in_progress,
        ItemEvent.accept_complete: ItemState.checked,
        ItemEvent.accept_long_term: ItemState.long_term,
        ItemEvent.accept_merge: ItemState.merged,
        ItemEvent.accept_terminate: ItemState.terminated,
    }
    return [
        Transition(ItemEvent.feedback, working, ItemState.checking, RECEIVED, "尚未签收，请先签收"),
        *(Transition(event, (ItemState.checking,), target) for event, target in accepted.items()),
        *_restoring(ItemEvent.send_back, ItemState.checking, working),
    ]


def _clock_moves(climbed: Sequence[str]) -> list[Transition]:
    """What changes dates and leaves the item where it is, and the pause of its clock."""
    running = (ItemState.issued, ItemState.in_progress, ItemState.long_term, *climbed)
    still = (ItemState.drafted, ItemState.approved, ItemState.returned, ItemState.checked, ItemState.historic)
    open_places = (*still, *REMEMBERING, *running)
    return [
        *(Transition(ItemEvent.extend, (place,), place, guards.extension_in_order) for place in running),
        *(Transition(ItemEvent.redate, (place,), place) for place in (*running, ItemState.checking)),
        *(Transition(ItemEvent.correct, (place,), place) for place in open_places),
        Transition(ItemEvent.suspend, running, ItemState.suspended),
        *_restoring(ItemEvent.resume, ItemState.suspended, running),
    ]


def _restoring(event: ItemEvent, source: ItemState, places: Sequence[str]) -> list[Transition]:
    """One row for each place that an item may have come from; the row that fits what it came from is taken."""
    rows = []
    for place in places:
        state, rung = state_at(place)
        came = (Test("back_state", Op.eq, state), Test("back_rung", Op.eq if rung else Op.missing, rung))
        rows.append(Transition(event, (source,), place, All(came), "没有记下它从哪里来"))
    return rows


def _ends(climbed: Sequence[str]) -> list[Transition]:
    withdrawable = (*BEGUN, ItemState.long_term, *REMEMBERING, ItemState.checked, ItemState.historic, *climbed)
    reopened = (ItemState.checked, ItemState.closed, ItemState.merged, ItemState.terminated)
    return [
        Transition(ItemEvent.close, (ItemState.checked,), ItemState.closed, guards.may_close),
        Transition(ItemEvent.reopen, reopened, ItemState.in_progress),
        Transition(ItemEvent.withdraw, withdrawable, ItemState.withdrawn),
        Transition(ItemEvent.merge, (*BEGUN, ItemState.long_term, *climbed), ItemState.merged),
    ]


def _aside(climbed: Sequence[str]) -> list[Transition]:
    """What leaves the item where it is: it is split, handed to a successor unit, asked after, looked at again."""
    splittable = (*BEGUN, ItemState.long_term, *climbed)
    served = (*BEGUN[2:], ItemState.long_term, *climbed, *REMEMBERING, ItemState.checked)
    looked_at = (ItemState.long_term, ItemState.checked, ItemState.closed, ItemState.merged, ItemState.terminated)
    kept = {
        ItemEvent.split_off: splittable,
        ItemEvent.transfer: (*BEGUN[:2], *served),
        ItemEvent.call: served,
        ItemEvent.look_back: looked_at,
    }
    return [Transition(event, (place,), place) for event, places in kept.items() for place in places]


BEGUN = (ItemState.drafted, ItemState.approved, ItemState.issued, ItemState.returned, ItemState.in_progress)
"""Below the ladder, in the order in which an item comes there."""


NOT_RECEIVED = Test("received_at", Op.missing)
"""签收只记一次。"""

RECEIVED = Test("received_at", Op.present)
"""签收以后才反馈。"""
