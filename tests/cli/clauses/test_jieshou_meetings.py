"""J1, J2, J6, J7, J9: Jieshou's meetings on their days, who is asked to them, and what is brought."""

from typing import Any

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
ECONOMIC = {
    *("市经信委", "市发改委", "市财政局", "市商务局", "市统计局"),
    *("市招商办", "市金融办", "市融资办", "市重点工程管理局", "市园区管委会"),
}
TOWNS = {"光武镇", "邴集乡", "东城街道"}


def days(rows: list[dict[str, Any]], cycle: str, stage: str = "convene") -> dict[str, str | None]:
    """Period → day of one stage of a cycle."""
    return {row["period"]: row["date"] for row in rows if row["cycle"] == cycle and row["stage"] == stage}


def asked(told: Any) -> set[str]:
    """The units that were asked to a meeting."""
    return {row["unit"] for row in told["attendance"]}


def test_j1_party_building_is_reviewed_about_the_28th_of_each_quarters_last_month(jieshou: At) -> None:
    rows = jieshou("02-27T09:00", "calendar", "jieshou", "--year", "2026")
    held = days(rows, "党建工作推进会")
    assert list(held.values()) == ["2026-03-27", "2026-06-29", "2026-09-28", "2026-12-28"]
    meeting = ("cycle", "run", "党建工作推进会", "2026-Q1")
    told = jieshou("03-20T09:00", *meeting, "通知")
    ministries = {"市纪委", "市委组织部", "市委宣传部", "市委政法委", "市委统战部", "市直工委"}
    assert asked(told) == {"市委", *ministries}
    (first, *_) = jieshou("03-20T10:00", "report", "list", "党建工作推进会·会议材料")
    head = ("report", "submit", first["code"], "--by", "市委书记", "--part", "本季度党建工作开展情况=已开展主题活动")
    assert "没有载明下一季度思路任务措施，请加 --part 下一季度思路任务措施=…（J1）" in jieshou(
        "03-23T09:00", *head, refused=True
    )
    done = jieshou("03-23T09:00", *head, "--part", "下一季度思路任务措施=抓基层组织")
    assert (done["label"], done["late"], done["to"]) == ("已报送", False, ["市委办公室"])


def test_j1_the_day_is_fixed_within_the_window_and_skipped_only_by_the_secretary(jieshou: At) -> None:
    meeting = ("党建工作推进会", "2026-Q1")
    fix = ("cycle", "fix", *meeting, "--reason", "省里有会", "--by", "市委书记", "--to")
    assert "请在 2026-03-25 至 2026-03-31 之间定" in jieshou("03-02T09:00", *fix, "2026-04-02", refused=True)
    assert jieshou("03-02T09:00", *fix, "2026-03-30")["meeting_on"] == "2026-03-30"
    skip = ("cycle", "skip", *meeting, "--reason", "另行安排")
    assert "市委书记" in jieshou("03-02T10:00", *skip, "--by", "市长", refused=True)
    assert jieshou("03-02T10:00", *skip, "--by", "市委书记")["state"] == "skipped"


def test_j2_the_economy_is_analysed_about_the_20th_of_each_quarters_first_month(jieshou: At) -> None:
    rows = jieshou("02-27T09:00", "calendar", "jieshou", "--year", "2026")
    assert days(rows, "经济形势分析会") == {
        "2026-Q1": "2026-01-20",
        "2026-Q2": "2026-04-20",
        "2026-Q3": "2026-07-20",
        "2026-Q4": "2026-10-20",
    }
    told = jieshou("04-13T09:00", "cycle", "run", "经济形势分析会", "2026-Q2", "通知")
    assert asked(told) == {"市委", "市政府", *ECONOMIC, *TOWNS}
    skip = ("cycle", "skip", "经济形势分析会", "2026-Q2", "--by", "市委书记")
    assert "理由" in jieshou("04-14T09:00", *skip, refused=True)


def test_j6_the_leading_bodies_meet_each_month_after_the_reports_came(jieshou: At) -> None:
    rows = jieshou("02-27T09:00", "calendar", "jieshou", "--year", "2026")
    held = days(rows, "市几套班子联席会议")
    reported = days(rows, "月计划和月报表", "report")
    assert len(held) == 12
    assert all(str(reported[period]) <= str(day) for period, day in held.items())
    told = jieshou("03-05T09:00", "cycle", "run", "市几套班子联席会议", "2026-03", "通知")
    assert asked(told) == {"市委", "市政府", "市人大常委会", "市政协"}


def test_j7_each_leader_reviews_the_economy_every_month(jieshou: At) -> None:
    rows = jieshou("02-27T09:00", "calendar", "jieshou", "--year", "2026")
    held = {row["cycle"] for row in rows if row["clause"] == "J7" and row["stage"] == "convene"}
    assert len(held) == 5
    assert all(len(days(rows, cycle)) == 12 for cycle in held)
    told = jieshou("03-20T09:00", "cycle", "run", "经济运行月调度·工业", "2026-03", "通知")
    assert asked(told) == ECONOMIC
    convene = ("cycle", "run", "经济运行月调度·工业", "2026-03", "召开", "--absent", "市教育局=外出")
    assert "没有被通知参加" in jieshou("03-25T09:00", *convene, refused=True)


def test_j9_the_weekly_meeting_is_on_monday_or_the_next_workday_of_its_week(jieshou: At) -> None:
    rows = jieshou("02-27T09:00", "calendar", "jieshou", "--year", "2026")
    held = days(rows, "每周议事例会")
    assert (held["2026-W10"], held["2026-W41"], held["2026-W08"]) == ("2026-03-02", "2026-10-08", None)
    told = jieshou("02-27T10:00", "cycle", "run", "每周议事例会", "2026-W10", "通知")
    offices = {"中共界首市委办公室", "界首市人民政府办公室"}
    assert asked(told) == {"市委", "市政府", "市人大常委会", "市政协", *offices}
    assert {row["unit"] for row in jieshou("02-27T11:00", "report", "list")} == offices


def test_j9_only_the_secretary_calls_it_off(jieshou: At) -> None:
    skip = ("cycle", "skip", "每周议事例会", "2026-W10", "--reason", "集中调研")
    assert "市委书记" in jieshou("02-27T10:00", *skip, "--by", "市长", refused=True)
    assert jieshou("02-27T11:00", *skip, "--by", "市委书记")["state"] == "skipped"
    assert "2026-W99" in jieshou("02-27T10:00", "cycle", "run", "每周议事例会", "2026-W99", "通知", refused=True)
    assert jieshou("02-27T12:00", "verify")["ok"]
