"""Queries about yearly assessments: what the ledger holds that points may rest on, the entries, the ranks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.bulletins import BULLETIN, FACT, INVOLVED
from duban.store.inspections import FINDING, INSPECTION
from duban.store.interviews import INTERVIEW
from duban.store.item_side import ATTRIBUTION
from duban.store.item_story import FEEDBACK
from duban.store.items import BREACH, ITEM, TEXT, UNIT
from duban.store.record_sight import seen_assessments
from duban.store.registers import ENTRY as REGISTER_ENTRY
from duban.store.reports import REPORT
from duban.store.rows import find_row
from duban.store.sight import EVERYTHING, Sight
from duban.store.targets import ACCEPTANCE, TARGET
from models import Assessment, Person, ScoreEntry, UnitRank, Verdict, metadata, table_of
from states.bulletin import BulletinState
from states.finding import FindingState
from states.interview import TALKED
from states.item import LimitKind
from states.register import VOIDED
from states.report import ReportState

ASSESSMENT, ENTRY, RANK = table_of(Assessment), table_of(ScoreEntry), table_of(UnitRank)
PERSON = table_of(Person)
NOBODY: sa.ColumnElement[Any] = sa.null()


def _facts(
    table: sa.Table,
    *,
    unit: sa.ColumnElement[Any],
    moment: sa.ColumnElement[Any],
    kind: sa.ColumnElement[Any],
    what: sa.ColumnElement[Any],
    stands: sa.ColumnElement[bool],
    co: sa.ColumnElement[Any] = NOBODY,
    person: sa.ColumnElement[Any] = NOBODY,
) -> sa.Select[Any]:
    """Rows of that table as facts: whose, when, of what kind, about what, and whether it stands."""
    columns = (table.c.id.label("row_id"), unit.label("unit_id"), co.label("co_unit_id"), person.label("person_id"))
    told = (moment.label("moment"), kind.label("kind"), what.label("what"), stands.label("stands"))
    return sa.select(*columns, *told).select_from(table).order_by(table.c.id)


def _overdue(institution: str) -> sa.Select[Any]:
    query = _facts(
        BREACH,
        unit=ITEM.c.lead_unit_id,
        co=ATTRIBUTION.c.unit_id,
        moment=BREACH.c.limit_on,
        kind=BREACH.c.limit_kind,
        what=ITEM.c.code + " " + TEXT.c.title,
        stands=BREACH.c.cleared_at.is_(None),
    )
    joined = query.join(ITEM, ITEM.c.id == BREACH.c.item_id).join(TEXT, TEXT.c.item_id == ITEM.c.id)
    joined = joined.join(ATTRIBUTION, ATTRIBUTION.c.breach_id == BREACH.c.id, isouter=True)
    return joined.where(ITEM.c.institution == institution, BREACH.c.limit_kind != LimitKind.issue)


def _sent_back(institution: str) -> sa.Select[Any]:
    query = _facts(
        FEEDBACK,
        unit=ITEM.c.lead_unit_id,
        moment=FEEDBACK.c.checked_at,
        kind=FEEDBACK.c.kind,
        what=ITEM.c.code + " " + TEXT.c.title,
        stands=sa.true(),
    )
    joined = query.join(ITEM, ITEM.c.id == FEEDBACK.c.item_id).join(TEXT, TEXT.c.item_id == ITEM.c.id)
    return joined.where(ITEM.c.institution == institution, FEEDBACK.c.verdict == Verdict.sent_back)


def _late_report(institution: str) -> sa.Select[Any]:
    query = _facts(
        REPORT,
        unit=REPORT.c.unit_id,
        moment=REPORT.c.late_on,
        kind=REPORT.c.report,
        what=REPORT.c.code + " " + REPORT.c.period,
        stands=REPORT.c.state != ReportState.waived,
    )
    return query.where(REPORT.c.institution == institution, REPORT.c.late_on.is_not(None))


def _talk(institution: str) -> sa.Select[Any]:
    """Its code only: what a talk is about is shown to few."""
    query = _facts(
        INTERVIEW,
        unit=INTERVIEW.c.unit_id,
        person=INTERVIEW.c.person_id,
        moment=INTERVIEW.c.held_at,
        kind=INTERVIEW.c.cause,
        what=INTERVIEW.c.code,
        stands=sa.true(),
    )
    return query.where(INTERVIEW.c.institution == institution, INTERVIEW.c.state.in_(TALKED))


def _finding(institution: str) -> sa.Select[Any]:
    query = _facts(
        FINDING,
        unit=FINDING.c.unit_id,
        moment=INSPECTION.c.concluded_at,
        kind=INSPECTION.c.kind,
        what=FINDING.c.code + " " + FINDING.c.says,
        stands=FINDING.c.state != FindingState.withdrawn,
    ).join(INSPECTION, INSPECTION.c.id == FINDING.c.inspection_id)
    return query.where(FINDING.c.institution == institution, INSPECTION.c.concluded_at.is_not(None))


def _bulletin(institution: str) -> sa.Select[Any]:
    left = sa.exists().where(
        FACT.c.bulletin_id == BULLETIN.c.id, FACT.c.unit_id == INVOLVED.c.unit_id, FACT.c.struck_at.is_(None)
    )
    query = _facts(
        INVOLVED,
        unit=INVOLVED.c.unit_id,
        moment=BULLETIN.c.issued_at,
        kind=BULLETIN.c.kind,
        what=BULLETIN.c.number + " " + BULLETIN.c.title,
        stands=left,
    ).join(BULLETIN, BULLETIN.c.id == INVOLVED.c.bulletin_id)
    issued = (BULLETIN.c.institution == institution, BULLETIN.c.state == BulletinState.issued)
    return query.where(*issued, INVOLVED.c.named)


def _acceptance(institution: str) -> sa.Select[Any]:
    later = ACCEPTANCE.alias("later")
    newer = sa.exists().where(later.c.target_id == ACCEPTANCE.c.target_id, later.c.id > ACCEPTANCE.c.id)
    query = _facts(
        ACCEPTANCE,
        unit=ITEM.c.lead_unit_id,
        moment=ACCEPTANCE.c.accepted_at,
        kind=ACCEPTANCE.c.outcome,
        what=ITEM.c.code + " " + TARGET.c.indicator,
        stands=~newer,
    ).join(TARGET, TARGET.c.id == ACCEPTANCE.c.target_id)
    return query.join(ITEM, ITEM.c.id == TARGET.c.item_id).where(ITEM.c.institution == institution)


QUERIES: Mapping[str, tuple[sa.Table, Callable[[str], sa.Select[Any]]]] = {
    "overdue": (BREACH, _overdue),
    "sent_back": (FEEDBACK, _sent_back),
    "late_report": (REPORT, _late_report),
    "talk": (INTERVIEW, _talk),
    "finding": (FINDING, _finding),
    "bulletin": (INVOLVED, _bulletin),
    "acceptance": (ACCEPTANCE, _acceptance),
}
"""Kind of fact → its table and its query; registers have fields of their own."""


def facts_of_kind(session: Session, institution: str, source: str) -> Sequence[sa.RowMapping]:
    """Every fact of that kind that the ledger holds or ever held, by id."""
    return session.execute(QUERIES[source][1](institution)).mappings().all()


def entries_of_books(session: Session, institution: str, books: Sequence[str]) -> Sequence[sa.RowMapping]:
    """Every entry of these registers, voided ones as well (`stands` tells), by id."""
    stands = (REGISTER_ENTRY.c.state != VOIDED).label("stands")
    query = sa.select(REGISTER_ENTRY, stands).where(REGISTER_ENTRY.c.institution == institution)
    return session.execute(query.where(REGISTER_ENTRY.c.book.in_(books)).order_by(REGISTER_ENTRY.c.id)).mappings().all()


def find_assessment(session: Session, institution: str, year: int) -> sa.RowMapping | None:
    """The assessment of that year, or None."""
    return find_row(session, ASSESSMENT, institution=institution, year=year)


def list_assessments(
    session: Session, institution: str | None = None, *, sight: Sight = EVERYTHING
) -> Sequence[sa.RowMapping]:
    """The assessments of an institution or of all, newest first."""
    query = sa.select(ASSESSMENT).where(*seen_assessments(sight)).order_by(ASSESSMENT.c.year.desc(), ASSESSMENT.c.id)
    query = query if institution is None else query.where(ASSESSMENT.c.institution == institution)
    return session.execute(query).mappings().all()


def entries_of(session: Session, assessment_id: int) -> Sequence[sa.RowMapping]:
    """The entries of an assessment with their unit and person, in their order."""
    names = (UNIT.c.name.label("unit"), PERSON.c.name.label("person"))
    query = (
        sa.select(ENTRY, *names)
        .join_from(ENTRY, UNIT, UNIT.c.id == ENTRY.c.unit_id)
        .join(PERSON, PERSON.c.id == ENTRY.c.person_id, isouter=True)
        .where(ENTRY.c.assessment_id == assessment_id)
    )
    return session.execute(query.order_by(ENTRY.c.place)).mappings().all()


def ranks_of(session: Session, assessment_id: int) -> Sequence[sa.RowMapping]:
    """The ranks of an assessment, best first."""
    query = sa.select(RANK, UNIT.c.name.label("unit")).join_from(RANK, UNIT, UNIT.c.id == RANK.c.unit_id)
    query = query.where(RANK.c.assessment_id == assessment_id)
    return session.execute(query.order_by(RANK.c.rank, RANK.c.unit_id)).mappings().all()


def row_exists(session: Session, table_name: str, row_id: int) -> bool:
    """Whether the ledger holds that row."""
    table = metadata.tables.get(table_name)
    return table is not None and find_row(session, table, id=row_id) is not None


def item_behind(session: Session, event: str) -> int | None:
    """The item of the row that an entry's `event` names, or None."""
    table, row_id = row_of(event)
    row = find_row(session, metadata.tables[table], id=row_id) if table in metadata.tables else None
    if row is not None and table == ACCEPTANCE.name:
        row = find_row(session, TARGET, id=row["target_id"])
    return row.get("item_id") if row is not None else None


def row_of(event: str) -> tuple[str, int]:
    """The table and id that an entry's `event` names: `breach:12@3` is row 12 of breaches. Raises ValueError."""
    table, _, rest = event.partition(":")
    return table, int(rest.partition("@")[0])
