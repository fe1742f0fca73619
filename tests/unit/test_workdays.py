"""Working days: the published years, the years after them, notices loaded later, local overlays."""

from datetime import date, timedelta

import holidays
import pytest

from duban.core.errors import CalendarYearMissing
from duban.core.workdays import DayKind, Notice, published_calendar

KNOWN_DIFFERENCE = date(2005, 12, 31)
"""Worked according to chinesecalendar, off according to holidays; the two agree on every other day of 23 years."""


def test_published_years_agree_with_an_independent_source() -> None:
    calendar = published_calendar()
    other = holidays.country_holidays("CN", years=range(2004, 2027), observed=True)
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    assert [day for day in days if calendar.is_workday(day) != other.is_working_day(day)] == [KNOWN_DIFFERENCE]


def test_no_published_year_works_on_a_statutory_day() -> None:
    calendar = published_calendar()
    assert [day for year in range(2004, 2027) for day in calendar.statutory_days_worked(year)] == []


def test_makeup_saturday_is_worked_and_named() -> None:
    day = published_calendar().day(date(2026, 2, 14))
    assert (day.kind, day.is_workday, day.says) == (DayKind.makeup, True, "周六，春节调休上班")


def test_year_past_the_horizon_is_weekends_and_statute_marked_provisional() -> None:
    calendar = published_calendar()
    assert calendar.horizon == date(2026, 12, 31)
    eve = calendar.day(date(2027, 2, 5))
    assert (eve.kind, eve.provisional, eve.says) == (DayKind.holiday, True, "周五，春节（除夕）放假（预估）")
    assert calendar.is_workday(date(2027, 2, 9))


@pytest.mark.parametrize("year", [2003, 2101])
def test_year_without_data_is_refused(year: int) -> None:
    with pytest.raises(CalendarYearMissing, match=f"没有{year}年"):
        published_calendar().day(date(year, 6, 1))


def test_loaded_notice_settles_its_year_and_changes_the_version() -> None:
    before = published_calendar()
    after = before.with_notices([Notice("2027", {date(2027, 2, 9): "春节"}, {date(2027, 2, 20): "春节"}, year=2027)])
    assert before.is_workday(date(2027, 2, 9))
    assert not after.is_workday(date(2027, 2, 9))
    assert after.is_workday(date(2027, 2, 20))
    assert not after.is_provisional(date(2027, 2, 9))
    assert after.version != before.version
    assert after.horizon == date(2027, 12, 31)


def test_later_notice_for_the_same_year_replaces_the_earlier() -> None:
    first = Notice("初次", {date(2027, 3, 1): "春节"}, {}, year=2027)
    corrected = Notice("更正", {date(2027, 3, 2): "春节"}, {}, year=2027)
    calendar = published_calendar().with_notices([first, corrected])
    assert calendar.is_workday(date(2027, 3, 1))
    assert not calendar.is_workday(date(2027, 3, 2))


def test_year_skipped_by_a_later_notice_stays_provisional() -> None:
    calendar = published_calendar().with_notices([Notice("2028", {}, {}, year=2028)])
    assert calendar.is_provisional(date(2027, 6, 1))
    assert not calendar.is_provisional(date(2028, 6, 1))
    assert calendar.horizon == date(2026, 12, 31)


def test_overlay_wins_over_the_national_notice() -> None:
    overlay = Notice("恩施州庆", {date(2026, 8, 19): "州庆"}, {date(2026, 8, 22): "州庆"})
    calendar = published_calendar().with_overlays([overlay])
    assert not calendar.is_workday(date(2026, 8, 19))
    assert calendar.is_workday(date(2026, 8, 22))
    assert published_calendar().is_workday(date(2026, 8, 19))


def test_shift_skips_days_off_both_ways() -> None:
    calendar = published_calendar()
    assert calendar.shift(date(2026, 9, 28), 3) == date(2026, 10, 8)
    assert calendar.shift(date(2026, 10, 8), -3) == date(2026, 9, 28)
    assert calendar.roll_back(date(2026, 10, 3)) == date(2026, 9, 30)
    assert calendar.roll_forward(date(2026, 10, 3)) == date(2026, 10, 8)
