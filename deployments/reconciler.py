"""The process that keeps the ledger whole without Prefect: each start and each minute it does what nobody else did."""

import logging
import os
import select
import signal
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from duban.core.clock import Clock, instant_at, speed_of
from duban.core.settings import Settings
from duban.services.acts import this_account
from duban.services.alert_watch import watch_all
from duban.services.clock import lasting_clock
from duban.services.institution import running_institution
from duban.store.calendar import list_newest_packs
from duban.store.opening import open_ledger
from duban.store.sweep import last_swept
from duban.store.unit_of_work import reading, unit_of_work
from flows.ringing import Ringer
from flows.sweeping import sweep_day, write_anchor

EVERY = timedelta(minutes=1)
BREATH = 5.0
"""Real seconds between two rounds at least, however fast the clock runs."""
GRACE = timedelta(minutes=10)
"""How long after its time a sweep or a stage is left to Prefect, and how long Prefect has to come up."""
WORKER = "对账进程"
FAILED_ROUNDS = 5
"""After so many in a row the process ends, to be started anew."""

logger = logging.getLogger("duban.reconciler")


@dataclass(frozen=True)
class Reconciler:
    """One ledger, the clock that it runs by, since when, and the file that shows that it is alive."""

    ledger: sa.Engine
    clock: Clock
    since: datetime
    beat: Path

    @property
    def pause(self) -> float:
        """Real seconds between two rounds."""
        return max(EVERY.total_seconds() / (speed_of(self.clock) or 1), BREATH)

    def round(self) -> None:
        """Puts every institution right, then leaves a sign of life. A fault in one keeps no other waiting."""
        with reading(self.ledger) as session:
            institutions = [row["institution"] for row in list_newest_packs(session)]
        for institution in institutions:
            try:
                self._put_right(institution)
            except Exception:  # told by the log, tried again next round
                logger.exception("%s 这一轮没有做完", institution)
        with unit_of_work(self.ledger) as work:
            watch_all(work.session, now=self.clock.now(), actor=this_account())
            work.commit()
        write_anchor(self.ledger, self.clock)
        self.beat.write_text(f"{self.clock.now().isoformat()}\n", encoding="ascii")

    def _put_right(self, institution: str) -> None:
        if self._sweep_is_left(institution):
            swept = sweep_day(self.ledger, institution, None, self.clock)
            logger.info("%s 代为巡检 %s：%s", institution, swept.report.on, swept.report.outcome.value)
        patience = GRACE.total_seconds() if self._prefect_had_its_time(self.since) else float("inf")
        rung = Ringer(self.ledger, institution, self.clock, WORKER).ring(older_than=patience)
        for done in rung.done:
            logger.info("%s 代办 %s %s：%s", institution, done.code, done.stage, done.result)
        for stage, why in rung.failed:
            logger.warning("%s %s 没有办成：%s", institution, stage, why)

    def _sweep_is_left(self, institution: str) -> bool:
        """Whether today's sweep is not on record although its time and the grace have passed."""
        today = self.clock.today()
        with reading(self.ledger) as session:
            last_on = last_swept(session, institution)
            if last_on and last_on >= today:
                return False
            at = running_institution(session, institution).pack.sweep.at
        return self._prefect_had_its_time(max(instant_at(today, at), self.since))

    def _prefect_had_its_time(self, since: datetime) -> bool:
        return self.clock.now() >= since + GRACE


def beat_file(home: Path) -> Path:
    """Where the time of the last whole round is written."""
    return home.resolve() / "reconciler.beat"


def keep(reconciler: Reconciler, asked_to_stop: int) -> int:
    """Round after round until the descriptor is readable; the exit code."""
    failed = 0
    while failed < FAILED_ROUNDS:
        try:
            reconciler.round()
            failed = 0
        except Exception:  # whatever it was: the next round tries again, and a new process after some
            failed += 1
            logger.exception("这一轮没有做完（连续第%d次）", failed)
        if select.select([asked_to_stop], [], [], reconciler.pause)[0]:
            return 0
    return 1


def main() -> int:
    """Entry of the child process."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    logger.setLevel(logging.INFO)
    asked_to_stop, written = os.pipe()
    os.set_blocking(written, False)
    signal.set_wakeup_fd(written)
    signal.signal(signal.SIGTERM, lambda *_: None)  # a round that is under way is finished first
    settings = Settings()
    ledger = open_ledger(settings.database_url)
    clock = lasting_clock(ledger, settings.clock)
    return keep(Reconciler(ledger, clock, clock.now(), beat_file(settings.home)), asked_to_stop)


if __name__ == "__main__":
    sys.exit(main())
