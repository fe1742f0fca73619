"""Rules back into words: one canonical Chinese phrase per rule, which the grammar reads back as the same rule."""

from functools import singledispatch

from duban.core.periods import UNIT_NAMES, PeriodUnit
from duban.core.timelimits.rules import (
    BeforeFestival,
    Counted,
    DayMode,
    EveryInterval,
    LongTerm,
    OnDay,
    OnWeekday,
    PartName,
    PeriodEnd,
    PeriodPart,
    PeriodRef,
    Roll,
    Rule,
    SameDay,
    Span,
    SpanUnit,
    Which,
)
from duban.core.workdays import WEEKDAYS

DIGITS = "零一二三四五六七八九"
SPAN_NAMES = {
    SpanUnit.workday: "个工作日",
    SpanUnit.day: "日",
    SpanUnit.week: "周",
    SpanUnit.month: "个月",
    SpanUnit.year: "年",
}
PART_NAMES = {PartName.early: "上旬", PartName.middle: "中旬", PartName.late: "下旬"}
_WHICH = {Which.every: "每", Which.this: "本", Which.next: "次"}
_MONTH_OF = {1: "首月", 2: "次月", 3: "第三个月", -1: "末月"}
_TAIL = {DayMode.limit: "前", DayMode.around: "前后", DayMode.event: ""}
_ROLL = {Roll.unsaid: "", Roll.forward: "，遇节假日顺延", Roll.back: "，遇节假日提前"}


def wording(rule: Rule) -> str:
    """The canonical phrase of one rule."""
    return f"{_words(rule)}{_ROLL[rule.roll]}{rule.action}"


def span_words(span: Span) -> str:
    """3个工作日, 半个月, 1周."""
    return "半个月" if span.unit is SpanUnit.half_month else f"{span.count}{SPAN_NAMES[span.unit]}"


def event_words(event: str, *, before: bool) -> str:
    """会后, 会前; the two congresses are spoken of by their end (两会结束后)."""
    if before:
        return f"{event}前"
    return f"{event}结束后" if event == "两会" else f"{event}后" if event else ""


def period_words(ref: PeriodRef) -> str:
    """每季度末月, 2026年6月, 三季度, 本月."""
    if ref.number:
        year = f"{ref.year}年" if ref.year else "" if ref.which is Which.this else f"{_WHICH[ref.which]}年"
        return year + _numbered(ref.unit, ref.number)
    if ref.year:
        return f"{ref.year}年"
    month = _MONTH_OF[ref.month] if ref.month else ""
    return f"{_WHICH[ref.which]}{UNIT_NAMES[ref.unit]}{month}"


def _numbered(unit: PeriodUnit, number: int) -> str:
    if unit is PeriodUnit.quarter:
        return f"{DIGITS[number]}季度"
    if unit is PeriodUnit.half_year:
        return "上半年" if number == 1 else "下半年"
    return f"{number}月"


@singledispatch
def _words(rule: Rule) -> str:
    raise TypeError(rule)


@_words.register
def _(rule: Counted) -> str:
    tail = "后" if rule.after else "" if rule.before else "内"
    return f"{event_words(rule.event, before=rule.before)}{span_words(rule.span)}{tail}"


@_words.register
def _(rule: SameDay) -> str:
    return event_words(rule.event, before=rule.before) + ("" if rule.before else "当天")


@_words.register
def _(rule: OnDay) -> str:
    return f"{period_words(rule.period)}{rule.day}日{_TAIL[rule.mode]}"


@_words.register
def _(rule: OnWeekday) -> str:
    weekday = WEEKDAYS[rule.weekday - 1]
    return f"{_WHICH[rule.period.which]}周{weekday}{rule.half_day}{_TAIL[rule.mode]}"


@_words.register
def _(rule: PeriodEnd) -> str:
    if rule.part:
        return f"{period_words(rule.period)}{PART_NAMES[rule.part]}前"
    every = rule.recurring and not (rule.period.number or rule.period.month)
    return f"{period_words(rule.period)}{'' if every else '底前'}"


@_words.register
def _(rule: PeriodPart) -> str:
    return f"{period_words(rule.period)}{'初' if rule.start else PART_NAMES[rule.part]}"


@_words.register
def _(rule: BeforeFestival) -> str:
    return f"{f'{rule.year}年' if rule.year else ''}{rule.festival}前"


@_words.register
def _(rule: EveryInterval) -> str:
    return f"每{span_words(rule.span)}"


@_words.register
def _(_rule: LongTerm) -> str:
    return "长期"
