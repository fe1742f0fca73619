"""The counters that numbers are taken from, and the segments that were numbered by hand."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.prepared import dialect_of, insert_by, row_like, rows_like, update_rows
from models import NumberSegment, SeriesCounter, table_of

COUNTER = table_of(SeriesCounter)
SEGMENT = table_of(NumberSegment)


def find_counter(session: Session, institution: str, office: str, paper: str, year: int) -> sa.RowMapping | None:
    """The counter as it is, not locked, or None before its first number."""
    return row_like(session, COUNTER, {"institution": institution, "office": office, "paper": paper, "year": year})


def add_counter(session: Session, institution: str, office: str, paper: str, year: int) -> bool:
    """Makes the counter unless it is there; says whether it was made now."""
    insert = insert_by(dialect_of(session), COUNTER)
    row = insert.values(institution=institution, office=office, paper=paper, year=year, first=1, last=0)
    return session.execute(row.on_conflict_do_nothing().returning(COUNTER.c.id)).scalar_one_or_none() is not None


def lock_counter(session: Session, institution: str, office: str, paper: str, year: int) -> sa.RowMapping:
    """The counter, locked until the transaction ends. Lock nothing after it but the chain's head and the outbox."""
    named = {"institution": institution, "office": office, "paper": paper, "year": year}
    return rows_like(session, COUNTER, named, lock=True).mappings().one()


def set_counter(session: Session, counter_id: int, *, first: int, last: int) -> None:
    """Moves a locked counter."""
    update_rows(session, COUNTER, [counter_id], {"first": first, "last": last})


def list_counters(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """Every series of every year."""
    order = (COUNTER.c.year, COUNTER.c.office, COUNTER.c.paper)
    return (
        session.execute(sa.select(COUNTER).where(COUNTER.c.institution == institution).order_by(*order))
        .mappings()
        .all()
    )
