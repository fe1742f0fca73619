"""What only looks takes no lock: PostgreSQL refuses one in a transaction that reads."""

from datetime import timedelta

import sqlalchemy as sa

from duban.services.institution import running_institution
from duban.services.score_archive import archive_of
from duban.store.unit_of_work import reading, unit_of_work
from tests.factories import MONDAY, issued_item, make_ledger


def test_the_file_of_a_matter_is_read_without_a_lock(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=MONDAY - timedelta(days=3))
        uow.commit()
    with reading(engine) as session:
        told = archive_of(session, running_institution(session, "county"), code, on=MONDAY)
    assert told["story"]["code"] == code
