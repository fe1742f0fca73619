"""The prepared ledger as a template, and fresh copies of it on each database."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from benchmarks.postgres import PostgresServer, disposing, execute_outside
from duban.store.engine import ledger_engine
from duban.store.migrate import upgrade
from duban.store.unit_of_work import unit_of_work
from tests.crash.killing import Fresh
from tests.crash.scenarios import prepare


@contextmanager
def sqlite_ledgers(home: Path) -> Iterator[Fresh]:
    """Copies of an SQLite file."""
    template = home / "prepared.db"
    _fill(f"sqlite:///{template}")

    def fresh() -> Iterator[str]:
        copy = home / f"{uuid4().hex}.db"
        shutil.copy(template, copy)
        yield f"sqlite:///{copy}"
        for file in home.glob(f"{copy.name}*"):
            file.unlink()

    yield fresh


@contextmanager
def postgres_ledgers(server: PostgresServer) -> Iterator[Fresh]:
    """Copies of a template database."""
    template = f"prepared_{uuid4().hex}"
    execute_outside(server, f"CREATE DATABASE {template}")
    _fill(server.url(template))

    def fresh() -> Iterator[str]:
        copy = f"trial_{uuid4().hex}"
        execute_outside(server, f"CREATE DATABASE {copy} TEMPLATE {template}")
        yield server.url(copy)
        execute_outside(server, f"DROP DATABASE {copy} WITH (FORCE)")

    yield fresh
    execute_outside(server, f"DROP DATABASE {template} WITH (FORCE)")


def _fill(url: str) -> None:
    with disposing(ledger_engine(url)) as engine:
        upgrade(engine)
        with unit_of_work(engine) as uow:
            prepare(uow.session)
            uow.commit()
