"""Queries about interviews, the consents to them, and how often somebody was talked to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Inspection, Interview, InterviewConsent, Item, Order, Person, Post, Unit, table_of
from states.interview import AHEAD, TALKED, InterviewState

INTERVIEW, CONSENT = table_of(Interview), table_of(InterviewConsent)
ITEM, ORDER, UNIT, POST, PERSON = (table_of(model) for model in (Item, Order, Unit, Post, Person))
INSPECTION = table_of(Inspection)
FIRST, TALKER = INTERVIEW.alias("first"), PERSON.alias("talker")


def consents_of(session: Session, interview_id: int) -> Sequence[sa.RowMapping]:
    """What the joint offices say, in the pack's order."""
    query = (
        sa.select(CONSENT, POST.c.name.label("post"), PERSON.c.name.label("person"))
        .join_from(CONSENT, POST, POST.c.id == CONSENT.c.post_id)
        .join(PERSON, PERSON.c.id == CONSENT.c.person_id, isouter=True)
        .where(CONSENT.c.interview_id == interview_id)
    )
    return session.execute(query.order_by(CONSENT.c.id)).mappings().all()


def list_interviews(session: Session, institution: str, *more: sa.ColumnElement[bool]) -> Sequence[sa.RowMapping]:
    """Interviews with the names behind them, newest first."""
    names = (UNIT.c.name.label("unit"), PERSON.c.name.label("person"), ITEM.c.code.label("item"))
    others = (ORDER.c.number.label("notice"), FIRST.c.code.label("first"), TALKER.c.name.label("talker"))
    seen = INSPECTION.c.code.label("inspection")
    query = (
        sa.select(INTERVIEW, *names, *others, seen)
        .join_from(INTERVIEW, UNIT, UNIT.c.id == INTERVIEW.c.unit_id)
        .join(PERSON, PERSON.c.id == INTERVIEW.c.person_id)
        .join(ITEM, ITEM.c.id == INTERVIEW.c.item_id, isouter=True)
        .join(ORDER, ORDER.c.id == INTERVIEW.c.order_id, isouter=True)
        .join(FIRST, FIRST.c.id == INTERVIEW.c.first_id, isouter=True)
        .join(INSPECTION, INSPECTION.c.id == INTERVIEW.c.inspection_id, isouter=True)
        .join(TALKER, TALKER.c.id == INTERVIEW.c.talker_id, isouter=True)
        .where(INTERVIEW.c.institution == institution, *more)
    )
    return session.execute(query.order_by(INTERVIEW.c.id.desc())).mappings().all()


def talks_since(session: Session, institution: str, since: datetime, **equal: Any) -> Sequence[sa.RowMapping]:
    """The talks held after that moment, newest first."""
    mine = (INTERVIEW.c[name] == value for name, value in equal.items())
    return list_interviews(session, institution, INTERVIEW.c.state.in_(TALKED), INTERVIEW.c.held_at > since, *mine)


def approved_on(session: Session, item_ids: Sequence[int]) -> bool:
    """Whether an interview about one of these items was approved and is still to be noticed."""
    wanted = (INTERVIEW.c.item_id.in_(item_ids), INTERVIEW.c.state == InterviewState.approved)
    return session.execute(sa.select(sa.exists().where(*wanted))).scalar_one()


def ahead_of(session: Session, item_id: int) -> str | None:
    """The code of an interview about the item that is still to be held, or None."""
    query = sa.select(INTERVIEW.c.code).where(INTERVIEW.c.item_id == item_id, INTERVIEW.c.state.in_(AHEAD)).limit(1)
    return session.execute(query).scalar_one_or_none()


def talk_is_open(item_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a talk about the item was noticed and is not judged yet, or a second one is on its way."""
    going = INTERVIEW.c.state.in_((InterviewState.noticed, InterviewState.held))
    second = sa.and_(INTERVIEW.c.first_id.is_not(None), INTERVIEW.c.state.in_(AHEAD))
    return sa.exists().where(INTERVIEW.c.item_id == item_id, sa.or_(going, second))


def approved_without_consent(session: Session) -> Sequence[str]:
    """Interviews that went past the proposal though an office did not agree."""
    against = sa.exists().where(CONSENT.c.interview_id == INTERVIEW.c.id, CONSENT.c.agrees.is_not(sa.true()))
    past = INTERVIEW.c.state.in_((InterviewState.approved, InterviewState.noticed, *TALKED))
    return session.execute(sa.select(INTERVIEW.c.code).where(past, against).order_by(INTERVIEW.c.id)).scalars().all()
