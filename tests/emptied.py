"""One database on PostgreSQL for test after test: emptying it takes a tenth of the time that another copy takes."""

from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks.postgres import PostgresServer, execute_outside
from models import metadata

DATABASE = "ledger"
SWOLLEN = 4_000_000
"""Bytes that deleted rows may leave behind before the database is copied anew."""

SHAPE = """
SELECT (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_index),
       (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O'), (SELECT version_num FROM alembic_version)
"""
SIZE = "SELECT pg_database_size(current_database())"
LEFT_OPEN = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
RESTARTED = "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"


@dataclass
class Place:
    """Where this worker's ledgers on PostgreSQL stand one after another; the engine keeps what it compiled.

    A database whose rules a test changed, or that swelled, is not used again.
    """

    server: PostgresServer
    template: str
    engine: sa.Engine
    rules: tuple[object, ...] = ()
    size: int = 0

    def ready(self) -> sa.Engine:
        """The engine on an empty migrated ledger, which is copied if there is none."""
        if not self.rules:
            execute_outside(self.server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            execute_outside(self.server, f"CREATE DATABASE {DATABASE} TEMPLATE {self.template}")
            with self.engine.connect() as connection:
                self.rules, self.size = _shape(connection)
        return self.engine.execution_options()

    def clear(self) -> None:
        """Ends what a test left open, deletes all rows and lets the ids begin again."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(LEFT_OPEN)
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql(";".join(str(sa.delete(table)) for table in metadata.sorted_tables))
            connection.exec_driver_sql(RESTARTED)
            rules, size = _shape(connection)
        if rules != self.rules or size > self.size + SWOLLEN:
            self.forsake()

    def forsake(self) -> None:
        """Lets the next test have another copy."""
        self.engine.dispose()
        self.rules = ()


def _shape(connection: sa.Connection) -> tuple[tuple[object, ...], int]:
    """What a test may have changed besides rows, and how many bytes there are."""
    rules = connection.exec_driver_sql(SHAPE).one()
    return tuple(rules), connection.exec_driver_sql(SIZE).scalar_one()
