"""Y1, Y2, Y3, Y8, Y20: meetings approved, merged, not held or by video; their length; leaders; receptions."""

import pytest

from tests.cli.clauses.entries import added, moved, refused, typed
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
MEETING = {
    **{"会议名称": "全市春耕生产会", "名义": "市政府", "会议类别": "全市性会议", "召开日期": "2026-03-12"},
    **{"召开方式": "集中", "能通过其他方式解决": "否", "能通过视频召开": "否", "有内容相近的会议": "否"},
    **{"会期（小时）": "3", "主要领导讲话（分钟）": "50", "其他领导讲话（分钟）": "30"},
}
LEADER, SECRETARY = ("--by", "分管领导"), ("--by", "秘书长")
APPEARANCE = {"会议或活动": "某商场开业", "日期": "2026-03-12", "拟请领导": "方管明", "有与内容无关的领导": "否"}
EXCEPTED = ("--exception", "--reason", "省里统一要求，确需参加")


def test_y1_a_meeting_is_approved_by_whose_name_it_is_held_in(yichun: At) -> None:
    city = added(yichun, "03-02T09:00", "会议审批", MEETING)["code"]
    says = refused(yichun, "03-02T10:00", city, "秘书长审批", *SECRETARY)
    assert "以市政府名义召开的会议，由市政府分管领导审批（Y1）" in says
    assert "这一步由分管领导办理" in refused(yichun, "03-02T10:00", city, "分管领导审批", *SECRETARY)
    told = moved(yichun, "03-02T10:00", city, "分管领导审批", *LEADER)
    assert (told["state"], told["acts"][-1]["clause"], told["prompts"]) == ("已批准", "Y1", [])
    office = added(yichun, "03-02T11:00", "会议审批", {**MEETING, "名义": "市政府办公室"})["code"]
    assert "由秘书长审批（Y1）" in refused(yichun, "03-02T11:00", office, "分管领导审批", *LEADER)
    assert moved(yichun, "03-02T11:00", office, "秘书长审批", *SECRETARY)["state"] == "已批准"
    unknown = ("register", "add", "会议审批", *typed({**MEETING, "名义": "市委"}))
    assert "请从市政府、市政府办公室中选一个" in yichun("03-02T12:00", *unknown, refused=True)


@pytest.mark.parametrize(
    ("changed", "says", "instead", "values"),
    [
        ({"有内容相近的会议": "是"}, "内容相近的会议合并开", "合并", {"并入会议": "全市农业农村会"}),
        ({"能通过其他方式解决": "是"}, "一律不开会", "不开", {"不开的理由": "发文部署"}),
    ],
)
def test_y1_a_meeting_is_merged_or_not_held(
    yichun: At, changed: dict[str, str], says: str, instead: str, values: dict[str, str]
) -> None:
    code = added(yichun, "03-02T09:00", "会议审批", {**MEETING, "名义": "市政府办公室", **changed})["code"]
    said = refused(yichun, "03-02T10:00", code, "秘书长审批", *SECRETARY)
    assert says in said
    assert "（Y1）" in said
    assert says in refused(yichun, "03-02T10:00", code, "秘书长审批", *SECRETARY, *EXCEPTED)
    assert "须先填写" in refused(yichun, "03-02T10:00", code, instead, *LEADER)
    assert moved(yichun, "03-02T11:00", code, instead, *LEADER, **values)["state"] in ("已合并", "不召开")


def test_y1_what_can_be_held_by_video_is_not_held_in_one_place(yichun: At) -> None:
    code = added(yichun, "03-02T09:00", "会议审批", {**MEETING, "能通过视频召开": "是"})["code"]
    assert "能通过视频开的会议不集中开" in refused(yichun, "03-02T10:00", code, "分管领导审批", *LEADER)
    correct = ("register", "correct", code, "--set", "召开方式=视频", "--reason", "改用视频")
    yichun("03-02T11:00", *correct)
    assert moved(yichun, "03-02T12:00", code, "分管领导审批", *LEADER)["state"] == "已批准"


def test_y2_the_length_of_meetings_and_speeches_is_advice(yichun: At) -> None:
    long = {"会期（小时）": "6", "主要领导讲话（分钟）": "90", "其他领导讲话（分钟）": "41"}
    told = added(yichun, "03-02T09:00", "会议审批", MEETING | long)
    assert told["prompts"] == [
        "全市性会议时间不超过半天（Y2）",
        "主要领导讲话时间一般不超过60分钟（Y2）",
        "其他领导讲话时间控制在40分钟以内（Y2）",
    ]
    assert moved(yichun, "03-02T10:00", told["code"], "分管领导审批", *LEADER)["state"] == "已批准"
    branch = {**MEETING, "会议类别": "分口工作会议", "会期（小时）": "2.5"}
    assert added(yichun, "03-02T11:00", "会议审批", branch)["prompts"] == ["分口工作会议时间控制在2小时内（Y2）"]
    bad = ("register", "add", "会议审批", *typed({**MEETING, "会期（小时）": "半天"}))
    assert "请写数字" in yichun("03-02T12:00", *bad, refused=True)


def test_y3_the_four_heads_are_not_asked_to_ordinary_meetings_unless_excepted(yichun: At) -> None:
    ordinary = {**APPEARANCE, "会议或活动": "部门工作会", "类别": "一般会议", "四套班子主要领导同时": "是"}
    code = added(yichun, "03-02T09:00", "领导出席协调", ordinary)["code"]
    says = refused(yichun, "03-02T10:00", code, "安排", "--by", "副秘书长")
    assert "一般不协调四套班子主要领导同时出席（Y3）；确需破例的，由秘书长、市长加 --exception" in says
    assert "破例须由秘书长、市长决定" in refused(yichun, "03-02T10:00", code, "安排", "--by", "副秘书长", *EXCEPTED)
    told = moved(yichun, "03-02T10:00", code, "安排", *SECRETARY, *EXCEPTED)
    assert (told["state"], told["acts"][-1]["clause"]) == ("已安排", "Y3")
    general = {**ordinary, "类别": "综合性大会"}
    whole = added(yichun, "03-02T11:00", "领导出席协调", general)["code"]
    assert moved(yichun, "03-02T11:00", whole, "安排", "--by", "副秘书长")["state"] == "已安排"
    unrelated = {**general, "有与内容无关的领导": "是"}
    other = added(yichun, "03-02T12:00", "领导出席协调", unrelated)["code"]
    assert "与会议内容无关的领导出席（Y3）" in refused(yichun, "03-02T12:00", other, "安排", *SECRETARY)


def test_y8_the_secretaries_meeting_follows_progress_each_month(yichun: At) -> None:
    rows = yichun("03-02T09:00", "calendar", "yichun", "--year", "2026")
    held = [row["date"] for row in rows if row["cycle"] == "秘书长例会" and row["stage"] == "convene"]
    assert (len(held), held[2], held[9]) == (12, "2026-03-05", "2026-10-08")
    run = ("cycle", "run", "秘书长例会", "2026-03")
    yichun("03-03T09:00", *run, "通知")
    yichun("03-05T12:00", *run, "召开")
    draft = ("item", "draft", "秘书长例会议定事项", "城区水系整治", "--unit", "市水利局", "--decided", "2026-03-05")
    code = yichun("03-05T14:00", *draft)["code"]
    told = yichun("03-06T09:00", *run, "议定事项交办", "--item", code)
    assert (told["acts"][-1]["clause"], told["decisions"][0]["code"]) == ("Y8", code)
    assert "现在可以" in yichun("03-06T10:00", *run, "召开", refused=True)


@pytest.mark.parametrize("kind", ["纯商业性质的庆典活动", "一般性的庆祝活动"])
def test_y20_leaders_go_to_no_celebrations_unless_the_secretary_general_arranges_it(yichun: At, kind: str) -> None:
    code = added(yichun, "03-02T09:00", "领导出席协调", {**APPEARANCE, "类别": kind, "四套班子主要领导同时": "否"})[
        "code"
    ]
    assert f"原则上不协调市政府领导参与{kind}（Y20）" in refused(yichun, "03-02T10:00", code, "安排", *SECRETARY)
    told = moved(yichun, "03-02T11:00", code, "安排", *SECRETARY, *EXCEPTED)
    assert (told["state"], told["acts"][-1]["clause"]) == ("已安排", "Y20")


def test_y20_a_reception_is_approved_by_the_offices_leader(yichun: At) -> None:
    visit = {
        "接待对象": "省厅调研组",
        "接待科室": "行政科",
        "日期": "2026-03-05",
        "标准": "标准以内",
        "工作日中午饮酒": "否",
    }
    code = added(yichun, "03-02T09:00", "公务接待", visit)["code"]
    assert "这一步由办公室副主任办理" in refused(yichun, "03-02T10:00", code, "批准", "--by", "行政科科长")
    told = moved(yichun, "03-02T10:00", code, "批准", "--by", "办公室副主任")
    assert (told["state"], told["acts"][-1]["clause"]) == ("已批准", "Y20")
    lavish = added(yichun, "03-02T11:00", "公务接待", {**visit, "标准": "超规格"})["code"]
    assert "不搞超规格接待" in refused(yichun, "03-02T12:00", lavish, "批准", "--by", "办公室副主任")
    assert "不搞超规格接待" in refused(yichun, "03-02T12:00", lavish, "批准", *SECRETARY, *EXCEPTED)
