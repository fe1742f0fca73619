"""The county's year in small, by commands alone: one 催办单 over three items, and what becomes of each of them."""

from typing import Any

import pytest

from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
UNIT = "县财政局"
OFFICE, HEAD, LIAISON = "督查室主任", f"{UNIT}局长", f"{UNIT}联络员"
APPROVAL = (("propose", "分管副主任"), ("agree", "分管领导"), ("sign", "办公室主任"))


def cleared(at: At) -> None:
    """The demonstration's own items of the unit are taken back, so that only those of the test are late."""
    for item in at("11-23T09:00", "item", "list", "--unit", UNIT):
        if item["label"] != "已销号":
            at("11-23T09:00", "item", "withdraw", item["code"], "--reason", "让位给试用的事项", "--by", OFFICE)


def begun(at: At, title: str) -> str:
    """An item that is drafted, issued and signed for on Monday 23rd, to be answered by Monday 30th."""
    words = ("公文办理", title, "--unit", UNIT, "--class", "一个部门职权内", "--by", OFFICE)
    code: str = at("11-23T09:00", "item", "draft", *words)["code"]
    early = ("item", "feedback", code, "--kind", "stage", "--says", "办理情况")
    assert "现在可以：立项、下发" in at("11-23T09:01", *early, refused=True)
    issued = at("11-23T09:10", "item", "issue", code, "--by", OFFICE)
    assert [limit["on"] for limit in issued["limits"]] == ["2026-11-30"]
    assert [step["counted"] for step in issued["limits"][0]["explain"]].count(True) == 5
    at("11-23T10:00", "item", "receive", code, "--by", LIAISON)
    return code


def swept(at: At, day: str) -> Any:
    """The sweep of that day; a second one finds nothing to do."""
    done = at(f"{day}T08:30", "sweep")
    again = at(f"{day}T08:40", "sweep")
    assert (again["outcome"], again["total"], again["papers"]) == ("already", 0, [])
    return done


def paper_of_unit(done: Any) -> Any:
    """The one paper that the sweep drafted for the unit."""
    found = [paper for paper in done["papers"] if paper["unit"] == UNIT]
    assert len(found) == 1, done["papers"]
    return found[0]


def served(at: At, day: str, paper: str) -> str:
    """The paper is approved by three people in their order, numbered and served; its number."""
    assert "现在可以：提出" in at(f"{day}T09:00", "order", "sign", paper, "--by", "办公室主任", refused=True)
    for minute, (step, by) in enumerate(APPROVAL, start=10):
        told = at(f"{day}T09:{minute}", "order", step, paper, "--by", by)
        assert told["acts"][-1]["clause"] == "C36"
    number: str = at(f"{day}T09:30", "order", "issue", paper)["number"]
    at(f"{day}T09:40", "order", "serve", number)
    return number


def test_one_paper_over_three_items_and_three_ends(at: At, demo: Duban) -> None:
    cleared(at)
    swept(at, "11-23")
    answered, extended, climbing = codes = [begun(at, f"落实第{n}件批示") for n in (1, 2, 3)]
    done = swept(at, "12-01")
    assert done["merged_days"] == [f"2026-11-{day}" for day in (24, 25, 26, 27, 30)]
    paper = paper_of_unit(done)
    assert (paper["paper"], paper["items"], paper["number"]) == ("催办单", 3, None)
    told = at("12-01T08:50", "order", "show", str(paper["id"]))
    assert sorted(item["code"] for item in told["items"]) == codes
    number = served(at, "12-01", str(paper["id"]))
    assert number.startswith("县督催〔2026〕")

    at("12-02T10:00", "item", "feedback", answered, "--kind", "stage", "--says", "完成初稿", "--by", LIAISON)
    accepted = at("12-02T11:00", "item", "check", answered, "--accept", "--next", "2026-12-21", "--by", OFFICE)
    assert (accepted["label"], [limit["on"] for limit in accepted["limits"]]) == ("办理中", ["2026-12-21"])

    asked = ("--until", "2026-12-18", "--reason", "等待专家评审", "--by", HEAD)
    assert at("12-03T09:00", "item", "extend", extended, *asked)["clause"] == "C30"
    granted = at("12-03T15:00", "item", "extend", extended, "--ordered", *asked[:4], "--by", "分管领导")
    assert {limit["kind"]: limit["on"] for limit in granted["limits"]}["answer"] == "2026-12-18"

    later = paper_of_unit(swept(at, "12-07"))
    assert (later["paper"], later["items"]) == ("督办单", 1)
    assert at("12-07T08:50", "item", "show", climbing)["label"] == "已催办（待督办）"
    served(at, "12-07", str(later["id"]))
    assert at("12-07T10:00", "item", "show", climbing)["label"] == "已督办"
    next_day = at("12-08T08:30", "sweep")
    assert extended not in [line["code"] for line in next_day["lines"]]
    finished(at, climbing)
    story = at("12-09T12:00", "item", "show", climbing)
    assert [breach["limit_on"] for breach in story["breaches"]] == ["2026-11-30", "2026-12-04"]
    assert [step["does"] for step in story["history"][3:7]] == ["巡检：逾期待发文", "文书送达"] * 2
    assert all(step["clause"] or step["assumed"] for step in story["history"])
    assert at("12-09T12:10", "item", "show", extended)["label"] == "已催办"
    assert demo("verify").code == 0


def finished(at: At, code: str) -> None:
    """A report of poor quality is sent back; the next one is accepted, and the item is closed by who may."""
    complete = ("item", "feedback", code, "--kind", "complete", "--by", LIAISON, "--says")
    at("12-08T09:00", *complete, "已办结")
    assert "写明哪里不合格" in at("12-08T10:00", "item", "check", code, "--send-back", "--by", OFFICE, refused=True)
    back = at("12-08T10:00", "item", "check", code, "--send-back", "--quality", "没有验收材料", "--by", OFFICE)
    assert back["label"] == "已督办"
    assert "不能" in at("12-08T10:30", "item", "close", code, "--by", OFFICE, refused=True)
    at("12-09T09:00", *complete, "附验收材料")
    assert at("12-09T10:00", "item", "check", code, "--accept", "--by", OFFICE)["label"] == "待销号"
    assert at("12-09T11:00", "item", "close", code, "--by", OFFICE)["label"] == "已销号"


def test_ten_days_down_is_one_merged_paper_dated_today(at: At, demo: Duban) -> None:
    cleared(at)
    swept(at, "11-23")
    codes = [begun(at, f"落实第{n}件批示") for n in (1, 2)]
    done = swept(at, "12-11")
    assert len(done["merged_days"]) == 13
    paper = paper_of_unit(done)
    told = at("12-11T09:00", "order", "show", str(paper["id"]))
    assert told["drafted_on"] == "2026-12-11"
    listed = {item["code"]: item for item in told["items"]}
    assert set(codes) <= set(listed)
    for code in codes:
        story = at("12-11T09:10", "item", "show", code)
        assert [breach["limit_on"] for breach in story["breaches"]] == ["2026-11-30"]
        assert story["label"] == "办理中（待催办）"
    drafted = [each for each in at("12-11T09:20", "order", "list", "--most", "500") if each["rung"]]
    new = [(each["unit"], each["paper"], each["office"]) for each in drafted if each["drafted_on"] == "2026-12-11"]
    assert len(set(new)) == len(new) == len(done["papers"])
    assert swept(at, "12-14")["total"] == 0
    assert demo("verify").code == 0
