"""From which day papers are counted: back from today, or from the first day of the period."""

from datetime import date

import pytest

from duban.institutions.schema import CountSpan
from duban.services.ladders import counted_from

TODAY = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("span", "since"),
    [
        (CountSpan.quarter, date(2026, 5, 31)),
        (CountSpan.year, date(2025, 8, 31)),
        (CountSpan.calendar_month, date(2026, 8, 1)),
        (CountSpan.calendar_quarter, date(2026, 7, 1)),
        (CountSpan.calendar_half_year, date(2026, 7, 1)),
        (CountSpan.calendar_year, date(2026, 1, 1)),
    ],
)
def test_counts_begin(span: CountSpan, since: date) -> None:
    assert counted_from(span, TODAY) == since
