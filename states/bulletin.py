"""The machine of a bulletin (通报): drafted from a frozen ledger, checked by the units it names, signed, issued."""

from enum import StrEnum
from functools import cache

from states.engine import MoveTable, Transition
from states.record_guards import Deciders, by_another, having, held_by


class BulletinState(StrEnum):
    """Where a bulletin stands. It has a number from issuing on, and is never changed afterwards."""

    drafted = "drafted"
    """已拟稿，事实已冻结；由送核或撤回而离开。"""
    checking = "checking"
    """已送所涉单位核实；由签发或撤回而离开。"""
    signed = "signed"
    """已签发，尚未编号；由印发或撤回而离开。"""
    issued = "issued"
    """已编号印发，只送范围内的单位；不再离开。"""
    withdrawn = "withdrawn"
    """未印发即撤回，理由在案；不再离开。"""


class BulletinEvent(StrEnum):
    """What happens to a bulletin."""

    scope = "scope"
    """确定通报范围。"""
    check = "check"
    """把所列事实送所涉单位核实。"""
    confirm = "confirm"
    """所涉单位核实无误；到期不答复的视为无误。"""
    object = "object"
    """所涉单位在核实期限内提出异议，须写明理由。"""
    resolve = "resolve"
    """处理异议：维持，或删去有误的事实；须写明理由。"""
    sign = "sign"
    """领导签发。"""
    issue = "issue"
    """编号印发。"""
    withdraw = "withdraw"
    """撤回，须写明理由。"""


BULLETIN_LABELS: dict[str, str] = {
    BulletinState.drafted: "拟稿",
    BulletinState.checking: "核实中",
    BulletinState.signed: "已签发",
    BulletinState.issued: "已印发",
    BulletinState.withdrawn: "已撤回",
}
BULLETIN_EVENT_LABELS: dict[str, str] = {
    BulletinEvent.scope: "定范围",
    BulletinEvent.check: "送核",
    BulletinEvent.confirm: "核实无误",
    BulletinEvent.object: "提出异议",
    BulletinEvent.resolve: "处理异议",
    BulletinEvent.sign: "签发",
    BulletinEvent.issue: "印发",
    BulletinEvent.withdraw: "撤回",
}

_NAMED = having("named_unit", "应由所列事实涉及的单位核实，请以该单位的岗位办理", "由所涉单位办理")
_UNANSWERED = having("unanswered", "这个单位已经答复过", "尚未答复")
_IN_TIME = having("in_time", "核实期限已过，视为核实无误", "在核实期限内")
_OBJECTED = having("objected", "这个单位没有待处理的异议", "有待处理的异议")


@cache
def bulletin_moves(sign: Deciders, clause: str | None) -> MoveTable:
    """The table of a bulletin that these posts sign."""
    drafted, checking, signed, issued, withdrawn = tuple(BulletinState)
    judged = (
        held_by(*sign),
        by_another("drafter_id", "拟稿人不能签发自己的通报"),
        having("facts_settled", "还有单位没有核实，或异议没有处理，核实期限也没有到", "事实都已核实", clause),
        having("facts_left", "所列事实已全部删去，没有可通报的内容", "还有事实", clause),
        having("readers", "没有确定通报范围；请用 duban bulletin scope 写明送哪些单位", "已定范围", clause),
    )
    return MoveTable(
        places=tuple(BulletinState),
        transitions=(
            *(Transition(BulletinEvent.scope, (state,), state) for state in (drafted, checking)),
            Transition(BulletinEvent.check, (drafted,), checking),
            Transition(BulletinEvent.confirm, (checking,), checking, (_NAMED, _UNANSWERED)),
            Transition(BulletinEvent.object, (checking,), checking, (_NAMED, _UNANSWERED, _IN_TIME)),
            Transition(BulletinEvent.resolve, (checking,), checking, _OBJECTED),
            Transition(BulletinEvent.sign, (checking,), signed, judged),
            Transition(BulletinEvent.issue, (signed,), issued),
            Transition(BulletinEvent.withdraw, (drafted, checking, signed), withdrawn),
        ),
    )
