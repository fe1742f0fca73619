"""Each way to break a pack's yearly assessment: one edit of a small pack, one finding."""

import pytest

from tests.unit.breaks import found, sound

PACK = """\
pack: small
title: 小制度
document: {title: 意见, issuer: 县政府, assumed: 日期不详}
cutoff: {at: "17:30", assumed: 下班}
sweep: {at: "08:30", assumed: 上班}
clauses: {C1: {at: 一, says: 规定}}
posts: {主任: 办公室主任, 县长: 县长}
registers:
  亮点:
    clause: C1
    fields: {单位: {kind: unit}, 分: {kind: number}, 人: {kind: person}, 日: {kind: date}, 事: {}}
    states: [申报, 入选]
    moves: {评: {from: 申报, to: 入选, clause: C1}}
reports:
  检查: {when: 登记后10个工作日内, to: 县政府, clause: C1}
  月报: {when: 每月25日前, to: 县政府, clause: C1}
interview:
  paper: 约谈通知书
  assumed: 试
  causes: {排名: {ranked: true, clause: C1}, 材料: {evidence: 材料, clause: C1}}
  propose: {by: 主任, clause: C1}
  consent: {by: 主任, clause: C1}
  approve: {by: 县长, clause: C1}
  talk: {by: 县长, clause: C1}
  again: {by: 县长, clause: C1}
  judge: {by: 主任, within: 约谈后20个工作日内, clause: C1}
assessment:
  clause: C1
  events:
    逾期: {on: 逾期, only: 反馈时限, lead: -1, clause: C1}
    亮点: {on: 登记, only: 亮点, value: 分, person: 人, dated: 日, states: 入选, when: {事: 好}, most: 5, clause: C1}
  bands: {of: [{band: 优, top: 20}, {band: 良, at_least: 90}, {band: 差}], clause: C1}
  publish: {by: 主任, clause: C1}
  objection: {within: 公布后5个工作日内, clause: C1}
  decide: {by: 主任, clause: C1}
  lock: {by: 县长, when: 次年1月31日前, clause: C1}
  consequences:
    末位: {says: 写检查, bottom: 2, report: 检查, interview: 排名, clause: C1}
    优秀: {says: 奖励, band: 优, register: 亮点, clause: C1}
    有分: {says: 参考, scored: 亮点, clause: C1}
"""
BREAKS = {
    "event worth nothing": ("lead: -1, clause", "clause", "score-points", "没有写加减多少分"),
    "event on a register's field": ("only: 反馈时限, lead", "value: 分, lead", "score-register", "只用于 on: 登记"),
    "event without authority": ("lead: -1, clause: C1", "lead: -1", "no-authority", "没有依据"),
    "event of an unknown limit": ("only: 反馈时限", "only: 反馈", "score-unknown", "“反馈”不是“逾期”中的一种"),
    "event of no register": ("only: 亮点, value", "value", "score-unknown", "没有写是哪一本登记簿"),
    "event of an unknown register": ("only: 亮点", "only: 亮处", "score-unknown", "“亮处”不是“登记”中的一种"),
    "points in words": ("value: 分", "value: 事", "score-field", "登记项“事”不在这本登记簿，或不是 number"),
    "person who is none": ("person: 人", "person: 事", "score-field", "或不是 person"),
    "day that is none": ("dated: 日", "dated: 事", "score-field", "或不是 date"),
    "unit that is none": ("only: 亮点,", "only: 亮点, unit: 事,", "score-field", "或不是 unit"),
    "state that is none": ("states: 入选, when", "states: 落选, when", "score-unknown", "状态“落选”没有列明"),
    "field that is none": ("when: {事: 好}", "when: {物: 好}", "score-unknown", "登记项“物”没有列明"),
    "cap of nothing": ("most: 5", "most: 0", "value", "封顶"),
    "band that takes all": ("{band: 优, top: 20}", "{band: 优}", "band-order", "后面的各档永远轮不到"),
    "last band that asks": ("{band: 差}", "{band: 差, top: 90}", "band-order", "“差”是最后一档"),
    "published by nobody": ("publish: {by: 主任", "publish: {by: 科长", "post-unknown", "岗位“科长”"),
    "locked by its publisher": ("lock: {by: 县长", "lock: {by: 主任", "approval-self", "“主任”既公布又审定锁定"),
    "objection before": ("公布后5个工作日内", "会前5个工作日", "score-objection", "不是从公布起算"),
    "locked in its year": ("when: 次年1月31日前", "when: 12月31日前", "score-lock", "“12月31日前”不在次年"),
    "consequence for nobody": ("写检查, bottom: 2", "写检查", "consequence", "之一"),
    "consequence of no band": ("band: 优, register", "band: 特优, register", "consequence-unknown", "“特优”没有列明"),
    "consequence of no event": ("scored: 亮点", "scored: 暗点", "consequence-unknown", "“暗点”没有列明"),
    "report that is none": ("report: 检查", "report: 检讨", "consequence-unknown", "“检讨”没有列明"),
    "report that comes round": ("report: 检查", "report: 月报", "consequence-report", "按期报送，不能逐件提出"),
    "talk on something else": ("interview: 排名", "interview: 材料", "consequence-interview", "不是凭考核排名约谈的"),
    "talk that nothing leads to": (", interview: 排名", "", "cause-unranked", "没有哪一项考核结果引向它"),
    "list that is none": ("register: 亮点", "register: 名单", "consequence-unknown", "“名单”没有列明"),
}


def test_the_small_pack_is_sound() -> None:
    sound(PACK)


@pytest.mark.parametrize("name", BREAKS)
def test_break_is_found(name: str) -> None:
    found(*BREAKS[name], PACK)
