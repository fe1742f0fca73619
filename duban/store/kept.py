"""Rows that one act changes or adds, with their text before, kept until the chain's head is locked."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.canonical import canonical_sql
from duban.store.evidence import add_history, add_history_of_new
from duban.store.prepared import bound_ids, is_one, these
from models.types import BigId


class Kept(NamedTuple):
    """One row before it changes."""

    table: sa.Table
    row_id: int
    before: str


def keep(session: Session, table: sa.Table, ids: Sequence[int]) -> list[Kept]:
    """The text of these rows, locked, as it is before they change."""
    rows = session.execute(_text_of(table, one=is_one(ids)), {"ids": bound_ids(ids)}) if ids else ()
    return [Kept(table, row_id, text) for row_id, text in rows]


@cache
def _text_of(table: sa.Table, *, one: bool) -> sa.Select[int, str]:
    rows = sa.select(table.c.id, canonical_sql(table)).where(these(table, one=one)).order_by(table.c.id)
    return rows.with_for_update(of=table)


class Changes:
    """What an act does to single rows: say what will change before it does, and what was added."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept: list[Kept] = []
        self._added: list[tuple[sa.Table, list[int]]] = []

    def changing(self, table: sa.Table, ids: Sequence[int]) -> None:
        """These rows are about to change."""
        self._kept += keep(self._session, table, ids)

    def added(self, table: sa.Table, ids: Sequence[int]) -> None:
        """These rows were inserted."""
        self._added.append((table, list(ids)))

    def joined(self, other: "Changes") -> "Changes":
        """These changes and the other's, as of one act."""
        self._kept += other._kept
        self._added += other._added
        return self

    def record(self, institution: str, seq: int) -> None:
        """Writes their history under the act."""
        for kept in self._kept:
            values = {"kept_id": kept.row_id, "kept_before": kept.before}
            add_history(self._session, institution, seq, kept.table, _one(), **values)
        for table, ids in self._added:
            add_history_of_new(self._session, institution, seq, table, ids)


@cache
def _one() -> sa.Subquery:
    row_id: sa.ColumnElement[Any] = sa.bindparam("kept_id", type_=BigId)
    before: sa.ColumnElement[Any] = sa.bindparam("kept_before", type_=sa.Text())
    return sa.select(sa.type_coerce(row_id, BigId).label("row_id"), before.label("before")).subquery("kept")
