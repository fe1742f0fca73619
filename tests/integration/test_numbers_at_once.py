"""Many people number papers at the same time, and some of them give up: the numbers are 1..N, each once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa

from duban.services.order_draft import draft_order
from duban.services.order_issue import issue
from duban.services.verify import verify
from duban.store.orders import ORDER
from duban.store.unit_of_work import unit_of_work
from tests.factories import MONDAY, issued_item, make_ledger, said

GIVES_UP = 10
"""Every tenth issue is rolled back and tried again."""


def number_all(engine: sa.Engine, issuers: int, papers: int) -> None:
    """Drafts the papers, numbers them at once, and looks at what is there."""
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = issued_item(uow.session, pack, on=date(2026, 11, 13))
        total = issuers * papers
        ids = [draft_order(uow.session, "county", "交办单", [code], said(MONDAY)).order_id for _ in range(total)]
        uow.commit()

    def issuer(number: int) -> None:
        for position, paper in enumerate(ids[number::issuers]):
            for last_try in (False, True) if (position + number) % GIVES_UP == 0 else (True,):
                with unit_of_work(engine) as work:
                    issue(work.session, "county", str(paper), said(MONDAY))
                    if last_try:
                        work.commit()

    with ThreadPoolExecutor(issuers) as pool:
        assert list(pool.map(issuer, range(issuers))) == [None] * issuers
    with unit_of_work(engine) as uow:
        serials = uow.session.execute(sa.select(ORDER.c.serial).order_by(ORDER.c.serial)).scalars().all()
        assert serials == list(range(1, total + 1))
        assert verify(uow.session).ok


def test_eight_issuers_number_without_gap_or_double(engine: sa.Engine) -> None:
    number_all(engine, issuers=8, papers=20)


@pytest.mark.soak
def test_fifty_issuers_number_without_gap_or_double(engine: sa.Engine) -> None:
    number_all(engine, issuers=50, papers=20)
