"""What the runner does beside polling: registers again what Prefect forgot, ends runs whose process is gone, tells it.

Prefect calls a run Running until somebody says otherwise: after a kill nobody does.
"""

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import anyio
import sqlalchemy as sa
from anyio.to_thread import run_sync
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.logging import get_logger
from prefect.states import Crashed

from deployments.compile import PlannedDeployment, to_prefect
from duban.core.clock import Clock, SystemClock
from duban.services.acts import this_account
from duban.services.run_alerts import RunTrouble, run_alerts_to_settle, settle_run_alerts
from duban.store.unit_of_work import reading, unit_of_work
from flows.catalogue import REFUSED
from states.alert import AlertKind


class AttentiveRunner(Protocol):
    """What is asked of the runner."""

    def is_lame(self) -> bool: ...

    def busy_with(self) -> set[UUID]: ...

    async def aadd_deployment(self, deployment: RunnerDeployment) -> UUID: ...


Hook = Callable[[Mapping[UUID, PlannedDeployment]], Awaitable[None]]
"""Called with the registered deployments after each registration: plans their coming runs anew."""
LOOK_EVERY = 15.0
ORPHANED_AFTER = timedelta(seconds=60)
"""A run of ours in no process of ours for so long has none; a shorter while it may be about to get one."""
UNFINISHED = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
RECENT = 200
"""So many failed runs are looked back on."""
LAME = 3
"""Exit code of a runner that gave up."""
ENDED = (StateType.COMPLETED, StateType.FAILED, StateType.CRASHED)
TROUBLES = {StateType.FAILED: AlertKind.run_failed, StateType.CRASHED: AlertKind.run_zombie}
INTERRUPTED = "执行进程已经不在；本次未完成的改动没有入账，下一次运行会补办。"

logger = get_logger("duban")


@dataclass
class Lookout:
    """Stands beside one runner."""

    runner: AttentiveRunner
    planned: Sequence[PlannedDeployment]
    clock: Clock
    ledger: sa.Engine
    hooks: Sequence[Hook] = ()
    _known: dict[UUID, PlannedDeployment] = field(default_factory=dict)

    async def register(self) -> None:
        """Make the deployments known to Prefect, as often as it takes, and let their coming runs be planned."""
        self._known = {
            await self.runner.aadd_deployment(to_prefect(planned, self.clock)): planned for planned in self.planned
        }
        for hook in self.hooks:
            await hook(self._known)
        logger.info("已登记 %d 项部署", len(self._known))

    async def keep(self) -> None:
        """Look round for ever; what goes wrong on one round (the server is being restarted) is left to the next."""
        while True:
            await anyio.sleep(LOOK_EVERY)
            if self.runner.is_lame():
                logger.error("执行进程已不再接任务，结束自己以便重新启动")
                os._exit(LAME)  # an orderly end would wait for the very loops that gave up
            try:
                async with get_client() as client:
                    await self.look(client)
            except Exception as error:  # the runner must outlive whatever happens to its server
                logger.warning("这一轮巡看没有完成：%s", error)

    async def look(self, client: PrefectClient) -> None:
        """One round."""
        found = await client.read_deployments(deployment_filter=_these(self._known))
        if len(found) < len(self._known):
            logger.warning("Prefect 不认识%d项部署，重新登记", len(self._known) - len(found))
            await self.register()
        await self.end_interrupted(client, spare=self.runner.busy_with(), older_than=ORPHANED_AFTER)
        await run_sync(self._tell, await self._troubles(client))

    async def end_interrupted(self, client: PrefectClient, *, spare: Iterable[UUID], older_than: timedelta) -> None:
        """Mark as crashed the runs that nobody executes any more."""
        spared, before = set(spare), SystemClock().now() - older_than
        unfinished = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(UNFINISHED))))
        runs = await client.read_flow_runs(flow_run_filter=unfinished, deployment_filter=_these(self._known))
        for run in runs:
            if run.id not in spared and run.state and run.state.timestamp <= before:
                await client.set_flow_run_state(run.id, Crashed(message=INTERRUPTED), force=True)
                logger.warning("运行 %s 被中断，已记为崩溃", run.name)

    async def _troubles(self, client: PrefectClient) -> list[RunTrouble]:
        """The deployments whose last run did not end as it should; those that never failed cost no question."""
        wrong = await _ended(client, self._known, tuple(TROUBLES), most=RECENT)
        failed_once = {run.deployment_id for run in wrong} & self._known.keys()
        last = {each: (await _ended(client, [each], ENDED, most=1))[0] for each in failed_once if each}
        return [_trouble(run, self._known[each]) for each, run in last.items() if _went_wrong(run)]

    def _tell(self, troubles: Sequence[RunTrouble]) -> None:
        with reading(self.ledger) as session:
            if not run_alerts_to_settle(session, troubles):
                return
        now, actor = self.clock.now(), this_account()
        with unit_of_work(self.ledger) as work:
            settle_run_alerts(work.session, troubles, now=now, actor=actor)
            work.commit()


async def _ended(
    client: PrefectClient, deployments: Iterable[UUID], states: Sequence[StateType], *, most: int
) -> list[FlowRun]:
    """Runs that ended in one of these states, the last first."""
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))))
    return await client.read_flow_runs(
        flow_run_filter=wanted, deployment_filter=_these(deployments), sort=FlowRunSort.END_TIME_DESC, limit=most
    )


def _went_wrong(run: FlowRun) -> bool:
    """Whether it did not end as it should. A refusal was told to whoever asked, and alarms nobody else."""
    refused = (run.state.message or "").startswith(REFUSED) if run.state else False
    return run.state_type in TROUBLES and not refused


def _trouble(run: FlowRun, planned: PlannedDeployment) -> RunTrouble:
    kind = TROUBLES[run.state_type or StateType.CRASHED]
    said = run.state.message if run.state else ""
    return RunTrouble(kind, planned.name, planned.parameters.get("institution"), f"{run.name} 没有正常结束：{said}")


def _these(deployments: Iterable[UUID]) -> DeploymentFilter:
    return DeploymentFilter(id=DeploymentFilterId(any_=list(deployments)))
