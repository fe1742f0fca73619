"""What the office itself owes: an item is issued within so many days of its meeting or instruction, else it is late."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.timelimits import resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import ItemType
from duban.services.acts import OpenAct, record_new
from duban.store.item_story import BREACH
from duban.store.items import list_unissued
from duban.store.rows import add_rows, find_row
from states.item import LimitKind


def issue_limit(kind: ItemType, calendar: WorkCalendar, decided_on: date | None) -> date | None:
    """By when an item of that type, decided on that day, must be issued; None where nothing says so."""
    if kind.issue is None or decided_on is None:
        return None
    return resolve(kind.issue.within.limit, calendar, since=decided_on).on


def record_unissued(session: Session, act: OpenAct, on: date) -> int:
    """A breach of the office for each item that it should have issued before that day; says how many are new."""
    late = list_unissued(session, act.institution, on)
    _record(session, act, late)
    return len(late)


def record_late_issue(session: Session, act: OpenAct, item: sa.RowMapping, due_on: date | None) -> None:
    """The breach of an item that is issued only now, unless a sweep has recorded it already."""
    missed = due_on is not None and due_on < local_date(act.draft.true_at)
    known = {"item_id": item["id"], "limit_kind": LimitKind.issue, "limit_on": due_on}
    if missed and find_row(session, BREACH, **known) is None:
        _record(session, act, [{"id": item["id"], "issue_due_on": due_on}])


def _record(session: Session, act: OpenAct, late: Sequence[Mapping[str, Any] | sa.RowMapping]) -> None:
    rows = [
        {
            "item_id": item["id"],
            "limit_kind": LimitKind.issue,
            "limit_on": item["issue_due_on"],
            "recorded_at": act.draft.recorded_at,
        }
        for item in late
    ]
    record_new(session, act, BREACH, add_rows(session, BREACH, rows))
