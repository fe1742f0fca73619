"""The one clock. Everything that needs "now" is handed a Clock; only this module reads the machine's time."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

import pendulum

from duban.core.errors import InvalidValue

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Dates of the ledger are dates in this zone; instants are UTC."""


FASTEST = 86_400
"""A day a second."""
SETTING = re.compile(r"(?P<at>[^x×@]+)(?:[x×](?P<speed>[0-9]+)(?:@(?P<since>.+))?)?")
"""What DUBAN_CLOCK holds."""


class Clock(Protocol):
    """What time it is for this command, flow or rehearsal."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...

    def today(self) -> date:
        """The present date in Asia/Shanghai."""
        ...

    def real_time(self, instant: datetime) -> datetime:
        """When the machine's clock will stand (or stood) where this one reads `instant`."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(pendulum.now("UTC").timestamp(), UTC)

    def today(self) -> date:
        return local_date(self.now())

    def real_time(self, instant: datetime) -> datetime:
        return instant


@dataclass
class SetClock:
    """A clock that stands where it was set, for tests, demonstrations and rehearsals."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return local_date(self.at)

    def real_time(self, instant: datetime) -> datetime:
        """It never gets there; what is planned is shown on its own day."""
        return instant


@dataclass(frozen=True)
class RunningClock:
    """A clock that read `at` when the machine's read `since`, and runs `speed` times as fast, for demonstrations."""

    at: datetime
    speed: int
    since: datetime
    machine: Clock = field(default_factory=SystemClock)

    def now(self) -> datetime:
        return self.at + (self.machine.now() - self.since) * self.speed

    def today(self) -> date:
        return local_date(self.now())

    def real_time(self, instant: datetime) -> datetime:
        return self.since + (instant - self.at) / self.speed


@dataclass(frozen=True)
class AdvancedClock:
    """Another clock put forward by whole days, as many as `days` says at each reading."""

    base: Clock
    days: Callable[[], int]

    def now(self) -> datetime:
        return self.base.now() + self._ahead()

    def today(self) -> date:
        return local_date(self.now())

    def real_time(self, instant: datetime) -> datetime:
        return self.base.real_time(instant - self._ahead())

    def _ahead(self) -> timedelta:
        return timedelta(days=self.days())


def speed_of(clock: Clock) -> int | None:
    """How many times as fast as the machine's it runs; None for one that is not a running clock."""
    base = clock.base if isinstance(clock, AdvancedClock) else clock
    return base.speed if isinstance(base, RunningClock) else None


def local_date(instant: datetime) -> date:
    """The Asia/Shanghai date on which an instant falls."""
    return instant.astimezone(SHANGHAI).date()


def day_of(moment: date) -> date:
    """The date itself, or the Asia/Shanghai date of an instant."""
    return local_date(moment) if isinstance(moment, datetime) else moment


def instant_at(day: date, at: time) -> datetime:
    """The UTC instant of a local date and time of day in Asia/Shanghai."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def half_width(text: str) -> str:
    """The same text with full-width digits, letters and signs, as a Chinese input method leaves them, made plain."""
    return unicodedata.normalize("NFKC", text)


def named_value(text: str) -> tuple[str, str | None]:
    """What was written as `name=value`, its sign in full or half width; None where no value was written."""
    name, *value = re.split("[=＝]", text, maxsplit=1)
    return name.strip(), (value[0].strip() or None) if value else None


def parse_day(text: str, *, field: str = "日期") -> date:
    """A date written as 2026-02-13, in full or half width. Raises InvalidValue naming `field`."""
    try:
        return date.fromisoformat(half_width(text).strip())
    except ValueError:
        raise InvalidValue(field, text, "请写成 2026-02-13 这样确实存在的日期") from None


def clock_set_to(text: str | None) -> Clock:
    """The machine's clock, or the one that `text` sets: DATE (09:00) or DATETHH:MM in Asia/Shanghai.

    With xN behind it the clock runs N times as fast from there, beginning when this process first asks, or at the
    machine's instant behind a further @. Raises InvalidValue.
    """
    if not text:
        return SystemClock()
    at, speed, since = _read_setting(text)
    if not speed:
        return SetClock(at)
    return RunningClock(at, speed, since or _first_asked(text))


def started_clock(text: str | None, *, since: datetime) -> str | None:
    """The same setting with the beginning of a running clock written into it: every process then reads one time."""
    if not text or not _read_setting(text)[1] or "@" in text:
        return text
    return f"{text}@{since.isoformat()}"


def _read_setting(text: str) -> tuple[datetime, int, datetime | None]:
    found = SETTING.fullmatch(half_width(text))
    day, speed, since = (found["at"].strip(), int(found["speed"] or 0), found["since"]) if found else ("", 0, None)
    try:
        moment = datetime.fromisoformat(day)
        began = datetime.fromisoformat(since).astimezone(UTC) if since else None
    except ValueError:
        raise _clock_refused(text) from None
    if speed > FASTEST or (found and found["speed"] and not speed):
        raise _clock_refused(text)
    if "T" not in day:
        moment = moment.replace(hour=9)
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC), speed, began


def _clock_refused(text: str) -> InvalidValue:
    remedy = f"请写成 2026-02-13、2026-02-13T09:00，或 2026-02-13T09:00x60（60 倍速，最快 {FASTEST} 倍）"
    return InvalidValue("DUBAN_CLOCK", text, remedy)


@cache
def _first_asked(_setting: str) -> datetime:
    """When this process first used the setting: a command of its own, beside no service."""
    return SystemClock().now()
