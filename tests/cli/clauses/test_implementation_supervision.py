"""L8, L9, L15 to L17: on-site teams, media columns, the joint meeting, who supervises what, weekly summaries."""

from typing import Any

import pytest

from tests.cli.clauses.matters import limits
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
UNIT = "市住房和城乡建设局"
SCHEME = ("城区供热扩面", "--unit", UNIT, "--what", "管网和征迁", "--how", "现场查看", "--from", "2026-11-25")
TEAM = ("--office", "市效能办", "--office", "市政府办公室")
LEADER, LIAISON = "市级分管领导", "效能办副主任"


def visited(city: At) -> str:
    """The code of an on-site inspection that was approved and has found something."""
    code: str = city("11-23T09:00", "inspection", "plan", "现场督办", *SCHEME, *TEAM, "--by", LIAISON)["code"]
    city("11-23T10:00", "inspection", "approve", code, "--by", LEADER)
    city("11-25T09:00", "inspection", "visit", code, "--unit", UNIT, "--text", "管沟未开挖，沿街商户建议夜间施工")
    city("11-25T10:00", "inspection", "find", code, "--unit", UNIT, "--text", "征迁未启动")
    return code


def assigned(city: At) -> str:
    """An item of the unit that was issued."""
    words = ("--class", "跟踪督办", "--responsible", "局长 梁栋", "--requirement", "新增供热100万平方米")
    new = ("重点工程项目", "城区供热扩面", "--unit", UNIT, *words, "--complete-by", "2026-12-31")
    code: str = city("11-23T08:40", "item", "draft", *new, "--by", "市政府办主任")["code"]
    city("11-23T08:45", "item", "issue", code, "--by", "市政府办主任")
    return code


def test_l8_a_team_of_several_offices_looks_on_site_and_reports_what_it_found(city: At) -> None:
    alone = city("11-23T09:00", "inspection", "plan", "现场督办", *SCHEME, *TEAM[:2], "--by", LIAISON)["code"]
    refused = city("11-23T09:10", "inspection", "approve", alone, "--by", LEADER, refused=True)
    assert "联合督查须写明两个以上的督查机构" in refused
    code = visited(city)
    conclude = ("inspection", "conclude", code, "--text", "进展缓慢；建议市领导协调征迁")
    told = city("11-26T09:00", *conclude)
    assert (told["acts"][-1]["clause"], told["findings"][0]["rectify_on"]) == ("L8", "2026-12-24")
    assert "还有问题没有销号" in city("11-26T10:00", "inspection", "close", code, refused=True)
    assert city("11-26T11:00", "verify")["ok"]


def test_l8_the_result_goes_to_the_whole_city(city: At) -> None:
    item = assigned(city)
    draft = ("bulletin", "draft", "督查通报", "关于城区供热督查情况的通报", "--item", item, "--by", LIAISON)
    assert "没有单位“全省”" in city("11-26T08:50", *draft, "--to", "全省", "--text", "通报", refused=True)
    code = city("11-26T09:00", *draft, "--to", "全市", "--text", "表扬先进，督促后进。")["code"]
    everyone = {row["unit"] for row in city("11-26T09:05", "org", "list")}
    assert set(city("11-26T09:05", "bulletin", "show", code)["to"].split("、")) == everyone
    sign = ("bulletin", "sign", code, "--by", LEADER)
    city("11-26T09:10", "bulletin", "check", code)
    assert "还有单位没有核实" in city("11-26T10:00", *sign, refused=True)
    city("11-26T11:00", "bulletin", "confirm", code, "--by", f"{UNIT}局长")
    city("11-26T12:00", *sign)
    told = city("11-26T13:00", "bulletin", "issue", code)
    assert (told["number"], told["acts"][-1]["clause"]) == ("督查通报〔2026〕第1期", "L8")
    assert [each["code"] for each in city("11-26T14:00", "bulletin", "list", "--unit", "东关镇")] == [code]


COLUMN = ("register", "add", "媒体专栏", "--set", "项目=城区供热扩面", "--set", "刊播日期=2026-11-20")


def test_l8_what_was_found_becomes_a_matter_that_is_followed_closely_or_periodically(city: At) -> None:
    code = visited(city)
    city("11-26T09:00", "inspection", "conclude", code, "--text", "征迁进展缓慢")
    finding = city("11-26T09:10", "inspection", "show", code)["findings"][0]["code"]
    assign = ("inspection", "assign", finding, "--responsible", "局长 梁栋")
    assert "请从跟踪督办、定期督办中选一个" in city("11-26T09:20", *assign, refused=True)
    told = city("11-26T09:30", *assign, "--class", "跟踪督办")
    assert city("11-26T09:40", "item", "show", told["item"])["item_class"] == "跟踪督办"


def test_l9_media_columns_follow_the_projects_and_silence_is_seen(city: At) -> None:
    shown = ("--set", "媒体=市电视台")
    assert "必须填写形象进度" in city("11-23T09:00", *COLUMN, *shown, refused=True)
    assert "请从市电视台、市广播电台、《工作》、政府网站中选一个" in city(
        "11-23T09:00", *COLUMN, "--set", "媒体=短视频", "--set", "形象进度=主管网完成40%", refused=True
    )
    made = city("11-23T09:00", *COLUMN, *shown, "--set", "形象进度=主管网完成40%")
    assert made["acts"][-1]["clause"] == "L9"
    silent = {row["who"]: row["short"] for row in city("11-24T09:00", "register", "quota", "媒体专栏")}
    assert silent == {"市电视台": False, "市广播电台": True, "《工作》": True, "政府网站": True}
    secret = city("11-24T09:00", *COLUMN, *shown, "--set", "形象进度=无", "--secrecy", "秘密", refused=True)
    assert "不能录入" in secret


def test_l9_progress_is_published_regularly_from_the_ledger(city: At) -> None:
    draft = ("bulletin", "draft", "形象进度通报", "重点项目形象进度", "--item", assigned(city), "--by", LIAISON)
    told = city("11-26T09:00", *draft, "--to", "市财政局")
    assert told["acts"][-1]["clause"] == "L9"
    refused = city("11-26T10:00", "bulletin", "issue", told["code"], refused=True)
    assert "印发" in refused


def test_l15_the_joint_meeting_is_held_monthly_and_its_date_is_fixed_by_its_chair(city: At) -> None:
    rows = [
        row for row in city("11-23T09:00", "calendar", "implementation", "--year", "2026") if row["clause"] == "L15"
    ]
    held = {row["period"]: row["date"] for row in rows if row["stage"] == "convene"}
    assert (len(held), held["2026-12"], held["2026-10"]) == (12, "2026-12-10", "2026-10-10")
    skip = ("cycle", "skip", "督导落实联席会议", "2026-12", "--reason", "与市委常委会合并")
    assert "督导领导小组组长" in city("11-24T09:00", *skip, "--by", LIAISON, refused=True)
    told = city("11-24T09:00", *skip, "--by", "督导领导小组组长")
    assert told["acts"][-1]["clause"] == "L15"


FIELDS = {
    "镇域经济督查": "市委办主任",
    "重点工程督查": "市政府办主任",
    "招商引资督查": "考核办主任",
    "日常督导调度": "效能办副主任",
}


def test_l16_each_office_supervises_its_own_field(city: At) -> None:
    for kind, post in FIELDS.items():
        other = next(each for each in FIELDS.values() if each != post)
        refused = city("11-23T09:00", "inspection", "plan", kind, *SCHEME, "--by", other, refused=True)
        assert "请用 --by 写明岗位（L16）" in refused
        told = city("11-23T09:10", "inspection", "plan", kind, *SCHEME, "--by", post)
        assert told["acts"][-1]["clause"] == "L16"


def test_l16_great_decisions_are_set_up_by_the_offices_and_supervised_by_one(city: At) -> None:
    fixed = ("--responsible", "局长 梁栋", "--requirement", "见方案", "--complete-by", "2026-12-31")
    new = ("重大决策部署", "城区供热扩面", "--unit", UNIT, "--class", "跟踪督办", *fixed)
    code = city("11-23T09:00", "item", "draft", *new, "--by", LIAISON)["code"]
    assert "须先立项审批" in city("11-23T09:10", "item", "issue", code, "--by", LIAISON, refused=True)
    assert "（L16）" in city("11-23T09:10", "item", "approve", code, "--by", "考核办主任", refused=True)
    approve = ("item", "approve", code, "--by", "市委办主任")
    assert "市政府办主任、效能办主任尚未会商同意（L16）" in city("11-23T09:12", *approve, refused=True)
    agree = ("item", "agree", code, "--by")
    assert "会商由市委办主任、市政府办主任、效能办主任办理" in city("11-23T09:13", *agree, "考核办主任", refused=True)
    agreed = city("11-23T09:14", *agree, "市政府办主任")
    assert (agreed["label"], agreed["clause"]) == ("拟办", "L16")
    assert "市政府办主任已经同意" in city("11-23T09:15", *agree, "市政府办主任", refused=True)
    assert "效能办主任尚未会商同意" in city("11-23T09:16", *approve, refused=True)
    city("11-23T09:17", *agree, "效能办主任")
    approved = city("11-23T09:20", *approve)
    assert (approved["label"], approved["clause"]) == ("已立项", "L16")
    assert city("11-23T09:21", "verify")["ok"]
    told = city("11-23T09:30", "item", "issue", code, "--by", LIAISON)
    assert (told["paper"], limits(told)["feedback"][1]) == ("效能督〔2026〕1号", "效能办")


def owed(city: At, moment: str, name: str, period: str) -> list[dict[str, Any]]:
    """The reports of a period."""
    rows: list[dict[str, Any]] = city(moment, "report", "list", name, "--period", period)
    return rows


def test_l17_standing_members_report_weekly_and_towns_each_half_month(city: At) -> None:
    city("11-23T09:00", "sweep")
    weekly = owed(city, "11-23T09:10", "常委周工作情况", "2026-W48")
    assert (len(weekly), {row["due_on"] for row in weekly}) == (7, {"2026-11-27"})
    towns = owed(city, "11-23T09:10", "镇街区半月工作情况", "2026-11-S2")
    assert (len(towns), {row["due_on"] for row in towns}) == (16, {"2026-11-30"})
    code = next(row["code"] for row in towns if row["unit"] == "东关镇")
    submit = ("report", "submit", code, "--text", "夏粮入库，招商2项")
    assert "应由应报单位报送" in city("11-25T09:00", *submit, "--by", "西山镇党委书记", refused=True)
    told = city("11-25T09:00", *submit, "--by", "东关镇党委书记")
    assert (told["acts"][-1]["clause"], told["to"]) == ("L17", ["市委办公室"])
    accept = ("report", "accept", code, "--by")
    assert "这一步由市委办主任办理" in city("11-25T10:00", *accept, "市政府办主任", refused=True)
    assert city("11-25T10:00", *accept, "市委办主任")["label"] == "已收件"


def test_l17_the_office_puts_together_who_reported_what_and_who_did_not(city: At) -> None:
    summary = ("report", "summary", "镇街区半月工作情况", "--period", "2026-11-S2")
    assert "没有已列出的期次“镇街区半月工作情况 2026-11-S2”" in city("11-23T08:00", *summary, refused=True)
    city("11-23T09:00", "sweep")
    rows = {row["unit"]: row["code"] for row in owed(city, "11-23T09:10", "镇街区半月工作情况", "2026-11-S2")}
    city("11-25T09:00", "report", "submit", rows["东关镇"], "--text", "招商2项", "--by", "东关镇党委书记")
    waive = ("report", "waive", rows["柳林镇"], "--reason", "整体搬迁", "--by", "市委办主任")
    city("11-25T09:10", *waive)
    city("12-01T09:00", "report", "submit", rows["西山镇"], "--text", "修路3公里", "--by", "西山镇党委书记")
    told = city("12-01T10:00", *summary)
    assert (told["owed"], told["late"], len(told["came"]), len(told["missing"])) == (16, 1, 2, 13)
    assert (told["to"], told["clause"]) == (["市委办公室"], "L17")
    assert "应报16个单位，已报2个（其中逾期1个），未报13个，免报1个。" in told["text"]
    assert "东关镇：招商2项" in told["text"]
    assert "西山镇（逾期报送）：修路3公里" in told["text"]
    assert "龙泉镇（逾期）" in told["text"].partition("未报：")[2]
    weekly = ("report", "summary", "周报", "--period", "2026-W48")
    assert "没有应报材料“周报”" in city("12-01T10:10", *weekly, refused=True)


def test_l17_who_did_not_report_is_found_and_chased(city: At) -> None:
    city("11-23T09:00", "sweep")
    assert city("12-01T09:00", "sweep")["reports"]["chased"] == 7 + 16
    late = {row["unit"] for row in city("12-01T09:10", "report", "list", "镇街区半月工作情况", "--late")}
    assert {"东关镇", "经济开发区"} <= late
    assert "没有应报材料" in city("12-01T09:20", "report", "list", "月报", refused=True)
