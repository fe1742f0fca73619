"""Queries about reports due."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.prepared import bound, rows_like, run, these
from duban.store.record_sight import seen_reports
from duban.store.sight import EVERYTHING, Sight
from models import ReportDue, Unit, table_of
from states.report import AWAITED, ReportState

REPORT, UNIT = table_of(ReportDue), table_of(Unit)


def periods_opened(session: Session, institution: str) -> Mapping[str, set[str]]:
    """The periods that each report was opened for."""
    found: dict[str, set[str]] = {}
    for report, period in session.execute(_periods_opened(), {"institution": institution}):
        found.setdefault(report, set()).add(period)
    return found


@cache
def _periods_opened() -> sa.Select[str, str]:
    mine = REPORT.c.institution == sa.bindparam("institution")
    return sa.select(REPORT.c.report, REPORT.c.period).where(mine).distinct()


def units_of_period(session: Session, institution: str, report: str, period: str) -> set[int]:
    """The units for which the period's report is open already."""
    found = rows_like(session, REPORT, {"institution": institution, "report": report, "period": period})
    return {row["unit_id"] for row in found.mappings()}


def late_reports(session: Session, institution: str, on: date) -> Sequence[sa.RowMapping]:
    """What is still awaited after its day, by id."""
    return session.execute(_late_reports(), {"institution": institution, "on": on}).mappings().all()


@cache
def _late_reports() -> sa.Select[Any]:
    mine = (REPORT.c.institution == sa.bindparam("institution"), REPORT.c.state.in_(AWAITED))
    return sa.select(REPORT).where(*mine, REPORT.c.due_on < sa.bindparam("on", type_=sa.Date())).order_by(REPORT.c.id)


def mark_chased(session: Session, ids: Sequence[int], on: date) -> None:
    """These were chased that day; the limit that they missed is kept."""
    run(session, _mark_chased(), {"ids": list(ids), "new_chased_on": on})


@cache
def _mark_chased() -> sa.Update:
    sets: dict[str, Any] = {"late_on": REPORT.c.due_on, "version": REPORT.c.version + 1}
    return sa.update(REPORT).where(these(REPORT, one=False)).values({**bound(REPORT, ("chased_on",)), **sets})


def list_reports(
    session: Session,
    institution: str,
    *,
    report: str | None,
    period: str | None,
    states: Sequence[ReportState],
    sight: Sight = EVERYTHING,
) -> Sequence[sa.RowMapping]:
    """Reports due with their unit, those due last first."""
    equal = {"institution": institution, "report": report, "period": period}
    given: dict[str, Any] = {name: value for name, value in equal.items() if value is not None}
    query = _list_reports(tuple(given), in_states=bool(states)).where(*seen_reports(sight))
    return session.execute(query, given | ({"states": list(states)} if states else {})).mappings().all()


@cache
def _list_reports(equal: tuple[str, ...], *, in_states: bool) -> sa.Select[Any]:
    query = sa.select(REPORT, UNIT.c.name.label("unit")).join_from(REPORT, UNIT, UNIT.c.id == REPORT.c.unit_id)
    query = query.where(*(REPORT.c[name] == sa.bindparam(name) for name in equal))
    query = query.where(REPORT.c.state.in_(sa.bindparam("states", expanding=True))) if in_states else query
    return query.order_by(REPORT.c.due_on.desc(), REPORT.c.unit_id)
