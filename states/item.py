"""The machine of an item (督办任务), generated from the rungs of its ladder."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from states import item_guards as guards
from states.engine import MoveTable, Transition
from states.predicates import All, AnyOf, Given, Op, Test


class ItemState(StrEnum):
    """Where an item stands. A ladder's rung is a column of its own: escalated ⇔ the rung is named."""

    drafted = "drafted"
    """已拟办，尚未下发；由审批人立项、交办机构下发而离开。"""
    approved = "approved"
    """已立项，尚未下发；由交办机构下发而离开。"""
    issued = "issued"
    """已下发送达，责任单位尚未签收；由责任单位签收、退办，交办机构改派，或逾期升级而离开。"""
    returned = "returned"
    """责任单位认为不属其职责而退办；由交办机构重新下发或改派而离开。"""
    in_progress = "in_progress"
    """责任单位已签收，正在办理；由责任单位反馈，或逾期升级而离开。"""
    escalated = "escalated"
    """已进入督办阶梯的某一级；由责任单位反馈，或升到更高一级而离开。"""
    long_term = "long_term"
    """核查同意转为长期任务，按期报告进展，不因未办结而逾期；由责任单位反馈，或逾期未报告升级而离开。"""
    checking = "checking"
    """责任单位已反馈，交办机构正在核查；由核查人认可或退回而离开，退回即回到反馈前的状态和级次。"""
    checked = "checked"
    """核查认可已经办结，等待销号；由有权销号的人销号，或回头看重新办理而离开。"""
    suspended = "suspended"
    """经领导同意暂停计时；由恢复办理而离开，回到暂停前的状态和级次。"""
    closed = "closed"
    """已核查销号；只能由回头看重新办理。"""
    merged = "merged"
    """已并入另一件事项；只能由回头看重新办理。"""
    terminated = "terminated"
    """经核查同意终止；只能由回头看重新办理。"""
    withdrawn = "withdrawn"
    """交办机构已撤销交办；不再离开。"""


ENDED = (ItemState.closed, ItemState.merged, ItemState.terminated, ItemState.withdrawn)
"""Where nothing more is owed."""
REMEMBERING = (ItemState.checking, ItemState.suspended)
"""Where the (state, rung) that the item came from is kept, to be restored."""
CLIMBING = (ItemState.issued, ItemState.in_progress, ItemState.long_term, ItemState.escalated)
"""Where a climb clock may run."""


class LimitKind(StrEnum):
    """Which limit of an item was missed."""

    feedback = "feedback"
    """反馈时限。"""
    answer = "answer"
    """上一份督办文书的答复时限。"""
    completion = "completion"
    """办结时限。"""


class FeedbackKind(StrEnum):
    """What a unit says of an item when it reports."""

    stage = "stage"
    """阶段性进展。"""
    complete = "complete"
    """已经办结。"""
    long_term = "long_term"
    """申请转为长期任务。"""
    merge = "merge"
    """申请并入另一件事项。"""
    terminate = "terminate"
    """申请终止。"""


class ItemEvent(StrEnum):
    """What happens to an item."""

    approve = "approve"
    """审批人同意立项。"""
    issue = "issue"
    """交办机构下发并送达。"""
    receive = "receive"
    """责任单位签收。"""
    hand_back = "hand_back"
    """责任单位退办：不属其职责。"""
    reassign = "reassign"
    """交办机构改派给另一个单位。"""
    feedback = "feedback"
    """责任单位反馈。"""
    accept_stage = "accept_stage"
    """核查认可阶段性进展，定下次报告的日期。"""
    accept_complete = "accept_complete"
    """核查认可已经办结。"""
    accept_long_term = "accept_long_term"
    """核查同意转为长期任务。"""
    accept_merge = "accept_merge"
    """核查同意并入另一件事项。"""
    accept_terminate = "accept_terminate"
    """核查同意终止。"""
    send_back = "send_back"
    """核查不合格，退回重办。"""
    climb = "climb"
    """时限已过，升一级。"""
    escalate = "escalate"
    """由人直接提到某一级。"""
    suspend = "suspend"
    """领导同意，暂停计时。"""
    resume = "resume"
    """恢复办理，接续计时。"""
    extend = "extend"
    """申请延期、同意延期或不同意延期。"""
    redate = "redate"
    """领导另定日期。"""
    correct = "correct"
    """更正文字或要素，编号不变。"""
    miss = "miss"
    """时限已过，已拟文书，等送达后升级。"""
    paper = "paper"
    """督办文书送达，升一级。"""
    close = "close"
    """有权的人销号。"""
    reopen = "reopen"
    """回头看发现问题，重新办理。"""
    withdraw = "withdraw"
    """交办机构撤销交办。"""


ACCEPTED: dict[FeedbackKind, ItemEvent] = {kind: ItemEvent(f"accept_{kind}") for kind in FeedbackKind}
"""The event of accepting each kind of feedback."""
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
    groups = (_before_work, _reports, _clock_moves, _ends, _climbs, _escalations, _papers)
    return MoveTable((*plain, *climbed), tuple(row for group in groups for row in group(climbed)))


def _before_work(climbed: Sequence[str]) -> list[Transition]:
    received = ((ItemState.issued, ItemState.in_progress), *((rung, rung) for rung in climbed))
    movable = (ItemState.issued, ItemState.returned, ItemState.in_progress)
    return [
        Transition(ItemEvent.approve, (ItemState.drafted,), ItemState.approved, guards.drafted_by_another),
        Transition(ItemEvent.issue, (ItemState.drafted,), ItemState.issued, guards.needs_no_approval),
        Transition(ItemEvent.issue, (ItemState.approved, ItemState.returned), ItemState.issued),
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
    open_places = (ItemState.drafted, ItemState.approved, ItemState.returned, *REMEMBERING, ItemState.checked, *running)
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
    begun = (ItemState.drafted, ItemState.approved, ItemState.issued, ItemState.returned, ItemState.in_progress)
    withdrawable = (*begun, ItemState.long_term, *REMEMBERING, ItemState.checked, *climbed)
    reopened = (ItemState.checked, ItemState.closed, ItemState.merged, ItemState.terminated)
    return [
        Transition(ItemEvent.close, (ItemState.checked,), ItemState.closed, guards.may_close),
        Transition(ItemEvent.reopen, reopened, ItemState.in_progress),
        Transition(ItemEvent.withdraw, withdrawable, ItemState.withdrawn),
    ]


def _climbs(climbed: Sequence[str]) -> list[Transition]:
    """Limits run from service, so an item climbs whether or not the unit has signed for it."""
    first: tuple[str, ...] = (ItemState.issued, ItemState.in_progress, ItemState.long_term)
    lower = (first, *((rung,) for rung in climbed))
    steps = zip(lower, climbed, strict=False)
    return [Transition(ItemEvent.climb, sources, target, LIMIT_PASSED, "时限尚未届满") for sources, target in steps]


def _escalations(climbed: Sequence[str]) -> list[Transition]:
    """A person may take an item to any rung above the one where it stands."""
    first: tuple[str, ...] = (ItemState.issued, ItemState.in_progress, ItemState.long_term)
    return [
        Transition(ItemEvent.escalate, (*first, *climbed[:number]), target, guards.asked_for(state_at(target)[1] or ""))
        for number, target in enumerate(climbed)
    ]


def _papers(climbed: Sequence[str]) -> list[Transition]:
    """Where people approve the paper, an item waits where it is until the paper is served; then it climbs."""
    climbs = _climbs(climbed)
    waits = [
        Transition(ItemEvent.miss, (here,), here, row.guard, row.otherwise) for row in climbs for here in row.sources
    ]
    return [*waits, *(Transition(ItemEvent.paper, row.sources, row.target) for row in climbs)]


NOT_RECEIVED = Test("received_at", Op.missing)
"""签收只记一次。"""

RECEIVED = Test("received_at", Op.present)
"""签收以后才反馈。"""

NOT_HELD = AnyOf((Test("climb_held_on", Op.missing), Test("climb_held_on", Op.lt, Given("on"))))
"""延期申请答复以前暂不升级，以 climb_held_on 当日为限。"""

LIMIT_PASSED = All((Test("climb_due_on", Op.lt, Given("on")), NOT_HELD))
"""时限当日仍算按时，次日起方可升级。"""
