"""Rules to dates: places a rule in its period or counts it from its anchor, on a given calendar."""

from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from duban.core.errors import InvalidValue
from duban.core.periods import MONTHS_IN, UNIT_NAMES, Period, PeriodUnit
from duban.core.timelimits.counting import PART_ASSUMED, Walk
from duban.core.timelimits.due import Due, DueStatus, Step
from duban.core.timelimits.limit import Limit
from duban.core.timelimits.rules import (
    BeforeFestival,
    Counted,
    DayMode,
    EveryInterval,
    LongTerm,
    NamedDay,
    OnDay,
    OnWeekday,
    PartName,
    PeriodEnd,
    PeriodPart,
    PeriodRef,
    Roll,
    Rule,
    SameDay,
    Which,
)
from duban.core.workdays import ONE_DAY, DayKind, WorkCalendar

PART_STARTS = {PartName.early: 1, PartName.middle: 11, PartName.late: 21}
WAITING = Due(DueStatus.waiting)


@dataclass(frozen=True)
class Place:
    """Where a rule is applied: the calendar, what is known of its anchor or period, and the meeting it serves."""

    calendar: WorkCalendar
    since: date | Period | None
    meeting: date | None

    def anchor(self) -> date | None:
        """The day a limit counts from. Raises InvalidValue when a period was given instead."""
        if isinstance(self.since, Period):
            raise InvalidValue("--from", self.since.key, "这个时限从某一天起算，请写日期，如 2026-02-13")
        return self.since or self.meeting

    def period(self, ref: PeriodRef) -> Period | None:
        """The period a phrase means, or None while it cannot be told."""
        if ref.year:
            return self._in_year(ref, Period.containing(PeriodUnit.year, date(ref.year, 1, 1)))
        since = self.since or self.meeting
        if since is None:
            return None
        base = covering(PeriodUnit.year if ref.number else ref.unit, since)
        base = base.next() if ref.which is Which.next else base
        return self._in_year(ref, base) if ref.number else base.month(ref.month) if ref.month else base

    def _in_year(self, ref: PeriodRef, year: Period) -> Period:
        if not ref.number:
            return year
        return Period.containing(ref.unit, year.first.replace(month=ref.number * MONTHS_IN[ref.unit]))


def covering(unit: PeriodUnit, since: date | Period) -> Period:
    """The period of that unit which holds the day or the shorter period. Raises InvalidValue for a longer one."""
    if not isinstance(since, Period):
        return Period.containing(unit, since)
    found = Period.containing(unit, since.first)
    if since.last - since.first > found.last - found.first:
        raise InvalidValue("--from", since.key, f"这个时限要知道是哪一{UNIT_NAMES[unit]}，请写得更细，如 {found.key}")
    return found


def resolve(
    limit: Limit, calendar: WorkCalendar, *, since: date | Period | None, before_meeting: date | None = None
) -> Due:
    """When the limit falls.

    `since` is the anchor day of a counted limit, or the period (a day means the period containing it) of the others;
    None where it is not known yet (status waiting). With `before_meeting` a limit always moves earlier than
    the meeting, and a window ends before it; where `since` is not told, the meeting is what it counts from.
    Raises InvalidValue for a `since` of the wrong kind and CalendarYearMissing.
    """
    place = Place(calendar, since, before_meeting)
    answers = tuple(_resolve(rule, place) for rule in limit.parts)
    if len(answers) == 1:
        return answers[0]
    first = answers[0]
    return Due(first.status, first.on, first.window, first.provisional, first.assumed, first.explain, answers)


@singledispatch
def _resolve(rule: Rule, place: Place) -> Due:
    raise TypeError(rule, place)


@_resolve.register
def _(rule: Counted, place: Place) -> Due:
    start = place.anchor()
    if start is None:
        return WAITING
    walk = Walk(place.calendar)
    day = walk.count(start, rule.span, back=rule.before)
    if rule.after:
        return walk.due(walk.roll(walk.day_after(day), rule.roll, otherwise=Roll.forward))
    if place.meeting and place.meeting != start:
        return walk.due(walk.before_meeting(day, place.meeting))
    return walk.due(walk.roll(day, rule.roll, otherwise=Roll.back if rule.before else Roll.forward))


@_resolve.register
def _(rule: EveryInterval, place: Place) -> Due:
    return _resolve(Counted(span=rule.span, roll=rule.roll), place)


@_resolve.register
def _(rule: SameDay, place: Place) -> Due:
    day = place.anchor()
    if day is None:
        return WAITING
    if rule.before and rule.event != "到期":
        walk = Walk(place.calendar)
        walk.note(day, f"{rule.event}当日")
        return walk.due(walk.before_meeting(day, day))
    why = "到期当日截止时刻前" if rule.before else "当天，不因休息日顺延"
    return Due(DueStatus.due, day, explain=(Step(day, counted=True, why=why),))


@_resolve.register
def _(rule: OnDay, place: Place) -> Due:
    period = place.period(rule.period)
    if period is None:
        return WAITING
    month = period.month(-1) if period.unit is PeriodUnit.two_months else period
    nominal = min(month.first.replace(day=1) + ONE_DAY * (rule.day - 1), month.last)
    why = f"名义日：{rule.day}日" if nominal.day == rule.day else f"本月没有{rule.day}日，以月末日计"
    return _on_day(rule, place, nominal, month, why)


@_resolve.register
def _(rule: OnWeekday, place: Place) -> Due:
    week = place.period(rule.period)
    if week is None:
        return WAITING
    nominal = week.first + ONE_DAY * (rule.weekday - 1)
    return _on_day(rule, place, nominal, week, "名义日")


def _on_day(rule: NamedDay, place: Place, nominal: date, period: Period, why: str) -> Due:
    walk = Walk(place.calendar)
    walk.note(nominal, why, counted=rule.mode is not DayMode.around)
    if rule.mode is DayMode.around:
        return walk.around(nominal, period, place.meeting)
    if place.meeting:
        return walk.due(walk.before_meeting(nominal, place.meeting))
    if rule.mode is DayMode.event and rule.roll is Roll.unsaid:
        held = walk.roll_inside(nominal, period)
        return walk.due(held) if held else walk.not_held()
    return walk.due(walk.roll(nominal, rule.roll, otherwise=Roll.back))


@_resolve.register
def _(rule: PeriodEnd, place: Place) -> Due:
    period = place.period(rule.period)
    if period is None:
        return WAITING
    if rule.part:
        period = _part(period, rule.part)
    walk = Walk(place.calendar)
    walk.note(period.last, "期末日", counted=True)
    if place.meeting:
        return walk.due(walk.before_meeting(period.last, place.meeting))
    day = walk.roll(period.last, rule.roll, otherwise=Roll.back)
    if rule.recurring and day < period.first:
        return walk.not_held()
    return walk.due(day)


@_resolve.register
def _(rule: PeriodPart, place: Place) -> Due:
    period = place.period(rule.period)
    if period is None:
        return WAITING
    part = _part(period, rule.part)
    walk = Walk(place.calendar, assumed=PART_ASSUMED)
    if place.meeting and place.meeting <= part.last:
        return _part_before(walk, part, place.meeting)
    days = [day.on for day in place.calendar.between(part.first, part.last) if day.is_workday]
    walk.note(part.first, "窗口首日")
    walk.note(part.last, "窗口末日")
    if not days:
        return walk.not_held()
    walk.note(days[-1], "窗口内最后一个工作日", counted=True)
    return walk.window(days[-1], part.first, part.last)


def _part_before(walk: Walk, part: Period, meeting: date) -> Due:
    """What a part of a month leaves before a meeting that falls in it or earlier."""
    day = walk.before_meeting(part.last, meeting)
    return walk.window(day, part.first, meeting - ONE_DAY) if day in part else walk.due(day)


def _part(period: Period, part: PartName) -> Period:
    month = Period.containing(PeriodUnit.month, period.first)
    return Period.containing(PeriodUnit.ten_days, month.first.replace(day=PART_STARTS[part]))


@_resolve.register
def _(rule: BeforeFestival, place: Place) -> Due:
    ref = PeriodRef(PeriodUnit.year, year=rule.year)
    period = place.period(ref)
    if period is None:
        return WAITING
    walk = Walk(place.calendar)
    starts = _holiday_start(place.calendar, rule.festival, period)
    if starts is None:
        return walk.not_held()
    walk.note(starts, f"{rule.festival}假期首日")
    day = starts - ONE_DAY
    walk.note(day, "假期前一日", counted=True)
    if place.meeting:
        return walk.due(walk.before_meeting(day, place.meeting))
    return walk.due(walk.to_workday(day, Roll.back))


def _holiday_start(calendar: WorkCalendar, festival: str, year: Period) -> date | None:
    """The first day off of that year's festival; New Year's holiday may begin in the December before."""
    first = year.first.replace(year=year.first.year - 1, month=12, day=25) if festival == "元旦" else year.first
    for day in calendar.between(first, year.last):
        if day.kind is DayKind.holiday and festival in day.name:
            return day.on
    return None


@_resolve.register
def _(_rule: LongTerm, _place: Place) -> Due:
    return Due(DueStatus.none)
