"""Queries of the sweep: its days, and the readable lines of what it moved."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.driving import driving
from duban.store.prepared import dialect_of, insert_by
from duban.store.rows import set_values
from duban.store.stage import STAGE
from models import DayOutcome, Item, ItemText, SweepDay, Unit, table_of

DAY = table_of(SweepDay)
ITEM = table_of(Item)
TEXT = table_of(ItemText)
UNIT = table_of(Unit)


def last_swept(session: Session, institution: str) -> date | None:
    """The last day on record, or None before the first sweep."""
    return session.execute(_last_swept(), {"institution": institution}).scalar_one_or_none()


@cache
def _last_swept() -> sa.Select[date]:
    return sa.select(sa.func.max(DAY.c.swept_on)).where(DAY.c.institution == sa.bindparam("institution"))


def claim_day(session: Session, institution: str, on: date, outcome: DayOutcome, *, provisional: bool) -> int | None:
    """Puts the day on record and returns its id; None when another transaction has just swept it."""
    row = {"institution": institution, "swept_on": on, "outcome": outcome, "provisional": provisional or None}
    return session.execute(_claim_day(dialect_of(session)), row).scalar_one_or_none()


@cache
def _claim_day(dialect: str) -> Any:
    return insert_by(dialect, DAY).on_conflict_do_nothing().returning(DAY.c.id)


def settle_day(session: Session, day_id: int, act_seq: int) -> None:
    """Names the act under which a claimed day was swept."""
    set_values(session, DAY, [day_id], {"act_seq": act_seq})


def staged_lines(session: Session, limit: int) -> Sequence[sa.RowMapping]:
    """The first staged items for people: edge, code, title, unit and the limit that was missed."""
    return session.execute(_staged_lines(), {"most": limit}).mappings().all()


@cache
def _staged_lines() -> sa.Select[int, str, str, str, date]:
    columns = (STAGE.c.edge, ITEM.c.code, TEXT.c.title, UNIT.c.name.label("unit"), STAGE.c.limit_on)
    joined = (
        sa.select(*columns)
        .join_from(STAGE, ITEM, ITEM.c.id == driving(STAGE.c.row_id))
        .join(TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
    )
    return joined.order_by(STAGE.c.row_id).limit(sa.bindparam("most"))
