"""Terms of office on both databases: entered once, ended when somebody leaves, each change on record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.services.acting import acting_as
from duban.services.org import HOLDING, NewHolder, add_holders
from duban.services.verify import verify
from duban.store.evidence import count_acts
from duban.store.records import acts_on
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, MONDAY, at, make_ledger

HELD = NewHolder("县审计局", "局长", "周审", date(2026, 9, 1))
LEFT = replace(HELD, to_on=MONDAY)


def _terms(session: Session) -> list[tuple[date, date | None]]:
    mine = sa.select(HOLDING.c.from_on, HOLDING.c.to_on).order_by(HOLDING.c.id.desc())
    return [(from_on, to_on) for from_on, to_on in session.execute(mine.limit(1))]


def test_a_term_ends_when_the_table_says_so(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        make_ledger(uow.session)
        add_holders(uow.session, "county", [HELD], now=at(MONDAY), actor=ACTOR)
        add_holders(uow.session, "county", [LEFT], now=at(MONDAY), actor=ACTOR)
        assert _terms(uow.session) == [(LEFT.from_on, LEFT.to_on)]
        last = uow.session.execute(sa.select(sa.func.max(HOLDING.c.id))).scalar_one()
        assert [act["verb"] for act in acts_on(uow.session, HOLDING, last)] == ["add_holders"] * 2
        assert acting_as(uow.session, "county", "县审计局局长", MONDAY, "tester").person_id
        with pytest.raises(NotFound):
            acting_as(uow.session, "county", "县审计局局长", MONDAY + timedelta(days=1), "tester")
        assert verify(uow.session).ok


def test_an_older_table_does_not_call_back_who_has_left(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        make_ledger(uow.session)
        add_holders(uow.session, "county", [LEFT], now=at(MONDAY), actor=ACTOR)
        add_holders(uow.session, "county", [HELD], now=at(MONDAY), actor=ACTOR)
        assert _terms(uow.session) == [(LEFT.from_on, LEFT.to_on)]
        assert count_acts(uow.session, "county") > 0
        assert verify(uow.session).ok
