"""Queries about coordinations and what was said in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.prepared import rows_like
from duban.store.record_sight import seen_coordinations
from duban.store.sight import EVERYTHING, Sight
from models import Coordination, CoordinationVoice, Item, Person, Post, Unit, VoiceKind, table_of
from states.coordination import OPEN

COORDINATION, VOICE = table_of(Coordination), table_of(CoordinationVoice)
ITEM, UNIT, POST, PERSON = table_of(Item), table_of(Unit), table_of(Post), table_of(Person)
MADE = ITEM.alias("made")


@dataclass(frozen=True)
class Wanted:
    """Which coordinations to list; what is None does not matter."""

    late_on: date | None = None
    """Still open, and this level's limit was before that day."""
    post_id: int | None = None
    """That post is asked for an opinion."""
    item_id: int | None = None
    """Raised from that item, or an instruction in it made the item."""
    is_open: bool = False
    sight: Sight = EVERYTHING


def voices_of(session: Session, coordination_id: int) -> Sequence[sa.RowMapping]:
    """Whatever was asked and said, in order, with the names of units, posts and people."""
    names = (UNIT.c.name.label("unit"), POST.c.name.label("post"), PERSON.c.name.label("person"))
    query = (
        sa.select(VOICE, *names, MADE.c.code.label("item"))
        .join(UNIT, UNIT.c.id == VOICE.c.unit_id, isouter=True)
        .join(POST, POST.c.id == VOICE.c.post_id, isouter=True)
        .join(PERSON, PERSON.c.id == VOICE.c.person_id, isouter=True)
        .join(MADE, MADE.c.id == VOICE.c.item_id, isouter=True)
        .where(VOICE.c.coordination_id == coordination_id)
    )
    return session.execute(query.order_by(VOICE.c.id)).mappings().all()


def list_coordinations(session: Session, institution: str, wanted: Wanted, most: int) -> Sequence[sa.RowMapping]:
    """Coordinations with their unit and item, newest first."""
    mine: list[Any] = [COORDINATION.c.institution == institution, *seen_coordinations(wanted.sight)]
    if wanted.is_open:
        mine.append(COORDINATION.c.state.in_(OPEN))
    if wanted.late_on is not None:
        mine.append(COORDINATION.c.due_on < wanted.late_on)
    if wanted.post_id is not None:
        mine.append(_asked(wanted.post_id))
    if wanted.item_id is not None:
        mine.append(sa.or_(COORDINATION.c.item_id == wanted.item_id, _made(wanted.item_id)))
    query = (
        sa.select(COORDINATION, UNIT.c.name.label("unit"), ITEM.c.code.label("item"))
        .join_from(COORDINATION, UNIT, UNIT.c.id == COORDINATION.c.unit_id)
        .join(ITEM, ITEM.c.id == COORDINATION.c.item_id, isouter=True)
        .where(*mine)
    )
    return session.execute(query.order_by(COORDINATION.c.id.desc()).limit(most)).mappings().all()


def lock_item(session: Session, item_id: int) -> sa.RowMapping:
    """The item, locked: whoever acts on it and on what hangs on it locks it first."""
    return rows_like(session, ITEM, {"id": item_id}, lock=True).mappings().one()


def _asked(post_id: int) -> sa.ColumnElement[bool]:
    """That post is asked at the level that has it, and has not answered."""
    return sa.exists().where(
        VOICE.c.coordination_id == COORDINATION.c.id,
        VOICE.c.kind == VoiceKind.opinion,
        VOICE.c.level == COORDINATION.c.level,
        VOICE.c.post_id == post_id,
        VOICE.c.says.is_(None),
        COORDINATION.c.state.in_(OPEN),
    )


def _made(item_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(VOICE.c.coordination_id == COORDINATION.c.id, VOICE.c.item_id == item_id)
