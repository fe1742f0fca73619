"""A year of a pack on a calendar: every occurrence's day and the days of its stages. Pure; decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from duban.core.errors import CalendarYearMissing, InvalidValue
from duban.core.periods import Period, PeriodUnit, periods_in_year
from duban.core.timelimits import Due, DueStatus, Step, resolve
from duban.core.workdays import Notice, WorkCalendar
from duban.institutions.schema import Authority, Cycle, Document, Pack, ReportType, Stage, StageName, TimePhrase
from duban.institutions.schema.cycles import BEFORE_MEETING, REPORT_STAGE


@dataclass(frozen=True)
class CalendarRow:
    """One stage of one occurrence. A period that is not held is its convene row with no date."""

    cycle: str
    period: str
    stage: str
    on: date | None
    window: tuple[date, date] | None
    status: str
    provisional: bool
    clause: str | None
    assumed: str | None
    why: str
    """How the day came out, in the words of the time limit."""

    def as_json(self) -> dict[str, Any]:
        """The row as `duban calendar --json` prints it."""
        return {
            "cycle": self.cycle,
            "period": self.period,
            "stage": self.stage,
            "date": self.on.isoformat() if self.on else None,
            "window": [day.isoformat() for day in self.window] if self.window else None,
            "status": self.status,
            "provisional": self.provisional,
            "clause": self.clause,
            "assumed": self.assumed,
        }


@dataclass(frozen=True)
class MovedRow:
    """A stage whose day is another one on the new calendar; None where it is not held."""

    cycle: str
    period: str
    stage: str
    old: date | None
    new: date | None


def local_calendar(pack: Pack, calendar: WorkCalendar) -> WorkCalendar:
    """The calendar with the pack's own days off and days worked on top."""
    if pack.overlay is None:
        return calendar
    return calendar.with_overlays([Notice(f"{pack.title}（本地安排）", pack.overlay.off, pack.overlay.work)])


def project(pack: Pack, calendar: WorkCalendar, year: int) -> list[CalendarRow]:
    """Every cycle, each period whose meeting day is in the year, each stage; the meeting before its other stages.

    Then every report that units owe for a period.

    `calendar` is the national one; the pack's overlay is put on top here. Raises CalendarYearMissing.
    """
    local = local_calendar(pack, calendar)
    return project_cycles(pack, local, year) + [
        row
        for name, report in pack.reports.items()
        if report.period_unit
        for row in _report_rows(name, report, pack.document, local, year)
    ]


def project_cycles(pack: Pack, local: WorkCalendar, year: int) -> list[CalendarRow]:
    """The cycles alone, on a calendar that has the pack's overlay already. Raises CalendarYearMissing."""
    return [
        replace(row, cycle=each)
        for name, cycle in pack.cycles.items()
        for rows in (list(_cycle_rows(name, cycle, pack.document, local, year)),)
        for each in cycle.names(name)
        for row in rows
    ]


def meeting_days(pack: Pack, calendar: WorkCalendar, year: int) -> Iterator[tuple[str, date]]:
    """Each cycle by its own name, with each day of the year on which it meets. Raises CalendarYearMissing."""
    local = local_calendar(pack, calendar)
    for name, cycle in pack.cycles.items():
        days = [due.on for _, due in _days(cycle.when, pack.document, local, year) if due.on]
        yield from ((each, on) for each in cycle.names(name) for on in days)


def project_meeting(name: str, cycle: Cycle, period: str, on: date, local: WorkCalendar) -> list[CalendarRow]:
    """The stages of a meeting that is held on that day, whatever the cycle's phrase says."""
    held = Due(DueStatus.due, on, explain=(Step(on, True, "另行召开"),))
    return list(_occurrence_rows(name, cycle, period, held, local))


def moved(before: Iterable[CalendarRow], after: Iterable[CalendarRow]) -> list[MovedRow]:
    """The rows that are on another day after a notice was loaded, in the order of `after`; vanished ones last."""
    old = {(row.cycle, row.period, row.stage): row.on for row in before}
    new = {(row.cycle, row.period, row.stage): row.on for row in after}
    return [MovedRow(*key, old.get(key), new.get(key)) for key in new | old if old.get(key) != new.get(key)]


def _cycle_rows(
    name: str, cycle: Cycle, document: Document, calendar: WorkCalendar, year: int
) -> Iterator[CalendarRow]:
    for period, meeting in _days(cycle.when, document, calendar, year):
        yield from _occurrence_rows(name, cycle, period.key, meeting, calendar)


def _report_rows(
    name: str, report: ReportType, document: Document, calendar: WorkCalendar, year: int
) -> Iterator[CalendarRow]:
    """The day of each period's report."""
    for period, due in _days(report.when, document, calendar, year):
        authority = Authority(report.clause, report.assumed)
        yield _row((name, period.key, REPORT_STAGE), due, authority, _why(due))


def _days(when: TimePhrase, document: Document, calendar: WorkCalendar, year: int) -> Iterator[tuple[Period, Due]]:
    """Each period whose day is in the year, with it; none before the document holds or after it has expired."""
    for period in _periods(when, year):
        try:
            due = resolve(when.limit, calendar, since=period)
        except CalendarYearMissing as missing:
            if missing.year == year:
                raise
            continue
        if (due.on or period.first).year == year and document.holds_on(due.on or period.first):
            yield period, due


def _periods(when: TimePhrase, year: int) -> Iterator[Period]:
    """The year's periods and their neighbours: 次季度初 of Q4 belongs to the next year."""
    unit = when.limit.needs
    if not isinstance(unit, PeriodUnit):  # the linter refuses such a cycle
        raise InvalidValue("周期", str(when), "请写成固定在某一周、月、季的时间")
    periods = periods_in_year(unit, year)
    yield from (periods[0].previous(), *periods, periods[-1].next())


def _occurrence_rows(
    name: str, cycle: Cycle, period: str, meeting: Due, calendar: WorkCalendar
) -> Iterator[CalendarRow]:
    convene = _row((name, period, StageName.convene), meeting, cycle.authority(StageName.convene), _why(meeting))
    yield convene
    if meeting.on is None:
        return
    for stage_name, stage in cycle.stages.listed():
        if stage_name is StageName.convene:
            continue
        due = _stage_due(stage_name, stage, meeting.on, calendar)
        row = _row((name, period, stage_name), due, cycle.authority(stage_name), str(stage.within))
        yield replace(row, provisional=row.provisional or meeting.provisional)


def _stage_due(name: StageName, stage: Stage, meeting_on: date, calendar: WorkCalendar) -> Due:
    """The stage's day; it waits where it runs past the last year with statutory holidays."""
    before = meeting_on if name in BEFORE_MEETING else None
    try:
        return resolve(stage.within.limit, calendar, since=meeting_on, before_meeting=before)
    except CalendarYearMissing:
        return Due(DueStatus.waiting)


def _row(key: tuple[str, str, str], due: Due, authority: Authority, why: str) -> CalendarRow:
    assumed = "；".join(filter(None, (authority.assumed, due.assumed))) or None
    cycle, period, stage = key
    shown = (cycle, period, str(stage), due.on, due.window, due.status.value, due.provisional)
    return CalendarRow(*shown, authority.clause, assumed, why)


def _why(meeting: Due) -> str:
    """The nominal day, and where it led to when it could not be kept."""
    first, last = meeting.explain[0], meeting.explain[-1]
    if meeting.on is None:
        return f"{first.why}；整段休息，不举行"
    return first.why if first.on == meeting.on else f"{first.why}；{last.why}"
