"""Queries about bulletins, their frozen facts and their units."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.record_sight import seen_bulletins
from duban.store.sight import EVERYTHING, Sight
from models import Bulletin, BulletinFact, BulletinUnit, Unit, table_of
from states.bulletin import BulletinState

BULLETIN, FACT, INVOLVED, UNIT = (table_of(model) for model in (Bulletin, BulletinFact, BulletinUnit, Unit))


def facts_of(session: Session, bulletin_id: int) -> Sequence[sa.RowMapping]:
    """The facts of a bulletin with their units, in their order."""
    query = sa.select(FACT, UNIT.c.name.label("unit")).join_from(FACT, UNIT, UNIT.c.id == FACT.c.unit_id)
    query = query.where(FACT.c.bulletin_id == bulletin_id).order_by(FACT.c.place)
    return session.execute(query).mappings().all()


def units_of(session: Session, bulletin_id: int) -> Sequence[sa.RowMapping]:
    """The units that a bulletin names or goes to."""
    query = sa.select(INVOLVED, UNIT.c.name.label("unit")).join_from(INVOLVED, UNIT, UNIT.c.id == INVOLVED.c.unit_id)
    query = query.where(INVOLVED.c.bulletin_id == bulletin_id).order_by(INVOLVED.c.unit_id)
    return session.execute(query).mappings().all()


def last_serial(session: Session, institution: str, kind: str, year: int) -> int:
    """The last number given to this kind in the year; 0 before the first."""
    mine = (BULLETIN.c.institution == institution, BULLETIN.c.kind == kind, BULLETIN.c.year == year)
    highest: int | None = session.execute(sa.select(sa.func.max(BULLETIN.c.serial)).where(*mine)).scalar_one()
    return highest or 0


def list_bulletins(
    session: Session,
    institution: str,
    states: Sequence[BulletinState],
    read_by: str | None,
    *,
    sight: Sight = EVERYTHING,
) -> Sequence[sa.RowMapping]:
    """Bulletins, newest first; for a unit those that were issued to it."""
    query = sa.select(BULLETIN).where(BULLETIN.c.institution == institution, *seen_bulletins(sight))
    query = query.where(BULLETIN.c.state.in_(states)) if states else query
    if read_by is not None:
        to_it = sa.exists().where(
            INVOLVED.c.bulletin_id == BULLETIN.c.id,
            INVOLVED.c.reads,
            INVOLVED.c.unit_id == UNIT.c.id,
            UNIT.c.name == read_by,
        )
        query = query.where(BULLETIN.c.state == BulletinState.issued, to_it)
    return session.execute(query.order_by(BULLETIN.c.id.desc())).mappings().all()


def all_bulletins(session: Session) -> Sequence[sa.RowMapping]:
    """Every bulletin there is, by id."""
    return session.execute(sa.select(BULLETIN).order_by(BULLETIN.c.id)).mappings().all()
