"""The Chinese words that people see for states, rungs, events and limits."""

from states.item import ItemEvent, ItemState, LimitKind

STATE_LABELS: dict[ItemState, str] = {
    ItemState.drafted: "拟办",
    ItemState.issued: "待签收",
    ItemState.in_progress: "办理中",
    ItemState.escalated: "督办阶梯",
    ItemState.closed: "已销号",
}

EVENT_LABELS: dict[ItemEvent, str] = {
    ItemEvent.issue: "下发",
    ItemEvent.receive: "签收",
    ItemEvent.climb: "升级",
    ItemEvent.close: "销号",
}

LIMIT_LABELS: dict[LimitKind, str] = {
    LimitKind.feedback: "反馈时限",
    LimitKind.answer: "答复时限",
    LimitKind.completion: "办结时限",
}


def state_label(state: ItemState, rung: str | None = None) -> str:
    """What people see as the state: 办理中, 已催办."""
    return f"已{rung}" if rung else STATE_LABELS[state]
