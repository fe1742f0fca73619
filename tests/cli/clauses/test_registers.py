"""C3, C46, C48: the responsibility ledger, the daily dispatch of projects, everyone's supervision duty."""

from typing import Any

import pytest

from tests.cli.clauses.matters import NAMED
from tests.cli.conftest import At

pytestmark = pytest.mark.slow

DISPATCH = ("register", "add", "项目日常调度", "--set", "类别=城建重点工程", "--set", "项目=污水处理厂二期")
BY_BUILDERS = ("--set", "调度单位=县住房和城乡建设局")
DUTY = ("register", "add", "督查主体责任", "--set", "督查内容=核查学校扩建", "--set", "日期=2026-11-23")


def test_c46_projects_are_dispatched_and_problems_coordinated(at: At) -> None:
    made = at("11-23T09:00", *DISPATCH, *BY_BUILDERS, "--set", "进展=完成主体")
    code = made["code"]
    assert (made["state"], made["acts"][-1]["clause"]) == ("已调度", "C46")
    refused = at("11-23T10:00", "register", "move", code, "发现问题", "--set", "问题=用地未批", refused=True)
    assert "须先填写协调单位，请加 --set 协调单位=…（C46）" in refused
    found = ("--set", "问题=用地未批", "--set", "协调单位=县自然资源和规划局")
    moved = at("11-23T10:00", "register", "move", code, "发现问题", *found)
    assert (moved["state"], moved["due_on"]) == ("协调中", "2026-11-30")
    ours = "DJ2026-0002"  # the demonstration's own, found two days before
    assert [late["code"] for late in at("11-30T17:00", "register", "overdue")] == [ours]
    assert [late["code"] for late in at("12-01T09:00", "register", "overdue", "项目日常调度")] == [code, ours]
    steps = [act["step"] for act in at("12-01T09:30", "register", "show", code)["acts"]]
    assert steps == ["登记", "发现问题"]
    solved = at("12-01T10:00", "register", "move", code, "解决", "--set", "解决情况=用地已批")
    assert (solved["state"], solved["due_on"], solved["content"]["解决情况"]) == ("已解决", None, "用地已批")
    refused = at("12-01T11:00", "register", "move", code, "解决", refused=True)
    assert "当前为“已解决”，不能“解决”：现在可以：更正、作废" in refused


def test_c46_shows_which_unit_has_not_dispatched_this_week(at: At) -> None:
    at("11-23T09:00", *DISPATCH, *BY_BUILDERS, "--set", "进展=完成主体")
    rows = at("11-24T09:00", "register", "quota", "项目日常调度")
    assert {row["who"]: row["short"] for row in rows} == {
        "县政府督查室": True,
        "县重大项目办": True,
        "县发展和改革局": True,
        "县住房和城乡建设局": False,
    }
    assert {row["period"] for row in rows} == {"2026-W48"}
    assert all(row["clause"] == "C46" for row in rows)


def test_c46_refuses_what_a_register_cannot_hold(at: At) -> None:
    plenty = (*DISPATCH, *BY_BUILDERS, "--set", "进展=好")
    before = at("11-23T09:00", "register", "list", "项目日常调度")
    assert "必须填写进展，请加 --set 进展=…" in at("11-23T09:00", *DISPATCH, *BY_BUILDERS, refused=True)
    assert "没有单位“县园林局”" in at("11-23T09:00", *plenty, "--set", "协调单位=县园林局", refused=True)
    assert "请从重大产业项目、" in at("11-23T09:00", *plenty, "--set", "类别=其他", refused=True)
    assert "没有登记项“经费”" in at("11-23T09:00", *plenty, "--set", "经费=3", refused=True)
    assert "请写成 登记项=值" in at("11-23T09:00", *plenty, "--set", "经费", refused=True)
    assert "密级为“秘密”的事项不能录入" in at("11-23T09:00", *plenty, "--secrecy", "秘密", refused=True)
    assert "没有登记簿“日志”" in at("11-23T09:00", "register", "overdue", "日志", refused=True)
    assert "没有登记簿“日志”" in at("11-23T09:00", "register", "add", "日志", refused=True)
    assert at("11-23T09:00", "register", "list", "项目日常调度") == before


def test_c46_an_entry_is_corrected_or_voided_and_stays_on_record(at: At) -> None:
    code = at("11-23T09:00", *DISPATCH, *BY_BUILDERS, "--set", "进展=好")["code"]
    correct = ("register", "correct", code, "--set", "进展=完成主体")
    assert "须写明理由" in at("11-23T10:00", *correct, refused=True)
    assert at("11-23T10:00", *correct, "--reason", "写得太略")["content"]["进展"] == "完成主体"
    assert at("11-23T11:00", "register", "void", code, "--reason", "重复登记")["label"] == "已作废"
    assert "已经了结" in at("11-23T12:00", *correct, "--reason", "再改", refused=True)
    rows = at("11-23T12:00", "register", "quota", "项目日常调度")
    assert all(row["short"] for row in rows)
    assert at("11-23T12:00", "verify")["ok"]


def test_c48_everyone_of_the_office_takes_part(at: At) -> None:
    at("11-23T09:00", *DUTY, "--set", "责任人=李维民", "--set", "职责=负总责")
    code = at("11-23T09:30", *DUTY, "--set", "责任人=张正", "--set", "职责=分头负责")["code"]
    rows = at("11-23T10:00", "register", "quota", "督查主体责任")
    assert [row["who"] for row in rows if row["short"]] == ["王海燕"]
    assert {(row["period"], row["clause"]) for row in rows} == {("2026-Q4", "C48")}
    assert at("11-23T11:00", "register", "move", code, "完成", "--set", "结果=已整改")["state"] == "已完成"


def test_c48_overall_charge_is_the_office_directors(at: At) -> None:
    refused = at("11-23T09:00", *DUTY, "--set", "责任人=张正", "--set", "职责=负总责", refused=True)
    assert "职责为负总责的，2026-11-23 须任办公室主任（C48）" in refused
    refused = at("11-23T09:00", *DUTY, "--set", "责任人=李维民", "--set", "职责=分头负责", refused=True)
    assert "须任分管副主任或督查室主任或专门机构办公室主任（C48）" in refused


def test_c03_a_bodys_matters_are_hung_up_and_struck_off_only_after_the_check(at: At) -> None:
    unit = ("--unit", "县自然资源和规划局", "--decided", "2026-11-20")
    code = at("11-23T09:00", "item", "draft", "规委会议定事项", "审定城南片区控规", *unit, *NAMED)["code"]
    at("11-23T09:30", "item", "issue", code)

    def line(moment: str, *chosen: str) -> dict[str, Any] | None:
        return next((row for row in at(moment, "ledger", *chosen) if row["code"] == code), None)

    row = line("11-23T10:00") or {}
    assert (row["office"], row["unit"], row["hung_on"]) == ("规委会", "县自然资源和规划局", "2026-11-23")
    assert (row["checked_on"], row["struck_on"]) == (None, None)
    close = ("item", "close", code, "--by", "办公室主任")
    assert "不能“销号”" in at("11-23T11:00", *close, refused=True)
    at("11-23T14:00", "item", "receive", code)
    at("11-24T09:00", "item", "feedback", code, "--says", "已审定", "--kind", "complete")
    assert "不能“销号”" in at("11-24T10:00", *close, refused=True)
    at("11-25T09:00", "item", "check", code, "--accept")
    assert "（C3）" in at("11-25T10:00", "item", "close", code, "--by", "督查室主任", refused=True)
    assert at("11-25T11:00", *close)["clause"] == "C3"
    row = line("11-25T12:00", "--office", "规委会") or {}
    assert (row["label"], row["checked_on"], row["struck_on"]) == ("已销号", "2026-11-25", "2026-11-25")
    assert line("11-25T12:00", "--open") is None
    assert "没有交办机构“园林委”" in at("11-25T12:00", "ledger", "--office", "园林委", refused=True)
