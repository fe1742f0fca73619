"""C38: special, joint, on-site and listed inspections, from the scheme to the last finding that is struck off."""

from typing import Any

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
SCHEME = ("--what", "台账和现场", "--how", "查阅台账、现场查看", "--from", "2026-11-25")
SCHOOL = ("--unit", "县教育局")
HEAD = ("--by", "县教育局局长")
NAMED = ("--leader", "分管领导", "--responsible", "局长 吴秀兰")
CANTEENS = ("inspection", "plan", "专项督查", "学校食堂", *SCHOOL, *SCHEME, "--by", "督查室主任")


def visited(at: At, *plan: str, by: str = "分管领导") -> str:
    """The code of an inspection that was approved and whose school board was visited."""
    code: str = at("11-23T09:00", *(plan or CANTEENS))["code"]
    at("11-23T10:00", "inspection", "approve", code, "--by", by)
    at("11-25T10:00", "inspection", "visit", code, *SCHOOL, "--text", "查看食堂2家")
    return code


def found(at: At, code: str, *more: str) -> str:
    """The code of something found there."""
    told: dict[str, Any] = at("11-25T11:00", "inspection", "find", code, *SCHOOL, "--text", "留样记录不全", *more)
    return str(told["code"])


def test_c38_a_special_inspection_goes_from_scheme_to_closing(at: At) -> None:
    code = visited(at)
    problem = found(at, code)
    refused = at("11-25T12:00", "inspection", "answer", problem, *HEAD, "--text", "已补", refused=True)
    assert "督查结论还没有送达" in refused
    told = at("11-26T09:00", "inspection", "conclude", code, "--text", "总体规范，留样不全")
    assert (told["label"], told["objection_due_on"]) == ("已有结论", "2026-12-03")
    assert told["findings"][0]["rectify_on"] == "2026-12-24"
    assert told["acts"][-1]["clause"] == "C38"
    assert "还有问题没有销号" in at("11-27T09:00", "inspection", "close", code, refused=True)
    assert "应由被督查单位办理" in at("11-27T09:00", "inspection", "answer", problem, "--text", "已补", refused=True)
    assert at("11-30T09:00", "inspection", "answer", problem, *HEAD, "--text", "已补齐")["label"] == "待回访"
    failed = ("inspection", "revisit", problem, "--text", "仍缺三天", "--failed")
    assert "须另定今天以后的整改期限" in at("12-01T09:00", *failed, refused=True)
    assert at("12-01T09:00", *failed, "--rectify-by", "2026-12-04")["label"] == "待整改"
    at("12-02T09:00", "inspection", "answer", problem, *HEAD, "--text", "已全部补齐")
    assert at("12-03T09:00", "inspection", "revisit", problem, "--text", "留样齐全")["label"] == "已销号"
    assert at("12-03T10:00", "inspection", "close", code)["label"] == "已办结"
    assert at("12-03T11:00", "verify")["ok"]


def test_c38_a_scheme_is_whole_and_approved_by_another(at: At) -> None:
    code = at("11-23T09:00", "inspection", "plan", "专项督查", "学校食堂", *SCHOOL, "--by", "办公室主任")["code"]
    approve = ("inspection", "approve", code, "--by")
    refused = at("11-23T10:00", *approve, "督查室主任", refused=True)
    assert "这一步由办公室主任、分管领导办理，请用 --by 写明岗位（C48）" in refused
    assert "不能批准自己的方案" in at("11-23T10:00", *approve, "办公室主任", refused=True)
    assert "方案须写明督查什么" in at("11-23T10:00", *approve, "分管领导", refused=True)
    visit = ("inspection", "visit", code, *SCHOOL, "--text", "看了")
    assert "现在可以：批准方案、取消" in at("11-23T11:00", *visit, refused=True)
    assert "须写明理由" in at("11-23T11:00", "inspection", "cancel", code, refused=True)
    assert at("11-23T11:00", "inspection", "cancel", code, "--reason", "与省里检查重复")["label"] == "已取消"
    assert "本制度的督查方式有" in at("11-23T12:00", "inspection", "plan", "抽查", "一事", *SCHOOL, refused=True)
    assert "不能录入" in at("11-23T12:00", *CANTEENS, "--secrecy", "机密", refused=True)


def test_c38_a_joint_inspection_names_its_offices(at: At) -> None:
    plan = ("inspection", "plan", "联合督查", "燃气安全", *SCHOOL, *SCHEME, "--office", "县政府督查室")
    code = at("11-23T09:00", *plan)["code"]
    refused = at("11-23T10:00", "inspection", "approve", code, "--by", "分管领导", refused=True)
    assert "联合督查须写明两个以上的督查机构" in refused
    code = at("11-23T11:00", *plan, "--office", "县应急管理局")["code"]
    assert at("11-23T12:00", "inspection", "approve", code, "--by", "分管领导")["label"] == "已批准"
    elsewhere = ("inspection", "visit", code, "--unit", "县水务局", "--text", "看了")
    assert "不在方案的督查对象中" in at("11-25T09:00", *elsewhere, refused=True)


def test_c38_an_on_site_visit_without_notice_shows_nowhere_before_its_conclusion(at: At) -> None:
    plan = ("inspection", "plan", "实地督查", "校园周边", *SCHOOL, *SCHEME, "--unannounced")
    code = visited(at, *plan)
    assert at("11-25T12:00", "inspection", "list", *SCHOOL) == []
    at("11-25T12:00", "inbox", "deliver")
    assert not [each for each in at("11-25T12:00", "inbox", "list", *HEAD) if "督查" in each["text"].split("，")[0]]
    assert not [row for row in at("11-25T12:00", "preview") if "督查" in str(row)]
    at("11-26T09:00", "inspection", "conclude", code, "--text", "摊点占道")
    at("11-26T09:10", "inbox", "deliver")
    assert at("11-26T10:00", "inbox", "list", *HEAD)[0]["text"] == "有1份督查结论，请登录督办系统查看。"
    assert [each["code"] for each in at("11-26T10:00", "inspection", "list", *SCHOOL)] == [code]


def test_c38_a_listed_matter_has_a_plate_until_it_is_done(at: At) -> None:
    item = at("11-23T09:00", "item", "list")[0]["code"]
    plan = ("inspection", "plan", "挂牌督查", "城区小学扩建", *SCHOOL, *SCHEME, "--item", item)
    code = visited(at, *plan, by="县长")
    told = at("11-25T12:00", "inspection", "show", code)
    assert (told["plate"], told["on_board"], told["item"]) == ("县督挂〔2026〕1号", True, item)
    at("11-26T09:00", "inspection", "conclude", code, "--text", "进度正常")
    assert at("11-26T10:00", "inspection", "close", code)["on_board"] is False
    assert "不挂牌，请去掉 --item" in at("11-26T11:00", *CANTEENS, "--item", item, refused=True)


def test_c38_the_unit_may_object_in_time(at: At) -> None:
    code = visited(at)
    problem, other = found(at, code), found(at, code, "--rectify-by", "2026-12-10")
    at("11-26T09:00", "inspection", "conclude", code, "--text", "留样不全")
    objecting = ("inspection", "object", problem, *HEAD)
    assert "须写明理由" in at("11-27T09:00", *objecting, refused=True)
    assert at("11-27T09:00", *objecting, "--reason", "属学校自管")["label"] == "有异议"
    assert at("11-30T09:00", "inspection", "withdraw", problem, "--reason", "经复核属实")["label"] == "已撤销"
    late = ("inspection", "object", other, *HEAD, "--reason", "不属实")
    assert "异议期已过" in at("12-04T09:00", *late, refused=True)
    assert at("12-11T09:00", "inspection", "finding", other)["late"] is True


def test_c38_a_finding_becomes_an_item_and_ends_with_it(at: At) -> None:
    code = visited(at)
    problem = found(at, code, "--rectify-by", "2026-12-18")
    told = at("11-25T15:00", "inspection", "assign", problem, *NAMED)
    item = told["item"]
    story = at("11-25T15:10", "item", "show", item)
    assert (told["label"], story["item_type"], story["unit"]) == ("已交办", "其他督查事项", "县教育局")
    assert "没有核查办结" in at("11-25T16:00", "inspection", "settle", problem, refused=True)
    at("11-25T16:00", "item", "withdraw", item, "--reason", "派错了单位")
    assert "没有核查办结" in at("11-25T16:10", "inspection", "settle", problem, refused=True)
    back = at("11-25T16:20", "inspection", "take-back", problem)
    assert (back["label"], back["item"]) == ("待整改", None)
    item = at("11-25T16:30", "inspection", "assign", problem, *NAMED)["item"]
    at("11-25T17:00", "item", "issue", item)
    at("11-26T09:00", "item", "receive", item)
    at("11-27T09:00", "item", "feedback", item, "--kind", "complete", "--says", "已整改")
    at("11-30T09:00", "item", "check", item, "--accept")
    at("11-30T10:00", "item", "close", item, "--by", "办公室主任")
    assert at("11-30T11:00", "inspection", "settle", problem)["label"] == "已销号"
    assert at("11-30T12:00", "verify")["ok"]
