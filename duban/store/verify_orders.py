"""The questions that `duban verify` asks of papers and their numbers."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import ACT, HISTORY, OF_ACT
from duban.store.orders import ORDER, STEP
from duban.store.prepared import streamed
from duban.store.series import COUNTER, SEGMENT
from states.order import OrderEvent

SERIES = ("institution", "office", "paper", "year")
AT_ONCE = ("sweep", "escalate", "issue", "reassign")
"""Verbs that number a paper in the act that drafts it."""
NUMBER = '"number":'
"""What the canonical text of a paper holds from the act on that numbered it."""


def series_in_use(session: Session) -> Sequence[sa.RowMapping]:
    """Every series by its counter or its papers: the counter's first and last, and what the papers hold."""
    named = [ORDER.c[name] for name in SERIES]
    held = (
        sa.select(
            *named,
            sa.func.count(ORDER.c.serial.distinct()).label("held"),
            sa.func.min(ORDER.c.serial).label("lowest"),
            sa.func.max(ORDER.c.serial).label("highest"),
        )
        .where(ORDER.c.serial.is_not(None))
        .group_by(*named)
        .subquery("held")
    )
    same = sa.and_(*(held.c[name] == COUNTER.c[name] for name in SERIES))
    columns = [sa.func.coalesce(held.c[name], COUNTER.c[name]).label(name) for name in SERIES]
    counted = (COUNTER.c.first, COUNTER.c.last, held.c.held, held.c.lowest, held.c.highest)
    query = sa.select(*columns, *counted).join_from(held, COUNTER, same, full=True)
    return session.execute(query).mappings().all()


def segments(session: Session) -> Sequence[sa.RowMapping]:
    """Every segment that was numbered by hand, by series and first number."""
    order = [SEGMENT.c[name] for name in (*SERIES, "first")]
    return session.execute(sa.select(SEGMENT).order_by(*order)).mappings().all()


def numbered(session: Session) -> Iterator[sa.RowMapping]:
    """Every paper with a number: year, signing, and how many acts gave it that number."""
    issued = (
        sa.select(sa.func.count())
        .join_from(HISTORY, ACT, OF_ACT)
        .where(HISTORY.c.table_name == ORDER.name, HISTORY.c.row_id == ORDER.c.id)
        .where(ACT.c.verb.in_(("order_issue", *AT_ONCE)), HISTORY.c.after.contains(NUMBER))
        .where(sa.or_(HISTORY.c.before.is_(None), ~HISTORY.c.before.contains(NUMBER)))
        .scalar_subquery()
    )
    query = sa.select(ORDER.c.id, ORDER.c.number, ORDER.c.year, ORDER.c.signed_at, issued.label("issuing"))
    query = query.where(ORDER.c.number.is_not(None)).order_by(ORDER.c.id)
    return streamed(session, query)


def steps_by_one_person(session: Session) -> Sequence[sa.RowMapping]:
    """Papers of which one person took two steps, each with the two (`one`, `other`) and what its rules are found by."""
    other = STEP.alias("other")
    same = (other.c.order_id == STEP.c.order_id, other.c.person_id == STEP.c.person_id, other.c.id > STEP.c.id)
    rules = (ORDER.c.id, ORDER.c.paper, ORDER.c.rung, ORDER.c.ladder, ORDER.c.pack_version_id)
    steps = (
        sa.type_coerce(STEP.c.step, sa.String()).label("one"),
        sa.type_coerce(other.c.step, sa.String()).label("other"),
    )
    query = sa.select(*rules, *steps).join_from(STEP, other, sa.and_(*same)).join(ORDER, ORDER.c.id == STEP.c.order_id)
    return session.execute(query.order_by(ORDER.c.id, STEP.c.id)).mappings().all()


def approved_by_drafter(session: Session) -> Sequence[int]:
    """Papers that the person who drafted them agreed to or signed."""
    drafted = (HISTORY.c.table_name == ORDER.name, HISTORY.c.row_id == STEP.c.order_id, HISTORY.c.before.is_(None))
    query = (
        sa.select(STEP.c.order_id)
        .join_from(STEP, HISTORY, sa.and_(*drafted))
        .join(ACT, OF_ACT)
        .where(STEP.c.step != OrderEvent.propose, ACT.c.person_id == STEP.c.person_id)
    )
    return session.execute(query.distinct().order_by(STEP.c.order_id)).scalars().all()
