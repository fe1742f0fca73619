"""The set-based statements of one move: stage the rows with their text, move them, record breaches and history.

The stage is a temporary table of the connection; every edge is staged before any row moves, so that no row can
take two edges in one act.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from duban.store.canonical import canonical_sql
from duban.store.evidence import HISTORY
from models import Breach, Item, table_of
from models.types import BigId, UTCDateTime

ITEM = table_of(Item)
BREACH = table_of(Breach)
STAGE = sa.Table(
    "stage",
    sa.MetaData(),
    sa.Column("row_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("before", sa.Text(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("edge", sa.Integer(), nullable=False),
    sa.Column("to_state", sa.String(), nullable=False),
    sa.Column("to_rung", sa.String()),
    sa.Column("limit_kind", sa.String()),
    sa.Column("limit_on", sa.Date()),
    sa.Column("next_due_on", sa.Date()),
    sa.Column("next_from_on", sa.Date()),
    sa.Column("provisional", sa.Boolean()),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",
)
_MISSED = (
    BREACH.c.item_id == STAGE.c.row_id,
    BREACH.c.limit_kind == STAGE.c.limit_kind,
    BREACH.c.limit_on == STAGE.c.limit_on,
)


def open_stage(session: Session) -> None:
    """An empty stage."""
    session.execute(CreateTable(STAGE, if_not_exists=True))
    session.execute(sa.delete(STAGE))


def stage_rows(session: Session, conditions: Sequence[sa.ColumnElement[bool]], move: Mapping[str, Any]) -> int:
    """Stages the items that meet the conditions, locked, with their text before the move; says how many."""
    fixed = [sa.literal(value, STAGE.c[name].type).label(name) for name, value in move.items()]
    rows = (
        sa.select(ITEM.c.id, canonical_sql(ITEM), ITEM.c.version, ITEM.c.climb_due_on, *fixed)
        .where(*conditions)
        .order_by(ITEM.c.id)
        .with_for_update(of=ITEM)
    )
    names = ["row_id", "before", "version", "limit_on", *move]
    return _count(session, sa.insert(STAGE).from_select(names, rows))


def move_staged(session: Session, sets: Mapping[str, Any]) -> int:
    """Moves every staged item that is still as it was staged; says how many moved."""
    columns = {"state": STAGE.c.to_state, "rung": STAGE.c.to_rung, "version": ITEM.c.version + 1, **sets}
    typed = {name: sa.type_coerce(value, ITEM.c[name].type) for name, value in columns.items()}
    unchanged = (ITEM.c.id == STAGE.c.row_id, ITEM.c.version == STAGE.c.version)
    return _count(session, sa.update(ITEM).values(typed).where(*unchanged))


def add_breaches(session: Session, recorded_at: datetime) -> None:
    """A breach dated at its limit for each staged item that missed one, unless it is on record already."""
    missed = (
        sa.select(STAGE.c.row_id, STAGE.c.limit_kind, STAGE.c.limit_on, sa.literal(recorded_at, UTCDateTime()))
        .where(STAGE.c.limit_kind.is_not(None), ~sa.exists().where(*_MISSED))
        .order_by(STAGE.c.row_id)
    )
    names = ["item_id", "limit_kind", "limit_on", "recorded_at"]
    session.execute(sa.insert(BREACH).from_select(names, missed))


def new_breaches() -> sa.FromClause:
    """The breaches of the staged items that have no history yet, as rows touched."""
    nothing = sa.literal(None, sa.Text()).label("before")
    told = sa.exists().where(HISTORY.c.table_name == BREACH.name, HISTORY.c.row_id == BREACH.c.id)
    breaches = sa.select(BREACH.c.id.label("row_id"), nothing).join_from(STAGE, BREACH, sa.and_(*_MISSED))
    return breaches.where(~told).subquery("missed")


def _count(session: Session, statement: sa.Insert | sa.Update) -> int:
    result = session.execute(statement, execution_options={"preserve_rowcount": True})
    return cast("sa.CursorResult[Any]", result).rowcount
