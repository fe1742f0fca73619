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
from duban.services.clock import ledger_clock
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading
from flows.catalogue import DAILY_SWEEP
from flows.report import Sweeping, as_log, as_markdown, in_short
from flows.sweeping import sweep_day


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
    with reading(ledger) as session:
        clock = ledger_clock(session, settings.clock)
    swept = sweep_day(ledger, institution, on, clock)
    done = Sweeping(swept.report, swept.running)
    for line in as_log(done):
        get_run_logger().info(line)
    get_run_logger().info(f"应报材料 opened={swept.reports.opened} chased={swept.reports.chased}")
    for missing in swept.reports.skipped:
        get_run_logger().warning(missing)
    create_markdown_artifact(as_markdown(done), key=f"daily-sweep-{institution}", description=in_short(done))
    return Completed(message=in_short(done))
