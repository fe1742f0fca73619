"""`duban item` and `duban org`: the whole life of an item by commands alone, and every wrong step refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.clauses.matters import NAMED
from tests.cli.conftest import Duban, Ran
from tests.papers import written

Say = Callable[..., Any]
OFFICE, HEAD, LIAISON = "督查室主任", "县水务局局长", "县水务局联络员"


@pytest.fixture
def say(demo: Duban, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs `duban item` at a time of day on a day of November or December 2026 and returns its document."""

    def call(day: str, *arguments: str, code: int = 0) -> Any:
        monkeypatch.setenv("DUBAN_CLOCK", f"2026-{day}")
        ran = demo("item", *arguments, "--json")
        assert ran.code == code, ran.err
        return ran.document

    return call


@pytest.fixture
def item(say: Say) -> str:
    """An item drafted, issued and signed for on Monday 23rd, due in five working days: on the 30th."""
    words = ("公文办理", "答复供水请示", "--unit", "县水务局", "--class", "一个部门职权内")
    code: str = say("11-23T09:00", "draft", *words, "--by", OFFICE)["code"]
    say("11-23T09:10", "issue", code, "--by", OFFICE)
    say("11-23T10:00", "receive", code, "--by", LIAISON)
    return code


def sweep(demo: Duban, monkeypatch: pytest.MonkeyPatch, day: str) -> Any:
    monkeypatch.setenv("DUBAN_CLOCK", f"2026-{day}T08:30")
    return demo("sweep", "--json").document


@pytest.mark.slow
def test_an_item_lives_from_draft_to_close_by_commands_alone(
    say: Say, item: str, demo: Duban, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = ("feedback", item, "--kind", "stage", "--says", "完成选址", "--by", LIAISON)
    assert say("11-25T10:00", *staged)["label"] == "待核查"
    checked = say("11-26T10:00", "check", item, "--accept", "--by", OFFICE)
    assert (checked["label"], checked["limits"][0]["on"], checked["clause"]) == ("办理中", "2026-12-03", "C31")
    assert [step["counted"] for step in checked["limits"][0]["explain"]].count(True) == 5
    papers = [each for each in sweep(demo, monkeypatch, "12-04")["papers"] if each["unit"] == "县水务局"]
    for paper in papers:
        for step, by in (("propose", "分管副主任"), ("agree", "分管领导"), ("sign", "办公室主任")):
            assert demo("order", step, str(paper["id"]), "--by", by).code == 0
        assert [demo("order", step, str(paper["id"])).code for step in ("issue", "serve")] == [0, 0]
    assert say("12-04T09:00", "show", item)["label"] == "已催办"
    say("12-04T10:00", "feedback", item, "--kind", "complete", "--says", "已办结", "--by", LIAISON)
    back = say("12-04T11:00", "check", item, "--send-back", "--quality", "没有验收材料", "--by", OFFICE)
    assert back["label"] == "已催办"
    say("12-07T10:00", "feedback", item, "--kind", "complete", "--says", "附验收材料", "--by", LIAISON)
    assert say("12-07T11:00", "check", item, "--accept", "--by", OFFICE)["label"] == "待销号"
    assert say("12-07T12:00", "close", item, "--by", OFFICE)["label"] == "已销号"
    story = say("12-07T13:00", "show", item)
    assert [step["to"] for step in story["history"]] == [
        *("拟办", "待签收", "办理中", "待核查", "办理中", "办理中", "已催办"),
        *("待核查", "已催办", "待核查", "待销号", "已销号"),
    ]
    assert [breach["limit_on"] for breach in story["breaches"]] == ["2026-12-03"]
    assert story["dates"]["feedback"]["original"] == "2026-11-30"
    assert demo("verify").code == 0


def test_an_extension_is_asked_granted_and_told(say: Say, item: str) -> None:
    asked = say("11-30T17:00", "extend", item, "--until", "2026-12-18", "--reason", "等待评审", "--by", HEAD)
    assert asked["clause"] == "C30"
    words = ("extend", item, "--grant", "--until", "2026-12-11")
    for by in ((), ("--by", OFFICE), ("--by", HEAD)):
        refused = say("12-01T09:00", *words, *by, code=1)
        assert refused["reason"] == "延期由办公室（县政府办公室）的人答复，请用 --by 写明其岗位（C30）"
    granted = say("12-01T09:00", *words, "--by", "办公室主任")
    assert [limit["on"] for limit in granted["limits"]] == ["2026-12-11"]
    dates = say("12-01T10:00", "show", item)["dates"]["feedback"]
    assert (dates["original"], dates["approved"], dates["effective"]) == ("2026-11-30", "2026-12-11", "2026-12-11")


def test_an_extension_asked_after_the_cut_off_is_refused(say: Say, item: str) -> None:
    words = ("extend", item, "--until", "2026-12-18", "--reason", "等待评审")
    refused = say("11-30T17:31", *words, code=1)
    assert refused["reason"] == "延期须在2026-11-30截止时刻以前提出（C30）"


def test_the_office_that_assigned_an_item_decides_on_its_extension(say: Say) -> None:
    code = say("11-23T09:00", "draft", "常务会议议定事项", "供水保障", "--unit", "县水务局", *NAMED)["code"]
    say("11-23T09:10", "issue", code)
    say("11-24T09:00", "extend", code, "--until", "2026-12-31", "--reason", "等待评审", "--by", HEAD)
    refused = say("11-24T10:00", "extend", code, "--refuse", "--by", "办公室主任", code=1)
    assert refused["reason"] == "延期由督查室（县政府督查室）的人答复，请用 --by 写明其岗位（C30）"
    say("11-24T10:00", "extend", code, "--refuse", "--by", OFFICE)
    assert say("11-24T11:00", "show", code)["extensions"][0]["label"] == "未同意"


def test_a_pause_gives_back_the_days_that_were_left(say: Say, item: str) -> None:
    paused = say("11-24T09:00", "suspend", item, "--by", "分管领导", "--reason", "提请协调")
    assert paused["label"] == "暂停"
    resumed = say("11-30T09:00", "resume", item, "--by", "分管领导")
    assert (resumed["label"], resumed["limits"][0]["on"]) == ("办理中", "2026-12-04")


@pytest.mark.slow
def test_another_unit_starts_anew_and_a_wrong_one_hands_it_back(say: Say, demo: Duban) -> None:
    words = ("公文办理", "核定水价", "--unit", "县水务局", "--class", "一个部门职权内")
    code = say("11-23T09:00", "draft", *words)["code"]
    say("11-23T09:10", "issue", code)
    assert say("11-24T09:00", "return", code, "--by", HEAD, "--reason", "属财政职责")["limits"] == []
    moved = say("11-25T09:00", "reassign", code, "--to", "县财政局", "--reason", "职责在财政")
    assert (moved["label"], moved["limits"][0]["from"]) == ("待签收", "2026-11-25")
    raised = say("11-26T09:00", "escalate", code, "--to", "催办", "--reason", "县长批示", "--by", "督查室主任")
    assert [(each["code"], each["to"]) for each in raised["items"]] == [(code, "待催办")]
    assert (
        say("11-26T10:00", "correct", code, "--title", "核定自来水价", "--reason", "错字")["label"]
        == "待签收（待催办）"
    )
    assert say("11-26T11:00", "withdraw", code, "--reason", "另行研究")["label"] == "已撤销"
    assert say("11-26T12:00", "show", code)["title"] == "核定自来水价"
    assert demo("verify").code == 0


def test_what_was_closed_may_be_reopened(say: Say, item: str) -> None:
    say("11-24T09:00", "feedback", item, "--kind", "complete", "--says", "已办结")
    say("11-24T10:00", "check", item, "--accept")
    say("11-24T11:00", "close", item)
    again = say("11-25T09:00", "reopen", item, "--reason", "回头看发现未落实", "--until", "2026-12-09")
    assert (again["label"], again["limits"][0]["on"]) == ("办理中", "2026-12-09")


BY = ("--by", OFFICE)
WRONG = (
    (("close", "{}"), 1, "现在可以："),
    (("receive", "{}"), 1, "现在可以："),
    (("return", "{}", "--reason", "不归我们"), 1, "现在可以："),
    (("resume", "{}"), 1, "现在可以："),
    (("check", "{}", "--accept"), 1, "现在可以："),
    (("extend", "{}", "--grant"), 1, "没有延期申请"),
    (("extend", "{}", "--until", "2026-12-18"), 2, "“延期”须写明理由"),
    (("extend", "{}", "--reason", "等待"), 2, "请写明延到哪一天"),
    (("extend", "{}", "--ordered", "--until", "2026-12-18", "--reason", "从速"), 1, "须用 --by 写明是哪位领导"),
    (
        ("extend", "{}", "--until", "2026-12-18", "--limit", "issue", "--reason", "x"),
        2,
        "请从feedback、answer、completion",
    ),
    (("escalate", "{}", "--to", "红色", "--reason", "从重", *BY), 1, "它的阶梯上没有“红色”，只有催办、督办、约谈"),
    (("escalate", "{}", "--to", "督办", "--reason", "从重", *BY), 1, "现在只能提到“催办”，不能越级"),
    (("escalate", "{}", "--to", "催办", *BY), 2, "“提级”须写明理由"),
    (("escalate", "{}", "--to", "催办", "--reason", "从重"), 1, "须由分管副主任、督查室主任、常务副县长、县长决定"),
    (("escalate", "{}", "--to", "催办", "--unit", "县水务局"), 2, "写了编号就不再写单位"),
    (("escalate", "--to", "催办", *BY), 2, "请写明编号，或用 --unit"),
    (("escalate", "--to", "催办", "--unit", "县水务局", *BY), 2, "成批提级（5 件）须经确认"),
    (("withdraw", "{}"), 2, "“撤销”须写明理由"),
    (("feedback", "{}", "--kind", "done", "--says", "好了"), 2, "请从stage、complete、long-term"),
    (("feedback", "{}", "--kind", "merge", "--says", "同一事"), 2, "并入另一件事项时写明它的编号"),
    (("correct", "{}", "--reason", "错字"), 2, "请写明更正什么"),
    (("suspend", "{}", "--reason", "协调", "--on", "2026-12-01"), 1, "晚于现在 2026-11-23 11:00"),
    (("suspend", "{}", "--reason", "协调", "--on", "2026-11-20"), 1, "早于上一次操作 2026-11-23 10:00"),
    (("suspend", "{}", "--reason", "协调", "--on", "昨天"), 2, "请写成 2026-02-13"),
    (("suspend", "{}", "--reason", "协调", "--version", "1"), 1, "您看到的是第1版，现为第3版"),
    (("suspend", "{}", "--reason", "协调", "--by", "秘书长"), 1, "没有2026-11-23 有人任职的岗位“秘书长”"),
    (("suspend", "{}", "--reason", "协调", "--by", "局长"), 2, "几个单位都有这个岗位"),
    (("suspend", "{}", "--reason", "协调", "--by", f"{HEAD}/张三"), 1, "当日任职的是向永江"),
    (("reassign", "{}", "--to", "县水务局", "--reason", "x"), 1, "主办单位本来就是县水务局"),
    (("reassign", "{}", "--to", "外星局", "--reason", "x"), 1, "没有单位“外星局”"),
    (("show", "2026-999999"), 1, "没有督办任务“2026-999999”"),
    (("draft", "公文办理", "密", "--unit", "县水务局", "--secrecy", "机密"), 1, "密级为“机密”的事项不能录入"),
)
"""What is typed, the exit code, and what is said. The item stands in progress."""


@pytest.mark.slow
def test_a_wrong_step_is_refused_with_its_reason_and_changes_nothing(say: Say, item: str, demo: Duban) -> None:
    before = say("11-23T11:00", "show", item)
    for arguments, code, says in WRONG:
        ran: Ran = demo("item", *(word.format(item) for word in arguments))
        assert (arguments, ran.code) == (arguments, code), ran.err
        assert says in ran.err
    assert say("11-23T11:00", "show", item) == before


@pytest.mark.slow
def test_a_timely_report_entered_late_clears_its_breach(
    say: Say, item: str, demo: Duban, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep(demo, monkeypatch, "12-01")
    words = ("feedback", item, "--kind", "stage", "--says", "已报送", "--on", "2026-11-30T16:00")
    assert "补录 2026-11-30" in say("12-01T09:00", *words, code=2)["error"]
    why = ("--reason", "纸质反馈当日已收到")
    assert "须附证明材料" in say("12-01T09:00", *words, *why, code=2)["error"]
    say("12-01T09:00", *words, *why, "--attach", str(written(home)))
    say("12-01T10:00", "check", item, "--accept")
    story = say("12-01T11:00", "show", item)
    assert story["feedback"][0]["in_time"] is True
    assert [bool(breach["cleared_at"]) for breach in story["breaches"]] == [True]
    assert demo("verify").code == 0


def test_a_key_answers_a_retry_without_a_second_act(say: Say, item: str) -> None:
    words = ("feedback", item, "--kind", "stage", "--says", "完成选址", "--key", "k1")
    first = say("11-24T09:00", *words)
    assert say("11-24T09:05", *words)["act"] == first["act"]
    other = ("feedback", item, "--kind", "stage", "--says", "另一回事", "--key", "k1")
    assert "幂等键“k1”已用于另一项请求" in say("11-24T09:06", *other, code=1)["error"]


def test_the_pack_says_who_closes(say: Say, demo: Duban) -> None:
    code = say("11-23T09:00", "draft", "常务会议议定事项", "供水保障", "--unit", "县水务局", *NAMED)["code"]
    say("11-23T09:10", "issue", code, "--from", "2026-11-20")
    say("11-23T09:20", "receive", code)
    say("11-24T09:00", "feedback", code, "--kind", "complete", "--says", "已办结")
    say("11-24T10:00", "check", code, "--accept")
    refused = say("11-24T11:00", "close", code, "--by", OFFICE, code=1)
    assert refused["reason"] == "销号须由办公室主任、分管领导决定，请用 --by 写明（C3）"
    assert say("11-24T11:00", "close", code, "--by", "办公室主任")["clause"] == "C3"


def test_people_read_the_clause_the_days_and_the_story(demo: Duban, item: str) -> None:
    told = demo("item", "suspend", item, "--by", "分管领导", "--reason", "提请协调").out
    assert f"{item} 暂停：已记录（county#" in told
    assert "依据：推定：文件未规定暂停计时" in told
    assert "第5个工作日" in told
    story = demo("item", "show", item).out
    for word in ("答复供水请示", "暂停计时", "冉小波", "C12", "提请协调", "原定"):
        assert word in story


def test_items_and_posts_are_listed(demo: Duban, item: str) -> None:
    names = {row["code"] for row in demo("item", "list", "--unit", "县水务局", "--json").document}
    assert item in names
    reminded = demo("item", "list", "--state", "已催办", "--json").document
    assert {row["label"].partition("（")[0] for row in reminded} == {"已催办"}
    assert demo("item", "list", "--late", "--json").document
    assert "答复供水请示" in demo("item", "list", "--state", "办理中").out
    assert "可用：拟办、已立项" in demo("item", "list", "--state", "忙").err
    first = demo("item", "list", "--sort", "due", "--limit", "2", "--paged", "--json").document
    assert (len(first["items"]), first["previous"], first["is_counted"]) == (2, None, True)
    behind = demo("item", "list", "--limit", "2", "--after", first["next"], "--json").document
    assert behind["items"][0]["due_on"] >= first["items"][1]["due_on"]
    assert f"--after {behind['previous']}" in demo("item", "list", "--limit", "2", "--after", first["next"]).out
    assert item in {row["code"] for row in demo("item", "list", "--search", "供水", "--open", "--json").document}
    assert {row["light"] for row in demo("item", "list", "--light", "red", "--json").document} == {"red"}
    assert "--after" in demo("item", "list", "--after", "x").err
    posts = demo("org", "list", "--json").document
    assert {"unit": "县水务局", "post": "联络员", "person": "冉小波"}.items() <= posts[13].items()
    assert "冉小波" in demo("org", "list").out
