"""Reports due on the screen: who owes what and when, one of them, and the summary of a period."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response

from duban.console.catalogue.record_subjects import (
    REPORT_SUBJECT,
)
from duban.console.pages.recording import Chosen, Link, Recording, Rows, add_recording
from duban.console.permits import READS_ALL, Screen
from duban.console.visits import Visiting
from duban.core.periods import parse_period
from duban.services import reports
from duban.services.beginning import Looked
from duban.services.report_summary import summary_of
from duban.store.sight import Sight
from states.report import REPORT_LABELS, ReportState

SCREEN = Screen()


def _reports(looked: Looked, sight: Sight, chosen: Chosen) -> Rows:
    period = parse_period(chosen.period).key if chosen.period else None
    states = [ReportState(chosen.state)] if chosen.state else []
    rows = reports.told_reports(
        looked.session, looked.running.pack.code, looked.asked.on, report=chosen.name or None, period=period,
        states=states, sight=sight,
    )  # fmt: skip
    wanted = [row for row in rows if not chosen.unit or row["unit"] == chosen.unit]
    return [{**row, "lateness": _lateness(row)} for row in wanted if row["late"] or not chosen.late]


def _lateness(row: Mapping[str, Any]) -> str:
    return "逾期" if row["late"] else ""


def _report(looked: Looked, _sight: Sight, code: str) -> dict[str, Any]:
    told = reports.show_report(looked.session, looked.running.pack.code, code, looked.asked)
    return {**told, "lateness": _lateness(told), "title": f"{told['report']} {told['unit']}"}


REPORTS = Recording(
    path="/reports",
    title="应报材料",
    says="各单位按期或逐件报送的书面材料：谁该报什么、哪天以前报、报了没有。",
    empty="没有这样的应报材料。到时候由每日巡检列出，也可以现在列出一期。",
    subject=REPORT_SUBJECT,
    columns={
        "code": "编号", "report": "材料", "period": "期次", "unit": "应报单位", "due_on": "报送日期", "label": "状态",
        "lateness": "逾期",
    },
    facts={
        "report": "材料", "period": "期次", "about": "事项", "unit": "应报单位", "to": "报给", "due_on": "报送日期",
        "original_on": "原定日期", "label": "状态", "lateness": "逾期", "submitted_at": "报送时间", "says": "内容",
        "version": "版本",
    },
    rows=_reports,
    show=_report,
    states=REPORT_LABELS,
    names=lambda looked: list(looked.running.pack.reports),
    named="材料",
    period=True,
    late=True,
    starts=("report open",),
    links=lambda told: [
        Link(
            "这一期的汇总", f"/reports/summary?{urlencode({'name': told['report'], 'period': told['period']})}",
            READS_ALL,
        )
    ],
    more=(Link("一期的汇总", "/reports/summary"),),
    tag="report",
)  # fmt: skip


@SCREEN.get("/reports/summary", permit=READS_ALL)
def summary(visit: Visiting, name: str = "", period: str = "") -> Response:
    """What the office that collects a report puts together of one period."""
    with visit.look() as looked:
        names = list(looked.running.pack.reports)
        told = (
            summary_of(looked.session, looked.running.pack, name, period, looked.asked.on) if name and period else None
        )
    return visit.page("report_summary", told=told, names=names, name=name, period=period)


add_recording(SCREEN, REPORTS)
