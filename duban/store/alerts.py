"""Queries about alerts."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Alert, Person, table_of
from states.alert import OPEN, AlertKind

ALERT, PERSON = table_of(Alert), table_of(Person)


def open_alerts(session: Session, institution: str, kind: AlertKind) -> dict[str, str]:
    """The open alerts of a kind: subject → code."""
    mine = (ALERT.c.institution == institution, ALERT.c.kind == kind, ALERT.c.state.in_(OPEN))
    return {row.subject: row.code for row in session.execute(sa.select(ALERT.c.subject, ALERT.c.code).where(*mine))}


def list_alerts(session: Session, institution: str, *, every: bool, most: int) -> Sequence[sa.RowMapping]:
    """Alerts with who saw and who cleared them, newest first; only the open ones unless `every`."""
    seer, clearer = PERSON.alias("seer"), PERSON.alias("clearer")
    query = (
        sa.select(ALERT, seer.c.name.label("seen_name"), clearer.c.name.label("cleared_name"))
        .join_from(ALERT, seer, seer.c.id == ALERT.c.seen_by, isouter=True)
        .join(clearer, clearer.c.id == ALERT.c.cleared_by, isouter=True)
        .where(ALERT.c.institution == institution)
    )
    query = query if every else query.where(ALERT.c.state.in_(OPEN))
    return session.execute(query.order_by(ALERT.c.id.desc()).limit(most)).mappings().all()


def count_open(session: Session, institution: str) -> int:
    """How many alerts are open."""
    mine = (ALERT.c.institution == institution, ALERT.c.state.in_(OPEN))
    return session.execute(sa.select(sa.func.count()).select_from(ALERT).where(*mine)).scalar_one()
