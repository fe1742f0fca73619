"""The whole service with the ledger and Prefect on PostgreSQL: two settings, and nothing of them in a file."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.postgres import PostgresServer, disposing, execute_outside
from tests.deployments.programs import left_over
from tests.running_service import DemonstrationHome

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]


@dataclass
class PostgresHome(DemonstrationHome):
    """A home whose real ledger and whose Prefect live in a database server."""

    ledger: str = ""
    prefect: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """A real ledger keeps real time."""
        kept = {name: value for name, value in super().environment.items() if name != "DUBAN_CLOCK"}
        return kept | {"DUBAN_DATABASE_URL": self.ledger, "DUBAN_PREFECT_DATABASE_URL": self.prefect}


@pytest.fixture
def place(tmp_path: Path, postgres_server: PostgresServer) -> PostgresHome:
    """Two empty databases of one server, and an initialised ledger in the first."""
    for name in ("service_ledger", "service_prefect"):
        execute_outside(postgres_server, f"CREATE DATABASE {name}")
    ledger, prefect = map(postgres_server.url, ("service_ledger", "service_prefect"))
    place = PostgresHome(tmp_path, ledger=ledger, prefect=prefect)
    made = place.duban("init")
    assert made.returncode == 0, made.stderr
    return place


def test_a_check_proves_both_databases(place: PostgresHome) -> None:
    first, second = (place.duban("up", "--check", "--json") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    told = json.loads(second.stdout)
    assert told["ledger"].startswith("postgresql")
    assert told["prefect_database"].startswith("postgresql")
    assert "已巡检过" in told["check"]["says"] or "休息日" in told["check"]["says"]
    assert runs_in(place.prefect) >= 2
    assert list(place.home.rglob("*.db")) == []
    assert json.loads(place.duban("verify", "--json").stdout)["ok"]
    assert left_over(place.home) == []


def runs_in(url: str) -> int:
    """Completed flow runs that Prefect's own tables hold."""
    with disposing(sa.create_engine(url)) as engine, engine.connect() as connection:
        query = "SELECT count(*) FROM flow_run WHERE state_type = 'COMPLETED'"
        return int(connection.exec_driver_sql(query).scalar_one())
