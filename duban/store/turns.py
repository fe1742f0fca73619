"""Waiting for one's turn to write.

On SQLite who has waited longer asks more often, so that nobody is passed over for long: SQLite's own waiting asks ever
more rarely, and whoever has just written is in again before those who have waited longest.
"""

import hashlib
from threading import Event
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.prepared import dialect_of

ASKS_AFTER_S = 0.02
"""How long the newest waits before asking again; after a second half of that, after two a third."""
BEGIN = "BEGIN IMMEDIATE"


def begin_writing(connection: sa.Connection, *, at_most_ms: int) -> None:
    """Begins a writing transaction as soon as it can; after that time, or at any other trouble, fails as told."""
    came = monotonic()
    _run(connection, "PRAGMA busy_timeout=0")
    try:
        while refused := _refused(connection):
            waited = monotonic() - came
            if "locked" not in refused or waited * 1000 >= at_most_ms:
                connection.exec_driver_sql(BEGIN)
                return
            Event().wait(ASKS_AFTER_S / (1 + waited))
    finally:
        _run(connection, f"PRAGMA busy_timeout={at_most_ms}")


def one_at_a_time(session: Session, work: str) -> None:
    """Waits until no other transaction does this work, and keeps it until this one ends.

    For work that looks at what is missing and adds it: on PostgreSQL two at once would both find it missing. On SQLite
    a writing transaction is alone from its beginning.
    """
    if dialect_of(session) == "postgresql":
        key = int.from_bytes(hashlib.sha256(work.encode()).digest()[:8], signed=True)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _refused(connection: sa.Connection) -> str | None:
    """Asks once; why not, or None."""
    try:
        _run(connection, BEGIN)
    except connection.dialect.loaded_dbapi.OperationalError as refused:
        return str(refused)
    return None


def _run(connection: sa.Connection, statement: str) -> None:
    """Past SQLAlchemy, which would tell people of every try."""
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()
