"""Schedulers on a virtual clock, killed and frozen: every period once, and a lost claim writes nothing."""

import os
import signal
from datetime import date, timedelta
from typing import NoReturn

import pytest
import sqlalchemy as sa

from duban.core.clock import SetClock
from duban.core.errors import ClaimLost
from duban.services.institution import running_institution
from duban.services.occurrence_stages import LEASE_FOR, Claim, claim_stage, due_stages
from duban.services.occurrences import reconcile
from duban.store.evidence import HISTORY
from duban.store.unit_of_work import reading, unit_of_work
from flows.ringing import Ringer
from tests.crash.killing import KILLED
from tests.crash.ringing import Trial, faults_after, live, policies
from tests.factories import ACTOR, at, make_ledger

pytestmark = pytest.mark.slow
SAMPLE = Trial(seed=7, start=date(2026, 1, 5), days=3, outages=(timedelta(days=7), timedelta(days=120)), most=3)
WHOLE = Trial(seed=11, start=date(2025, 1, 1), days=14)
LOST = 7
"""How a thawed process ends that found its claim lost."""


def test_no_period_is_lost_or_doubled_by_schedulers_that_are_killed(engine: sa.Engine) -> None:
    lived = live(engine, SAMPLE)
    assert faults_after(engine, SAMPLE, lived) == []
    assert lived.ends[KILLED] > 0
    assert "merged" in policies(engine)["每周工作例会"]
    assert "missed" in policies(engine)["县政府常务会议"]


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(3))
def test_three_hundred_periods_and_an_outage_of_thirteen_months(engine: sa.Engine, seed: int) -> None:
    trial = Trial(seed=seed, start=WHOLE.start, days=WHOLE.days)
    lived = live(engine, trial)
    assert faults_after(engine, trial, lived) == []


def test_a_process_frozen_beyond_its_lease_writes_nothing_when_it_thaws(engine: sa.Engine) -> None:
    clock = SetClock(at(date(2026, 9, 21)))
    with unit_of_work(engine) as work:
        make_ledger(work.session, on=date(2026, 9, 1))
        running = running_institution(work.session, "county")
        reconcile(work.session, running, now=clock.now(), actor=ACTOR)
        work.commit()
        first = due_stages(work.session, "county", clock.now())[0]["id"]
        claim = claim_stage(work.session, first, "frozen", now=clock.now())
        work.commit()
    assert claim
    engine.dispose()
    child = os.fork() or _freeze_and_write(engine, claim, clock)
    os.waitpid(child, os.WUNTRACED)
    later = Ringer(engine, "county", SetClock(clock.now() + LEASE_FOR), "other")
    done = later.do_stage(first)
    assert done
    before = _rows(engine)
    os.kill(child, signal.SIGCONT)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == LOST
    assert _rows(engine) == before


def _freeze_and_write(engine: sa.Engine, claim: Claim, clock: SetClock) -> NoReturn:
    """Stops itself; goes on, when somebody lets it, with the time as it knew it."""
    try:
        os.kill(os.getpid(), signal.SIGSTOP)
        Ringer(engine, "county", clock, "frozen").do_claimed(claim)
    except ClaimLost:
        os._exit(LOST)
    finally:
        os._exit(1)


def _rows(engine: sa.Engine) -> int:
    with reading(engine) as session:
        count: int = session.execute(sa.select(sa.func.count()).select_from(HISTORY)).scalar_one()
        return count
