"""The dates that must come out of the documents' phrases, with the days that lead to them."""

from datetime import date

import pytest

from duban.core.errors import CalendarYearMissing, InvalidValue
from duban.core.periods import parse_since
from duban.core.timelimits import Due, parse, resolve
from duban.core.workdays import published_calendar


def due(phrase: str, since: str | None = None, before: str | None = None) -> Due:
    return resolve(
        parse(phrase),
        published_calendar(),
        since=parse_since(since) if since else None,
        before_meeting=date.fromisoformat(before) if before else None,
    )


@pytest.mark.parametrize(
    ("phrase", "since", "expected"),
    [
        ("会后3个工作日内", "2026-09-28", "2026-10-08"),
        ("批示后1个工作日内", "2026-02-13", "2026-02-14"),
        ("会后半个月内", "2026-02-02", "2026-02-24"),
        ("会后1个月内", "2026-01-31", "2026-02-28"),
        ("20个工作日内", "2026-04-20", "2026-05-20"),
        ("每月5日前,遇节假日顺延", "2026-04", "2026-04-07"),
        ("每月5日前,遇节假日顺延", "2026-10", "2026-10-08"),
        ("每周一", "2026-02-23", "2026-02-24"),
        ("每周一", "2026-10-05", "2026-10-08"),
        ("春节前", "2026", "2026-02-14"),
        ("6月底前", "2026", "2026-06-30"),
        ("10月底前", "2026", "2026-10-30"),
        ("上半年", "2024", "2024-06-28"),
        ("三季度末", "2026", "2026-09-30"),
        ("年内", "2026", "2026-12-31"),
        ("当天", "2026-10-03", "2026-10-03"),
        ("不过夜", "2026-10-03", "2026-10-03"),
        ("会前3个工作日", "2026-10-09", "2026-09-29"),
        ("会前", "2026-10-08", "2026-09-30"),
        ("到期前", "2026-10-03", "2026-10-03"),
        ("次月5日前", "2026-03", "2026-04-03"),
        ("双月25日前", "2026-03", "2026-04-24"),
        ("每月31日前", "2026-04", "2026-04-30"),
        ("元旦前", "2026", "2025-12-31"),
        ("每2周", "2026-02-02", "2026-02-24"),
        ("2026年6月15日前", None, "2026-06-15"),
        ("次日", "2026-09-30", "2026-10-08"),
        ("6月中旬前", "2026", "2026-06-18"),
        ("每月1号", "2026-10", "2026-10-08"),
        ("每周五前", "2026-10-02", "2026-09-30"),
        ("一年内", "2024-02-29", "2025-02-28"),
    ],
)
def test_phrase_falls_on_the_day(phrase: str, since: str | None, expected: str) -> None:
    answer = due(phrase, since)
    assert (answer.status, str(answer.on), answer.provisional) == ("due", expected, False)
    assert str(answer.explain[-1].on) == expected


@pytest.mark.parametrize(
    ("phrase", "since", "proposed", "window"),
    [
        ("每季度末月28日前后", "2026-Q1", "2026-03-27", ("2026-03-25", "2026-03-31")),
        ("每季度末月28日前后", "2026-Q2", "2026-06-29", ("2026-06-24", "2026-06-30")),
        ("每季度初月20日前后", "2026-Q2", "2026-04-20", ("2026-04-15", "2026-04-23")),
        ("次季度初", "2026-Q1", "2026-04-10", ("2026-04-01", "2026-04-10")),
        ("上旬", "2026-04", "2026-04-10", ("2026-04-01", "2026-04-10")),
        ("次季度首月20日前后", "2025-Q4", "2026-01-20", ("2026-01-15", "2026-01-23")),
    ],
)
def test_window_proposes_a_day_inside_it(phrase: str, since: str, proposed: str, window: tuple[str, str]) -> None:
    answer = due(phrase, since)
    assert (answer.status, str(answer.on)) == ("window", proposed)
    assert tuple(map(str, answer.window or ())) == window


def test_materials_before_a_meeting_always_move_earlier() -> None:
    assert str(due("当月18日前", before="2026-04-20").on) == "2026-04-17"
    assert str(due("每月25日前", "2026-04", before="2026-04-20").on) == "2026-04-17"
    assert str(due("每月5日前，遇节假日顺延", "2026-10", before="2026-10-09").on) == "2026-09-30"
    assert str(due("送达后5日内", "2026-09-28", before="2026-10-09").on) == "2026-09-30"
    assert str(due("送达后20个工作日内", "2026-04-01", before="2026-04-20").on) == "2026-04-17"


@pytest.mark.parametrize(
    ("phrase", "since", "meeting", "expected", "window"),
    [
        ("每月25日前后", "2026-03", "2026-03-26", "2026-03-25", ("2026-03-20", "2026-03-25")),
        ("每月25日前后", "2026-03", "2026-03-24", "2026-03-23", ("2026-03-20", "2026-03-23")),
        ("上旬", "2026-04", "2026-04-09", "2026-04-08", ("2026-04-01", "2026-04-08")),
        ("上旬", "2026-04", "2026-04-30", "2026-04-10", ("2026-04-01", "2026-04-10")),
        ("上旬", "2026-04", "2026-03-31", "2026-03-30", None),
        ("每月25日前后", "2026-03", "2026-03-10", "2026-03-09", None),
        ("春节前", "2026", "2026-02-10", "2026-02-09", None),
        ("春节前", "2026", "2026-03-10", "2026-02-14", None),
        ("春节前", "2026", "2026-02-24", "2026-02-14", None),
    ],
)
def test_window_and_festival_serve_the_meeting_too(
    phrase: str, since: str, meeting: str, expected: str, window: tuple[str, str] | None
) -> None:
    answer = due(phrase, since, before=meeting)
    assert str(answer.on) == expected
    assert (tuple(map(str, answer.window)) if answer.window else None) == window


@pytest.mark.parametrize(
    ("phrase", "since", "expected"),
    [
        ("6月中旬、12月中旬前", "2026", ["2026-06-18", "2026-12-18"]),
        ("3月上旬、6月中旬、9月下旬前", "2026", ["2026-03-10", "2026-06-18", "2026-09-30"]),
        ("6月15日、12月15日前后", "2026", ["2026-06-15", "2026-12-15"]),
    ],
)
def test_days_listed_together_share_what_stands_after_the_last(phrase: str, since: str, expected: list[str]) -> None:
    parts = due(phrase, since).parts or ()
    assert [str(part.on) for part in parts] == expected
    assert len({part.status for part in parts}) == 1


def test_week_of_holidays_is_not_held() -> None:
    answer = due("每周一", "2026-02-16")
    assert (answer.status, answer.on) == ("not_held", None)
    assert "不举行" in (answer.assumed or "")


def test_long_term_has_no_date_and_an_unknown_anchor_waits() -> None:
    assert due("长期").status == "none"
    assert due("两会结束后1周内").status == "waiting"
    assert due("6月底前").status == "waiting"
    assert str(due("两会结束后1周内", "2026-01-20").on) == "2026-01-27"


def test_conjunction_gives_every_part_and_the_first_as_due() -> None:
    answer = due("6月底前出台,年内持续推进", "2026")
    assert str(answer.on) == "2026-06-30"
    assert [str(part.on) for part in answer.parts or ()] == ["2026-06-30", "2026-12-31"]


def test_date_past_the_horizon_is_provisional() -> None:
    answer = due("会后3个工作日内", "2027-02-04")
    assert (str(answer.on), answer.provisional) == ("2027-02-11", True)


def test_rolling_that_the_text_does_not_state_is_assumed() -> None:
    assert due("每月5日前,遇节假日顺延", "2026-10").assumed is None
    assert "民法典第203条" in (due("会后半个月内", "2026-02-02").assumed or "")
    assert due("会后3个工作日内", "2026-09-28").assumed is None


def test_explanation_shows_every_day_and_why_it_did_not_count() -> None:
    steps = due("会后3个工作日内", "2026-09-28").explain
    assert [str(step.on) for step in steps if step.counted] == ["2026-09-29", "2026-09-30", "2026-10-08"]
    assert steps[3].why == "不计入（周四，国庆节放假）"
    assert len(steps) == 11


@pytest.mark.parametrize(
    ("phrase", "since", "says"),
    [
        ("会后3个工作日内", "2026-09", "请写日期"),
        ("每月5日前", "2026-Q1", "请写得更细"),
        ("每周一", "2026", "请写得更细"),
    ],
)
def test_since_of_the_wrong_kind_is_refused(phrase: str, since: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        due(phrase, since)


@pytest.mark.parametrize("since", ["2003-05-06", "2150-01-04"])
def test_year_without_statutory_data_is_an_error(since: str) -> None:
    with pytest.raises(CalendarYearMissing, match="没有"):
        due("会后3个工作日内", since)


@pytest.mark.parametrize(
    "phrase", ["每月5日前", "每周一", "6月底前", "上旬", "春节前", "会前", "到期前", "当天", "每2周", "会前3日", "年内"]
)
def test_without_its_anchor_or_period_every_rule_waits(phrase: str) -> None:
    assert due(phrase).status == "waiting"


@pytest.mark.parametrize(
    ("phrase", "since"),
    [("清明节前", "2006"), ("每周", "2026-02-16"), ("每周", "2026-02-22")],
)
def test_period_without_the_day_is_not_held(phrase: str, since: str) -> None:
    assert due(phrase, since).status == "not_held"


@pytest.mark.parametrize(
    ("phrase", "since", "expected"),
    [
        ("次年1月底前", "2025", "2026-01-30"),
        ("明年一季度", "2025-08-01", "2026-03-31"),
        ("每月1号,遇节假日提前", "2026-10", "2026-09-30"),
        ("6月底前,遇节假日顺延", "2024", "2024-07-01"),
        ("会后15日内,遇节假日提前", "2026-02-02", "2026-02-14"),
        ("2026年春节前", None, "2026-02-14"),
        ("每季度末月25日前", "2026-03", "2026-03-25"),
    ],
)
def test_what_the_text_says_of_days_off_wins(phrase: str, since: str | None, expected: str) -> None:
    assert str(due(phrase, since).on) == expected


def test_report_due_before_a_meeting_is_never_after_it() -> None:
    assert str(due("每月", "2026-04", before="2026-04-20").on) == "2026-04-17"
    assert str(due("会前5个工作日", before="2026-10-20").on) == "2026-10-13"
