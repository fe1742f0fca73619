"""Queries about the calendar notices on record."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CalendarNotice, PackVersion, table_of

NOTICE = table_of(CalendarNotice)
PACK = table_of(PackVersion)


def list_notices(session: Session) -> Sequence[sa.RowMapping]:
    """Every notice on record in the order in which they were loaded."""
    return session.execute(sa.select(NOTICE).order_by(NOTICE.c.id)).mappings().all()


def newest_notice(session: Session, year: int | None) -> sa.RowMapping | None:
    """The notice loaded last of those that may have a say in that year's days; of all where no year is named."""
    query = sa.select(NOTICE).order_by(NOTICE.c.id.desc()).limit(1)
    speaks = sa.or_(NOTICE.c.year == year, NOTICE.c.year.is_(None))
    return session.execute(query.where(speaks) if year else query).mappings().one_or_none()


def list_newest_packs(session: Session) -> Sequence[sa.RowMapping]:
    """Institution and version of the pack that each institution loaded last."""
    newest = sa.select(sa.func.max(PACK.c.id)).group_by(PACK.c.institution)
    query = sa.select(PACK.c.institution, PACK.c.version).where(PACK.c.id.in_(newest)).order_by(PACK.c.institution)
    return session.execute(query).mappings().all()
