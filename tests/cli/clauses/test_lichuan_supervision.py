"""X9 to X12: the task force and its bulletins, scattered inspections, the assessment, and who is told of whom."""

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
SIX = {
    *("精准扶贫指挥部", "“六城”同创指挥部", "项目推进和产业链建设指挥部"),
    *("从严治党工作领导小组", "深化改革工作领导小组", "社会建设与依法治市工作领导小组"),
}
ROUND = ("双月跟踪督查", "2016-B2")
DIRECTOR = ("--by", "督查室主任")
SINGLE = (
    "inspection",
    "plan",
    "单项督查",
    "校车安全",
    "--unit",
    "汪营镇",
    "--what",
    "台账",
    "--how",
    "查阅",
    "--from",
    "2016-03-10",
)


def test_x9_the_task_force_follows_up_all_six_every_two_months_and_reports_in_writing(lichuan: At) -> None:
    rows = lichuan("02-29T09:00", "calendar", "lichuan", "--year", "2016")
    rounds = [row["date"] for row in rows if (row["cycle"], row["stage"]) == (ROUND[0], "convene")]
    assert rounds == ["2016-02-19", "2016-04-20", "2016-06-20", "2016-08-18", "2016-10-20", "2016-12-20"]
    lichuan("04-13T09:00", "cycle", "run", *ROUND, "通知")
    (scheme,) = lichuan("04-13T10:00", "inspection", "list")
    assert (scheme["kind"], set(scheme["units"].split("、"))) == ("专班跟踪督查", SIX)
    approve = ("inspection", "approve", scheme["code"])
    assert "这一步由督查室主任、市委书记、市长办理" in lichuan(
        "04-13T11:00", *approve, "--by", "市考评办主任", refused=True
    )
    lichuan("04-14T09:00", *approve, *DIRECTOR)
    lichuan("04-20T16:00", "cycle", "run", *ROUND, "召开")
    visit = ("inspection", "visit", scheme["code"], "--unit", "精准扶贫指挥部", "--text", "台账齐全")
    lichuan("04-20T16:30", *visit)
    conclude = ("inspection", "conclude", scheme["code"], "--text", "总体较好")
    assert "还有督查对象没有去过（X9）" in lichuan("04-20T17:00", *conclude, refused=True)
    publish = ("cycle", "run", *ROUND, "通报")
    assert "通报" in lichuan("04-22T09:00", *publish, refused=True)
    assert lichuan("04-22T10:00", "verify")["ok"]


def test_x9_what_the_task_force_finds_is_given_out_and_published(lichuan: At) -> None:
    unit = ("--unit", "精准扶贫指挥部")
    plan = (
        "inspection",
        "plan",
        "专班跟踪督查",
        "易地搬迁进度",
        *unit,
        "--what",
        "进度",
        "--how",
        "实地",
        "--from",
        "2016-03-02",
    )
    code = lichuan("03-01T09:00", *plan)["code"]
    lichuan("03-01T10:00", "inspection", "approve", code, *DIRECTOR)
    lichuan("03-02T09:00", "inspection", "visit", code, *unit, "--text", "看了3个点")
    problem = lichuan("03-02T10:00", "inspection", "find", code, *unit, "--text", "两个点没有开工")["code"]
    lichuan("03-03T09:00", "inspection", "conclude", code, "--text", "进度偏慢")
    item = lichuan("03-03T10:00", "inspection", "assign", problem)["item"]
    issued = lichuan("03-03T11:00", "item", "issue", item)
    assert issued["paper"] == "利督交〔2016〕1号"
    draft = ("bulletin", "draft", "督查通报", "第一轮跟踪督查情况", "--item", item, "--to", "精准扶贫指挥部")
    bulletin = lichuan("03-04T09:00", *draft)["code"]
    lichuan("03-04T10:00", "bulletin", "check", bulletin)
    early = lichuan("03-04T11:00", "bulletin", "sign", bulletin, "--by", "市委书记", refused=True)
    assert "还有单位没有核实" in early
    lichuan("03-09T09:00", "bulletin", "sign", bulletin, "--by", "市委书记")
    told = lichuan("03-09T10:00", "bulletin", "issue", bulletin)
    assert told["number"] == "利川督查通报〔2016〕第1期"
    assert lichuan("03-09T11:00", "verify")["ok"]


def test_x10_scattered_inspections_are_refused_unless_a_main_leader_allows_them(lichuan: At) -> None:
    refused = lichuan("03-07T09:00", *SINGLE, "--by", "市发改局局长", refused=True)
    assert "原则上不再开展单项督查（X10）；确需破例的，由市委书记、市长加 --exception 并写明理由" in refused
    assert "理由" in lichuan("03-07T09:00", *SINGLE, "--exception", "--by", "市长", refused=True)
    why = ("--exception", "--reason", "省里部署，限期完成")
    assert "破例须由市委书记、市长决定" in lichuan("03-07T09:00", *SINGLE, *why, "--by", "市发改局局长", refused=True)
    told = lichuan("03-07T10:00", *SINGLE, *why, "--by", "市长")
    assert (told["label"], told["acts"][-1]["clause"]) == ("待批", "X10")
    assert "破例：省里部署，限期完成" in told["acts"][-1]["reason"]
    usual = ("inspection", "plan", "专班跟踪督查", "一轮", "--unit", "汪营镇", "--what", "进度", "--how", "实地")
    assert "没有条款拦阻，不必破例" in lichuan("03-07T11:00", *usual, *why, "--by", "市长", refused=True)
    assert lichuan("03-07T11:00", "verify")["ok"]


def late_reform(at: At) -> str:
    """A reform that nobody reported of for a month."""
    draft = ("item", "draft", "深化改革工作", "公车改革", "--unit", "市编办", "--complete-by", "2016-06-30")
    named = ("--leader", "深化改革工作领导小组组长", "--co", "市发改局", "--requirement", "完成改革")
    code: str = at("02-29T09:00", *draft, *named)["code"]
    at("02-29T10:00", "item", "issue", code)
    swept = at("03-30T08:30", "sweep")
    assert [(edge["to"], edge["clause"]) for edge in swept["edges"]] == [("待督办", "X9")]
    return code


def test_x11_what_was_not_carried_out_counts_in_the_assessment(lichuan: At) -> None:
    late_reform(lichuan)
    compute = ("score", "compute", "2016", "--by")
    assert "市考评办主任" in lichuan("04-01T09:00", *compute, "督查室主任", refused=True)
    lichuan("04-01T09:00", *compute, "市考评办主任")
    (row,) = lichuan("04-01T10:00", "score", "why", "市编办", "2016")["rows"]
    assert (row["rule"], row["points"], row["clause"]) == ("逾期未落实", "-1", "X11")


def test_x11_a_supervision_paper_without_answer_asks_for_an_efficiency_inspection(lichuan: At) -> None:
    late_reform(lichuan)
    (paper,) = [str(row["id"]) for row in lichuan("03-30T09:00", "order", "list") if row["paper"] == "督办单"]
    sign = ("order", "sign", paper, "--by")
    lichuan("03-30T09:00", "order", "propose", paper, *DIRECTOR)
    assert "须由市委书记办理" in lichuan("03-30T10:00", *sign, "督查室主任", refused=True)
    lichuan("03-30T10:00", *sign, "市委书记")
    lichuan("03-30T10:30", "order", "issue", paper)
    assert lichuan("03-30T11:00", "order", "serve", paper)["number"] == "利深化改革工作领导小组督〔2016〕1号"
    swept = lichuan("04-11T08:30", "sweep")
    assert [(edge["to"], edge["clause"]) for edge in swept["edges"]] == [("待效能监察", "X11")]
    assert lichuan("04-11T10:00", "verify")["ok"]


def test_x12_the_outstanding_are_put_forward_and_clues_are_handed_over(lichuan: At) -> None:
    add = ("register", "add", "问题线索移交", "--set", "单位=市编办", "--set", "线索=拖延不办", "--set", "表现=慢作为")
    assert "必须填写来源" in lichuan("03-07T09:00", *add, *DIRECTOR, refused=True)
    by_other = (*add, "--set", "来源=督办单1号", "--by", "市编办主任")
    assert "由督查室主任、指挥长、组长登记" in lichuan("03-07T09:00", *by_other, refused=True)
    code = lichuan("03-07T09:00", *add, "--set", "来源=督办单1号", *DIRECTOR)["code"]
    lichuan("03-08T09:00", "register", "move", code, "移交", *DIRECTOR)
    accept = ("register", "move", code, "受理", "--set", "受理人=纪委一室")
    assert "市纪委书记" in lichuan("03-09T09:00", *accept, "--by", "市长", refused=True)
    lichuan("03-09T09:00", *accept, "--by", "市纪委书记")
    closing = ("register", "move", code, "查处", "--set", "处理结果=通报批评", "--by", "市纪委书记")
    told = lichuan("03-10T09:00", *closing)
    assert (told["label"], told["acts"][-1]["clause"]) == ("已查处", "X11")
    praise = (
        "register",
        "add",
        "干部选用建议",
        "--set",
        "单位=市扶贫办",
        "--set",
        "干部=扶志成",
        "--set",
        "突出成绩=一季度首位",
    )
    good = lichuan("03-10T10:00", *praise, "--set", "依据=督查通报第1期", "--by", "市考评办主任")["code"]
    move = ("register", "move", good, "参考", "--set", "结果=列入考察", "--by")
    assert "市委组织部部长" in lichuan("03-10T11:00", *move, "市长", refused=True)
    assert lichuan("03-10T11:00", *move, "市委组织部部长")["label"] == "已参考"
    assert lichuan("03-10T12:00", "verify")["ok"]
