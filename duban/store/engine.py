"""Opens a ledger on SQLite or PostgreSQL in a mode that loses no committed row, and says which and why."""

import sqlite3
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ExceptionContext

from duban.core.errors import LedgerUnusable
from duban.store.canonical import hash_text
from duban.store.constraints import told
from duban.store.turns import begin_writing
from duban.store.words import grams, words

READS_ONLY = "duban_reads_only"
"""Execution option of connections that will not write: they take no write lock on SQLite."""
ONE_PICTURE = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""What else PostgreSQL needs so that a reader sees one moment however many statements it makes, as SQLite does."""

BUSY_MS = 30_000
STATEMENTS = 1_000
"""How many prepared statements a connection keeps: one that writes the text of rows takes a millisecond to prepare."""
LOCK_MS = 30_000
IDLE_MS = 60_000


@dataclass(frozen=True)
class EngineReport:
    """Which database engine keeps the ledger, in which mode, and why."""

    dialect: str
    version: str
    driver: str
    mode: str
    why: str

    def __str__(self) -> str:
        return f"{self.dialect} {self.version}（{self.driver}），{self.mode}：{self.why}"

    def as_json(self) -> dict[str, str]:
        """The same, for `--json`."""
        return asdict(self)


def ledger_engine(url: str, *, lasting: bool = True) -> sa.Engine:
    """An engine for the ledger at `url`. Connects to nothing yet; what goes wrong later is told as LedgerUnusable.

    One that is not `lasting` is thrown away when the machine fails, and waits for no disk.
    """
    parsed = _parse(url)
    engine = _sqlite(parsed, lasting=lasting) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
    sa.event.listen(engine, "handle_error", _tell_unusable)
    return engine


def for_reading(engine: sa.Engine) -> sa.Engine:
    """The same ledger for transactions that only look: they wait for no writer and see one moment throughout."""
    options = ONE_PICTURE if engine.dialect.name == "postgresql" else {}
    return engine.execution_options(**{READS_ONLY: True}, **options)


def engine_report(engine: sa.Engine) -> EngineReport:
    """What was chosen for this ledger. Connects to PostgreSQL to learn its version."""
    if engine.dialect.name == "sqlite":
        module = sqlite_module()
        safe = has_wal_reset_bug(module.sqlite_version_info)
        mode = "回滚日志+EXTRA 同步" if safe else "WAL+FULL 同步"
        why = "该版本有 WAL 重置缺陷，会丢已提交的记录，改用安全模式" if safe else "该版本无 WAL 重置缺陷"
        return EngineReport("SQLite", module.sqlite_version, module.__name__.split(".")[0], mode, why)
    with engine.connect() as connection:
        version = str(connection.exec_driver_sql("SHOW server_version").scalar_one())
    return EngineReport("PostgreSQL", version, "psycopg", "同步提交", "由服务器的 synchronous_commit 保证落盘")


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may lose committed rows in WAL mode (3.7.0 to 3.51.2; fixed in 3.44.6, 3.50.7 and 3.51.3).

    3.52.0 was withdrawn by its makers and is not trusted either.
    """
    line, patch = version[:2], version[2]
    if line in BACKPORTED:
        return patch < BACKPORTED[line]
    return (3, 7) <= line < (3, 51) or line == (3, 52)


BACKPORTED = {(3, 44): 6, (3, 50): 7, (3, 51): 3}


@cache
def sqlite_module() -> ModuleType:
    """The SQLite driver: the bundled fixed engine where it is installed, else Python's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2  # type: ignore[no-any-return]  # pysqlite3 has no types


FUNCTIONS = {"duban_sha256": (1, hash_text), "duban_words": (2, words), "duban_grams": (1, grams)}
"""What statements and triggers on SQLite call, and with how many arguments; PostgreSQL has its own."""


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
    except (sa.exc.ArgumentError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        remedy = "请把 DUBAN_DATABASE_URL 写成 sqlite:///var/duban.db 或 postgresql://用户@主机/库名"
        raise LedgerUnusable(url.partition(":")[0], "不是 SQLite 或 PostgreSQL 的地址", remedy)
    return parsed


def _sqlite(url: sa.URL, *, lasting: bool) -> sa.Engine:
    module = sqlite_module()
    safe = has_wal_reset_bug(module.sqlite_version_info)
    engine = sa.create_engine(
        url, module=module, connect_args={"timeout": BUSY_MS / 1000, "cached_statements": STATEMENTS}
    )
    journal, synchronous = ("DELETE", "EXTRA") if safe else ("WAL", "FULL")
    pragmas = [
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        f"journal_mode={journal if lasting else 'MEMORY'}",
        f"synchronous={synchronous if lasting else 'OFF'}",
        "temp_store=MEMORY",
        "cache_size=-65536",
    ]

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would open its transaction too late, at the first write
        for name, (many, function) in FUNCTIONS.items():
            connection.create_function(name, many, function, deterministic=True)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(READS_ONLY, False):
            connection.exec_driver_sql("BEGIN")
        else:
            begin_writing(connection, at_most_ms=BUSY_MS)

    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    options = {"lock_timeout": LOCK_MS, "idle_in_transaction_session_timeout": IDLE_MS, "timezone": "UTC"}
    settings = " ".join(f"-c {name}={value}" for name, value in options.items())
    return sa.create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"options": settings})


def _tell_unusable(context: ExceptionContext) -> None:
    """Turns an operational database error, or a constraint that people may meet, into a sentence."""
    cause = context.original_exception
    if known := told(cause):
        raise known from cause
    if context.engine is None or not _is_operational(cause):
        return
    url = context.engine.url.render_as_string(hide_password=True)
    raise LedgerUnusable(url, *_diagnose(str(cause), context.engine.url)) from cause


def _is_operational(cause: BaseException) -> bool:
    names = {kind.__name__ for kind in type(cause).__mro__}
    return type(cause).__name__ == "DatabaseError" or not names.isdisjoint(OPERATIONAL)


def _diagnose(message: str, url: sa.URL) -> tuple[str, str]:
    if "unable to open" in message and url.database and not Path(url.database).parent.is_dir():
        return f"没有目录 {Path(url.database).parent}", "请先建立该目录，或运行 duban init"
    for sign, (says, remedy) in SIGNS.items():
        if sign in message:
            return says, remedy
    return message.strip().splitlines()[0], "请检查 DUBAN_DATABASE_URL 和数据库服务，再运行 duban doctor"


OPERATIONAL = {"OperationalError", "UndefinedTable", "UndefinedColumn", "ReadOnlySqlTransaction"}

SIGNS = {
    "unable to open": ("打不开台账文件", "请检查文件和目录的权限，或改 DUBAN_DATABASE_URL"),
    "read-only transaction": ("数据库只读，不能写入", "请连到主库，或改 DUBAN_DATABASE_URL"),
    "readonly": ("文件只读，不能写入", "请把台账文件及其目录改为可写，或改 DUBAN_DATABASE_URL"),
    "not a database": ("文件不是 SQLite 数据库或已损坏", "请从备份恢复，或改 DUBAN_DATABASE_URL"),
    "malformed": ("文件已损坏", "请从备份恢复"),
    "database or disk is full": ("磁盘已满", "请清理磁盘后重试"),
    "disk I/O error": ("磁盘读写出错", "请检查磁盘，必要时从备份恢复"),
    "is locked": ("别的程序长时间占用写入", "请稍后重试，或停掉占用它的程序"),
    "lock timeout": ("别的程序长时间占用写入", "请稍后重试，或停掉占用它的程序"),
    "deadlock": ("与别的操作互相等待，本次未做任何改动", "请重试"),
    "relation ": ("还没有建表", "请先运行 duban init"),
    "no such table": ("还没有建表", "请先运行 duban init"),
    "no such column": ("表结构不是本版本的", "请先运行 duban init 升级台账"),
    "Connection refused": ("数据库服务没有应答", "请启动 PostgreSQL，或改 DUBAN_DATABASE_URL"),
    "does not exist": ("数据库不存在", "请先用 createdb 建立，或改 DUBAN_DATABASE_URL"),
    "password authentication failed": ("口令不对", "请改正 DUBAN_DATABASE_URL 中的用户和口令"),
}
