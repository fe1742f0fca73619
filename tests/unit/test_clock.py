"""The one clock, and the dates and instants of Asia/Shanghai."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from duban.core.clock import (
    FASTEST,
    RunningClock,
    SetClock,
    SystemClock,
    clock_set_to,
    instant_at,
    local_date,
    parse_day,
    started_clock,
)
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


NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def test_a_clock_with_a_speed_runs_from_where_it_was_set() -> None:
    machine = SetClock(NOON)
    clock = RunningClock(instant_at(date(2026, 11, 23), time(9)), 60, NOON, machine)
    assert clock.now() == instant_at(date(2026, 11, 23), time(9))
    machine.at += timedelta(minutes=24)
    assert clock.now() == instant_at(date(2026, 11, 24), time(9))
    assert clock.today() == date(2026, 11, 24)


def test_what_a_clock_will_read_is_found_on_the_machines() -> None:
    coming = instant_at(date(2026, 11, 30), time(9))
    running = clock_set_to(f"2026-11-23T09:00x60@{NOON.isoformat()}")
    assert running.real_time(coming) == NOON + timedelta(minutes=7 * 24)
    assert SystemClock().real_time(coming) == SetClock(NOON).real_time(coming) == coming


@pytest.mark.parametrize("text", ["2026-11-23T09:00x60", "2026-11-23×60", "2026-11-23 x60"])
def test_a_service_writes_down_when_its_clock_began(text: str) -> None:
    began = started_clock(text, since=NOON)
    assert began == f"{text}@{NOON.isoformat()}"
    assert started_clock(began, since=NOON + timedelta(days=1)) == began
    machine_time = clock_set_to(began).real_time(instant_at(date(2026, 11, 23), time(10)))
    assert machine_time == NOON + timedelta(minutes=1)


@pytest.mark.parametrize("text", [None, "", "2026-11-23", "2026-11-23T09:00"])
def test_a_clock_that_stands_needs_no_beginning(text: str | None) -> None:
    assert started_clock(text, since=NOON) == text


def test_a_command_beside_no_service_begins_when_it_asks() -> None:
    first, second = (clock_set_to("2026-11-23T09:00x60") for _ in range(2))
    assert isinstance(first, RunningClock)
    assert isinstance(second, RunningClock)
    assert first.since == second.since


@pytest.mark.parametrize(
    "text",
    [
        *("昨天", "2026-02-30", "25:00"),
        *("2026-11-23x", "2026-11-23x0", f"2026-11-23x{FASTEST + 1}", "2026-11-23x1.5", "x60", "2026-11-23x60@昨天"),
        *("2026-11-23@2026-11-22T04:00", "2026-11-23x60x60"),
    ],
)
def test_clock_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="DUBAN_CLOCK"):
        clock_set_to(text)


def test_day_that_cannot_be_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidValue, match="--on"):
        parse_day("2026-02-30", field="--on")
