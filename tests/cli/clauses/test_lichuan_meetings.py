"""X4 to X8: Lichuan's weekly, monthly and bi-monthly meetings and its bulletins of Mondays and the 1st."""

from typing import Any

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
HEADQUARTERS = {"精准扶贫指挥部", "“六城”同创指挥部", "项目推进和产业链建设指挥部"}
GROUPS = {"从严治党工作领导小组", "深化改革工作领导小组", "社会建设与依法治市工作领导小组"}
WEEKLY = "周会商·精准扶贫指挥部"


def days(at: At, clause: str) -> dict[str, list[str]]:
    """Cycle or report → the days of 2016 on which it comes."""
    found: dict[str, list[str]] = {}
    for row in at("02-29T09:00", "calendar", "lichuan", "--year", "2016"):
        if row["clause"] == clause and row["stage"] in ("convene", "report"):
            found.setdefault(row["cycle"], []).append(row["date"])
    return found


def asked(told: Any) -> set[str]:
    """The units that were asked to a meeting."""
    return {row["unit"] for row in told["attendance"]}


def test_x4_each_headquarters_consults_every_week(lichuan: At) -> None:
    held = days(lichuan, "X4")
    assert set(held) == {f"周会商·{each}" for each in HEADQUARTERS}
    assert (len(held[WEEKLY]), held[WEEKLY][8], held[WEEKLY][36]) == (52, "2016-03-04", "2016-09-18")
    told = lichuan("03-03T09:00", "cycle", "run", WEEKLY, "2016-W09", "通知")
    assert asked(told) == {"汪营镇", "团堡镇", "凉雾乡", "都亭街道办事处", "经济开发区"}
    skip = ("cycle", "skip", WEEKLY, "2016-W09", "--reason", "下乡", "--by")
    assert "指挥长" in lichuan("03-03T10:00", *skip, "市长", refused=True)
    lichuan("03-04T15:00", "cycle", "run", WEEKLY, "2016-W09", "召开")
    draft = ("item", "draft", "精准扶贫工作", "下周入户核查", "--unit", "市扶贫办", "--decided", "2016-03-04")
    named = (
        "--leader",
        "精准扶贫指挥部指挥长",
        "--co",
        "汪营镇",
        "--requirement",
        "全部入户",
        "--complete-by",
        "2016-03-11",
    )
    code = lichuan("03-04T16:00", *draft, *named)["code"]
    lichuan("03-07T09:00", "cycle", "run", WEEKLY, "2016-W09", "议定事项交办", "--item", code)
    item = lichuan("03-07T10:00", "item", "show", code)
    assert next(each["on"] for each in item["limits"] if each["kind"] == "feedback") == "2016-03-14"
    assert lichuan("03-07T10:00", "verify")["ok"]


def test_x4_no_consultation_is_held_on_the_prefectures_own_holiday(lichuan: At) -> None:
    assert days(lichuan, "X4")[WEEKLY][32] is None
    late = lichuan("08-18T09:00", "cycle", "run", WEEKLY, "2016-W33", "通知", refused=True)
    assert "2016-W33" in late


def test_x5_each_of_the_six_dispatches_every_month(lichuan: At) -> None:
    held = days(lichuan, "X5")
    assert set(held) == {f"月调度·{each}" for each in HEADQUARTERS | GROUPS}
    assert {len(each) for each in held.values()} == {12}
    monthly = ("月调度·从严治党工作领导小组", "2016-03")
    fix = ("cycle", "fix", *monthly, "--reason", "组长外出", "--to")
    assert "请在 2016-03-02 至 2016-03-09 之间定" in lichuan("02-29T09:00", *fix, "2016-03-10", refused=True)
    assert lichuan("02-29T09:00", *fix, "2016-03-08")["meeting_on"] == "2016-03-08"
    told = lichuan("03-03T09:00", "cycle", "run", *monthly, "通知")
    assert told["acts"][-1]["clause"] == "X5"


def test_x6_the_committee_hears_all_six_every_two_months(lichuan: At) -> None:
    assert days(lichuan, "X6")["重点工作专题协调督办会"] == [
        *("2016-02-29", "2016-04-29", "2016-06-30"),
        *("2016-08-31", "2016-10-31", "2016-12-30"),
    ]
    told = lichuan("04-22T09:00", "cycle", "run", "重点工作专题协调督办会", "2016-B2", "通知")
    assert asked(told) == HEADQUARTERS | GROUPS
    (first, *others) = lichuan("04-22T10:00", "report", "list", "重点工作专题协调督办会·会议材料")
    assert len(others) == 5
    submit = ("report", "submit", first["code"], "--by", first["unit"] + "办公室主任", "--part", "工作情况=脱贫800户")
    refused = lichuan("04-25T09:00", *submit, refused=True)
    assert "没有载明存在的问题、下阶段重点工作" in refused
    assert "（X6）" in refused


@pytest.mark.parametrize(
    ("clause", "name", "units", "some"),
    [
        ("X7", "周通报", HEADQUARTERS, ("2016-01-04", "2016-02-14", "2016-10-08")),
        ("X8", "月通报", GROUPS, ("2016-01-04", "2016-02-01", "2016-10-08")),
    ],
)
def test_x7_to_x8_bulletins_come_on_mondays_and_the_first(
    lichuan: At, clause: str, name: str, units: set[str], some: tuple[str, ...]
) -> None:
    held = days(lichuan, clause)[name]
    assert (len(held), set(some) - set(held)) == (52 if clause == "X7" else 12, set())
    period, day = ("2016-W10", "03-07") if clause == "X7" else ("2016-04", "04-01")
    codes = lichuan("03-03T09:00", "report", "open", name, "--period", period)["codes"]
    rows = {row["code"]: row for row in lichuan("03-03T09:00", "report", "list", name)}
    assert ({rows[code]["unit"] for code in codes}, rows[codes[0]]["due_on"]) == (units, f"2016-{day}")
    submit = ("report", "submit", codes[0], "--by", rows[codes[0]]["unit"] + "办公室主任")
    since, coming = ("上周工作情况", "下周安排") if clause == "X7" else ("上月工作情况", "下月安排")
    refused = lichuan(f"{day}T09:00", *submit, "--part", f"{since}=完成", refused=True)
    assert f"没有载明{coming}" in refused
    assert f"（{clause}）" in refused
    told = lichuan(f"{day}T17:00", *submit, "--part", f"{since}=完成", "--part", f"{coming}=推进")
    assert (told["label"], told["late"], told["to"]) == ("已报送", False, ["党务政务微信平台"])
    late = ("report", "submit", codes[1], "--by", rows[codes[1]]["unit"] + "办公室主任", "--part", f"{since}=完成")
    assert lichuan(f"{day}T18:00", *late, "--part", f"{coming}=推进")["late_on"] == f"2016-{day}"


def test_x7_nothing_new_is_asked_for_once_the_document_has_expired(lichuan: At) -> None:
    draft = ("item", "draft", "精准扶贫工作", "巩固脱贫", "--unit", "市扶贫办")
    says = "有效期至2016-12-31；2017-01-03不适用"
    assert says in lichuan("2017-01-03T09:00", *draft, refused=True)
    ran = lichuan("2017-01-03T09:00", "rehearse", "lichuan", "--year", "2017", refused=True)
    assert "有效期至2016-12-31；2017年不适用" in ran
