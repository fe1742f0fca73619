"""What a time-limit phrase means: small frozen rules, independent of wording and of any date."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from duban.core.periods import PeriodUnit


class SpanUnit(StrEnum):
    """What a counted limit counts."""

    workday = "workday"
    """工作日。"""
    day = "day"
    """日（自然日）。"""
    week = "week"
    """周：一周后为下周的同一天。"""
    half_month = "half_month"
    """半个月，按15日计。"""
    month = "month"
    """个月：到对应日，没有对应日的到月末日（民法典第202条）。"""
    year = "year"
    """年。"""


class Roll(StrEnum):
    """What the text says of a day off."""

    unsaid = "unsaid"
    """文件未写。"""
    forward = "forward"
    """遇节假日顺延。"""
    back = "back"
    """遇节假日提前。"""


class Which(StrEnum):
    """Which period of its unit is meant."""

    every = "every"
    """每。"""
    this = "this"
    """本、当、该，或未写。"""
    next = "next"
    """次、下。"""


class DayMode(StrEnum):
    """How a named day binds."""

    limit = "limit"
    """5日前：含当日，最迟到这天。"""
    around = "around"
    """28日前后：一个窗口。"""
    event = "event"
    """每周一、每月1号：事情在这天发生。"""


class PartName(StrEnum):
    """A named part of a month."""

    early = "early"
    """上旬；月初、季度初、年初也按首月上旬。"""
    middle = "middle"
    """中旬。"""
    late = "late"
    """下旬。"""


@dataclass(frozen=True)
class Span:
    """A counted length, at least 1."""

    count: int
    unit: SpanUnit


@dataclass(frozen=True)
class PeriodRef:
    """Which stretch of the calendar is meant: 每季度末月, 次季度首月, 2026年6月, 上半年, 月.

    `number` names a month, quarter or half within its year; `month` picks a month inside a longer period
    (1 = first, -1 = last).
    """

    unit: PeriodUnit
    which: Which = Which.this
    number: int | None = None
    year: int | None = None
    month: int | None = None
    said: bool = field(default=True, compare=False)
    """Whether the text names the period at all; 5日前 does not."""

    @property
    def needs(self) -> PeriodUnit | None:
        """The period that must be told before this can be placed; None when the phrase names its year."""
        if self.year:
            return None
        return PeriodUnit.year if self.number else self.unit


ANCHOR: Final = "anchor"
"""What a counted limit needs: the day that it starts from."""
Need = PeriodUnit | Literal["anchor"] | None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Common to all rules: what the text says of days off, and the verb that followed (出台, 报送), if any."""

    roll: Roll = Roll.unsaid
    action: str = ""

    @property
    def needs(self) -> Need:
        """What must be told before a date can be computed: "anchor", a period's unit, or None."""
        return ANCHOR

    @property
    def recurring(self) -> bool:
        """Whether the phrase says 每."""
        return False

    @property
    def opens(self) -> bool:
        """Whether the phrase says from when only (30日后), and no last day."""
        return False


@dataclass(frozen=True, kw_only=True)
class Counted(Rule):
    """N days, weeks or months counted from an event (会后3个工作日内) or back from one (会前3个工作日).

    `after` is 30日后: no earlier than the day on which that time is over.
    """

    span: Span
    event: str = ""
    before: bool = False
    after: bool = False

    @property
    def opens(self) -> bool:
        return self.after


@dataclass(frozen=True, kw_only=True)
class SameDay(Rule):
    """当天、不过夜: the event's own day; never rolls. `before` is 会前、到期前: no later than the event."""

    event: str = ""
    before: bool = False


@dataclass(frozen=True, kw_only=True)
class EveryInterval(Rule):
    """每2周: again after so long, counted from the time before."""

    span: Span

    @property
    def recurring(self) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class InPeriod(Rule):
    """A rule placed inside a period."""

    period: PeriodRef

    @property
    def needs(self) -> Need:
        return self.period.needs

    @property
    def recurring(self) -> bool:
        return self.period.which is Which.every


@dataclass(frozen=True, kw_only=True)
class NamedDay(InPeriod):
    """A day that a period has."""

    mode: DayMode
    bound: bool = field(default=True, compare=False)
    """Whether 前 or 前后 stands after this day itself; in a list it may stand after the last one only."""


@dataclass(frozen=True, kw_only=True)
class OnDay(NamedDay):
    """A day of the month: 每月5日前, 每季度末月28日前后, 每月1号, 2026年6月15日前."""

    day: int


@dataclass(frozen=True, kw_only=True)
class OnWeekday(NamedDay):
    """A day of the week: 每周一上午, 本周五前. Monday is 1."""

    weekday: int
    half_day: str = ""


@dataclass(frozen=True, kw_only=True)
class PeriodEnd(InPeriod):
    """By the end of a period or of a part of it: 6月底前, 三季度末, 上半年, 年内, 每月一次, 6月中旬前."""

    part: PartName | None = None


@dataclass(frozen=True, kw_only=True)
class PeriodPart(InPeriod):
    """Some day within a part of a month: 上旬, 9月下旬; `start`: written 初 (次季度初), the first month's 上旬."""

    part: PartName
    start: bool = False


@dataclass(frozen=True, kw_only=True)
class BeforeFestival(Rule):
    """春节前: the last working day before the holiday begins."""

    festival: str
    year: int | None = None

    @property
    def needs(self) -> Need:
        return None if self.year else PeriodUnit.year


@dataclass(frozen=True, kw_only=True)
class LongTerm(Rule):
    """长期: no date."""

    @property
    def needs(self) -> Need:
        return None
