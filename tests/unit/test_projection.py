"""The county's year on the calendar: meetings, their stages, periods that are not held, and what a notice moves."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from duban.core.errors import CalendarYearMissing
from duban.core.periods import PeriodUnit, parse_period
from duban.core.workdays import Notice, published_calendar
from duban.institutions.loader import builtin_packs, load_pack_text
from duban.institutions.projection import CalendarRow, MovedRow, moved, project
from duban.institutions.schema import Pack

TEXT = builtin_packs()["county"].read_text(encoding="utf-8")
COUNTY = load_pack_text(TEXT, "county.yaml").pack
CALENDAR = published_calendar()
YEAR_2026 = project(COUNTY, CALENDAR, 2026)


def rows_of(rows: list[CalendarRow], cycle: str, stage: str = "convene") -> dict[str, CalendarRow]:
    """The rows of one stage of a cycle, by period."""
    return {row.period: row for row in rows if row.cycle == cycle and row.stage == stage}


def days_of(rows: list[CalendarRow], cycle: str, stage: str = "convene") -> list[str]:
    """Their days."""
    return [str(row.on) for row in rows_of(rows, cycle, stage).values()]


def edited(old: str, new: str) -> Pack:
    """The county's pack after an edit of its text."""
    assert old in TEXT, old
    return load_pack_text(TEXT.replace(old, new, 1), "edited.yaml").pack


def test_quarterly_analysis_of_a_quarter_is_held_in_the_next_one() -> None:
    meetings = rows_of(YEAR_2026, "经济形势分析会")
    assert {period: str(row.on) for period, row in meetings.items()} == {
        "2025-Q4": "2026-01-20",
        "2026-Q1": "2026-04-20",
        "2026-Q2": "2026-07-20",
        "2026-Q3": "2026-10-20",
    }
    assert {row.clause for row in meetings.values()} == {"C4"}
    assert meetings["2026-Q1"].window == (date(2026, 4, 15), date(2026, 4, 23))


def test_monthly_dispatch_is_near_the_25th_of_every_month() -> None:
    days = days_of(YEAR_2026, "重大项目月调度")
    assert days[:6] == ["2026-01-26", "2026-02-25", "2026-03-25", "2026-04-24", "2026-05-25", "2026-06-25"]
    assert days[6:] == ["2026-07-24", "2026-08-25", "2026-09-24", "2026-10-26", "2026-11-25", "2026-12-25"]


def test_half_year_observation_is_mid_june_and_mid_december() -> None:
    assert days_of(YEAR_2026, "半年现场观摩") == ["2026-06-15", "2026-12-15"]


def test_weekly_meeting_rolls_inside_its_week_and_says_so() -> None:
    meetings = rows_of(YEAR_2026, "每周工作例会")
    assert len(meetings) == 52
    assert [str(meetings[week].on) for week in ("2026-W02", "2026-W09", "2026-W41")] == [
        "2026-01-05",
        "2026-02-24",
        "2026-10-08",
    ]
    assert "休息日" in (meetings["2026-W09"].assumed or "")


def test_week_wholly_off_is_one_row_without_a_date() -> None:
    (row,) = [row for row in YEAR_2026 if row.cycle == "每周工作例会" and row.period == "2026-W08"]
    assert (row.stage, row.on, row.status, row.clause) == ("convene", None, "not_held", "C2")
    assert row.as_json()["date"] is None


def test_meeting_comes_before_its_other_stages_which_keep_their_order() -> None:
    stages = [row.stage for row in YEAR_2026 if (row.cycle, row.period) == ("重大项目月调度", "2026-10")]
    assert stages == ["convene", "notify", "collect", "brief", "decide", "publish"]


def test_stages_count_working_days_from_the_proposed_day() -> None:
    october = {row.stage: str(row.on) for row in YEAR_2026 if (row.cycle, row.period) == ("经济形势分析会", "2026-Q3")}
    assert october == {
        "convene": "2026-10-20",
        "notify": "2026-10-13",
        "collect": "2026-10-15",
        "brief": "2026-10-19",
        "decide": "2026-10-23",
        "publish": "2026-10-27",
    }


def test_preparation_for_january_may_fall_in_december() -> None:
    pack = edited("when: 次季度首月20日前后", "when: 次季度首月5日前后")
    notify = rows_of(project(pack, CALENDAR, 2026), "经济形势分析会", "notify")["2025-Q4"]
    assert notify.on == date(2025, 12, 26)


def test_materials_due_on_a_named_day_move_earlier_and_cite_their_own_clause() -> None:
    pack = edited("      collect: 会前3个工作日\n", "      collect: {within: 当月18日前, clause: C9}\n")
    rows = project(pack, CALENDAR, 2026)
    collect = rows_of(rows, "经济形势分析会", "collect")
    assert days_of(rows, "经济形势分析会", "collect") == ["2026-01-16", "2026-04-17", "2026-07-17", "2026-10-16"]
    assert {(row.clause, row.assumed) for row in collect.values()} == {("C9", "会前材料遇休息日一律提前")}
    assert rows_of(rows, "经济形势分析会", "brief")["2026-Q1"].clause == "C4"


def test_stage_without_its_own_authority_cites_the_cycle_and_says_what_is_assumed() -> None:
    notify = rows_of(YEAR_2026, "重大项目月调度", "notify")["2026-03"]
    assert (notify.clause, notify.assumed) == ("C6", "文件未规定各环节的时间")


def test_year_without_its_notice_is_provisional_throughout() -> None:
    assert {row.provisional for row in project(COUNTY, CALENDAR, 2027) if row.period.startswith("2027")} == {True}
    assert not any(row.provisional for row in YEAR_2026 if row.on and row.on.year == 2026 and row.period != "2026-W53")


def test_notice_moves_exactly_the_rows_it_touches() -> None:
    before = project(COUNTY, CALENDAR, 2027)
    notice = Notice("演练通知", off={date(2027, 1, 4): "元旦", date(2027, 1, 25): "调休"}, work={}, year=2027)
    after = project(COUNTY, CALENDAR.with_notices([notice]), 2027)
    changes = moved(before, after)
    assert MovedRow("每周工作例会", "2027-W01", "convene", date(2027, 1, 4), date(2027, 1, 5)) in changes
    assert moved(before, before) == []
    assert not any(row.provisional for row in rows_of(after, "重大项目月调度").values())


def test_period_that_is_no_longer_held_moves_to_no_date() -> None:
    week_off = Notice("停摆", off={date(2026, 3, day): "停" for day in range(2, 7)}, work={})
    changes = moved(YEAR_2026, project(COUNTY, CALENDAR.with_overlays([week_off]), 2026))
    assert MovedRow("每周工作例会", "2026-W10", "convene", date(2026, 3, 2), None) in changes
    assert MovedRow("每周工作例会", "2026-W10", "notify", date(2026, 2, 28), None) in changes


def test_local_days_off_of_the_pack_are_on_its_calendar() -> None:
    pack = edited("series:\n", "overlay:\n  off: {2026-08-25: 州庆}\n  assumed: 州里通知\nseries:\n")
    assert rows_of(project(pack, CALENDAR, 2026), "重大项目月调度")["2026-08"].on == date(2026, 8, 24)


@cache
def many_years() -> list[list[CalendarRow]]:
    """2019 to 2026, projected once for all cycles."""
    return [project(COUNTY, CALENDAR, year) for year in range(2019, 2027)]


@pytest.mark.parametrize("cycle", [cycle.names(name)[0] for name, cycle in COUNTY.cycles.items()])
def test_over_the_years_every_period_comes_exactly_once(cycle: str) -> None:
    years = [rows_of(rows, cycle) for rows in many_years()]
    periods = [period for rows in years for period in rows]
    assert max(Counter(periods).values()) == 1
    assert [parse_period(key).next().key for key in periods[:-1]] == periods[1:]


def test_years_at_the_edge_of_the_data_are_projected_and_those_beyond_refused() -> None:
    assert project(COUNTY, CALENDAR, 2005)
    assert project(COUNTY, CALENDAR, 2100)
    with pytest.raises(CalendarYearMissing):
        project(COUNTY, CALENDAR, 2101)


def test_units_of_all_county_cycles_are_periods() -> None:
    units = {cycle.when.limit.needs for cycle in COUNTY.cycles.values()}
    half_month = PeriodUnit.half_month
    assert units == {PeriodUnit.week, half_month, PeriodUnit.month, PeriodUnit.quarter, PeriodUnit.half_year}


def test_cycle_held_by_several_bodies_comes_once_for_each_of_them() -> None:
    held = {row.cycle for row in YEAR_2026 if row.cycle.startswith("专门机构例会")}
    assert len(held) == 8
    one, other = (rows_of(YEAR_2026, f"专门机构例会·{body}") for body in ("国资委", "规委会"))
    assert [row.on for row in one.values()] == [row.on for row in other.values()]


def test_row_says_why_it_is_on_its_day() -> None:
    weekly = rows_of(YEAR_2026, "每周工作例会")
    assert weekly["2026-W02"].why == "名义日（周一，工作日）"
    assert "整段休息，不举行" in weekly["2026-W08"].why
    assert "顺延到此日" in weekly["2026-W09"].why
