"""A seeded ledger of which every run gets a fresh copy: a file on SQLite, a template database on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks.postgres import PostgresServer, disposing, execute_outside
from benchmarks.seeding import Seeded, seed
from duban.store.engine import engine_report, ledger_engine
from duban.store.migrate import upgrade

SERVER = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "autovacuum": "off",
}
"""A server that loses no committed row, and does no work of its own while it is timed."""


@dataclass(frozen=True)
class Copies:
    """Which database, what was seeded, and a fresh copy of it for as long as it is used."""

    name: str
    seeded: Seeded
    fresh: Callable[[], AbstractContextManager[sa.Engine]]


@contextmanager
def sqlite_copies(items: int, pack: str, home: Path) -> Iterator[Copies]:
    """The seeded ledger as an SQLite file."""
    template, copy = home / "template.db", home / "copy.db"
    with disposing(ledger_engine(f"sqlite:///{template}")) as engine:
        upgrade(engine)
        seeded = seed(engine, items, pack)
        name = str(engine_report(engine)).partition("：")[0]

    @contextmanager
    def fresh() -> Iterator[sa.Engine]:
        shutil.copy(template, copy)
        with disposing(ledger_engine(f"sqlite:///{copy}")) as engine:
            yield engine
        copy.unlink()

    yield Copies(name, seeded, fresh)
    template.unlink()


@contextmanager
def postgres_copies(items: int, pack: str, server: PostgresServer) -> Iterator[Copies]:
    """The seeded ledger as a PostgreSQL template database."""
    template, copy = "bench_template", "bench_copy"
    execute_outside(server, f"CREATE DATABASE {template}")
    with disposing(ledger_engine(server.url(template))) as engine:
        upgrade(engine)
        seeded = seed(engine, items, pack)
        name = str(engine_report(engine)).partition("，")[0]

    @contextmanager
    def fresh() -> Iterator[sa.Engine]:
        execute_outside(server, f"CREATE DATABASE {copy} TEMPLATE {template} STRATEGY FILE_COPY")
        with disposing(ledger_engine(server.url(copy))) as engine:
            yield engine
        execute_outside(server, f"DROP DATABASE {copy} WITH (FORCE)")

    yield Copies(name, seeded, fresh)
    execute_outside(server, f"DROP DATABASE {template} WITH (FORCE)")
