"""The one clock, and the dates and instants of Asia/Shanghai."""

from datetime import UTC, date, datetime, time

import pytest

from duban.core.clock import SystemClock, clock_set_to, instant_at, local_date, parse_day
from duban.core.errors import InvalidValue


def test_day_turns_at_midnight_in_shanghai() -> None:
    assert local_date(datetime(2026, 12, 31, 16, tzinfo=UTC)) == date(2027, 1, 1)
    assert local_date(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert instant_at(date(2027, 1, 1), time(0)) == datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        ("2026-11-23T17:30", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23T00:00+00:00", datetime(2026, 11, 23, tzinfo=UTC)),
    ],
)
def test_clock_stands_where_it_was_set(text: str, instant: datetime) -> None:
    assert clock_set_to(text).now() == instant


def test_machine_clock_runs_in_utc() -> None:
    clock = clock_set_to(None)
    assert isinstance(clock, SystemClock)
    assert clock.now().tzinfo is UTC
    assert clock.today() == local_date(clock.now())


@pytest.mark.parametrize("text", ["昨天", "2026-02-30", "25:00"])
def test_clock_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="DUBAN_CLOCK"):
        clock_set_to(text)


def test_day_that_cannot_be_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidValue, match="--on"):
        parse_day("2026-02-30", field="--on")
