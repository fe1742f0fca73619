"""An item is late where one of its limits runs and has passed; every list that tells it tells the same."""

from datetime import date, timedelta

import sqlalchemy as sa

from duban.services.briefing import digest
from duban.services.bulletin_facts import freeze, read_fact
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.item_ledger import responsibility_list
from duban.services.items_report import NewFeedback, give_feedback
from duban.services.occurrence_desk import OCCURRENCE_KIND
from duban.services.occurrences import reconcile
from duban.services.records import record_desk
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import ACTOR, UNITS, at, issued_item, make_ledger, said

START, WEEKLY = date(2026, 11, 2), "每周工作例会·2026-W48"
LATE_ON = START + timedelta(days=15)


def test_a_report_that_waits_for_its_check_makes_no_list_call_the_item_late(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        running = running_institution(uow.session, "county")
        reconcile(uow.session, running, now=at(START), actor=ACTOR)
        waits, late = (issued_item(uow.session, pack, on=START, unit=unit) for unit in UNITS[:2])
        told = NewFeedback(FeedbackKind.complete, "已办结")
        give_feedback(uow.session, "county", waits, said(START + timedelta(days=2)), told)
        desk = record_desk(uow.session, OCCURRENCE_KIND, WEEKLY, Asked(ACTOR, at(LATE_ON)), institution="county")
        briefed = digest(desk)
        assert {line["code"]: line["late"] for line in briefed["items"]} == {waits: False, late: True}
        assert briefed["counts"]["late"] == 1
        facts = freeze(uow.session, "county", [waits, late], LATE_ON, late=False, marking=None)
        assert [read_fact(fact.content)["late"] for fact in facts] == [False, True]
        office = pack.pack.items["公文办理"].office
        listed = responsibility_list(uow.session, pack.pack, [office], LATE_ON, open_only=True)
        assert {row["code"]: row["late"] for row in listed} == {waits: False, late: True}
