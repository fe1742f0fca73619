"""The machine of a report due (应报材料): owed by a unit, submitted, taken in or sent back; or waived."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from states.engine import MoveTable, Refusal, SingleGuard, Transition
from states.record_guards import Deciders, by_another, having, held_by


class ReportState(StrEnum):
    """Where a report due stands. Late is no state: the day is on the row, and a missed one is kept beside it."""

    due = "due"
    """待报；由报送或免报而离开。"""
    submitted = "submitted"
    """已报送，待收件机构审收；由收件或退回而离开。"""
    sent_back = "sent_back"
    """退回补充，原时限不变；由重新报送或免报而离开。"""
    accepted = "accepted"
    """已收件；不再离开。"""
    waived = "waived"
    """免报，理由在案；不再离开。"""


class ReportEvent(StrEnum):
    """What happens to a report due."""

    submit = "submit"
    """应报单位报送。"""
    accept = "accept"
    """收件机构收件。"""
    send_back = "send_back"
    """收件机构退回补充，须写明理由。"""
    redate = "redate"
    """领导另定报送日期，须写明理由。"""
    chase = "chase"
    """逾期未报的，巡检时催报。"""
    waive = "waive"
    """免报，须写明理由。"""


AWAITED = (ReportState.due, ReportState.sent_back)
"""Where the unit owes it."""

REPORT_LABELS: dict[str, str] = {
    ReportState.due: "待报",
    ReportState.submitted: "已报送",
    ReportState.sent_back: "退回补充",
    ReportState.accepted: "已收件",
    ReportState.waived: "免报",
}
REPORT_EVENT_LABELS: dict[str, str] = {
    ReportEvent.submit: "报送",
    ReportEvent.accept: "收件",
    ReportEvent.send_back: "退回",
    ReportEvent.redate: "改期",
    ReportEvent.chase: "催报",
    ReportEvent.waive: "免报",
}

_SUBMITTED = (
    having("own_unit", "应由应报单位报送，请以该单位的岗位办理", "由应报单位报送"),
    having("something", "没有材料；请用 --text 写明进展，或用 --attach 附上材料", "有文字或附件"),
)


class Contents(NamedTuple):
    """What a report must state, and what says so; no parts: whatever there is to say."""

    parts: tuple[str, ...] = ()
    clause: str | None = None


@cache
def report_moves(accept: Deciders, redate: Deciders, waive: Deciders, contents: Contents) -> MoveTable:
    """The table where these posts take in, set other dates and waive, and a report states these contents."""
    submitted = (*_SUBMITTED, _stating(contents)) if contents.parts else _SUBMITTED
    taken = (held_by(*accept), by_another("submitter_id", "报送人不能自己收件"))
    return MoveTable(
        places=tuple(state.value for state in ReportState),
        transitions=(
            Transition(ReportEvent.submit, AWAITED, ReportState.submitted, submitted),
            Transition(ReportEvent.accept, (ReportState.submitted,), ReportState.accepted, taken),
            Transition(ReportEvent.send_back, (ReportState.submitted,), ReportState.sent_back, taken),
            *(Transition(ReportEvent.redate, (state,), state, held_by(*redate)) for state in AWAITED),
            *(Transition(ReportEvent.chase, (state,), state) for state in AWAITED),
            Transition(ReportEvent.waive, AWAITED, ReportState.waived, held_by(*waive)),
        ),
    )


def _stating(contents: Contents) -> SingleGuard:
    def guard(subject: Mapping[str, Any]) -> Refusal | None:
        missing = [part for part in contents.parts if part not in subject["stated"]]
        if not missing:
            return None
        remedy = " ".join(f"--part {part}=…" for part in missing)
        return Refusal(f"没有载明{'、'.join(missing)}，请加 {remedy}", contents.clause)

    guard.__doc__ = f"载明{'、'.join(contents.parts)}"
    return guard
