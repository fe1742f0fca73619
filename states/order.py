"""The machine of an order (单), generated from the approval that its paper needs: who proposes, agrees, signs."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from states.engine import Edge, MoveTable, Transition


class OrderState(StrEnum):
    """Where a paper stands. It has a number from issuing on, and keeps it for ever."""

    drafted = "drafted"
    """已拟稿；由提出、暂缓或失效而离开，无需审批的由编号下发而离开。"""
    proposed = "proposed"
    """已由提出岗位提出；由同意（没有这一环的由签发）、暂缓或失效而离开。"""
    agreed = "agreed"
    """已由同意岗位同意；由签发、暂缓或失效而离开。"""
    signed = "signed"
    """已签发，尚未编号；由编号下发或暂缓而离开。"""
    issued = "issued"
    """已编号下发，尚未送达；由送达或作废而离开。"""
    served = "served"
    """已送达，答复时限从送达起算；由答复或作废而离开。"""
    answered = "answered"
    """责任单位已答复；不再离开。"""
    refused = "refused"
    """编号以前退回，暂缓至某日；不再离开，到期仍未反馈的另拟新单。"""
    lapsed = "lapsed"
    """签发前责任单位已按要求反馈，文书失效；不再离开。"""
    voided = "voided"
    """已作废，保留编号；不再离开。"""


class OrderEvent(StrEnum):
    """What happens to a paper."""

    propose = "propose"
    """提出岗位提出。"""
    agree = "agree"
    """同意岗位同意。"""
    sign = "sign"
    """签发岗位签发。"""
    issue = "issue"
    """编号并下发。"""
    serve = "serve"
    """送达责任单位。"""
    answer = "answer"
    """责任单位答复。"""
    refuse = "refuse"
    """编号以前退回，暂缓至某日；已签发的由签发岗位退回。"""
    lapse = "lapse"
    """反馈在先，文书失效。"""
    void = "void"
    """作废，编号不再使用。"""
    correct = "correct"
    """更正，另记一笔，不另编号。"""


APPROVAL = {
    OrderEvent.propose: OrderState.proposed,
    OrderEvent.agree: OrderState.agreed,
    OrderEvent.sign: OrderState.signed,
}
"""The steps of an approval in their order, and where each leads."""

NUMBERED = (OrderState.issued, OrderState.served, OrderState.answered, OrderState.voided)
"""Where a paper has a number."""

PENDING = (OrderState.drafted, OrderState.proposed, OrderState.agreed, OrderState.signed, OrderState.issued)
"""Where a paper is on its way: its items wait for it."""


def served_at_once() -> OrderState:
    """Where its machine takes a paper that nobody has to approve: issued, and served."""
    place = OrderState.drafted
    for event in (OrderEvent.issue, OrderEvent.serve):
        edge = order_moves(()).fire(place, event, {})
        if not isinstance(edge, Edge):
            raise TypeError(event)
        place = OrderState(edge.target)
    return place


@cache
def order_moves(steps: Sequence[OrderEvent]) -> MoveTable:
    """The table for a paper that needs these steps (none: nobody has to approve it)."""
    before = [OrderState.drafted, *(APPROVAL[step] for step in steps)]
    unsigned = tuple(state for state in before if state is not OrderState.signed)
    approval = [Transition(step, (here,), APPROVAL[step]) for here, step in zip(before, steps, strict=False)]
    return MoveTable(
        places=tuple(OrderState),
        transitions=(
            *approval,
            Transition(OrderEvent.issue, (before[-1],), OrderState.issued),
            Transition(OrderEvent.serve, (OrderState.issued,), OrderState.served),
            Transition(OrderEvent.answer, (OrderState.served,), OrderState.answered),
            Transition(OrderEvent.refuse, tuple(before), OrderState.refused),
            Transition(OrderEvent.lapse, unsigned, OrderState.lapsed),
            Transition(OrderEvent.void, (OrderState.issued, OrderState.served), OrderState.voided),
            *(Transition(OrderEvent.correct, (state,), state) for state in NUMBERED if state is not OrderState.voided),
        ),
    )
