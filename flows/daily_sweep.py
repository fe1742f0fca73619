"""The daily sweep as a Prefect flow: opens the ledger, lets the service sweep once, shows what it did."""

from datetime import date
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from duban.core.clock import clock_set_to
from duban.core.settings import Settings
from duban.services.acts import this_account
from duban.services.anchors import anchor
from duban.services.clock import ledger_clock
from duban.services.institution import running_institution
from duban.services.report_round import report_round
from duban.services.sweep import sweep
from duban.store.anchors import AnchorBook
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading, unit_of_work
from flows.catalogue import DAILY_SWEEP
from flows.desk import day_asked
from flows.report import Sweeping, as_log, as_markdown, in_short


def run_name() -> str:
    """institution · cycle · day, so that an operator reads a list of runs without opening one.

    Opens no ledger: an error here would end the process without a word in the run's log.
    """
    given = flow_run.parameters
    return f"{given['institution']}·{DAILY_SWEEP.name}·{given['on'] or clock_set_to(Settings().clock).today()}"


@flow(name=DAILY_SWEEP.name, flow_run_name=run_name)
def daily_sweep(institution: str = "county", on: date | None = None) -> State[Any]:
    """Sweeps the institution's items for one day, by default today; a day that was swept is left alone."""
    settings = Settings()
    ledger = open_ledger(settings.database_url)
    with unit_of_work(ledger) as work:
        clock = ledger_clock(work.session, settings.clock)
        day = day_asked(on, clock)
        running = running_institution(work.session, institution)
        report = sweep(work.session, running, on=day, now=clock.now(), actor=this_account())
        reports = report_round(work.session, running, on=day, now=clock.now(), actor=this_account())
        work.commit()
    with reading(ledger) as session:
        anchor(session, AnchorBook(settings.home), now=clock.now())
    done = Sweeping(report, running)
    for line in as_log(done):
        get_run_logger().info(line)
    get_run_logger().info(f"应报材料 opened={reports.opened} chased={reports.chased}")
    for missing in reports.skipped:
        get_run_logger().warning(missing)
    create_markdown_artifact(as_markdown(done), key=f"daily-sweep-{institution}", description=in_short(done))
    return Completed(message=in_short(done))
