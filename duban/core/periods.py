"""Periods of the calendar (weeks to years): their days, keys and neighbours. pendulum does the month arithmetic."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import pendulum

from duban.core.clock import half_width
from duban.core.errors import InvalidValue


class PeriodUnit(StrEnum):
    """The kinds of period that rule documents speak of."""

    week = "week"
    """周：周一至周日（ISO 8601）。"""
    ten_days = "ten_days"
    """旬：1—10日、11—20日、21日—月末。"""
    half_month = "half_month"
    """半月：1—15日、16日—月末。"""
    month = "month"
    """月。"""
    two_months = "two_months"
    """双月：1—2月、3—4月……"""
    quarter = "quarter"
    """季度。"""
    half_year = "half_year"
    """半年。"""
    year = "year"
    """年。"""


UNIT_NAMES = {
    PeriodUnit.week: "周",
    PeriodUnit.ten_days: "旬",
    PeriodUnit.half_month: "半月",
    PeriodUnit.month: "月",
    PeriodUnit.two_months: "双月",
    PeriodUnit.quarter: "季度",
    PeriodUnit.half_year: "半年",
    PeriodUnit.year: "年",
}
MONTHS_IN = {
    PeriodUnit.month: 1,
    PeriodUnit.two_months: 2,
    PeriodUnit.quarter: 3,
    PeriodUnit.half_year: 6,
    PeriodUnit.year: 12,
}
PARTS_OF_MONTH = {PeriodUnit.ten_days: (1, 11, 21), PeriodUnit.half_month: (1, 16)}


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later, or that month's last day where it has none (Civil Code art. 202)."""
    moved = pendulum.date(day.year, day.month, day.day).add(months=months)
    return date(moved.year, moved.month, moved.day)


def month_end(day: date) -> date:
    """The last day of the month that `day` is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True, order=True)
class Period:
    """One period, by its unit and its first and last day."""

    unit: PeriodUnit
    first: date
    last: date

    @classmethod
    def containing(cls, unit: PeriodUnit, day: date) -> "Period":
        """The period of that unit in which `day` falls."""
        if unit is PeriodUnit.week:
            monday = day - timedelta(days=day.weekday())
            return cls(unit, monday, monday + timedelta(days=6))
        if unit in PARTS_OF_MONTH:
            starts = [day.replace(day=start) for start in PARTS_OF_MONTH[unit]]
            index = sum(start <= day for start in starts)
            last = starts[index] - timedelta(days=1) if index < len(starts) else month_end(day)
            return cls(unit, starts[index - 1], last)
        months = MONTHS_IN[unit]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(unit, first, month_end(add_months(first, months - 1)))

    @property
    def key(self) -> str:
        """The stable name of the period: 2026, 2026-H1, 2026-Q1, 2026-B1, 2026-04, 2026-04-S1, 2026-04-T1, 2026-W08."""
        return _KEYS[self.unit](self.first)

    def next(self) -> "Period":
        """The period right after this one."""
        return Period.containing(self.unit, self.last + timedelta(days=1))

    def previous(self) -> "Period":
        """The period right before this one."""
        return Period.containing(self.unit, self.first - timedelta(days=1))

    def month(self, number: int) -> "Period":
        """Its `number`-th month (1 = first, -1 = last)."""
        months = MONTHS_IN[self.unit]
        return Period.containing(
            PeriodUnit.month, add_months(self.first, number - 1 if number > 0 else months + number)
        )

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _week_key(first: date) -> str:
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02d}"


_KEYS: dict[PeriodUnit, Callable[[date], str]] = {
    PeriodUnit.week: _week_key,
    PeriodUnit.ten_days: lambda first: f"{first:%Y-%m}-T{(first.day - 1) // 10 + 1}",
    PeriodUnit.half_month: lambda first: f"{first:%Y-%m}-S{(first.day - 1) // 15 + 1}",
    PeriodUnit.month: lambda first: f"{first:%Y-%m}",
    PeriodUnit.two_months: lambda first: f"{first.year}-B{(first.month - 1) // 2 + 1}",
    PeriodUnit.quarter: lambda first: f"{first.year}-Q{(first.month - 1) // 3 + 1}",
    PeriodUnit.half_year: lambda first: f"{first.year}-H{(first.month - 1) // 6 + 1}",
    PeriodUnit.year: lambda first: f"{first.year}",
}
_FORMS: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"((?:19|20|21)\d{2})", lambda y: Period.containing(PeriodUnit.year, date(y, 1, 1))),
    (r"((?:19|20|21)\d{2})-H([12])", lambda y, n: Period.containing(PeriodUnit.half_year, date(y, n * 6, 1))),
    (r"((?:19|20|21)\d{2})-Q([1-4])", lambda y, n: Period.containing(PeriodUnit.quarter, date(y, n * 3, 1))),
    (r"((?:19|20|21)\d{2})-B([1-6])", lambda y, n: Period.containing(PeriodUnit.two_months, date(y, n * 2, 1))),
    (r"((?:19|20|21)\d{2})-(\d{2})", lambda y, n: Period.containing(PeriodUnit.month, date(y, n, 1))),
    (r"((?:19|20|21)\d{2})-W(\d{2})", lambda y, n: Period.containing(PeriodUnit.week, date.fromisocalendar(y, n, 1))),
    (
        r"((?:19|20|21)\d{2})-(\d{2})-S([12])",
        lambda y, m, n: Period.containing(PeriodUnit.half_month, date(y, m, n * 15 - 14)),
    ),
    (
        r"((?:19|20|21)\d{2})-(\d{2})-T([123])",
        lambda y, m, n: Period.containing(PeriodUnit.ten_days, date(y, m, n * 10 - 9)),
    ),
)


def parse_since(text: str, *, field: str = "--from") -> date | Period:
    """A day (2026-02-13) or a period by its key (2026, 2026-Q1, 2026-02, 2026-W08 …), in full or half width.

    Raises InvalidValue.
    """
    cleaned = half_width(text).strip().upper()
    try:
        for pattern, build in _FORMS:
            if found := re.fullmatch(pattern, cleaned):
                return build(*map(int, found.groups()))
        return date.fromisoformat(cleaned)
    except (ValueError, OverflowError):
        raise InvalidValue(
            field, text, "请写确实存在的日期 2026-02-13，或期间 2026、2026-Q1、2026-02、2026-W08"
        ) from None


def parse_period(text: str) -> Period:
    """A period by its key. Raises InvalidValue when `text` is a day or nothing known."""
    since = parse_since(text, field="期间")
    if isinstance(since, Period):
        return since
    raise InvalidValue("期间", text, "请写期间而不是日期，如 2026、2026-Q1、2026-02")


def whole_year(year: int, *, field: str = "年份") -> Period:
    """The year as a period. Raises InvalidValue for a number that is no year of our time."""
    try:
        return parse_period(str(year))
    except InvalidValue:
        raise InvalidValue(field, str(year), "请写四位年份，如 2026") from None


def periods_in_year(unit: PeriodUnit, year: int) -> list[Period]:
    """Every period of that unit whose key belongs to the year, in order (weeks by ISO year)."""
    first_day = date.fromisocalendar(year, 1, 1) if unit is PeriodUnit.week else date(year, 1, 1)
    periods = [Period.containing(unit, first_day)]
    while (following := periods[-1].next()).key.startswith(f"{year}"):
        periods.append(following)
    return periods
