"""Hypothesis strategies for rules, dates and spans."""

from datetime import date

from hypothesis import strategies as st

from duban.core.periods import MONTHS_IN, PeriodUnit
from duban.core.timelimits import rules

OFFICIAL_DAYS = st.dates(date(2010, 1, 1), date(2025, 12, 31))
EVENTS = st.sampled_from(["会", "批示", "送达", "收到", "交办", "纪要印发", "文件印发", "两会", "签收", "约谈"])
ROLLS = st.sampled_from(rules.Roll)
WHICHES = st.sampled_from(rules.Which)
ACTIONS = st.sampled_from(["", "出台", "完成", "报送", "持续推进"])
SPANS = st.builds(
    lambda count, unit: rules.Span(1 if unit is rules.SpanUnit.half_month else count, unit),
    st.integers(1, 60),
    st.sampled_from(rules.SpanUnit),
)
COUNTED = st.builds(
    rules.Counted,
    span=SPANS,
    event=st.one_of(st.just(""), EVENTS),
    after=st.booleans(),
    roll=ROLLS,
    action=ACTIONS,
)
SHORT_SPANS = SPANS.filter(lambda span: span.unit is not rules.SpanUnit.year)
COUNTED_BACK = st.builds(rules.Counted, span=SHORT_SPANS, event=st.just("会"), before=st.just(True), roll=ROLLS)
NAMED = st.one_of(
    st.builds(rules.PeriodRef, st.just(PeriodUnit.month), WHICHES, st.integers(1, 12)),
    st.builds(rules.PeriodRef, st.just(PeriodUnit.quarter), WHICHES, st.integers(1, 4)),
    st.builds(rules.PeriodRef, st.just(PeriodUnit.half_year), WHICHES, st.integers(1, 2)),
    st.builds(rules.PeriodRef, st.just(PeriodUnit.month), number=st.integers(1, 12), year=st.integers(2005, 2030)),
)
MONTH_OF = st.builds(
    rules.PeriodRef,
    st.sampled_from([PeriodUnit.quarter, PeriodUnit.half_year]),
    WHICHES,
    month=st.sampled_from([1, 2, 3, -1]),
)
PLAIN = st.builds(rules.PeriodRef, st.sampled_from(PeriodUnit), st.sampled_from([rules.Which.every, rules.Which.next]))
MONTHS = st.one_of(
    st.builds(rules.PeriodRef, st.sampled_from([PeriodUnit.month, PeriodUnit.two_months]), WHICHES),
    st.builds(rules.PeriodRef, st.just(PeriodUnit.month), WHICHES, st.integers(1, 12)),
    MONTH_OF,
)
ON_DAY = st.builds(
    rules.OnDay,
    period=MONTHS,
    day=st.integers(1, 28),
    mode=st.sampled_from([rules.DayMode.limit, rules.DayMode.around]),
    roll=ROLLS,
)
ON_WEEKDAY = st.builds(
    rules.OnWeekday,
    period=st.builds(rules.PeriodRef, st.just(PeriodUnit.week), WHICHES),
    weekday=st.integers(1, 7),
    mode=st.sampled_from([rules.DayMode.limit, rules.DayMode.event]),
    half_day=st.sampled_from(["", "上午"]),
)
PERIOD_END = st.builds(rules.PeriodEnd, period=st.one_of(NAMED, MONTH_OF, PLAIN), roll=ROLLS, action=ACTIONS)
PERIOD_PART = st.builds(rules.PeriodPart, period=MONTHS, part=st.sampled_from(rules.PartName))
DAYS_AND_PERIODS = st.one_of(ON_DAY, ON_WEEKDAY, PERIOD_END, PERIOD_PART)
FESTIVALS = st.builds(rules.BeforeFestival, festival=st.sampled_from(["春节", "国庆节", "元旦", "劳动节"]))
OTHERS = st.one_of(
    st.builds(rules.SameDay, event=st.one_of(st.just(""), EVENTS)),
    st.builds(rules.SameDay, event=st.just("到期"), before=st.just(True)),
    FESTIVALS,
    st.builds(rules.LongTerm),
)
RULES = st.one_of(COUNTED, COUNTED_BACK, DAYS_AND_PERIODS, OTHERS)
PERIOD_UNITS = st.sampled_from(PeriodUnit)
MONTH_UNITS = st.sampled_from(sorted(MONTHS_IN))
