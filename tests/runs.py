"""Asking a running service's Prefect for runs, and waiting for what becomes of them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from time import monotonic
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound

from duban.core.clock import local_date
from tests.deployments.programs import gone
from tests.running_service import PATIENCE, RunningService

ADDRESS = "每日巡检/县政府高效运行机制·每日巡检"
LOOK_EVERY = 0.2


def start_run(client: SyncPrefectClient) -> UUID:
    """A run of the daily sweep, asked for through the API."""
    deployment = client.read_deployment_by_name(ADDRESS)
    return client.create_flow_run_from_deployment(deployment.id).id


def known(client: SyncPrefectClient, service: RunningService) -> None:
    """Wait until Prefect knows the deployment of the daily sweep (again) and its runner polls for it."""

    def polled() -> bool:
        try:
            return client.read_deployment_by_name(ADDRESS).last_polled is not None
        except (ObjectNotFound, httpx.HTTPError):  # nothing is registered yet, or the server has not started
            return False

    _until(polled, "registered again", service)


def in_state(client: SyncPrefectClient, run: UUID, state: str, service: RunningService) -> None:
    """Wait until the run is in the state."""
    _until(lambda: client.read_flow_run(run).state_name == state, f"run {run} {state}", service)


def ended(client: SyncPrefectClient, run: UUID, service: RunningService) -> str:
    """Wait until the run has ended and its log has come, which is sent after that; in which state it ended."""

    def over() -> bool:
        state = client.read_flow_run(run).state
        return state is not None and state.is_final()

    def logged() -> bool:
        lines = client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run])))
        return any(line.message.startswith("Finished in state") for line in lines)

    _until(over, f"run {run} ended", service)
    _until(logged, f"the log of run {run}", service)
    return client.read_flow_run(run).state_name or ""


def planned_runs(
    client: SyncPrefectClient, wanted: Mapping[str, str], service: RunningService, ahead: timedelta
) -> dict[str, str]:
    """Wait until these runs of cycles are planned (name → day in Shanghai, by a clock so far ahead); all that are."""
    planned = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        tags=FlowRunFilterTags(all_=["周期"]),
    )
    found: dict[str, str] = {}

    def filled() -> bool:
        nearest = FlowRunSort.EXPECTED_START_TIME_ASC
        runs = client.read_flow_runs(flow_run_filter=planned, sort=nearest, limit=200)
        found.clear()
        found.update({run.name: _day(run, ahead) for run in runs})
        return wanted.items() <= found.items()

    _until(filled, f"{len(wanted)} planned runs", service, patience=4 * PATIENCE)
    return dict(found)


def _day(run: FlowRun, ahead: timedelta) -> str:
    at = run.state.state_details.scheduled_time if run.state else None
    return str(local_date(at + ahead)) if at else ""


def run_that_swept(client: SyncPrefectClient) -> UUID:
    """The completed run that did the sweep: the one asked for, or the scheduled one when the test meets its minute."""
    completed = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED])))
    runs = client.read_flow_runs(flow_run_filter=completed)
    return next(run.id for run in runs if run.state and "已巡检，" in (run.state.message or ""))


def upcoming(client: SyncPrefectClient, deployment: UUID, count: int, service: RunningService) -> None:
    """Wait until at least so many runs are planned."""
    scheduled = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    runs, of = FlowRunFilter(state=scheduled), DeploymentFilter(id=DeploymentFilterId(any_=[deployment]))

    def planned() -> bool:
        return len(client.read_flow_runs(flow_run_filter=runs, deployment_filter=of)) >= count

    _until(planned, f"{count} coming runs", service)


def _until(happened: Callable[[], bool], what: str, service: RunningService, *, patience: float = PATIENCE) -> None:
    deadline = monotonic() + patience
    while not happened():
        assert not gone(service.process.pid, within=LOOK_EVERY), f"the service ended before: {what}"
        assert monotonic() < deadline, f"never: {what}"
