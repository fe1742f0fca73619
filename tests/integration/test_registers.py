"""Registers on both databases: uniqueness, quotas that bind, kinds of values, and a forged step that verify finds."""

import json

import pytest
import sqlalchemy as sa

from duban.core.errors import InvalidValue, NotFound, TransitionRefused
from duban.institutions.loader import LoadedPack, load_pack_text
from duban.services.item_desk import Asked
from duban.services.register_fields import Book
from duban.services.register_quotas import coverage
from duban.services.registers import NewEntry, add_entry, correct_entry, move_entry, show_entry, void_entry
from duban.services.verify import verify
from duban.store.evidence import HISTORY
from duban.store.registers import ENTRY
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, CALENDAR, MONDAY, as_post, at, county, make_ledger, said

pytestmark = pytest.mark.slow
FIELD_DAYS = """
registers:
  一线工作:
    clause: C38
    by: 办公室主任
    fields:
      单位: {kind: unit, required: true}
      日期: {kind: date, required: true, unique: true}
      天数: {kind: number, required: true}
    states: [已登记, 已核实]
    moves: {核实: {from: 已登记, to: 已核实, by: 办公室主任, clause: C38}}
    quotas:
      - {per: 单位, every: 每月, at_least: 2, at_most: 5, total: 天数, dated: 日期, clause: C38}
"""
DAY = {"单位": "县财政局", "日期": "2026-11-20", "天数": "2.5"}


def fielded() -> LoadedPack:
    text = county().text
    head, _, tail = text.partition("\nregisters:\n")
    return load_pack_text(head + FIELD_DAYS + "\nitems:\n" + tail.partition("\nitems:\n")[2], "fielded.yaml")


def test_an_entry_lives_by_its_register(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session, fielded())
        director = as_post(session, MONDAY, "办公室主任")

        def add(asked: Asked = director, **changed: str) -> str:
            new = NewEntry("一线工作", {**DAY, **changed})
            with session.begin_nested():
                return add_entry(session, new, asked, pack=pack, calendar=CALENDAR)

        with pytest.raises(TransitionRefused, match="由办公室主任登记"):
            add(said(MONDAY))
        code = add()
        with pytest.raises(InvalidValue, match=f"已登记在 {code}"):
            add()
        with pytest.raises(InvalidValue, match=r"至多 5，加上这一条为 5\.5（C38）"):
            add(日期="2026-11-21", 天数="3")
        assert add(日期="2026-12-01", 天数="5.0") == "DJ2026-0002"
        for field, bad in (("天数", "两天"), ("天数", "NaN"), ("日期", "2026-02-30")):
            with pytest.raises(InvalidValue):
                add(director, **{field: bad})
        with pytest.raises(NotFound):
            add(单位="县园林局")
        rows = coverage(Book(session, pack.pack, "一线工作"), MONDAY, CALENDAR)
        assert [(row["who"], row["have"], row["short"]) for row in rows] == [("县财政局", "2.5", False)]
        assert verify(session).ok


def test_the_ten_thousandth_entry_is_followed_by_the_next(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack = make_ledger(session, fielded())
        director = as_post(session, MONDAY, "办公室主任")

        def add(day: str) -> str:
            new = NewEntry("一线工作", {**DAY, "日期": day, "天数": "1"})
            return add_entry(session, new, director, pack=pack, calendar=CALENDAR)

        assert add("2026-11-17") == "DJ2026-0001"
        session.execute(sa.update(ENTRY).values(code="DJ2026-9999"))
        assert [add(day) for day in ("2026-11-18", "2026-11-19")] == ["DJ2026-10000", "DJ2026-10001"]


def test_a_forged_step_is_found(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session, fielded())
        director = as_post(session, MONDAY, "办公室主任")
        code = add_entry(session, NewEntry("一线工作", DAY), director, pack=pack, calendar=CALENDAR)
        with pytest.raises(TransitionRefused, match="这一步由办公室主任办理"):
            move_entry(session, "county", code, "核实", said(MONDAY), typed={}, calendar=CALENDAR)
        move_entry(session, "county", code, "核实", director, typed={}, calendar=CALENDAR)
        why = Asked(ACTOR, at(MONDAY, 10), reason="错登")
        correct_entry(session, "county", code, {"天数": "1"}, why)
        void_entry(session, "county", code, why)
        assert show_entry(session, "county", code, why)["label"] == "已作废"
        assert verify(session).ok
        last = session.execute(sa.select(sa.func.max(HISTORY.c.id)).where(HISTORY.c.table_name == "register_entry"))
        row = HISTORY.c.id == last.scalar_one()
        after = json.loads(session.execute(sa.select(HISTORY.c.after).where(row)).scalar_one())
        forged = json.dumps({**after, "state": "已登记"}, ensure_ascii=False)
        session.execute(sa.update(HISTORY).where(row).values(after=forged))
        assert any(found.invariant == 4 and "状态机没有这一步" in found.says for found in verify(session).violations)


def test_the_same_owner_visited_twice_counts_once(engine: sa.Engine) -> None:
    text = fielded().text.replace(
        "日期: {kind: date, required: true, unique: true}", "日期: {kind: date, required: true}"
    )
    text = text.replace("    states: [已登记, 已核实]", "      货主: {}\n    states: [已登记, 已核实]")
    text = text.replace("at_least: 2, at_most: 5, total: 天数,", "at_least: 2, at_most: 2, distinct: 货主,")
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session, load_pack_text(text, "owners.yaml"))
        director = as_post(session, MONDAY, "办公室主任")

        def visit(owner: str) -> list[str]:
            new = NewEntry("一线工作", {**DAY, "货主": owner})
            add_entry(session, new, director, pack=pack, calendar=CALENDAR)
            book = Book(session, pack.pack, "一线工作")
            return [row["have"] for row in coverage(book, MONDAY, CALENDAR) if row["who"] == DAY["单位"]]

        assert [visit("顺达"), visit("顺达"), visit("宏远"), visit("顺达")] == [["1"], ["1"], ["2"], ["2"]]
        with pytest.raises(InvalidValue, match="至多 2，加上这一条为 3"):
            visit("远洋")
