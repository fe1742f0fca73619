"""A notice is put on record once, and moves the dates that waited for it in one recorded act."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.workdays import ONE_DAY, Notice
from duban.services.calendar import NoticeReport, ledger_calendar, load_notice
from duban.services.verify import verify
from duban.store.evidence import count_acts
from duban.store.stage import ITEM
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, CALENDAR, at, climb_item, issued_item, make_ledger

TODAY = date(2026, 12, 30)
NEW_YEAR = Notice(
    "2027年放假通知（试编）",
    {date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦", date(2027, 1, 4): "元旦", date(2027, 1, 5): "元旦"},
    {date(2027, 1, 9): "元旦"},
    2027,
)


def load(session: Session) -> NoticeReport:
    return load_notice(session, NEW_YEAR, "通知原文", now=at(TODAY), actor=ACTOR)


def dates(session: Session) -> list[tuple[date | None, date | None, bool]]:
    columns = (ITEM.c.feedback_due_on, ITEM.c.climb_due_on, ITEM.c.due_provisional)
    return [(due, climb, flag) for due, climb, flag in session.execute(sa.select(*columns).order_by(ITEM.c.id))]


def test_provisional_dates_move_and_are_listed(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        settled = issued_item(uow.session, pack, on=date(2026, 12, 14))
        waiting = issued_item(uow.session, pack, on=date(2026, 12, 30))
        settled_on, guessed, known = date(2026, 12, 21), date(2027, 1, 7), date(2027, 1, 9)
        assert dates(uow.session) == [(settled_on, settled_on, False), (guessed, guessed, True)]
        report = load(uow.session)
        assert dates(uow.session) == [(settled_on, settled_on, False), (known, known, False)]
        told = [change.as_json() for change in report.moved["county"]]
        assert {change["code"] for change in told} == {waiting}
        assert [change["field"] for change in told] == ["feedback_due_on", "climb_due_on"]
        assert {(change["old"], change["new"]) for change in told} == {("2027-01-07", "2027-01-09")}
        assert settled not in {change["code"] for change in told}
        assert verify(uow.session).ok


def test_a_climbed_item_keeps_its_feedback_day_and_moves_its_answer(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = issued_item(uow.session, pack, on=date(2026, 12, 22))
        climb_item(uow.session, pack, code, on=TODAY)
        report = load(uow.session)
        assert [(change.field, change.new) for change in report.moved["county"]] == [("climb_due_on", date(2027, 1, 7))]
        assert dates(uow.session) == [(date(2026, 12, 29), date(2027, 1, 7), False)]
        assert verify(uow.session).ok


def test_the_same_arrangement_is_loaded_once(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        make_ledger(uow.session)
        assert not load(uow.session).already
        acts = count_acts(uow.session, "ledger")
        assert load(uow.session).already
        assert count_acts(uow.session, "ledger") == acts


def test_the_arrangement_in_force_is_the_one_loaded_last(engine: sa.Engine) -> None:
    corrected = replace(NEW_YEAR, off={**NEW_YEAR.off, date(2027, 1, 6): "元旦"})
    other_year = Notice("2028年放假通知（试编）", {date(2028, 1, 3): "元旦"}, {}, 2028)
    sequences = [*product((NEW_YEAR, corrected), repeat=3), (NEW_YEAR, other_year, NEW_YEAR, corrected, other_year)]
    with unit_of_work(engine) as uow:
        make_ledger(uow.session)
        for loads in sequences:
            with uow.session.begin_nested() as tried:
                loaded_in_turn(uow.session, loads)
                assert verify(uow.session).ok
                tried.rollback()


def loaded_in_turn(session: Session, loads: Sequence[Notice]) -> None:
    """Loads them, and looks after each whether the days are those of the last one loaded for their year."""
    days = [date(2027, 1, 1) + ONE_DAY * number for number in range(14)]
    in_force: dict[int | None, Notice] = {}
    for notice in loads:
        report = load_notice(session, notice, "原文", now=at(TODAY), actor=ACTOR)
        assert report.already is (in_force.get(notice.year) == notice)
        in_force[notice.year] = notice
        expected, calendar = CALENDAR.with_notices(in_force.values()), ledger_calendar(session)
        assert [calendar.day(day) for day in days] == [expected.day(day) for day in days]


def test_the_ledger_remembers_its_notices(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        assert ledger_calendar(uow.session).is_provisional(date(2027, 1, 4))
        make_ledger(uow.session)
        load(uow.session)
        calendar = ledger_calendar(uow.session)
        assert not calendar.is_workday(date(2027, 1, 4))
        assert calendar.is_workday(date(2027, 1, 9))
        assert not calendar.is_provisional(date(2027, 1, 4))


def test_a_notice_that_moves_nothing_leaves_no_act_behind(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        issued_item(uow.session, pack, on=date(2026, 11, 2))
        before = count_acts(uow.session, "county")
        assert load(uow.session).moved == {"county": ()}
        assert count_acts(uow.session, "county") == before
