"""Whatever is still open of an item is settled when the item ends, goes to another unit, or gets another date."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import TransitionRefused
from duban.services.item_desk import Asked
from duban.services.items_dates import Answered, answer_extension, ask_extension, redate_item, suspend_item
from duban.services.items_place import reassign_item, return_item, withdraw_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.order_approval import refuse
from duban.services.order_draft import draft_order
from duban.services.verify import verify
from duban.store.item_story import EXTENSION, FEEDBACK, SUSPENSION
from duban.store.orders import ITEM, ORDER
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind, LimitKind
from tests.factories import ACTOR, CALENDAR, MONDAY, UNITS, as_post, at, issued_item, lifted, make_ledger, said

UNTIL = date(2026, 12, 18)
Deed = Callable[[Session, str], Any]


def how(hour: int = 14, day: date = MONDAY) -> Asked:
    return Asked(ACTOR, at(day, hour), reason="理由")


def asked(session: Session, code: str, limit: LimitKind | None = None) -> None:
    ask_extension(session, "county", code, how(11), until=UNTIL, calendar=CALENDAR, limit=limit)


def reported(session: Session, code: str, kind: FeedbackKind = FeedbackKind.stage, into: str | None = None) -> None:
    give_feedback(session, "county", code, how(12), NewFeedback(kind, "进展", into))


def row_of(session: Session, table: sa.Table) -> sa.RowMapping:
    return session.execute(sa.select(table)).mappings().one()


def withdraw(session: Session, code: str) -> Any:
    return withdraw_item(session, "county", code, how(), calendar=CALENDAR)


def reassign(session: Session, code: str) -> Any:
    return reassign_item(session, "county", code, how(), to_unit=UNITS[1], calendar=CALENDAR)


def hand_back(session: Session, code: str) -> Any:
    return return_item(session, "county", code, how(), calendar=CALENDAR)


def redate(session: Session, code: str) -> Any:
    by = as_post(session, MONDAY, "分管领导")
    spoken = Asked(by.actor, at(MONDAY, 14), reason="从其要求")
    return redate_item(session, "county", code, spoken, until=UNTIL, limit=LimitKind.feedback)


def accepted(kind: FeedbackKind) -> Deed:
    def deed(session: Session, code: str) -> Any:
        other = issued_item(session, make_ledger(session), on=MONDAY)
        reported(session, code, kind, other if kind is FeedbackKind.merge else None)
        return check_feedback(session, "county", code, how(), Finding(accepted=True), calendar=CALENDAR)

    return deed


DEEDS: dict[str, tuple[Deed, bool, str]] = {
    "withdraw": (withdraw, True, "撤销：理由"),
    "reassign": (reassign, True, "改派：理由"),
    "return": (hand_back, False, "退办：理由"),
    "redate": (redate, True, "改期：从其要求"),
    **{f"accept_{kind}": (accepted(kind), True, "") for kind in FeedbackKind},
}
"""Act → how it is done, whether the unit has signed for the item, and what the request is answered with."""


@pytest.mark.slow
@pytest.mark.parametrize("deed", DEEDS)
def test_an_open_extension_lapses_under_the_act(engine: sa.Engine, deed: str) -> None:
    do, received, answer = DEEDS[deed]
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY, received=received)
        asked(uow.session, code)
        do(uow.session, code)
        row = row_of(uow.session, EXTENSION)
        assert (row["state"], row["decided_at"], row["granted_on"]) == ("lapsed", at(MONDAY, 14), None)
        assert (row["answer"] or "").startswith(answer)
        with pytest.raises(TransitionRefused):
            answer_extension(uow.session, "county", code, how(15), Answered(granted=True))
        assert verify(uow.session).ok, verify(uow.session).violations


def test_a_request_about_a_limit_that_stays_in_force_stays_open(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        named = Asked(as_post(uow.session, MONDAY, "分管领导").actor, at(MONDAY, 10), reason="从其要求")
        redate_item(uow.session, "county", code, named, until=date(2026, 12, 10), limit=LimitKind.completion)
        asked(uow.session, code, LimitKind.completion)
        reported(uow.session, code)
        check_feedback(uow.session, "county", code, how(13), Finding(accepted=True), calendar=CALENDAR)
        lifted(uow.session, code, "催办单", how())
        assert row_of(uow.session, EXTENSION)["state"] == "asked"
        assert verify(uow.session).ok


def test_a_request_leaves_what_a_refused_paper_put_off(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        paper = str(draft_order(uow.session, "county", "催办单", [code], said(MONDAY, 10)).order_id)
        refuse(uow.session, "county", paper, as_post(uow.session, MONDAY, "分管领导", 11), until=UNTIL)
        asked(uow.session, code)
        assert row_of(uow.session, ITEM)["climb_held_on"] == UNTIL
        no = Asked(as_post(uow.session, MONDAY, "办公室主任", 12).actor, at(MONDAY, 12))
        answer_extension(uow.session, "county", code, no, Answered(granted=False))
        assert row_of(uow.session, ITEM)["climb_held_on"] == UNTIL


def test_a_refused_request_holds_the_climb_no_more(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        asked(uow.session, code)
        assert row_of(uow.session, ITEM)["climb_held_on"] == CALENDAR.shift(MONDAY, 2)
        no = Asked(as_post(uow.session, MONDAY, "办公室主任", 12).actor, at(MONDAY, 12))
        answer_extension(uow.session, "county", code, no, Answered(granted=False))
        assert row_of(uow.session, ITEM)["climb_held_on"] is None


def test_a_report_that_nobody_checked_lapses_with_its_item(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        reported(uow.session, code)
        withdraw(uow.session, code)
        row = row_of(uow.session, FEEDBACK)
        assert (row["verdict"], row["checked_at"], row["quality"]) == ("lapsed", at(MONDAY, 14), "撤销：理由")
        assert verify(uow.session).ok


def test_a_pause_ends_with_its_item_and_says_how_long_it_was(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        suspend_item(uow.session, "county", code, how(11))
        later = MONDAY + timedelta(days=7)
        withdraw_item(uow.session, "county", code, how(9, later), calendar=CALENDAR)
        row = row_of(uow.session, SUSPENSION)
        assert (row["to_on"], row["workdays"]) == (later, 5)
        assert verify(uow.session).ok


@pytest.mark.parametrize("deed", ["withdraw", "reassign"])
def test_a_paper_on_its_way_lists_the_item_no_more(engine: sa.Engine, deed: str) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY)
        draft_order(uow.session, "county", "催办单", [code], said(MONDAY, 11))
        DEEDS[deed][0](uow.session, code)
        states = uow.session.execute(sa.select(ORDER.c.state).where(ORDER.c.rung.is_not(None))).scalars().all()
        assert states == ["lapsed"]
        assert verify(uow.session).ok


LEFT_OPEN = {
    "a report": ("UPDATE feedback SET verdict = NULL, checked_at = NULL", "反馈"),
    "a pause": ("UPDATE suspension SET to_on = NULL, workdays = NULL", "暂停计时"),
    "a request": ("UPDATE extension SET state = 'asked', decided_at = NULL", "延期申请"),
    "no report": ("DELETE FROM feedback", "反馈"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", LEFT_OPEN)
def test_what_was_left_open_is_found(sqlite_engine: sa.Engine, fault: str) -> None:
    statement, what = LEFT_OPEN[fault]
    with unit_of_work(sqlite_engine) as uow:
        pack = make_ledger(uow.session)
        checked, paused = (issued_item(uow.session, pack, on=MONDAY) for _ in range(2))
        asked(uow.session, checked)
        reported(uow.session, checked)
        suspend_item(uow.session, "county", paused, how(12))
        if fault != "no report":
            for code in (checked, paused):
                withdraw(uow.session, code)
        assert verify(uow.session).ok
        uow.session.execute(sa.text(statement))
        says = [found.says for found in verify(uow.session).violations if found.invariant == 4]
        assert len(says) == 1
        assert what in says[0]
