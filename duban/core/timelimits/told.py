"""What became of a time limit, as people and programs are told it."""

from typing import Any

from duban.core.timelimits import Due, DueStatus, Limit
from duban.core.workdays import WEEKDAYS

CUTOFF = "17:30"
"""Printed with every date where no pack says otherwise (assumed: 机关下班时间)."""


def as_document(phrase: str, since: str | None, answer: Due) -> dict[str, Any]:
    """The stable JSON of one answer (design 6)."""
    parts = [as_document(phrase, since, part) for part in answer.parts] if answer.parts else None
    return {
        "phrase": phrase,
        "from": since,
        "status": answer.status.value,
        "due": answer.on.isoformat() if answer.on else None,
        "window": [day.isoformat() for day in answer.window] if answer.window else None,
        "cutoff": CUTOFF,
        "provisional": answer.provisional,
        "assumed": answer.assumed,
        "explain": [{"date": step.on.isoformat(), "counted": step.counted, "why": step.why} for step in answer.explain],
        "parts": parts,
    }


def conclusion(limit: Limit, answer: Due) -> str:
    """The answer in one sentence; what is still to be given is asked for by its option."""
    until = "起" if limit.rule.opens else f"{CUTOFF}前（含当日）"
    day = f"{answer.on}（周{WEEKDAYS[answer.on.weekday()]}）{until}" if answer.on else ""
    window = f"，窗口 {answer.window[0]} 至 {answer.window[1]}" if answer.window else ""
    provisional = "【预估：该年放假通知尚未载入】" if answer.provisional else ""
    wanted = limit.anchor or "起算日或期间"
    return {
        DueStatus.due: f"{day}{provisional}",
        DueStatus.window: f"建议 {day}{window}{provisional}",
        DueStatus.not_held: f"该期整段休息，不举行{provisional}",
        DueStatus.waiting: f"等待“{wanted}”的日期；知道后用 --from 写明",
        DueStatus.none: "长期任务，没有期限",
    }[answer.status]
