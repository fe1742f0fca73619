"""The words of an item's machine (督办任务): its states, its events, the limits it may miss, and its places."""

from enum import StrEnum


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
    historic = "historic"
    """补录的往年事项，只存档：不下发、不计时、不巡检、不记逾期；只能更正文字，或因录错而撤销。"""


ENDED = (ItemState.closed, ItemState.merged, ItemState.terminated, ItemState.withdrawn)
"""Where nothing more is owed."""
OVER = (*ENDED, ItemState.historic)
"""Where no rule moves an item any more, nor any unit."""

UNISSUED = (ItemState.drafted, ItemState.approved)
"""Where the office has still to issue the item."""
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
    progress = "progress"
    """序时进度：报告进展的当日落后于计划。"""
    quality = "quality"
    """反馈质量：核查不合格的当日。"""
    issue = "issue"
    """交办单的下发时限：交办机构自己的逾期。"""


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

    agree = "agree"
    """共同立项的单位会商同意。"""
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
    """由人提级，文书无需审批的当即升一级。"""
    put_forward = "put_forward"
    """由人提级，已拟文书，等送达后升级。"""
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
    merge = "merge"
    """交办机构并入另一件事项（并案）。"""
    split_off = "split_off"
    """拆分出另一件事项，交给另一个单位。"""
    transfer = "transfer"
    """机构改革，随职能划转给承接的单位；时限不变。"""
    call = "call"
    """电话催问，记下答复。"""
    look_back = "look_back"
    """回头看，没有发现问题。"""


BY_ITSELF = (ItemEvent.climb, ItemEvent.miss, ItemEvent.paper)
"""Events that a rung of the ladder causes, through a sweep or the service of a paper."""
ASIDE = (ItemEvent.agree, ItemEvent.transfer, ItemEvent.call, ItemEvent.look_back, ItemEvent.put_forward)
"""Events that are no next step of an item: they move nothing, or many items at once."""
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
