"""The operator's forms on a running service: validated, done, refused as failed with the clause, no traceback."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Scheduled

from duban.core.clock import SystemClock
from duban.core.errors import NotFound, ServiceFailed
from duban.services.alerts import told_alerts
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading
from flows.bell import PrefectBell
from tests.running_service import DemonstrationHome, RunningService, demonstration, running
from tests.runs import in_state

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ESCALATE = "手工提级/县政府高效运行机制·手工提级"
HANDLE = "期次处置/县政府高效运行机制·期次处置"
WHO = {"reason": "县长批示", "by": "督查室主任"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> DemonstrationHome:
    """A demonstration ledger of its own."""
    return demonstration(tmp_path_factory.mktemp("levers"))


@pytest.fixture(scope="module")
def service(place: DemonstrationHome) -> Iterator[RunningService]:
    """The service on it."""
    with running(place) as service:
        yield service


def submitted(client: SyncPrefectClient, address: str, **given: object) -> UUID:
    deployment = client.read_deployment_by_name(address)
    return client.create_flow_run_from_deployment(deployment.id, parameters=given).id


def page_of(client: SyncPrefectClient, run: UUID) -> str:
    (artifact,) = client.read_artifacts(artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run])))
    return str(artifact.data)


def test_forms_are_validated_done_and_refused(place: DemonstrationHome, service: RunningService) -> None:
    with SyncPrefectClient(api=place.api) as client:
        for wrong in ({"rung": "红色", **WHO}, {"rung": "催办", "by": "督查室主任"}):
            with pytest.raises(PrefectHTTPStatusError):
                submitted(client, ESCALATE, unit="县水务局", **wrong)
        seen = submitted(client, ESCALATE, rung="催办", unit="县水务局", **WHO)
        refused = submitted(client, ESCALATE, rung="督办", unit="县水务局", preview=False, **WHO)
        in_state(client, seen, "Completed", service)
        in_state(client, refused, "Failed", service)
        assert client.read_flow_run(seen).name == "county·县水务局·催办·预览"
        assert "没有改动任何内容" in page_of(client, seen)
        says = client.read_flow_run(refused).state
        assert says
        assert (says.message or "").startswith("拒绝：所选")
        assert "不能越级（《高效运行机制完善工作意见》" in (says.message or "")
        assert "没有改动任何内容" in page_of(client, refused)
        noticed = {
            "cycle": "重大项目月调度",
            "period": "2026-12",
            "action": "办环节",
            "stage": "通知",
            "reason": "提前",
        }
        handled = submitted(client, HANDLE, **noticed)
        in_state(client, handled, "Completed", service)
        assert client.read_flow_run(handled).name == "county·重大项目月调度·2026-12·通知"
        assert "## 各环节" in page_of(client, handled)
    with reading(open_ledger(f"sqlite:///{place.home / 'demo.db'}")) as session:
        kinds = {alert["kind"] for alert in told_alerts(session, "county")}
    assert kinds <= {"stage_late"}
    log = Path(place.home / "log" / "runner.log").read_text(encoding="utf-8")
    assert "Traceback" not in log


def test_the_bell_rings_a_stage_tells_its_runs_and_log_and_ends_one(
    place: DemonstrationHome, service: RunningService
) -> None:
    bell = PrefectBell(place.api, "http://127.0.0.1")
    with SyncPrefectClient(api=place.api) as client:
        swept = bell.sweep("county")
        rung = bell.ring("county", "重大项目月调度", "2027-01", "通知")
        for run in (swept, rung):
            in_state(client, UUID(run.id), "Completed", service)
    done = bell.get_run(rung.id)
    assert (done.label, done.over, done.name) == ("完成", True, "county·重大项目月调度·2027-01·通知")
    assert done.began_at
    assert rung.id in [run.id for run in bell.list_runs("county", cycle="重大项目月调度")]
    assert swept.id not in [run.id for run in bell.list_runs("county", cycle="重大项目月调度")]
    assert {swept.id, rung.id} <= {run.id for run in bell.list_runs("county")}
    assert any("重大项目月调度" in line.says or done.says == line.says for line in bell.list_log(rung.id))
    assert bell.health().answers
    assert bell.health().polled_at
    assert bell.cancel(rung.id).label == "完成"
    with SyncPrefectClient(api=place.api) as client:
        sweeping = client.read_deployment_by_name("每日巡检/县政府高效运行机制·每日巡检").id
        later: State[None] = Scheduled(scheduled_time=SystemClock().now() + timedelta(hours=1))
        coming = client.create_flow_run_from_deployment(sweeping, state=later)
    assert str(coming.id) in [run.id for run in bell.list_coming("county", most=200)]
    assert bell.cancel(str(coming.id)).label == "已取消"


def test_the_bell_says_plainly_what_it_cannot_do(place: DemonstrationHome, service: RunningService) -> None:
    bell = PrefectBell(place.api, "http://127.0.0.1")
    assert bell.list_runs("nowhere") == []
    for missing in ("00000000-0000-0000-0000-000000000000", "没有"):
        with pytest.raises(NotFound):
            bell.get_run(missing)
    with pytest.raises(NotFound, match="周期名称"):
        bell.ring("county", "没有的周期", "2026-12", "通知")
    deaf = PrefectBell("http://127.0.0.1:9/api", "http://127.0.0.1")
    assert not deaf.health().answers
    with pytest.raises(ServiceFailed, match="台账不受影响"):
        deaf.list_runs("county")
