"""Several schedulers at once on a virtual clock, killed at random points, with outages: what is left of the periods."""

import json
import os
import random
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SetClock, local_date
from duban.services.calendar import ledger_calendar
from duban.services.institution import running_institution
from duban.services.occurrence_plan import days_of_periods
from duban.services.verify import verify
from duban.store.evidence import HISTORY
from duban.store.occurrences import OCCURRENCE, STAGE
from duban.store.unit_of_work import reading, unit_of_work
from flows.ringing import Ringer
from states.occurrence import BY_SYSTEM, OccurrenceState, StageState
from tests.crash.killing import KILLED, Reaper
from tests.factories import at, make_ledger

POINTS = 400
"""A doomed scheduler is killed at one of so many first points of its round: statements and commits."""


@dataclass(frozen=True)
class Trial:
    """So many days from the start, by steps of so many hours; then the outages, each with a day after it."""

    seed: int
    start: date
    days: int
    hours: int = 8
    outages: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(days=7), timedelta(days=395))
    most: int = 5
    """As many schedulers at once, at most."""
    doomed: float = 0.4
    """The share of them that is killed in its round."""


@dataclass
class Lived:
    """What happened to the schedulers."""

    ends: Counter[int] = field(default_factory=Counter)
    ended_at: datetime | None = None


def instants(trial: Trial) -> Iterator[tuple[datetime, bool]]:
    """The moments at which schedulers run, and whether all of them live through it: the last one after each outage."""
    now = at(trial.start, 8)
    for _ in range(trial.days * 24 // trial.hours):
        yield now, False
        now += timedelta(hours=trial.hours)
    for outage in trial.outages:
        now += outage
        for step in range(4):
            yield now, step == 3
            now += timedelta(hours=trial.hours)


def live(engine: sa.Engine, trial: Trial) -> Lived:
    """Runs the trial on an empty migrated ledger."""
    rng = random.Random(trial.seed)  # noqa: S311 - a test's own dice
    with unit_of_work(engine) as work:
        make_ledger(work.session, on=trial.start)
        work.commit()
    lived = Lived()
    for now, safe in instants(trial):
        engine.dispose()
        doom = [not safe and rng.random() < trial.doomed for _ in range(rng.randint(1, trial.most))]
        crew = [_scheduler(engine, now, rng.randrange(POINTS) if doomed else None) for doomed in doom]
        lived.ends.update(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in crew)
        lived.ended_at = now
    return lived


def _scheduler(engine: sa.Engine, now: datetime, dies_at: int | None) -> int:
    return os.fork() or _ring(engine, now, dies_at)


def _ring(engine: sa.Engine, now: datetime, dies_at: int | None) -> NoReturn:
    """The whole life of a scheduler: one round, unless it is killed in the middle."""
    try:
        Reaper(engine, dies_at)
        rung = Ringer(engine, "county", SetClock(now), str(os.getpid())).ring()
        os._exit(2 if rung.failed else 0)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(1)


def faults_after(engine: sa.Engine, trial: Trial, lived: Lived) -> list[str]:
    """What is wrong with the periods: missing, doubled, not marked late, or against their cycle's policy."""
    assert lived.ended_at
    today = local_date(lived.ended_at)
    with reading(engine) as session:
        running = running_institution(session, "county")
        assert running.calendar.version == ledger_calendar(session).version
        due = {
            key
            for key, days in days_of_periods(running, trial.start.year, today.year).items()
            if days.meeting.on and trial.start <= days.meeting.on <= today
        }
        rows = session.execute(sa.select(OCCURRENCE)).mappings().all()
        stages = session.execute(sa.select(STAGE)).mappings().all()
        done = _times_done(session)
        ok = verify(session).ok
    return [
        *(f"not on record: {key}" for key in due - {(row["cycle"], row["period"]) for row in rows}),
        *(f"passed over: {row['code']}" for row in rows if _passed_over(row, today)),
        *(f"done {done[stage['id']]} times: stage {stage['id']}" for stage in stages if not _once(stage, done)),
        *(f"late unmarked: stage {stage['id']}" for stage in stages if not _late_told(stage)),
        *([] if ok else ["verify"]),
        *(f"ended otherwise: {lived.ends}" for _ in [0] if set(lived.ends) - {0, KILLED}),
    ]


def _times_done(session: Session) -> Counter[int]:
    query = sa.select(HISTORY.c.row_id, HISTORY.c.before, HISTORY.c.after).where(HISTORY.c.table_name == STAGE.name)
    counts: Counter[int] = Counter()
    for row_id, before, after in session.execute(query):
        left = json.loads(before)["state"] if before else None
        came = json.loads(after)["state"]
        counts[row_id] += left == StageState.planned and came in (StageState.done, StageState.awaiting)
    return counts


def _once(stage: sa.RowMapping, done: Counter[int]) -> bool:
    wanted = 1 if stage["state"] in (StageState.done, StageState.awaiting) else 0
    return done[stage["id"]] == wanted


def _late_told(stage: sa.RowMapping) -> bool:
    if stage["state"] is not StageState.done or stage["stage"] not in BY_SYSTEM:
        return True
    came_late: bool = local_date(stage["done_at"]) > stage["due_on"]
    return bool(stage["late"]) == came_late


def _passed_over(row: sa.RowMapping, today: date) -> bool:
    """Its day is over and nothing became of it, not even that it waits for somebody."""
    return row["state"] is OccurrenceState.planned and row["meeting_on"] is not None and row["meeting_on"] < today


def policies(engine: sa.Engine) -> dict[str, list[str]]:
    """Cycle → the states in which its periods ended up."""
    with reading(engine) as session:
        query = sa.select(OCCURRENCE.c.cycle, OCCURRENCE.c.state).distinct().order_by(OCCURRENCE.c.cycle)
        found: dict[str, list[str]] = {}
        for cycle, state in session.execute(query):
            found.setdefault(cycle, []).append(state)
    return found
