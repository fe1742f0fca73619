"""The machine of a finding (问题): objected to, put right and looked at again, or given out as an item."""

from enum import StrEnum

from states.engine import MoveTable, Transition
from states.record_guards import having


class FindingState(StrEnum):
    """Where a finding stands."""

    found = "found"
    """待整改；由异议、整改、交办而离开。"""
    objected = "objected"
    """单位提出异议，待复核；由维持或撤销而离开。"""
    answered = "answered"
    """单位报告已整改，待回访；由回访合格或不合格而离开。"""
    as_item = "as_item"
    """已作为督办任务交办；任务办结后由销号而离开，任务被撤销的由收回而离开。"""
    settled = "settled"
    """已销号；不再离开。"""
    withdrawn = "withdrawn"
    """经复核撤销；不再离开。"""


class FindingEvent(StrEnum):
    """What happens to a finding."""

    object = "object"
    """被督查单位在异议期内提出异议，须写明理由。"""
    uphold = "uphold"
    """复核后维持，须写明理由。"""
    withdraw = "withdraw"
    """复核后撤销，须写明理由。"""
    answer = "answer"
    """单位报告整改结果。"""
    passed = "passed"
    """回访合格，销号。"""
    failed = "failed"
    """回访不合格，限期再整改。"""
    assign = "assign"
    """作为督办任务交办。"""
    settle = "settle"
    """交办的任务已核查办结，销号。"""
    take_back = "take_back"
    """交办的任务被撤销，问题仍在，收回整改。"""


FINDING_LABELS: dict[str, str] = {
    FindingState.found: "待整改",
    FindingState.objected: "有异议",
    FindingState.answered: "待回访",
    FindingState.as_item: "已交办",
    FindingState.settled: "已销号",
    FindingState.withdrawn: "已撤销",
}
FINDING_EVENT_LABELS: dict[str, str] = {
    FindingEvent.object: "提出异议",
    FindingEvent.uphold: "维持",
    FindingEvent.withdraw: "撤销",
    FindingEvent.answer: "报告整改",
    FindingEvent.passed: "回访合格",
    FindingEvent.failed: "回访不合格",
    FindingEvent.assign: "交办",
    FindingEvent.settle: "销号",
    FindingEvent.take_back: "收回",
}
ENDED = (FindingState.settled, FindingState.withdrawn)
"""Where nothing is left to do."""

_OWN = having("own_unit", "应由被督查单位办理，请以该单位的岗位办理", "由被督查单位办理")
_CONCLUDED = having("concluded", "督查结论还没有送达，请等结论", "结论已送达")
_IN_TIME = having("in_time", "异议期已过", "在异议期内")
_DONE = having("item_done", "交办的任务还没有核查办结", "交办的任务已核查办结")
_DROPPED = having("item_dropped", "交办的任务没有撤销", "交办的任务已撤销")
FINDING_MOVES = MoveTable(
    places=tuple(FindingState),
    transitions=(
        Transition(FindingEvent.object, (FindingState.found,), FindingState.objected, (_OWN, _CONCLUDED, _IN_TIME)),
        Transition(FindingEvent.uphold, (FindingState.objected,), FindingState.found),
        Transition(FindingEvent.withdraw, (FindingState.objected,), FindingState.withdrawn),
        Transition(FindingEvent.answer, (FindingState.found,), FindingState.answered, (_OWN, _CONCLUDED)),
        Transition(FindingEvent.passed, (FindingState.answered,), FindingState.settled),
        Transition(FindingEvent.failed, (FindingState.answered,), FindingState.found),
        Transition(FindingEvent.assign, (FindingState.found,), FindingState.as_item),
        Transition(FindingEvent.settle, (FindingState.as_item,), FindingState.settled, _DONE),
        Transition(FindingEvent.take_back, (FindingState.as_item,), FindingState.found, _DROPPED),
    ),
)
"""The one table of every finding."""
