"""Which records a unit's people see, kind by kind; the office and its leaders see all of them."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import ACT, HISTORY, OF_ACT
from duban.store.sight import ITEM, ORDER, Sight
from models import (
    Assessment,
    Bulletin,
    BulletinUnit,
    Coordination,
    CoordinationVoice,
    Finding,
    Inspection,
    InspectionUnit,
    Interview,
    Post,
    RegisterEntry,
    ReportDue,
    Unit,
    metadata,
    table_of,
)
from states.assessment import AssessmentState
from states.bulletin import BulletinState
from states.inspection import HIDDEN, InspectionState

ENTRY, REPORT, INSPECTION, VISITED = (table_of(each) for each in (RegisterEntry, ReportDue, Inspection, InspectionUnit))
FINDING, BULLETIN, INVOLVED = (table_of(each) for each in (Finding, Bulletin, BulletinUnit))
COORDINATION, VOICE, INTERVIEW = (table_of(each) for each in (Coordination, CoordinationVoice, Interview))
ASSESSMENT, UNIT, POST = (table_of(each) for each in (Assessment, Unit, Post))
Conditions = list[sa.ColumnElement[bool]]


def seen_entries(sight: Sight) -> Conditions:
    """Entries of registers: those that name one of the units in any field, and those that it entered."""
    if sight.units is None:
        return []
    value = sa.literal(':"') + UNIT.c.name + sa.literal('"')
    named = sa.exists().where(UNIT.c.id.in_(sorted(sight.units)), ENTRY.c.content.contains(value))
    first = (HISTORY.c.table_name == ENTRY.name, HISTORY.c.row_id == ENTRY.c.id, HISTORY.c.before.is_(None))
    entered = sa.select(POST.c.id).join_from(HISTORY, ACT, OF_ACT).join(POST, POST.c.id == ACT.c.post_id)
    return [sa.or_(named, entered.where(*first, POST.c.unit_id.in_(sorted(sight.units))).exists())]


def seen_reports(sight: Sight) -> Conditions:
    """Reports due: the unit's own."""
    return sight.of_unit(REPORT.c.unit_id)


def seen_inspections(sight: Sight) -> Conditions:
    """Inspections that visit one of the units, and that it may know of: an unannounced one only once it concluded."""
    if sight.units is None:
        return []
    visits = sa.exists().where(VISITED.c.inspection_id == INSPECTION.c.id, VISITED.c.unit_id.in_(sorted(sight.units)))
    told = sa.or_(INSPECTION.c.announced, INSPECTION.c.state.not_in(HIDDEN))
    return [visits, told, INSPECTION.c.state != InspectionState.planned]


def seen_findings(sight: Sight) -> Conditions:
    """Findings at the unit itself, of inspections that it may know of."""
    if sight.units is None:
        return []
    known = sa.exists().where(INSPECTION.c.id == FINDING.c.inspection_id, *seen_inspections(sight))
    return [*sight.of_unit(FINDING.c.unit_id), known]


def seen_bulletins(sight: Sight) -> Conditions:
    """Bulletins that were issued to one of the units, and those whose facts it was asked to check."""
    if sight.units is None:
        return []
    read = sa.and_(INVOLVED.c.reads, BULLETIN.c.state == BulletinState.issued)
    asked = sa.and_(INVOLVED.c.named, BULLETIN.c.state.not_in((BulletinState.drafted, BulletinState.withdrawn)))
    mine = (INVOLVED.c.bulletin_id == BULLETIN.c.id, INVOLVED.c.unit_id.in_(sorted(sight.units)))
    return [sa.exists().where(*mine, sa.or_(read, asked))]


def seen_assessments(sight: Sight) -> Conditions:
    """Years of the assessment: for units from their publication on."""
    return [] if sight.units is None else [ASSESSMENT.c.state != AssessmentState.open]


def seen_coordinations(sight: Sight) -> Conditions:
    """Problems that one of the units raised, or is consulted on."""
    if sight.units is None:
        return []
    mine = (VOICE.c.coordination_id == COORDINATION.c.id, VOICE.c.unit_id.in_(sorted(sight.units)))
    return [sa.or_(*sight.of_unit(COORDINATION.c.unit_id), sa.exists().where(*mine))]


def seen_interviews(sight: Sight) -> Conditions:
    """Interviews with the unit; what they are about only the few posts of the pack read."""
    return sight.of_unit(INTERVIEW.c.unit_id)


SEEN: Mapping[str, Callable[[Sight], Conditions]] = {
    ENTRY.name: seen_entries,
    REPORT.name: seen_reports,
    INSPECTION.name: seen_inspections,
    FINDING.name: seen_findings,
    BULLETIN.name: seen_bulletins,
    ASSESSMENT.name: seen_assessments,
    COORDINATION.name: seen_coordinations,
    INTERVIEW.name: seen_interviews,
}


def sees_record(session: Session, table: sa.Table, institution: str, code: str, sight: Sight) -> bool:
    """Whether the record with that code is there and may be seen."""
    query = sa.select(table.c.id).where(table.c.institution == institution, table.c.code == code)
    return _found(session, query.where(*SEEN[table.name](sight)))


def sees_year(session: Session, institution: str, year: int, sight: Sight) -> bool:
    """Whether that year was assessed and may be seen."""
    query = sa.select(ASSESSMENT.c.id).where(ASSESSMENT.c.institution == institution, ASSESSMENT.c.year == year)
    return _found(session, query.where(*seen_assessments(sight)))


def sees_attachment(session: Session, row: sa.RowMapping, sight: Sight) -> bool:
    """Whether what the file belongs to may be seen. A file on something of several units is of whoever added it."""
    if sight.units is None:
        return True
    if row["item_id"]:
        return _found(session, sa.select(ITEM.c.id).where(ITEM.c.id == row["item_id"], *sight.of_item()))
    if row["order_id"]:
        mine = sight.of_unit(ORDER.c.unit_id)
        return _found(session, sa.select(ORDER.c.id).where(ORDER.c.id == row["order_id"], *mine))
    record = metadata.tables.get(row["record_table"] or "")
    if record is None:
        return False
    if not (record is ENTRY or "unit_id" in record.c):
        return _added_by(session, row, sight)
    seen = SEEN[record.name](sight) if record.name in SEEN else sight.of_unit(record.c.unit_id)
    return _found(session, sa.select(record.c.id).where(record.c.id == row["record_id"], *seen))


def _added_by(session: Session, row: sa.RowMapping, sight: Sight) -> bool:
    """Whether one of the reader's units put the file on record; the office and the other units' are not theirs."""
    mine = (ACT.c.institution == row["institution"], ACT.c.seq == row["act_seq"])
    added = sa.select(ACT.c.seq).join_from(ACT, POST, POST.c.id == ACT.c.post_id)
    return _found(session, added.where(*mine, POST.c.unit_id.in_(sorted(sight.units or ()))))


def _found(session: Session, query: sa.Select[Any]) -> bool:
    return session.execute(query).first() is not None
