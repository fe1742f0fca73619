"""The migration tree builds exactly the tables of the models, on each database, and can step back."""

import re
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from benchmarks.postgres import PostgresServer, disposing, execute_outside, find_binaries
from duban.core.errors import LedgerUnusable
from duban.core.workdays import ONE_DAY
from duban.services.items import NewItem, draft_item
from duban.services.verify import verify
from duban.store import migrate
from duban.store.engine import ledger_engine
from duban.store.unit_of_work import unit_of_work
from models import metadata
from tests.factories import FIVE_DAYS, MONDAY, UNITS, make_ledger, said


def sqlite_schema(engine: sa.Engine) -> list[str]:
    """The text of every table and index."""
    query = "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version' ORDER BY name"
    with engine.connect() as connection:
        texts = connection.exec_driver_sql(query).scalars().all()
    return [clauses_in_order(text) for text in texts if text]


def clauses_in_order(text: str) -> str:
    """A CREATE statement with its clauses sorted; the order in which they are declared means nothing.

    A column that was added later stands behind the constraints, on the line of the last one; a table that was rebuilt
    has its name in quotes.
    """
    lines = re.sub(r", (?=\w+ [A-Z]+)|\)$", ",\n", text.replace('"', "")).splitlines()
    tidied = (re.sub(r"\s+", " ", line).strip(" ,") for line in lines)
    return "\n".join(sorted(line for line in tidied if line))


def postgres_schema(server: PostgresServer, database: str) -> str:
    """The database as pg_dump writes it, without its random tokens."""
    command = [
        find_binaries() / "pg_dump",
        "-h",
        server.socket,
        "-U",
        "postgres",
        "-s",
        "-T",
        "alembic_version",
        database,
    ]
    dumped = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout
    return re.sub(r"^\\(un)?restrict .*$", "", dumped, flags=re.MULTILINE)


def test_upgrading_builds_the_models_on_sqlite(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    with disposing(ledger_engine(f"sqlite:///{tmp_path / 'models.db'}")) as built:
        metadata.create_all(built)
        assert sqlite_schema(sqlite_engine) == sqlite_schema(built)


@pytest.mark.postgresql
def test_upgrading_builds_the_models_on_postgresql(postgres_template: PostgresServer) -> None:
    for name in ("migrated", "modelled"):
        execute_outside(postgres_template, f"DROP DATABASE IF EXISTS {name}")
        execute_outside(postgres_template, f"CREATE DATABASE {name}")
    with disposing(ledger_engine(postgres_template.url("migrated"))) as engine:
        migrate.upgrade(engine)
    with disposing(ledger_engine(postgres_template.url("modelled"))) as engine:
        metadata.create_all(engine)
    assert postgres_schema(postgres_template, "migrated") == postgres_schema(postgres_template, "modelled")


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(migrate.TREE)).get_heads()) == 1


def test_upgrading_twice_changes_nothing(engine: sa.Engine) -> None:
    migrate.upgrade(engine)
    assert migrate.current(engine) == migrate.expected()


def test_one_step_back_and_forward_again(engine: sa.Engine) -> None:
    before = sorted(sa.inspect(engine).get_table_names())
    migrate.downgrade(engine, "-1")
    assert migrate.current(engine) != migrate.expected()
    with pytest.raises(LedgerUnusable, match="duban init"):
        migrate.require_current(engine)
    migrate.upgrade(engine)
    migrate.require_current(engine)
    assert sorted(sa.inspect(engine).get_table_names()) == before


def test_a_lived_ledger_survives_the_rebuilding_of_its_tables(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, on=MONDAY + ONE_DAY)
        new = NewItem("公文办理", UNITS[0], "一件公文", item_class=FIVE_DAYS)
        draft_item(uow.session, new, said(MONDAY), pack=pack)  # the way down would drop messages and papers
        uow.commit()
    migrate.downgrade(engine, "0002")
    migrate.upgrade(engine)
    with unit_of_work(engine) as uow:
        assert verify(uow.session).ok


def test_an_untouched_database_has_no_version(tmp_path: Path) -> None:
    with disposing(ledger_engine(f"sqlite:///{tmp_path / 'new.db'}")) as engine:
        assert migrate.current(engine) is None
        with pytest.raises(LedgerUnusable, match="还没有建表"):
            migrate.require_current(engine)
