"""The one clock. Everything that needs "now" is handed a Clock; only this module reads the machine's time."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

import pendulum

from duban.core.errors import InvalidValue

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Dates of the ledger are dates in this zone; instants are UTC."""


class Clock(Protocol):
    """What time it is for this command, flow or rehearsal."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...

    def today(self) -> date:
        """The present date in Asia/Shanghai."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(pendulum.now("UTC").timestamp(), UTC)

    def today(self) -> date:
        return local_date(self.now())


@dataclass
class SetClock:
    """A clock that stands where it was set, for tests, demonstrations and rehearsals."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return local_date(self.at)


def local_date(instant: datetime) -> date:
    """The Asia/Shanghai date on which an instant falls."""
    return instant.astimezone(SHANGHAI).date()


def instant_at(day: date, at: time) -> datetime:
    """The UTC instant of a local date and time of day in Asia/Shanghai."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def half_width(text: str) -> str:
    """The same text with full-width digits, letters and signs, as a Chinese input method leaves them, made plain."""
    return unicodedata.normalize("NFKC", text)


def parse_day(text: str, *, field: str = "日期") -> date:
    """A date written as 2026-02-13, in full or half width. Raises InvalidValue naming `field`."""
    try:
        return date.fromisoformat(half_width(text).strip())
    except ValueError:
        raise InvalidValue(field, text, "请写成 2026-02-13 这样确实存在的日期") from None


def clock_set_to(text: str | None) -> Clock:
    """The machine's clock, or one that stands at `text`: DATE (09:00) or DATETHH:MM in Asia/Shanghai."""
    if not text:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValue("DUBAN_CLOCK", text, "请写成 2026-02-13 或 2026-02-13T09:00") from None
    if "T" not in text:
        moment = moment.replace(hour=9)
    return SetClock((moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC))
