"""Which engine keeps the ledger, in which mode, and what people are told when it cannot."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.postgres import PostgresServer
from duban.core.errors import LedgerUnusable
from duban.store import engine as store
from duban.store.engine import engine_report, has_wal_reset_bug, ledger_engine
from duban.store.unit_of_work import reading, unit_of_work


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), True),
        ((3, 53, 0), False),
    ],
)
def test_affected_sqlite_versions_are_known(version: tuple[int, int, int], affected: bool) -> None:
    assert has_wal_reset_bug(version) is affected


def pragmas(engine: sa.Engine) -> list[str]:
    """journal_mode, synchronous, foreign_keys and busy_timeout of a connection."""
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with engine.connect() as connection:
        return [str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in names]


def test_a_sound_engine_keeps_the_ledger_in_wal(tmp_path: Path) -> None:
    engine = ledger_engine(f"sqlite:///{tmp_path / 'a.db'}")
    assert not has_wal_reset_bug(store.sqlite_module().sqlite_version_info)
    assert pragmas(engine) == ["wal", "2", "1", "30000"]
    assert engine_report(engine).mode == "WAL+FULL 同步"
    engine.dispose()


def test_an_affected_engine_keeps_it_in_the_safe_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "sqlite_module", lambda: sqlite3)
    monkeypatch.setattr(store, "has_wal_reset_bug", lambda _version: True)
    engine = ledger_engine(f"sqlite:///{tmp_path / 'a.db'}")
    assert pragmas(engine) == ["delete", "3", "1", "30000"]
    report = engine_report(engine)
    assert report.driver == "sqlite3"
    assert "安全模式" in str(report)
    engine.dispose()


@pytest.mark.postgresql
def test_postgresql_gives_up_on_locks_and_idle_transactions(postgres_engine: sa.Engine) -> None:
    with postgres_engine.connect() as connection:
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("lock_timeout", "timezone")]
        idle = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one()
    assert [*shown, idle] == ["30s", "UTC", "1min"]
    assert engine_report(postgres_engine).as_json()["dialect"] == "PostgreSQL"


def refusal(url: str, statement: str = "CREATE TABLE t (a)") -> str:
    """What a person is told when that ledger is written."""
    engine = ledger_engine(url)
    with pytest.raises(LedgerUnusable) as told, unit_of_work(engine) as uow:
        uow.session.connection().exec_driver_sql(statement)
    engine.dispose()
    return str(told.value)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    assert f"没有目录 {tmp_path / 'no'}" in refusal(f"sqlite:///{tmp_path / 'no' / 'a.db'}")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("这不是数据库" * 500, encoding="utf-8")
    assert "不是 SQLite 数据库或已损坏" in refusal(f"sqlite:///{tmp_path / 'a.db'}")


def test_a_directory_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    assert "打不开台账文件" in refusal(f"sqlite:///{tmp_path}")


def test_a_read_only_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close()
    assert "只读" in refusal(f"sqlite:///file:{path}?mode=ro&uri=true", "INSERT INTO t VALUES (1)")


def test_a_ledger_without_tables_is_told(tmp_path: Path) -> None:
    assert "duban init" in refusal(f"sqlite:///{tmp_path / 'a.db'}", "SELECT * FROM item")


@pytest.mark.postgresql
def test_postgresql_tells_missing_tables_and_databases(postgres_server: PostgresServer) -> None:
    assert "duban init" in refusal(postgres_server.url("postgres"), "SELECT * FROM item")
    assert "数据库不存在" in refusal(postgres_server.url("nowhere"))


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    told = refusal("postgresql://clerk:secret@127.0.0.1:9/ledger")
    assert "数据库服务没有应答" in told
    assert "secret" not in told


@pytest.mark.parametrize("url", ["mysql://host/db", "nonsense", "", "sqlite"])
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(LedgerUnusable, match="DUBAN_DATABASE_URL"):
        ledger_engine(url)


def test_a_reader_never_waits_for_a_writer(sqlite_engine: sa.Engine) -> None:
    with unit_of_work(sqlite_engine) as uow:
        uow.session.connection().exec_driver_sql("INSERT INTO person (institution, name) VALUES ('a', 'b')")
        with reading(sqlite_engine) as session:
            assert session.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one() == 0


def test_a_writer_waits_its_time_and_then_is_told(sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_MS", 30)
    with unit_of_work(sqlite_engine) as first, unit_of_work(sqlite_engine) as second:
        first.session.connection()
        with pytest.raises(LedgerUnusable, match="别的程序长时间占用写入"):
            second.session.connection()
        first.rollback()
        busy_ms = second.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    assert busy_ms == store.BUSY_MS
