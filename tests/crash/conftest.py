"""A prepared ledger on each database, filled once for all trials."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.postgres import PostgresServer
from tests.crash.killing import Fresh
from tests.crash.ledgers import postgres_ledgers, sqlite_ledgers


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    home: Path = tmp_path_factory.mktemp("crash")
    with sqlite_ledgers(home) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def on_postgresql(postgres_server: PostgresServer) -> Iterator[Fresh]:
    with postgres_ledgers(postgres_server) as fresh:
        yield fresh


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Fresh copies of the prepared ledger, on each database in turn."""
    found: Fresh = request.getfixturevalue(f"on_{request.param}")
    return found
