"""Every value of every row: change one anywhere in the ledger, and `verify` is red and names the row."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.acts import open_act, record_new, seal
from duban.services.calendar import load_notice
from duban.services.item_desk import Asked
from duban.services.items import close_item
from duban.services.items_dates import ask_extension, suspend_item
from duban.services.numbering import series_of, start_series
from duban.services.order_draft import draft_order
from duban.services.verify import verify
from duban.store.attachment_files import KeptFile
from duban.store.evidence import EXEMPT
from duban.store.rows import add_rows
from duban.store.unit_of_work import unit_of_work
from models import metadata
from tests.factories import (
    ACTOR,
    CALENDAR,
    MONDAY,
    at,
    check_item,
    issued_item,
    make_ledger,
    reached_target,
    said,
    served_order,
    swept,
)
from tests.integration.test_idempotency import notice

EVIDENCE = ("act", "act_head", "history")
"""Tables without history of their own that must be proved all the same."""
TABLES = sorted(name for name in metadata.tables if name in EVIDENCE or name not in EXEMPT)


@pytest.fixture
def bare(engine: sa.Engine) -> Iterator[Session]:
    """A ledger with a row in every table, in a database that enforces nothing: whoever tampers can switch it off."""
    with unit_of_work(engine) as uow:
        live(uow.session)
        uow.commit()
    with unit_of_work(engine) as uow:
        assert verify(uow.session).ok
        enforce_nothing(uow.session)
        make_up(uow.session)
        yield uow.session


def live(session: Session) -> None:
    """Something in every table."""
    pack = make_ledger(session)
    for _ in range(2):
        issued_item(session, pack, on=MONDAY - timedelta(days=10))
    load_notice(session, notice(), "元旦放假", now=at(MONDAY), actor=ACTOR)
    codes = [issued_item(session, pack, on=MONDAY - timedelta(days=3)) for _ in range(3)]
    check_item(session, codes[0], on=at(MONDAY, 8))
    scan = KeptFile("a" * 64, 3, "application/pdf", "验收单.pdf")
    close_item(session, "county", codes[0], Asked(ACTOR, at(MONDAY, 8), files=(scan,)))
    asked = Asked(ACTOR, at(MONDAY, 8), reason="汛期")
    ask_extension(session, "county", codes[1], asked, until=MONDAY + timedelta(days=30), calendar=CALENDAR)
    suspend_item(session, "county", codes[2], asked)
    series = series_of(pack.pack, "办公室", "催办单", MONDAY.year)
    start_series(session, series, 24, said(MONDAY))
    paper = draft_order(session, "county", "催办单", [codes[1]], said(MONDAY))
    served_order(session, paper.order_id, MONDAY)
    reached_target(session, pack, MONDAY)
    for on in (MONDAY - timedelta(days=3), MONDAY):
        swept(session, pack, on)


def make_up(session: Session) -> None:
    """A row, with its history, in each table that a life of a few days leaves empty; it need not make sense."""
    tables = [metadata.tables[name] for name in TABLES if name not in EVIDENCE]
    empty = [table for table in tables if session.scalar(sa.select(sa.func.count()).select_from(table)) == 0]
    act = open_act(session, said(MONDAY).draft("county", "make_up"))
    for table in empty:
        values = {each.name: _valid(each) for each in table.columns if not each.nullable and each.name != "id"}
        record_new(session, act, table, add_rows(session, table, [values]))
    seal(session, act)


def _valid(column: sa.Column[Any]) -> Any:
    """Some value that the column's type takes."""
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0]
    return "county" if column.name == "institution" else _anything(column)


def enforce_nothing(session: Session) -> None:
    """Foreign keys, checks and unique constraints are off for this connection's transaction."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
        for table in metadata.sorted_tables:
            for constraint in table.constraints:
                if not isinstance(constraint, sa.PrimaryKeyConstraint):
                    connection.exec_driver_sql(
                        f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{constraint.name}" CASCADE'
                    )
        return
    connection.exec_driver_sql("ROLLBACK")
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def another(value: Any, column: sa.Column[Any]) -> Any:
    """A value of the same kind that differs a little."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=4000)
    if isinstance(value, str):
        return value[:-1] + ("x" if value[-1:] != "x" else "y")
    return _anything(column)


def _anything(column: sa.Column[Any]) -> Any:
    """A value where there was none."""
    kind = column.type.python_type if not isinstance(column.type, sa.TypeDecorator) else datetime
    return {bool: True, int: 1000, datetime: at(MONDAY), date: MONDAY}.get(kind, "x")


def plain(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The column without the type that would refuse a forged word."""
    return sa.type_coerce(column, sa.String()) if isinstance(column.type, sa.Enum) else column


def shown(table: sa.Table, key: dict[str, Any]) -> str:
    """How `verify` names the row."""
    if table.name == "act":
        return f"act {key['institution']}#{key['seq']}"
    return f"{table.name} {' '.join(str(value) for value in key.values())}"


def named(session: Session, table: sa.Table, key: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """Names that say enough: the row's, old or new; for a history row also the act that vouches for it."""
    names = {shown(table, key), shown(table, {**key, **{k: v for k, v in new.items() if k in key}})}
    if table.name == "history":
        query = sa.select(table.c.institution, table.c.act_seq).where(*(table.c[k] == v for k, v in key.items()))
        names |= {f"act {row.institution}#{row.act_seq}" for row in session.execute(query)}
    return names


GROUPS = {**{name: [name] for name in EVIDENCE}, "business": [name for name in TABLES if name not in EVIDENCE]}


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_any_changed_value_is_found_and_its_row_named(bare: Session, group: str) -> None:
    """One column of each table of the group at a time: business rows do not speak for one another."""
    tables = [metadata.tables[name] for name in GROUPS[group]]
    known = {*verify(bare).violations}
    for number in range(max(len(table.columns) for table in tables)):
        with bare.begin_nested() as tried:
            wanted = [forge(bare, table, list(table.c)[number]) for table in tables if number < len(table.columns)]
            found = {each.where for each in {*verify(bare).violations} - known}
            tried.rollback()
        assert [what for what, names in wanted if not found & names] == [], found
    assert {*verify(bare).violations} == known


def forge(session: Session, table: sa.Table, column: sa.Column[Any]) -> tuple[str, set[str]]:
    """Changes that column of the table's last row; says what was changed, and the names that say enough."""
    columns = [plain(each).label(each.name) for each in table.c]
    rows = session.execute(sa.select(*columns).order_by(*table.primary_key.columns)).mappings().all()
    assert rows, f"nothing in {table.name} to tamper with"
    key = {part.name: rows[-1][part.name] for part in table.primary_key.columns}
    forged = another(rows[-1][column.name], column)
    names = named(session, table, key, {column.name: forged})
    own = (table.c[part] == value for part, value in key.items())
    session.execute(sa.update(table).where(*own).values({column: coerced(forged, column)}))
    return f"{table.name}.{column.name}", names


def coerced(value: Any, column: sa.Column[Any]) -> Any:
    """A forged word for an enum column must pass the type."""
    return sa.literal(value, sa.String()) if isinstance(column.type, sa.Enum) else value
