"""What is only said and nothing acts on: proposals that follow from talks, advice on what was entered."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.institutions.schema import Pack, RegisterCheck
from duban.services.interview_view import counted
from duban.services.register_checks import prompts
from duban.services.register_fields import content_of
from duban.store.interviews import INTERVIEW
from duban.store.registers import list_entries


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


def advised(session: Session, pack: Pack) -> Iterator[tuple[sa.RowMapping, RegisterCheck]]:
    """Each entry that the pack's advice speaks of, with what it says."""
    for row in list_entries(session, pack.code):
        register = pack.registers.get(row["book"])
        for check in prompts(pack, register, content_of(row["content"])) if register else ():
            yield row, check
