"""The machine of an alert (告警): raised by the system, looked at and cleared by a person, or gone with its cause."""

from enum import StrEnum

from states.engine import MoveTable, Transition


class AlertKind(StrEnum):
    """What is wrong with the running of the service."""

    run_failed = "run_failed"
    """任务运行失败。"""
    run_zombie = "run_zombie"
    """任务被中断，没有结束。"""
    sweep_silent = "sweep_silent"
    """到了时刻没有巡检。"""
    stage_failed = "stage_failed"
    """周期环节执行失败。"""
    stage_late = "stage_late"
    """周期环节逾期没有办。"""
    period_waiting = "period_waiting"
    """错过的期次等人决定。"""
    calendar_waiting = "calendar_waiting"
    """期次在等放假通知。"""


class AlertState(StrEnum):
    """Where an alert stands."""

    raised = "raised"
    """已发出，还没有人看；由查看、解除，或原因消失而离开。"""
    seen = "seen"
    """有人看过，原因还在；由解除，或原因消失而离开。"""
    cleared = "cleared"
    """已解除；同一原因再出现的另发新告警。"""


class AlertEvent(StrEnum):
    """What happens to an alert."""

    see = "see"
    """值守的人查看。"""
    clear = "clear"
    """人工解除，须写明理由。"""
    settle = "settle"
    """原因消失，系统解除。"""


OPEN = (AlertState.raised, AlertState.seen)
"""Where its cause is still there."""

ALERT_KIND_LABELS: dict[AlertKind, str] = {
    AlertKind.run_failed: "运行失败",
    AlertKind.run_zombie: "运行中断",
    AlertKind.sweep_silent: "没有巡检",
    AlertKind.stage_failed: "环节失败",
    AlertKind.stage_late: "环节逾期",
    AlertKind.period_waiting: "期次待定",
    AlertKind.calendar_waiting: "等放假通知",
}
ALERT_LABELS: dict[str, str] = {
    AlertState.raised: "待查看",
    AlertState.seen: "已查看",
    AlertState.cleared: "已解除",
}
ALERT_EVENT_LABELS: dict[str, str] = {
    AlertEvent.see: "查看",
    AlertEvent.clear: "解除",
    AlertEvent.settle: "自行解除",
}

ALERT_MOVES = MoveTable(
    places=tuple(AlertState),
    transitions=(
        Transition(AlertEvent.see, (AlertState.raised,), AlertState.seen),
        Transition(AlertEvent.clear, OPEN, AlertState.cleared),
        Transition(AlertEvent.settle, OPEN, AlertState.cleared),
    ),
)
