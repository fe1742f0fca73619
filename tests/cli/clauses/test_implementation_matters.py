"""L1 to L4, L7, L21: who answers, the three fixings, the 督办单 that assigns, reports close or periodic."""

from typing import Any

import pytest

from tests.cli.clauses.matters import breaches, limits
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
UNIT = "市住房和城乡建设局"
HEAD, LIAISON = f"{UNIT}局长", f"{UNIT}联络员"
OFFICE = "市政府办主任"
ASSIGNED = "市政府领导交办事项"
CLOSE, PERIODIC = ("--class", "跟踪督办"), ("--class", "定期督办")
FIXED = {
    "--responsible": "局长 梁栋",
    "--node": "2026-12-10 完成上游清淤",
    "--requirement": "清淤12公里",
}


def drafted(city: At, kind: str = ASSIGNED, *options: str, by: str = OFFICE) -> str:
    """An item of that type with the three fixings and a day to be done; its code."""
    fixed = [word for pair in FIXED.items() for word in pair]
    new = (kind, "河道清淤", "--unit", UNIT, "--complete-by", "2026-12-31", *fixed, *(options or CLOSE))
    code: str = city("11-23T09:00", "item", "draft", *new, "--by", by)["code"]
    return code


def issued(city: At, *options: str) -> str:
    """The same, assigned by its 督办单 and signed for."""
    code = drafted(city, ASSIGNED, *options)
    city("11-23T10:00", "item", "issue", code, "--by", OFFICE)
    city("11-23T11:00", "item", "receive", code, "--by", LIAISON)
    return code


def reported(city: At, moment: str, code: str, progress: int, *, kind: str = "stage") -> Any:
    """The unit reports how far it is."""
    words = ("--says", f"完成{progress}%", "--progress", str(progress), "--kind", kind, "--by", LIAISON)
    return city(moment, "item", "feedback", code, *words)


KINDS = {
    "效能办": "重大决策部署 重要会议安排事项 长期性重要工作 阶段性重点任务 自行确定的重点工作",
    "市委办": "市委领导交办事项 镇域经济发展",
    "市政府办": "市政府领导交办事项 重点工程项目",
    "考核办": "招商引资",
}


def test_l1_every_source_is_a_kind_of_matter_of_some_office(city: At) -> None:
    for office, kinds in KINDS.items():
        for kind in kinds.split():
            shown = city("11-23T09:05", "item", "show", drafted(city, kind))
            assert (shown["office"], shown["unit"]) == (office, UNIT)
            assert shown["history"][0]["clause"] in ("L1", "L16")
    refused = city("11-23T09:10", "item", "draft", "上级来文", "某事", "--unit", UNIT, refused=True)
    assert "没有事项类型“上级来文”" in refused
    refused = city("11-23T09:10", "item", "draft", ASSIGNED, "某事", "--unit", "没有的局", *CLOSE, refused=True)
    assert "没有单位“没有的局”" in refused


def test_l1_the_head_of_the_unit_is_the_first_to_answer(city: At) -> None:
    code = drafted(city)
    shown = city("11-23T09:10", "item", "show", code)
    assert (shown["heads"], shown["responsible"]) == (["梁栋"], "局长 梁栋")
    fixed = [word for pair in FIXED.items() for word in pair]
    nobody = ("item", "draft", ASSIGNED, "清淤", "--unit", "市人大常委会", *CLOSE, *fixed, "--by", OFFICE)
    headless = city("11-23T09:20", *nobody)["code"]
    refused = city("11-23T09:30", "item", "issue", headless, "--by", OFFICE, refused=True)
    assert "还没有写明第一责任人，责任单位没有登记主要负责同志，请先用 duban org import 登记任职（L1）" in refused


@pytest.mark.parametrize(
    ("clause", "option", "says"),
    [("L2", "--responsible", "责任人"), ("L3", "--node", "时序进度"), ("L4", "--requirement", "目标任务")],
)
def test_l2_to_l4_what_is_not_fixed_is_not_assigned(city: At, clause: str, option: str, says: str) -> None:
    others = [word for name, value in FIXED.items() if name != option for word in (name, value)]
    code = city("11-23T09:00", "item", "draft", ASSIGNED, "清淤", "--unit", UNIT, *CLOSE, *others)["code"]
    refused = city("11-23T09:10", "item", "issue", code, "--by", OFFICE, refused=True)
    assert f"还没有写明{says}，请先用 duban item correct 补上（{clause}）" in refused
    city("11-23T09:20", "item", "correct", code, option, FIXED[option], "--reason", "补写", "--by", OFFICE)
    assert city("11-23T09:30", "item", "issue", code, "--by", OFFICE)["label"] == "待签收"


def test_l2_the_person_is_one_who_holds_a_post_of_the_unit_that_day(city: At) -> None:
    code = drafted(city)
    correct = ("item", "correct", code, "--reason", "改派", "--by", OFFICE, "--responsible")
    issue = ("item", "issue", code, "--by", OFFICE)
    for nobody in ("路人甲", "局长 金实"):
        city("11-23T09:10", *correct, nobody)
        refused = city("11-23T09:20", *issue, refused=True)
        assert f"所写的“{nobody}”当日不在责任单位任职" in refused
        assert "（L2）" in refused
    city("11-23T09:30", *correct, "联络员 梁柱")
    assert city("11-23T09:40", *issue)["label"] == "待签收"


def test_l3_no_key_node_lies_beyond_the_day_to_be_done(city: At) -> None:
    fixed = ("--unit", UNIT, "--complete-by", "2026-12-31", *CLOSE, "--by", OFFICE)
    late = ("item", "draft", ASSIGNED, "清淤", *fixed, "--node", "2027-01-10 验收")
    assert "关键节点“2027-01-10”无效；不能晚于办结日期 2026-12-31" in city("11-23T09:00", *late, refused=True)
    correct = ("item", "correct", drafted(city), "--reason", "补写", "--by", OFFICE)
    assert "不能晚于办结日期 2026-12-31" in city("11-23T09:10", *correct, "--node", "2027-01-10 验收", refused=True)
    sooner = city("11-23T09:20", *correct, "--complete-by", "2026-12-05", refused=True)
    assert "关键节点“2026-12-10”无效；不能晚于办结日期 2026-12-05" in sooner


def test_l3_a_plan_has_its_dated_steps_and_a_light(city: At) -> None:
    code = drafted(city, "长期性重要工作", *PERIODIC, by="效能办主任")
    measured = ("--is", "以上", "--value", "120", "--measure", "公里")
    city("11-23T09:10", "target", "set", code, "清淤里程", *measured)
    planned = city("11-23T09:20", "target", "plan", code, "--node", "2026-11-30=40", "--node", "2026-12-15=90")
    assert [(each["due_on"], each["value"]) for each in planned["nodes"]] == [
        ("2026-11-30", "40"),
        ("2026-12-15", "90"),
    ]
    late = ("target", "plan", code, "--node", "2027-01-31=120", "--reason", "推迟")
    assert "2027-01-31" in city("11-23T09:30", *late, refused=True)
    figure = ("target", "record", code, "--as-of", "2026-11-30", "--source", "监理月报")
    assert city("12-01T09:00", *figure, "--value", "41")["light"] == "green"
    assert city("12-01T09:10", *figure, "--value", "20", "--reason", "核减")["light"] == "red"
    shown = city("11-23T09:40", "item", "show", drafted(city))
    assert [(node["on"], node["says"]) for node in shown["nodes"]] == [("2026-12-10", "完成上游清淤")]


def test_l4_the_work_is_accepted_against_its_indicator(city: At) -> None:
    code = drafted(city, "长期性重要工作", by="效能办主任")
    city("11-23T09:10", "target", "set", code, "清淤里程", "--is", "以上", "--value", "120", "--measure", "公里")
    assert "没有实际值" in city("2027-01-04T09:00", "target", "accept", code, refused=True)
    figure = ("target", "record", code, "--as-of", "2026-12-31", "--source", "竣工测量")
    city("2027-01-04T09:10", *figure, "--value", "119")
    own = city("2027-01-04T09:20", "target", "accept", code, "--by", HEAD, refused=True)
    assert "责任单位不能验收自己的目标" in own
    told = city("2027-01-04T09:20", "target", "accept", code, "--by", "效能办主任")
    assert told["outcome_label"] == "未达到"
    city("2027-01-04T10:00", *figure, "--value", "125", "--reason", "复测")
    assert city("2027-01-04T10:10", "target", "accept", code, "--by", "效能办主任")["outcome_label"] == "超过"
    assert city("2027-01-04T10:20", "verify")["ok"]


def test_l7_a_supervision_paper_assigns_and_reports_go_on_until_all_is_done(city: At) -> None:
    told = city("11-23T10:00", "item", "issue", drafted(city), "--by", OFFICE)
    code = told["code"]
    assert (told["paper"], told["clause"], told["label"]) == ("市政督〔2026〕1号", "L7", "待签收")
    city("11-23T11:00", "item", "receive", code, "--by", LIAISON)
    reported(city, "11-27T09:00", code, 20)
    own = city("11-27T10:00", "item", "check", code, "--accept", "--by", HEAD, refused=True)
    assert "承办单位不核查自己的反馈（L7）" in own
    city("11-27T10:00", "item", "check", code, "--accept", "--by", OFFICE)
    close = ("item", "close", code, "--by", OFFICE)
    assert "不能“销号”" in city("11-27T11:00", *close, refused=True)
    reported(city, "12-28T09:00", code, 100, kind="complete")
    city("12-28T10:00", "item", "check", code, "--accept", "--by", OFFICE)
    assert "（L7）" in city("12-28T11:00", "item", "close", code, "--by", "效能办副主任", refused=True)
    assert (city("12-28T11:00", *close)["label"], city("12-28T12:00", "verify")["ok"]) == ("已销号", True)


def test_l7_whoever_does_not_report_or_finish_in_time_is_on_record(city: At) -> None:
    code = issued(city)
    assert limits(city("11-23T12:00", "item", "show", code)) == {
        "feedback": ("2026-11-30", "市政府办"),
        "completion": ("2026-12-31", None),
    }
    city("11-30T09:00", "sweep")
    assert breaches(city, "11-30T09:10", code) == []
    city("12-01T09:00", "sweep")
    assert breaches(city, "12-01T09:10", code) == [("feedback", "2026-11-30")]
    city("2027-01-04T09:00", "sweep")
    assert ("completion", "2026-12-31") in breaches(city, "2027-01-04T09:10", code)
    assert city("2027-01-04T09:20", "order", "list", "--state", "drafted") == []
    assert city("2027-01-04T09:30", "verify")["ok"]


def test_l21_urgent_work_is_followed_closely_and_routine_work_periodically(city: At) -> None:
    close, periodic = issued(city), issued(city, *PERIODIC)
    found = [limits(city("11-23T12:00", "item", "show", code))["feedback"][0] for code in (close, periodic)]
    assert found == ["2026-11-30", "2026-12-08"]
    reported(city, "11-27T09:00", close, 20)
    told = city("11-27T10:00", "item", "check", close, "--accept", "--next", "2026-12-01", "--by", OFFICE)
    assert (limits(told)["feedback"][0], told["clause"]) == ("2026-12-01", "L21")
    reported(city, "11-30T09:00", close, 40)
    early = ("item", "check", close, "--accept", "--next", "2026-11-30", "--by", OFFICE)
    assert "下次报告的日期须晚于 2026-11-30" in city("11-30T10:00", *early, refused=True)
    unclear = city("11-30T10:00", "item", "draft", ASSIGNED, "某事", "--unit", UNIT, refused=True)
    assert "请从跟踪督办、定期督办中选一个" in unclear


def test_l4_what_is_decomposed_is_followed_as_closely_as_the_whole(city: At) -> None:
    code = drafted(city, "长期性重要工作", *PERIODIC, by="效能办主任")
    city("11-23T09:10", "target", "set", code, "清淤里程", "--is", "以上", "--value", "120", "--measure", "公里")
    parts = ("--part", "市财政局=50", "--part", "市农业农村局=60")
    short = city("11-23T09:20", "target", "split", code, *parts, "--by", "效能办主任", refused=True)
    assert "合计110公里" in short
    parts = ("--part", "市财政局=50", "--part", "市农业农村局=70")
    city("11-23T09:30", "target", "split", code, *parts, "--by", "效能办主任")
    listed = [each["code"] for each in city("11-23T09:40", "item", "list") if each["code"] > code]
    assert [city("11-23T09:40", "item", "show", part)["item_class"] for part in listed] == ["定期督办", "定期督办"]
