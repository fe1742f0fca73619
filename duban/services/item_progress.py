"""What a report and its check are chased for beside lateness: progress behind the plan, and want of quality."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from duban.core.clock import local_date
from duban.core.errors import InvalidValue
from duban.services.item_desk import Desk
from states.item import FeedbackKind, LimitKind

WHOLE = 100
"""Per cent."""


def check_progress(desk: Desk, kind: FeedbackKind, progress: int | None) -> None:
    """Refuses a percentage that is none, or a missing one where a ladder chases slow progress. Raises InvalidValue."""
    if progress is not None and not 0 <= progress <= WHOLE:
        raise InvalidValue("--progress", str(progress), "完成进度写0到100的整数")
    planned = desk.plan.climbs_on(LimitKind.progress) and desk.item["completion_due_on"]
    if planned and kind is FeedbackKind.stage and progress is None:
        raise InvalidValue("--progress", "", "这类事项按序时进度督办，反馈阶段进展须写明完成了百分之几")


def planned_progress(item: sa.RowMapping, on: date) -> int | None:
    """How much should be done by that day, in per cent: in even steps from service to the completion limit."""
    due_on, issued_at = item["completion_due_on"], item["issued_at"]
    if due_on is None or issued_at is None:
        return None
    from_on = local_date(issued_at)
    if on >= due_on or due_on <= from_on:
        return WHOLE
    done: int = (on - from_on).days * WHOLE // (due_on - from_on).days
    return max(0, done)


def chased(desk: Desk, report: sa.RowMapping | None, *, accepted: bool) -> dict[str, Any]:
    """What the check sets for the sweep: the day of a report behind the plan, the day of one that was sent back."""
    if not accepted:
        return {"failed_on": desk.asked.on} if desk.plan.climbs_on(LimitKind.quality) else {}
    return {"failed_on": None, "behind_on": _behind_on(desk, report)}


def _behind_on(desk: Desk, report: sa.RowMapping | None) -> date | None:
    if report is None or report["progress"] is None or report["kind"] is not FeedbackKind.stage:
        return None
    if not desk.plan.climbs_on(LimitKind.progress):
        return None
    given_on = local_date(report["given_at"])
    planned = planned_progress(desk.item, given_on)
    return given_on if planned is not None and report["progress"] < planned else None


def respite(item: sa.RowMapping, next_due_on: date | None, on: date) -> date | None:
    """An item past its completion limit whose report was accepted is left in peace until it is to report again."""
    due_on = item["completion_due_on"]
    if due_on is None or due_on >= on:
        return None
    if next_due_on is None:
        raise InvalidValue("--next", "", f"办结时限 {due_on} 已过，认可阶段进展须写明下次报告的日期")
    return next_due_on
