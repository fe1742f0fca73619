"""Each way to break a pack: a small edit of the county's own, and the line and sentence that a clerk gets back."""

from typing import NamedTuple

import pytest

from duban.core.errors import PackInvalid
from duban.institutions.findings import Level
from duban.institutions.loader import builtin_packs, examine_text, load_pack_text

COUNTY = builtin_packs()["county"].read_text(encoding="utf-8")


class Break(NamedTuple):
    """`old` becomes `new`; the finding stands at the line where `at` is then found."""

    name: str
    old: str
    new: str
    at: str
    code: str
    says: str


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
        "ladder missing",
        "    ladder: 催办-督办-约谈\n  公文办理",
        "    ladder: 催办-督办-问责\n  公文办理",
        "ladder: 催办-督办-问责",
        "ladder-unknown",
        "阶梯“催办-督办-问责”没有在 ladders 中列明；现有：催办-督办-约谈",
    ),
    Break(
        "rung with no condition",
        "climb: {unanswered: 催办}",
        "climb: {}",
        "climb: {}",
        "rung-unreachable",
        "“督办”没有升级条件，永远到不了",
    ),
    Break(
        "rung waits for an answer nobody owes",
        "      answer: {within: 送达后3个工作日内, assumed: 文件未规定答复时限}\n",
        "",
        "climb: {unanswered: 催办}",
        "rung-unreachable",
        "“督办”要等“催办”未答复才升级，而后者没有答复时限",
    ),
    Break(
        "rung waits for a later one",
        "climb: {late: feedback}",
        "climb: {unanswered: 督办}",
        "climb: {unanswered: 督办}",
        "rung-order",
        "“督办”不是“催办”前面的一级",
    ),
    Break(
        "rung counts what is not below",
        "climb: {unanswered: 催办}",
        "climb: {count: {rung: 约谈, times: 2, within: 半年}}",
        "count: {rung: 约谈",
        "rung-order",
        "“约谈”不是“督办”前面的一级；现有：催办",
    ),
    Break(
        "rung named twice",
        "- rung: 督办",
        "- rung: 催办",
        "- rung: 催办\n      climb: {unanswered",
        "rung-duplicate",
        "已有一级叫“催办”",
    ),
    Break(
        "paper without series",
        "    督办单: 县督督〔{year}〕{n}号\n",
        "",
        "paper: 督办单",
        "series-missing",
        "“督查室”没有“督办单”的编号",
    ),
    Break(
        "assignment without series",
        "    交办单: 县督交〔{year}〕{n}号\n",
        "",
        "issue:     {within: 会后3个工作日内",
        "series-missing",
        "“督查室”没有“交办单”的编号",
    ),
    Break(
        "series without a running number",
        "县督催〔{year}〕{n}号",
        "县督催〔{year}〕号",
        "县督催〔{year}〕号",
        "number",
        "编号样式“县督催〔{year}〕号”不对；必须含 {year} 和 {n}",
    ),
    Break(
        "two series with one number",
        "县督催〔{year}〕{n}号",
        "县督交〔{year}〕{n}号",
        "催办单: 县督交",
        "series-collide",
        "与督查室的交办单相同，编出的号会重复",
    ),
    Break(
        "one pattern for several offices that does not tell them apart",
        '交办单: "{office}交〔{year}〕{n}号"',
        '交办单: "机构交〔{year}〕{n}号"',
        "机构交〔{year}〕{n}号",
        "series-collide",
        "“专门机构”由几个机构共用，“机构交〔{year}〕{n}号”编出的号会重复",
    ),
    Break(
        "shared pattern that is not there",
        "title: 县国资委办公室, series: 专门机构",
        "title: 县国资委办公室, series: 专项机构",
        "series: 专项机构",
        "series-missing",
        "编号样式“专项机构”没有在 series 中列明",
    ),
    Break(
        "like a type that is not there",
        "like: 人大代表建议",
        "like: 代表建议",
        "like: 代表建议",
        "like-unknown",
        "like 所写的“代表建议”没有在 items 中列明",
    ),
    Break(
        "like a type that is itself like another",
        "like: 人大代表建议",
        "like: 分管领导交办事项",
        "like: 分管领导交办事项",
        "like-unknown",
        "“分管领导交办事项”本身也写了 like",
    ),
    Break(
        "nobody approves",
        "approval: {propose: 分管副主任, agree: 分管领导, sign: 办公室主任, clause: C36}",
        "approval: {clause: C36}",
        "approval: {clause: C36}",
        "approval-nobody",
        "“催办”的审批没有写人",
    ),
    Break(
        "nobody signs",
        "agree: 分管领导, sign: 办公室主任, clause: C36}",
        "agree: 分管领导, clause: C36}",
        "agree: 分管领导, clause: C36}",
        "approval-nobody",
        "“催办”的审批没有人签发（sign）",
    ),
    Break(
        "automatic and approved",
        "sign: 办公室主任, clause: C36}",
        "sign: 办公室主任, automatic: true, clause: C36}",
        "automatic: true",
        "approval-nobody",
        "写了 automatic: true，又写了审批岗位",
    ),
    Break(
        "drafter signs",
        "sign: 办公室主任, clause: C36}",
        "sign: 分管副主任, clause: C36}",
        "sign: 分管副主任",
        "approval-self",
        "“分管副主任”既提出又审批“催办单”",
    ),
    Break(
        "post not declared",
        "sign: 办公室主任, clause: C36}",
        "sign: 秘书长, clause: C36}",
        "sign: 秘书长",
        "post-unknown",
        "岗位“秘书长”没有在 posts 中列明",
    ),
    Break(
        "office not declared",
        "    office: 督查室",
        "    office: 督察室",
        "    office: 督察室",
        "office-unknown",
        "机构“督察室”没有在 offices 中列明",
    ),
    Break(
        "answer not counted from service",
        "answer: {within: 送达后3个工作日内",
        "answer: {within: 会后3个工作日内",
        "answer: {within: 会后3个工作日内",
        "answer-anchor",
        "答复时限“会后3个工作日内”不是从送达起算",
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
    Break("missing key", "    flow: monthly_dispatch\n", "", "重大项目月调度:", "missing", "缺少“flow”"),
    Break(
        "value out of its choices",
        "missed: 补办最近一期",
        "missed: 下次再说",
        "missed: 下次再说",
        "choice",
        "可选：“补办最近一期”、“逐期补办”、“由人决定”",
    ),
    Break("text where a number belongs", "lead: -1", "lead: 一分", "lead: 一分", "value", "要写成数字"),
    Break("ladder without rungs", "cycles:\n", "  空: []\ncycles:\n", "  空: []", "empty-ladder", "阶梯至少要有一级"),
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


@pytest.mark.parametrize("broken", ERRORS, ids=[each.name for each in ERRORS])
def test_break_is_found_at_its_line_with_a_remedy(broken: Break) -> None:
    text = _edited(broken.old, broken.new)
    expected_line = text.count("\n", 0, text.index(broken.at)) + 1
    with pytest.raises(PackInvalid) as refused:
        load_pack_text(text, "broken.yaml")
    matching = [line for line in refused.value.findings if broken.says in line]
    assert matching, refused.value.findings
    assert matching[0].startswith(f"broken.yaml:{expected_line}: ")
    assert broken.code in {finding.code for finding in examine_text(text.encode(), "broken.yaml").findings}


def test_pack_as_it_ships_has_no_errors() -> None:
    assert {finding.level for finding in examine_text(COUNTY.encode(), "county.yaml").findings} <= {Level.warning}


def test_clause_that_nothing_cites_is_a_warning_at_its_line() -> None:
    text = _edited("clauses:\n", "clauses:\n  Z9: {at: 附则, says: 本意见由办公室解释}\n")
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


def _edited(old: str, new: str) -> str:
    assert old in COUNTY, old
    return COUNTY.replace(old, new, 1)
