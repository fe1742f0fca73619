"""X1, X2, X3: Lichuan's six works each named whole, its own figures, and plans that weeks keep for months."""

from typing import Any

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
FIVE_ONES = ("--leader", "精准扶贫指挥部指挥长", "--co", "市发改局", "--co", "汪营镇")
LED_BY = {
    "精准扶贫工作": "精准扶贫指挥部",
    "“六城”同创工作": "“六城”同创指挥部",
    "项目推进和产业链建设工作": "项目推进和产业链建设指挥部",
    "从严治党工作": "从严治党工作领导小组",
    "深化改革工作": "深化改革工作领导小组",
    "社会建设与依法治市工作": "社会建设与依法治市工作领导小组",
}


def drafted(at: At, kind: str, unit: str, *more: str) -> str:
    """A yearly task of that work."""
    entered = ("item", "draft", kind, f"{kind}年度任务", "--unit", unit, "--complete-by", "2016-12-31")
    code: str = at("02-29T09:00", *entered, *more)["code"]
    return code


def aimed(at: At, kind: str, unit: str, indicator: str, *more: str) -> Any:
    """The target that a document's indicator makes of a new task."""
    return at("02-29T09:00", "target", "set", drafted(at, kind, unit), indicator, *more)


def before(on: str) -> str:
    """The day before that one of 2016."""
    return f"2016-{on[:3]}{int(on[3:]) - 1:02d}"


def inbox(at: At, post: str) -> list[str]:
    """What an office was told."""
    at("03-21T10:00", "inbox", "deliver")
    told = at("03-21T10:00", "inbox", "list", "--pack", "lichuan", "--by", post)
    return [entry["text"] for entry in told]


def test_x1_each_of_the_six_works_names_its_five_ones(lichuan: At) -> None:
    offices = {
        kind: lichuan("02-29T09:00", "item", "show", drafted(lichuan, kind, "市扶贫办"))["office"] for kind in LED_BY
    }
    assert offices == LED_BY
    code = drafted(lichuan, "精准扶贫工作", "市扶贫办", "--requirement", "按期脱贫")
    refused = lichuan("02-29T09:00", "item", "issue", code, refused=True)
    assert "还没有写明牵头领导、协办单位" in refused
    assert "（X1）" in refused
    lichuan("02-29T09:00", "item", "correct", code, *FIVE_ONES, "--reason", "补写五个一")
    told = lichuan("02-29T09:00", "item", "issue", code)
    assert told["paper"] == "利精准扶贫指挥部交〔2016〕1号"
    assert lichuan("02-29T09:00", "verify")["ok"]


def test_x2_quarters_keep_the_year_months_the_quarter_and_weeks_the_month(lichuan: At) -> None:
    code, day = aimed(lichuan, "精准扶贫工作", "市扶贫办", "脱贫户数")["item"], "02-29T09:00"
    weeks = ("target", "plan", code, "--weeks", "2016-03=40,60,60,60,80")
    assert "请先用 --months 排定上一级" in lichuan(day, *weeks, refused=True)
    lichuan(day, "target", "plan", code, "--quarters", "1428,3000,4000,3000")
    short = lichuan(day, "target", "plan", code, "--months", "2016-Q1=500,500,400", refused=True)
    assert "以月保季，各期之和须为1428户（X2）" in short
    told = lichuan(day, "target", "plan", code, "--months", "2016-Q1=528,600,300")
    assert (told["clause"], [node["value"] for node in told["nodes"]]) == (
        "X2",
        ["528", "1128", "1428", "4428", "8428"],
    )
    assert "以周保月，各期之和须为300户（X2）" in lichuan(day, *weeks[:4], "2016-03=40,60,60,60,79", refused=True)
    assert "分为5期，分别到 03-06、03-13、03-20、03-27、03-31" in lichuan(day, *weeks[:4], "2016-03=300", refused=True)
    lichuan(day, *weeks)
    listed = lichuan(day, "target", "schedule", code)
    march = [(row["ends_on"], row["planned"]) for row in listed if row["ends_on"].startswith("2016-03")]
    assert march == [
        ("2016-03-06", "1168"),
        ("2016-03-13", "1228"),
        ("2016-03-20", "1288"),
        ("2016-03-27", "1348"),
        ("2016-03-31", "1428"),
    ]
    assert lichuan(day, "verify")["ok"]


def test_x2_a_week_behind_is_yellow_and_a_month_that_was_not_kept_is_red(lichuan: At) -> None:
    code = aimed(lichuan, "精准扶贫工作", "市扶贫办", "脱贫户数")["item"]
    for plan in (("--quarters", "1428,3000,4000,3000"), ("--months", "2016-Q1=528,600,300")):
        lichuan("02-29T09:00", "target", "plan", code, *plan)
    lichuan("02-29T09:00", "target", "plan", code, "--weeks", "2016-03=40,60,60,60,80")
    record = ("target", "record", code, "--source", "指挥部周报", "--value")
    weeks = (("03-07", "1170"), ("03-14", "1200"), ("03-21", "1100"))
    lights = [lichuan(f"{on}T09:00", *record, value, "--as-of", before(on))["light"] for on, value in weeks]
    assert lights == ["green", "yellow", "red"]
    told = lichuan("03-21T10:00", "target", "schedule", code)
    stood = {row["period"]: row["stands"] for row in told if row["ends_on"].startswith("2016-03")}
    assert list(stood.values())[:4] == ["保住", "没有保住", "没有保住", "正在进行"]
    assert "项指标落后序时进度" in str(inbox(lichuan, "精准扶贫指挥部办公室主任"))
    assert "项指标落后序时进度" not in str(inbox(lichuan, "从严治党工作领导小组办公室主任"))


def test_x3_the_documents_figures_are_set_as_it_states_them(lichuan: At) -> None:
    projects = aimed(lichuan, "项目推进和产业链建设工作", "市发改局", "重点项目开工")
    assert (projects["wanted"], projects["due_on"], projects["clause"]) == ("不低于241个", "2016-06-30", "X3")
    code = drafted(lichuan, "精准扶贫工作", "市扶贫办")
    lower = ("target", "set", code, "脱贫人数", "--is", "不低于", "--value", "30000", "--measure", "人")
    assert "文件定的是不低于37600人（X3），请照文件设定" in lichuan("02-29T09:00", *lower, refused=True)
    assert lichuan("02-29T09:00", *lower[:-3], "37600", "--measure", "人")["wanted"] == "不低于37600人"
    assert aimed(lichuan, "精准扶贫工作", "市扶贫办", "精准扶贫全省考评")["wanted"] == "A（A>B>C>D）"
    assert "比较" in lichuan("02-29T09:00", "target", "set", code, "文件没有的指标", refused=True)
    assert lichuan("02-29T09:00", "verify")["ok"]


@pytest.mark.parametrize(
    ("named", "more", "wanted", "figures"),
    [
        (("社会建设与依法治市工作", "重大安全生产责任事故"), (), "零容忍", {"0": "green", "1": "red"}),
        (("从严治党工作", "宣传工作全州排名"), (), "前2名", {"1": "green", "3": "yellow"}),
        (("社会建设与依法治市工作", "进京非访全州排名"), (), "退出前4名", {"5": "green", "4": "yellow"}),
        (
            ("项目推进和产业链建设工作", "全省经济开发区综合排名"),
            ("--base", "20"),
            "由第20名晋升5位（前15名）",
            {"15": "green", "16": "yellow"},
        ),
    ],
)
def test_x3_zero_tolerance_and_ranks_have_no_plan_and_are_held_against_their_goal(
    lichuan: At, named: tuple[str, str], more: tuple[str, ...], wanted: str, figures: dict[str, str]
) -> None:
    if more:
        code = drafted(lichuan, named[0], "市公安局")
        assert "须写明晋升以前是第几名" in lichuan("02-29T09:00", "target", "set", code, named[1], refused=True)
    told = aimed(lichuan, named[0], "市公安局", named[1], *more)
    assert (told["wanted"], told["has_plan"]) == (wanted, False)
    plan = ("target", "plan", told["item"], "--node", "2016-06-30=1")
    assert "这类目标不用序时进度" in lichuan("02-29T09:00", *plan, refused=True)
    record = ("target", "record", told["item"], "--source", "州里通报", "--value")
    lights = {value: lichuan(f"03-0{n}T09:00", *record, value)["light"] for n, value in enumerate(figures, 1)}
    assert lights == figures
