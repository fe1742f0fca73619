"""The county's meetings and reviews (C2, C4 to C8, C43, C44) on their days; rules written wrongly are refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duban.institutions.loader import builtin_packs
from tests.cli.conftest import Duban

pytestmark = pytest.mark.slow
COUNTY = builtin_packs()["county"].read_text(encoding="utf-8")
Year = Callable[[int], list[dict[str, Any]]]


@pytest.fixture
def year(duban: Duban) -> Year:
    """The county's calendar of a year."""

    def call(number: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = duban("calendar", "county", "--year", str(number), "--json").document
        return rows

    return call


def days(rows: list[dict[str, Any]], cycle: str, stage: str = "convene") -> dict[str, str | None]:
    """Period → day of one stage of a cycle."""
    return {row["period"]: row["date"] for row in rows if row["cycle"] == cycle and row["stage"] == stage}


def refused(duban: Duban, home: Path, old: str, new: str) -> str:
    """What `duban pack check` says of the county's pack with one thing written otherwise."""
    assert old in COUNTY
    wrong = home / "wrong.yaml"
    wrong.write_text(COUNTY.replace(old, new, 1), encoding="utf-8")
    ran = duban("pack", "check", str(wrong))
    assert ran.code == 1, ran.out
    return ran.out + ran.err


def test_c02_weekly_meeting_is_on_monday_or_the_next_workday_of_its_week(year: Year, duban: Duban, home: Path) -> None:
    held = days(year(2026), "每周工作例会")
    assert held["2026-W48"] == "2026-11-23"
    assert held["2026-W41"] == "2026-10-08"
    assert held["2026-W08"] is None
    says = refused(duban, home, "when: 每周一上午", "when: 每周一次例会开好")
    assert "读不懂" in says


def test_c04_quarterly_analysis_is_early_in_the_next_quarter(year: Year, duban: Duban, home: Path) -> None:
    assert list(days(year(2026), "经济形势分析会").values()) == ["2026-01-20", "2026-04-20", "2026-07-20", "2026-10-20"]
    assert "会前" in refused(duban, home, "brief:   会前1个工作日\n", "brief:   会后1个工作日内\n")


def test_c05_each_of_seven_works_has_its_quarterly_review(year: Year, duban: Duban, home: Path) -> None:
    rows = year(2026)
    held = {row["cycle"] for row in rows if row["clause"] == "C5" and row["stage"] == "convene"}
    assert len(held) == 7
    assert list(days(rows, "重点工作点评会·财税增收").values()) == [
        "2026-02-24",
        "2026-05-20",
        "2026-08-20",
        "2026-11-20",
    ]
    assert "周期" in refused(duban, home, "when: 每季度次月20日前后", "when: 会后3个工作日内")


def test_c06_major_projects_are_dispatched_monthly_and_the_result_reported(year: Year, duban: Duban) -> None:
    rows = year(2026)
    held = days(rows, "重大项目月调度")
    assert len(held) == 12
    assert all(day and abs(date.fromisoformat(day).day - 25) <= 5 for day in held.values())
    published = days(rows, "重大项目月调度", "publish")
    assert all(str(published[period]) > str(day) for period, day in held.items())
    assert duban("calendar", "county", "--year", "二〇二六").code == 2


def test_c07_the_county_head_reviews_major_projects_each_quarter(year: Year, duban: Duban, home: Path) -> None:
    rows = [row for row in year(2026) if row["cycle"] == "重大项目季点评" and row["stage"] == "convene"]
    assert [row["date"] for row in rows] == ["2026-03-25", "2026-06-25", "2026-09-24", "2026-12-25"]
    assert {row["clause"] for row in rows} == {"C7"}
    assert "县长" in duban("pack", "show", "county").out
    assert refused(duban, home, "    clause: C7\n", "    clause: C77\n")


def test_c08_projects_are_visited_twice_a_year(year: Year, duban: Duban) -> None:
    assert list(days(year(2026), "半年现场观摩").values()) == ["2026-06-15", "2026-12-15"]
    ran = duban("calendar", "county", "--year", "2101")
    assert ran.code != 0
    assert "2101" in ran.err


def test_c43_executive_meetings_come_twice_a_month(year: Year, duban: Duban, home: Path) -> None:
    held = days(year(2026), "县政府常务会议")
    assert len(held) == 24
    assert held["2026-11-S2"] == "2026-11-30"
    assert "周期" in refused(duban, home, "when: 每半个月召开一次", "when: 会后半个月内")


def test_c44_each_specialised_body_meets_monthly_and_assigns_within_three_days(year: Year, duban: Duban) -> None:
    rows = [row for row in year(2026) if row["cycle"].startswith("专门机构例会")]
    assert len({row["cycle"] for row in rows}) == 8
    assert {row["clause"] for row in rows if row["stage"] == "decide"} == {"C17"}
    assert days(rows, "专门机构例会·规委会", "decide")["2026-11"] == "2026-11-19"
    assert duban("calendar", "no-such-pack", "--year", "2026").code != 0
