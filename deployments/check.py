"""Proves that the running service works: one sweep asked for through the API, executed, shown with an artifact."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from deployments.compile import PlannedDeployment
from deployments.server import client_environment, log_directory, ui_address
from duban.core.errors import ServiceFailed
from duban.core.settings import Settings

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

PATIENCE = 120.0
LOOK_EVERY = 0.3
CHECK_TAG = "自检"
STATES = {
    "Scheduled": "排队",
    "Late": "排队",
    "Pending": "准备",
    "Submitting": "准备",
    "Running": "运行中",
    "Completed": "完成",
}


@dataclass(frozen=True)
class Proof:
    """What one flow run left behind."""

    run: str
    state: str
    says: str
    seconds: float
    artifact: str
    address: str

    def as_json(self) -> dict[str, Any]:
        """The same, for `--json`."""
        return asdict(self)


def prove(
    settings: Settings, planned: PlannedDeployment, *, wait: Callable[[float], None], say: Callable[[str], None]
) -> Proof:
    """Ask for one run, wait for it (`wait` lets the supervisor act meanwhile), and read what it left.

    Raises ServiceFailed when the run does not complete in time, fails, or leaves no artifact.
    """
    os.environ.update(client_environment(settings))  # before Prefect is loaded: it reads its settings once
    from prefect.client.orchestration import get_client

    log = log_directory(settings) / "runner.log"
    with get_client(sync_client=True) as client:
        run = _finished(client, _ask(client, planned), wait, say)
        if run is None:
            raise ServiceFailed(planned.flow.name, f"{PATIENCE:.0f}秒内没有运行完", f"原因见日志 {log}")
        if run.state is None or not run.state.is_completed():
            says = f"运行未成功（{run.state_name}）：{run.state.message if run.state else ''}"
            raise ServiceFailed(planned.flow.name, says, f"原因见日志 {log}")
        artifact = _artifact(client, run.id)
    if artifact is None:
        raise ServiceFailed(planned.flow.name, "运行完成而没有留下报告", f"原因见日志 {log}")
    address = f"{ui_address(settings)}/runs/flow-run/{run.id}"
    return Proof(run.name, "完成", run.state.message or "", run.total_run_time.total_seconds(), artifact, address)


def _ask(client: "SyncPrefectClient", planned: PlannedDeployment) -> UUID:
    deployment = client.read_deployment_by_name(planned.address)
    key = f"check:{uuid4()}"
    return client.create_flow_run_from_deployment(deployment.id, idempotency_key=key, tags=[CHECK_TAG]).id


def _finished(
    client: "SyncPrefectClient", run_id: UUID, wait: Callable[[float], None], say: Callable[[str], None]
) -> "FlowRun | None":
    deadline = monotonic() + PATIENCE
    shown = ""
    while monotonic() < deadline:
        run = client.read_flow_run(run_id)
        state = STATES.get(run.state_name or "", run.state_name or "")
        if state != shown:
            say(f"  {state}……")
            shown = state
        if run.state and run.state.is_final():
            return run
        wait(LOOK_EVERY)
    return None


def _artifact(client: "SyncPrefectClient", run_id: UUID) -> str | None:
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    filtered = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
    found = client.read_artifacts(artifact_filter=filtered)
    return str(found[0].data) if found else None
