"""The machine of a yearly assessment (年度考核): computed, published, objected to, locked; corrected afterwards."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from states.engine import MoveTable, Refusal, Transition
from states.record_guards import Deciders, by_another, having, held_by


class AssessmentState(StrEnum):
    """Where the assessment of a year stands."""

    open = "open"
    """计算中，随台账变动可以反复计算；由公布而离开。"""
    published = "published"
    """已公布，各单位可以提出异议；由锁定或撤回公布而离开。"""
    locked = "locked"
    """已审定锁定；以后的变动只作更正，不再离开。"""


class AssessmentEvent(StrEnum):
    """What happens to the assessment of a year."""

    compute = "compute"
    """由台账逐条计分，重排名次。"""
    publish = "publish"
    """年度终了以后公布各单位的得分、名次和档次。"""
    object = "object"
    """被考核单位在异议期内对自己的一条加减分提出异议，须写明理由。"""
    decide = "decide"
    """答复异议：维持、撤销或改分，须写明理由，重排名次。"""
    reopen = "reopen"
    """撤回公布，重新计算，须写明理由。"""
    lock = "lock"
    """异议期满并且答复完毕，审定锁定，提出结果的运用。"""
    correct = "correct"
    """锁定以后更正：另记一笔，须写明理由并附证明，重排名次。"""


ASSESSMENT_LABELS: dict[str, str] = {
    AssessmentState.open: "计算中",
    AssessmentState.published: "已公布",
    AssessmentState.locked: "已锁定",
}
ASSESSMENT_EVENT_LABELS: dict[str, str] = {
    AssessmentEvent.compute: "计算",
    AssessmentEvent.publish: "公布",
    AssessmentEvent.object: "提出异议",
    AssessmentEvent.decide: "答复异议",
    AssessmentEvent.reopen: "撤回公布",
    AssessmentEvent.lock: "锁定",
    AssessmentEvent.correct: "更正",
}


class Assessors(NamedTuple):
    """Who takes which step."""

    publish: Deciders
    decide: Deciders
    lock: Deciders


def year_is_over(subject: Mapping[str, Any]) -> Refusal | None:
    """年度已经终了。"""
    year = subject["year"]
    return Refusal(f"{year}年度还没有终了，{year + 1}年1月1日以后才能公布") if subject["on"].year <= year else None


def time_is_up(subject: Mapping[str, Any]) -> Refusal | None:
    """异议期已满。"""
    due_on = subject["objection_due_on"]
    return Refusal(f"异议期到{due_on}为止，还没有届满") if subject["on"] <= due_on else None


def in_time(subject: Mapping[str, Any]) -> Refusal | None:
    """在异议期内。"""
    due_on = subject["objection_due_on"]
    return Refusal(f"异议期到{due_on}为止，已经过了") if subject["on"] > due_on else None


def none_waits(subject: Mapping[str, Any]) -> Refusal | None:
    """异议都已答复。"""
    waiting = subject["waiting"]
    listed = "、".join(f"第{place}条" for place in waiting)
    return Refusal(f"{listed}的异议还没有答复，请先用 duban score decide 答复") if waiting else None


_OWN = having("own_unit", "这一条不是本单位的，请以该单位的岗位提出", "由被加减分的单位提出")
_COUNTS = having("counts", "这一条已经撤销，不计分", "还在计分")
_FIRST = having("unobjected", "这一条已经提出过异议", "尚未提出异议")
_OBJECTED = having("objected", "这一条没有待答复的异议", "有待答复的异议")
_FILES = having("files", "须用 --attach 附上更正所据的材料", "附有证明材料")


@cache
def assessment_moves(hands: Assessors) -> MoveTable:
    """The table where these posts take the steps."""
    event, (opened, published, locked) = AssessmentEvent, tuple(AssessmentState)
    desk, judge = held_by(*hands.publish), held_by(*hands.decide)
    own = by_another("publisher_id", "公布的人不能审定锁定")
    return MoveTable(
        places=tuple(AssessmentState),
        transitions=(
            Transition(event.compute, (opened,), opened, desk),
            Transition(event.publish, (opened,), published, (desk, year_is_over)),
            Transition(event.object, (published,), published, (_OWN, _COUNTS, _FIRST, in_time)),
            Transition(event.decide, (published,), published, (judge, _OBJECTED)),
            Transition(event.reopen, (published,), opened, desk),
            Transition(event.lock, (published,), locked, (held_by(*hands.lock), own, time_is_up, none_waits)),
            Transition(event.correct, (locked,), locked, (judge, _FILES)),
        ),
    )
