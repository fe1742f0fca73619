"""Proposals that follow from how often somebody was talked to: nothing acts on them, so that only their day is told."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.institutions.schema import Pack
from duban.services.interview_view import counted
from duban.store.interviews import INTERVIEW


def proposals(session: Session, pack: Pack) -> Iterator[tuple[date, dict[str, Any]]]:
    """The day of each talk that was one too many in the rolling span, with whom it was and what is proposed."""
    if pack.interview is None:
        return
    held = sa.select(INTERVIEW).where(INTERVIEW.c.institution == pack.code, INTERVIEW.c.held_at.is_not(None))
    for row in session.execute(held.order_by(INTERVIEW.c.id)).mappings():
        on = local_date(row["held_at"])
        for told in counted(session, pack, on, person_id=row["person_id"], unit_id=row["unit_id"]):
            if told["proposal"]:
                yield on, told
