"""The prepared ledger as a template, and fresh copies of it on each database, behind one engine that stays warm."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from benchmarks.postgres import PostgresServer, disposing, execute_outside
from duban.store.engine import ledger_engine
from duban.store.migrate import upgrade
from duban.store.unit_of_work import unit_of_work
from tests.crash.killing import Fresh
from tests.crash.scenarios import prepare


@contextmanager
def sqlite_ledgers(home: Path) -> Iterator[Fresh]:
    """Copies of an SQLite file, one after another at one place."""
    template, copy = home / "prepared.db", home / "trial.db"
    _fill(f"sqlite:///{template}")

    @contextmanager
    def fresh() -> Iterator[sa.Engine]:
        shutil.copy(template, copy)
        yield engine
        engine.dispose()
        for file in home.glob(f"{copy.name}*"):
            file.unlink()

    with disposing(ledger_engine(f"sqlite:///{copy}")) as engine:
        yield fresh


@contextmanager
def postgres_ledgers(server: PostgresServer) -> Iterator[Fresh]:
    """Copies of a template database, one after another under one name."""
    execute_outside(server, f"CREATE DATABASE {TEMPLATE}")
    _fill(server.url(TEMPLATE))

    @contextmanager
    def fresh() -> Iterator[sa.Engine]:
        execute_outside(server, f"CREATE DATABASE {TRIAL} TEMPLATE {TEMPLATE}")
        yield engine
        engine.dispose()
        execute_outside(server, f"DROP DATABASE {TRIAL} WITH (FORCE)")

    with disposing(ledger_engine(server.url(TRIAL))) as engine:
        yield fresh
    execute_outside(server, f"DROP DATABASE {TEMPLATE} WITH (FORCE)")


TEMPLATE, TRIAL = "prepared", "trial"


def _fill(url: str) -> None:
    with disposing(ledger_engine(url)) as engine:
        upgrade(engine)
        with unit_of_work(engine) as uow:
            prepare(uow.session)
            uow.commit()
