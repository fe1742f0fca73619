"""Shows the coming stages in Prefect: one scheduled run each, on the day that the ledger gives it, moved with it.

The ledger is the truth and Prefect a view of it: a run that is missing is made again, one that rings too early finds
its stage not due, one that is lost is done by the reconciler.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

import anyio
import sqlalchemy as sa
from anyio.to_thread import run_sync
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.logging import get_logger
from prefect.states import Cancelled, Scheduled

from deployments.compile import PlannedDeployment
from duban.core.clock import SHANGHAI, Clock, SystemClock, local_date
from duban.services.occurrence_view import ComingBell, coming_bells
from duban.store.occurrences import why_moved
from duban.store.unit_of_work import reading
from flows.catalogue import CYCLE_TAG

AHEAD = timedelta(days=366)
LOOK_EVERY = 20.0
REST = 2.0
"""While there is more to make or move, a round is followed by so many times its own length: runs and forms go first."""
AT_ONCE = 25
"""So many runs are made or moved in one round: a year is filled in the background, the nearest first."""
PAGE = 200
MOST_TRIES = 20
MOVED = "由 {old} 改到 {new}：{why}"
PROVISIONAL = "预估"
"""The tag of a run whose day no holiday notice has confirmed."""
CALLED_OFF = "这个环节已办，或不再按这一天办理"

logger = get_logger("duban")


@dataclass(frozen=True)
class WantedRun:
    """A run that Prefect should have: of which deployment, for what, when by the machine's time."""

    key: str
    deployment: UUID
    name: str
    parameters: Mapping[str, str | bool]
    at: datetime
    day: str
    tags: tuple[str, ...] = (CYCLE_TAG,)


@dataclass(frozen=True)
class KnownRun:
    """A scheduled run that Prefect has."""

    key: str
    run: UUID
    at: datetime


@dataclass(frozen=True)
class Changes:
    """What makes Prefect's runs those that are wanted."""

    make: tuple[WantedRun, ...] = ()
    move: tuple[tuple[KnownRun, WantedRun], ...] = ()
    cancel: tuple[KnownRun, ...] = ()

    def first(self, most: int) -> "Changes":
        """The most urgent ones: what should not ring, then what rings at another time, then the nearest."""
        cancel, move = self.cancel[:most], self.move[:most]
        left = max(most - len(cancel) - len(move), 0)
        return Changes(self.make[:left], move, cancel)

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.make) + len(self.move) + len(self.cancel)

    def __bool__(self) -> bool:
        return self.count > 0


def differences(wanted: Iterable[WantedRun], known: Iterable[KnownRun]) -> Changes:
    """What to make, move and cancel, the nearest first. Both sides are told apart by their keys."""
    want = {run.key: run for run in wanted}
    have = {run.key: run for run in known}
    make = sorted((run for key, run in want.items() if key not in have), key=lambda run: (run.at, run.key))
    move = [(have[key], run) for key, run in want.items() if key in have and have[key].at != run.at]
    cancel = [run for key, run in have.items() if key not in want]
    return Changes(tuple(make), tuple(sorted(move, key=lambda pair: pair[1].at)), tuple(cancel))


def key_of(bell: ComingBell) -> str:
    """What names a stage for ever."""
    return f"stage:{bell.institution}:{bell.cycle}:{bell.period}:{bell.stage}"


@dataclass
class Planner:
    """Keeps the coming runs of one ledger's cycles; asked anew after each registration of the deployments."""

    ledger: sa.Engine
    clock: Clock
    _deployments: Mapping[tuple[str, str], UUID] = field(default_factory=dict)
    _known: dict[str, KnownRun] = field(default_factory=dict)

    async def registered(self, known: Mapping[UUID, PlannedDeployment]) -> None:
        """Prefect has (again) been told the deployments: what runs it has is looked up anew."""
        self._deployments = {
            (str(planned.parameters["institution"]), str(planned.parameters["cycle"])): each
            for each, planned in known.items()
            if CYCLE_TAG in planned.tags
        }
        async with get_client() as client:
            self._known = {run.key: run for run in await _scheduled(client, list(self._deployments.values()))}

    async def keep(self) -> None:
        """Plan for ever, some runs at a time; a server that does not answer is asked again on the next round."""
        while True:
            pause, began = LOOK_EVERY, monotonic()
            try:
                async with get_client() as client:
                    changed = await self.plan(client, AT_ONCE)
                if changed.count >= AT_ONCE:
                    pause = min((monotonic() - began) * REST, LOOK_EVERY)
            except Exception as error:  # the runner must outlive whatever happens to its server
                logger.warning("这一轮排期没有完成：%s", error)
            await anyio.sleep(pause)

    async def plan(self, client: PrefectClient, most: int) -> Changes:
        """One round: at most so many changes; returns what it changed."""
        wanted = await run_sync(self.wanted)
        changes = differences(wanted, self._known.values()).first(most)
        for gone in changes.cancel:
            await self._cancel(client, gone)
        for known, run in changes.move:
            await self._move(client, known, run)
        for run in changes.make:
            self._known[run.key] = await _make(client, run)
        return changes

    def wanted(self) -> list[WantedRun]:
        """The runs that Prefect should have now, by ledger and clock."""
        now = self.clock.now()
        with reading(self.ledger) as session:
            institutions = {institution for institution, _ in self._deployments}
            bells = [bell for each in sorted(institutions) for bell in coming_bells(session, each)]
        coming = [
            self._wanted_run(bell, self._deployments[bell.institution, bell.cycle])
            for bell in bells
            if (bell.institution, bell.cycle) in self._deployments and now < bell.at <= now + AHEAD
        ]
        # A clock that stands in the past never gets there; Prefect would ring all of them at once, in vain.
        machine = SystemClock().now()
        return [run for run in coming if run.at > machine]

    def _wanted_run(self, bell: ComingBell, deployment: UUID) -> WantedRun:
        parameters: dict[str, str | bool] = {
            "institution": bell.institution,
            "cycle": bell.cycle,
            "period": bell.period,
            "stage": bell.stage,
            "planned": True,
        }
        name = f"{bell.institution}·{bell.cycle}·{bell.period}·{bell.stage}"
        at = self.clock.real_time(bell.at)
        tags = (CYCLE_TAG, bell.stage, *((PROVISIONAL,) if bell.provisional else ()))
        return WantedRun(key_of(bell), deployment, name, parameters, at, str(local_date(bell.at)), tags)

    async def _cancel(self, client: PrefectClient, gone: KnownRun) -> None:
        """A run that began meanwhile is left alone: it asks the ledger itself."""
        run = await client.read_flow_run(gone.run)
        if run.state and run.state.is_scheduled():
            due = run.state.state_details.scheduled_time
            if due is None or due > SystemClock().now():
                await client.set_flow_run_state(gone.run, Cancelled(message=CALLED_OFF))
        del self._known[gone.key]

    async def _move(self, client: PrefectClient, known: KnownRun, run: WantedRun) -> None:
        """Ends the old run with the reason and makes another: Prefect shows a run for ever on its first day."""
        says = MOVED.format(old=known.at.astimezone(SHANGHAI).date(), new=run.day, why=await run_sync(self._why, run))
        await client.set_flow_run_state(known.run, Cancelled(message=says))
        self._known[run.key] = await _make(client, run, says)

    def _why(self, run: WantedRun) -> str:
        """What gave the stage another day, as the ledger has it."""
        named = (str(run.parameters[name]) for name in ("institution", "cycle", "period"))
        with reading(self.ledger) as session:
            return why_moved(session, *named) or "时钟或巡检时刻改变"


async def _scheduled(client: PrefectClient, deployments: list[UUID]) -> list[KnownRun]:
    """The runs of these deployments that are scheduled and were planned by us."""
    if not deployments:
        return []
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        deployment_id=FlowRunFilterDeploymentId(any_=deployments),
    )
    runs: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            flow_run_filter=wanted, sort=FlowRunSort.ID_DESC, limit=PAGE, offset=len(runs)
        )
        runs += page
        if len(page) < PAGE:
            return [run for run in map(_known, runs) if run]


def _known(run: FlowRun) -> KnownRun | None:
    at = run.state.state_details.scheduled_time if run.state else None
    if run.idempotency_key is None or at is None:
        return None
    return KnownRun(run.idempotency_key.rpartition(":r")[0], run.id, at)


async def _make(client: PrefectClient, wanted: WantedRun, says: str | None = None) -> KnownRun:
    """A run under the first key that is free: Prefect answers a known key with the old run, whatever became of it."""
    for number in range(1, MOST_TRIES):
        run = await client.create_flow_run_from_deployment(
            wanted.deployment,
            parameters=dict(wanted.parameters),
            state=Scheduled(scheduled_time=wanted.at, message=says),
            idempotency_key=f"{wanted.key}:r{number}",
            name=wanted.name,
            tags=list(wanted.tags),
        )
        if run.state and run.state.is_scheduled():
            if run.state.state_details.scheduled_time != wanted.at:
                await client.set_flow_run_state(run.id, Scheduled(scheduled_time=wanted.at))
            return KnownRun(wanted.key, run.id, wanted.at)
    raise RuntimeError(wanted.key)
