"""What waits for whom: papers by the post whose step is next, items by their next limit."""

from datetime import date, timedelta

import sqlalchemy as sa

from duban.services.beginning import Looked
from duban.services.desk import papers_waiting
from duban.services.desk_view import turning
from duban.services.institution import running_institution
from duban.services.item_pages import cutoffs
from duban.services.order_approval import propose
from duban.services.order_draft import draft_order
from duban.services.roles import Standing
from duban.store.coming import limits_between
from duban.store.org import unit_ids
from duban.store.sight import EVERYTHING, Sight
from duban.store.unit_of_work import unit_of_work
from states.labels import LIMIT_LABELS
from tests.factories import APPROVERS, MONDAY, UNITS, as_post, issued_item, make_ledger, said, swept


def test_a_paper_waits_for_the_post_whose_step_is_next(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        for unit in UNITS:
            issued_item(uow.session, pack, on=MONDAY - timedelta(days=14), unit=unit)
        swept(uow.session, pack, MONDAY)
        drafter, middle, _ = APPROVERS
        (first,) = papers_waiting(uow.session, "county", {drafter}, 5)
        assert (first.step, first.count, [each["unit"] for each in first.oldest]) == ("propose", 3, [*UNITS])
        assert [each["items"] for each in first.oldest] == [1, 1, 1]
        assert papers_waiting(uow.session, "county", {middle}, 5) == []
        propose(uow.session, "county", str(first.oldest[0]["id"]), as_post(uow.session, MONDAY, drafter))
        waiting = papers_waiting(uow.session, "county", set(APPROVERS), 1)
        told = [(each.step, each.post, each.count, len(each.oldest)) for each in waiting]
        assert told == [("propose", drafter, 2, 1), ("agree", middle, 1, 1)]


def test_a_paper_that_nobody_approves_waits_for_nobody(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = issued_item(uow.session, pack, on=MONDAY)
        draft_order(uow.session, "county", "交办单", [code], said(MONDAY))
        assert papers_waiting(uow.session, "county", set(APPROVERS), 5) == []


def test_what_turns_is_told_of_as_its_limits_are(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        issued_item(uow.session, pack, on=MONDAY - timedelta(days=14), unit=UNITS[0])
        issued_item(uow.session, pack, on=MONDAY - timedelta(days=5), unit=UNITS[1], received=False)
        issued_item(uow.session, pack, on=MONDAY - timedelta(days=1), unit=UNITS[2])
        swept(uow.session, pack, MONDAY - timedelta(days=3))
        running, units = running_institution(uow.session, "county"), unit_ids(uow.session, "county")
        looked = Looked(uow.session, running, said(MONDAY))
        days = cutoffs(running, MONDAY)
        for sight in (EVERYTHING, *(Sight(frozenset({units[name]})) for name in UNITS)):
            told = turning(looked, Standing(frozenset(), sight=sight))
            plain = limits_between(uow.session, "county", date.min, days.soon_on, sight)
            here = [(row["code"], LIMIT_LABELS[row["kind"]], row["limit_on"].isoformat()) for row in plain]
            assert [(line.handle, line.says, line.due_on) for line in told.lines] == here
            assert told.how_many == str(len(here))
        assert len(limits_between(uow.session, "county", date.min, days.soon_on)) == 2
