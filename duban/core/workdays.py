"""Working days as versioned data: yearly State Council notices, local overlays, statutory days past the horizon."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.metadata import version

from duban.core.errors import CalendarYearMissing

ONE_DAY = timedelta(days=1)
FIRST_STATUTORY_YEAR, LAST_STATUTORY_YEAR = 1950, 2100
"""The statute begins with the first, the lunar tables of the `holidays` package end with the last."""

SATURDAY = 5
WEEKDAYS = "一二三四五六日"
FESTIVALS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Chinese New Year (Spring Festival)": "春节",
    "Chinese New Year's Eve": "春节（除夕）",
    "Tomb-sweeping Day": "清明节",
    "Tomb-Sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Labor Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "Mid-Autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


class DayKind(StrEnum):
    """What a date is to an office."""

    workday = "workday"
    """An ordinary working day."""
    makeup = "makeup"
    """A weekend day worked in exchange for a holiday (调休上班)."""
    weekend = "weekend"
    """A Saturday or Sunday off."""
    holiday = "holiday"
    """A day off named by a notice, an overlay or the statute."""


KIND_NAMES = {
    DayKind.workday: "工作日",
    DayKind.makeup: "调休上班",
    DayKind.weekend: "周末",
    DayKind.holiday: "放假",
}


@dataclass(frozen=True)
class Day:
    """One date as the calendar sees it; `provisional` means that year's notice is not loaded yet."""

    on: date
    kind: DayKind
    name: str = ""
    provisional: bool = False

    @property
    def is_workday(self) -> bool:
        return self.kind in (DayKind.workday, DayKind.makeup)

    @property
    def says(self) -> str:
        """The day in a clerk's words: 周六、国庆节调休上班."""
        weekday = f"周{WEEKDAYS[self.on.weekday()]}"
        words = {
            DayKind.workday: "工作日",
            DayKind.makeup: f"{self.name}调休上班",
            DayKind.weekend: "休息日",
            DayKind.holiday: f"{self.name}放假",
        }[self.kind]
        return f"{weekday}，{words}{'（预估）' if self.provisional else ''}"


@dataclass(frozen=True)
class Notice:
    """Days off and make-up days. A yearly notice names the `year` it settles; an overlay or ad-hoc notice has none."""

    source: str
    off: Mapping[date, str]
    work: Mapping[date, str]
    year: int | None = None

    def digest(self) -> str:
        """Hash of what the notice says (not of its wording)."""
        days = {day.isoformat(): ["off", name] for day, name in self.off.items()}
        days |= {day.isoformat(): ["work", name] for day, name in self.work.items()}
        text = json.dumps([self.year, days], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class WorkCalendar:
    """Tells working days. Later notices win over earlier ones; overlays win over notices.

    Settled years come from notices; other years after the first of them, up to 2100, from weekends and statutory
    days, marked provisional; any other year raises CalendarYearMissing.
    """

    notices: tuple[Notice, ...]
    overlays: tuple[Notice, ...] = ()
    _known: dict[date, Day] = field(default_factory=dict, repr=False, compare=False)
    """Days that were asked for before: the same few hundred are, over and over."""

    @cached_property
    def settled_years(self) -> frozenset[int]:
        """Years whose arrangement has been published and loaded."""
        return frozenset(notice.year for notice in self.notices if notice.year)

    @cached_property
    def horizon(self) -> date:
        """The last day up to which every year is known officially."""
        year = min(self.settled_years)
        while year + 1 in self.settled_years:
            year += 1
        return date(year, 12, 31)

    @cached_property
    def version(self) -> str:
        """Twelve hex digits naming exactly this data; recorded with every date that was computed from it."""
        digests = [notice.digest() for notice in (*self.notices, *self.overlays)]
        return hashlib.sha256("".join(digests).encode()).hexdigest()[:12]

    @cached_property
    def _off(self) -> dict[date, str]:
        return self._merged("off", "work")

    @cached_property
    def _work(self) -> dict[date, str]:
        return self._merged("work", "off")

    def _merged(self, side: str, other: str) -> dict[date, str]:
        days: dict[date, str] = {}
        for notice in (*self.notices, *self.overlays):
            if notice.year:
                days = {day: name for day, name in days.items() if day.year != notice.year}
            days.update(getattr(notice, side))
            for day in getattr(notice, other):
                days.pop(day, None)
        return days

    def with_overlays(self, overlays: Iterable[Notice]) -> "WorkCalendar":
        """The same calendar with an institution's local days on top."""
        more = tuple(overlays)
        return WorkCalendar(self.notices, (*self.overlays, *more)) if more else self

    def with_notices(self, notices: Iterable[Notice]) -> "WorkCalendar":
        """The same calendar after further notices were loaded."""
        more = tuple(notices)
        return WorkCalendar((*self.notices, *more), self.overlays) if more else self

    def day(self, on: date) -> Day:
        """What `on` is. Raises CalendarYearMissing."""
        known = self._known.get(on)
        if known is None:
            known = self._known[on] = self._told(on)
        return known

    def _told(self, on: date) -> Day:
        provisional = on.year not in self.settled_years
        expected = self._expected_days_off(on.year) if provisional else {}
        if on in self._work:
            return Day(on, DayKind.makeup if on.weekday() >= SATURDAY else DayKind.workday, self._work[on], provisional)
        name = self._off.get(on) or expected.get(on)
        if name:
            return Day(on, DayKind.holiday, name, provisional)
        return Day(on, DayKind.weekend if on.weekday() >= SATURDAY else DayKind.workday, "", provisional)

    def is_workday(self, on: date) -> bool:
        """Whether the office works on that date."""
        return self.day(on).is_workday

    def is_provisional(self, on: date) -> bool:
        """Whether that date's year still waits for its notice."""
        return self.day(on).provisional

    def roll_forward(self, on: date) -> date:
        """`on` itself or the first working day after it."""
        while not self.is_workday(on):
            on += ONE_DAY
        return on

    def roll_back(self, on: date) -> date:
        """`on` itself or the last working day before it."""
        while not self.is_workday(on):
            on -= ONE_DAY
        return on

    def shift(self, on: date, days: int) -> date:
        """The `days`-th working day after `on` (before it when negative); `on` itself is never counted."""
        step = ONE_DAY if days > 0 else -ONE_DAY
        left = abs(days)
        while left:
            on += step
            left -= self.is_workday(on)
        return on

    def between(self, first: date, last: date) -> Iterator[Day]:
        """Every date from first to last, both included."""
        while first <= last:
            yield self.day(first)
            first += ONE_DAY

    def statutory_days_worked(self, year: int) -> list[date]:
        """Statutory days of a settled year that its notice does not give off: a damaged notice has some."""
        return [day for day in statutory_days(year) if self.is_workday(day)]

    def _expected_days_off(self, year: int) -> Mapping[date, str]:
        if not min(self.settled_years) < year <= LAST_STATUTORY_YEAR:
            raise CalendarYearMissing(year, min(self.settled_years), LAST_STATUTORY_YEAR)
        return statutory_days(year)


@lru_cache
def statutory_days(year: int) -> Mapping[date, str]:
    """The days off that the statute itself gives (1950 to 2100), without any shifting, by festival."""
    import holidays

    found = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    # Past years also carry the days swapped in by that year's notice; those are not statutory.
    return {
        day: "、".join(FESTIVALS.get(name, name) for name in names.split("; "))
        for day, names in found.items()
        if day.year == year and "substituted" not in names
    }


@lru_cache(maxsize=1)
def published_calendar() -> WorkCalendar:
    """The calendar that ships with Duban: every arrangement in the chinesecalendar package (2004 to its last year)."""
    from chinese_calendar import constants

    source = f"国务院办公厅通知（chinesecalendar {version('chinesecalendar')}）"
    years = sorted({day.year for day in constants.holidays})
    return WorkCalendar(
        tuple(
            Notice(
                source,
                {day: FESTIVALS.get(name, name) for day, name in constants.holidays.items() if day.year == year},
                {day: FESTIVALS.get(name, name) for day, name in constants.workdays.items() if day.year == year},
                year,
            )
            for year in years
        )
    )
