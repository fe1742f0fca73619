"""Papers that pass between two institutions on both databases: what arrives, receipts, retries, and no leak."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from duban.core.errors import InvalidValue, NotFound, TransitionRefused
from duban.institutions.loader import load_pack_text
from duban.services.item_desk import Asked
from duban.services.packs import PackOnRecord, load_pack_version
from duban.services.register_passing import take_step
from duban.services.registers import NewEntry, add_entry, correct_entry, show_entry, told_entries
from duban.services.verify import verify
from duban.store.evidence import ACT
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, CALENDAR, MONDAY, at, county, make_ledger

pytestmark = pytest.mark.slow
SMALL = """\
pack: {code}
title: {title}
document: {{title: 办法, issuer: {title}, assumed: 日期不详}}
cutoff: {{at: "17:30", assumed: 下班}}
sweep: {{at: "08:30", assumed: 上班}}
clauses: {{P1: {{at: 一, says: 公文网上传输}}}}
posts: {{主任: 办公室主任}}
offices: {{办公室: {{title: {title}办公室, clause: P1}}}}
registers:
  发文:
    clause: P1
    fields: {{标题: {{required: true}}, 内部意见: {{}}, 收文机构: {{kind: institution, required: true}}, 签收人: {{}}}}
    states: [拟发, 已发, 已签收]
    moves:
      发送: {{from: 拟发, to: 已发, passes: {{to: 收文机构, book: 收文, fields: [标题]}}, clause: P1}}
      回执: {{from: 已发, to: 已签收, receipt: 签收, fill: 签收人, clause: P1}}
  收文:
    clause: P1
    takes: {{institution: 来自, entry: 来文号, office: 办公室}}
    fields: {{标题: {{required: true}}, 来自: {{kind: institution}}, 来文号: {{}}, 签收人: {{}}, 分办: {{}}}}
    states: [待签收, 已签收]
    moves: {{签收: {{from: 待签收, to: 已签收, fill: 签收人, clause: P1}}}}
"""
NOW = Asked(ACTOR, at(MONDAY, 10))
PAPER = {"标题": "防汛通知", "内部意见": "只发两县", "收文机构": "lower"}


def two(session: sa.orm.Session) -> PackOnRecord:
    """The upper institution's pack, with the lower one and a county beside it that takes no papers."""
    make_ledger(session, county())
    packs = [load_pack_text(SMALL.format(code=code, title=title), code) for code, title in LEVELS]
    upper, _ = [load_pack_version(session, pack, now=at(MONDAY), actor=ACTOR) for pack in packs]
    return upper


LEVELS = (("upper", "上级市"), ("lower", "下级县"))


def step(session: sa.orm.Session, institution: str, code: str, move: str, said: Asked = NOW, **typed: str) -> None:
    take_step(session, institution, code, move, said, typed=typed, calendar=CALENDAR)


def test_a_paper_arrives_with_what_is_named_and_its_receipt_comes_back(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, two(uow.session)
        code = add_entry(session, NewEntry("发文", PAPER), NOW, pack=pack, calendar=CALENDAR)
        step(session, "upper", code, "发送", replace(NOW, key="once"))
        step(session, "upper", code, "发送", replace(NOW, key="once"))
        theirs = show_entry(session, "lower", code, NOW)
        assert theirs["content"] == {"标题": "防汛通知", "来自": "upper", "来文号": code}
        with pytest.raises(TransitionRefused, match="不由人办"):
            step(session, "upper", code, "回执", 签收人="自己")
        step(session, "lower", theirs["code"], "签收", 签收人="李收文", 分办="水利局")
        ours = show_entry(session, "upper", code, NOW)
        assert (ours["state"], ours["content"]["签收人"]) == ("已签收", "李收文")
        assert "分办" not in ours["content"]
        lower = load_pack_text(SMALL.format(code="lower", title="下级县"), "lower").pack
        assert "只发两县" not in str(told_entries(session, lower, None, most=50))
        assert verify(session).ok


def test_a_paper_goes_down_three_levels_and_each_receipt_comes_back_to_who_sent_it(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, two(uow.session)
        packs = {"upper": pack}
        for code, title in (LEVELS[1], ("village", "下级乡镇")):
            loaded = load_pack_text(SMALL.format(code=code, title=title), code)
            packs[code] = load_pack_version(session, loaded, now=at(MONDAY), actor=ACTOR)
        sent = {}
        for above, below in (("upper", "lower"), ("lower", "village")):
            paper = NewEntry("发文", {**PAPER, "内部意见": f"{above}内部", "收文机构": below})
            sent[above] = add_entry(session, paper, NOW, pack=packs[above], calendar=CALENDAR)
            step(session, above, sent[above], "发送")
            (arrived,) = told_entries(session, packs[below].pack, "收文", most=50)
            step(session, below, arrived["code"], "签收", 签收人=f"{below}收文员")
        for above, below in (("upper", "lower"), ("lower", "village")):
            shown = show_entry(session, above, sent[above], NOW)
            assert (shown["state"], shown["content"]["签收人"]) == ("已签收", f"{below}收文员")
        told = {code: str(told_entries(session, each.pack, None, most=50)) for code, each in packs.items()}
        seen = {(code, above) for code in told for above in ("upper", "lower") if f"{above}内部" in told[code]}
        assert seen == {("upper", "upper"), ("lower", "lower")}
        assert "village" not in told["upper"]
        assert "upper" not in told["village"]
        assert verify(session).ok


def test_what_cannot_arrive_is_not_sent_and_nobody_writes_where_a_paper_came_from(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, two(uow.session)
        with pytest.raises(NotFound, match="已载入的制度"):
            add_entry(session, NewEntry("发文", {**PAPER, "收文机构": "nowhere"}), NOW, pack=pack, calendar=CALENDAR)
        named = {**PAPER, "收文机构": "county"}
        code = add_entry(session, NewEntry("发文", named), NOW, pack=pack, calendar=CALENDAR)
        with pytest.raises(TransitionRefused, match="没有接收来件的登记簿"), session.begin_nested():
            step(session, "upper", code, "发送")
        assert show_entry(session, "upper", code, NOW)["state"] == "拟发"
        forged = {"标题": "假来文", "来自": "lower", "来文号": code}
        with pytest.raises(InvalidValue, match="自动填写"):
            add_entry(session, NewEntry("收文", forged), NOW, pack=pack, calendar=CALENDAR)
        paper = add_entry(session, NewEntry("收文", {"标题": "纸质来文"}), NOW, pack=pack, calendar=CALENDAR)
        with pytest.raises(InvalidValue, match="自动填写"):
            correct_entry(session, "upper", paper, {"来文号": code}, replace(NOW, reason="补填"))
        step(session, "upper", paper, "签收", 签收人="王收文")
        acts = session.execute(sa.select(sa.func.count()).where(ACT.c.institution == "lower")).scalar_one()
        assert (acts, verify(session).ok) == (1, True)
