"""The Chinese words that people see for states, rungs, events and limits."""

from collections.abc import Mapping
from typing import Any

from states.coordination import CoordinationEvent, CoordinationState
from states.extension import ExtensionEvent, ExtensionState
from states.item import FeedbackKind, ItemEvent, ItemState, LimitKind
from states.order import OrderEvent, OrderState

STATE_LABELS: dict[ItemState, str] = {
    ItemState.drafted: "拟办",
    ItemState.approved: "已立项",
    ItemState.issued: "待签收",
    ItemState.returned: "已退办",
    ItemState.in_progress: "办理中",
    ItemState.escalated: "督办阶梯",
    ItemState.long_term: "长期任务",
    ItemState.checking: "待核查",
    ItemState.checked: "待销号",
    ItemState.suspended: "暂停",
    ItemState.closed: "已销号",
    ItemState.merged: "已并入",
    ItemState.terminated: "已终止",
    ItemState.withdrawn: "已撤销",
    ItemState.historic: "历史存档",
}

EVENT_LABELS: dict[ItemEvent, str] = {
    ItemEvent.agree: "会商同意",
    ItemEvent.approve: "立项",
    ItemEvent.issue: "下发",
    ItemEvent.receive: "签收",
    ItemEvent.hand_back: "退办",
    ItemEvent.reassign: "改派",
    ItemEvent.feedback: "反馈",
    ItemEvent.accept_stage: "认可阶段进展",
    ItemEvent.accept_complete: "认可办结",
    ItemEvent.accept_long_term: "转为长期",
    ItemEvent.accept_merge: "并入",
    ItemEvent.accept_terminate: "终止",
    ItemEvent.send_back: "退回重办",
    ItemEvent.climb: "升级",
    ItemEvent.escalate: "提级",
    ItemEvent.put_forward: "提请升级",
    ItemEvent.suspend: "暂停",
    ItemEvent.resume: "恢复",
    ItemEvent.extend: "延期",
    ItemEvent.redate: "改期",
    ItemEvent.correct: "更正",
    ItemEvent.miss: "逾期待发文",
    ItemEvent.paper: "凭文书升级",
    ItemEvent.close: "销号",
    ItemEvent.reopen: "回头看",
    ItemEvent.withdraw: "撤销",
    ItemEvent.merge: "并案",
    ItemEvent.split_off: "拆分",
    ItemEvent.transfer: "划转",
    ItemEvent.call: "电话催问",
    ItemEvent.look_back: "回头看无问题",
}

LIMIT_LABELS: dict[LimitKind, str] = {
    LimitKind.feedback: "反馈时限",
    LimitKind.answer: "答复时限",
    LimitKind.completion: "办结时限",
    LimitKind.progress: "序时进度",
    LimitKind.quality: "反馈质量",
    LimitKind.issue: "下发时限",
}

FEEDBACK_LABELS: dict[FeedbackKind, str] = {
    FeedbackKind.stage: "阶段进展",
    FeedbackKind.complete: "办结",
    FeedbackKind.long_term: "转长期",
    FeedbackKind.merge: "并入",
    FeedbackKind.terminate: "终止",
}

EXTENSION_LABELS: dict[ExtensionState, str] = {
    ExtensionState.asked: "待答复",
    ExtensionState.granted: "已同意",
    ExtensionState.refused: "未同意",
    ExtensionState.lapsed: "已失效",
}

EXTENSION_EVENT_LABELS: dict[ExtensionEvent, str] = {
    ExtensionEvent.grant: "同意延期",
    ExtensionEvent.refuse: "不同意延期",
    ExtensionEvent.lapse: "申请失效",
}

ORDER_LABELS: dict[OrderState, str] = {
    OrderState.drafted: "拟稿",
    OrderState.proposed: "已提出",
    OrderState.agreed: "已同意",
    OrderState.signed: "已签发",
    OrderState.issued: "已下发",
    OrderState.served: "已送达",
    OrderState.answered: "已答复",
    OrderState.refused: "暂缓",
    OrderState.lapsed: "已失效",
    OrderState.voided: "已作废",
}

ORDER_EVENT_LABELS: dict[OrderEvent, str] = {
    OrderEvent.propose: "提出",
    OrderEvent.agree: "同意",
    OrderEvent.sign: "签发",
    OrderEvent.issue: "编号下发",
    OrderEvent.serve: "送达",
    OrderEvent.answer: "答复",
    OrderEvent.refuse: "退回暂缓",
    OrderEvent.lapse: "失效",
    OrderEvent.void: "作废",
    OrderEvent.correct: "更正",
}

COORDINATION_LABELS: dict[CoordinationState, str] = {
    CoordinationState.consulting: "部门会商",
    CoordinationState.coordinating: "领导协调",
    CoordinationState.decided: "已有意见",
    CoordinationState.settled: "已化解",
    CoordinationState.withdrawn: "已撤回",
    CoordinationState.lapsed: "已失效",
}

COORDINATION_EVENT_LABELS: dict[CoordinationEvent, str] = {
    CoordinationEvent.consult: "会商",
    CoordinationEvent.report: "书面报告",
    CoordinationEvent.escalate: "呈报上一级",
    CoordinationEvent.opinion: "签署意见",
    CoordinationEvent.decide: "提出决策建议",
    CoordinationEvent.sort: "梳理",
    CoordinationEvent.instruct: "批示",
    CoordinationEvent.pause: "暂停事项计时",
    CoordinationEvent.settle: "化解",
    CoordinationEvent.withdraw: "撤回",
    CoordinationEvent.lapse: "失效",
}


def state_label(state: ItemState, rung: str | None = None) -> str:
    """What people see as the state: 办理中, 已催办."""
    return f"已{rung}" if rung else STATE_LABELS[state]


def standing_label(item: Mapping[Any, Any]) -> str:
    """The same, and the rung whose paper it waits for: 办理中（待催办）."""
    return state_label(item["state"], item["rung"]) + (f"（待{item['awaits']}）" if item["awaits"] else "")


def place_labelled(label: str) -> tuple[ItemState, str | None] | None:
    """The state and rung that people call so, the other way round; None for a word that is none."""
    states = {word: state for state, word in STATE_LABELS.items() if state is not ItemState.escalated}
    if label in states:
        return states[label], None
    return (ItemState.escalated, label[1:]) if label[:1] == "已" and len(label) > 1 else None
