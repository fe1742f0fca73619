"""C35 to C37, C41, C42: papers are numbered, approved, sent and copied; what was late costs points."""

from typing import Any

import pytest

from tests.cli.clauses.matters import APPROVAL, CO, LEADER, LIAISON, OFFICE, UNIT, breaches, drafted, issued
from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow


def late_paper(at: At, code: str, day: str) -> Any:
    """The paper that the sweep of that day drafts for the item."""
    at(f"{day}T08:30", "sweep")
    return at(f"{day}T08:40", "item", "show", code)["papers"][-1]


def served(at: At, paper: Any, day: str) -> Any:
    """The paper is approved by three people, numbered and served."""
    for minute, (step, by) in enumerate(APPROVAL, start=10):
        at(f"{day}T09:{minute}", "order", step, str(paper["id"]), "--by", by)
    at(f"{day}T09:30", "order", "issue", str(paper["id"]))
    return at(f"{day}T09:40", "order", "serve", str(paper["id"]))


def test_c35_one_assignment_paper_lists_items_of_one_unit_and_is_numbered_without_a_gap(at: At, demo: Duban) -> None:
    first, second = (drafted(at, "11-23T09:00", "常务会议议定事项") for _ in range(2))
    other = drafted(at, "11-23T09:00", "常务会议议定事项", unit=CO)
    assert "一份单只发给一个责任单位" in at("11-23T09:10", "item", "issue", first, other, refused=True)
    assert "还没有下发，请用 duban item issue 下发，交办单随同编号" in at(
        "11-23T09:11", "order", "draft", "--paper", "交办单", "--item", first, refused=True
    )
    both = at("11-23T09:20", "item", "issue", first, second, "--by", OFFICE)
    assert [each["code"] for each in both] == [first, second]
    number = both[0]["paper"]
    office_letter = at("11-23T09:30", "item", "draft", "公文办理", "答复请示", "--unit", UNIT, "--class", "尽快办理")
    following = at("11-23T09:40", "item", "issue", office_letter["code"], "--by", "办公室主任")["paper"]
    serials = [int(each.partition("〕")[2].removesuffix("号")) for each in (number, following)]
    assert serials[1] == serials[0] + 1  # the general office's papers are numbered by the supervision office
    paper = at("11-23T10:00", "order", "show", number)
    assert ([item["code"] for item in paper["items"]], paper["label"]) == ([first, second], "已送达")
    assert demo("verify").code == 0


def test_c36_three_posts_approve_a_reminder_in_their_order(at: At) -> None:
    code = issued(at, "11-23T09:00", "县长办公会议议定事项", "--decided", "2026-11-20")
    paper = late_paper(at, code, "11-30")
    handle = str(paper["id"])
    assert "现在可以：提出" in at("11-30T09:00", "order", "sign", handle, "--by", "办公室主任", refused=True)
    assert "须由分管副主任办理" in at("11-30T09:00", "order", "propose", handle, "--by", "办公室主任", refused=True)
    told = served(at, paper, "11-30")
    assert [act["clause"] for act in told["acts"][1:4]] == ["C36"] * 3
    assert at("11-30T10:00", "item", "show", code)["label"] == "已催办"


def test_c37_a_bodys_papers_are_its_own_and_its_results_are_reported(at: At, demo: Duban) -> None:
    code = issued(at, "11-23T09:00", "规委会议定事项", "--decided", "2026-11-20")
    paper = served(at, late_paper(at, code, "12-01"), "12-01")
    assert paper["number"].startswith("规委会催〔2026〕")
    assert results(at, "12-01T10:00", code) == []
    report = ("item", "feedback", code, "--kind", "complete", "--says", "规划已批复", "--by", LIAISON)
    at("12-02T09:00", *report)
    assert "写明哪里不合格" in at("12-02T10:00", "item", "check", code, "--send-back", "--by", OFFICE, refused=True)
    assert results(at, "12-02T10:00", code) == []
    at("12-02T11:00", "item", "check", code, "--accept", "--by", OFFICE)
    result = results(at, "12-02T11:10", code)
    names = ("code", "office", "report_to", "clause", "says")
    assert [[row[name] for name in names] for row in result] == [[code, "规委会", "督查室", "C37", "规划已批复"]]
    at("12-02T11:20", "inbox", "deliver")
    told = [row["text"] for row in at("12-02T11:30", "inbox", "list", "--by", OFFICE)]
    assert "有1件规委会的落实结果，请登录督办系统查看。" in told
    assert demo("verify").code == 0


def results(at: At, moment: str, code: str) -> list[Any]:
    """What was reported of the item."""
    return [row for row in at(moment, "item", "results") if row["code"] == code]


def test_c41_a_late_item_is_reminded_then_supervised_and_a_talk_is_only_proposed(at: At, demo: Duban) -> None:
    code = issued(at, "11-23T09:00", "县长办公会议议定事项", "--decided", "2026-11-20")
    at("11-27T08:30", "sweep")
    assert [each["paper"] for each in at("11-27T08:40", "item", "show", code)["papers"]] == ["交办单"]
    reminder = served(at, late_paper(at, code, "11-30"), "11-30")
    supervision = served(at, late_paper(at, code, "12-04"), "12-04")
    talk = late_paper(at, code, "12-10")
    kinds = [reminder["paper"], supervision["paper"], talk["paper"], talk["label"]]
    assert kinds == ["催办单", "督办单", "约谈通知书", "拟稿"]
    assert late_paper(at, code, "12-18")["id"] == talk["id"]
    shown = at("12-18T09:00", "item", "show", code)
    assert shown["label"] == "已督办（待约谈）"
    handle = str(talk["id"])
    for step, by in (("propose", "分管副主任"), ("agree", LEADER)):
        at("12-18T10:00", "order", step, handle, "--by", by)
    assert "须由县长办理" in at("12-18T10:10", "order", "sign", handle, "--by", "办公室主任", refused=True)
    assert at("12-18T10:20", "order", "sign", handle, "--by", "县长")["label"] == "已签发"
    assert demo("verify").code == 0


def test_c41_a_paper_is_copied_to_whom_its_signer_ticks_and_to_nobody_else(at: At) -> None:
    code = issued(at, "11-23T09:00", "县长办公会议议定事项", "--decided", "2026-11-20")
    handle = str(late_paper(at, code, "11-30")["id"])
    for verb, post in (("propose", "分管副主任"), ("agree", "分管领导")):
        at("11-30T09:10", "order", verb, handle, "--by", post)
    sign = ("order", "sign", handle, "--by", "办公室主任")
    assert "可以抄送的有组织部、监察局、作风办" in at("11-30T09:20", *sign, "--copy", "县委", refused=True)
    signed = at("11-30T09:20", *sign, "--copy", "作风办", "--copy", "组织部")
    assert signed["copies"] == "组织部、作风办"
    assert at("11-30T09:30", "verify")["ok"]


def test_c42_points_are_proposed_for_what_was_late_and_for_whose_fault_it_was(at: At, demo: Duban) -> None:
    code = issued(at, "11-23T09:00", "县长办公会议议定事项", "--decided", "2026-11-20", "--co", CO)
    served(at, late_paper(at, code, "11-30"), "11-30")
    mine = [row for row in at("11-30T10:00", "item", "points", "--unit", UNIT) if row["code"] == code]
    assert [(row["points"], row["limit_on"], row["clause"]) for row in mine] == [(-1.0, "2026-11-27", "C42")]
    words = ("item", "attribute", code, "--by", OFFICE, "--to")
    why = ("--reason", "配套资金迟迟未拨")
    assert "须写明理由" in at("11-30T10:10", *words, CO, refused=True)
    assert "它不是协办单位；协办单位有：县财政局" in at("11-30T10:10", *words, "县教育局", *why, refused=True)
    blamed = at("11-30T10:20", *words, CO, *why)["attributions"]
    assert [(each["unit"], each["limit_on"], each["reason"]) for each in blamed] == [(CO, "2026-11-27", why[1])]
    assert "没有尚未归责的逾期" in at("11-30T10:30", *words, CO, *why, refused=True)
    assert [row for row in at("11-30T10:40", "item", "points", "--unit", UNIT) if row["code"] == code] == []
    theirs = [row for row in at("11-30T10:40", "item", "points", "--unit", CO) if row["code"] == code]
    assert [(row["points"], row["attributed_from"]) for row in theirs] == [(-1.0, UNIT)]
    assert demo("verify").code == 0


def test_c42_a_limit_that_was_moved_in_time_costs_nothing(at: At) -> None:
    code = issued(at, "11-23T09:00", "专题会议议定事项", "--decided", "2026-11-20")
    at("11-30T16:00", "item", "extend", code, "--until", "2026-12-11", "--reason", "等待评审", "--by", LIAISON)
    at("12-03T08:30", "sweep")
    assert breaches(at, "12-03T08:40", code) == [("feedback", "2026-11-30")]
    at("12-03T09:00", "item", "extend", code, "--grant", "--by", "办公室主任")
    assert [row for row in at("12-03T10:00", "item", "points") if row["code"] == code] == []
