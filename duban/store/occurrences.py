"""Queries about occurrences of cycles and their stages, and the leases under which stages are done."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import ACT, HISTORY, OF_ACT
from duban.store.prepared import among, bound, bound_ids, is_one, row_like, run
from duban.store.rows import add_rows, set_values
from models import (
    Attendance,
    Briefing,
    CycleVersion,
    CycleWatch,
    Decision,
    Item,
    ItemText,
    Occurrence,
    OccurrenceStage,
    StageLease,
    Unit,
    table_of,
)
from models.types import UTCDateTime
from states.item import OVER, UNISSUED
from states.occurrence import (
    ENDED_OCCURRENCES,
    OCCURRENCE_EVENT_LABELS,
    UNBEGUN,
    UNDER_WAY,
    OccurrenceEvent,
    OccurrenceState,
    StageState,
)

OCCURRENCE, STAGE, LEASE = table_of(Occurrence), table_of(OccurrenceStage), table_of(StageLease)
VERSION, WATCH = table_of(CycleVersion), table_of(CycleWatch)
ATTENDANCE, DECISION, BRIEFING = table_of(Attendance), table_of(Decision), table_of(Briefing)
UNIT, ITEM, TEXT = table_of(Unit), table_of(Item), table_of(ItemText)
RINGS = (OccurrenceState.planned, *UNDER_WAY)
"""Where an occurrence's stages fall due."""
RUNS_NOT = (*UNISSUED, *OVER)
"""Where an item is no matter for a meeting: not given out yet, or over."""


def list_versions(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """The cycle versions that are in force."""
    mine = (VERSION.c.institution == institution, VERSION.c.until_on.is_(None))
    return session.execute(sa.select(VERSION).where(*mine).order_by(VERSION.c.id)).mappings().all()


def list_unbegun(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """Occurrences whose days may still move, locked, in the order of their days."""
    movable = (*UNBEGUN, OccurrenceState.not_held)
    query = sa.select(OCCURRENCE).where(OCCURRENCE.c.institution == institution, OCCURRENCE.c.state.in_(movable))
    return session.execute(query.order_by(OCCURRENCE.c.id).with_for_update()).mappings().all()


def known_periods(session: Session, institution: str) -> set[tuple[str, str]]:
    """Every (cycle, period) on record."""
    query = sa.select(OCCURRENCE.c.cycle, OCCURRENCE.c.period).where(OCCURRENCE.c.institution == institution)
    return {(cycle, period) for cycle, period in session.execute(query)}


def overdue_unbegun(session: Session, institution: str, today: date) -> Sequence[sa.RowMapping]:
    """Planned occurrences whose day is over and of which no stage was begun, locked, oldest first."""
    return session.execute(_overdue_unbegun(), {"institution": institution, "today": today}).mappings().all()


@cache
def _overdue_unbegun() -> sa.Select[Any]:
    begun = sa.exists().where(STAGE.c.occurrence_id == OCCURRENCE.c.id, STAGE.c.state != StageState.planned)
    over = OCCURRENCE.c.meeting_on < sa.bindparam("today", type_=sa.Date())
    query = sa.select(OCCURRENCE).where(*_not_taken_up(), over, ~begun)
    return query.order_by(OCCURRENCE.c.meeting_on, OCCURRENCE.c.id).with_for_update()


def _not_taken_up() -> tuple[sa.ColumnElement[bool], ...]:
    """Occurrences of an institution that nobody began by hand or by day."""
    planned = OCCURRENCE.c.state == OccurrenceState.planned
    return OCCURRENCE.c.institution == sa.bindparam("institution"), planned, OCCURRENCE.c.taken_up.is_(False)


def provisional_at(session: Session, institution: str, now: datetime) -> Sequence[sa.RowMapping]:
    """Planned occurrences on a provisional day of which a stage is due, by id, locked."""
    return session.execute(_provisional_at(), {"institution": institution, "now": now}).mappings().all()


@cache
def _provisional_at() -> sa.Select[Any]:
    now = sa.bindparam("now", type_=UTCDateTime())
    due = sa.exists().where(STAGE.c.occurrence_id == OCCURRENCE.c.id, STAGE.c.due_at <= now)
    query = sa.select(OCCURRENCE).where(*_not_taken_up(), OCCURRENCE.c.provisional, due)
    return query.order_by(OCCURRENCE.c.id).with_for_update()


def list_in(session: Session, institution: str, states: Sequence[OccurrenceState]) -> Sequence[sa.RowMapping]:
    """The occurrences in these states, oldest first."""
    return session.execute(_list_in(), {"institution": institution, "states": list(states)}).mappings().all()


@cache
def _list_in() -> sa.Select[Any]:
    here = OCCURRENCE.c.state.in_(sa.bindparam("states", expanding=True))
    query = sa.select(OCCURRENCE).where(OCCURRENCE.c.institution == sa.bindparam("institution"), here)
    return query.order_by(OCCURRENCE.c.meeting_on, OCCURRENCE.c.id)


def list_chosen(
    session: Session,
    institution: str,
    cycle: str | None,
    between: tuple[date | None, date | None],
    states: Sequence[OccurrenceState],
) -> Sequence[sa.RowMapping]:
    """Occurrences by day: of one cycle or all, with their day between these, in one of these states or in any."""
    wanted: list[sa.ColumnElement[bool]] = [OCCURRENCE.c.institution == institution]
    first, last = between
    if cycle:
        wanted.append(OCCURRENCE.c.cycle == cycle)
    if first:
        wanted.append(OCCURRENCE.c.meeting_on >= first)
    if last:
        wanted.append(OCCURRENCE.c.meeting_on <= last)
    if states:
        wanted.append(OCCURRENCE.c.state.in_(states))
    query = sa.select(OCCURRENCE).where(*wanted)
    return session.execute(query.order_by(OCCURRENCE.c.meeting_on, OCCURRENCE.c.id)).mappings().all()


def finished(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """Occurrences under way of which no stage is left to do."""
    return session.execute(_finished(), {"institution": institution}).mappings().all()


@cache
def _finished() -> sa.Select[Any]:
    left = sa.exists().where(
        STAGE.c.occurrence_id == OCCURRENCE.c.id, STAGE.c.state.in_((StageState.planned, StageState.awaiting))
    )
    mine = (OCCURRENCE.c.institution == sa.bindparam("institution"), OCCURRENCE.c.state.in_(UNDER_WAY))
    return sa.select(OCCURRENCE).where(*mine, ~left).order_by(OCCURRENCE.c.id)


def due_stages(session: Session, institution: str, now: datetime, most: int) -> Sequence[sa.RowMapping]:
    """Stages whose time has come and on which nobody works, one of an occurrence at a time, the oldest first."""
    return session.execute(_due_stages(), {"institution": institution, "now": now, "most": most}).mappings().all()


@cache
def _due_stages() -> sa.Select[Any]:
    now = sa.bindparam("now", type_=UTCDateTime())
    earlier = STAGE.alias("earlier")
    first = ~sa.exists().where(
        earlier.c.occurrence_id == STAGE.c.occurrence_id,
        earlier.c.place < STAGE.c.place,
        earlier.c.state == StageState.planned,
    )
    query = (
        sa.select(STAGE, OCCURRENCE.c.code, OCCURRENCE.c.cycle, OCCURRENCE.c.period)
        .join_from(STAGE, OCCURRENCE, OCCURRENCE.c.id == STAGE.c.occurrence_id)
        .join(LEASE, LEASE.c.stage_id == STAGE.c.id, isouter=True)
        .where(
            OCCURRENCE.c.institution == sa.bindparam("institution"),
            OCCURRENCE.c.state.in_(RINGS),
            STAGE.c.state == StageState.planned,
            STAGE.c.due_at <= now,
            first,
            sa.or_(LEASE.c.until_at.is_(None), LEASE.c.until_at <= now),
            sa.or_(LEASE.c.retry_at.is_(None), LEASE.c.retry_at <= now),
        )
    )
    return query.order_by(STAGE.c.due_at, OCCURRENCE.c.id, STAGE.c.place).limit(sa.bindparam("most"))


def find_stage(session: Session, stage_id: int) -> sa.RowMapping:
    """One stage with the name of its occurrence."""
    return session.execute(_stage_named(), {"id": stage_id}).mappings().one()


@cache
def _stage_named() -> sa.Select[Any]:
    names = (OCCURRENCE.c.code, OCCURRENCE.c.cycle, OCCURRENCE.c.period, OCCURRENCE.c.institution)
    query = sa.select(STAGE, *names).join_from(STAGE, OCCURRENCE, OCCURRENCE.c.id == STAGE.c.occurrence_id)
    return query.where(STAGE.c.id == sa.bindparam("id"))


def stages_of(session: Session, occurrence_ids: Sequence[int]) -> Sequence[sa.RowMapping]:
    """The stages of these occurrences, with the trouble that the last try met, in their order."""
    query = _stages_of(one=is_one(occurrence_ids))
    return session.execute(query, {"ids": bound_ids(occurrence_ids)}).mappings().all()


@cache
def _stages_of(*, one: bool) -> sa.Select[Any]:
    return (
        sa.select(STAGE, LEASE.c.failures, LEASE.c.fault, LEASE.c.until_at)
        .join(LEASE, LEASE.c.stage_id == STAGE.c.id, isouter=True)
        .where(among(STAGE.c.occurrence_id, one=one))
        .order_by(STAGE.c.occurrence_id, STAGE.c.place)
    )


def coming_stages(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """Every stage that is still to come or to be done, with its occurrence, earliest first."""
    names = ("code", "cycle", "period", "pack_version_id", "provisional", "meeting_on")
    standing = OCCURRENCE.c.state.label("occurrence_state")
    query = (
        sa.select(STAGE, *(OCCURRENCE.c[name] for name in names), standing, LEASE.c.failures, LEASE.c.fault)
        .join_from(STAGE, OCCURRENCE, OCCURRENCE.c.id == STAGE.c.occurrence_id)
        .join(LEASE, LEASE.c.stage_id == STAGE.c.id, isouter=True)
        .where(
            OCCURRENCE.c.institution == institution,
            OCCURRENCE.c.state.not_in(ENDED_OCCURRENCES),
            STAGE.c.state.in_((StageState.planned, StageState.awaiting)),
        )
    )
    return session.execute(query.order_by(STAGE.c.due_at, STAGE.c.id)).mappings().all()


def why_moved(session: Session, institution: str, cycle: str, period: str) -> str | None:
    """The reason of the last act that gave an occurrence or its stages another day; None where it gave none."""
    moves = (OccurrenceEvent.redate, OccurrenceEvent.fix, OccurrenceEvent.restore, OccurrenceEvent.convene)
    named = (OCCURRENCE.c.institution == institution, OCCURRENCE.c.cycle == cycle, OCCURRENCE.c.period == period)
    query = (
        sa.select(ACT.c.event, ACT.c.reason)
        .join_from(HISTORY, ACT, OF_ACT)
        .join(OCCURRENCE, sa.and_(HISTORY.c.table_name == OCCURRENCE.name, HISTORY.c.row_id == OCCURRENCE.c.id))
        .where(*named, ACT.c.event.in_(moves))
    )
    found = session.execute(query.order_by(HISTORY.c.id.desc()).limit(1)).one_or_none()
    if found is None:
        return None
    return f"{OCCURRENCE_EVENT_LABELS[found.event]}" + (f"，{found.reason}" if found.reason else "")


def take_lease(session: Session, stage_id: int, worker: str, *, now: datetime, until: datetime) -> int | None:
    """The fence of a new claim, or None where somebody works on the stage. Locks the stage's row."""
    found = row_like(session, STAGE, {"id": stage_id}, lock=True)
    if found is None or found["state"] is not StageState.planned:
        return None
    lease = row_like(session, LEASE, {"stage_id": stage_id})
    if lease is None:
        first = {"stage_id": stage_id, "fence": 1, "worker": worker, "until_at": until, "failures": 0}
        add_rows(session, LEASE, [first])
        return 1
    if lease["until_at"] is not None and lease["until_at"] > now:
        return None
    sets = {"fence": lease["fence"] + 1, "worker": worker, "until_at": until}
    set_values(session, LEASE, [lease["id"]], sets)
    return int(lease["fence"]) + 1


def end_lease(session: Session, stage_id: int, fence: int, now: datetime, **sets: Any) -> bool:
    """Ends the claim with that fence unless it ran out or another took the stage; says whether it was still held."""
    held = {"of_stage": stage_id, "of_fence": fence, "now": now}
    values = {f"new_{name}": value for name, value in sets.items()}
    return run(session, _end_lease(tuple(sets)), {**held, **values}) == 1


@cache
def _end_lease(names: tuple[str, ...]) -> sa.Update:
    held = (
        LEASE.c.stage_id == sa.bindparam("of_stage"),
        LEASE.c.fence == sa.bindparam("of_fence"),
        LEASE.c.until_at > sa.bindparam("now", type_=UTCDateTime()),
    )
    return sa.update(LEASE).where(*held).values(until_at=None, **bound(LEASE, names))


def failures_of(session: Session, stage_id: int) -> int:
    """How often the stage failed in a row."""
    return session.execute(sa.select(LEASE.c.failures).where(LEASE.c.stage_id == stage_id)).scalar_one_or_none() or 0


def attendance_of(session: Session, occurrence_id: int) -> Sequence[sa.RowMapping]:
    """The units that were asked, with their names, by id."""
    return session.execute(_attendance_of(), {"occurrence_id": occurrence_id}).mappings().all()


@cache
def _attendance_of() -> sa.Select[Any]:
    query = sa.select(ATTENDANCE, UNIT.c.name.label("unit")).join(UNIT, UNIT.c.id == ATTENDANCE.c.unit_id)
    return query.where(ATTENDANCE.c.occurrence_id == sa.bindparam("occurrence_id")).order_by(ATTENDANCE.c.id)


def decisions_of(session: Session, occurrence_id: int) -> Sequence[sa.RowMapping]:
    """The items that the meeting decided, with title and unit, by code."""
    query = (
        sa.select(ITEM, TEXT.c.title, UNIT.c.name.label("unit"))
        .join_from(DECISION, ITEM, ITEM.c.id == DECISION.c.item_id)
        .join(TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(DECISION.c.occurrence_id == occurrence_id)
    )
    return session.execute(query.order_by(ITEM.c.code)).mappings().all()


def last_held(session: Session, institution: str, cycle: str, before: date) -> sa.RowMapping | None:
    """The occurrence of the cycle that was held last before that day."""
    held = (
        OCCURRENCE.c.institution == institution,
        OCCURRENCE.c.cycle == cycle,
        OCCURRENCE.c.held_on.is_not(None),
        OCCURRENCE.c.meeting_on < before,
    )
    query = sa.select(OCCURRENCE).where(*held).order_by(OCCURRENCE.c.meeting_on.desc()).limit(1)
    return session.execute(query).mappings().one_or_none()


def briefings_of(session: Session, occurrence_id: int) -> Sequence[sa.RowMapping]:
    """What was put before the chair, newest first."""
    query = sa.select(BRIEFING).where(BRIEFING.c.occurrence_id == occurrence_id)
    return session.execute(query.order_by(BRIEFING.c.edition.desc())).mappings().all()


def lead_units_of(session: Session, institution: str, item_types: Sequence[str]) -> list[int]:
    """The lead units of items of these types that run, by id."""
    mine = (ITEM.c.institution == institution, ITEM.c.item_type.in_(item_types), ITEM.c.state.not_in(RUNS_NOT))
    query = sa.select(ITEM.c.lead_unit_id).where(*mine)
    return list(session.execute(query.distinct().order_by(ITEM.c.lead_unit_id)).scalars())


def items_covered(session: Session, institution: str, item_types: Sequence[str]) -> Sequence[sa.RowMapping]:
    """The running items of these types (of all where none is named), with title and unit, by code."""
    query = (
        sa.select(ITEM, TEXT.c.title, TEXT.c.secrecy, UNIT.c.name.label("unit"))
        .join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.state.not_in(RUNS_NOT))
    )
    query = query.where(ITEM.c.item_type.in_(item_types)) if item_types else query
    return session.execute(query.order_by(ITEM.c.code)).mappings().all()


def all_occurrences(session: Session) -> Sequence[sa.RowMapping]:
    """Every occurrence on record, by id."""
    return session.execute(sa.select(OCCURRENCE).order_by(OCCURRENCE.c.id)).mappings().all()


def all_stages(session: Session) -> Sequence[sa.RowMapping]:
    """Every stage on record, by id."""
    return session.execute(sa.select(STAGE).order_by(STAGE.c.id)).mappings().all()


def all_watches(session: Session) -> Sequence[sa.RowMapping]:
    """The watermark of every institution."""
    return session.execute(sa.select(WATCH).order_by(WATCH.c.id)).mappings().all()


def wrong_fences(session: Session) -> Sequence[sa.RowMapping]:
    """Stages that were done under another claim than the last one."""
    joined = sa.select(STAGE).join(LEASE, LEASE.c.stage_id == STAGE.c.id, isouter=True)
    wrong = STAGE.c.fence.is_not(None) & sa.func.coalesce(LEASE.c.fence != STAGE.c.fence, sa.true())
    return session.execute(joined.where(wrong).order_by(STAGE.c.id)).mappings().all()
