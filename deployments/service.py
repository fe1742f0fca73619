"""The whole service of one machine: its parts in the order in which they start, and what is checked before."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import quote

from deployments.child import Part
from deployments.compile import PlannedDeployment
from deployments.guard import kill_leftovers, require_free_port, sole_service
from deployments.prefect_database import require_prefect_database
from deployments.server import api_get, client_environment, log_directory, server_part, service_environment
from deployments.supervisor import Say, Supervisor, supervising
from duban.core.settings import Settings

PORT_SETTING = "DUBAN_PREFECT_PORT"


@contextmanager
def service(
    settings: Settings, ledger_url: str, planned: Sequence[PlannedDeployment], *, now: datetime, say: Say
) -> Iterator[Supervisor]:
    """The running service of this home on this ledger.

    Raises PortInUse, InvalidValue or ServiceFailed before anything starts.
    """
    with sole_service(settings.home):
        if killed := kill_leftovers(settings.home):
            say(f"上次异常退出留下{killed}个进程，已结束。")
        require_prefect_database(settings, ledger_url)
        require_free_port(settings.prefect_port, PORT_SETTING)
        parts = [server_part(settings, ledger_url), runner_part(settings, ledger_url, planned, since=now)]
        with supervising(parts, say) as supervisor:
            yield supervisor


def runner_part(settings: Settings, ledger_url: str, planned: Sequence[PlannedDeployment], *, since: datetime) -> Part:
    """The runner; ready when it has polled for every deployment since the service began."""
    return Part(
        name="任务执行进程",
        argv=(sys.executable, "-m", "deployments.runner"),
        env=service_environment(settings, ledger_url, client_environment(settings)),
        log=log_directory(settings) / "runner.log",
        is_ready=lambda: all(_polled(settings, deployment, since) for deployment in planned),
    )


def _polled(settings: Settings, planned: PlannedDeployment, since: datetime) -> bool:
    known = api_get(settings, f"/deployments/name/{quote(planned.address)}")
    return bool(known and known["last_polled"] and datetime.fromisoformat(known["last_polled"]) >= since)
