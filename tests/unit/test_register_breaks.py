"""Each way to break a pack's registers, reports, inspections and bulletins: one edit of a small pack, one finding."""

import pytest

from tests.unit.breaks import found, sound

PACK = """\
pack: small
title: 小制度
document: {title: 意见, issuer: 县政府, assumed: 日期不详}
cutoff: {at: "17:30", assumed: 下班}
sweep: {at: "08:30", assumed: 上班}
clauses: {C1: {at: 一, says: 规定}}
posts: {主任: 办公室主任}
groups: {各镇: ["*镇"]}
registers:
  值班:
    clause: C1
    fields:
      人: {kind: person, required: true}
      班次: {kind: choice, choices: [日, 夜]}
      说明: {}
      人数: {kind: number}
    states: [在班, {state: 待查, limit: {within: 登记后5个工作日内, clause: C1}}, 交班]
    moves:
      抽查: {from: 在班, to: 待查, clause: C1}
      交班: {from: [在班, 待查], to: 交班, by: 主任, fill: 说明, clause: C1}
    checks: [{moves: 交班, when: {班次: 日}, number: 人数, at_most: 3, says: 超员, clause: C1}]
    guards: [{when: {班次: 夜}, person: 人, holds: 主任, clause: C1}]
    quotas: [{per: 人, every: 每月, at_least: 1, clause: C1}]
reports:
  月报: {when: 每月25日前, to: 县政府, opens: 到期前5个工作日, clause: C1, accept: {by: 主任, clause: C1}}
inspections:
  objection: {within: 送达后5个工作日内, clause: C1}
  rectify: {within: 送达后20个工作日内, clause: C1}
  kinds: {专项: {clause: C1, approve: {by: 主任, clause: C1}}}
bulletins:
  通报:
    number: 通报〔{year}〕{n}期
    clause: C1
    sign: {by: 主任, clause: C1}
    check: {within: 送达后2个工作日内, clause: C1}
"""
BREAKS = {
    "group of nobody": ('各镇: ["*镇"]', "各镇: []", "group-empty", "合称“各镇”没有写单位"),
    "group within a group": ('各镇: ["*镇"]', '各镇: "*镇", 镇街: 各镇', "group-nested", "“镇街”里又写了合称“各镇”"),
    "group named like a post": ('各镇: ["*镇"]', '主任: ["*镇"]', "group-name", "合称“主任”与岗位或机构同名"),
    "choice without options": ("choices: [日, 夜]", "choices: []", "register-choices", "“班次”选一项而没有选项"),
    "state named twice": ("待查, limit", "在班, limit", "register-states", "状态“在班”重复"),
    "state out of reach": (
        "抽查: {from: 在班, to: 待查",
        "抽查: {from: 在班, to: 交班",
        "register-unreachable",
        "“待查”",
    ),
    "move to nowhere": ("to: 交班, by", "to: 下班, by", "register-unknown", "状态“下班”没有列明"),
    "move that asks for nothing known": ("fill: 说明", "fill: 结论", "register-unknown", "登记项“结论”没有列明"),
    "move by nobody": ("by: 主任, fill", "by: 科长, fill", "register-unknown", "岗位“科长”没有列明"),
    "limit counted back": ("登记后5个工作日内", "会前5个工作日", "register-limit", "不能从登记之日起算"),
    "limit by no day": (
        "within: 登记后5个工作日内, clause",
        "set_by: 说明, clause",
        "register-limit",
        "“说明”不是日期",
    ),
    "limit without a day": ("within: 登记后5个工作日内, clause", "clause", "limit", "时限要么写 within"),
    "reminder of nobody": (
        "within: 登记后5个工作日内, clause",
        "within: 登记后5个工作日内, remind: 说明, clause",
        "register-remind",
        "提醒的“说明”不是单位",
    ),
    "guard of no person": ("person: 人", "person: 说明", "register-guard", "不是人"),
    "guard of no unit": ("person: 人, holds: 主任", "unit: 人, among: 各镇", "register-guard", "“人”不是单位"),
    "guard of a unit among none": ("person: 人, holds: 主任", "unit: 人", "guard", "unit 和 among"),
    "peers in no register": (
        "posts: {主任: 办公室主任}",
        "posts: {主任: 办公室主任}\n"
        "targets: {clause: C1, peers: {register: 年鉴, item: 人, peer: 班次, value: 说明, dated: 说明, clause: C1}}",
        "register-unknown",
        "登记簿“年鉴”没有列明",
    ),
    "past that is no day": ("说明: {}", "说明: {past: true}", "register-past", "“说明”不是 date"),
    "guard that asks for nothing": (", person: 人, holds: 主任", "", "guard", "登记的限制须写 person 和 holds"),
    "guard for an unknown field": (
        "person: 人, holds: 主任",
        "needs: 结论",
        "register-unknown",
        "登记项“结论”没有列明",
    ),
    "check of no move": ("moves: 交班, when", "moves: 下班, when", "register-unknown", "办理“下班”没有列明"),
    "check of an unknown field": (
        "when: {班次: 日}, number",
        "when: {岗: 日}, number",
        "register-unknown",
        "登记项“岗”",
    ),
    "check of no number": ("number: 人数", "number: 说明", "register-check", "“说明”不是数字"),
    "check without a bound": (", at_most: 3", "", "check", "把关须写 when"),
    "quota of an unknown kind": (
        "at_least: 1, clause",
        "at_least: 1, when: {岗: 夜}, clause",
        "register-unknown",
        "登记项“岗”没有列明",
    ),
    "quota per text": ("per: 人", "per: 说明", "register-quota", "定额的 per 写了“说明”"),
    "quota of nothing": (", at_least: 1", "", "quota", "定额没有写多少"),
    "quota without authority": ("at_least: 1, clause: C1", "at_least: 1", "no-authority", "没有依据"),
    "scheme drawn up by nobody": (
        "专项: {clause: C1,",
        "专项: {clause: C1, by: 科长,",
        "post-unknown",
        "岗位“科长”",
    ),
    "report without a day": ("when: 每月25日前", "when: 会前5个工作日", "report-when", "给不出报送日"),
    "report opened afterwards": ("opens: 到期前5个工作日", "opens: 登记后5个工作日内", "report-opens", "不在到期以前"),
    "report taken by nobody": ("accept: {by: 主任", "accept: {by: 科长", "post-unknown", "岗位“科长”"),
    "scheme approved by nobody": ("approve: {by: 主任", "approve: {by: 科长", "post-unknown", "岗位“科长”"),
    "objection from elsewhere": ("within: 送达后5个", "within: 会后5个", "inspection-limit", "不是从送达起算"),
    "finding of unknown type": ("  kinds: {专项", "  items: 查办\n  kinds: {专项", "item-unknown", "事项类型“查办”"),
    "bulletin signed by nobody": ("sign: {by: 主任", "sign: {by: 科长", "post-unknown", "岗位“科长”"),
    "bulletin checked from elsewhere": ("送达后2个", "会后2个", "bulletin-limit", "不是从送达起算"),
}


def test_the_small_pack_is_sound() -> None:
    sound(PACK)


@pytest.mark.parametrize("name", BREAKS)
def test_break_is_found(name: str) -> None:
    found(*BREAKS[name], PACK)
