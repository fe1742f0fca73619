"""Each way to break a pack: a small edit of the county's own, and the line and sentence that a clerk gets back."""

import pytest

from duban.institutions.findings import Level
from duban.institutions.loader import examine_text, load_pack_text
from tests.unit.breaks import COUNTY, Break, edited, refused_at_its_line

ERRORS = [
    Break(
        "unknown phrase",
        "within: 会后3个工作日内, clause: C14}\n    feedback",
        "within: 会后尽快, clause: C14}\n    feedback",
        "会后尽快",
        "phrase",
        "时限“会后尽快”在第3个字“尽”处读不懂",
    ),
    Break(
        "limit from signing",
        "送达后5个工作日内",
        "签收后5个工作日内",
        "签收后5个工作日内",
        "from-receipt",
        "时限一律自送达起算，请改写为“送达后……”",
    ),
    Break(
        "rule without authority",
        "points: {lead: -1, co: -1, clause: C42, assumed: 文件未规定分值}",
        "points: {lead: -1}",
        "points: {lead: -1}",
        "no-authority",
        "“points”没有依据；请写 clause",
    ),
    Break(
        "first to answer without a post",
        "names: {must: [牵头领导, 责任单位",
        "names: {must: [第一责任人, 责任单位",
        "names: {must: [第一责任人, 责任单位",
        "heads-missing",
        "没有写各单位主要负责同志是什么岗位；请写 heads",
    ),
    Break(
        "rung without authority",
        "      clause: C41\n      assumed: 文件未定间隔，催办单到期未答复即督办\n",
        "",
        "- rung: 督办",
        "no-authority",
        "“催办-督办-约谈”的第2级没有依据",
    ),
    Break(
        "stage without authority",
        "      publish: 会后2个工作日内\n      assumed: 文件未规定各环节的时间\n",
        "      publish: 会后2个工作日内\n",
        "notify:  会前3个工作日",
        "no-authority",
        "“notify”没有依据",
    ),
    Break(
        "clause not declared",
        "to: 督查室, clause: C25}",
        "to: 督查室, clause: C52}",
        "to: 督查室, clause: C52}",
        "clause-unknown",
        "引用的条款 C52 没有在 clauses 中列明",
    ),
    Break(
        "clause id misspelt",
        "C14: {at: 三-4",
        "c14: {at: 三-4",
        "c14: {at: 三-4",
        "value",
        "名称“c14”的写法不对",
    ),
    Break(
        "materials with a forward limit",
        "collect: 会前2个工作日",
        "collect: 2个工作日内",
        "collect: 2个工作日内",
        "stage-before",
        "“2个工作日内”不能保证在会前",
    ),
    Break(
        "notice after the meeting",
        "notify:  会前3个工作日",
        "notify:  会后3个工作日内",
        "notify:  会后3个工作日内",
        "stage-before",
        "“会后3个工作日内”不能保证在会前",
    ),
    Break(
        "decisions before the meeting",
        "decide:  会后1个工作日内",
        "decide:  会前1个工作日",
        "decide:  会前1个工作日",
        "stage-after",
        "“会前1个工作日”不在会后",
    ),
    Break(
        "meeting on another day than its own",
        "convene: 当天",
        "convene: 会后1个工作日内",
        "convene: 会后1个工作日内",
        "stage-convene",
        "请写“当天”",
    ),
    Break(
        "cycle that does not recur",
        "when: 每月25日前后",
        "when: 会后3个工作日内",
        "when: 会后3个工作日内",
        "cycle-phrase",
        "“会后3个工作日内”不是周期",
    ),
    Break(
        "extension without deadline",
        "extension: {before: 到期前, decide",
        "extension: {decide",
        "extension: {decide",
        "missing",
        "缺少“before”（提出延期的期限，如 到期前；逾期提出的不受理）",
    ),
    Break(
        "extension decided by nobody",
        "decide: 交办机构",
        "decide: 有关领导",
        "decide: 有关领导",
        "office-unknown",
        "延期由“有关领导”答复，但没有这个机构或岗位",
    ),
    Break(
        "item that is never due",
        "    feedback:  {within: 会后半个月内, to: 督查室, clause: C25}\n",
        "",
        "常务会议议定事项:",
        "no-limit",
        "既没有反馈时限也没有办结时限，永远不会到期",
    ),
    Break(
        "completion instead of the feedback that the ladder wants",
        "    feedback:  {within: 会后半个月内, to: 督查室, clause: C25}\n",
        "    completion: {within: 会后1个月内, clause: C25}\n",
        "    ladder: 催办-督办-约谈",
        "no-limit",
        "以逾期未反馈升级，而“常务会议议定事项”没有反馈时限",
    ),
    Break(
        "limit with two sources",
        "{set_by: 来文, clause: C34}",
        "{set_by: 来文, within: 送达后3个工作日内, clause: C34}",
        "有明确时限:",
        "limit",
        "二者取一",
    ),
    Break("classes without a key", "    by: 办理类别\n", "", "feedback:   #", "by-class", "却没有写 by"),
    Break(
        "key without classes",
        "    office: 督查室\n",
        "    office: 督查室\n    by: 缓急\n",
        "by: 缓急",
        "by-class",
        "写了 by: 缓急，但没有分类列出时限",
    ),
    Break(
        "document of unknown date",
        "  assumed: 公开文本未载文号和日期，按现行有效、长期适用处理\n",
        "",
        "document:",
        "document-unknown",
        "文件的文号、成文日期、施行日期没有写",
    ),
    Break(
        "expiry before effect",
        "  issuer: 县人民政府\n",
        "  issuer: 县人民政府\n  effective: 2016-01-01\n  expires: 2015-12-31\n",
        "expires: 2015-12-31",
        "expiry",
        "有效期至2015-12-31，早于施行日期2016-01-01",
    ),
    Break(
        "day that does not exist",
        "  issuer: 县人民政府\n",
        "  issuer: 县人民政府\n  date: 2015-02-30\n",
        "date: 2015-02-30",
        "day",
        "“2015-02-30”无效",
    ),
    Break("cutoff that is no time", '{at: "17:30"', '{at: "25:30"', '{at: "25:30"', "time", "“25:30”不是一天中的时刻"),
    Break(
        "misspelt key",
        "    office: 督查室",
        "    offce: 督查室",
        "    offce: 督查室",
        "unknown-key",
        "没有“offce”这一项；是否要写“office”？",
    ),
    Break("missing key", "    when: 每月25日前后\n", "", "重大项目月调度:", "missing", "缺少“when”"),
    Break(
        "value out of its choices",
        "missed: 补办最近一期",
        "missed: 下次再说",
        "missed: 下次再说",
        "choice",
        "可选：“补办最近一期”、“逐期补办”、“由人决定”",
    ),
    Break("text where a number belongs", "lead: -1", "lead: 一分", "lead: 一分", "value", "要写成数字"),
    Break(
        "cycle's bulletin unknown",
        "    bulletin: 政务督查通报\n    flow: monthly_dispatch",
        "    bulletin: 简报\n    flow: monthly_dispatch",
        "bulletin: 简报",
        "cycle-name",
        "通报“简报”没有在 bulletins 中列明",
    ),
    Break(
        "cycle covers what is no item",
        "城建重点工程, 为民办实事项目]}\n    stages:\n      notify:  会前3个工作日",
        "产业园]}\n    stages:\n      notify:  会前3个工作日",
        "产业园]}",
        "cycle-covers",
        "“产业园”没有在 items 中列明",
    ),
    Break(
        "cycle's inspection unknown",
        "observe: {kind: 实地督查,",
        "observe: {kind: 暗访,",
        "observe: {kind: 暗访,",
        "cycle-name",
        "督查方式“暗访”没有在 inspections.kinds 中列明",
    ),
    Break(
        "flow that is none",
        "flow: executive_meeting",
        "flow: village_meeting",
        "flow: village_meeting",
        "cycle-flow",
        "没有名为“village_meeting”的流程；可以写：weekly_meeting（每周例会）、",
    ),
    Break(
        "figure of no type",
        "  split:  {clause: C1}",
        "  split:  {clause: C1}\n  figures: {投资: {of: 产业, is: 不低于, value: '5', clause: C11}}",
        "of: 产业",
        "item-unknown",
        "事项类型“产业”没有在 items 中列明",
    ),
    Break(
        "steps that leave one out",
        "  split:  {clause: C1}",
        "  split:  {clause: C1}\n  steps: {down_to: [季, 周], clause: C11}",
        "down_to: [季, 周]",
        "steps-order",
        "不跳级：季、月；请改正 down_to",
    ),
    Break(
        "observation of items and of units",
        "observe: {kind: 实地督查,",
        "observe: {from: 县财政局, kind: 实地督查,",
        "observe: {from: 县财政局,",
        "observe",
        "写 sample（抽几件事项）或 from（督查哪些单位），二者取一",
    ),
    Break(
        "observation of nobody",
        "observe: {kind: 实地督查, sample: 10,",
        "observe: {kind: 实地督查,",
        "observe: {kind: 实地督查,",
        "observe",
        "“实地督查”没有写 draw；请写 sample（抽几件事项）或 from（哪些单位），或在督查方式中写 draw",
    ),
    Break(
        "unannounced after a notice",
        "      says: 到现场查看\n",
        "      says: 到现场查看\n      unannounced: true\n",
        "observe: {kind: 实地督查,",
        "observe",
        "“实地督查”不打招呼，而通知会告诉各单位；请删去这个环节",
    ),
    Break(
        "observation that the system may not plan",
        "      says: 到现场查看\n",
        "      says: 到现场查看\n      by: 分管领导\n",
        "observe: {kind: 实地督查,",
        "observe",
        "“实地督查”由分管领导拟定，不能按期由系统拟方案",
    ),
    Break(
        "ladder without rungs",
        "escalation:\n",
        "  空: []\nescalation:\n",
        "  空: []",
        "empty-ladder",
        "阶梯至少要有一级",
    ),
    Break("braces left open", "县督催〔{year}〕{n}号", "县督催〔{year〕{n}号", "县督催〔{year〕", "number", "编号样式"),
    Break(
        "interval without a first day",
        "when: 每月25日前后",
        "when: 每2周",
        "when: 每2周",
        "cycle-phrase",
        "“每2周”没有说从哪天数起",
    ),
    Break(
        "english paper kind",
        "    催办单: 县督催",
        "    reminder: 县督催",
        "reminder",
        "unknown-key",
        "编号中没有“reminder”这一项",
    ),
    Break(
        "day both off and worked",
        "series:\n",
        "overlay:\n  off: {2026-08-19: 州庆}\n  work: {2026-08-19: 补班}\n  assumed: 州里通知\nseries:\n",
        "work: {2026-08-19",
        "overlay",
        "2026-08-19 既写了放假又写了上班",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("broken", ERRORS, ids=[each.name for each in ERRORS])
def test_break_is_found_at_its_line_with_a_remedy(broken: Break) -> None:
    refused_at_its_line(broken)


def test_pack_as_it_ships_has_no_errors() -> None:
    assert {finding.level for finding in examine_text(COUNTY.encode(), "county.yaml").findings} <= {Level.warning}


def test_clause_that_nothing_cites_is_a_warning_at_its_line() -> None:
    text = edited("clauses:\n", "clauses:\n  Z9: {at: 附则, says: 本意见由办公室解释}\n")
    loaded = load_pack_text(text, "county.yaml")
    says = [str(finding) for finding in loaded.findings if "Z9" in finding.says]
    assert says == [
        f"county.yaml:{text.count(chr(10), 0, text.index('Z9')) + 1}: "
        "条款 Z9 尚无规则引用；请写出执行它的规则，确属不必执行的请注明。"
    ]


def test_ladder_that_nothing_uses_is_a_warning() -> None:
    text = COUNTY.replace("    ladder: 催办-督办-约谈\n", "")
    codes = {finding.code for finding in load_pack_text(text, "county.yaml").findings}
    assert "ladder-unused" in codes
