"""Nothing lasts unless an edge commits it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import LedgerUnusable
from duban.services.order_approval import propose
from duban.services.order_draft import draft_order
from duban.services.order_view import show_paper
from duban.services.verify import verify
from duban.store.rows import add_rows, find_row
from duban.store.unit_of_work import reading, unit_of_work
from models import Person, table_of
from tests.factories import MONDAY, as_post, issued_item, make_ledger, said

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


def test_a_reader_sees_one_moment_and_waits_for_no_writer(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = issued_item(uow.session, pack, on=MONDAY)
        paper = str(draft_order(uow.session, "county", "催办单", [code], said(MONDAY)).order_id)
        uow.commit()
    with reading(engine) as session:
        before = show_paper(session, "county", paper, said(MONDAY))
        with unit_of_work(engine) as uow:
            propose(uow.session, "county", paper, as_post(uow.session, MONDAY, "分管副主任"))
            assert show_paper(session, "county", paper, said(MONDAY)) == before
            if session.get_bind().dialect.name == "postgresql":  # a reader on SQLite may keep the commit waiting
                uow.commit()
        assert show_paper(session, "county", paper, said(MONDAY)) == before
        assert verify(session).ok


@pytest.mark.postgresql
def test_a_reader_cannot_write(postgres_engine: sa.Engine) -> None:
    with reading(postgres_engine) as session, pytest.raises(LedgerUnusable, match="只读"):
        add_rows(session, PERSON, [SOMEBODY])
