"""The machine of an item (督办任务), generated from the rungs of its ladder."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from states.engine import MoveTable, Transition
from states.predicates import Given, Op, Test


class ItemState(StrEnum):
    """Where an item stands. A ladder's rung is a column of its own: escalated ⇔ the rung is named."""

    drafted = "drafted"
    """已拟办，尚未下发；由交办机构下发而离开。"""
    issued = "issued"
    """已下发送达，责任单位尚未签收；由签收或升级而离开。"""
    in_progress = "in_progress"
    """责任单位已签收，正在办理；由升级或销号而离开。"""
    escalated = "escalated"
    """已进入督办阶梯的某一级；由升到下一级或销号而离开。"""
    closed = "closed"
    """已核查销号；不再离开。"""


class LimitKind(StrEnum):
    """Which limit of an item was missed."""

    feedback = "feedback"
    """反馈时限。"""
    answer = "answer"
    """上一份督办文书的答复时限。"""
    completion = "completion"
    """办结时限。"""


class ItemEvent(StrEnum):
    """What happens to an item."""

    issue = "issue"
    """交办机构下发并送达。"""
    receive = "receive"
    """责任单位签收。"""
    climb = "climb"
    """时限已过，升一级。"""
    close = "close"
    """核查通过，销号。"""


RUNG_MARK = f"{ItemState.escalated}:"


def place_of(state: ItemState, rung: str | None) -> str:
    """The machine's name of a (state, rung): `in_progress`, `escalated:催办`."""
    return f"{RUNG_MARK}{rung}" if rung else state.value


def state_at(place: str) -> tuple[ItemState, str | None]:
    """The (state, rung) that a machine's place stands for."""
    if place.startswith(RUNG_MARK):
        return ItemState.escalated, place.removeprefix(RUNG_MARK)
    return ItemState(place), None


@cache
def item_moves(rungs: tuple[str, ...]) -> MoveTable:
    """The table for a ladder of these rungs, lowest first; any number of rungs needs no code."""
    climbed = tuple(place_of(ItemState.escalated, rung) for rung in rungs)
    plain = tuple(state.value for state in ItemState if state is not ItemState.escalated)
    return MoveTable(places=(*plain, *climbed), transitions=(*_desk_moves(climbed), *_climbs(climbed)))


def _desk_moves(climbed: Sequence[str]) -> list[Transition]:
    received = ((ItemState.issued, ItemState.in_progress), *((rung, rung) for rung in climbed))
    return [
        Transition(ItemEvent.issue, (ItemState.drafted,), ItemState.issued),
        *(Transition(ItemEvent.receive, (here,), there, NOT_RECEIVED, "已经签收过") for here, there in received),
        Transition(ItemEvent.close, (ItemState.in_progress, *climbed), ItemState.closed),
    ]


def _climbs(climbed: Sequence[str]) -> list[Transition]:
    """Limits run from service, so an item climbs whether or not the unit has signed for it."""
    first: tuple[str, ...] = (ItemState.issued, ItemState.in_progress)
    lower = (first, *((rung,) for rung in climbed))
    steps = zip(lower, climbed, strict=False)
    return [Transition(ItemEvent.climb, sources, target, LIMIT_PASSED, "时限尚未届满") for sources, target in steps]


NOT_RECEIVED = Test("received_at", Op.missing)
"""签收只记一次。"""

LIMIT_PASSED = Test("climb_due_on", Op.lt, Given("on"))
"""时限当日仍算按时，次日起方可升级。"""
