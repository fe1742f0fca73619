"""The set-based statements of one move: stage the rows with their text, move them, record breaches and history.

The stage is a temporary table of the connection; every edge is staged before any row moves, so that no row can
take two edges in one act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from duban.store.canonical import canonical_sql
from duban.store.driving import driving
from duban.store.predicates import condition
from models import Breach, Item, Order, OrderItem, table_of
from models.types import BigId, UTCDateTime
from states.item import ItemState
from states.predicates import Predicate

ITEM = table_of(Item)
BREACH = table_of(Breach)
ORDER = table_of(Order)
LISTED = table_of(OrderItem)
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
_CREATE = CreateTable(STAGE, if_not_exists=True)
_EMPTY = sa.delete(STAGE)
_MISSED = (
    BREACH.c.item_id == driving(STAGE.c.row_id),
    BREACH.c.limit_kind == STAGE.c.limit_kind,
    BREACH.c.limit_on == STAGE.c.limit_on,
)
_HELD = (
    LISTED.c.item_id == driving(STAGE.c.row_id),
    ORDER.c.id == LISTED.c.order_id,
    ORDER.c.held_until_on == STAGE.c.limit_on,
)
"""The day that a paper was put off to is no limit of the item: its limit was missed and recorded before."""


def open_stage(session: Session) -> None:
    """An empty stage."""
    session.execute(_CREATE)
    session.execute(_EMPTY)


@dataclass(frozen=True)
class Candidates:
    """Which items a move is for: where they stand, values they have, and the guard that each must pass."""

    state: ItemState
    rung: str | None
    where: Mapping[str, Any]
    guard: Predicate | None
    given: Mapping[str, Any]


def stage_rows(session: Session, candidates: Candidates, move: Mapping[str, Any]) -> int:
    """Stages the candidates, locked, with their text before the move; says how many. `move` fills the columns."""
    has_rung = candidates.rung is not None
    insert = _stage_insert(has_rung, tuple(candidates.where), candidates.guard, tuple(candidates.given), tuple(move))
    values = {"from_state": candidates.state, "from_rung": candidates.rung, **move}
    values |= {f"where_{name}": value for name, value in candidates.where.items()}
    values |= {f"given_{name}": value for name, value in candidates.given.items()}
    return _count(session, insert, values)


@cache
def _stage_insert(
    has_rung: bool, where: tuple[str, ...], guard: Predicate | None, given: tuple[str, ...], move: tuple[str, ...]
) -> sa.Insert:
    """The statement for candidates of this shape; values are bound when it runs."""
    conditions = [ITEM.c.state == sa.bindparam("from_state")]
    conditions += [ITEM.c.rung == sa.bindparam("from_rung") if has_rung else ITEM.c.rung.is_(None)]
    conditions += [ITEM.c[name] == sa.bindparam(f"where_{name}") for name in where]
    if guard:
        conditions.append(condition(guard, ITEM, {name: sa.bindparam(f"given_{name}") for name in given}))
    fixed = [sa.bindparam(name, type_=STAGE.c[name].type) for name in move]
    rows = sa.select(ITEM.c.id, canonical_sql(ITEM), ITEM.c.version, ITEM.c.climb_due_on, *fixed).where(*conditions)
    names = ["row_id", "before", "version", "limit_on", *move]
    return sa.insert(STAGE).from_select(names, rows.order_by(ITEM.c.id).with_for_update(of=ITEM))


def move_staged(session: Session, sets: Mapping[str, Any]) -> int:
    """Moves every staged item that is still as it was staged; says how many moved."""
    columns = {"state": STAGE.c.to_state, "rung": STAGE.c.to_rung, "version": ITEM.c.version + 1, **sets}
    typed = {name: sa.type_coerce(value, ITEM.c[name].type) for name, value in columns.items()}
    unchanged = (ITEM.c.id == driving(STAGE.c.row_id), ITEM.c.version == STAGE.c.version)
    return _count(session, sa.update(ITEM).values(typed).where(*unchanged), {})


def add_breaches(session: Session, recorded_at: datetime) -> None:
    """A breach dated at its limit for each staged item that missed one, unless it is on record already."""
    session.execute(_forget_recorded())
    session.execute(_insert_missed(), {"now": recorded_at})


@cache
def new_breaches() -> sa.FromClause:
    """The breaches that `add_breaches` has just added, as rows touched."""
    nothing = sa.literal(None, sa.Text()).label("before")
    missed = sa.select(BREACH.c.id.label("row_id"), nothing)
    return missed.join_from(STAGE, BREACH, sa.and_(*_MISSED)).subquery("missed")


@cache
def _forget_recorded() -> sa.Update:
    """Limits that are on record are struck from the stage, so that what is left there is new."""
    known = sa.or_(sa.exists().where(*_MISSED), sa.exists().where(*_HELD))
    return sa.update(STAGE).values(limit_kind=None).where(STAGE.c.limit_kind.is_not(None), known)


@cache
def _insert_missed() -> sa.Insert:
    now = sa.bindparam("now", type_=UTCDateTime())
    missed = sa.select(STAGE.c.row_id, STAGE.c.limit_kind, STAGE.c.limit_on, now).where(STAGE.c.limit_kind.is_not(None))
    names = ["item_id", "limit_kind", "limit_on", "recorded_at"]
    return sa.insert(BREACH).from_select(names, missed.order_by(STAGE.c.row_id))


def _count(session: Session, statement: sa.Insert | sa.Update, values: Mapping[str, Any]) -> int:
    result = session.execute(statement, values, execution_options={"preserve_rowcount": True})
    return cast("sa.CursorResult[Any]", result).rowcount
