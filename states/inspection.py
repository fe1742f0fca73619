"""The machine of an inspection (督查): scheme, approval, visits, conclusion, closing when all is settled."""

from enum import StrEnum
from functools import cache

from states.engine import MoveTable, Transition
from states.record_guards import Deciders, by_another, having, held_by


class InspectionState(StrEnum):
    """Where an inspection stands."""

    planned = "planned"
    """方案已拟；由批准或取消而离开。"""
    approved = "approved"
    """方案已批准；由实地督查或取消而离开。"""
    under_way = "under_way"
    """正在督查，可以多次实地、多处记录问题；由作出结论而离开。"""
    concluded = "concluded"
    """结论已送被督查单位，问题正在整改；由办结而离开。"""
    closed = "closed"
    """问题全部销号，挂牌的已摘牌；不再离开。"""
    cancelled = "cancelled"
    """未实施即取消，理由在案；不再离开。"""


class InspectionEvent(StrEnum):
    """What happens to an inspection."""

    approve = "approve"
    """批准方案；挂牌督查的同时编号挂牌。"""
    visit = "visit"
    """到一个单位督查，记录看到的情况。"""
    conclude = "conclude"
    """作出结论，送被督查单位；异议期由此起算。"""
    close = "close"
    """问题全部销号后办结；挂牌的摘牌。"""
    cancel = "cancel"
    """取消尚未实施的督查，须写明理由。"""


INSPECTION_LABELS: dict[str, str] = {
    InspectionState.planned: "待批",
    InspectionState.approved: "已批准",
    InspectionState.under_way: "督查中",
    InspectionState.concluded: "已有结论",
    InspectionState.closed: "已办结",
    InspectionState.cancelled: "已取消",
}
INSPECTION_EVENT_LABELS: dict[str, str] = {
    InspectionEvent.approve: "批准方案",
    InspectionEvent.visit: "实地督查",
    InspectionEvent.conclude: "作出结论",
    InspectionEvent.close: "办结",
    InspectionEvent.cancel: "取消",
}
HIDDEN = (InspectionState.planned, InspectionState.approved, InspectionState.under_way, InspectionState.cancelled)
"""Where an unannounced inspection is not shown to the units that it visits."""


@cache
def inspection_moves(approve: Deciders, clause: str | None) -> MoveTable:
    """The table where these posts approve schemes."""
    planned, approved, under_way, concluded, closed, cancelled = tuple(InspectionState)
    judged = (
        held_by(*approve),
        by_another("planner_id", "拟方案的人不能批准自己的方案"),
        having(
            "scheme_whole",
            "方案须写明督查什么（--what）、什么时间（--from、--to）、怎样督查（--how）",
            "方案完整",
            clause,
        ),
        having("joint_enough", "联合督查须写明两个以上的督查机构，请重拟方案", "联合督查有两个以上机构", clause),
    )
    return MoveTable(
        places=tuple(InspectionState),
        transitions=(
            Transition(InspectionEvent.approve, (planned,), approved, judged),
            Transition(
                InspectionEvent.visit,
                (approved, under_way),
                under_way,
                having("visits_named_unit", "这个单位不在方案的督查对象中", "是方案的督查对象"),
            ),
            Transition(
                InspectionEvent.conclude,
                (under_way,),
                concluded,
                having("all_visited", "还有督查对象没有去过", "督查对象都已去过", clause),
            ),
            Transition(
                InspectionEvent.close,
                (concluded,),
                closed,
                having("all_settled", "还有问题没有销号；请先回访或等交办事项办结", "问题全部销号"),
            ),
            Transition(InspectionEvent.cancel, (planned, approved), cancelled),
        ),
    )
