"""Prefect's database by one setting: what is refused, and how the address reaches Prefect."""

from pathlib import Path

import pytest
from prefect.settings import Settings as PrefectSettings

from benchmarks.postgres import PostgresServer, execute_outside
from deployments.prefect_database import describe_database, prefect_database_url, require_prefect_database
from deployments.server import server_environment
from duban.core.errors import InvalidValue, ServiceFailed
from duban.core.settings import Settings

LEDGER = "postgresql://duban@db.county.example/duban"


def kept_in(url: str | None, home: Path = Path("var")) -> Settings:
    """Settings whose Prefect database is at the address."""
    return Settings(home=home, prefect_database_url=url)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("postgresql://p:s%40t@db/prefect", "postgresql+asyncpg://p:s%40t@db/prefect"),
        ("postgresql+psycopg://p@db:6432/prefect", "postgresql+asyncpg://p@db:6432/prefect"),
        ("postgresql+asyncpg://p@/prefect?host=/run/pg", "postgresql+asyncpg://p@/prefect?host=%2Frun%2Fpg"),
        ("postgresql://p@db/prefect?sslmode=require", "postgresql+asyncpg://p@db/prefect?ssl=require"),
    ],
)
def test_the_address_reaches_prefect_with_its_own_driver(
    written: str, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert prefect_database_url(kept_in(written)) == taken
    for name, value in server_environment(kept_in(written)).items():
        monkeypatch.setenv(name, value)
    found = PrefectSettings().server.database.connection_url
    assert found
    assert found.get_secret_value() == taken


@pytest.mark.parametrize("written", [None, ""])
def test_without_the_setting_prefect_keeps_its_own_file(written: str | None, tmp_path: Path) -> None:
    settings = kept_in(written, tmp_path)
    assert "PREFECT_SERVER_DATABASE_CONNECTION_URL" not in server_environment(settings)
    assert describe_database(settings) == f"SQLite（{tmp_path / 'prefect' / 'prefect.db'}）"
    require_prefect_database(settings, LEDGER)


@pytest.mark.parametrize(
    "written",
    [
        "sqlite:///prefect.db",
        "mysql://p:secret@db/prefect",
        "postgres://p:secret@db/prefect",
        "postgresql://p:secret@db",
        "postgresql://p:secret@db/prefect?options=-c%20x",
        "postgresql://p:secret@db:abc/prefect",
        "secret",
    ],
)
def test_an_address_that_prefect_cannot_take_is_refused_without_its_password(written: str) -> None:
    with pytest.raises(InvalidValue, match="DUBAN_PREFECT_DATABASE_URL") as refused:
        prefect_database_url(kept_in(written))
    assert "postgresql://用户:口令@主机:5432/库名" in str(refused.value)
    assert "secret@" not in str(refused.value)


@pytest.mark.parametrize(
    "written", [LEDGER, LEDGER + "?sslmode=require", "postgresql+asyncpg://other@db.county.example:5432/duban"]
)
def test_the_ledgers_own_database_is_refused(written: str) -> None:
    with pytest.raises(InvalidValue, match=r"与台账是同一个库.*createdb duban_prefect"):
        require_prefect_database(kept_in(written), LEDGER)


def test_a_server_that_does_not_answer_is_told_before_anything_starts(tmp_path: Path) -> None:
    nowhere = kept_in(f"postgresql://postgres:secret@/prefect?host={tmp_path}")
    with pytest.raises(ServiceFailed, match="Prefect 的数据库") as refused:
        require_prefect_database(nowhere, LEDGER)
    assert "DUBAN_PREFECT_DATABASE_URL" in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.postgresql
def test_a_database_that_is_not_there_is_told_and_one_that_is_will_do(postgres_server: PostgresServer) -> None:
    with pytest.raises(ServiceFailed, match="数据库不存在；请先用 createdb 建立，或改 DUBAN_PREFECT_DATABASE_URL。"):
        require_prefect_database(kept_in(postgres_server.url("absent")), LEDGER)
    execute_outside(postgres_server, "CREATE DATABASE prefect_present")
    require_prefect_database(kept_in(postgres_server.url("prefect_present")), LEDGER)
