"""Fixtures: a migrated ledger on SQLite or PostgreSQL for each test, and a clock that stands still."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from benchmarks.postgres import PostgresServer, disposing, execute_outside, running_server
from duban.core.clock import SHANGHAI, SetClock, instant_at
from duban.services.demo import fill_demonstration
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.ledger import create_ledger
from duban.services.occurrence_plan import plan_periods
from duban.services.packs import load_pack_version
from duban.store.engine import ledger_engine
from duban.store.migrate import upgrade
from duban.store.unit_of_work import unit_of_work
from models import LedgerKind
from tests.emptied import Place
from tests.factories import ACTOR, county
from tests.order import longest_first

TEMPLATE = "duban_template"
DEMO = "duban_demo"

# Hypothesis's own limits are timings in assertions: an example that a busy machine holds up for 0.2 s is no fault.
settings.register_profile("duban", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("duban")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After chance has shuffled the files."""
    items[:] = longest_first(items)


@pytest.fixture
def clock() -> SetClock:
    """Monday 2026-11-23, 09:00 in Shanghai."""
    return SetClock(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """This worker's own PostgreSQL cluster."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> PostgresServer:
    """The cluster with a migrated database to copy from."""
    execute_outside(postgres_server, f"CREATE DATABASE {TEMPLATE}")
    with disposing(ledger_engine(postgres_server.url(TEMPLATE))) as engine:
        upgrade(engine)
    return postgres_server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    with disposing(ledger_engine(f"sqlite:///{path}")) as engine:
        upgrade(engine)
    return path


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """Where this worker's ledgers on SQLite stand one after another; the engine keeps what it compiled."""
    with disposing(ledger_engine(f"sqlite:///{tmp_path_factory.mktemp('place') / 'ledger.db'}")) as engine:
        yield engine


@pytest.fixture
def sqlite_engine(sqlite_template: Path, sqlite_place: sa.Engine) -> Iterator[sa.Engine]:
    """An empty migrated ledger on SQLite."""
    file = Path(sqlite_place.url.database or "")
    shutil.copy(sqlite_template, file)
    with disposing(sqlite_place.execution_options()) as engine:
        yield engine
    for left in file.parent.iterdir():
        left.unlink()


@pytest.fixture(scope="session")
def postgres_place(postgres_template: PostgresServer) -> Iterator[Place]:
    """The same on PostgreSQL."""
    with disposing(ledger_engine(postgres_template.url("ledger"))) as engine:
        yield Place(postgres_template, TEMPLATE, engine)


@pytest.fixture
def postgres_engine(request: pytest.FixtureRequest, postgres_place: Place) -> Iterator[sa.Engine]:
    """An empty migrated ledger on PostgreSQL; one that no test has used for those marked `unused`."""
    if request.node.get_closest_marker("unused"):
        postgres_place.forsake()
    with disposing(postgres_place.ready()) as engine:
        yield engine
    postgres_place.clear()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> sa.Engine:
    """An empty migrated ledger, on each database in turn."""
    name = "sqlite_engine" if request.param == "sqlite" else "postgres_engine"
    found: sa.Engine = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session")
def demo_template(postgres_template: PostgresServer) -> PostgresServer:
    """The cluster with the demonstration ledger of that Monday morning to copy from."""
    execute_outside(postgres_template, f"CREATE DATABASE {DEMO} TEMPLATE {TEMPLATE}")
    now = instant_at(date(2026, 11, 23), time(9))
    with disposing(ledger_engine(postgres_template.url(DEMO))) as engine, unit_of_work(engine) as uow:
        create_ledger(uow.session, LedgerKind.demonstration, now=now, actor=ACTOR)
        load_pack_version(uow.session, county(), now=now, actor=ACTOR)
        plan_periods(uow.session, running_institution(uow.session, "county"), Asked(ACTOR, now))
        fill_demonstration(uow.session, now=now, actor=ACTOR)
        uow.commit()
    return postgres_template


@pytest.fixture
def postgres_demo(demo_template: PostgresServer) -> Iterator[str]:
    """The address of a copy of it."""
    name = f"demo_{uuid4().hex}"
    execute_outside(demo_template, f"CREATE DATABASE {name} TEMPLATE {DEMO}")
    yield demo_template.url(name)
    execute_outside(demo_template, f"DROP DATABASE {name} WITH (FORCE)")
