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


def list_newest_packs(session: Session) -> Sequence[sa.RowMapping]:
    """Institution and version of the pack that each institution loaded last."""
    newest = sa.select(sa.func.max(PACK.c.id)).group_by(PACK.c.institution)
    query = sa.select(PACK.c.institution, PACK.c.version).where(PACK.c.id.in_(newest)).order_by(PACK.c.institution)
    return session.execute(query).mappings().all()
