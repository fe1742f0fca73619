"""Queries about where an item comes from: a meeting's decision, a finding, an instruction, a register's entry."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.occurrences import DECISION, OCCURRENCE
from duban.store.record_sight import COORDINATION, ENTRY, FINDING, VOICE


def meetings_of(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The meetings that decided the item, earliest first."""
    return session.execute(_meetings_of(), {"item_id": item_id}).mappings().all()


@cache
def _meetings_of() -> sa.Select[Any]:
    joined = sa.select(OCCURRENCE).join_from(DECISION, OCCURRENCE, OCCURRENCE.c.id == DECISION.c.occurrence_id)
    return joined.where(DECISION.c.item_id == sa.bindparam("item_id")).order_by(OCCURRENCE.c.id)


def findings_behind(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The findings of inspections that were made the item."""
    return session.execute(_findings_behind(), {"item_id": item_id}).mappings().all()


@cache
def _findings_behind() -> sa.Select[Any]:
    return sa.select(FINDING).where(FINDING.c.item_id == sa.bindparam("item_id")).order_by(FINDING.c.id)


def instructions_behind(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The instructions on passed-up problems that made the item: the problem's code, what was instructed and when."""
    return session.execute(_instructions_behind(), {"item_id": item_id}).mappings().all()


@cache
def _instructions_behind() -> sa.Select[Any]:
    columns = (COORDINATION.c.code, COORDINATION.c.title, VOICE.c.says, VOICE.c.dated_on)
    joined = sa.select(*columns).join_from(VOICE, COORDINATION, COORDINATION.c.id == VOICE.c.coordination_id)
    return joined.where(VOICE.c.item_id == sa.bindparam("item_id")).order_by(VOICE.c.id)


def entries_naming(session: Session, institution: str, code: str, books: Sequence[str]) -> Sequence[sa.RowMapping]:
    """The entries of these registers that name the item, oldest first."""
    named = ENTRY.c.content.contains(f':"{code}"', autoescape=True)
    mine = (ENTRY.c.institution == institution, ENTRY.c.book.in_(books), named)
    return session.execute(sa.select(ENTRY).where(*mine).order_by(ENTRY.c.id)).mappings().all()
