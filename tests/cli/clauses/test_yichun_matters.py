"""Y5, Y7, Y9, Y10: same-day matters on duty, the work report decomposed, the mayor's letters, proposals by the law."""

from typing import Any

import pytest

from tests.cli.clauses.matters import limits
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
OFFICE, WATER = ("--by", "督查科科长"), ("--by", "市水利局局长")
NAMED = ("--responsible", "局长 水长流", "--requirement", "完成12座水库除险加固", "--node", "2026-06-30 完成过半")


def issued(at: At, moment: str, kind: str, *options: str, decided: str = "2026-03-06") -> str:
    """A matter of the water bureau, issued and signed for at that moment."""
    draft = ("item", "draft", kind, "水库除险", "--unit", "市水利局", "--decided", decided, *options)
    code: str = at(moment, *draft)["code"]
    at(moment, "item", "issue", code)
    at(moment, "item", "receive", code, *WATER)
    return code


def show(at: At, moment: str, code: str) -> Any:
    """The item with its limits."""
    return at(moment, "item", "show", code)


def test_y5_important_papers_are_not_left_overnight_on_a_day_off_either(yichun: At) -> None:
    code = issued(yichun, "03-06T15:00", "重要文件和重大事项")
    ordinary = issued(yichun, "02-27T15:00", "重要决策和重点工作", decided="2026-02-27")
    assert limits(show(yichun, "03-06T16:00", code))["feedback"][0] == "2026-03-06"
    assert limits(show(yichun, "03-06T16:00", code))["completion"][0] == "2026-03-06"
    extend = ("item", "extend", code, "--until", "2026-03-09", "--reason", "材料未齐", *WATER)
    assert "这类事项不得延期" in yichun("03-06T16:00", *extend, refused=True)
    assert yichun("03-06T08:30", "sweep")["total"] == 0
    swept = yichun("03-07T08:30", "sweep")
    assert [(line["code"], line["limit_on"]) for line in swept["lines"]] == [(code, "2026-03-06")]
    assert show(yichun, "03-07T09:00", ordinary)["label"] == "办理中"
    report = ("item", "feedback", code, "--kind", "complete", "--says", "已连夜部署", *WATER)
    assert yichun("03-07T10:00", *report)["clause"] == "Y5"


def test_y5_what_the_grassroots_ask_is_answered_the_same_day_as_a_rule(yichun: At) -> None:
    draft = ("item", "draft", "基层请示事项", "请求支援排涝泵", "--unit", "市水利局", "--decided", "2026-03-06")
    late = yichun("03-06T17:00", *draft)["code"]
    yichun("03-09T09:00", "item", "issue", late)
    breaches = show(yichun, "03-09T10:00", late)["breaches"]
    assert [(each["limit_kind"], each["limit_on"]) for each in breaches] == [("issue", "2026-03-06")]
    code = issued(yichun, "03-10T09:00", "基层请示事项", decided="2026-03-10")
    assert limits(show(yichun, "03-10T09:30", code))["feedback"][0] == "2026-03-10"
    extend = ("item", "extend", code, "--until", "2026-03-12", "--reason", "需现场查看", *WATER)
    assert "延期须在2026-03-10截止时刻以前提出（Y5）" in yichun("03-10T17:31", *extend, refused=True)
    assert yichun("03-10T16:00", *extend)["clause"] == "Y5"
    assert (
        limits(yichun("03-10T16:30", "item", "extend", code, "--grant", "--by", "值班员"))["feedback"][0]
        == "2026-03-12"
    )


def test_y7_the_work_report_is_decomposed_by_project_time_and_person(yichun: At) -> None:
    draft = ("item", "draft", "政府工作报告任务", "水库除险", "--unit", "市水利局", "--decided", "2026-02-27")
    bare = yichun("03-02T09:00", *draft)["code"]
    refused = yichun("03-02T10:00", "item", "issue", bare, refused=True)
    assert "还没有写明责任人、目标任务、时序进度" in refused
    assert "Y7" in refused
    code = yichun("03-02T11:00", *draft, *NAMED, "--complete-by", "2026-12-20")["code"]
    yichun("03-02T12:00", "item", "issue", code, *OFFICE)
    assert limits(show(yichun, "03-02T13:00", code))["feedback"][0] == "2026-06-02"
    assert limits(show(yichun, "03-02T13:00", code))["completion"][0] == "2026-12-20"


def test_y7_it_is_inspected_each_quarter_and_summed_up_at_the_end(yichun: At) -> None:
    draft = ("item", "draft", "政府工作报告任务", "水库除险", "--unit", "市水利局", "--decided", "2026-02-27")
    code = yichun("03-02T09:00", *draft, *NAMED, "--complete-by", "2026-12-20")["code"]
    yichun("03-02T12:00", "item", "issue", code, *OFFICE)
    yichun("03-02T13:00", "item", "receive", code, *WATER)
    rows = yichun("03-02T14:00", "calendar", "yichun", "--year", "2026")
    days = [row["date"] for row in rows if row["cycle"] == "政府工作报告季督查" and row["stage"] == "convene"]
    assert days == ["2026-03-20", "2026-06-18", "2026-09-20", "2026-12-21"]
    summary = [row["date"] for row in rows if row["cycle"] == "年终总结"]
    assert summary == ["2026-12-25"]
    told = yichun("03-13T09:00", "cycle", "run", "政府工作报告季督查", "2026-Q1", "通知")
    assert told["acts"][-1]["clause"] == "Y7"
    (visit,) = yichun("03-13T09:10", "inspection", "list")
    assert (visit["kind"], visit["units"]) == ("实地核查", "市水利局")
    owed = yichun("12-07T09:00", "report", "open", "年终总结", "--period", "2026")["codes"][-1]
    unit = yichun("12-07T10:00", "report", "show", owed)
    submit = ("report", "submit", owed, "--by", f"{unit['unit']}局长", "--part", "完成情况=全部完成")
    assert "没有载明存在问题、下年打算" in yichun("12-10T09:00", *submit, refused=True)
    whole = (*submit, "--part", "存在问题=无", "--part", "下年打算=续建")
    assert yichun("12-10T09:00", *whole)["acts"][-1]["clause"] == "Y7"


def test_y9_the_mayors_letters_have_the_clock_of_the_law(yichun: At) -> None:
    code = issued(yichun, "03-06T10:00", "市长信访件")
    told = limits(show(yichun, "03-06T11:00", code))
    assert (told["feedback"][0], told["completion"][0]) == ("2026-03-23", "2026-05-06")
    ask = ("item", "extend", code, "--limit", "completion", "--reason", "情况复杂", *WATER, "--until")
    refused = yichun("04-20T09:00", *ask, "2026-06-08", refused=True)
    assert "至多延“30日内”，即不晚于 2026-06-05（Y9）" in refused
    assert yichun("04-20T09:00", *ask, "2026-06-05")["clause"] == "Y9"
    grant = ("item", "extend", code, "--grant", *OFFICE)
    assert "不晚于 2026-06-05" in yichun("04-20T10:00", *grant, "--until", "2026-06-30", refused=True)
    assert limits(yichun("04-20T10:00", *grant))["completion"][0] == "2026-06-05"
    put_off = ("item", "extend", code, "--limit", "completion", "--ordered", "--until", "2026-07-01", "--by", "市长")
    later = yichun("04-21T09:00", *put_off, "--reason", "再等等", refused=True)
    assert "《信访工作条例》规定的期限是 2026-06-05，不能另定更晚的日期" in later
    again = yichun("05-20T09:00", *ask, "2026-06-06", refused=True)
    assert "延期次数已经用完（Y9）" in again
    yichun("05-21T09:00", "item", "feedback", code, "--kind", "complete", "--says", "已答复信访人", *WATER)
    yichun("05-21T10:00", "item", "check", code, "--accept", *OFFICE)
    close = ("item", "close", code, "--by")
    assert "由市长、秘书长" in yichun("05-21T11:00", *close, "督查科科长", refused=True)
    assert yichun("05-21T11:00", *close, "秘书长")["clause"] == "Y9"


@pytest.mark.parametrize("kind", ["人大代表建议", "政协委员提案"])
def test_y10_proposals_are_answered_within_the_laws_three_or_six_months(yichun: At, kind: str) -> None:
    plain = issued(yichun, "03-06T10:00", kind, "--class", "一般", "--complete-by", "2026-12-31")
    wide = issued(yichun, "03-06T10:00", kind, "--class", "涉及面广处理难度大")
    early = issued(yichun, "03-06T10:00", kind, "--class", "一般", "--complete-by", "2026-04-30")
    found = [limits(show(yichun, "03-06T11:00", code))["completion"][0] for code in (plain, wide, early)]
    assert found == ["2026-06-08", "2026-09-07", "2026-04-30"]
    ask = ("item", "extend", plain, "--limit", "completion", "--reason", "需多部门会商", *WATER, "--until")
    assert "（Y10）" in yichun("05-20T09:00", *ask, "2026-10-30", refused=True)
    assert yichun("05-20T09:00", *ask, "2026-09-04")["clause"] == "Y10"
    unclassed = ("item", "draft", kind, "建议一件", "--unit", "市水利局", "--decided", "2026-03-06")
    assert "一般、涉及面广处理难度大" in yichun("03-06T12:00", *unclassed, refused=True)
