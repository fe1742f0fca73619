"""One transaction of the ledger. Only edges (commands, flows, routes) commit; leaving without that rolls back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from duban.store.engine import for_reading


@dataclass
class UnitOfWork:
    """A session and the right to make its work last."""

    session: Session

    def commit(self) -> None:
        """Makes everything done so far last."""
        self.session.commit()

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
def _session(engine: sa.Engine) -> Iterator[Session]:
    session = Session(engine, autoflush=False, expire_on_commit=False)
    try:
        yield session
    finally:
        session.rollback()
        session.close()
