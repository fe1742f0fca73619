"""Questions about acts as such: listed newest first by their place on the chain, and one with all that it touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import ACT, HISTORY
from models import Person, Post, Unit, table_of

PERSON, POST, UNIT = table_of(Person), table_of(Post), table_of(Unit)


@dataclass(frozen=True)
class ChosenActs:
    """Which acts to list; what is None does not matter. `before` is the place on the chain to go on from."""

    verb: str | None = None
    person: str | None = None
    account: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def list_acts(session: Session, chain: str, chosen: ChosenActs, most: int) -> Sequence[sa.RowMapping]:
    """The acts of a chain, the last first, each with its post and person."""
    wanted = [ACT.c.institution == chain]
    for column, value in ((ACT.c.verb, chosen.verb), (PERSON.c.name, chosen.person), (ACT.c.os_user, chosen.account)):
        if value is not None:
            wanted.append(column == value)
    if chosen.since is not None:
        wanted.append(ACT.c.recorded_at >= chosen.since)
    if chosen.until is not None:
        wanted.append(ACT.c.recorded_at < chosen.until)
    if chosen.before is not None:
        wanted.append(ACT.c.seq < chosen.before)
    return session.execute(_acts().where(*wanted).order_by(ACT.c.seq.desc()).limit(most)).mappings().all()


def find_act(session: Session, chain: str, seq: int) -> sa.RowMapping | None:
    """One act with its post and person, or None."""
    query = _acts().where(ACT.c.institution == chain, ACT.c.seq == seq)
    return session.execute(query).mappings().one_or_none()


def rows_of_act(session: Session, chain: str, seq: int, most: int) -> Sequence[sa.RowMapping]:
    """The rows that it touched, before and after, in order."""
    query = sa.select(HISTORY).where(HISTORY.c.institution == chain, HISTORY.c.act_seq == seq)
    return session.execute(query.order_by(HISTORY.c.id).limit(most)).mappings().all()


def _acts() -> sa.Select[Any]:
    return (
        sa.select(ACT, POST.c.name.label("post"), UNIT.c.name.label("unit"), PERSON.c.name.label("person"))
        .join_from(ACT, POST, POST.c.id == ACT.c.post_id, isouter=True)
        .join(UNIT, UNIT.c.id == POST.c.unit_id, isouter=True)
        .join(PERSON, PERSON.c.id == ACT.c.person_id, isouter=True)
    )
