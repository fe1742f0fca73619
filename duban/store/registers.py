"""Queries about the entries of registers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Holding, Person, Post, RegisterEntry, Unit, table_of
from states.register import VOIDED

ENTRY = table_of(RegisterEntry)
UNIT, POST, PERSON, HOLDING = (table_of(model) for model in (Unit, Post, Person, Holding))


def list_entries(
    session: Session, institution: str, book: str | None = None, *, late_on: date | None = None, most: int = -1
) -> Sequence[sa.RowMapping]:
    """The entries of a register or of all, newest first; with `late_on` those past their limit on that day."""
    query = sa.select(ENTRY).where(ENTRY.c.institution == institution)
    query = query if book is None else query.where(ENTRY.c.book == book)
    query = query if late_on is None else query.where(ENTRY.c.due_on < late_on)
    query = query.order_by(ENTRY.c.id.desc())
    return session.execute(query if most < 0 else query.limit(most)).mappings().all()


def counting_entries(
    session: Session, institution: str, book: str, but: int | None = None, *, holding: str = ""
) -> Sequence[sa.RowMapping]:
    """What uniqueness and quotas count: every entry that was not a mistake, leaving out the one with the id `but`.

    `holding` narrows them to those whose content has this text in it; upper and lower case may pass for one another.
    """
    mine = (ENTRY.c.institution == institution, ENTRY.c.book == book, ENTRY.c.state != VOIDED)
    query = sa.select(ENTRY).where(*mine).order_by(ENTRY.c.id)
    query = query.where(ENTRY.c.content.contains(holding, autoescape=True)) if holding else query
    return session.execute(query if but is None else query.where(ENTRY.c.id != but)).mappings().all()


def count_by_book(session: Session, institution: str) -> Mapping[str, int]:
    """How many entries each register has."""
    query = sa.select(ENTRY.c.book, sa.func.count().label("entries")).where(ENTRY.c.institution == institution)
    return {row.book: row.entries for row in session.execute(query.group_by(ENTRY.c.book))}


def holders_in(session: Session, institution: str, units: Sequence[str], on: date) -> Sequence[sa.RowMapping]:
    """Everyone who holds a post of these units on that day: unit, post, person."""
    names: list[Any] = [UNIT.c.name.label("unit"), POST.c.name.label("post"), PERSON.c.name.label("person")]
    query = (
        sa.select(*names)
        .join_from(HOLDING, POST, POST.c.id == HOLDING.c.post_id)
        .join(UNIT, UNIT.c.id == POST.c.unit_id)
        .join(PERSON, PERSON.c.id == HOLDING.c.person_id)
        .where(UNIT.c.institution == institution, UNIT.c.name.in_(units))
        .where(HOLDING.c.from_on <= on, sa.or_(HOLDING.c.to_on.is_(None), HOLDING.c.to_on >= on))
    )
    return session.execute(query.order_by(UNIT.c.id, POST.c.id, HOLDING.c.id)).mappings().all()
