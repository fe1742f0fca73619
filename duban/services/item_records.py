"""Records that hang on an item (协调、约谈): what becomes of them when it ends. They are locked after the item."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.coordinations import COORDINATION
from duban.store.interviews import INTERVIEW
from duban.store.kept import Changes
from duban.store.records import on_item
from duban.store.rows import update_unchanged
from states.coordination import CoordinationEvent, coordination_moves
from states.engine import Edge, MoveTable
from states.interview import Hands, InterviewEvent, interview_moves
from states.record_guards import Deciders


@dataclass(frozen=True)
class Hanging:
    """A kind of record that ends with its item, by which move, and what that sets."""

    table: sa.Table
    moves: MoveTable
    event: str
    sets: Callable[[datetime], Mapping[str, Any]]


ANY_HANDS = Hands(*(Deciders() for _ in Hands._fields))
"""Nobody takes the move of an end: who takes the others does not matter here."""
HANGING: tuple[Hanging, ...] = (
    Hanging(
        COORDINATION,
        coordination_moves(0),
        CoordinationEvent.lapse,
        lambda at: {"due_on": None, "due_provisional": False, "closed_at": at},
    ),
    Hanging(INTERVIEW, interview_moves(ANY_HANDS), InterviewEvent.lapse, lambda at: {"closed_at": at}),
)


def lapse_records(session: Session, item_id: int, at: datetime) -> Changes:
    """The item has ended: what was open on it lapses. `record` the changes under the act that ends it."""
    changes = Changes(session)
    for kind in HANGING:
        for row in on_item(session, kind.table, item_id):
            edge = kind.moves.fire(row["state"], kind.event, {})
            if isinstance(edge, Edge):
                changes.changing(kind.table, [row["id"]])
                update_unchanged(session, kind.table, row, {**kind.sets(at), "state": edge.target})
    return changes
