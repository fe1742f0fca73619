"""Inspections on both databases: plates of their own, one history, and forged steps that verify finds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SetClock
from duban.core.errors import InvalidValue, KeyReused
from duban.institutions.loader import load_pack_text
from duban.services.findings import Assignment, NewFinding, assign_finding, record_finding, show_finding
from duban.services.inspections import (
    Scheme,
    approve_inspection,
    conclude_inspection,
    plan_inspection,
    show_inspection,
    told_inspections,
    visit_unit,
)
from duban.services.item_desk import Asked
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord, load_pack_version
from duban.services.verify import verify
from duban.store.evidence import HISTORY
from duban.store.unit_of_work import unit_of_work
from flows.ringing import Ringer
from tests.factories import ACTOR, CALENDAR, MONDAY, UNITS, as_post, at, county, make_ledger, said

pytestmark = pytest.mark.slow


def listed(session: Session, pack: PackOnRecord) -> str:
    """An inspection with a plate, whose scheme was approved and whose unit was visited."""
    scheme = Scheme("挂牌督查", "扩建", (UNITS[0],), "进度", "现场查看", MONDAY)
    code = plan_inspection(session, scheme, said(MONDAY), pack=pack)
    approve_inspection(session, "county", code, as_post(session, MONDAY, "县长"))
    visit_unit(session, "county", code, said(MONDAY, 10), unit=UNITS[0], says="已开工")
    return code


def lived(session: Session) -> tuple[PackOnRecord, list[str]]:
    pack = make_ledger(session)
    add_holders(session, "county", [NewHolder("县政府", "县长", "高建国", MONDAY)], now=at(MONDAY), actor=ACTOR)
    return pack, [listed(session, pack) for _ in range(2)]


def test_every_plate_is_hung_once_and_every_step_is_on_record(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, (code, other) = lived(session)
        new = NewFinding(UNITS[0], "资料不全")
        problem = record_finding(session, code, new, said(MONDAY, 11), pack=pack, calendar=CALENDAR)
        conclude_inspection(session, "county", code, said(MONDAY, 12), conclusion="可", calendar=CALENDAR)
        assign_finding(session, "county", problem, said(MONDAY, 13), pack=pack, to=Assignment())
        plates = [show_inspection(session, "county", each, said(MONDAY, 13))["plate"] for each in (code, other)]
        assert plates == ["县督挂〔2026〕1号", "县督挂〔2026〕2号"]
        assert show_finding(session, "county", problem, said(MONDAY, 13))["rectify_on"] == "2026-12-21"
        assert verify(session).ok


def test_a_finding_is_recorded_once_even_if_its_day_has_passed_at_the_retry(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, (code, _) = lived(session)
        how = Asked(ACTOR, at(MONDAY, 11), key="once")
        new = NewFinding(UNITS[0], "资料不全", MONDAY + timedelta(days=7))
        problem = record_finding(session, code, new, how, pack=pack, calendar=CALENDAR)
        later = replace(how, now=at(MONDAY + timedelta(days=30)))
        assert record_finding(session, code, new, later, pack=pack, calendar=CALENDAR) == problem
        with pytest.raises(KeyReused):
            record_finding(session, code, replace(new, says="台账不全"), later, pack=pack, calendar=CALENDAR)
        assert verify(session).ok


NIGHTLY = """\
  每月夜查:
    when: 每月25日前后
    clause: C38
    stages: {convene: 当天, assumed: 文件未规定}
    observe: {kind: 夜查, clause: C38}
"""
NIGHT = """\
    夜查:
      unannounced: true
      draw: {from: ["*局"], sample: 2, clause: C38}
      clause: C38
      approve: {by: 分管领导, clause: C48}
"""


def test_an_occurrence_draws_its_unannounced_inspection_and_no_unit_sees_it_coming(engine: sa.Engine) -> None:
    text = (
        county()
        .text.replace("\ncycles:\n", f"\ncycles:\n{NIGHTLY}")
        .replace("    联合督查:\n", f"{NIGHT}    联合督查:\n")
    )
    loaded = load_pack_text(text, "night.yaml")
    with unit_of_work(engine) as uow:
        make_ledger(uow.session, loaded)
        uow.commit()
    for day in (MONDAY, date(2026, 11, 25)):
        for _ in range(2):
            Ringer(engine, "county", SetClock(at(day)), "test").ring()
    with unit_of_work(engine) as uow:
        session = uow.session
        pack = load_pack_version(session, loaded, now=at(MONDAY), actor=ACTOR)
        by_hand = Scheme("夜查", "点名", ("县政府办公室",))
        with pytest.raises(InvalidValue, match=r"“夜查”只督查\*局（C38）"):
            plan_inspection(session, by_hand, said(date(2026, 11, 25)), pack=pack)
        (told,) = [each for each in told_inspections(session, "county") if each["kind"] == "夜查"]
        shown = show_inspection(session, "county", told["code"], said(date(2026, 11, 25), 10))
        assert (shown["title"], shown["announced"], len(shown["units"])) == ("每月夜查·2026-11", False, 2)
        assert "从3个单位中抽取2个，抽样种子" in shown["how"]
        approve_inspection(session, "county", told["code"], as_post(session, date(2026, 11, 25), "分管领导"))
        assert [told_inspections(session, "county", seen_by=unit) for unit in UNITS] == [[], [], []]
        assert verify(session).ok


@pytest.mark.parametrize(
    ("table", "old", "new"), [("inspection", "under_way", "closed"), ("finding", "as_item", "settled")]
)
def test_a_forged_step_is_found(engine: sa.Engine, table: str, old: str, new: str) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, (code, _) = lived(session)
        what = NewFinding(UNITS[0], "资料不全")
        problem = record_finding(session, code, what, said(MONDAY, 11), pack=pack, calendar=CALENDAR)
        assign_finding(session, "county", problem, said(MONDAY, 13), pack=pack, to=Assignment())
        assert verify(session).ok
        forge = sa.func.replace(HISTORY.c.after, f'"{old}"', f'"{new}"')
        session.execute(sa.update(HISTORY).where(HISTORY.c.table_name == table).values(after=forge))
        assert any(found.invariant == 4 and "状态机没有这一步" in found.says for found in verify(session).violations)
