"""Which records a unit sees, on both databases: its own by each kind's rule, and none of another's."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.periods import parse_period
from duban.services.bulletins import told_bulletins
from duban.services.findings import NewFinding, record_finding, told_findings
from duban.services.inspections import (
    Scheme,
    approve_inspection,
    conclude_inspection,
    plan_inspection,
    told_inspections,
    visit_unit,
)
from duban.services.institution import RunningInstitution
from duban.services.item_ledger import responsibility_list
from duban.services.registers import NewEntry, add_entry, told_entries
from duban.services.report_round import open_period
from duban.services.reports import told_reports
from duban.services.score_view import told_assessments
from duban.store.org import unit_ids
from duban.store.record_sight import SEEN, sees_record, sees_year
from duban.store.sight import Sight
from duban.store.unit_of_work import unit_of_work
from models import metadata
from tests.factories import CALENDAR, MONDAY, UNITS, as_post, make_ledger, said

pytestmark = pytest.mark.slow
MINE, OTHERS = UNITS[:2]
ENTRY = {"项目": "水厂", "类别": "城建重点工程", "调度单位": MINE, "进展": "完成招标"}


def sight_of(session: Session, unit: str) -> Sight:
    """What that unit's people see."""
    return Sight(frozenset({unit_ids(session, "county")[unit]}))


def test_a_unit_sees_its_own_records_of_every_kind(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session)
        running = RunningInstitution(pack, CALENDAR)
        mine, other = sight_of(session, MINE), sight_of(session, OTHERS)
        code = add_entry(session, NewEntry("项目日常调度", ENTRY), said(MONDAY), pack=pack, calendar=CALENDAR)
        entries = [told_entries(session, pack.pack, None, most=9, sight=each) for each in (mine, other)]
        assert [[row["code"] for row in rows] for rows in entries] == [[code], []]
        open_period(session, running, "季度专报", parse_period("2026-Q4"), said(MONDAY))
        assert {row["unit"] for row in told_reports(session, "county", MONDAY, sight=mine)} == {MINE}
        assert told_bulletins(session, "county", sight=mine) == []
        assert told_assessments(session, "county", sight=mine) == []
        assert responsibility_list(session, pack.pack, (), MONDAY, open_only=False, sight=mine) == []
        assert not sees_year(session, "county", 2026, mine)
        unseen = [name for name in SEEN if sees_record(session, metadata.tables[name], "county", code, other)]
        assert unseen == []


def test_an_unannounced_inspection_and_its_finding_come_to_light_with_the_conclusion(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session)
        mine, other = sight_of(session, MINE), sight_of(session, OTHERS)
        scheme = Scheme("专项督查", "食堂", (MINE,), "台账", "现场", date(2026, 11, 23), unannounced=True)
        code = plan_inspection(session, scheme, said(MONDAY), pack=pack)
        approve_inspection(session, "county", code, as_post(session, MONDAY, "分管领导"))
        visit_unit(session, "county", code, said(MONDAY), unit=MINE, says="看过")
        new = NewFinding(MINE, "留样不全")
        record_finding(session, code, new, said(MONDAY), pack=pack, calendar=CALENDAR)

        def seen(sight: Sight) -> tuple[int, int]:
            found = told_findings(session, "county", MONDAY, sight=sight)
            return len(told_inspections(session, "county", sight=sight)), len(found)

        assert [seen(mine), seen(other), seen(Sight())] == [(0, 0), (0, 0), (1, 1)]
        assert told_inspections(session, "county", seen_by=MINE) == []
        conclude_inspection(session, "county", code, said(MONDAY), conclusion="较好", calendar=CALENDAR)
        assert [seen(mine), seen(other), seen(Sight())] == [(1, 1), (0, 0), (1, 1)]
        assert [row["units"] for row in told_inspections(session, "county", seen_by=MINE)] == [MINE]
