"""L3: each key node has its own day and light, is done by a report, and is put on record when it is missed."""

from typing import Any

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
UNIT = "市住房和城乡建设局"
LIAISON, OFFICE = f"{UNIT}联络员", "市政府办主任"
PLAN = ("--node", "2026-12-02 完成征迁", "--node", "2026-12-10 主管网贯通", "--node", "2026-12-10 换热站封顶")


def planned(city: At) -> str:
    """A project with three key nodes that its unit carries out; its code."""
    fixed = ("--responsible", "局长 梁栋", "--requirement", "新增供热100万平方米", "--complete-by", "2026-12-31", *PLAN)
    new = ("重点工程项目", "城区供热扩面", "--unit", UNIT, "--class", "跟踪督办", *fixed, "--by", OFFICE)
    code: str = city("11-23T09:00", "item", "draft", *new)["code"]
    city("11-23T09:10", "item", "issue", code, "--by", OFFICE)
    city("11-23T09:20", "item", "receive", code, "--by", LIAISON)
    return code


def report(code: str, *done: str) -> tuple[str, ...]:
    """The words of a report that marks these nodes."""
    marked = [word for each in done for word in ("--done", each)]
    return (
        "item",
        "feedback",
        code,
        "--kind",
        "stage",
        "--says",
        "见附表",
        "--progress",
        "60",
        "--by",
        LIAISON,
        *marked,
    )


def nodes(city: At, moment: str, code: str) -> list[tuple[Any, ...]]:
    """Each node: its light, when it was done, whether that is checked, whether it was late."""
    shown = city(moment, "item", "show", code)["nodes"]
    return [(node["light"], node["done_on"], node["checked"], node["late"]) for node in shown]


def test_l3_each_key_node_has_its_own_day_and_light(city: At) -> None:
    code = planned(city)
    ahead = (None, False, False)
    assert nodes(city, "11-23T10:00", code) == [("green", *ahead)] * 3
    assert nodes(city, "11-25T10:00", code) == [("yellow", *ahead), ("green", *ahead), ("green", *ahead)]
    assert nodes(city, "12-03T10:00", code)[0] == ("red", *ahead)
    waiting = city("12-03T10:10", "item", "nodes", "--unit", UNIT)
    assert [(node["on"], node["code"], node["light"]) for node in waiting] == [
        ("2026-12-02", code, "red"),
        ("2026-12-10", code, "yellow"),
        ("2026-12-10", code, "yellow"),
    ]


def test_l3_a_node_is_done_by_a_report_that_the_office_accepts(city: At) -> None:
    code = planned(city)
    city("11-30T09:00", *report(code, "2026-12-02=2026-11-28"))
    assert nodes(city, "11-30T09:10", code)[0] == ("green", "2026-11-28", False, False)
    sent_back = ("item", "check", code, "--send-back", "--quality", "还有两户没有签约", "--by", OFFICE)
    city("11-30T10:00", *sent_back)
    assert nodes(city, "11-30T10:10", code)[0] == ("yellow", None, False, False)
    city("12-01T09:00", *report(code, "2026-12-02 完成征迁"))
    city("12-01T10:00", "item", "check", code, "--accept", "--by", OFFICE)
    assert nodes(city, "12-01T10:10", code)[0] == ("green", "2026-12-01", True, False)
    assert city("12-03T09:00", "sweep")["nodes_missed"] == 0
    assert city("12-03T09:10", "verify")["ok"]


def test_l3_a_missed_node_is_on_record_and_tells_the_unit_and_late_is_late_for_ever(city: At) -> None:
    code = planned(city)
    assert city("12-02T09:00", "sweep")["nodes_missed"] == 0
    assert city("12-03T09:00", "sweep")["nodes_missed"] == 1
    assert nodes(city, "12-03T09:10", code)[0] == ("red", None, False, True)
    city("12-03T09:20", "inbox", "deliver")
    box = city("12-03T09:30", "inbox", "list", "--by", LIAISON)
    assert any("1个关键节点到期没有报完成" in message["text"] for message in box)
    assert city("12-04T09:00", "sweep")["nodes_missed"] == 0
    city("12-04T10:00", *report(code, "2026-12-02"))
    city("12-04T11:00", "item", "check", code, "--accept", "--by", OFFICE)
    assert nodes(city, "12-04T11:10", code)[0] == ("green", "2026-12-04", True, True)
    assert city("12-04T11:20", "verify")["ok"]


def test_l3_what_was_done_in_time_and_told_late_was_not_missed(city: At) -> None:
    code = planned(city)
    city("12-03T09:00", "sweep")
    city("12-03T10:00", *report(code, "2026-12-02=2026-12-01"))
    assert nodes(city, "12-03T10:10", code)[0] == ("green", "2026-12-01", False, True)
    city("12-03T11:00", "item", "check", code, "--accept", "--by", OFFICE)
    assert nodes(city, "12-03T11:10", code)[0] == ("green", "2026-12-01", True, False)


@pytest.mark.parametrize(
    ("done", "says"),
    [
        ("2026-12-09", "没有关键节点“2026-12-09”；时序进度有：2026-12-02 完成征迁、2026-12-10 "),
        ("2026-12-10", "这一天有几个节点，请连内容写明是哪一个"),
        ("2026-12-02=2026-12-25", "完成的日期不能晚于报告当日 2026-12-01"),
        ("不是日期", "不是日期"),
    ],
)
def test_l3_a_node_that_is_not_in_the_plan_or_not_done_yet_is_refused(city: At, done: str, says: str) -> None:
    assert says in city("12-01T09:00", *report(planned(city), done), refused=True)


def test_l3_a_node_is_not_done_twice_and_a_pause_moves_what_was_still_to_come(city: At) -> None:
    code = planned(city)
    city("11-24T09:00", *report(code, "2026-12-02"))
    city("11-24T10:00", "item", "check", code, "--accept", "--by", OFFICE)
    assert "这个节点已经报过完成" in city("11-25T09:00", *report(code, "2026-12-02"), refused=True)
    city("11-25T10:00", "item", "suspend", code, "--reason", "等规划调整", "--by", "市级分管领导")
    assert city("12-11T09:00", "sweep")["nodes_missed"] == 0
    city("12-14T10:00", "item", "resume", code, "--by", "市级分管领导")
    shown = city("12-14T10:10", "item", "show", code)["nodes"]
    assert [node["on"] for node in shown] == ["2026-12-02", "2026-12-29", "2026-12-29"]
    assert city("12-14T10:20", "verify")["ok"]
