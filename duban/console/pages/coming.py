"""The next ten working days before they come: limits that fall, meetings, and the papers that would be drafted."""

from datetime import date
from typing import Any

from fastapi.responses import Response

from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.institutions.schema.cycles import REPORT_STAGE
from duban.services.clock import ledger_clock
from duban.services.institution import running_institution
from duban.services.preview import PreviewDay, Within, preview, stage_text
from duban.store.unit_of_work import unit_of_work

SCREEN = Screen()
WORKING_DAYS = 10
LISTED, FORESEEN = 50, 2_000
"""Limits of one day that are shown; with more than so many limits due, no papers are foreseen: that takes sweeping."""


@SCREEN.get("/coming", permit=EVERYONE_AT_WORK)
def coming(visit: Visiting) -> Response:
    """Day by day, as if nobody did anything meanwhile."""
    found = _days(visit)
    days = [{**day.as_json(), "meetings": _meetings(day)} for day in found]
    return visit.page("coming", days=days, foreseen=found[0].papers is not None, most=FORESEEN)


@SCREEN.get("/api/coming", permit=EVERYONE_AT_WORK, tags=["desk"], summary="今后十个工作日")
def coming_json(visit: Visiting) -> list[dict[str, Any]]:
    """没有人办理的话，今后十个工作日哪些时限到期、开哪些会、将拟哪些文书。

    每天最多列出50个时限，more 是另有多少；到期和逾期的时限太多时不预告文书，papers 为 null。
    """
    return [day.as_json() for day in _days(visit)]


def _days(visit: Visit) -> list[PreviewDay]:
    """What the days bring to whom the reader sees. The sweeps that find it out are rolled back."""
    with unit_of_work(visit.console.engine) as uow:
        first = ledger_clock(uow.session, visit.console.settings.clock).today()
        running = running_institution(uow.session, visit.me.institution)
        last = running.calendar.shift(running.calendar.roll_back(first), WORKING_DAYS)
        within = Within(visit.me.sight, LISTED, FORESEEN)
        days = _span(first, last)
        return preview(uow.session, running, first=first, days=days, actor=visit.office.account, within=within)


def _span(first: date, last: date) -> int:
    return (last - first).days + 1


def _meetings(day: PreviewDay) -> list[dict[str, str]]:
    return [{"what": "报送" if row.stage == REPORT_STAGE else "会议", "says": stage_text(row)} for row in day.stages]
