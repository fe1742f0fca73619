"""Reports due on both databases: outages, one row for ever, and a forged step that verify finds."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.loader import load_pack_text
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord
from duban.services.report_round import ReportRound, report_round
from duban.services.reports import redate_report, submit_report, told_reports
from duban.services.verify import verify
from duban.store.evidence import ACT, HISTORY
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, CALENDAR, UNITS, as_post, at, county, make_ledger, said

pytestmark = pytest.mark.slow
OPENS, DUE, NEXT_OPENS = date(2026, 6, 3), date(2026, 6, 25), date(2026, 9, 4)


def round_of(session: Session, pack: PackOnRecord, on: date) -> ReportRound:
    running = RunningInstitution(pack, CALENDAR)
    return report_round(session, running, on=on, now=at(on), actor=ACTOR)


def test_a_period_is_opened_once_and_one_missed_in_an_outage_late(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session, on=date(2026, 3, 1))
        assert round_of(session, pack, date(2026, 3, 26)) == ReportRound()
        assert round_of(session, pack, date(2026, 6, 2)) == ReportRound()
        assert round_of(session, pack, OPENS) == ReportRound(opened=3)
        assert round_of(session, pack, OPENS) == ReportRound()
        assert round_of(session, pack, date(2026, 6, 27)) == ReportRound()
        assert round_of(session, pack, date(2026, 10, 9)) == ReportRound(opened=3, chased=6)
        rows = told_reports(session, "county", date(2026, 10, 9), period="2026-Q3")
        assert {(row["due_on"], row["late_on"]) for row in rows} == {("2026-09-24", "2026-09-24")}
        assert {row["unit"] for row in rows} == set(UNITS)
        assert verify(session).ok


def test_what_is_chased_cites_the_clause_that_it_is_owed_under(engine: sa.Engine) -> None:
    rules = county().text.partition("  季度专报:\n")[2].partition("  牵头事项专报:\n")[0]
    other = "  季度小结:\n" + rules.replace("clause: C9\n    assumed", "clause: C10\n    assumed")
    text = county().text.replace("  牵头事项专报:\n", f"{other}  牵头事项专报:\n")
    with unit_of_work(engine) as uow:
        session = uow.session
        pack = make_ledger(session, load_pack_text(text, "both.yaml"), on=date(2026, 3, 1))
        assert round_of(session, pack, OPENS).opened == 6
        assert round_of(session, pack, date(2026, 6, 26)).chased == 6
        chased = sa.select(ACT.c.clause).where(ACT.c.verb == "report_due_chase").order_by(ACT.c.seq)
        assert session.scalars(chased).all() == ["C9", "C10"]
        assert round_of(session, pack, date(2026, 6, 26)).chased == 0
        assert verify(session).ok


def test_a_unit_that_is_not_registered_does_not_stop_the_day(engine: sa.Engine) -> None:
    text = county().text.replace("    to: [县委, 县政府]\n", "    from: 县园林局\n    to: [县委, 县政府]\n")
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, load_pack_text(text, "parks.yaml"), on=date(2026, 3, 1))
        done = round_of(uow.session, pack, OPENS)
        assert (done.opened, done.chased) == (0, 0)
        assert "季度专报：没有单位“县园林局”" in done.skipped[0]
        assert verify(uow.session).ok


def test_entered_late_but_in_time_is_in_time(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session, on=date(2026, 3, 1))
        round_of(session, pack, OPENS)
        round_of(session, pack, date(2026, 6, 26))
        submit_report(session, "county", "BG2026-0001", said(date(2026, 6, 26), 10), says="晚到")
        late, other = told_reports(session, "county", DUE)[:2]
        assert (late["late_on"], other["late_on"]) == ("2026-06-25", "2026-06-25")
        redate_report(session, "county", "BG2026-0002", mayor(session, date(2026, 6, 29)), to=date(2026, 6, 30))
        submit_report(session, "county", "BG2026-0002", said(date(2026, 6, 30)), says="按新日期")
        second = told_reports(session, "county", date(2026, 6, 30), period="2026-Q2")[0]
        assert (second["code"], second["due_on"], second["late_on"]) == ("BG2026-0002", "2026-06-30", None)


def test_a_forged_step_is_found(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session, on=date(2026, 3, 1))
        round_of(session, pack, OPENS)
        submit_report(session, "county", "BG2026-0001", said(DUE), says="按时")
        assert verify(session).ok
        mine = (HISTORY.c.table_name == "report_due", HISTORY.c.before.is_not(None))
        for old, new, says in (("2026-06-25", "2026-07-25", "不经改期"), ("submitted", "accepted", "没有这一步")):
            forge = sa.func.replace(HISTORY.c.after, f'"{old}"', f'"{new}"')
            session.execute(sa.update(HISTORY).where(*mine).values(after=forge))
            assert any(found.invariant == 4 and says in found.says for found in verify(session).violations)


def mayor(session: Session, day: date) -> Asked:
    """The mayor asks for another date."""
    add_holders(session, "county", [NewHolder("县政府", "县长", "高建国", day)], now=at(day), actor=ACTOR)
    return replace(as_post(session, day, "县长"), reason="另有要求")
