"""Queries about records of any kind, and about the acts on any row."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.driving import driving
from duban.store.evidence import ACT, HISTORY, OF_ACT
from duban.store.prepared import row_like, rows_like, streamed
from models import Person, Post, table_of

POST, PERSON = table_of(Post), table_of(Person)


def find_record(
    session: Session, table: sa.Table, institution: str, code: str, *, lock: bool = True
) -> sa.RowMapping | None:
    """The record with that code, locked until the transaction ends unless it is only looked at, or None."""
    return row_like(session, table, {"institution": institution, "code": code}, lock=lock)


def on_item(session: Session, table: sa.Table, item_id: int) -> Sequence[sa.RowMapping]:
    """The records on that item, locked, by id."""
    return rows_like(session, table, {"item_id": item_id}, lock=True).mappings().all()


def next_code(session: Session, table: sa.Table, institution: str, prefix: str) -> str:
    """The code after the last that begins so; safe while the chain's head is locked."""
    given = {"institution": institution, "prefix": prefix}
    last: str | None = session.execute(_last_code(table), given).scalar_one_or_none()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"


@cache
def _last_code(table: sa.Table) -> sa.Select[str]:
    """The code that was given last is the highest, also from the ten-thousandth on, where texts rank otherwise."""
    mine = driving(table.c.institution) == sa.bindparam("institution")
    query = sa.select(table.c.code).where(mine, table.c.code.startswith(sa.bindparam("prefix")))
    return query.order_by(table.c.id.desc()).limit(1)


def acts_on(session: Session, table: sa.Table, row_id: int) -> Sequence[sa.RowMapping]:
    """Every act that touched the row, in order, with who did it and the row's text before and after."""
    return session.execute(_acts_on(), {"table_name": table.name, "row_id": row_id}).mappings().all()


@cache
def _acts_on() -> sa.Select[Any]:
    return (
        sa.select(HISTORY.c.before, HISTORY.c.after, ACT, POST.c.name.label("post"), PERSON.c.name.label("person"))
        .join_from(HISTORY, ACT, OF_ACT)
        .join(POST, POST.c.id == ACT.c.post_id, isouter=True)
        .join(PERSON, PERSON.c.id == ACT.c.person_id, isouter=True)
        .where(HISTORY.c.table_name == sa.bindparam("table_name"), HISTORY.c.row_id == sa.bindparam("row_id"))
        .order_by(HISTORY.c.id)
    )


def last_by_hand(session: Session, table: sa.Table, row_id: int, by_itself: tuple[str, ...] = ()) -> datetime | None:
    """When the row was last touched by an act that was not one of these events."""
    return session.execute(_last_by_hand(by_itself), {"table_name": table.name, "row_id": row_id}).scalar_one()


@cache
def _last_by_hand(by_itself: tuple[str, ...]) -> sa.Select[datetime | None]:
    named = (HISTORY.c.table_name == sa.bindparam("table_name"), HISTORY.c.row_id == sa.bindparam("row_id"))
    by_hand = sa.or_(ACT.c.event.is_(None), ACT.c.event.not_in(by_itself))
    return sa.select(sa.func.max(ACT.c.true_at)).join_from(HISTORY, ACT, OF_ACT).where(*named, by_hand)


def steps_of(session: Session, table: sa.Table) -> Iterator[sa.RowMapping]:
    """Every history row of the table, by row and in order, with the verb, event and person of its act."""
    query = (
        sa.select(HISTORY.c.row_id, HISTORY.c.before, HISTORY.c.after, ACT.c.verb, ACT.c.event, ACT.c.person_id)
        .join_from(HISTORY, ACT, OF_ACT)
        .where(HISTORY.c.table_name == table.name)
        .order_by(HISTORY.c.row_id, HISTORY.c.id)
    )
    return streamed(session, query)
