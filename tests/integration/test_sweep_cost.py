"""A sweep costs what is due, not what there is: no statement of it reads a whole table, whatever the statistics say."""

from typing import Any

import sqlalchemy as sa

from benchmarks.arms import ARMS, service_arm
from benchmarks.seeding import seed
from duban.store.unit_of_work import unit_of_work

LONG_TABLES = ("item", "item_text", "history", "breach", "sweep_day", "order", "order_item")


def explain(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    """SQLite's plan of a statement."""
    rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [row[3] for row in rows.fetchall()]


def test_no_statement_of_a_sweep_scans_a_long_table(sqlite_engine: sa.Engine) -> None:
    seeded = seed(sqlite_engine, 500)
    plans: dict[str, list[str]] = {}

    @sa.event.listens_for(sqlite_engine, "before_cursor_execute")
    def note(connection: sa.Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "WITH")):
            plans[statement] = explain(connection, statement, parameters)

    with unit_of_work(sqlite_engine) as uow:
        service_arm(sqlite_engine, seeded)(uow.session)
    steps = [step for plan in plans.values() for step in plan]
    assert len(plans) > 10
    assert [step for step in steps if step.startswith("SCAN") and step.split()[1] in LONG_TABLES] == []


def test_the_arms_of_the_benchmark_write_the_same_rows(engine: sa.Engine) -> None:
    seeded = seed(engine, 200)
    written = []
    for make in ARMS.values():
        with unit_of_work(engine) as uow:
            make(engine, seeded)(uow.session)
            rows = uow.session.execute(sa.text("SELECT after_hash FROM history ORDER BY id")).scalars().all()
            acts = uow.session.execute(sa.text("SELECT seq, rows, verb, event FROM act ORDER BY seq")).all()
        written.append((len(rows), acts))
    assert written == [written[0]] * len(ARMS)
    assert written[0][0] > 40
