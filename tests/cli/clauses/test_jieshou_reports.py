"""J3, J4: materials for the economic analysis by the 18th; monthly plan and report by the 5th, later after holidays."""

import pytest

from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
MATERIALS = "经济形势分析会·会议材料"
MONTHLY = "月计划和月报表"
COMPARED = ("与全省及三类县比较", "与阜阳市比较", "与县域经济考核先进县比较")
FINANCE = ("--by", "市财政局局长")
PLAN = ("全委会和“两会”安排的工作", "年度目标任务分解", "阶段性中心工作", "临时交办事项")
DONE = ("上月抓落实", "上月办实事", "上月解难题")


def parts(*names: str) -> tuple[str, ...]:
    """These parts of a report, each with something to say."""
    return tuple(word for name in names for word in ("--part", f"{name}=见数据表"))


def owed(at: At, moment: str, name: str, unit: str) -> str:
    """The code of what a unit owes."""
    return str(next(row["code"] for row in at(moment, "report", "list", name) if row["unit"] == unit))


def test_j3_materials_are_due_on_the_18th_or_the_workday_before_it(jieshou: At) -> None:
    rows = [row for row in jieshou("02-27T09:00", "calendar", "jieshou", "--year", "2026") if row["clause"] == "J3"]
    assert [(row["cycle"], row["stage"], row["date"]) for row in rows] == [
        ("经济形势分析会", "collect", "2026-01-16"),
        ("经济形势分析会", "collect", "2026-04-17"),
        ("经济形势分析会", "collect", "2026-07-17"),
        ("经济形势分析会", "collect", "2026-10-16"),
    ]
    assert all("提前" in row["assumed"] for row in rows)


def test_j3_a_meeting_before_the_18th_moves_them_earlier_still(jieshou: At) -> None:
    meeting = ("经济形势分析会", "2026-Q2")
    fix = ("cycle", "fix", *meeting, "--reason", "省里开会", "--by", "市委书记", "--to", "2026-04-16")
    told = jieshou("04-01T09:00", *fix)
    assert next(each["due_on"] for each in told["stages"] if each["stage"] == "collect") == "2026-04-15"


def test_j3_materials_go_to_both_offices_with_the_comparison_and_the_forecast(jieshou: At) -> None:
    jieshou("04-13T09:00", "cycle", "run", "经济形势分析会", "2026-Q2", "通知")
    listed = jieshou("04-13T10:00", "report", "list", MATERIALS)
    assert {row["due_on"] for row in listed} == {"2026-04-17"}
    assert {"市经信委", "市园区管委会", "光武镇", "邴集乡", "东城街道"} <= {row["unit"] for row in listed}
    assert not {"市委", "市政府", "市教育局"} & {row["unit"] for row in listed}
    code = owed(jieshou, "04-13T10:00", MATERIALS, "市统计局")
    submit = ("report", "submit", code, "--by", "市统计局局长")
    said = jieshou("04-15T09:00", *submit, *parts(*COMPARED), refused=True)
    assert "没有载明数据预测和分析、对策和建议" in said
    assert "（J3）" in said
    assert "“题外话”无效；须载明的有：" in jieshou("04-15T09:00", *submit, *parts("题外话"), refused=True)
    told = jieshou("04-15T09:00", *submit, *parts(*COMPARED, "数据预测和分析", "对策和建议"))
    assert (told["label"], told["late_on"], told["acts"][-1]["clause"]) == ("已报送", None, "J3")
    assert told["to"] == ["市委办公室", "市政府办公室"]
    assert told["says"].splitlines()[0] == "与全省及三类县比较：见数据表"
    assert jieshou("04-15T10:00", "verify")["ok"]


def test_j4_the_monthly_report_is_due_on_the_5th_or_the_first_workday_after_a_holiday(duban: Duban) -> None:
    phrase = "每月5日前（如遇节假日，顺延至节假日后第一个工作日，下同）"
    assert duban("due", phrase, "--from", "2026-10", "--json").document["due"] == "2026-10-08"
    rows = duban("calendar", "jieshou", "--year", "2026", "--json").document
    assert [row["date"] for row in rows if row["clause"] == "J4"] == [
        *("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-07", "2026-05-06", "2026-06-05"),
        *("2026-07-06", "2026-08-05", "2026-09-07", "2026-10-08", "2026-11-05", "2026-12-07"),
    ]


def test_j4_plan_and_report_come_together_to_the_two_leaders(jieshou: At) -> None:
    swept = jieshou("02-27T10:00", "sweep")
    assert swept["reports"]["opened"] == 22
    listed = jieshou("02-27T11:00", "report", "list", MONTHLY, "--period", "2026-03")
    assert {row["due_on"] for row in listed} == {"2026-03-05"}
    assert {"市人大常委会", "市政协", "市财政局", "光武镇"} <= {row["unit"] for row in listed}
    assert not {"市委", "市政府", "中共界首市委办公室"} & {row["unit"] for row in listed}
    code = owed(jieshou, "02-27T11:00", MONTHLY, "市财政局")
    submit = ("report", "submit", code, *FINANCE)
    said = jieshou("03-04T09:00", *submit, *parts(*PLAN), refused=True)
    assert "没有载明上月抓落实、上月办实事、上月解难题" in said
    assert "没有材料" in jieshou("03-04T09:00", *submit, refused=True)
    shape = jieshou("03-04T09:00", *submit, "--part", "上月办实事", refused=True)
    assert "请写成 名称=内容" in shape
    told = jieshou("03-04T10:00", *submit, *parts(*PLAN, *DONE))
    assert (told["label"], told["to"], told["acts"][-1]["clause"]) == ("已报送", ["市委书记", "市长"], "J4")
    assert "这一步由市委书记、市长、市委办公室主任、市政府办公室主任办理" in jieshou(
        "03-04T11:00", "report", "accept", code, "--by", "市督查考核局局长", refused=True
    )
    assert jieshou("03-04T11:00", "report", "accept", code, "--by", "市委办公室主任")["label"] == "已收件"


def test_j4_what_is_missing_is_found_and_chased(jieshou: At) -> None:
    jieshou("02-27T10:00", "sweep")
    assert jieshou("03-05T17:00", "report", "list", MONTHLY, "--late") == []
    assert jieshou("03-06T09:00", "sweep")["reports"]["chased"] == 22
    code = owed(jieshou, "03-06T09:30", MONTHLY, "光武镇")
    told = jieshou("03-06T10:00", "report", "submit", code, "--by", "光武镇镇长", *parts(*PLAN, *DONE))
    assert (told["late"], told["late_on"]) == (True, "2026-03-05")
    assert len(jieshou("03-06T11:00", "report", "list", MONTHLY, "--late")) == 22
    waive = ("report", "waive", owed(jieshou, "03-06T11:00", MONTHLY, "邴集乡"), "--reason", "抗洪")
    assert "这一步由市委书记、市长办理" in jieshou("03-06T11:00", *waive, "--by", "市委办公室主任", refused=True)
    assert jieshou("03-06T12:00", *waive, "--by", "市长")["label"] == "免报"
    assert jieshou("03-06T13:00", "verify")["ok"]
