"""Statements that go straight to SQLite's driver: the same rows, the same refusals, as by the library's own way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from duban.core.errors import JustTaken
from duban.store.engine import ledger_engine
from duban.store.straight import Answer
from duban.store.unit_of_work import LedgerSession, unit_of_work
from models import Item, Unit, table_of
from models.types import BigId, UTCDateTime, enum_type
from states.report import ReportState

KINDS = sa.Table(
    "kinds",
    sa.MetaData(),
    sa.Column("id", BigId, primary_key=True),
    sa.Column("said", sa.Text()),
    sa.Column("many", BigId),
    sa.Column("yes", sa.Boolean()),
    sa.Column("at", UTCDateTime()),
    sa.Column("day", sa.Date()),
    sa.Column("state", enum_type(ReportState, "state")),
    sa.Column("made", sa.JSON()),
)
MINE = sa.select(KINDS).where(KINDS.c.id == sa.bindparam("is_id"), KINDS.c.many.in_([0, 1, -1]))
INSERT = sa.insert(KINDS)
DAYS = st.dates(date(1970, 1, 1), date(2100, 1, 1))
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # drawn in UTC
MADE = st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=2)
ROWS = st.fixed_dictionaries(
    {
        "said": st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        "many": st.integers(-1, 1),
        "yes": st.none() | st.booleans(),
        "at": st.none() | INSTANTS,
        "day": st.none() | DAYS,
        "state": st.none() | st.sampled_from(ReportState),
        "made": MADE,
    }
)


@pytest.fixture(scope="module")
def session() -> Iterator[LedgerSession]:
    engine = ledger_engine("sqlite://")
    KINDS.create(engine)
    with LedgerSession(engine) as opened:
        opened.execute(sa.select(1))
        yield opened
    engine.dispose()


def both_ways(session: LedgerSession, statement: Any, values: dict[str, Any]) -> tuple[Any, Any]:
    """What the driver's and the library's way of running it answer."""
    for _ in range(2):  # the first of a transaction and the first of a statement are the library's
        session.execute(statement, values).all()
    answer = session.execute(statement, values)
    assert isinstance(answer, Answer)
    return answer, session.connection().execute(statement, values)


@given(row=ROWS)
def test_rows_of_every_kind_come_back_as_the_library_gives_them(session: LedgerSession, row: dict[str, Any]) -> None:
    made = [session.execute(INSERT, row) for _ in range(3)][-1]
    assert isinstance(made, Answer)
    straight, own = both_ways(session, MINE, {"is_id": made.inserted_primary_key[0]})
    found, expected = straight.mappings().one(), own.mappings().one()
    assert found == expected
    assert {name: found[name] for name in row} == row
    assert [type(value) for value in found.values()] == [type(value) for value in expected.values()]


def test_a_list_that_comes_with_the_run_is_spelt_out_by_the_library(session: LedgerSession) -> None:
    listed = sa.select(KINDS.c.id).where(KINDS.c.id.in_(sa.bindparam("ids", expanding=True)))
    for ids in ([1], [1, 2], []):
        assert not isinstance(session.execute(listed, {"ids": ids}), Answer)


def test_who_watches_the_statements_sees_them(session: LedgerSession) -> None:
    seen: list[str] = []
    engine = session.get_bind()

    def see(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    session.rollback()
    sa.event.listen(engine, "before_cursor_execute", see)
    try:
        for _ in range(3):
            session.execute(MINE, {"is_id": 1}).all()
    finally:
        sa.event.remove(engine, "before_cursor_execute", see)
        session.rollback()
    assert len([one for one in seen if "kinds" in one]) == 3


def test_how_many_rows_changed_is_known(session: LedgerSession) -> None:
    session.execute(INSERT, {"said": "甲", "many": 1})
    change = sa.update(KINDS).where(KINDS.c.said == sa.bindparam("was")).values(many=sa.bindparam("new_many"))
    counts = {session.execute(change, {"was": "甲", "new_many": number}).rowcount for number in range(3)}
    assert counts == {session.execute(sa.select(sa.func.count()).where(KINDS.c.said == "甲")).scalar_one()}


def test_what_the_driver_refuses_is_told_as_ever_and_changes_nothing(engine: sa.Engine) -> None:
    unit, values = table_of(Unit), {"institution": "county", "name": "县财政局"}
    insert, count = sa.insert(unit), sa.select(sa.func.count()).select_from(unit)
    with unit_of_work(engine) as uow:
        uow.session.execute(insert, values | {"name": "县水利局"})
        uow.session.execute(insert, values)
        with pytest.raises(JustTaken), uow.session.begin_nested():
            uow.session.execute(insert, values)
        assert uow.session.execute(count).scalar_one() == 2


def test_a_savepoint_takes_back_what_went_straight(engine: sa.Engine) -> None:
    unit = table_of(Unit)
    insert, count = sa.insert(unit), sa.select(sa.func.count()).select_from(unit)
    with unit_of_work(engine) as uow:
        for name in ("县水利局", "县财政局"):
            uow.session.execute(insert, {"institution": "county", "name": name})
        nested = uow.session.begin_nested()
        uow.session.execute(insert, {"institution": "county", "name": "县审计局"})
        nested.rollback()
        assert uow.session.execute(count).scalar_one() == 2


def test_a_value_that_the_column_does_not_hold_is_refused_by_the_library(session: LedgerSession) -> None:
    session.execute(INSERT, {"state": ReportState.due})
    session.execute(INSERT, {"state": ReportState.due})
    with pytest.raises(sa.exc.StatementError):
        session.execute(INSERT, {"state": "unheard of"})


def test_columns_of_one_name_are_told_apart(session: LedgerSession) -> None:
    one, other = KINDS.alias("one"), KINDS.alias("other")
    pairs = sa.select(one.c.id, other.c.id).join_from(one, other, one.c.id == other.c.id)
    straight, own = both_ways(session, pairs, {})
    assert straight.keys() == own.keys()
    assert straight.mappings().all() == own.mappings().all()


def test_a_table_of_the_ledger_is_read_alike(engine: sa.Engine) -> None:
    item = sa.select(table_of(Item)).where(table_of(Item).c.code == sa.bindparam("is_code"))
    with unit_of_work(engine) as uow:
        for _ in range(3):
            assert uow.session.execute(item, {"is_code": "没有"}).mappings().one_or_none() is None
