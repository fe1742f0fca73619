"""The bell as Prefect rings it: reads its runs and logs, asks for runs, and ends them, over its API."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import FlowRunSort, LogSort
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.states import Cancelled, Cancelling

from duban.core.errors import NotFound, ServiceFailed
from duban.services.bell import BellHealth, BellLine, BellRun, institution_tag
from flows.catalogue import CYCLE_TAG, SWEEP_TAG

LABELS = {
    "Scheduled": "已排期",
    "Late": "到点未开始",
    "Pending": "即将开始",
    "Running": "正在运行",
    "Completed": "完成",
    "Failed": "未完成",
    "Crashed": "中断",
    "Cancelling": "正在取消",
    "Cancelled": "已取消",
    "AwaitingRetry": "等待重试",
    "Retrying": "正在重试",
    "Paused": "暂停",
}
"""Prefect's names of states → for people; a name that is not here is shown as it is."""
LEVELS = ((40, "错误"), (30, "警告"), (20, "信息"))
WAIT_SECONDS = 5.0


@dataclass(frozen=True)
class PrefectBell:
    """Prefect behind an API address, and the page where an operator sees it."""

    api: str
    page: str

    def health(self) -> BellHealth:
        """How it stands; never raises."""
        late = FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Late"])))
        try:
            with self._asking() as client:
                known = client.read_deployments(limit=200)
                waiting = client.read_flow_runs(flow_run_filter=late, limit=200)
        except ServiceFailed:
            return BellHealth(answers=False, deployments=0, polled_at=None, late=0, page=self.page)
        polled = [each.last_polled for each in known if each.last_polled]
        return BellHealth(True, len(known), max(polled, default=None), len(waiting), self.page)

    def list_runs(self, institution: str, *, cycle: str | None = None, most: int = 50) -> Sequence[BellRun]:
        """The runs of an institution's deployments, or of one cycle's, those that began last first."""
        begun = [kind for kind in StateType if kind is not StateType.SCHEDULED]
        return self._runs(institution, cycle, begun, FlowRunSort.START_TIME_DESC, most)

    def list_coming(self, institution: str, *, cycle: str | None = None, most: int = 50) -> Sequence[BellRun]:
        """The runs that are planned, the nearest first."""
        return self._runs(institution, cycle, [StateType.SCHEDULED], FlowRunSort.EXPECTED_START_TIME_ASC, most)

    def get_run(self, run: str) -> BellRun:
        """One run. Raises NotFound."""
        with self._asking() as client:
            return _told(client.read_flow_run(_id_of(run)))

    def list_log(self, run: str, *, most: int = 200) -> Sequence[BellLine]:
        """What a run logged, the oldest first."""
        of_run = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[_id_of(run)]))
        with self._asking() as client:
            lines = client.read_logs(of_run, limit=most, sort=LogSort.TIMESTAMP_ASC)
        return [BellLine(line.timestamp, _level(line.level), line.message) for line in lines]

    def ring(self, institution: str, cycle: str, period: str, stage: str) -> BellRun:
        """One more run of a stage, now. Raises NotFound for a cycle without a deployment."""
        asked = {"institution": institution, "cycle": cycle, "period": period, "stage": stage}
        return self._ask_for(f"{institution}·{cycle}", asked, lambda each: _rings(each, institution, cycle))

    def sweep(self, institution: str) -> BellRun:
        """One more run of the daily sweep, now. Raises NotFound."""
        return self._ask_for(f"{institution}·{SWEEP_TAG}", {}, lambda each: _sweeps(each, institution))

    def cancel(self, run: str) -> BellRun:
        """Asks a run to end: one that has not begun ends at once, one that runs when its process hears of it."""
        key = _id_of(run)
        with self._asking() as client:
            state = client.read_flow_run(key).state
            if state and not state.is_final():
                client.set_flow_run_state(key, Cancelled() if state.is_scheduled() else Cancelling())
            return _told(client.read_flow_run(key))

    def _runs(
        self, institution: str, cycle: str | None, kinds: Sequence[StateType], sort: FlowRunSort, most: int
    ) -> list[BellRun]:
        with self._asking() as client:
            listed = _deployments(client, institution)
            chosen = [each.id for each in listed if cycle is None or _rings(each, institution, cycle)]
            if not chosen:
                return []
            wanted = FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(kinds))),
                deployment_id=FlowRunFilterDeploymentId(any_=chosen),
            )
            return [_told(run) for run in client.read_flow_runs(flow_run_filter=wanted, sort=sort, limit=most)]

    def _ask_for(
        self, what: str, parameters: Mapping[str, str], is_it: Callable[[DeploymentResponse], bool]
    ) -> BellRun:
        with self._asking() as client:
            found = next(filter(is_it, _deployments(client)), None)
            if found is None:
                raise NotFound("运行部署", what, "请确认服务已启动、周期名称无误")
            run = client.create_flow_run_from_deployment(found.id, parameters=dict(parameters))
            return _told(client.read_flow_run(run.id))

    @contextmanager
    def _asking(self) -> Iterator[SyncPrefectClient]:
        """A client for one question; whatever keeps Prefect from answering it becomes one sentence."""
        try:
            with SyncPrefectClient(api=self.api, httpx_settings={"timeout": WAIT_SECONDS}) as client:
                yield client
        except ObjectNotFound:
            raise NotFound("运行", "", "它可能已被清理，请刷新列表") from None
        except (httpx.HTTPError, PrefectHTTPStatusError, RuntimeError) as error:
            says = f"没有回答（{type(error).__name__}）"
            raise ServiceFailed("Prefect 服务", says, "台账不受影响，请稍后再试") from error


def _deployments(client: SyncPrefectClient, institution: str | None = None) -> list[DeploymentResponse]:
    tags = DeploymentFilterTags(all_=[institution_tag(institution)]) if institution else None
    return client.read_deployments(deployment_filter=DeploymentFilter(tags=tags) if tags else None, limit=200)


def _rings(each: DeploymentResponse, institution: str, cycle: str) -> bool:
    given = each.parameters
    return CYCLE_TAG in each.tags and (given.get("institution"), given.get("cycle")) == (institution, cycle)


def _sweeps(each: DeploymentResponse, institution: str) -> bool:
    return SWEEP_TAG in each.tags and each.parameters.get("institution") == institution


def _id_of(run: str) -> UUID:
    try:
        return UUID(run)
    except ValueError:
        raise NotFound("运行", run, "请从运行列表里打开") from None


def _told(run: FlowRun) -> BellRun:
    state = run.state
    name = (state.name or state.type.value) if state else "Scheduled"
    return BellRun(
        id=str(run.id),
        name=run.name,
        label=LABELS.get(name, name),
        over=bool(state and state.is_final()),
        tags=tuple(run.tags),
        planned_at=run.expected_start_time,
        began_at=run.start_time,
        ended_at=run.end_time,
        says=(state.message or None) if state else None,
    )


def _level(level: int) -> str:
    return next((label for least, label in LEVELS if level >= least), "细节")
