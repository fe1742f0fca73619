"""A sweep costs what is due, not what there is: no statement of it reads a whole table, whatever the statistics say."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.arms import ARMS, CALENDAR
from benchmarks.seeding import ACTOR, LIMIT_ON, NOW, ON, PACKS, seed
from duban.services.institution import RunningInstitution
from duban.services.sweep import sweep
from duban.store.unit_of_work import unit_of_work
from models import Item, table_of

LONG_TABLES = {"item", "item_text", "history", "breach", "order", "order_item"}
ITEM = table_of(Item)
PLANNED = ("SELECT", "INSERT", "UPDATE", "WITH")


def scans_of(connection: sa.Connection, statement: str, parameters: Any) -> Iterator[str]:
    """The long tables that the database means to read whole to run this statement."""
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        steps = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()]
        yield from (step.split()[1] for step in steps if step.startswith("SCAN"))
    else:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        plan = cursor.fetchone()[0]
        yield from _seq_scans(plan if isinstance(plan, list) else json.loads(plan))


def _seq_scans(plan: Any) -> Iterator[str]:
    for step in plan:
        node = step.get("Plan", step)
        if node["Node Type"] == "Seq Scan":
            yield node["Relation Name"]
        yield from _seq_scans(node.get("Plans", []))


def grow_old(engine: sa.Engine) -> None:
    """As many old breaches, papers and history rows as there are items, and few items that are due."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in (
            "INSERT INTO breach (item_id, limit_kind, limit_on, recorded_at)"
            " SELECT id, 'feedback', '2026-01-05', issued_at FROM item",
            "INSERT INTO history (institution, act_seq, table_name, row_id, after, after_hash)"
            " SELECT 'county', 1, 'item', id, '', '' FROM item",
            'INSERT INTO "order" (institution, pack_version_id, paper, office, unit_id, drafted_on, state,'
            " answer_provisional, version) SELECT 'county', pack_version_id, '催办单', '督查室', lead_unit_id,"
            " '2026-01-05', 'lapsed', false, 1 FROM item",
            "INSERT INTO order_item (order_id, item_id) SELECT id, id FROM item",
        ):
            connection.exec_driver_sql(statement)
        few = sa.update(ITEM).where(ITEM.c.id > 80, ITEM.c.climb_due_on <= LIMIT_ON)
        connection.execute(few.values(climb_due_on=sa.null(), climb_from_on=sa.null()))


@pytest.mark.slow
@pytest.mark.unused
@pytest.mark.parametrize("pack", PACKS)
def test_no_statement_of_a_sweep_scans_a_long_table(engine: sa.Engine, pack: str) -> None:
    seeded = seed(engine, 6_000 if engine.dialect.name == "postgresql" else 600, pack)
    grow_old(engine)
    statements: set[str] = set()
    scanned: list[tuple[str, str]] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def note(connection: sa.Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().startswith(PLANNED):
            statements.add(statement)
            scanned.extend((table, statement) for table in scans_of(connection, statement, parameters))

    running = RunningInstitution(seeded.pack, CALENDAR)
    for _statistics in ("stale", "fresh"):
        with unit_of_work(engine) as uow:
            assert sweep(uow.session, running, on=ON, now=NOW, actor=ACTOR).total == 8
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    assert len(statements) > 20
    assert [one for one in scanned if one[0] in LONG_TABLES] == []


def test_the_arms_of_the_benchmark_write_the_same_rows(engine: sa.Engine) -> None:
    assert_equal(engine, "A", tuple(ARMS))


def test_the_arms_under_the_countys_pack_write_the_same_rows(engine: sa.Engine) -> None:
    assert_equal(engine, "B", ("raw", "service"))


def assert_equal(engine: sa.Engine, pack: str, arms: Sequence[str]) -> None:
    """The arms leave the same history, row by row."""
    seeded = seed(engine, 200, pack)
    written = []
    for name in arms:
        with unit_of_work(engine) as uow:
            ARMS[name](engine, seeded)(uow.session)
            rows = uow.session.execute(sa.text("SELECT table_name, after_hash FROM history ORDER BY id")).all()
            acts = uow.session.execute(sa.text("SELECT seq, rows, verb, event FROM act ORDER BY seq")).all()
        written.append((_of_items(rows) if engine.dialect.name == "postgresql" else rows, acts))
    assert written == [written[0]] * len(arms)
    assert len(rows) > 40


def _of_items(rows: Sequence[Any]) -> list[Any]:
    """PostgreSQL counts ids on when a sweep is rolled back, so that only what had its id before is written alike."""
    return [row for row in rows if row[0] == "item"]
