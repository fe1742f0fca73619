"""The process that registers the deployments and executes their flow runs, each in a process of its own."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import anyio
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.logging import get_logger
from prefect.runner import Runner
from prefect.states import Crashed

from deployments.compile import PlannedDeployment, plan, to_prefect
from duban.core.clock import Clock
from duban.core.settings import Settings
from duban.services.clock import ledger_clock
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading
from flows.desk import packs_in_force

POLL_SECONDS = 2.0
RUNS_AT_ONCE = 2
DRAIN_SECONDS, LOOK_EVERY = 5.0, 0.1
INTERRUPTED = "执行进程已随服务中断而结束；本次未完成的改动没有入账，下一次巡检会并入补办。"

logger = get_logger("duban")


class LedgerRunner(Runner):
    """Stops cleanly where Prefect 3.8.8 does not: its own handler drops the coroutine that stops, and a stop marks as
    cancelled even a run that is complete but whose process has not ended yet."""

    _stopping: asyncio.Task[None]

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        """Stop from inside the loop, which the call wakes."""
        asyncio.get_running_loop().call_soon_threadsafe(self._stop_soon)

    def _stop_soon(self) -> None:
        self._stopping = asyncio.create_task(self.astop())

    async def cancel_all(self) -> None:
        """Cancel the runs that do not end by themselves in a moment."""
        with anyio.move_on_after(DRAIN_SECONDS):
            while self._process_manager.flow_run_ids():
                await anyio.sleep(LOOK_EVERY)
        await super().cancel_all()


def make_runner() -> LedgerRunner:
    """A runner that never pauses the schedules when it stops: Prefect's default deletes every coming run silently."""
    return LedgerRunner(name="duban", query_seconds=POLL_SECONDS, limit=RUNS_AT_ONCE, pause_on_shutdown=False)


async def serve(planned: Sequence[PlannedDeployment], clock: Clock) -> None:
    """Register the deployments, then poll and execute until asked to stop."""
    runner = make_runner()
    ids = [await runner.aadd_deployment(to_prefect(deployment, clock)) for deployment in planned]
    await close_interrupted(ids)
    logger.info("已登记 %d 项部署", len(ids))
    await runner.start()


async def close_interrupted(deployments: Sequence[UUID]) -> None:
    """Mark as crashed the runs that an earlier runner left behind: its processes died with it."""
    unfinished = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=unfinished)),
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(deployments))),
        )
        for run in runs:
            await client.set_flow_run_state(run.id, Crashed(message=INTERRUPTED), force=True)
            logger.warning("运行 %s 被中断，已记为崩溃", run.name)


def main() -> None:
    """Entry of the child process."""
    settings = Settings()
    with reading(open_ledger(settings.database_url)) as session:
        planned, clock = plan(packs_in_force(session)), ledger_clock(session, settings.clock)
    asyncio.run(serve(planned, clock))


if __name__ == "__main__":
    main()
