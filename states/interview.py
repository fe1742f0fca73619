"""The machine of an interview (约谈): proposed with every consent, approved by another, noticed, held, judged."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from states.engine import MoveTable, Refusal, Transition
from states.record_guards import Deciders, by_another, having, held_by


class InterviewState(StrEnum):
    """Where an interview stands."""

    proposed = "proposed"
    """已提出建议，由有关单位会商；由批准、不批准或撤回而离开，事项了结的失效。"""
    approved = "approved"
    """已批准；由送达约谈通知书或撤回而离开，事项了结的失效。"""
    noticed = "noticed"
    """已通知；由约谈或撤回而离开，事项了结的失效。"""
    held = "held"
    """已约谈，正在整改；由到评判日评判成效而离开。"""
    effective = "effective"
    """评判为成效明显；不再离开。"""
    ineffective = "ineffective"
    """评判为成效不明显；不再离开，可以提出再次约谈。"""
    refused = "refused"
    """未获批准；不再离开。"""
    withdrawn = "withdrawn"
    """约谈以前撤回；不再离开。"""
    lapsed = "lapsed"
    """约谈以前所涉事项已了结；不再离开。"""


class InterviewEvent(StrEnum):
    """What happens to an interview."""

    consent = "consent"
    """有关单位会商，同意或不同意。"""
    approve = "approve"
    """有权的领导批准，不得是提出人。"""
    refuse = "refuse"
    """有权的领导不批准，须写明理由。"""
    notice = "notice"
    """送达约谈通知书，所涉事项升级。"""
    hold = "hold"
    """当面约谈，有双方签字的纪要，定整改期限。"""
    find_effective = "find_effective"
    """到评判日，评判为成效明显。"""
    find_ineffective = "find_ineffective"
    """到评判日，评判为成效不明显。"""
    withdraw = "withdraw"
    """约谈以前撤回，须写明理由。"""
    lapse = "lapse"
    """约谈以前所涉事项已了结。"""


AHEAD = (InterviewState.proposed, InterviewState.approved, InterviewState.noticed)
"""Before the talk."""
TALKED = (InterviewState.held, InterviewState.effective, InterviewState.ineffective)
"""The talk was held, and counts."""

INTERVIEW_LABELS: dict[str, str] = {
    InterviewState.proposed: "待批准",
    InterviewState.approved: "已批准",
    InterviewState.noticed: "已通知",
    InterviewState.held: "已约谈",
    InterviewState.effective: "成效明显",
    InterviewState.ineffective: "成效不明显",
    InterviewState.refused: "未批准",
    InterviewState.withdrawn: "已撤回",
    InterviewState.lapsed: "已失效",
}
INTERVIEW_EVENT_LABELS: dict[str, str] = {
    InterviewEvent.consent: "会商意见",
    InterviewEvent.approve: "批准约谈",
    InterviewEvent.refuse: "不批准",
    InterviewEvent.notice: "送达通知",
    InterviewEvent.hold: "约谈",
    InterviewEvent.find_effective: "评判为成效明显",
    InterviewEvent.find_ineffective: "评判为成效不明显",
    InterviewEvent.withdraw: "撤回",
    InterviewEvent.lapse: "失效",
}


class Hands(NamedTuple):
    """Who takes each step of an interview."""

    propose: Deciders
    consent: Deciders
    approve: Deciders
    talk: Deciders
    judge: Deciders


def all_agree(subject: Mapping[str, Any]) -> Refusal | None:
    """有关单位一一同意。"""
    silent, against = subject["silent"], subject["against"]
    if against:
        return Refusal(f"{'、'.join(against)}不同意")
    return Refusal(f"{'、'.join(silent)}尚未会商同意") if silent else None


def day_has_come(subject: Mapping[str, Any]) -> Refusal | None:
    """已到评判日。"""
    judge_on = subject["judge_on"]
    return Refusal(f"评判日是{judge_on}，还没有到") if subject["on"] < judge_on else None


def notice_is_ready(subject: Mapping[str, Any]) -> Refusal | None:
    """通知书已签发编号；没有通知书的附通知。"""
    return Refusal(subject["not_ready"]) if subject["not_ready"] else None


_MINUTES = having("files", "须用 --attach 附上双方签字的约谈纪要", "附有双方签字的约谈纪要")


@cache
def interview_moves(hands: Hands) -> MoveTable:
    """The table where these posts take the steps."""
    event, state = InterviewEvent, InterviewState
    own = by_another("proposer_id", "提出人不能批准自己提出的约谈")
    approving = (held_by(*hands.approve), own, all_agree)
    judging = (held_by(*hands.judge), day_has_come)
    desk = held_by(*hands.propose)
    return MoveTable(
        places=tuple(state),
        transitions=(
            Transition(event.consent, (state.proposed,), state.proposed, held_by(*hands.consent)),
            Transition(event.approve, (state.proposed,), state.approved, approving),
            Transition(event.refuse, (state.proposed,), state.refused, held_by(*hands.approve)),
            Transition(event.notice, (state.approved,), state.noticed, (desk, notice_is_ready)),
            Transition(event.hold, (state.noticed,), state.held, (held_by(*hands.talk), _MINUTES)),
            Transition(event.find_effective, (state.held,), state.effective, judging),
            Transition(event.find_ineffective, (state.held,), state.ineffective, judging),
            Transition(event.withdraw, AHEAD, state.withdrawn, desk),
            Transition(event.lapse, AHEAD, state.lapsed),
        ),
    )
