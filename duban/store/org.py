"""Queries about units, posts and who holds them."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Holding, Person, Post, Unit, table_of

UNIT, POST, PERSON, HOLDING = (table_of(model) for model in (Unit, Post, Person, Holding))


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
    on = sa.bindparam("on", type_=sa.Date())
    return query.where(HOLDING.c.from_on <= on, sa.or_(HOLDING.c.to_on.is_(None), HOLDING.c.to_on >= on))


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
    query = sa.select(PERSON.c.id, PERSON.c.name).where(PERSON.c.id.in_(person_ids))
    return {row.id: row.name for row in session.execute(query)}
