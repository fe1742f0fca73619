"""The daily sweep: every item that something makes climb goes to the rung that calls for it, in one act over the set.

Where people approve the rung's paper, it is drafted and the items wait for it; else it is numbered and served now.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from duban.core.clock import instant_at, local_date
from duban.core.errors import SweepBackwards
from duban.core.workdays import ONE_DAY, Day, WorkCalendar
from duban.services.acts import ActDraft, Actor, OpenAct, open_act, record_new, seal
from duban.services.breaches import record_overdue
from duban.services.climb import Climb, climb_sets
from duban.services.institution import RunningInstitution
from duban.services.ladders import Clock
from duban.services.sweep_climbs import due_climbs
from duban.services.sweep_papers import draft_papers, papers_for, record_papers, swept_papers
from duban.services.sweep_report import LINES, EdgeCount, SweepLine, SweepOutcome, SweepReport
from duban.services.transition import move_set, record_moved
from duban.store import sweep as store
from duban.store.evidence import find_act
from duban.store.rows import add_rows
from models import DayOutcome
from states.item import ItemEvent, LimitKind, state_at
from states.labels import state_label


def sweep(session: Session, running: RunningInstitution, *, on: date, now: datetime, actor: Actor) -> SweepReport:
    """Sweeps one institution for the day `on`, in the caller's transaction (roll back for a dry run).

    A day off is recorded and nothing climbs; a day that was swept is left alone; days that were missed are recorded
    as merged into this one. Raises SweepBackwards for a day before the last swept one.
    """
    institution, calendar = running.pack.code, running.calendar
    last_on = store.last_swept(session, institution)
    if last_on and on < last_on:
        raise SweepBackwards(on, last_on)
    today = calendar.day(on)
    outcome = DayOutcome.done if today.is_workday else DayOutcome.day_off
    claimed = store.claim_day(session, institution, on, outcome, provisional=today.provisional)
    if claimed is None:
        return _already(session, institution, on)
    due = due_climbs(session, running, on, day_off=not today.is_workday)
    sets = climb_sets(calendar, at_once=any(way.at_once for way in due.ways))
    counts = move_set(session, [way.move for way in due.ways], sets)
    draft = _draft(institution, on, now, actor)
    changes = draft_papers(session, papers_for(due.ways, counts, due.packs), on, draft.true_at)
    act = open_act(session, draft)
    record_moved(session, act, missed=any(counts))
    if any(counts):
        record_papers(session, act, changes, on)
    overdue = record_overdue(session, act, on, due.watched)
    merged = _record_days(session, act, claimed, _missed_days(calendar, last_on, on), calendar.roll_forward(on))
    sealed = seal(session, act)
    drafted, papers = swept_papers(session, institution, on) if any(counts) else (0, ())
    return SweepReport(
        institution=institution,
        on=on,
        outcome=SweepOutcome(outcome),
        provisional=today.provisional,
        edges=tuple(_counted(way, count) for way, count in zip(due.ways, counts, strict=True) if count),
        merged_days=merged,
        lines=tuple(_lines(session, due.ways)) if any(counts) else (),
        unissued=overdue[LimitKind.issue],
        drafted=drafted,
        papers=papers,
        act_seq=sealed.seq,
        act_hash=sealed.hash,
    )


def _key(on: date) -> str:
    return f"sweep:{on.isoformat()}"


def _already(session: Session, institution: str, on: date) -> SweepReport:
    act = find_act(session, institution, _key(on))
    seq, sealed = (act["seq"], act["hash"]) if act else (None, None)
    return SweepReport(institution, on, SweepOutcome.already, act_seq=seq, act_hash=sealed)


def _draft(institution: str, on: date, now: datetime, actor: Actor) -> ActDraft:
    true_at = now if local_date(now) == on else instant_at(on, time())
    return ActDraft(institution, "sweep", actor, true_at, now, event=ItemEvent.climb, key=_key(on), request={"on": on})


def _missed_days(calendar: WorkCalendar, last_on: date | None, on: date) -> Sequence[Day]:
    """The days between the last swept one and today."""
    return list(calendar.between(last_on + ONE_DAY, on - ONE_DAY)) if last_on else []


def _record_days(session: Session, act: OpenAct, claimed: int, missed: Sequence[Day], into: date) -> tuple[date, ...]:
    """Puts the missed days on record; the work of a working day was done `into` this one."""
    store.settle_day(session, claimed, act.seq)
    days = [
        {
            "institution": act.institution,
            "swept_on": day.on,
            "outcome": DayOutcome.merged if day.is_workday else DayOutcome.day_off,
            "act_seq": act.seq,
            "merged_into": into if day.is_workday else None,
            "provisional": day.provisional or None,
        }
        for day in missed
    ]
    record_new(session, act, store.DAY, [claimed, *add_rows(session, store.DAY, days)])
    return tuple(day.on for day in missed if day.is_workday)


def _ends(way: Climb) -> tuple[str, str]:
    """Where a climb leaves from and comes to, as people see it."""
    comes = state_label(*state_at(way.move.edge.target)) if way.at_once else f"待{way.rung.rung}"
    return state_label(*state_at(way.move.edge.source)), comes


def _counted(way: Climb, count: int) -> EdgeCount:
    clock, rung = way.move.clock or Clock(), way.rung
    return EdgeCount(*_ends(way), rung.clause, rung.assumed, count, clock.due_on, clock.provisional, way.at_once)


def _lines(session: Session, ways: Sequence[Climb]) -> list[SweepLine]:
    ends = [_ends(way) for way in ways]
    return [
        SweepLine(
            code=row["code"],
            title=row["title"],
            unit=row["unit"],
            source=ends[row["edge"]][0],
            target=ends[row["edge"]][1],
            limit_on=row["limit_on"],
            next_due_on=(ways[row["edge"]].move.clock or Clock()).due_on,
            clause=ways[row["edge"]].rung.clause,
        )
        for row in store.staged_lines(session, LINES)
    ]
