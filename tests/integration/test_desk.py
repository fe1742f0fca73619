"""What waits for whom: papers by the post whose step is next, items by what they wait for."""

from datetime import timedelta

import sqlalchemy as sa

from duban.services.desk import items_waiting, papers_waiting
from duban.services.institution import running_institution
from duban.services.order_approval import propose
from duban.services.order_draft import draft_order
from duban.store.org import unit_ids
from duban.store.unit_of_work import unit_of_work
from tests.factories import APPROVERS, MONDAY, UNITS, as_post, issued_item, make_ledger, said, swept


def test_a_paper_waits_for_the_post_whose_step_is_next(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        for unit in UNITS:
            issued_item(uow.session, pack, on=MONDAY - timedelta(days=14), unit=unit)
        swept(uow.session, pack, MONDAY)
        drafter, middle, _ = APPROVERS
        (first,) = papers_waiting(uow.session, "county", {drafter})
        assert (first.kind, first.count, [each["unit"] for each in first.first]) == ("propose", 3, [*UNITS])
        assert papers_waiting(uow.session, "county", {middle}) == []
        propose(uow.session, "county", str(first.first[0]["id"]), as_post(uow.session, MONDAY, drafter))
        waiting = papers_waiting(uow.session, "county", set(APPROVERS), most=1)
        assert [(each.kind, each.count, len(each.first)) for each in waiting] == [("propose", 2, 1), ("agree", 1, 1)]


def test_a_paper_that_nobody_approves_waits_for_nobody(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = issued_item(uow.session, pack, on=MONDAY)
        draft_order(uow.session, "county", "交办单", [code], said(MONDAY))
        assert papers_waiting(uow.session, "county", set(APPROVERS)) == []


def test_a_unit_sees_what_concerns_it(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        late = issued_item(uow.session, pack, on=MONDAY - timedelta(days=14), unit=UNITS[0])
        near = issued_item(uow.session, pack, on=MONDAY - timedelta(days=5), unit=UNITS[1], received=False)
        running, units = running_institution(uow.session, "county"), unit_ids(uow.session, "county")

        def seen(*names: str) -> dict[str, list[str]]:
            by = tuple(units[name] for name in names) or None
            found = items_waiting(uow.session, running, MONDAY, seen_by=by)
            return {each.kind: [item["code"] for item in each.first] for each in found if each.count}

        assert seen() == {"red": [late], "yellow": [near], "receive": [near]}
        assert seen(UNITS[0]) == {"red": [late]}
        assert seen(UNITS[2]) == {}
