"""One transaction of the ledger. Only edges (commands, flows, routes) commit; leaving without that rolls back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Session as SQLModelSession

from duban.store.engine import for_reading
from duban.store.prepared import ATTEMPTS
from duban.store.straight import driver_of, run_straight


class LedgerSession(SQLModelSession):
    """A session whose statements go to its connection, or straight to the driver.

    They name tables and return rows; what a session would look up first, for statements that name classes, costs each
    of them a fifth of its time.
    """

    _driver: sqlite3.Connection | None = None
    _of: object = None
    """The transaction or savepoint that the driver is in."""

    def execute(self, statement: Any, params: Any = None, *, execution_options: Any = None, **_how: Any) -> Any:
        """Runs it in the session's transaction."""
        if self._driver and self._of is self._innermost() and not isinstance(params, list):
            answer = run_straight(self._driver, self.get_bind().dialect, statement, params or {})
            if answer is not None:
                return answer
        connection = self.connection()  # begins the transaction, or the savepoint, that is not begun yet
        self._driver, self._of = driver_of(connection), self._innermost()
        return connection.execute(statement, params, execution_options=execution_options)

    def _innermost(self) -> object:
        """The savepoint or transaction that a statement would run in; the library opens it with its first one."""
        return self.get_nested_transaction() or self.get_transaction()


@dataclass
class UnitOfWork:
    """A session and the right to make its work last."""

    session: Session
    committed: bool = False
    """Whether anything was made to last."""

    def commit(self) -> None:
        """Makes everything done so far last."""
        self.session.commit()
        self.committed = True

    def rollback(self) -> None:
        """Forgets everything done since the last commit."""
        self.session.rollback()


@contextmanager
def unit_of_work(engine: sa.Engine) -> Iterator[UnitOfWork]:
    """A writing transaction, rolled back unless `commit()` is called."""
    with _session(engine) as session:
        yield UnitOfWork(session)


@contextmanager
def reading(engine: sa.Engine) -> Iterator[Session]:
    """A reading transaction: takes no lock that a writer wants, sees one moment, and leaves nothing behind."""
    with _session(for_reading(engine)) as session:
        yield session


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """What is done inside is undone when it raises.

    A savepoint as text: the library's own compiles its statements anew each time, which costs more than they do.
    """
    connection, outer = session.connection(), session.info.get(ATTEMPTS, 0)
    name = f"attempt_{outer}"
    connection.exec_driver_sql(f"SAVEPOINT {name}")
    session.info[ATTEMPTS] = outer + 1
    try:
        yield
    except BaseException:
        connection.exec_driver_sql(f"ROLLBACK TO {name}")
        raise
    finally:
        session.info[ATTEMPTS] = outer
        connection.exec_driver_sql(f"RELEASE {name}")


@contextmanager
def _session(engine: sa.Engine) -> Iterator[Session]:
    session = LedgerSession(engine, autoflush=False, expire_on_commit=False)
    try:
        yield session
    finally:
        session.rollback()
        session.close()
