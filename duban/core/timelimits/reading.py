"""Grammar trees to rules: one small method per production of grammar.lark."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from lark import Token, Transformer, v_args

from duban.core.errors import InvalidValue
from duban.core.periods import MONTHS_IN, PeriodUnit
from duban.core.timelimits.rules import (
    BeforeFestival,
    Counted,
    DayMode,
    EveryInterval,
    InPeriod,
    LongTerm,
    NamedDay,
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
from duban.core.timelimits.wording import DIGITS, PART_NAMES, period_words, span_words, wording
from duban.core.workdays import WEEKDAYS

_VALUES = {character: value for value, character in enumerate(DIGITS)} | {"两": 2}
LONGEST_SPAN = 999
ENUMERATION = "、"
"""Lists days; what stands after the last of them (前, 前后) binds them all. Other commas join whole limits."""
THIS_MONTH = PeriodRef(PeriodUnit.month, said=False)
"""Of a day that is written without its month (5日前)."""
_EVENTS = (
    (".*两会.*", "两会"),
    (".*研究确定", "研究确定"),
    (".*纪要印发", "纪要印发"),
    (".*会议?", "会"),
    (".*批示", "批示"),
    ("(收到|接到).*", "收到"),
    ("期满", "到期"),
    ("即日", ""),
)
"""Ways to speak of an event → its one name."""
_WHICH = {"每": Which.every, "次": Which.next, "明": Which.next, "下": Which.next}
_SPAN_UNITS = {
    "WORKDAYS": SpanUnit.workday,
    "DAY": SpanUnit.day,
    "PLAIN_DAYS": SpanUnit.day,
    "WEEK": SpanUnit.week,
    "UNIT_MONTH": SpanUnit.month,
    "UNIT_YEAR": SpanUnit.year,
}
_PERIOD_UNITS = {
    "WEEK": PeriodUnit.week,
    "TEN_DAY_UNIT": PeriodUnit.ten_days,
    "HALF_MONTH": PeriodUnit.half_month,
    "UNIT_MONTH": PeriodUnit.month,
    "TWO_MONTHS": PeriodUnit.two_months,
    "QUARTER_UNIT": PeriodUnit.quarter,
    "HALF_YEAR": PeriodUnit.half_year,
    "UNIT_YEAR": PeriodUnit.year,
}
_MONTHS_AS_PERIOD = {unit_months: unit for unit, unit_months in MONTHS_IN.items()}
_ONE_EACH = {
    "半年": PeriodUnit.half_year,
    "半月": PeriodUnit.half_month,
    "双月": PeriodUnit.two_months,
    "周": PeriodUnit.week,
    "月": PeriodUnit.month,
    "季": PeriodUnit.quarter,
    "年": PeriodUnit.year,
}
_MONTH_OF = {"首": 1, "初": 1, "第一": 1, "次": 2, "第二": 2, "第三": 3, "末": -1, "最后": -1}
_PARTS = {word: part for part, word in PART_NAMES.items()}
_FESTIVALS = {"春": "春节", "元": "元旦", "清": "清明节", "劳": "劳动节", "五": "劳动节", "端": "端午节"}
_FESTIVALS |= {"中": "中秋节", "国": "国庆节"}
_MODES = {"前": DayMode.limit, "后": DayMode.around, "右": DayMode.around}


def number(text: str) -> int:
    """An Arabic or Chinese numeral up to the hundreds: 15, 十五, 一百二十, 两."""
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    total = 0
    for digit, unit in re.findall(r"([零一二两三四五六七八九]*)([十百]?)", text):
        if digit or unit:
            value = int("".join(str(_VALUES[character]) for character in digit) or "1")
            total += value * {"": 1, "十": 10, "百": 100}[unit]
    return total


def _year(token: Token | None) -> int | None:
    return number(token.rstrip("年度")) if token else None


def _which(token: Token | None) -> Which:
    return _WHICH.get(token[0], Which.this) if token else Which.this


def _mode(tail: Token | None) -> DayMode | None:
    return _MODES[tail[-1]] if tail else None


def _event(token: Token | None) -> str:
    event = token or ""
    return next((name for pattern, name in _EVENTS if re.fullmatch(pattern, event)), str(event))


def _refuse_unsaid_period(first: Rule, later: Rule) -> None:
    """每月5日、20日前 and 每周一、周四 do not say of which period the second day is meant, nor how the first binds."""
    if not isinstance(later, InPeriod) or later.period.said or type(first) is not type(later):
        return
    if first.period != later.period:
        each = f"{wording(first)}，{wording(later)}"
        raise InvalidValue("时限", each, "后一个日期没有写明是哪一期，请逐一写全，如“每周一，每周四”")


def _sharing(first: Rule, later: Rule) -> Rule:
    """The first of two listed days with the 前 or 前后 that is written after the second only (6月中旬、12月中旬前)."""
    if first.action or first.roll is not Roll.unsaid:
        return first
    if isinstance(first, PeriodPart) and not first.start and isinstance(later, PeriodEnd) and later.part:
        return PeriodEnd(period=first.period, part=first.part)
    if isinstance(first, NamedDay) and type(first) is type(later) and not first.bound:
        return replace(first, mode=later.mode, bound=later.bound)
    return first


def _period_of(span: Span) -> PeriodUnit | None:
    """The calendar period that 每 so long comes to (每两个月 is 每双月, 每1周 is 每周), if there is one."""
    if span.unit is SpanUnit.month:
        return _MONTHS_AS_PERIOD.get(span.count)
    return {SpanUnit.week: PeriodUnit.week, SpanUnit.year: PeriodUnit.year}.get(span.unit) if span.count == 1 else None


@v_args(inline=True)
class Reader(Transformer[Token, Any]):
    """Turns the tree of a phrase into a tuple of rules."""

    def start(self, *words: Any) -> tuple[Rule, ...]:
        rules, commas = list(words[::2]), words[1::2]
        for first, later in pairwise(rules):
            _refuse_unsaid_period(first, later)
        for number in reversed(range(len(commas))):
            if commas[number] == ENUMERATION:
                rules[number] = _sharing(rules[number], rules[number + 1])
        return tuple(rules)

    def clause(self, rule: Rule, roll: Token | None, action: Token | None) -> Rule:
        said = Roll.unsaid if roll is None else Roll.back if "提前" in roll else Roll.forward
        return replace(rule, roll=said, action=str(action or ""))

    # ---- counted from an event
    def span(self, *words: Token) -> Span:
        if words[0].type == "HALF_MONTH":
            return Span(1, SpanUnit.half_month)
        if words[0].type == "HALF_YEAR":
            return Span(6, SpanUnit.month)
        count, unit = number(words[0]), words[-1].type
        if not 1 <= count <= LONGEST_SPAN:
            raise InvalidValue("时限", "".join(word for word in words if word), f"数目请写1—{LONGEST_SPAN}")
        if unit == "QUARTER_UNIT":
            return Span(count * 3, SpanUnit.month)
        return Span(count, _SPAN_UNITS[unit])

    count = length = span

    def counted(self, *words: Any) -> Counted:
        event = words[0] if isinstance(words[0], Token) else None
        return Counted(event=_event(event), span=next(word for word in words if isinstance(word, Span)))

    def counted_until_after(self, *words: Any) -> Rule:
        return replace(self.counted(*words), after=True)

    def counted_months(self, event: Token, month: Token, _within: Token | None) -> Rule:
        return Counted(event=_event(event), span=Span(number(month.rstrip("份月")), SpanUnit.month))

    def counted_next_day(self, *words: Any) -> Rule:
        return Counted(event=_event(words[0] if len(words) > 1 else None), span=Span(1, SpanUnit.day))

    def counted_back(self, event: Token, _before: Token, span: Span, _again: Token | None) -> Rule:
        return Counted(event=_event(event), span=span, before=True)

    def same_day(self, *words: Any) -> Rule:
        return SameDay(event=_event(words[0] if len(words) > 1 else None))

    def before_event(self, event: Token, _before: Token) -> Rule:
        return SameDay(event=_event(event), before=True)

    # ---- a named day
    def day_number(self, count: Token, _day: Token) -> int:
        return number(count)

    def on_day(self, *words: Any) -> Rule:
        period = words[0] if isinstance(words[0], PeriodRef) else THIS_MONTH
        day = next(word for word in words if isinstance(word, int))
        default = DayMode.event if period.which is Which.every else DayMode.limit
        tail = words[-1] if isinstance(words[-1], Token) else None
        if period.unit not in (PeriodUnit.month, PeriodUnit.two_months) and not period.month:
            raise InvalidValue("时限", f"{period_words(period)}{day}日", "请写明是哪个月，如“每季度末月25日前”")
        return OnDay(period=period, day=day, mode=_mode(tail) or default, bound=tail is not None)

    def on_weekday(self, which: Token | None, weekday: Token, half_day: Token | None, *tail: Token | None) -> Rule:
        period = PeriodRef(PeriodUnit.week, _which(which), said=which is not None)
        default = DayMode.event if which else DayMode.limit
        day = WEEKDAYS.index(weekday[-1].replace("天", "日")) + 1
        said = _mode(tail[0] if tail else None)
        half = str(half_day or "")
        return OnWeekday(period=period, weekday=day, mode=said or default, half_day=half, bound=said is not None)

    # ---- periods
    def period_end(self, *words: Any) -> Rule:
        period = words[0] if isinstance(words[0], PeriodRef) else PeriodRef(PeriodUnit.year)
        once = isinstance(words[-1], Token) and words[-1].type == "ONCE"
        return PeriodEnd(
            period=replace(period, which=Which.every) if once and period == PeriodRef(period.unit) else period
        )

    def one_each(self, words: Token) -> Rule:
        unit = next(unit for word, unit in _ONE_EACH.items() if word in words)
        return PeriodEnd(period=PeriodRef(unit, Which.every))

    def part_end(self, period: PeriodRef | None, part: Token, _before: Token) -> Rule:
        return PeriodEnd(period=period or THIS_MONTH, part=_PARTS[part])

    def period_part(self, period: PeriodRef | None, part: Token) -> Rule:
        if period and period.unit not in MONTHS_IN:
            raise InvalidValue("时限", f"{period_words(period)}{part}", "只有月、季度、年才分上旬和初，请改写")
        if part.type == "START":
            return PeriodPart(period=period or THIS_MONTH, part=PartName.early, start=True)
        return PeriodPart(period=period or THIS_MONTH, part=_PARTS[part])

    def festival(self, year: Token | None, festival: Token, _before: Token) -> Rule:
        return BeforeFestival(festival=_FESTIVALS[festival[0]], year=_year(year))

    def named_year(self, year: Token) -> PeriodRef:
        return PeriodRef(PeriodUnit.year, year=_year(year))

    def named_month(self, year: Token | None, month: Token) -> PeriodRef:
        return PeriodRef(PeriodUnit.month, number=number(month.rstrip("份月")), year=_year(year))

    def named_quarter(self, year: Token | None, quarter: Token) -> PeriodRef:
        return PeriodRef(PeriodUnit.quarter, number=number(quarter.strip("第季度")), year=_year(year))

    def named_half(self, year: Token | None, half: Token) -> PeriodRef:
        return PeriodRef(PeriodUnit.half_year, number=1 if half[0] == "上" else 2, year=_year(year))

    def named_month_of(self, which: Token, _year_unit: Token, month: Token) -> PeriodRef:
        return replace(self.named_month(None, month), which=_which(which))

    def named_quarter_of(self, which: Token, _year_unit: Token, quarter: Token) -> PeriodRef:
        return replace(self.named_quarter(None, quarter), which=_which(which))

    def named_half_of(self, which: Token, _year_unit: Token, half: Token) -> PeriodRef:
        return replace(self.named_half(None, half), which=_which(which))

    def which_period(self, which: Token, unit: Token) -> PeriodRef:
        return PeriodRef(_PERIOD_UNITS[unit.type], _which(which))

    def this_period(self, unit: Token) -> PeriodRef:
        return PeriodRef(_PERIOD_UNITS[unit.type])

    def month_of_period(self, which: Token | None, unit: Token, month: Token) -> PeriodRef:
        name = re.sub(r"个?月$", "", month)
        return PeriodRef(_PERIOD_UNITS[unit.type], _which(which), month=_MONTH_OF[name])

    def interval(self, word: Token, span: Span, _once: Token | None) -> Rule:
        if word.type == "SKIPPING" and span.count == 1:
            every = wording(EveryInterval(span=replace(span, count=2)))
            raise InvalidValue("时限", f"每隔{span_words(span)}", f"请写成“{every}”，或“{every.replace('2', '')}”")
        unit = _period_of(span)
        return PeriodEnd(period=PeriodRef(unit, Which.every)) if unit else EveryInterval(span=span)

    def long_term(self, _word: Token) -> Rule:
        return LongTerm()
