"""What a flow works with: the day it is for."""

from datetime import date

from duban.core.clock import Clock
from duban.core.errors import InvalidValue


def day_asked(on: date | None, clock: Clock) -> date:
    """The day that a run is for: the one asked for, else today. Raises InvalidValue for a day that is to come."""
    if on and on > clock.today():
        raise InvalidValue("巡检日期", on.isoformat(), f"今天是 {clock.today()}，请改用今天或更早的日期")
    return on or clock.today()
