"""C11 to C17, C23, C45: who assigns what by which paper, what it must name, and when it goes out."""

import pytest

from tests.cli.clauses.matters import NAMED, OFFICE, UNIT, breaches, drafted, issued, limits
from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("option", "says"),
    [("--leader", "牵头领导"), ("--responsible", "责任人"), ("--requirement", "目标任务"), ("--node", "时序进度")],
)
def test_c11_an_item_that_does_not_name_all_is_not_issued(at: At, option: str, says: str) -> None:
    place = NAMED.index(option)
    rest, value = (*NAMED[:place], *NAMED[place + 2 :]), NAMED[place + 1]
    words = ("item", "draft", "常务会议议定事项", "供水保障", "--unit", UNIT, *rest, "--by", OFFICE)
    code = at("11-23T09:00", *words)["code"]
    refused = at("11-23T09:10", "item", "issue", code, "--by", OFFICE, refused=True)
    assert f"还没有写明{says}，请先用 duban item correct 补上（C11）" in refused
    at("11-23T09:20", "item", "correct", code, option, value, "--reason", "补写", "--by", OFFICE)
    assert at("11-23T09:30", "item", "issue", code, "--by", OFFICE)["label"] == "待签收"


def test_c11_co_units_are_named_and_told(at: At, demo: Duban) -> None:
    code = drafted(at, "11-23T09:00", "常务会议议定事项", "--co", "县财政局")
    words = ("item", "correct", code, "--reason", "调整", "--by", OFFICE)
    assert "主办单位不能又是协办单位" in at("11-23T09:05", *words, "--co", UNIT, refused=True)
    at("11-23T09:05", *words, "--co", "县教育局", "--no-co", "县财政局")
    assert "它不是这件事项的协办单位" in at("11-23T09:06", *words, "--no-co", "县财政局", refused=True)
    at("11-23T09:10", "item", "issue", code, "--by", OFFICE)
    at("11-23T09:15", "inbox", "deliver")
    told = [(row["unit"], row["text"]) for row in at("11-23T09:20", "inbox", "list")]
    assert ("县教育局", "有1件协办，请登录督办系统查看。") in told
    assert (UNIT, "有1件待签收，请登录督办系统办理。") in told
    shown = at("11-23T09:20", "item", "show", code)
    assert (shown["co_units"], shown["leader"]) == (["县教育局"], "徐振华")
    assert demo("verify").code == 0


OFFICES = {
    "督查室": "政府工作报告任务 全体会议议定事项 综合性会议议定事项 常务会议议定事项 县长办公会议议定事项"
    " 每周工作例会议定事项 主要领导批示事项 主要领导交办事项 重点热点难点事项 其他督查事项",
    "办公室": "专题会议议定事项 分管领导批示事项 分管领导交办事项 人大代表建议 政协提案",
    "国资委": "国资委议定事项",
    "高招委": "高招委议定事项",
}


def test_c12_every_source_has_its_office(at: At) -> None:
    for office, kinds in OFFICES.items():
        for kind in kinds.split():
            assert at("11-23T09:05", "item", "show", drafted(at, "11-23T09:00", kind))["office"] == office
    refused = at("11-23T09:10", "item", "draft", "上级来文", "某事", "--unit", UNIT, refused=True)
    assert "没有事项类型“上级来文”" in refused


@pytest.mark.parametrize(
    "case",
    [
        ("C13", "政府工作报告任务", "2026-11-16", "2026-11-23"),
        ("C14", "全体会议议定事项", "2026-11-18", "2026-11-23"),
        ("C14", "常务会议议定事项", "2026-11-18", "2026-11-23"),
        ("C14", "综合性会议议定事项", "2026-11-18", "2026-11-23"),
        ("C15", "县长办公会议议定事项", "2026-11-19", "2026-11-23"),
        ("C15", "专题会议议定事项", "2026-11-19", "2026-11-23"),
        ("C16", "主要领导批示事项", "2026-11-20", "2026-11-23"),
        ("C17", "规委会议定事项", "2026-11-18", "2026-11-23"),
    ],
)
def test_c13_to_c17_a_paper_goes_out_in_time_or_the_office_is_late(
    at: At, demo: Duban, case: tuple[str, str, str, str]
) -> None:
    clause, kind, decided, due = case
    in_time, late, forgotten = (drafted(at, "11-23T09:00", kind, "--decided", decided) for _ in range(3))
    assert limits(at("11-23T09:05", "item", "show", late)) == {"issue": (due, None)}
    told = at("11-23T17:00", "item", "issue", in_time, "--by", OFFICE)
    assert (told["clause"], "交" in told["paper"]) == (clause, True)
    assert breaches(at, "11-23T17:05", in_time) == []
    at("11-24T10:00", "item", "issue", late, "--by", OFFICE)
    assert breaches(at, "11-24T10:05", late) == [("issue", due)]
    at("11-24T11:00", "sweep")
    assert breaches(at, "11-24T11:05", forgotten) == [("issue", due)]
    refused = at("11-24T12:00", "item", "draft", kind, "某事", "--unit", UNIT, "--decided", "2026-11-30", refused=True)
    assert "不能晚于 2026-11-24" in refused
    assert demo("verify").code == 0


def test_c16_an_instruction_counts_from_the_day_the_office_received_it(at: At) -> None:
    dated = ("--decided", "2026-11-17", "--reached", "2026-11-20")
    code = drafted(at, "11-23T09:00", "主要领导批示事项", *dated)
    shown = at("11-23T09:05", "item", "show", code)
    dates = [shown[name] for name in ("decided_on", "reached_on", "issue_due_on")]
    assert dates == ["2026-11-17", "2026-11-20", "2026-11-23"]
    assert shown["limits"][0]["from"] == "2026-11-20"
    at("11-23T16:00", "item", "issue", code, "--by", OFFICE)
    assert breaches(at, "11-23T16:05", code) == []
    words = ("item", "draft", "主要领导批示事项", "某事", "--unit", UNIT)
    early = at("11-23T17:00", *words, "--decided", "2026-11-20", "--reached", "2026-11-19", refused=True)
    assert "收到日在它和 2026-11-23 之间" in early
    meeting = ("item", "draft", "常务会议议定事项", "某事", "--unit", UNIT)
    assert "不自收到批示件起算" in at("11-23T17:00", *meeting, *dated, refused=True)


def test_c17_a_body_issues_by_a_paper_of_its_own_series(at: At) -> None:
    first = drafted(at, "11-23T09:00", "国资委议定事项", "--decided", "2026-11-18")
    other = drafted(at, "11-23T09:00", "城管委议定事项", "--decided", "2026-11-18")
    numbers = [at("11-23T10:00", "item", "issue", code, "--by", OFFICE)["paper"] for code in (first, other)]
    assert [number.partition("〔")[0] for number in numbers] == ["国资委交", "城管委交"]
    both = [drafted(at, "11-23T11:00", kind) for kind in ("国资委议定事项", "城管委议定事项")]
    refused = at("11-23T11:10", "item", "issue", *both, refused=True)
    assert "由国资委、城管委分别编号，请分开" in refused


def test_c23_who_carries_an_item_out_does_not_check_it(at: At) -> None:
    code = issued(at, "11-23T09:00", "常务会议议定事项", "--co", "县财政局")
    words = ("--kind", "complete", "--says", "已办结", "--by", f"{UNIT}联络员")
    at("11-24T09:00", "item", "feedback", code, *words)
    for post in (f"{UNIT}局长", "县财政局局长"):
        refused = at("11-24T10:00", "item", "check", code, "--accept", "--by", post, refused=True)
        assert "反馈由交办机构核查，承办单位不核查自己的反馈（C23）" in refused
    assert at("11-24T10:00", "item", "check", code, "--accept", "--by", OFFICE)["label"] == "待销号"


def test_c45_a_deputys_proposal_is_assigned_by_the_general_office(at: At) -> None:
    code = drafted(at, "11-23T09:00", "人大代表建议", "--decided", "2026-11-20")
    shown = at("11-23T09:05", "item", "show", code)
    assert (shown["office"], shown["history"][0]["clause"]) == ("办公室", "C45")
    told = at("11-23T10:00", "item", "issue", code, "--by", "办公室主任")
    assert limits(told)["feedback"] == ("2027-02-23", "办公室")
    asked = ("item", "extend", code, "--until", "2027-03-31", "--reason", "等待评审")
    at("11-24T09:00", *asked, "--by", f"{UNIT}局长")
    refused = at("11-24T10:00", "item", "extend", code, "--grant", "--by", OFFICE, refused=True)
    assert "延期由办公室（县政府办公室）的人答复" in refused
