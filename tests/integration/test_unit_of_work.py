"""Nothing lasts unless an edge commits it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.rows import add_rows, find_row
from duban.store.unit_of_work import reading, unit_of_work
from models import Person, table_of

PERSON = table_of(Person)
SOMEBODY = {"institution": "county", "name": "张正"}


def somebody_is_on_record(engine: sa.Engine) -> bool:
    with reading(engine) as session:
        return find_row(session, PERSON, **SOMEBODY) is not None


def test_rolls_back_uncommitted_work_by_default(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        add_rows(uow.session, PERSON, [SOMEBODY])
    assert not somebody_is_on_record(engine)


def test_keeps_committed_work(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        add_rows(uow.session, PERSON, [SOMEBODY])
        uow.commit()
    assert somebody_is_on_record(engine)


def test_rolls_back_when_the_work_fails(engine: sa.Engine) -> None:
    def fail(session: Session) -> None:
        add_rows(session, PERSON, [SOMEBODY])
        raise LookupError

    with pytest.raises(LookupError), unit_of_work(engine) as uow:
        fail(uow.session)
    assert not somebody_is_on_record(engine)


def test_rolls_back_when_asked(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        add_rows(uow.session, PERSON, [SOMEBODY])
        uow.rollback()
        uow.commit()
    assert not somebody_is_on_record(engine)


def test_rows_come_back_with_ids_in_their_order(engine: sa.Engine) -> None:
    names = ["丙", "甲", "乙"]
    with unit_of_work(engine) as uow:
        ids = add_rows(uow.session, PERSON, [{"institution": "county", "name": name} for name in names])
        found = [find_row(uow.session, PERSON, id=row_id) for row_id in ids]
        assert add_rows(uow.session, PERSON, []) == []
    assert [row["name"] for row in found if row] == names
