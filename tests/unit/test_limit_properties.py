"""What holds for every rule and every date: wording reads back, dates move with their anchor, days add up."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from duban.core.errors import BadUsage, PhraseNotUnderstood
from duban.core.timelimits import Limit, parse, resolve
from duban.core.timelimits.rules import Counted, Roll, Rule, Span, SpanUnit
from duban.core.workdays import published_calendar
from tests.unit.strategies import COUNTED, COUNTED_BACK, DAYS_AND_PERIODS, FESTIVALS, OFFICIAL_DAYS, RULES, SPANS

DAYS_EACH = {SpanUnit.workday: 1, SpanUnit.day: 1, SpanUnit.week: 7, SpanUnit.half_month: 15}


@settings(max_examples=1500)
@given(RULES)
def test_wording_of_a_rule_reads_back_as_the_same_rule(rule: Rule) -> None:
    limit = Limit((rule,))
    assert parse(limit.phrase) == limit


@given(st.lists(RULES.filter(lambda rule: rule.roll is Roll.unsaid), min_size=2, max_size=3))
def test_conjunction_reads_back_part_by_part(parts: list[Rule]) -> None:
    limit = Limit(tuple(parts))
    assert parse(limit.phrase) == limit


@given(st.one_of(COUNTED, COUNTED_BACK), OFFICIAL_DAYS, st.integers(0, 40))
def test_later_anchor_never_falls_earlier(rule: Counted, start: date, later: int) -> None:
    calendar, limit = published_calendar(), Limit((rule,))
    earlier_due = resolve(limit, calendar, since=start)
    later_due = resolve(limit, calendar, since=start + timedelta(days=later))
    assert earlier_due.on is not None
    assert later_due.on is not None
    assert earlier_due.on <= later_due.on


@given(SPANS, OFFICIAL_DAYS)
def test_longer_span_never_falls_earlier(span: Span, start: date) -> None:
    calendar = published_calendar()
    longer = Span(span.count + 1, span.unit)
    shorter_due, longer_due = (
        resolve(Limit((Counted(span=each),)), calendar, since=start).on for each in (span, longer)
    )
    assert shorter_due is not None
    assert longer_due is not None
    assert shorter_due <= longer_due


@given(SPANS, OFFICIAL_DAYS)
def test_explanation_adds_up_to_the_date(span: Span, start: date) -> None:
    answer = resolve(Limit((Counted(span=span),)), published_calendar(), since=start)
    counted = [step.on for step in answer.explain if step.counted]
    assert answer.explain[0].on == start
    assert answer.explain[-1].on == answer.on
    assert len(counted) == span.count * DAYS_EACH.get(span.unit, 0) or span.unit not in DAYS_EACH
    assert published_calendar().is_workday(answer.on or start)


@given(RULES, OFFICIAL_DAYS)
def test_every_rule_answers_for_every_day_and_points_at_its_answer(rule: Rule, day: date) -> None:
    answer = resolve(Limit((rule,)), published_calendar(), since=day)
    if answer.on:
        assert answer.explain[-1].on == answer.on
    if answer.window and answer.on:
        assert answer.window[0] <= answer.on <= answer.window[1]


@given(st.one_of(DAYS_AND_PERIODS, FESTIVALS), OFFICIAL_DAYS, st.integers(-60, 60))
def test_what_serves_a_meeting_is_due_on_a_working_day_before_it(rule: Rule, day: date, later: int) -> None:
    meeting = day + timedelta(days=later)
    answer = resolve(Limit((rule,)), published_calendar(), since=day, before_meeting=meeting)
    if answer.on:
        assert answer.on < meeting
        assert published_calendar().is_workday(answer.on)
    if answer.window and answer.on:
        assert answer.window[0] <= answer.on <= answer.window[1] < meeting


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    refused = _refusal(text)
    if isinstance(refused, PhraseNotUnderstood):
        assert 0 <= refused.at <= len(text)
    assert refused is None or "请" in str(refused) or "此处可用" in str(refused)


def _refusal(text: str) -> BadUsage | None:
    try:
        parse(text)
    except BadUsage as refused:
        return refused
    return None
