"""The set-based statements of one move: stage the rows with their text, move them, record breaches and history.

The stage is a temporary table of the connection; every edge is staged before any row moves, so that no row can
take two edges in one act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.canonical import canonical_sql
from duban.store.driving import driving
from duban.store.interviews import talk_is_open
from duban.store.paper_counts import papers_counted
from duban.store.predicates import condition
from duban.store.prepared import bound, dialect_of, open_temporary, run
from models import Breach, Item, table_of
from models.types import BigId, UTCDateTime
from states.item import ItemState, LimitKind
from states.item_climbs import COUNTED, LIMIT_FIELDS
from states.predicates import Predicate

ITEM = table_of(Item)
BREACH = table_of(Breach)
STAGE = sa.Table(
    "stage",
    sa.MetaData(),
    sa.Column("row_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("before", sa.Text(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("item_type", sa.String(), nullable=False),
    sa.Column("unit_id", BigId, nullable=False),
    sa.Column("leader_id", BigId),
    sa.Column("edge", sa.Integer(), nullable=False),
    sa.Column("to_state", sa.String(), nullable=False),
    sa.Column("to_rung", sa.String()),
    sa.Column("limit_kind", sa.String()),
    sa.Column("limit_on", sa.Date()),
    sa.Column("next_due_on", sa.Date()),
    sa.Column("next_from_on", sa.Date()),
    sa.Column("provisional", sa.Boolean()),
    sa.Column("awaits", sa.String()),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",
)
_COUNT = sa.text("ANALYZE stage (row_id)")
_MISSED = (
    BREACH.c.item_id == driving(STAGE.c.row_id),
    BREACH.c.limit_kind == STAGE.c.limit_kind,
    BREACH.c.limit_on == STAGE.c.limit_on,
)
CLOCK = {
    "next_due_on": ITEM.c.climb_due_on,
    "next_from_on": ITEM.c.climb_from_on,
    "provisional": ITEM.c.due_provisional,
}
"""The clock of the stage, and the item's own, which goes on where a move does not replace it."""


def open_stage(session: Session) -> None:
    """An empty stage."""
    open_temporary(session, STAGE)


@dataclass(frozen=True)
class Candidates:
    """Which items a move is for: where they stand, values they have, and the guard that each must pass.

    `limit` names the limit whose day is staged, `over` what a rolling count of papers runs over; where another move
    of the same act may have `staged` some of them already, they are left to it.
    """

    state: ItemState
    rung: str | None
    where: Mapping[str, Any]
    guard: Predicate | None
    given: Mapping[str, Any]
    limit: LimitKind | None = None
    over: str | None = None
    staged: bool = False
    ids: tuple[int, ...] | None = None
    """These items and no others, where it is not None."""
    talks: bool = False
    """Whether the move leads to a talk: not one about which another is still open."""

    @property
    def shape(self) -> "Shape":
        """What the statement is built from."""
        fields = (self.rung is not None, tuple(self.where), self.guard, tuple(self.given))
        return Shape(*fields, self.limit, self.over, self.staged, self.ids is not None, self.talks)


class Shape(NamedTuple):
    """Candidates without their values."""

    has_rung: bool
    where: tuple[str, ...]
    guard: Predicate | None
    given: tuple[str, ...]
    limit: LimitKind | None
    over: str | None
    staged: bool
    listed: bool
    talks: bool


def stage_rows(session: Session, candidates: Candidates, move: Mapping[str, Any]) -> int:
    """Stages the candidates, locked, with their text before the move; says how many. `move` fills the columns.

    A clock that `move` does not name stays the item's own.
    """
    values = {"from_state": candidates.state, "from_rung": candidates.rung, **move}
    values |= {f"where_{name}": value for name, value in candidates.where.items()}
    values |= {f"given_{name}": value for name, value in candidates.given.items()}
    values |= {} if candidates.ids is None else {"ids": candidates.ids}
    return run(session, _stage_insert(candidates.shape, tuple(move)), values)


@cache
def _stage_insert(shape: Shape, move: tuple[str, ...]) -> sa.Insert:
    """The statement for candidates of this shape; values are bound when it runs."""
    fixed = {name: sa.bindparam(name, type_=STAGE.c[name].type) for name in move}
    own = {name: column for name, column in CLOCK.items() if name not in move}
    limit_on = ITEM.c[LIMIT_FIELDS[shape.limit]] if shape.limit else sa.null()
    known = {"row_id": ITEM.c.id, "before": canonical_sql(ITEM), "version": ITEM.c.version, "limit_on": limit_on}
    whose = {"item_type": ITEM.c.item_type, "unit_id": ITEM.c.lead_unit_id, "leader_id": ITEM.c.leader_id}
    columns = {**known, **whose, **fixed, **own}
    rows = sa.select(*columns.values()).where(*_conditions(shape)).order_by(ITEM.c.id)
    return sa.insert(STAGE).from_select(list(columns), rows.with_for_update(of=ITEM))


def _conditions(shape: Shape) -> list[sa.ColumnElement[bool]]:
    found = [ITEM.c.state == sa.bindparam("from_state")]
    found += [ITEM.c.rung == sa.bindparam("from_rung") if shape.has_rung else ITEM.c.rung.is_(None)]
    found += [ITEM.c[name] == sa.bindparam(f"where_{name}") for name in shape.where]
    if shape.listed:
        found.append(ITEM.c.id.in_(sa.bindparam("ids", expanding=True)))
    if shape.guard:
        given: dict[str, Any] = {name: sa.bindparam(f"given_{name}") for name in shape.given}
        facts = {COUNTED: papers_counted(shape.over, given)} if shape.over else {}
        found.append(condition(shape.guard, ITEM, given, facts))
    if shape.talks:
        found.append(~talk_is_open(ITEM.c.id))
    if shape.staged:
        found.append(~sa.exists().where(STAGE.c.row_id == ITEM.c.id))
    return found


def count_staged(session: Session) -> None:
    """Lets PostgreSQL know how many rows are staged.

    It takes a table without statistics for a long one, and would read the whole ledger beside it to move one item.
    """
    if dialect_of(session) == "postgresql":
        session.execute(_COUNT)


def move_staged(session: Session, sets: Mapping[str, Any]) -> int:
    """Moves every staged item that is still as it was staged; says how many moved."""
    plain = {name: value for name, value in sets.items() if not isinstance(value, sa.ClauseElement)}
    made = tuple((name, value) for name, value in sets.items() if name not in plain)
    fixed = all(isinstance(value, sa.Column) for _, value in made)
    statement = (_moving_known if fixed else _moving)(tuple(plain), made)
    return run(session, statement, {f"new_{name}": value for name, value in plain.items()})


def _moving(plain: tuple[str, ...], made: tuple[tuple[str, Any], ...]) -> sa.Update:
    columns = {"version": ITEM.c.version + 1, **bound(ITEM, plain), **dict(made)}
    typed = {name: sa.type_coerce(value, ITEM.c[name].type) for name, value in columns.items()}
    unchanged = (ITEM.c.id == driving(STAGE.c.row_id), ITEM.c.version == STAGE.c.version)
    return sa.update(ITEM).values(typed).where(*unchanged)


_moving_known = cache(_moving)
"""What is set to columns or plain values is one of a few statements."""


def add_breaches(session: Session, recorded_at: datetime) -> None:
    """A breach dated at its limit for each staged item that missed one, unless it is on record already."""
    session.execute(_forget_recorded())
    session.execute(_insert_missed(), {"now": recorded_at})


@cache
def new_breaches() -> sa.Select[Any]:
    """The breaches that `add_breaches` has just added."""
    return sa.select(BREACH).join_from(STAGE, BREACH, sa.and_(*_MISSED))


@cache
def _forget_recorded() -> sa.Update:
    """Limits that are on record are struck from the stage, so that what is left there is new."""
    return sa.update(STAGE).values(limit_kind=None).where(STAGE.c.limit_kind.is_not(None), sa.exists().where(*_MISSED))


@cache
def _insert_missed() -> sa.Insert:
    now = sa.bindparam("now", type_=UTCDateTime())
    missed = sa.select(STAGE.c.row_id, STAGE.c.limit_kind, STAGE.c.limit_on, now).where(STAGE.c.limit_kind.is_not(None))
    names = ["item_id", "limit_kind", "limit_on", "recorded_at"]
    return sa.insert(BREACH).from_select(names, missed.order_by(STAGE.c.row_id))
