"""An office's everyday acts by commands: merge, split, follow up, hand over, call, look back; each also refused."""

import pytest

from tests.cli.clauses.matters import CO, DIRECTOR, LIAISON, OFFICE, UNIT, drafted, issued
from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
MEETING = "常务会议议定事项"
BY = ("--by", OFFICE)


def test_two_items_of_one_matter_are_merged_before_and_after_issuing(at: At, demo: Duban) -> None:
    into, draft = drafted(at, "11-23T09:00", MEETING), drafted(at, "11-23T09:00", MEETING)
    running = issued(at, "11-23T09:00", MEETING)
    for code in (draft, running):
        words = ("item", "merge", code, *BY, "--reason", "同一事项", "--into")
        assert "不能并入自己" in at("11-23T10:00", *words, code, refused=True)
        assert at("11-23T10:00", *words, into)["label"] == "已并入"
    assert "请并入还没有办结的事项" in at(
        "11-23T10:10", "item", "merge", into, "--into", draft, "--reason", "同一事项", refused=True
    )
    kin = at("11-23T10:20", "item", "show", into)["links"]
    assert [(each["says"], each["code"]) for each in kin] == [("并入本件", draft), ("并入本件", running)]
    assert demo("verify").code == 0


def test_a_part_is_split_off_for_another_unit(at: At, demo: Duban) -> None:
    code = issued(at, "11-23T09:00", MEETING, "--decided", "2026-11-20")
    words = ("item", "split", code, "--unit", CO, "--title", "落实供水经费", "--responsible", "局长", *BY)
    assert "须写明理由" in at("11-25T10:00", *words, refused=True)
    told = at("11-25T10:00", *words, "--reason", "分属两家")
    assert told["label"] == "办理中"
    part = at("11-25T10:10", "item", "show", code)["links"][0]["code"]
    shown = at("11-25T10:10", "item", "show", part)
    assert (shown["unit"], shown["leader"], shown["links"][0]["says"]) == (CO, "徐振华", "由它拆分而来")
    assert (shown["decided_on"], shown["issue_due_on"]) == ("2026-11-25", "2026-11-30")
    assert at("11-25T10:20", "item", "issue", part, *BY)["label"] == "待签收"
    at("11-25T11:00", "item", "feedback", code, "--kind", "complete", "--says", "已办结", "--by", LIAISON)
    assert "不能“拆分”" in at("11-25T11:10", *words, "--reason", "分属两家", refused=True)
    assert demo("verify").code == 0


def test_a_remark_on_closing_begins_an_item_that_follows(at: At, demo: Duban) -> None:
    code = issued(at, "11-23T09:00", MEETING)
    at("11-24T09:00", "item", "feedback", code, "--kind", "complete", "--says", "已办结", "--by", LIAISON)
    at("11-24T10:00", "item", "check", code, "--accept", *BY)
    at("11-24T11:00", "item", "close", code, "--by", DIRECTOR)
    follow = drafted(at, "11-25T09:00", "主要领导批示事项", "--after", code)
    assert at("11-25T09:10", "item", "show", follow)["links"][0]["says"] == "接续它而立"
    words = ("item", "draft", MEETING, "某事", "--unit", UNIT, "--after", "2026-999999")
    assert "没有督办任务“2026-999999”" in at("11-25T09:20", *words, refused=True)
    assert demo("verify").code == 0


def test_a_units_open_items_go_to_its_successor(at: At, demo: Duban) -> None:
    code = issued(at, "11-23T09:00", "县长办公会议议定事项", "--decided", "2026-11-20")
    helped = issued(at, "11-23T09:00", MEETING, "--co", UNIT, unit=CO)
    at("11-30T08:30", "sweep")
    before = {each["code"]: each["feedback_due_on"] for each in at("11-30T08:40", "item", "list", "--unit", UNIT)}
    words = ("org", "transfer", UNIT, "县水利和湖泊局")
    assert "没有单位“县水利和湖泊局”" in at("11-30T09:00", *words, refused=True)
    words = ("org", "transfer", UNIT, "县应急管理局")
    assert "须写明理由" in at("11-30T09:00", *words, refused=True)
    told = at("11-30T09:00", *words, "--dry-run")
    assert code in [each["code"] for each in told["items"]]
    assert (told["helped"], "拟稿" in [paper["label"] for paper in told["papers"]]) == (1, True)
    assert at("11-30T09:01", "item", "show", code)["unit"] == UNIT
    at("11-30T09:10", *words, "--reason", "机构改革")
    now = {
        each["code"]: each["feedback_due_on"] for each in at("11-30T09:20", "item", "list", "--unit", "县应急管理局")
    }
    assert {key: now[key] for key in before if key in now} == {key: before[key] for key in before if key in now}
    assert code in now
    assert at("11-30T09:20", "item", "show", helped)["co_units"] == ["县应急管理局"]
    assert at("11-30T09:20", "order", "show", str(told_paper(at, code)))["unit"] == "县应急管理局"
    assert "没有要划转的" in at("11-30T09:30", *words, "--reason", "机构改革", refused=True)
    assert demo("verify").code == 0


def told_paper(at: At, code: str) -> int:
    """The item's last paper."""
    handle: int = at("11-30T09:20", "item", "show", code)["papers"][-1]["id"]
    return handle


def test_calls_and_return_visits_are_noted(at: At, demo: Duban) -> None:
    code = drafted(at, "11-23T09:00", MEETING)
    call = ("item", "call", code, "--with", LIAISON, "--says", "周五前反馈", *BY)
    assert "不能“电话催问”" in at("11-23T09:10", *call, refused=True)
    at("11-23T09:20", "item", "issue", code, *BY)
    at("11-23T10:00", "item", "receive", code, "--by", LIAISON)
    due = at("11-24T09:00", *call)["limits"]
    look = ("item", "look-back", code, "--says", "现场查看，供水正常", *BY)
    assert "不能“回头看无问题”" in at("11-24T09:10", *look, refused=True)
    at("11-25T09:00", "item", "feedback", code, "--kind", "complete", "--says", "已办结", "--by", LIAISON)
    at("11-25T10:00", "item", "check", code, "--accept", *BY)
    at("11-25T11:00", "item", "close", code, "--by", DIRECTOR)
    assert at("12-25T09:00", *look)["label"] == "已销号"
    shown = at("12-25T09:10", "item", "show", code)
    notes = [(each["label"], each["who"], each["says"]) for each in shown["notes"]]
    assert notes == [("电话催问", LIAISON, "周五前反馈"), ("回头看", None, "现场查看，供水正常")]
    assert [limit["kind"] for limit in due] == ["feedback"]
    assert demo("verify").code == 0


def test_papers_of_one_unit_are_merged_by_leader(at: At, demo: Duban) -> None:
    codes = [issued(at, "11-23T09:00", "县长办公会议议定事项", "--decided", "2026-11-20") for _ in range(3)]
    at("11-23T10:00", "item", "correct", codes[2], "--leader", "常务副县长", "--reason", "分工调整", *BY)
    at("11-30T08:30", "sweep")
    papers = [at("11-30T08:40", "item", "show", code)["papers"][-1]["id"] for code in codes]
    assert papers[0] == papers[1] != papers[2]

    assert demo("verify").code == 0
