"""L5, L6, L12, L18, L19, L22, L23: field days, self-assessment, points, files, highlights, rewards."""

from typing import Any

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
UNIT, ASSESSOR = "市教育局", "考核办主任"
ADD = ("register", "add")


def told(fields: dict[str, str]) -> list[str]:
    """Fields as they are typed."""
    return [word for name, value in fields.items() for word in ("--set", f"{name}={value}")]


def days(person: str, rank: str, number: str, day: str) -> tuple[str, ...]:
    """Days at the front line, as they are entered from what is on file."""
    fields = {"人员": person, "身份": rank, "天数": number, "日期": day, "地点": "北岭镇", "内容": "现场办公"}
    return (*ADD, "一线工作", *told(fields))


def short(city: At, moment: str) -> dict[str, Any]:
    """Who has how many days this year, and whether that is enough."""
    rows = city(moment, "register", "quota", "一线工作")
    return {row["who"]: (row["have"], row["at_least"], row["short"]) for row in rows}


def test_l5_field_days_count_for_each_rank_by_its_own_number(city: At) -> None:
    assert city("11-23T09:00", *days("江涛", "市级班子成员", "61", "2026-06-30"))["acts"][-1]["clause"] == "L5"
    city("11-23T09:00", *days("金实", "市直部门主要负责人", "79.5", "2026-06-30"))
    city("11-23T09:00", *days("关山", "镇街区书记", "100", "2026-10-30"))
    found = short(city, "11-23T10:00")
    assert (found["江涛"], found["金实"]) == (("61", 60, False), ("79.5", 80, True))
    assert (found["关山"], found["山青"]) == (("100", 100, False), ("0", 100, True))
    assert "金华" not in found
    assert len([row for row in found.values() if row[1] == 80]) == 6
    assert short(city, "2027-01-04T09:00")["江涛"] == ("0", 60, True)


def test_l5_only_who_holds_the_rank_is_entered_under_it(city: At) -> None:
    refused = city("11-23T09:00", *days("金华", "市直部门主要负责人", "3", "2026-06-30"), refused=True)
    assert "须任局长或主任（L5）" in refused
    assert "没有人员“无名”" in city("11-23T09:00", *days("无名", "镇街区书记", "3", "2026-06-30"), refused=True)
    assert "请写数字" in city("11-23T09:00", *days("关山", "镇街区书记", "三", "2026-06-30"), refused=True)
    fields = [row["fields"] for row in city("11-23T09:00", "register", "list") if row["register"] == "一线工作"]
    assert fields == [["人员", "身份", "日期", "天数", "地点", "内容", "督办任务"]]


POINTS = {
    "市级班子成员": ("市政府", ("进位赶超", "包帮项目竣工", "招商引资")),
    "重点区域": ("经济开发区", ("工业和城市经济", "财税贡献")),
    "镇": ("东关镇", ("骨干财源", "财政收入增长", "特色工作")),
    "市直部门": (UNIT, ("业务位置", "千人评机关", "招商引资", "争取政策资金")),
}


def assessing(kind: str, *, without: str = "") -> tuple[str, ...]:
    """A self-assessment of that kind of unit."""
    unit, points = POINTS[kind]
    fields = {"单位": unit, "类别": kind, "工作": "年度重点工作", "目标定位": "全省中游"}
    return (*ADD, "绩效自评", *told(fields | {name: "见自评报告" for name in points if name != without}))


def test_l6_an_aim_that_is_too_low_is_raised_before_the_work_goes_on(city: At) -> None:
    code = city("11-23T09:00", *assessing("市直部门"))["code"]
    move = ("register", "move", code)
    back = (*move, "退回提高", "--set", "评估意见=流于常规")
    assert "（L6）" in city("11-23T10:00", *back, "--by", f"{UNIT}局长", refused=True)
    low = city("11-23T10:00", *back, "--by", ASSESSOR)
    assert (low["state"], low["due_on"], low["acts"][-1]["clause"]) == ("定位过低", "2026-11-30", "L6")
    assert "不能“同意定位”" in city("11-23T11:00", *move, "同意定位", "--by", ASSESSOR, refused=True)
    assert [late["code"] for late in city("12-01T09:00", "register", "overdue", "绩效自评")] == [code]
    assert "须先填写提高后的定位" in city("12-01T09:10", *move, "提高定位", refused=True)
    city("12-01T09:20", *move, "提高定位", "--set", "提高后的定位=全省前列")
    assert city("12-01T10:00", *move, "同意定位", "--by", ASSESSOR)["state"] == "推进中"


def test_l6_the_work_is_held_against_its_aim_while_it_goes_on(city: At) -> None:
    code = city("11-23T09:00", *assessing("镇"))["code"]
    move = ("register", "move", code)
    city("11-23T10:00", *move, "同意定位", "--by", "效能办主任")
    assert "须先填写差距、改进措施" in city("11-24T09:00", *move, "对照检查", refused=True)
    compared = (*move, "对照检查", "--set", "差距=项目偏少", "--set", "改进措施=驻点招商")
    assert city("11-24T10:00", *compared)["state"] == "推进中"
    assert city("12-24T10:00", *compared)["acts"][-1]["clause"] == "L6"
    assert city("12-31T10:00", *move, "完成")["state"] == "已完成"
    assert city("12-31T11:00", "verify")["ok"]


@pytest.mark.parametrize("kind", POINTS)
def test_l22_each_of_the_four_kinds_answers_its_own_points(city: At, kind: str) -> None:
    missing = POINTS[kind][1][0]
    refused = city("11-23T09:00", *assessing(kind, without=missing), refused=True)
    assert f"类别为{kind}的，必须填写{missing}，请加 --set {missing}=…（L22）" in refused
    assert city("11-23T09:10", *assessing(kind))["state"] == "待预评估"


SCORED = {"单位": UNIT, "责任人": "文昌", "情形": "落实不力", "加扣分": "-2", "依据": "约谈后仍未开工"}


def test_l12_points_are_proposed_may_be_objected_to_and_are_confirmed(city: At) -> None:
    new = (*ADD, "履责加扣分", *told(SCORED))
    assert "由考核办主任、效能办主任登记" in city("11-23T09:00", *new, refused=True)
    entry = city("11-23T09:00", *new, "--by", "效能办主任")
    move = ("register", "move", entry["code"])
    assert entry["acts"][-1]["clause"] == "L12"
    assert "由考核办主任办理" in city("11-23T10:00", *move, "确认", "--by", "效能办主任", refused=True)
    assert "须先填写异议" in city("11-24T09:00", *move, "提出异议", "--by", f"{UNIT}局长", refused=True)
    city("11-24T09:00", *move, "提出异议", "--set", "异议=受雨季影响", "--by", f"{UNIT}局长")
    assert "不能“确认”" in city("11-24T10:00", *move, "确认", "--by", ASSESSOR, refused=True)
    struck = city("11-24T10:00", *move, "撤销", "--set", "复核意见=属实", "--by", ASSESSOR)
    assert (struck["state"], struck["acts"][-1]["clause"]) == ("已撤销", "L12")
    reward = {**SCORED, "情形": "落实得力", "加扣分": "3", "依据": "提前竣工"}
    code = city("11-25T09:00", *ADD, "履责加扣分", *told(reward), "--by", ASSESSOR)["code"]
    assert city("11-25T10:00", "register", "move", code, "确认", "--by", ASSESSOR)["state"] == "已确认"
    assert city("11-25T11:00", "verify")["ok"]


def test_l18_every_matter_has_one_file(city: At) -> None:
    fixed = ("--responsible", "局长 文昌", "--requirement", "见方案", "--complete-by", "2026-12-31")
    item = city(
        "11-23T09:00", "item", "draft", "长期性重要工作", "学校扩建", "--unit", UNIT, "--class", "定期督办", *fixed
    )
    fields = {"督办任务": item["code"], "单位": UNIT, "责任人": "文昌", "进度情况": "主体封顶"}
    entry = city("11-23T10:00", *ADD, "考核档案", *told(fields))
    assert entry["acts"][-1]["clause"] == "L18"
    again = city("11-23T10:10", *ADD, "考核档案", *told(fields), refused=True)
    assert f"已登记在 {entry['code']}，同一登记簿内不得重复" in again
    move = ("register", "move", entry["code"])
    city("12-23T09:00", *move, "记入", "--set", "进度情况=完成装修")
    assert "须先填写督查结果、履责评价" in city("12-31T09:00", *move, "归档", refused=True)
    filed = city("12-31T09:00", *move, "归档", "--set", "督查结果=按期", "--set", "履责评价=得力")
    assert (filed["state"], filed["content"]["进度情况"]) == ("已归档", "完成装修")


def test_l19_highlights_are_selected_each_half_year_rewarded_and_praised(city: At) -> None:
    rows = city("11-23T09:00", "calendar", "implementation", "--year", "2026")
    held = [row["date"] for row in rows if (row["clause"], row["stage"]) == ("L19", "convene")]
    assert held == ["2026-06-18", "2026-12-21"]
    entry = city("12-14T09:00", *ADD, "亮点工作", *told({"单位": UNIT, "亮点": "名师下乡", "成效": "覆盖12校"}))
    move = ("register", "move", entry["code"])
    chosen = (*move, "评为亮点", "--set", "评选意见=全省推广")
    assert "须先填写加分" in city("12-21T10:00", *chosen, "--by", ASSESSOR, refused=True)
    assert "（L19）" in city("12-21T10:00", *chosen, "--set", "加分=1", "--by", f"{UNIT}局长", refused=True)
    city("12-21T10:00", *chosen, "--set", "加分=1", "--by", ASSESSOR)
    praised = city("12-28T10:00", *move, "通报表扬", "--set", "通报期号=督查通报〔2026〕第3期")
    assert (praised["state"], praised["acts"][-1]["clause"]) == ("已通报表扬", "L19")


def test_l23_rewards_and_promotions_are_proposed_and_decided_elsewhere(city: At) -> None:
    fields = {"人员": "文昌", "单位": UNIT, "建议": "优先提拔重用", "实绩": "连续两年前三"}
    new = (*ADD, "奖励和任用建议", *told(fields))
    assert "由考核办主任、组织部部长登记" in city("2027-01-20T09:00", *new, refused=True)
    code = city("2027-01-20T09:00", *new, "--by", ASSESSOR)["code"]
    adopt = ("register", "move", code, "采纳", "--set", "研究结果=列入名单")
    assert "（L23）" in city("2027-01-21T09:00", *adopt, "--by", ASSESSOR, refused=True)
    adopted = city("2027-01-21T09:00", *adopt, "--by", "组织部部长")
    assert (adopted["state"], adopted["acts"][-1]["clause"]) == ("已采纳", "L23")
    assert next(row for row in city("2027-01-21T10:00", "org", "list") if row["person"] == "文昌")["post"] == "局长"


@pytest.mark.parametrize(("kind", "unit"), [("市直部门", "东关镇"), ("镇", "经济开发区"), ("市级班子成员", UNIT)])
def test_l22_a_unit_does_not_answer_the_points_of_another_kind(city: At, kind: str, unit: str) -> None:
    refused = city("11-23T09:00", *assessing(kind), "--set", f"单位={unit}", refused=True)
    assert f"单位“{unit}”无效；类别为{kind}的，须是" in refused
    assert "（L22）" in refused


def test_l5_days_are_past_more_than_none_and_a_leaders_own(city: At) -> None:
    told = city("11-23T09:00", *days("文昌", "市级班子成员", "3", "2026-06-30"), refused=True)
    assert "人员“文昌”无效；身份为市级班子成员的，2026-11-23 须在市委、市政府、市人大常委会、市政协任职（L5）" in told
    coming = city("11-23T09:00", *days("关山", "镇街区书记", "3", "2026-11-24"), refused=True)
    assert "日期“2026-11-24”无效；不能晚于登记之日 2026-11-23" in coming
    assert "天数“-3”无效；须大于零" in city(
        "11-23T09:00", *days("关山", "镇街区书记", "-3", "2026-06-30"), refused=True
    )
    code = city("11-23T09:00", *days("关山", "镇街区书记", "3", "2026-11-23"))["code"]
    correct = ("register", "correct", code, "--set", "日期=2026-11-24", "--reason", "写错")
    assert "不能晚于登记之日 2026-11-23" in city("11-24T09:00", *correct, refused=True)
