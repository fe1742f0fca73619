"""The whole service of one machine: its parts in the order in which they start, and what is checked before."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from deployments.child import Part
from deployments.compile import PlannedDeployment
from deployments.console import console_part
from deployments.guard import kill_leftovers, require_free_port, sole_service
from deployments.poll_watch import PollWatch
from deployments.prefect_database import require_prefect_database
from deployments.reconciler import beat_file
from deployments.server import api_get, client_environment, log_directory, server_part, service_environment
from deployments.supervisor import Say, Supervisor, supervising
from duban.core.clock import SystemClock
from duban.core.settings import Settings

PORT_SETTING = "DUBAN_PREFECT_PORT"
CONSOLE_SETTING = "DUBAN_CONSOLE_PORT"
SILENT_SECONDS = 600
"""A reconciler that has not been round for so long hangs."""


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
        require_free_port(settings.console_port, CONSOLE_SETTING)
        parts = [
            reconciler_part(settings, ledger_url, since=now),
            server_part(settings, ledger_url),
            runner_part(settings, ledger_url, planned, since=now),
            console_part(settings, ledger_url),
        ]
        with supervising(parts, say) as supervisor:
            yield supervisor


def reconciler_part(settings: Settings, ledger_url: str, *, since: datetime) -> Part:
    """The reconciler, which needs nothing of Prefect; ready when it has been round once since the service began."""
    beat = beat_file(settings.home)
    return Part(
        name="对账进程",
        argv=(sys.executable, "-m", "deployments.reconciler"),
        env=service_environment(settings, ledger_url, {}),
        log=log_directory(settings) / "reconciler.log",
        is_ready=lambda: _last_beat(beat) >= since.timestamp(),
        is_sound=lambda: SystemClock().now().timestamp() - _last_beat(beat) < SILENT_SECONDS,
        unsound=f"{SILENT_SECONDS // 60}分钟没有动静",
    )


def runner_part(settings: Settings, ledger_url: str, planned: Sequence[PlannedDeployment], *, since: datetime) -> Part:
    """The runner; ready when it has polled for every deployment since the service began."""
    watch = PollWatch(lambda: _last_polled(settings, planned[0]), lambda: api_get(settings, "/ready") is not None)
    return Part(
        name="任务执行进程",
        argv=(sys.executable, "-m", "deployments.runner"),
        env=service_environment(settings, ledger_url, client_environment(settings)),
        log=log_directory(settings) / "runner.log",
        is_ready=lambda: all(_polled(settings, deployment, since) for deployment in planned),
        prepare=watch.prepare,
        is_sound=watch.is_sound,
        unsound="不再领取任务",
    )


def _last_beat(beat: Path) -> float:
    try:
        return beat.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _polled(settings: Settings, planned: PlannedDeployment, since: datetime) -> bool:
    last = _last_polled(settings, planned)
    return last is not None and last >= since


def _last_polled(settings: Settings, planned: PlannedDeployment) -> datetime | None:
    known = api_get(settings, f"/deployments/name/{quote(planned.address)}")
    return datetime.fromisoformat(known["last_polled"]) if known and known["last_polled"] else None
