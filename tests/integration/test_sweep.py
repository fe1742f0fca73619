"""The sweep: who climbs, when, once, in one act, and what happens on days off, missed days and repeats."""

from datetime import date, timedelta
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import SweepBackwards
from duban.services.sweep_report import SweepOutcome, SweepReport
from duban.services.verify import verify
from duban.store.orders import ORDER
from duban.store.stage import BREACH, ITEM
from duban.store.sweep import DAY
from duban.store.unit_of_work import unit_of_work
from models import DayOutcome, metadata
from tests.factories import CALENDAR, MONDAY, at, automatic, finish_item, issued_item, make_ledger, swept

FRIDAY, SATURDAY, SUNDAY = (MONDAY - timedelta(days=days) for days in (3, 2, 1))
LATE_MONDAY = date(2026, 11, 13)
"""Issued on this day, five working days end on Friday 20th: late on Monday 23rd."""


def places(session: Session) -> dict[str, tuple[str, str | None, date | None]]:
    """Every item's state, rung and climb clock."""
    rows = session.execute(sa.select(ITEM.c.code, ITEM.c.state, ITEM.c.rung, ITEM.c.climb_due_on))
    return {code: (state.value, rung, due) for code, state, rung, due in rows}


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        name: sorted((tuple(row) for row in session.execute(sa.select(table))), key=str)
        for name, table in metadata.tables.items()
    }


def test_a_late_item_climbs_one_rung_and_its_breach_is_dated_at_the_limit(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        late = issued_item(uow.session, pack, on=LATE_MONDAY)
        unreceived = issued_item(uow.session, pack, on=LATE_MONDAY, received=False)
        in_time = issued_item(uow.session, pack, on=date(2026, 11, 16))
        report = swept(uow.session, pack, MONDAY)
        answer_on = CALENDAR.shift(MONDAY, 3)
        assert places(uow.session) == {
            late: ("escalated", "催办", answer_on),
            unreceived: ("escalated", "催办", answer_on),
            in_time: ("in_progress", None, MONDAY),
        }
        assert report.total == 2
        breaches = uow.session.execute(sa.select(BREACH.c.limit_kind, BREACH.c.limit_on, BREACH.c.recorded_at)).all()
        assert [tuple(row) for row in breaches] == [("feedback", FRIDAY, at(MONDAY))] * 2
        assert verify(uow.session).ok


def test_the_report_says_what_climbed_under_which_clause(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=LATE_MONDAY)
        told = swept(uow.session, pack, MONDAY).as_json()
    line = {"code": code, "title": "2026-11-13交办的公文", "unit": "县财政局", "limit_on": "2026-11-20"}
    edge = {"from": "办理中", "to": "已催办", "clause": "C41", "next_due_on": "2026-11-26"}
    assert told["lines"] == [edge | line]
    assert told["edges"][0].items() >= (edge | {"count": 1, "provisional": False}).items()
    assert told["outcome"] == "done"
    assert len(told["act"]["hash"]) == 64


def test_an_unanswered_reminder_climbs_and_the_talk_is_only_proposed(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=LATE_MONDAY)
        seen = []
        for days in range(14):
            swept(uow.session, pack, MONDAY + timedelta(days=days))
            seen.append(places(uow.session)[code])
        assert seen[0] == seen[3] == ("escalated", "催办", date(2026, 11, 26))
        assert set(seen[4:]) == {("escalated", "督办", date(2026, 12, 2))}
        kinds = uow.session.execute(sa.select(BREACH.c.limit_kind, BREACH.c.limit_on).order_by(BREACH.c.id)).all()
        answers = [("answer", date(2026, 11, 26)), ("answer", date(2026, 12, 2))]
        assert [tuple(row) for row in kinds] == [("feedback", FRIDAY), *answers]
        talks = uow.session.execute(sa.select(ORDER.c.state).where(ORDER.c.paper == "约谈通知书")).scalars().all()
        assert talks == ["drafted"]
        assert verify(uow.session).ok


def test_nothing_climbs_on_a_day_off(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=LATE_MONDAY)
        before = places(uow.session)
        report = swept(uow.session, pack, SATURDAY)
        assert (report.outcome, report.total) == (SweepOutcome.day_off, 0)
        assert places(uow.session) == before
        assert swept(uow.session, pack, MONDAY).lines[0].code == code


def test_a_second_sweep_of_the_day_changes_nothing_and_says_so(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        issued_item(uow.session, pack, on=LATE_MONDAY)
        first = swept(uow.session, pack, MONDAY)
        before = everything(uow.session)
        again = swept(uow.session, pack, MONDAY)
        assert again.outcome is SweepOutcome.already
        assert (again.act_seq, again.act_hash) == (first.act_seq, first.act_hash)
        assert everything(uow.session) == before


def test_a_day_before_the_last_swept_one_is_refused(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        swept(uow.session, pack, MONDAY)
        with pytest.raises(SweepBackwards, match="2026-11-23"):
            swept(uow.session, pack, SUNDAY)


def test_missed_days_are_merged_and_climb_one_rung_only(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=date(2026, 11, 2))
        swept(uow.session, pack, date(2026, 11, 9))
        report = swept(uow.session, pack, MONDAY)
        assert places(uow.session)[code][:2] == ("escalated", "催办")
        assert report.merged_days == tuple(date(2026, 11, day) for day in (10, 11, 12, 13, 16, 17, 18, 19, 20))
        days = uow.session.execute(sa.select(DAY.c.swept_on, DAY.c.outcome, DAY.c.merged_into).order_by(DAY.c.swept_on))
        listed = {on: (outcome, into) for on, outcome, into in days}
        assert len(listed) == 15
        assert listed[FRIDAY] == (DayOutcome.merged, MONDAY)
        assert listed[SATURDAY] == (DayOutcome.day_off, None)
        assert listed[MONDAY] == (DayOutcome.done, None)
        assert verify(uow.session).ok


def test_days_missed_before_a_day_off_wait_for_the_next_working_day(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        swept(uow.session, pack, FRIDAY - timedelta(days=1))
        swept(uow.session, pack, SATURDAY)
        into = uow.session.execute(sa.select(DAY.c.merged_into).where(DAY.c.swept_on == FRIDAY)).scalar_one()
        assert into == MONDAY


def test_a_closed_item_never_climbs(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=LATE_MONDAY)
        finish_item(uow.session, code, on=at(FRIDAY))
        assert swept(uow.session, pack, MONDAY).total == 0
        assert places(uow.session)[code] == ("closed", None, None)


def test_a_dry_run_is_the_same_work_rolled_back(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        issued_item(uow.session, pack, on=LATE_MONDAY)
        uow.commit()
        before = everything(uow.session)
        tried = swept(uow.session, pack, MONDAY)
        uow.rollback()
        assert everything(uow.session) == before
        done = swept(uow.session, pack, MONDAY)
        assert (done.edges, done.lines, done.act_seq) == (tried.edges, tried.lines, tried.act_seq)


def test_past_the_horizon_the_next_limit_is_provisional(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        issued_item(uow.session, pack, on=date(2026, 12, 22))
        report = swept(uow.session, pack, date(2026, 12, 30))
        assert report.edges[0].provisional
        assert report.edges[0].next_due_on == date(2027, 1, 5)
        assert verify(uow.session).ok


def test_two_sweeps_at_once_make_one(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        issued_item(uow.session, pack, on=LATE_MONDAY)
        uow.commit()
    begun = Event()
    reports: list[SweepReport] = []

    def second() -> None:
        begun.set()
        with unit_of_work(engine) as later:
            reports.append(swept(later.session, pack, MONDAY))
            later.commit()

    with unit_of_work(engine) as uow:
        first = swept(uow.session, pack, MONDAY)
        thread = Thread(target=second)
        thread.start()
        begun.wait()
        uow.commit()
        thread.join()
        assert (reports[0].outcome, reports[0].act_hash) == (SweepOutcome.already, first.act_hash)
        assert verify(uow.session).ok
