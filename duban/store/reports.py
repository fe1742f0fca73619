"""Queries about reports due."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ReportDue, Unit, table_of
from states.report import AWAITED, ReportState

REPORT, UNIT = table_of(ReportDue), table_of(Unit)


def list_units(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """Every unit of the institution, in the order in which they were registered."""
    query = sa.select(UNIT.c.id, UNIT.c.name).where(UNIT.c.institution == institution).order_by(UNIT.c.id)
    return session.execute(query).mappings().all()


def periods_opened(session: Session, institution: str) -> Mapping[str, set[str]]:
    """The periods that each report was opened for."""
    query = sa.select(REPORT.c.report, REPORT.c.period).where(REPORT.c.institution == institution).distinct()
    found: dict[str, set[str]] = {}
    for report, period in session.execute(query):
        found.setdefault(report, set()).add(period)
    return found


def units_of_period(session: Session, institution: str, report: str, period: str) -> set[int]:
    """The units for which the period's report is open already."""
    mine = (REPORT.c.institution == institution, REPORT.c.report == report, REPORT.c.period == period)
    return set(session.execute(sa.select(REPORT.c.unit_id).where(*mine)).scalars())


def late_reports(session: Session, institution: str, on: date) -> Sequence[sa.RowMapping]:
    """What is still awaited after its day, by id."""
    late = (REPORT.c.institution == institution, REPORT.c.state.in_(AWAITED), REPORT.c.due_on < on)
    return session.execute(sa.select(REPORT).where(*late).order_by(REPORT.c.id)).mappings().all()


def mark_chased(session: Session, ids: Sequence[int], on: date) -> None:
    """These were chased that day; the limit that they missed is kept."""
    sets: dict[str, Any] = {"chased_on": on, "late_on": REPORT.c.due_on, "version": REPORT.c.version + 1}
    session.execute(sa.update(REPORT).where(REPORT.c.id.in_(ids)).values(sets))


def list_reports(
    session: Session, institution: str, *, report: str | None, period: str | None, states: Sequence[ReportState]
) -> Sequence[sa.RowMapping]:
    """Reports due with their unit, those due last first."""
    query = sa.select(REPORT, UNIT.c.name.label("unit")).join_from(REPORT, UNIT, UNIT.c.id == REPORT.c.unit_id)
    query = query.where(REPORT.c.institution == institution)
    for column, value in ((REPORT.c.report, report), (REPORT.c.period, period)):
        query = query if value is None else query.where(column == value)
    query = query.where(REPORT.c.state.in_(states)) if states else query
    return session.execute(query.order_by(REPORT.c.due_on.desc(), REPORT.c.unit_id)).mappings().all()
