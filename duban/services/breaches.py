"""Limits that were missed without a climb: each is put on record once, dated at the limit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.acts import OpenAct, record_new
from duban.store.item_story import BREACH, known_breaches
from duban.store.items import list_overdue
from duban.store.rows import add_rows, find_row
from states.item import LimitKind


def record_overdue(session: Session, act: OpenAct, on: date, limits: Sequence[LimitKind]) -> dict[LimitKind, int]:
    """A breach for each of these limits that passed before that day and is not on record; how many of each are new."""
    found = {}
    for limit in limits:
        late = list_overdue(session, act.institution, on, limit)
        _add(session, act, [(row["id"], limit, row["limit_on"]) for row in late])
        found[limit] = len(late)
    return found


def record_breach(session: Session, act: OpenAct, item_id: int, limit: LimitKind, limit_on: date) -> None:
    """The breach of one limit, unless it is on record."""
    if find_breach(session, item_id, limit, limit_on) is None:
        _add(session, act, [(item_id, limit, limit_on)])


def record_breaches(session: Session, act: OpenAct, lines: Sequence[Mapping[str, Any]]) -> None:
    """The breaches of the limits that a paper's lines name, but for those on record."""
    late = [(line["item_id"], line["limit_kind"], line["limit_on"]) for line in lines if line["limit_kind"]]
    known = known_breaches(session, [item_id for item_id, *_ in late])
    _add(session, act, [each for each in late if each not in known])


def find_breach(session: Session, item_id: int, limit: LimitKind, limit_on: date) -> sa.RowMapping | None:
    """The breach of that limit, or None."""
    return find_row(session, BREACH, item_id=item_id, limit_kind=limit, limit_on=limit_on)


def _add(session: Session, act: OpenAct, late: Sequence[tuple[int, LimitKind, date]]) -> None:
    names = ("item_id", "limit_kind", "limit_on")
    rows = [{**dict(zip(names, each, strict=True)), "recorded_at": act.draft.recorded_at} for each in late]
    record_new(session, act, BREACH, add_rows(session, BREACH, rows))
