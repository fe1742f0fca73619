"""J7, J8, J10, J12, J14: figures and early warning, weekly key matters, random checks, supervision to the end."""

import random
import re
from typing import Any

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
NAMED = ("--responsible", "主任 金新工", "--requirement", "按期完成")
DIRECTOR = ("--by", "市督查考核局局长")
CHECK = ("inspection", "plan", "工作日志抽查", "一季度工作日志", "--what", "一日一记", "--how", "查阅", "--from")


def output_target(at: At) -> str:
    """An indicator of a thousand through the year."""
    code: str = at(
        *("02-27T09:00", "item", "draft", "经济指标任务", "规上工业增加值", "--unit", "市经信委", *NAMED),
        *("--complete-by", "2026-12-31", "--decided", "2026-01-05"),
    )["code"]
    at("02-27T09:00", "target", "set", code, "工业增加值", "--is", "以上", "--value", "1000", "--measure", "亿元")
    return code


def inbox(at: At, moment: str, post: str, *, about: str = "指标") -> list[str]:
    """What a post was told of it."""
    at(moment, "inbox", "deliver")
    told = at(moment, "inbox", "list", "--pack", "jieshou", "--by", post)
    return [entry["text"] for entry in told if about in entry["text"]]


def test_j8_a_figure_behind_its_plan_is_warned_of_at_once_with_a_forecast(jieshou: At) -> None:
    code = output_target(jieshou)
    plan = ("target", "plan", code, "--quarters", "200,250,250,300")
    assert jieshou("02-27T10:00", *plan)["clause"] == "J7"
    figure = ("target", "record", code, "--source", "统计局月报", "--as-of", "2026-03-31")
    assert "不能晚于" in jieshou("03-30T09:00", *figure, "--value", "150", refused=True)
    told = jieshou("04-10T09:00", *figure, "--value", "150")
    assert (told["light"], told["forecast"], told["warned_under"]) == ("yellow", "750", "J8")
    warning = ["有1项指标落后序时进度，请登录督办系统查看。"]
    assert [inbox(jieshou, "04-10T10:00", post) for post in ("市统计局局长", "市经信委主任", "市政府办公室主任")] == [
        warning
    ] * 3
    assert inbox(jieshou, "04-10T10:00", "光武镇镇长") == []
    better = jieshou("05-10T09:00", *figure[:-1], "2026-04-30", "--value", "300")
    assert (better["light"], better["warned_under"]) == ("green", None)
    assert jieshou("05-10T10:00", "verify")["ok"]


def against(code: str, **values: str) -> tuple[str, ...]:
    """The figure of elsewhere, entered."""
    fields = {"指标任务": code, "截至": "2026-03-31", "来源": "省统计局月报"} | values
    return ("register", "add", "指标比较", *(word for pair in fields.items() for word in ("--set", "=".join(pair))))


def test_j3_an_indicator_is_compared_with_the_province_the_city_and_the_best_counties(jieshou: At) -> None:
    code = output_target(jieshou)
    figure = ("target", "record", code, "--source", "统计局月报", "--as-of", "2026-03-31", "--value", "250")
    jieshou("04-10T09:00", *figure)
    refused = jieshou("04-10T09:10", *against(code, 比较对象="外省", 数值="1"), refused=True)
    assert "请从全省、三类县、阜阳市、县域经济考核先进县中选一个" in refused
    for peer, value in (("全省", "240.5"), ("阜阳市", "250"), ("县域经济考核先进县", "300")):
        made = jieshou("04-10T09:10", *against(code, 比较对象=peer, 数值=value))
    assert made["acts"][-1]["clause"] == "J3"
    (told,) = jieshou("04-10T10:00", "target", "show", code)
    assert [(each["peer"], each["gap"], each["standing"]) for each in told["peers"]] == [
        ("全省", "+9.5", "领先"),
        ("阜阳市", "0", "持平"),
        ("县域经济考核先进县", "-50", "落后"),
    ]
    assert told["peers"][0]["clause"] == "J3"
    short = [row["who"] for row in jieshou("04-10T10:00", "register", "quota", "指标比较") if row["short"]]
    assert short == ["三类县"]
    newer = against(code, 比较对象="县域经济考核先进县", 数值="260", 截至="2026-04-30")
    jieshou("05-11T09:00", *newer)
    (told,) = jieshou("05-11T10:00", "target", "show", code)
    assert [each["value"] for each in told["peers"]] == ["240.5", "250", "260"]
    assert jieshou("05-11T11:00", "verify")["ok"]


def test_j8_the_monthly_analysis_is_owed_by_the_statistics_bureau(jieshou: At) -> None:
    rows = jieshou("02-27T09:00", "calendar", "jieshou", "--year", "2026")
    days = [row["date"] for row in rows if row["clause"] == "J8"]
    assert (len(days), days[2], days[4]) == (12, "2026-03-13", "2026-05-15")
    (code,) = jieshou("03-06T09:00", "report", "open", "经济运行分析", "--period", "2026-03")["codes"]
    submit = ("report", "submit", code, "--by", "市统计局局长", "--part", "重要经济指标走势=回升")
    refused = jieshou("03-10T09:00", *submit, refused=True)
    assert "没有载明预测、预警" in refused
    told = jieshou("03-10T09:00", *submit, "--part", "预测=二季度平稳", "--part", "预警=工业用电")
    assert (told["label"], told["acts"][-1]["clause"]) == ("已报送", "J8")


def test_j7_the_dispatch_is_briefed_on_each_indicator_that_lies_behind(jieshou: At) -> None:
    code = output_target(jieshou)
    jieshou("02-27T10:00", "item", "issue", code, "--by", "市政府办公室主任")
    jieshou("03-20T09:00", "target", "record", code, "--source", "月报", "--as-of", "2026-02-28", "--value", "20")
    jieshou("03-20T09:00", "cycle", "run", "经济运行月调度·工业", "2026-03", "通知")
    jieshou("03-23T09:00", "cycle", "run", "经济运行月调度·工业", "2026-03", "收集材料")
    told = jieshou("03-24T09:00", "cycle", "run", "经济运行月调度·工业", "2026-03", "汇总呈报")
    stage = next(each for each in told["stages"] if each["stage"] == "brief")
    assert "落后目标1项" in stage["result"]


def test_j10_weekly_key_matters_are_broken_down_and_assigned(jieshou: At) -> None:
    draft = ("item", "draft", "每周重要项目", "城北水厂开工", "--unit", "市重点工程管理局", "--decided", "2026-03-02")
    bare = jieshou("03-02T15:00", *draft)["code"]
    refused = jieshou("03-02T16:00", "item", "issue", bare, refused=True)
    assert "还没有写明责任人、目标任务" in refused
    assert "J10" in refused
    code = jieshou("03-02T15:00", *draft, "--responsible", "局长 钟典成", "--requirement", "周五前开工")["code"]
    meeting = ("cycle", "run", "每周议事例会", "2026-W10")
    jieshou("02-27T10:00", *meeting, "通知")
    jieshou("03-02T12:00", *meeting, "召开")
    told = jieshou("03-03T09:00", *meeting, "议定事项交办", "--item", code)
    assert (told["acts"][-1]["clause"], told["decisions"][0]["code"]) == ("J10", code)
    item = jieshou("03-03T10:00", "item", "show", code)
    assert (item["label"], item["office"]) == ("待签收", "市政府办公室")
    assert next(each["on"] for each in item["limits"] if each["kind"] == "feedback") == "2026-03-10"


def test_j12_units_are_drawn_by_a_seed_that_can_be_checked(jieshou: At) -> None:
    plan = jieshou("03-02T09:00", *CHECK, "2026-03-05")
    units = [each["unit"] for each in plan["units"]]
    count, drawn, seed = re.findall(r"从(\d+)个单位中抽取(\d+)个，抽样种子“(\w+)”", plan["how"])[0]
    everyone = {row["unit"] for row in jieshou("03-02T10:00", "org", "list")}
    assert (int(count), int(drawn)) == (len(everyone), 3)
    assert sorted(units) == sorted(random.Random(seed).sample(sorted(everyone), 3))  # noqa: S311 - drawn in public
    again = jieshou("03-02T11:00", *CHECK, "2026-03-05")
    assert again["how"] != plan["how"]
    unnamed = ("inspection", "plan", "重大决策跟踪督查", "营商环境")
    assert "方案须写明督查哪些单位" in jieshou("03-02T11:00", *unnamed, refused=True)
    approve = ("inspection", "approve", plan["code"])
    assert "这一步由市督查考核局局长办理" in jieshou("03-02T12:00", *approve, "--by", "市长", refused=True)
    assert jieshou("03-02T12:00", *approve, *DIRECTOR)["label"] == "已批准"


def test_j12_untrue_or_careless_logs_are_criticised_in_a_bulletin(jieshou: At) -> None:
    unit = ("--unit", "市商务局")
    code = jieshou("03-02T09:00", *CHECK, "2026-03-05", *unit)["code"]
    jieshou("03-02T10:00", "inspection", "approve", code, *DIRECTOR)
    jieshou("03-05T09:00", "inspection", "visit", code, *unit, "--text", "抽看12本")
    problem = jieshou("03-05T10:00", "inspection", "find", code, *unit, "--text", "3本事后补记，记录不实")["code"]
    jieshou("03-06T09:00", "inspection", "conclude", code, "--text", "个别单位敷衍应付")
    told = jieshou("03-06T10:00", "inspection", "assign", problem)
    jieshou("03-06T11:00", "item", "issue", told["item"])
    draft = (
        "bulletin",
        "draft",
        "工作日志通报",
        "关于工作日志抽查情况的通报",
        "--item",
        told["item"],
        "--to",
        "市财政局",
    )
    bulletin = jieshou("03-06T12:00", *draft, "--text", "予以通报批评", *DIRECTOR)["code"]
    assert jieshou("03-06T13:00", "bulletin", "check", bulletin)["acts"][-1]["clause"] == "J12"
    sign = ("bulletin", "sign", bulletin, "--by")
    assert "还有单位没有核实" in jieshou("03-06T14:00", *sign, "市委办公室主任", refused=True)
    jieshou("03-09T09:00", "bulletin", "confirm", bulletin, "--by", "市商务局局长")
    jieshou("03-09T10:00", *sign, "市委办公室主任")
    assert jieshou("03-09T11:00", "bulletin", "issue", bulletin)["number"] == "界首工作日志通报〔2026〕第1期"
    assert jieshou("03-09T12:00", "verify")["ok"]


def paper_of(at: At, moment: str, kind: str) -> Any:
    """The newest paper of that kind."""
    return next(row for row in at(moment, "order", "list") if row["paper"] == kind)


def test_j14_a_decision_that_is_not_carried_out_is_supervised_and_called_to_account(jieshou: At) -> None:
    named = (*("--unit", "市经信委", "--decided", "2026-03-02"), *NAMED)
    code = jieshou("03-02T09:00", "item", "draft", "重大决策事项", "工业强市三年行动", *named)["code"]
    jieshou("03-02T10:00", "item", "issue", code, *DIRECTOR)
    jieshou("03-02T11:00", "item", "receive", code, "--by", "市经信委主任")
    assert jieshou("04-02T08:30", "sweep")["total"] == 0
    swept = jieshou("04-03T08:30", "sweep")
    assert [(edge["to"], edge["clause"]) for edge in swept["edges"]] == [("待督办", "J14")]
    paper = str(paper_of(jieshou, "04-03T09:00", "督办单")["id"])
    signing = ("order", "sign", paper, "--by", "市委办公室主任")
    assert "现在可以" in jieshou("04-03T09:00", *signing, refused=True)
    jieshou("04-03T09:00", "order", "propose", paper, *DIRECTOR)
    jieshou("04-03T10:00", *signing)
    jieshou("04-03T10:30", "order", "issue", paper)
    assert jieshou("04-03T11:00", "order", "serve", paper)["number"] == "界督考督〔2026〕1号"
    swept = jieshou("04-14T08:30", "sweep")
    assert [(edge["to"], edge["clause"]) for edge in swept["edges"]] == [("待追责", "J14")]
    paper = str(paper_of(jieshou, "04-14T09:00", "追责建议书")["id"])
    jieshou("04-14T09:10", "order", "propose", paper, *DIRECTOR)
    signing = ("order", "sign", paper, "--by", "市委书记")
    assert "现在可以" in jieshou("04-14T09:20", *signing, refused=True)
    jieshou("04-14T09:30", "order", "agree", paper, "--by", "市委办公室主任")
    jieshou("04-14T09:40", *signing)
    jieshou("04-14T09:50", "order", "issue", paper)
    assert jieshou("04-14T10:00", "order", "serve", paper)["number"] == "界督考责〔2026〕1号"
    assert jieshou("04-14T10:10", "item", "show", code)["label"] == "已追责"
    assert jieshou("04-14T10:20", "verify")["ok"]


def test_j14_what_is_followed_up_is_found_and_criticised_in_a_bulletin(jieshou: At) -> None:
    unit = ("--unit", "市经信委")
    scheme = ("inspection", "plan", "重大决策跟踪督查", "工业强市", "--what", "落实情况", "--how", "实地", *unit)
    code = jieshou("03-02T09:00", *scheme, "--from", "2026-03-05", *DIRECTOR)["code"]
    jieshou("03-02T10:00", "inspection", "approve", code, "--by", "市长")
    jieshou("03-05T09:00", "inspection", "visit", code, *unit, "--text", "走访6家企业")
    jieshou("03-05T10:00", "inspection", "find", code, *unit, "--text", "奖补资金未兑现")
    told = jieshou("03-06T09:00", "inspection", "conclude", code, "--text", "落实不力")
    assert (told["acts"][-1]["clause"], told["findings"][0]["unit"]) == ("J14", "市经信委")
    named = (*unit, "--decided", "2026-03-06", *NAMED)
    item = jieshou("03-06T10:00", "item", "draft", "重大决策事项", "奖补资金兑现", *named)["code"]
    jieshou("03-06T10:10", "item", "issue", item, *DIRECTOR)
    draft = ("bulletin", "draft", "督查通报", "关于工业强市落实情况的通报", "--item", item, "--to", "各单位")
    bulletin = jieshou("03-06T11:00", *draft, "--text", "予以通报", *DIRECTOR)["code"]
    jieshou("03-06T12:00", "bulletin", "check", bulletin)
    jieshou("03-09T09:00", "bulletin", "confirm", bulletin, "--by", "市经信委主任")
    sign = ("bulletin", "sign", bulletin, "--by")
    refused = jieshou("03-09T10:00", *sign, "市委办公室主任", refused=True)
    assert "由市委书记、市长办理" in refused
    jieshou("03-09T11:00", *sign, "市长")
    issued = jieshou("03-09T12:00", "bulletin", "issue", bulletin)
    assert (issued["number"], issued["acts"][-1]["clause"]) == ("界首督查通报〔2026〕第1期", "J14")
    assert [each["code"] for each in jieshou("03-09T13:00", "bulletin", "list", "--unit", "光武镇")] == [bulletin]


def test_j14_the_bureau_reports_on_decisions_each_quarter(jieshou: At) -> None:
    (code,) = jieshou("03-11T09:00", "report", "open", "重大决策落实督查报告", "--period", "2026-Q1")["codes"]
    told = jieshou("03-11T10:00", "report", "show", code)
    assert (told["unit"], told["due_on"], told["to"]) == ("界首市督查考核局", "2026-03-25", ["市委", "市政府"])
    submit = ("report", "submit", code, *DIRECTOR, "--part", "落实情况=12件办结9件")
    assert "没有载明存在问题、通报追责情况" in jieshou("03-20T09:00", *submit, refused=True)
