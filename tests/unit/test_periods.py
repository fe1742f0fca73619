"""Periods: their days, keys and neighbours."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.core.errors import InvalidValue
from duban.core.periods import Period, PeriodUnit, add_months, parse_period, parse_since, periods_in_year, whole_year
from tests.unit.strategies import MONTH_UNITS, PERIOD_UNITS

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("unit", "day", "key", "first", "last"),
    [
        (PeriodUnit.week, "2026-01-01", "2026-W01", "2025-12-29", "2026-01-04"),
        (PeriodUnit.ten_days, "2026-02-28", "2026-02-T3", "2026-02-21", "2026-02-28"),
        (PeriodUnit.half_month, "2026-02-16", "2026-02-S2", "2026-02-16", "2026-02-28"),
        (PeriodUnit.month, "2024-02-10", "2024-02", "2024-02-01", "2024-02-29"),
        (PeriodUnit.two_months, "2026-04-01", "2026-B2", "2026-03-01", "2026-04-30"),
        (PeriodUnit.quarter, "2026-06-30", "2026-Q2", "2026-04-01", "2026-06-30"),
        (PeriodUnit.half_year, "2026-07-01", "2026-H2", "2026-07-01", "2026-12-31"),
        (PeriodUnit.year, "2026-07-01", "2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_period_has_its_days_and_key(unit: PeriodUnit, day: str, key: str, first: str, last: str) -> None:
    period = Period.containing(unit, date.fromisoformat(day))
    assert (period.key, str(period.first), str(period.last)) == (key, first, last)


@given(PERIOD_UNITS, DAYS)
def test_periods_of_a_unit_follow_each_other_without_gap(unit: PeriodUnit, day: date) -> None:
    period = Period.containing(unit, day)
    assert day in period
    assert period.next().previous() == period
    assert (period.next().first - period.last).days == 1


@given(PERIOD_UNITS, st.integers(2000, 2090))
def test_year_is_made_of_its_periods(unit: PeriodUnit, year: int) -> None:
    periods = periods_in_year(unit, year)
    assert all(earlier.next() == later for earlier, later in pairwise(periods))
    assert len({period.key for period in periods}) == len(periods)
    assert all(period.key.startswith(str(year)) for period in periods)


@given(PERIOD_UNITS, DAYS)
def test_key_reads_back_as_the_period(unit: PeriodUnit, day: date) -> None:
    period = Period.containing(unit, day)
    assert parse_period(period.key) == period


@given(MONTH_UNITS, DAYS)
def test_months_of_a_period_are_inside_it(unit: PeriodUnit, day: date) -> None:
    period = Period.containing(unit, day)
    assert period.month(1).first == period.first
    assert period.month(-1).last == period.last


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-31", -1, "2026-02-28")],
)
def test_month_without_the_day_gives_its_last_day(day: str, months: int, expected: str) -> None:
    assert str(add_months(date.fromisoformat(day), months)) == expected


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "2026-Q5", "9999", "昨天", "", "2026-W60", "0000-01-01x"])
def test_since_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="--from"):
        parse_since(text)


def test_day_is_no_period() -> None:
    with pytest.raises(InvalidValue, match="请写期间而不是日期"):
        parse_period("2026-02-13")


@pytest.mark.parametrize("text", ["２０２３－０２－１３", " 2023-02-13 ", "2023-02-13"])
def test_since_in_full_width_is_equal(text: str) -> None:
    assert parse_since(text) == date(2023, 2, 13)


@pytest.mark.parametrize("year", [0, -1, 1, 999, 9999, 99999])
def test_year_that_is_none_is_refused(year: int) -> None:
    with pytest.raises(InvalidValue, match="四位年份"):
        whole_year(year)
