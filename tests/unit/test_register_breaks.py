"""Each way to break a register of a pack: a small edit of the county's own, and the finding that a clerk gets back."""

import pytest

from duban.institutions.loader import builtin_packs, examine_text

COUNTY = builtin_packs()["county"].read_text(encoding="utf-8")
BREAKS = {
    "choice without options": (
        "choices: [负总责, 分头负责, 参与督查]}",
        "choices: []}",
        "register-choices",
        "“职责”选一项而没有选项",
    ),
    "state named twice": ("- 已提请层级协调", "- 已调度", "register-states", "状态“已调度”重复"),
    "state out of reach": (
        "states: [在办, 已完成]",
        "states: [在办, 已完成, 已评价]",
        "register-unreachable",
        "没有哪一步到“已评价”",
    ),
    "move to nowhere": ("to: 已完成, fill", "to: 完成了, fill", "register-unknown", "状态“完成了”没有列明"),
    "move that asks for nothing known": ("fill: [结果]", "fill: [结论]", "register-unknown", "登记项“结论”没有列明"),
    "limit counted back": (
        "within: 登记后5个工作日内, assumed: 文件只说及时解决",
        "within: 会前5个工作日, assumed: 文件只说及时解决",
        "register-limit",
        "不能从登记之日起算",
    ),
    "guard of no person": (
        "person: 责任人, holds: 办公室主任",
        "person: 结果, holds: 办公室主任",
        "register-guard",
        "不是人",
    ),
    "quota per text": ("per: 责任人", "per: 督查内容", "register-quota", "定额的 per 写了“督查内容”"),
    "quota of nothing": (
        "        at_least: 1\n        dated: 日期\n",
        "        dated: 日期\n",
        "quota",
        "定额没有写多少",
    ),
    "quota without authority": (
        "[县政府办公室, 县政府督查室]\n        clause: C48\n        assumed",
        "[县政府办公室, 县政府督查室]\n        # assumed",
        "no-authority",
        "没有依据",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_break_of_a_register_is_found(name: str) -> None:
    old, new, code, says = BREAKS[name]
    assert COUNTY.count(old) == 1
    findings = examine_text(COUNTY.replace(old, new).encode(), "county.yaml").findings
    assert any(finding.code == code and says in finding.says for finding in findings), findings
