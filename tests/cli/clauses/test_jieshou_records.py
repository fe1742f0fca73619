"""J5, J6, J11, J13, J15: what Jieshou keeps in registers: evaluations, topics, work logs, proposals, assessments."""

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
LEADER = ("--by", "分管负责同志")
LOG = ("register", "add", "工作日志")


def typed(**values: str) -> tuple[str, ...]:
    """Fields of an entry."""
    return tuple(word for name, value in values.items() for word in ("--set", f"{name}={value}"))


EVALUATED = typed(日期="2026-03-06", 评价人="分管清", 评价="较好", 月报表="BG2026-0003", 意见="项目推进快")


def test_j5_the_leader_in_charge_evaluates_each_unit_once_a_month(jieshou: At) -> None:
    add = ("register", "add", "月度工作评价", *EVALUATED)
    finance = typed(单位="市财政局")
    refused = jieshou("03-06T09:00", *add, *finance, "--by", "市督查考核局局长", refused=True)
    assert "由分管负责同志、市委副书记、常务副市长登记" in refused
    other = typed(评价人="财有余")
    assert "须任分管负责同志或市委副书记或常务副市长（J5）" in jieshou(
        "03-06T09:00", *add, *finance, *other, *LEADER, refused=True
    )
    made = jieshou("03-06T10:00", *add, *finance, *LEADER)
    assert (made["state"], made["acts"][-1]["clause"]) == ("已评价", "J5")
    assert "至多 1" in jieshou("03-06T11:00", *add, *finance, *LEADER, refused=True)
    rows = {row["who"]: row["short"] for row in jieshou("03-06T12:00", "register", "quota", "月度工作评价")}
    assert (rows["市财政局"], rows["市统计局"], rows["光武镇"]) == (False, True, True)
    told = ("register", "move", made["code"], "反馈单位", "--by")
    assert "这一步由市委办公室主任、市政府办公室主任办理" in jieshou("03-06T13:00", *told, "市长", refused=True)
    assert jieshou("03-06T13:00", *told, "市委办公室主任")["state"] == "已反馈单位"


def test_j6_a_topic_is_put_on_the_agenda_only_when_it_is_prepared(jieshou: At) -> None:
    topic = typed(议题="城乡公交一体化", 提出单位="市财政局", 期次="2026-03", 调研论证="已赴三地调研")
    code = jieshou("03-02T09:00", "register", "add", "联席会议议题", *topic)["code"]
    agenda = ("register", "move", code, "列入议程", "--by")
    refused = jieshou("03-03T09:00", *agenda, "市委办公室主任", refused=True)
    assert "须先填写征求意见、协调情况" in refused
    assert "（J6）" in refused
    ready = typed(征求意见="已征求12个单位", 协调情况="意见一致")
    assert "这一步由市委办公室主任办理" in jieshou("03-03T09:00", *agenda, "市长", *ready, refused=True)
    assert jieshou("03-03T10:00", *agenda, "市委办公室主任", *ready)["state"] == "已列入议程"
    assert "不得重复" in jieshou("03-04T09:00", "register", "add", "联席会议议题", *topic, refused=True)


def test_j11_everyone_writes_one_log_a_day(jieshou: At) -> None:
    monday = typed(记录人="财有余", 日期="2026-03-02", 记录="审核预算", 记量="12件")
    made = jieshou("03-02T17:00", *LOG, *monday)
    assert (made["content"]["记量"], made["acts"][-1]["clause"]) == ("12件", "J11")
    assert "2026-03-02 至多 1" in jieshou("03-02T17:10", *LOG, *monday, refused=True)
    quota = ("register", "quota", "工作日志")
    rows = {row["who"]: row["short"] for row in jieshou("03-02T18:00", *quota)}
    assert (rows["财有余"], rows["佟计真"], rows["魏主事"]) == (False, True, True)
    assert not any(row["short"] for row in jieshou("03-08T09:00", *quota, "--period", "2026-03-07"))
    assert all(row["short"] for row in jieshou("03-08T09:00", *quota, "--period", "2026-03-03"))
    late = typed(记录人="佟计真", 日期="2026-03-02", 记录="补记昨日核算")
    code = jieshou("03-03T16:00", *LOG, *late)["code"]
    told = {row["who"]: row["have"] for row in jieshou("03-03T16:10", *quota, "--period", "2026-03-02")}
    assert (told["佟计真"], told["财有余"]) == ("1", "1")
    onward = ("register", "correct", code, "--set", "日期=2026-03-03", "--reason", "写错日期")
    jieshou("03-04T09:00", *onward)
    told = {row["who"]: row["have"] for row in jieshou("03-04T16:10", *quota, "--period", "2026-03-03")}
    assert told["佟计真"] == "1"
    tomorrow = typed(记录人="佟计真", 日期="2026-03-04", 记录="审核报表")
    assert "不能晚于登记之日 2026-03-03" in jieshou("03-03T17:00", *LOG, *tomorrow, refused=True)
    assert "没有人员" in jieshou("03-03T17:00", *LOG, *typed(记录人="路人", 日期="2026-03-03", 记录="好"), refused=True)


def test_j11_secrets_are_refused_by_marking_and_by_word(jieshou: At) -> None:
    log = typed(记录人="财有余", 日期="2026-03-02", 记录="阅办机密文件两份")
    refused = jieshou("03-02T17:00", *LOG, *log, refused=True)
    assert "记录“机密”无效" in refused
    assert "涉密事项不在登记范围" in refused
    assert "（J11）" in refused
    assert "阅办" not in refused
    plain = (*LOG, *typed(记录人="财有余", 日期="2026-03-02", 记录="审核预算"))
    assert "不能录入" in jieshou("03-02T17:00", *plain, "--secrecy", "秘密", refused=True)
    code = jieshou("03-02T17:00", *plain)["code"]
    correct = ("register", "correct", code, "--set", "记事=涉密会议", "--reason", "补记")
    assert "记事“涉密”无效" in jieshou("03-02T18:00", *correct, refused=True)
    assert jieshou("03-02T19:00", "verify")["ok"]


def test_j13_the_logs_count_in_assessments_by_a_proposal_that_people_decide(jieshou: At) -> None:
    proposal = typed(单位="市商务局", 用途="绩效考核", 依据="TB2026-0001", 建议="年度考核扣分", 分值="-0.5")
    assert "请从评先评优、干部选用、绩效考核中选一个" in jieshou(
        "03-20T09:00", "register", "add", "日志考核建议", *proposal, *typed(用途="发奖金"), refused=True
    )
    made = jieshou("03-20T09:00", "register", "add", "日志考核建议", *proposal)
    assert (made["state"], made["acts"][-1]["clause"]) == ("建议", "J13")
    adopt = ("register", "move", made["code"], "采用", "--by")
    assert "须先填写结果" in jieshou("03-21T09:00", *adopt, "市督查考核局局长", refused=True)
    result = typed(结果="扣0.5分")
    refused = jieshou("03-21T09:00", *adopt, "市商务局局长", *result, refused=True)
    assert "这一步由市督查考核局局长、市委组织部部长办理" in refused
    told = jieshou("03-21T10:00", *adopt, "市督查考核局局长", *result)
    assert (told["state"], told["acts"][-1]["clause"]) == ("已采用", "J13")


def test_j13_what_was_adopted_counts_in_the_years_ranking(jieshou: At) -> None:
    proposal = typed(单位="市商务局", 用途="绩效考核", 依据="TB2026-0001", 建议="年度考核扣分", 分值="-0.5")
    code = jieshou("03-20T09:00", "register", "add", "日志考核建议", *proposal)["code"]
    director = ("--by", "市督查考核局局长")
    compute = ("score", "compute", "2026")
    assert "由市督查考核局局长计算" in jieshou("03-21T09:00", *compute, *LEADER, refused=True)
    assert jieshou("03-21T09:00", *compute, *director)["entries"] == 0
    jieshou("03-21T10:00", "register", "move", code, "采用", *director, *typed(结果="扣0.5分"))
    assert jieshou("03-22T09:00", *compute, *director)["entries"] == 1
    told = jieshou("03-22T10:00", "score", "why", "市商务局", "2026")
    assert [(row["points"], row["clause"], row["state"]) for row in told["rows"]] == [("-0.5", "J13", "计分")]
    assert (told["score"], told["rank"]) == ("99.5", told["of"])
    early = jieshou("03-22T11:00", "score", "publish", "2026", *director, refused=True)
    assert "2026年度还没有终了，2027年1月1日以后才能公布" in early
    jieshou("03-23T09:00", "register", "void", code, "--reason", "重复登记")
    assert jieshou("03-23T10:00", "score", "show", "2026")["pending"][0]["change"] == "已更正或撤销"
    jieshou("03-23T11:00", *compute, *director)
    why = jieshou("03-23T12:00", "score", "why", "市商务局", "2026")
    assert (why["rows"][0]["state"], why["score"]) == ("已撤销", "100")
    assert jieshou("03-23T13:00", "verify")["ok"]


def test_j13_what_a_check_of_the_logs_found_is_weighed_in_awards_and_appointments(jieshou: At) -> None:
    director, unit = ("--by", "市督查考核局局长"), ("--unit", "市商务局")
    scheme = ("一季度工作日志", "--what", "一日一记", "--how", "查阅", "--from", "2026-03-05", *unit)
    code = jieshou("03-02T09:00", "inspection", "plan", "工作日志抽查", *scheme)["code"]
    jieshou("03-02T10:00", "inspection", "approve", code, *director)
    jieshou("03-05T09:00", "inspection", "visit", code, *unit, "--text", "抽看12本")
    jieshou("03-05T10:00", "inspection", "find", code, *unit, "--text", "3本事后补记")
    assert jieshou("03-05T11:00", "score", "compute", "2026", *director)["entries"] == 0
    jieshou("03-06T09:00", "inspection", "conclude", code, "--text", "个别单位敷衍应付")
    jieshou("03-06T10:00", "score", "compute", "2026", *director)
    rows = jieshou("03-06T11:00", "score", "consequences", "2026")
    assert [(row["unit"], row["clause"], row["done"]) for row in rows] == [
        ("市商务局", "J13", ["建议列入日志考核建议"])
    ]
    assert "没有年度考核“2025年度”" in jieshou("03-06T11:00", "score", "consequences", "2025", refused=True)


def test_j15_a_policy_is_assessed_and_the_result_reported(jieshou: At) -> None:
    named = ("--unit", "市教育局", "--responsible", "局长 焦玉德", "--requirement", "学生营养改善全覆盖")
    item = jieshou("03-02T09:00", "item", "draft", "民生政策事项", "营养改善计划", *named, "--decided", "2026-03-02")
    assessed = typed(决策=item["code"], 了解途径="走访8所学校", 执行情况="覆盖92%")
    director = ("--by", "市督查考核局局长")
    refused = jieshou("03-03T09:00", "register", "add", "决策执行评估", *assessed, *LEADER, refused=True)
    assert "由市督查考核局局长登记" in refused
    made = jieshou("03-03T09:00", "register", "add", "决策执行评估", *assessed, *director)
    assert (made["due_on"], made["acts"][-1]["clause"]) == ("2026-03-31", "J15")
    report = ("register", "move", made["code"], "报告", "--set", "报告=BG2026-0100")
    assert "不能“报告”" in jieshou("03-04T09:00", *report, refused=True)
    found = typed(存在问题="两校未供餐", 评估结论="基本到位")
    jieshou("03-05T09:00", "register", "move", made["code"], "评估", *found)
    assert jieshou("03-06T09:00", *report)["state"] == "已报告"
    rows = jieshou("03-06T09:00", "calendar", "jieshou", "--year", "2026")
    due = [row["date"] for row in rows if row["cycle"] == "决策执行评估报告"]
    assert due == ["2026-06-25", "2026-12-25"]
