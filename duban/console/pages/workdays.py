"""The working-day calendar, a holiday notice looked over before it is loaded, and the calculator of time limits."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import Query
from fastapi.responses import Response

from duban.console.catalogue.workdays import loaded
from duban.console.pages.rules_change import text_of
from duban.console.permits import EVERYONE_AT_WORK, OFFICE, Screen
from duban.console.visits import Visit, Visiting
from duban.console.wording import on_screen
from duban.core.clock import parse_day
from duban.core.errors import DubanError
from duban.core.notices import LONGEST_NOTICE
from duban.core.periods import parse_since, whole_year
from duban.core.timelimits import parse, resolve
from duban.core.timelimits.told import as_document, conclusion
from duban.core.workdays import KIND_NAMES, WEEKDAYS, DayKind
from duban.services.calendar import ledger_calendar

SCREEN = Screen()
BYTES_OF_A_CHARACTER = 4
Year = Annotated[int | None, Query(ge=1, le=9999)]
Line = Annotated[str, Query(max_length=500)]


@SCREEN.get("/workdays", permit=EVERYONE_AT_WORK)
def workdays(visit: Visiting, year: Year = None) -> Response:
    """A year's days off and days made up for, and where notices end."""
    return visit.page("workdays", told=_year(visit, year), may_load=OFFICE.admits(visit.me.roles))


@SCREEN.get("/api/workdays", permit=EVERYONE_AT_WORK, tags=["workdays"], summary="工作日历")
def workdays_json(visit: Visiting, year: Year = None) -> dict[str, Any]:
    """一年的放假和调休上班；没有通知的年份为预估。"""
    return _year(visit, year)


@SCREEN.get("/workdays/notice", permit=OFFICE)
def notice(visit: Visiting) -> Response:
    """Where a notice is handed in."""
    return visit.page("workdays_notice", told=None, text="", name="", key="", says="")


@SCREEN.post("/workdays/notice", permit=OFFICE)
def noticed(visit: Visiting) -> Response:
    """What the notice would move, and the button that loads it."""
    try:
        text = text_of(visit, "notice", "放假通知", LONGEST_NOTICE * BYTES_OF_A_CHARACTER)
        name = visit.form["notice"].filename or ""  # type: ignore[union-attr]  # text_of has seen that it is a file
        with visit.begin(visit.asked_for()) as begun:
            told = loaded(begun, text, name)
            begun.uow.rollback()
    except DubanError as error:
        says = on_screen(str(error))
        return visit.page("workdays_notice", status=422, told=None, text="", name="", key="", says=says)
    return visit.page("workdays_notice", told=told, text=text, name=name, key=str(uuid4()), says="")


@SCREEN.get("/due", permit=EVERYONE_AT_WORK)
def due(visit: Visiting, phrase: Line = "", since: Line = "", meeting: Line = "") -> Response:
    """The date of a time limit, day by day."""
    answer, says = None, ""
    if phrase.strip():
        try:
            answer = _due(visit, phrase, since, meeting)
        except DubanError as error:
            says = on_screen(str(error))
    typed = {"phrase": phrase, "since": since, "meeting": meeting}
    return visit.page("due", typed=typed, answer=answer, says=says)


@SCREEN.get("/api/due", permit=EVERYONE_AT_WORK, tags=["workdays"], summary="推算时限")
def due_json(visit: Visiting, phrase: Line, since: Line = "", meeting: Line = "") -> dict[str, Any]:
    """时限落在哪一天，逐日说明；按本机关的工作日历。"""
    return _due(visit, phrase, since, meeting)


def _year(visit: Visit, year: int | None) -> dict[str, Any]:
    with visit.look() as looked:
        calendar, today = ledger_calendar(looked.session), looked.asked.on
    whole = whole_year(year or today.year, field="年份")
    days = [day for day in calendar.between(whole.first, whole.last) if day.kind in {DayKind.holiday, DayKind.makeup}]
    return {
        "year": whole.first.year,
        "provisional": any(day.provisional for day in days),
        "version": calendar.version,
        "horizon": calendar.horizon.isoformat(),
        "days_left": (calendar.horizon - today).days,
        "days": [
            {
                "date": day.on.isoformat(),
                "weekday": f"周{WEEKDAYS[day.on.weekday()]}",
                "kind": day.kind.value,
                "kind_label": KIND_NAMES[day.kind],
                "name": day.name,
            }
            for day in days
        ],
    }


def _due(visit: Visit, phrase: str, since: str, meeting: str) -> dict[str, Any]:
    limit = parse(phrase)
    held = parse_day(meeting, field="会议日期") if meeting else None
    with visit.look() as looked:
        known = parse_since(since) if since else None
        answer = resolve(limit, looked.running.calendar, since=known, before_meeting=held)
    return {**as_document(phrase, since or None, answer), "conclusion": on_screen(conclusion(limit, answer))}
