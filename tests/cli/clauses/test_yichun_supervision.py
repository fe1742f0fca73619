"""Y6, Y11, Y12, Y17, Y21: ledgers cleaned and urged, ways to inspect, the bulletin, one's sphere, accountability."""

import re
from typing import Any

import pytest

from tests.cli.clauses.entries import added, moved, refused, typed
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
SCHEME = ("--what", "水库除险进度", "--how", "现场查看", "--from", "2026-03-05")
WATER, HEAD = ("--unit", "市水利局"), ("--by", "市水利局局长")
SECRETARY, SECTION = ("--by", "秘书长"), ("--by", "督查科科长")


def planned(at: At, kind: str, *options: str) -> Any:
    """A scheme of that kind."""
    return at("03-02T09:00", "inspection", "plan", kind, "水库除险", *SCHEME, *options)


def inbox(at: At, moment: str, *post: str) -> list[str]:
    """What has arrived for a post."""
    at(moment, "inbox", "deliver")
    return [each["text"] for each in at(moment, "inbox", "list", "--pack", "yichun", *post)]


def test_y6_every_section_clears_its_register_each_month(yichun: At) -> None:
    codes = yichun("03-24T09:00", "report", "open", "台账清理情况", "--period", "2026-03")["codes"]
    told = yichun("03-24T10:00", "report", "show", codes[0])
    assert (len(codes), told["unit"], told["due_on"]) == (6, "综合科", "2026-03-31")
    submit = ("report", "submit", codes[0], "--by", "综合科科长", "--part", "本月新增=12件", "--part", "本月办结=9件")
    assert "没有载明未结及原因、差错" in yichun("03-30T09:00", *submit, refused=True)
    whole = (*submit, "--part", "未结及原因=3件待批", "--part", "差错=无")
    assert yichun("03-30T09:00", *whole)["acts"][-1]["clause"] == "Y6"
    chased = yichun("04-01T08:30", "sweep")["reports"]["chased"]
    assert chased == 5
    assert "份应报材料逾期未报" in "".join(inbox(yichun, "04-01T09:00", "--by", "秘书科科长"))


def test_y6_what_is_left_is_urged_each_quarter(yichun: At) -> None:
    rows = yichun("03-02T09:00", "calendar", "yichun", "--year", "2026")
    days = [row["date"] for row in rows if row["cycle"] == "台账季催交" and row["stage"] == "convene"]
    assert days == ["2026-03-25", "2026-06-25", "2026-09-24", "2026-12-25"]
    run = ("cycle", "run", "台账季催交", "2026-Q1")
    assert yichun("03-20T09:00", *run, "通知")["acts"][-1]["clause"] == "Y6"
    told = yichun("03-24T09:00", *run, "收集材料")
    stage = next(each for each in told["stages"] if each["stage"] == "collect")
    assert stage["result"] == "应报6份，已报0份，已催6份"


def test_y6_errors_are_put_right_and_given_out(yichun: At) -> None:
    error = {"科室": "秘书科", "责任人": "米文达", "差错": "文件附件漏印", "后果": "未造成后果"}
    bad = ("register", "add", "差错登记", *typed(error), "--by", "秘书科科长")
    assert "由督查科科长、办公室副主任登记" in yichun("03-02T09:00", *bad, refused=True)
    code = added(yichun, "03-02T09:00", "差错登记", error, *SECTION)["code"]
    assert yichun("03-05T08:30", "sweep")["entries_reminded"] == 1
    named = ("--unit", "秘书科", "--decided", "2026-03-04")
    item = yichun("03-04T09:00", "item", "draft", "差错纠正事项", "附件漏印", *named)["code"]
    yichun("03-04T10:00", "item", "issue", item, *SECTION)
    draft = ("bulletin", "draft", "差错通报", "一季度差错通报", "--item", item, "--to", "综合科", *SECTION)
    bulletin = yichun("03-05T09:00", *draft, "--text", "附件漏印一起")["code"]
    assert yichun("03-05T10:00", "bulletin", "check", bulletin)["acts"][-1]["clause"] == "Y6"
    yichun("03-05T10:30", "bulletin", "confirm", bulletin, "--by", "秘书科科长")
    yichun("03-05T11:00", "bulletin", "sign", bulletin, *SECRETARY)
    number = yichun("03-05T12:00", "bulletin", "issue", bulletin)["number"]
    assert number == "差错通报〔2026〕第1期"
    assert "须先填写通报期号" in refused(yichun, "03-05T13:00", code, "通报", *SECTION)
    told = moved(yichun, "03-05T13:00", code, "通报", *SECTION, 通报期号=number)
    assert (told["state"], told["acts"][-1]["clause"]) == ("已通报", "Y6")


@pytest.mark.parametrize("kind", ["发函督查", "听取汇报", "实地核查"])
def test_y11_a_unit_is_told_of_an_open_inspection(yichun: At, kind: str) -> None:
    code = planned(yichun, kind, *WATER, *SECTION)["code"]
    approve = ("inspection", "approve", code)
    assert "这一步由秘书长、副秘书长、办公室副主任办理" in yichun("03-02T10:00", *approve, *HEAD, refused=True)
    yichun("03-02T10:00", *approve, "--by", "副秘书长")
    assert "有1次督查，请登录督办系统查看。" in inbox(yichun, "03-02T11:00", *HEAD)
    assert [row["code"] for row in yichun("03-02T11:00", "inspection", "list", *WATER)] == [code]


def test_y11_an_unannounced_inspection_is_seen_by_no_visited_unit_before_its_conclusion(yichun: At) -> None:
    code = planned(yichun, "暗访调查", *WATER, *SECTION)["code"]
    told = yichun("03-02T10:00", "inspection", "approve", code, *SECRETARY)
    assert told["announced"] is False
    yichun("03-05T09:00", "inspection", "visit", code, *WATER, "--text", "工地停工")
    problem = yichun("03-05T10:00", "inspection", "find", code, *WATER, "--text", "停工三周未报告")["code"]
    assert yichun("03-05T11:00", "inspection", "list", *WATER) == []
    assert inbox(yichun, "03-05T11:00", *HEAD) == []
    seen = (yichun("03-05T11:00", *words) for words in (("preview",), ("calendar", "yichun", "--year", "2026")))
    assert not [row for rows in seen for row in rows if code in str(row) or "暗访" in str(row)]
    answer = ("inspection", "answer", problem, "--text", "已复工", *HEAD)
    assert "督查结论还没有送达" in yichun("03-05T12:00", *answer, refused=True)
    yichun("03-06T09:00", "inspection", "conclude", code, "--text", "进度滞后")
    assert inbox(yichun, "03-06T10:00", *HEAD) == ["有1份督查结论，请登录督办系统查看。"]
    assert [row["code"] for row in yichun("03-06T10:00", "inspection", "list", *WATER)] == [code]
    assert yichun("03-06T11:00", "verify")["ok"]


def test_y11_units_of_a_random_inspection_are_drawn_by_a_seed(yichun: At) -> None:
    told = planned(yichun, "随机抽查", *SECTION)
    assert len(told["units"]) == 3
    assert re.search(r"从10个单位中抽取3个，抽样种子“\w+”", told["how"])
    phoned = yichun("03-02T09:10", "inspection", "plan", "电话催报", "水库除险", *WATER, *SECTION, refused=True)
    assert "由副秘书长、办公室副主任拟定" in phoned


def test_y12_a_finding_is_put_right_and_given_out_and_a_good_example_is_spread(yichun: At) -> None:
    code = planned(yichun, "实地核查", *WATER, *SECTION)["code"]
    yichun("03-02T10:00", "inspection", "approve", code, *SECRETARY)
    yichun("03-05T09:00", "inspection", "visit", code, *WATER, "--text", "工地停工")
    problem = yichun("03-05T10:00", "inspection", "find", code, *WATER, "--text", "停工三周")["code"]
    told = yichun("03-06T09:00", "inspection", "conclude", code, "--text", "进度滞后")
    assert told["findings"][0]["rectify_on"] == "2026-03-20"
    item = yichun("03-06T10:00", "inspection", "assign", problem)["item"]
    yichun("03-06T11:00", "item", "issue", item)
    draft = ("bulletin", "draft", "宜春政务督查", "水库除险典型和问题", "--item", item, "--to", "市建设局")
    bulletin = yichun("03-09T09:00", *draft, "--text", "推广建设局做法，水利局限期纠正", *SECTION)["code"]
    assert yichun("03-09T10:00", "bulletin", "check", bulletin)["acts"][-1]["clause"] == "Y12"
    sign = ("bulletin", "sign", bulletin, *SECRETARY)
    assert "还有单位没有核实" in yichun("03-09T11:00", *sign, refused=True)
    yichun("03-10T09:00", "bulletin", "confirm", bulletin, *HEAD)
    yichun("03-10T10:00", *sign)
    assert yichun("03-10T11:00", "bulletin", "issue", bulletin)["number"] == "宜春政务督查〔2026〕第1期"


def test_y17_the_mayors_supervision_office_and_the_section_are_one_and_each_has_a_sphere(yichun: At) -> None:
    named = ("--responsible", "局长 水长流", "--requirement", "除险", "--decided", "2026-03-02", *WATER)
    code = yichun("03-02T09:00", "item", "draft", "重要决策和重点工作", "水库除险", *named)["code"]
    yichun("03-02T10:00", "item", "issue", code, *SECTION)
    assert yichun("03-02T10:10", "order", "list")[0]["number"] == "宜府督交〔2026〕1号"
    yichun("03-02T11:00", "item", "receive", code, *HEAD)
    yichun("03-16T16:00", "item", "feedback", code, "--kind", "complete", "--says", "已完成", *HEAD)
    own = yichun("03-17T09:00", "item", "check", code, "--accept", *HEAD, refused=True)
    assert "核查" in own
    assert yichun("03-17T09:00", "item", "check", code, "--accept", *SECTION)["clause"] == "Y17"
    look = {"督查人": "傅书平", "对口单位": "市水利局", "内容": "水库除险", "日期": "2026-03-17"}
    made = added(yichun, "03-17T10:00", "对口督查", look, "--by", "副秘书长")
    other = ("register", "add", "对口督查", *typed({**look, "督查人": "财有余"}))
    assert "须任副秘书长或办公室副主任或督查科科长（Y17）" in yichun("03-17T10:00", *other, refused=True)
    rows = {row["who"]: row["short"] for row in yichun("03-17T11:00", "register", "quota", "对口督查")}
    assert (len(rows), rows["市水利局"], rows["市财政局"]) == (10, False, True)
    assert moved(yichun, "03-17T12:00", made["code"], "报市长", 结果="按期推进")["acts"][-1]["clause"] == "Y17"


def paper_of(at: At, moment: str, kind: str) -> str:
    """The newest paper of that kind."""
    return str(next(row["id"] for row in at(moment, "order", "list") if row["paper"] == kind))


def signed(at: At, moment: str, paper: str) -> None:
    """The paper is proposed, signed, numbered and served."""
    at(f"{moment}T09:00", "order", "propose", paper, *SECTION)
    at(f"{moment}T10:00", "order", "sign", paper, *SECRETARY)
    at(f"{moment}T10:30", "order", "issue", paper)
    at(f"{moment}T11:00", "order", "serve", paper)


def test_y21_a_unit_that_answers_nothing_is_called_to_account(yichun: At) -> None:
    draft = ("item", "draft", "重要决策和重点工作", "水库除险", *WATER, "--decided", "2026-03-02")
    code = yichun("03-02T09:00", *draft)["code"]
    yichun("03-02T10:00", "item", "issue", code, *SECTION)
    yichun("03-02T11:00", "item", "receive", code, *HEAD)
    assert [edge["clause"] for edge in yichun("03-17T08:30", "sweep")["edges"]] == ["Y11"]
    signed(yichun, "03-17", paper_of(yichun, "03-17T08:40", "催办单"))
    assert [edge["clause"] for edge in yichun("03-20T08:30", "sweep")["edges"]] == ["Y17"]
    signed(yichun, "03-20", paper_of(yichun, "03-20T08:40", "督办单"))
    assert [edge["clause"] for edge in yichun("03-26T08:30", "sweep")["edges"]] == ["Y21"]
    paper = paper_of(yichun, "03-26T08:40", "责任追究建议书")
    early = yichun("03-26T09:00", "order", "sign", paper, "--by", "市长", refused=True)
    assert "现在可以" in early


def test_y21_accountability_is_examined_and_followed_and_spares_nobody(yichun: At) -> None:
    error = {"责任人": "米文达", "科室": "秘书科", "事由": "漏办急件", "依据": "DJ2026-0001", "拟免追究": "是"}
    code = added(yichun, "03-02T09:00", "责任追究", error)["code"]
    says = refused(yichun, "03-02T10:00", code, "审核", *SECTION, 审核意见="系老同志，建议免予追究")
    assert "不因事因人而姑息迁就（Y21）" in says
    yichun("03-02T11:00", "register", "correct", code, "--set", "拟免追究=否", "--reason", "按规定办理")
    assert "这一步由督查科科长办理" in refused(yichun, "03-02T12:00", code, "审核", *SECRETARY, 审核意见="属实")
    moved(yichun, "03-02T12:00", code, "审核", *SECTION, 审核意见="属实")
    told = moved(yichun, "03-03T09:00", code, "决定追究", *SECRETARY, 决定="通报批评")
    assert (told["state"], told["due_on"]) == ("落实中", "2026-03-17")
    assert yichun("03-17T08:30", "sweep")["entries_reminded"] == 1
    done = moved(yichun, "03-17T09:00", code, "落实", *SECTION, 落实情况="已通报")
    assert (done["state"], done["acts"][-1]["clause"]) == ("已落实", "Y21")
