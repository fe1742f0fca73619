"""The reconciler on a ledger of its own: what Prefect left undone is done once, after the grace, and not before."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from deployments.reconciler import BREATH, GRACE, Reconciler, beat_file
from duban.core.clock import RunningClock, SetClock
from duban.services.verify import verify
from duban.store.occurrences import STAGE
from duban.store.sweep import DAY
from duban.store.unit_of_work import reading, unit_of_work
from states.occurrence import StageState
from tests.factories import MONDAY, at, make_ledger

pytestmark = pytest.mark.slow
ONE_MINUTE = timedelta(minutes=1)


@dataclass
class Office:
    """A ledger with a reconciler that started at 08:00."""

    engine: sa.Engine
    clock: SetClock
    reconciler: Reconciler

    def days(self) -> list[str]:
        with reading(self.engine) as session:
            return [str(row.swept_on) for row in session.execute(sa.select(DAY).order_by(DAY.c.swept_on))]

    def begun(self) -> int:
        with reading(self.engine) as session:
            query = sa.select(sa.func.count()).select_from(STAGE).where(STAGE.c.state != StageState.planned)
            return int(session.execute(query).scalar_one())


@pytest.fixture
def office(engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("DUBAN_HOME", str(tmp_path))
    with unit_of_work(engine) as work:
        make_ledger(work.session, on=MONDAY)
        work.commit()
    clock = SetClock(at(MONDAY, 8))
    return Office(engine, clock, Reconciler(engine, clock, clock.now(), beat_file(tmp_path)))


def test_a_sweep_that_nobody_did_is_done_after_the_grace_and_once(office: Office) -> None:
    office.clock.at = at(MONDAY, 8) + timedelta(minutes=30) + GRACE - ONE_MINUTE
    office.reconciler.round()
    assert office.days() == []
    office.clock.at += ONE_MINUTE
    for _ in range(2):
        office.reconciler.round()
        assert office.days() == [str(MONDAY)]
    with reading(office.engine) as session:
        assert verify(session).ok


def test_a_stage_that_is_due_is_left_to_prefect_for_a_while(office: Office) -> None:
    office.reconciler.round()
    assert office.begun() == 0
    office.clock.at = at(MONDAY + timedelta(days=1), 12)
    office.reconciler.round()
    done = office.begun()
    assert done > 0
    office.reconciler.round()
    assert office.begun() == done
    with reading(office.engine) as session:
        assert verify(session).ok


def test_prefect_has_its_time_to_come_up_after_an_outage(office: Office) -> None:
    office.clock.at = at(MONDAY, 12)
    late = Reconciler(office.engine, office.clock, office.clock.now(), office.reconciler.beat)
    late.round()
    assert (office.days(), office.begun()) == ([], 0)
    office.clock.at += GRACE
    late.round()
    assert office.days() == [str(MONDAY)]
    assert office.begun() > 0


def test_each_round_leaves_a_sign_of_life(office: Office) -> None:
    assert not office.reconciler.beat.exists()
    office.reconciler.round()
    assert office.reconciler.beat.read_text().strip() == office.clock.now().isoformat()


def test_rounds_come_each_minute_of_the_clock_and_not_too_fast(office: Office) -> None:
    assert office.reconciler.pause == 60
    began = at(MONDAY)
    six, many = (
        Reconciler(office.engine, RunningClock(began, speed, began), began, office.reconciler.beat)
        for speed in (6, 3600)
    )
    assert (six.pause, many.pause) == (10, BREATH)


def test_prefect_is_not_loaded() -> None:
    code = "import sys, deployments.reconciler; sys.exit('prefect' in sys.modules or 'fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
