"""What the office itself owes: an item is issued within so many days of its meeting or instruction, else it is late."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.timelimits import resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import ItemType
from duban.services.acts import OpenAct
from duban.services.breaches import find_breach, record_breach
from duban.services.transition import record_change
from duban.store.item_story import BREACH
from states.item import UNISSUED, LimitKind


def issue_limit(kind: ItemType, calendar: WorkCalendar, decided_on: date | None) -> date | None:
    """By when an item of that type, decided on that day, must be issued; None where nothing says so.

    A limit that names a day (春节前, C1) does not apply to what was decided after it.
    """
    if kind.issue is None or kind.issue.within is None or decided_on is None:
        return None
    due_on = resolve(kind.issue.within.limit, calendar, since=decided_on).on
    return due_on if due_on and due_on >= decided_on else None


def judge_issue(session: Session, act: OpenAct, item: sa.RowMapping, due_on: date | None) -> None:
    """The first issue of an item is late by its true day, or clears what a sweep took for late meanwhile."""
    if due_on is None or item["state"] not in UNISSUED:
        return
    if due_on < local_date(act.draft.true_at):
        record_breach(session, act, item["id"], LimitKind.issue, due_on)
    elif known := find_breach(session, item["id"], LimitKind.issue, due_on):
        record_change(session, act, BREACH, [known["id"]], {"cleared_at": act.draft.true_at})
