"""Instants and enums come back as they went in, and the database refuses what is neither."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from duban.core.clock import SHANGHAI
from duban.store.rows import add_rows, find_row
from duban.store.unit_of_work import unit_of_work
from models import Act, Ledger, LedgerKind, metadata, table_of
from models.types import UTCDateTime

LEDGER = table_of(Ledger)
NOON = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=SHANGHAI)


def test_an_instant_comes_back_in_utc(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        add_rows(uow.session, LEDGER, [{"id": 1, "kind": LedgerKind.real, "created_at": NOON}])
        row = find_row(uow.session, LEDGER, created_at=NOON)
    assert row is not None
    assert row["created_at"] == NOON
    assert row["created_at"].tzinfo is UTC
    assert row["kind"] is LedgerKind.real


def test_a_naive_instant_is_refused(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow, pytest.raises(sa.exc.StatementError, match="time zone"):
        add_rows(uow.session, LEDGER, [{"id": 1, "kind": LedgerKind.real, "created_at": NOON.replace(tzinfo=None)}])


@pytest.mark.parametrize(
    "insert",
    [
        "INSERT INTO ledger (id, kind, created_at) VALUES (1, 'nonsense', '2026-11-23T00:00:00.000000Z')",
        "INSERT INTO ledger (id, kind, created_at) VALUES (2, 'real', '2026-11-23T00:00:00.000000Z')",
        "INSERT INTO sweep_day (institution, swept_on, outcome) VALUES ('county', '2026-11-23', 'merged')",
    ],
    ids=["unknown kind", "second ledger", "merged into nothing"],
)
def test_the_database_holds_the_line(engine: sa.Engine, insert: str) -> None:
    with unit_of_work(engine) as uow, pytest.raises(sa.exc.IntegrityError):
        uow.session.connection().exec_driver_sql(insert)


def test_every_instant_and_date_is_named_as_one() -> None:
    for table in metadata.tables.values():
        for column in table.columns:
            assert column.name.endswith("_at") is isinstance(column.type, UTCDateTime), column
            is_date = isinstance(column.type, sa.Date)
            assert (column.name.endswith("_on") or column.name == "merged_into") is is_date, column


def test_every_table_has_history_or_a_reason_not_to() -> None:
    from duban.store.evidence import EXEMPT

    assert table_of(Act).name in EXEMPT
    assert all("id" in table.columns for name, table in metadata.tables.items() if name not in EXEMPT)
