"""Queries about units, posts and who holds them."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Holding, Person, Post, Unit, table_of

UNIT, POST, PERSON, HOLDING = (table_of(model) for model in (Unit, Post, Person, Holding))


def held_on(on: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    """Whether a holding is in force on that day: both its ends are."""
    return sa.and_(HOLDING.c.from_on <= on, sa.or_(HOLDING.c.to_on.is_(None), HOLDING.c.to_on >= on))


def list_holdings(session: Session, institution: str, on: date | None = None) -> Sequence[sa.RowMapping]:
    """Who holds which post, on that day or at any time; holders before deputies."""
    given = {"institution": institution} if on is None else {"institution": institution, "on": on}
    return session.execute(_holdings(at_any_time=on is None), given).mappings().all()


@cache
def _holdings(*, at_any_time: bool) -> sa.Select[Any]:
    columns = (UNIT.c.name.label("unit"), POST.c.name.label("post"), PERSON.c.name.label("person"))
    term = (
        POST.c.unit_id,
        HOLDING.c.post_id,
        HOLDING.c.person_id,
        HOLDING.c.from_on,
        HOLDING.c.to_on,
        HOLDING.c.is_deputy,
    )
    query = (
        sa.select(*columns, *term)
        .join_from(HOLDING, POST, POST.c.id == HOLDING.c.post_id)
        .join(UNIT, UNIT.c.id == POST.c.unit_id)
        .join(PERSON, PERSON.c.id == HOLDING.c.person_id)
        .where(UNIT.c.institution == sa.bindparam("institution"))
        .order_by(UNIT.c.id, POST.c.id, HOLDING.c.is_deputy, HOLDING.c.id)
    )
    if at_any_time:
        return query
    return query.where(held_on(sa.bindparam("on", type_=sa.Date())))


def holdings_of(session: Session, institution: str, person_id: int, on: date) -> Sequence[sa.RowMapping]:
    """The posts that somebody holds on that day, in the same order."""
    given = {"institution": institution, "person_id": person_id, "on": on}
    return session.execute(_holdings_of(), given).mappings().all()


@cache
def _holdings_of() -> sa.Select[Any]:
    return _holdings(at_any_time=False).where(HOLDING.c.person_id == sa.bindparam("person_id"))


def list_units(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """Every unit of the institution, in the order in which they were registered."""
    return session.execute(_list_units(), {"institution": institution}).mappings().all()


@cache
def _list_units() -> sa.Select[int, str]:
    mine = UNIT.c.institution == sa.bindparam("institution")
    return sa.select(UNIT.c.id, UNIT.c.name).where(mine).order_by(UNIT.c.id)


def unit_ids(session: Session, institution: str) -> dict[str, int]:
    """The units of an institution: name → id."""
    return {row["name"]: row["id"] for row in list_units(session, institution)}


def name_of(session: Session, table: sa.Table, row_id: int) -> str:
    """The name of a unit, post or person."""
    name: str = session.execute(sa.select(table.c.name).where(table.c.id == row_id)).scalar_one()
    return name


def list_units_named(session: Session, institution: str, names: Collection[str]) -> list[int]:
    """The units with these names that the ledger knows, by id."""
    return list(session.execute(_units_named(), {"institution": institution, "names": list(names)}).scalars())


@cache
def _units_named() -> sa.Select[int]:
    named = UNIT.c.name.in_(sa.bindparam("names", expanding=True))
    return sa.select(UNIT.c.id).where(UNIT.c.institution == sa.bindparam("institution"), named).order_by(UNIT.c.id)


def list_posts_of_units(session: Session, unit_ids: Sequence[int]) -> list[int]:
    """The posts of these units."""
    query = sa.select(POST.c.id).where(POST.c.unit_id.in_(unit_ids)).order_by(POST.c.id)
    return list(session.execute(query).scalars())


def find_person_names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The names of these people by id."""
    if not person_ids:
        return {}
    query = sa.select(PERSON.c.id, PERSON.c.name).where(PERSON.c.id.in_(person_ids))
    return {row.id: row.name for row in session.execute(query)}
