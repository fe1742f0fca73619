"""C24 to C34: by when a unit reports to whom, and who may give it more time."""

import pytest

from tests.cli.clauses.matters import DIRECTOR, HEAD, LEADER, LIAISON, OFFICE, breaches, drafted, issued, limits
from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "case",
    [
        ("C24", "全体会议议定事项", "2026-11-19", "2026-12-21", "督查室"),
        ("C24", "综合性会议议定事项", "2026-11-19", "2026-12-21", "督查室"),
        ("C25", "常务会议议定事项", "2026-11-19", "2026-12-04", "督查室"),
        ("C26", "县长办公会议议定事项", "2026-11-20", "2026-11-27", "督查室"),
        ("C26", "每周工作例会议定事项", "2026-11-20", "2026-11-27", "督查室"),
        ("C27", "主要领导批示事项", "2026-11-20", "2026-11-30", "督查室"),
        ("C27", "主要领导交办事项", "2026-11-20", "2026-11-30", "督查室"),
        ("C28", "专题会议议定事项", "2026-11-20", "2026-11-30", "办公室"),
        ("C28", "分管领导批示事项", "2026-11-20", "2026-11-30", "办公室"),
        ("C28", "重点热点难点事项", "2026-11-20", "2026-11-30", "办公室"),
        ("C29", "财经委议定事项", "2026-11-20", "2026-11-30", "财经委"),
    ],
)
def test_c24_to_c29_a_report_is_due_at_its_office(at: At, demo: Duban, case: tuple[str, str, str, str, str]) -> None:
    clause, kind, decided, due, to = case
    code = drafted(at, "11-23T09:00", kind, "--decided", decided)
    told = at("11-23T10:00", "item", "issue", code, "--by", OFFICE)
    assert limits(told)["feedback"] == (due, to)
    early = ("item", "feedback", code, "--kind", "stage", "--says", "完成选址", "--by", LIAISON)
    assert "不能“反馈”：现在可以：签收" in at("11-23T11:00", *early, refused=True)
    at("11-23T11:00", "item", "receive", code, "--by", LIAISON)
    reported = at("11-24T09:00", *early)
    assert reported["clause"] == clause
    assert demo("verify").code == 0


def test_c25_a_report_after_its_day_is_late_and_its_office_is_told(at: At) -> None:
    code = issued(at, "11-23T09:00", "常务会议议定事项", "--decided", "2026-11-19")
    words = ("--kind", "stage", "--says", "完成选址", "--by", LIAISON)
    at("12-07T09:00", "item", "feedback", code, *words)
    assert breaches(at, "12-07T09:05", code) == [("feedback", "2026-12-04")]
    at("12-07T09:10", "inbox", "deliver")
    told = [row["text"] for row in at("12-07T09:20", "inbox", "list", "--by", OFFICE)]
    assert "有1件反馈待核查，请登录督办系统办理。" in told


def test_c28_a_leader_sets_another_day(at: At) -> None:
    code = issued(at, "11-23T09:00", "专题会议议定事项", "--decided", "2026-11-20")
    words = ("item", "extend", code, "--ordered", "--until", "2026-12-11", "--reason", "等待上级批复")
    assert "须用 --by 写明是哪位领导定的" in at("11-24T09:00", *words, refused=True)
    told = at("11-24T09:00", *words, "--by", LEADER)
    assert limits(told)["feedback"] == ("2026-12-11", "办公室")
    assert told["assumed"] == "领导另有要求的从其要求"


def test_c30_more_time_is_asked_before_the_day_is_over_and_decided_by_who_assigned(at: At) -> None:
    in_time, late = (issued(at, "11-23T09:00", "专题会议议定事项", "--decided", "2026-11-20") for _ in range(2))
    words = ("--until", "2026-12-11", "--reason", "等待评审", "--by", HEAD)
    assert at("11-30T17:00", "item", "extend", in_time, *words)["clause"] == "C30"
    assert "延期须在2026-11-30截止时刻以前提出（C30）" in at(
        "11-30T17:31", "item", "extend", late, *words, refused=True
    )
    grant = ("item", "extend", in_time, "--grant", "--by")
    assert "延期由办公室（县政府办公室）的人答复" in at("12-01T09:00", *grant, OFFICE, refused=True)
    assert limits(at("12-01T09:00", *grant, DIRECTOR))["feedback"] == ("2026-12-11", "办公室")


@pytest.mark.parametrize(
    ("clause", "item_class", "due"),
    [
        ("C31", "一个部门职权内", "2026-11-30"),
        ("C32", "多部门会办", "2026-12-02"),
        ("C33", "调查论证或调研", "2026-12-21"),
        ("C34", "尽快办理", "2026-11-26"),
    ],
)
def test_c31_to_c34_a_document_is_answered_by_its_class(at: At, clause: str, item_class: str, due: str) -> None:
    words = ("item", "draft", "公文办理", "答复供水请示", "--unit", "县水务局")
    assert "请从一个部门职权内、多部门会办" in at("11-23T09:00", *words, refused=True)
    code = at("11-23T09:00", *words, "--class", item_class, "--by", OFFICE)["code"]
    told = at("11-23T10:00", "item", "issue", code, "--by", OFFICE)
    assert limits(told)["feedback"] == (due, "办公室")
    at("11-25T10:00", "item", "receive", code, "--by", LIAISON)  # signing late moves nothing
    assert limits(at("11-25T10:05", "item", "show", code))["feedback"] == (due, "办公室")
    report = ("item", "feedback", code, "--kind", "complete", "--says", "已答复", "--by", LIAISON)
    assert at("11-25T11:00", *report)["clause"] == clause


def test_c34_a_document_with_its_own_limit_follows_that(at: At) -> None:
    words = ("item", "draft", "公文办理", "答复省厅来函", "--unit", "县水务局", "--class", "有明确时限")
    code = at("11-23T09:00", *words, "--complete-by", "2026-12-10", "--by", OFFICE)["code"]
    told = at("11-23T10:00", "item", "issue", code, "--by", OFFICE)
    assert limits(told) == {"completion": ("2026-12-10", None)}
    at("11-23T11:00", "item", "receive", code, "--by", LIAISON)
    at("12-11T09:00", "item", "feedback", code, "--kind", "complete", "--says", "已答复", "--by", LIAISON)
    assert breaches(at, "12-11T09:05", code) == [("completion", "2026-12-10")]
