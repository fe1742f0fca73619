"""One daily sweep with what belongs to it (reports due, an anchor), each in its transaction; without Prefect."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from duban.core.clock import Clock
from duban.core.settings import Settings
from duban.services.acts import this_account
from duban.services.anchors import anchor
from duban.services.day_round import day_round
from duban.services.institution import RunningInstitution, running_institution
from duban.services.report_round import ReportRound
from duban.services.sweep_report import SweepReport
from duban.store.anchors import AnchorBook
from duban.store.unit_of_work import reading, unit_of_work
from flows.desk import day_asked


@dataclass(frozen=True)
class SweptDay:
    """What came of it, and by which rules."""

    report: SweepReport
    reports: ReportRound
    running: RunningInstitution


def sweep_day(ledger: sa.Engine, institution: str, on: date | None, clock: Clock) -> SweptDay:
    """Sweeps for a day, by default today; a day that was swept is left alone.

    Raises InvalidValue for a day that is to come, SweepBackwards for one before the last swept one.
    """
    day, now, actor = day_asked(on, clock), clock.now(), this_account()
    with unit_of_work(ledger) as work:
        running = running_institution(work.session, institution)
        done = day_round(work.session, running, on=day, now=now, actor=actor)
        work.commit()
    write_anchor(ledger, clock)
    return SweptDay(done.report, done.reports, running)


def write_anchor(ledger: sa.Engine, clock: Clock) -> None:
    """Writes down outside the ledger where its chains end, if they went on. Raises ServiceFailed."""
    with reading(ledger) as session:
        anchor(session, AnchorBook(Settings().home), now=clock.now())
