"""Brings a ledger's tables to the version that this code expects, and tells which version it is at."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from duban.core.errors import LedgerUnusable
from duban.store.engine import for_reading

TREE = Path(__file__).parent / "migrations"


def upgrade(engine: sa.Engine, to: str = "head") -> None:
    """Creates or migrates the tables, in one transaction."""
    with _rebuilding(engine) as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: sa.Engine, to: str) -> None:
    """Takes the tables back to an earlier version (`-1`: one step), in one transaction."""
    with _rebuilding(engine) as connection:
        command.downgrade(_config(connection), to)


def current(engine: sa.Engine) -> str | None:
    """The version the ledger is at; None when nothing was ever created in it."""
    with for_reading(engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def expected() -> str:
    """The version that this code works with. Asked once: to find it, every migration is read."""
    head = ScriptDirectory(str(TREE)).get_current_head()
    if head is None:
        raise RuntimeError(TREE)
    return head


def require_current(engine: sa.Engine) -> None:
    """Raises LedgerUnusable unless the ledger is at the expected version."""
    at = current(engine)
    if at != expected():
        url = engine.url.render_as_string(hide_password=True)
        says = f"表结构是 {at}，本程序需要 {expected()}" if at else "还没有建表"
        raise LedgerUnusable(url, says, "请先运行 duban init")


@contextmanager
def _rebuilding(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction in which SQLite lets a table be rebuilt while others refer to it; all is checked at its end."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        _keep_foreign_keys(connection, "OFF")  # has no effect once a transaction has begun
        try:
            with connection.begin():
                yield connection
                if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise RuntimeError(dangling)
        finally:
            _keep_foreign_keys(connection, "ON")


def _keep_foreign_keys(connection: sa.Connection, setting: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={setting}")
    cursor.close()


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(TREE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
