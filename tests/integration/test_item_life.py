"""The verbs of an item on both databases: what they set, what they keep, and that the evidence holds."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import AlreadyMoved, TimeRefused, TransitionRefused
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.items import close_item
from duban.services.items_dates import Answered, answer_extension, ask_extension, resume_item, suspend_item
from duban.services.items_place import reassign_item, withdraw_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.packs import stored_pack
from duban.services.sweep import sweep
from duban.services.verify import verify
from duban.store.item_side import links_of
from duban.store.item_story import BREACH, FEEDBACK
from duban.store.items import find_item
from duban.store.unit_of_work import unit_of_work
from models import LinkKind
from states.item import FeedbackKind
from tests.factories import ACTOR, CALENDAR, MONDAY, UNITS, as_post, at, county, issued_item, lifted, make_ledger

GOOD = Finding(accepted=True)
GRANTED = Answered(granted=True)
STAGE = NewFeedback(FeedbackKind.stage, "完成选址")
DUE = date(2026, 11, 30)
"""Issued on Monday 23rd, five working days end here."""


def asked(day: date, hour: int = 9, reason: str | None = None, now: datetime | None = None) -> Asked:
    return Asked(ACTOR, now or at(day, hour), at(day, hour) if now else None, reason)


def row_of(session: Session, code: str) -> dict[str, Any]:
    item = find_item(session, "county", code)
    assert item is not None
    return dict(item)


def swept(session: Session, day: date) -> int:
    running = RunningInstitution(stored_pack(session, county().version), CALENDAR)
    return sweep(session, running, on=day, now=at(day, 8), actor=ACTOR).total


def test_a_rejected_report_goes_back_to_its_rung_and_keeps_its_limit(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        make = make_ledger(uow.session)
        code = issued_item(uow.session, make, on=MONDAY)
        lifted(uow.session, code, "催办单", asked(MONDAY, 12))
        before = row_of(uow.session, code)
        give_feedback(uow.session, "county", code, asked(MONDAY, 13), STAGE)
        during = row_of(uow.session, code)
        assert (during["state"], during["rung"], during["back_rung"]) == ("checking", None, "催办")
        bad = Finding(accepted=False, quality="没有材料")
        check_feedback(uow.session, "county", code, asked(MONDAY, 14), bad, calendar=CALENDAR)
        after = row_of(uow.session, code)
        assert {**after, "version": 0} == {**before, "version": 0}
        assert verify(uow.session).ok


def test_a_long_item_with_accepted_reports_is_never_late(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        day = MONDAY
        for _ in range(4):
            day = CALENDAR.shift(day, 4)
            give_feedback(uow.session, "county", code, asked(day), STAGE)
            check_feedback(uow.session, "county", code, asked(day, 10), GOOD, calendar=CALENDAR)
            assert swept(uow.session, CALENDAR.shift(day, 1)) == 0
        assert uow.session.execute(sa.select(sa.func.count()).select_from(BREACH)).scalar_one() == 0


def test_a_late_report_is_a_breach_dated_at_its_limit(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        give_feedback(uow.session, "county", code, asked(DUE, 18), STAGE)
        found = uow.session.execute(sa.select(BREACH.c.limit_kind, BREACH.c.limit_on, BREACH.c.cleared_at)).one()
        assert tuple(found) == ("feedback", DUE, None)
        assert uow.session.execute(sa.select(FEEDBACK.c.in_time)).scalar_one() is False
        assert verify(uow.session).ok


def test_the_office_taking_its_time_to_check_never_makes_the_unit_late(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        give_feedback(uow.session, "county", code, asked(DUE, 16), STAGE)
        assert swept(uow.session, CALENDAR.shift(DUE, 3)) == 0


def test_an_unanswered_extension_holds_the_climb_for_two_working_days(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        until = date(2026, 12, 18)
        ask_extension(uow.session, "county", code, asked(DUE, 17, "评审"), until=until, calendar=CALENDAR)
        climbed = {day: swept(uow.session, CALENDAR.shift(DUE, day)) for day in (1, 2, 3)}
        assert climbed == {1: 0, 2: 0, 3: 1}
        limits = uow.session.execute(sa.select(BREACH.c.limit_on)).scalars().all()
        assert list(limits) == [DUE]
        answer_extension(
            uow.session, "county", code, as_post(uow.session, CALENDAR.shift(DUE, 4), "办公室主任"), GRANTED
        )
        cleared = uow.session.execute(sa.select(BREACH.c.cleared_at)).scalars().all()
        assert None not in cleared
        assert verify(uow.session).ok


def test_a_pause_on_a_rung_restores_it_with_the_days_left(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        lifted(uow.session, code, "催办单", asked(MONDAY, 12))
        due = row_of(uow.session, code)["climb_due_on"]
        suspend_item(uow.session, "county", code, asked(MONDAY, 13, "协调"))
        resumed = MONDAY + timedelta(days=7)
        assert swept(uow.session, resumed) == 0
        resume_item(uow.session, "county", code, asked(resumed), calendar=CALENDAR)
        item = row_of(uow.session, code)
        assert (item["rung"], item["climb_due_on"]) == ("催办", CALENDAR.shift(due, 5))
        assert verify(uow.session).ok


def test_another_unit_is_served_anew(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        day = CALENDAR.shift(MONDAY, 2)
        reassign_item(uow.session, "county", code, asked(day, 9, "职责"), to_unit=UNITS[1], calendar=CALENDAR)
        item = row_of(uow.session, code)
        assert (item["state"], item["received_at"]) == ("issued", None)
        assert item["feedback_due_on"] == item["climb_due_on"] == CALENDAR.shift(day, 5)


def test_an_item_may_be_merged_or_withdrawn_from_anywhere_and_owes_nothing_then(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        one, other = (issued_item(uow.session, pack, on=MONDAY) for _ in range(2))
        merge = NewFeedback(FeedbackKind.merge, "同一事项", into=other)
        give_feedback(uow.session, "county", one, asked(MONDAY, 12), merge)
        check_feedback(uow.session, "county", one, asked(MONDAY, 13), GOOD, calendar=CALENDAR)
        suspend_item(uow.session, "county", other, asked(MONDAY, 14, "协调"))
        withdraw_item(uow.session, "county", other, asked(MONDAY, 15, "另议"), calendar=CALENDAR)
        ended = [row_of(uow.session, code) for code in (one, other)]
        assert [(item["state"], item["climb_due_on"], item["back_state"]) for item in ended] == [
            ("merged", None, None),
            ("withdrawn", None, None),
        ]
        linked = links_of(uow.session, row_of(uow.session, other)["id"])
        assert [(link["kind"], link["code"], link["back"]) for link in linked] == [(LinkKind.merged, one, True)]
        assert swept(uow.session, date(2026, 12, 31)) == 0
        assert verify(uow.session).ok


def test_an_item_is_not_merged_into_one_that_ended_since_it_was_reported(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        one, other = (issued_item(uow.session, pack, on=MONDAY) for _ in range(2))
        give_feedback(
            uow.session, "county", one, asked(MONDAY, 12), NewFeedback(FeedbackKind.merge, "同一事项", into=other)
        )
        withdraw_item(uow.session, "county", other, asked(MONDAY, 13, "另议"), calendar=CALENDAR)
        with pytest.raises(TransitionRefused, match=f"{other}已撤销，请退回"):
            check_feedback(uow.session, "county", one, asked(MONDAY, 14), GOOD, calendar=CALENDAR)
        back = replace(GOOD, accepted=False, quality="要并入的已撤销")
        check_feedback(uow.session, "county", one, asked(MONDAY, 14), back, calendar=CALENDAR)
        assert row_of(uow.session, one)["state"] == "in_progress"


def test_what_the_asker_saw_and_when_it_happened_are_checked(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        stale = Asked(ACTOR, at(MONDAY, 12), version=1)
        with pytest.raises(AlreadyMoved, match="现为第3版"):
            give_feedback(uow.session, "county", code, stale, STAGE)
        with pytest.raises(TimeRefused, match="早于上一次操作"):
            give_feedback(uow.session, "county", code, asked(MONDAY, 8, "补录", at(MONDAY, 12)), STAGE)
        with pytest.raises(TransitionRefused, match="现在可以"):
            close_item(uow.session, "county", code, asked(MONDAY, 12))
