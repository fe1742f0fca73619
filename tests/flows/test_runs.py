"""Runs on a running service: by form and by bell, ended where nobody executes them, and what a browser shows of them.

One service serves all of them, since starting one takes longer than any of these tests.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from json import loads
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import Artifact, State
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Running, Scheduled

from duban.core.clock import SystemClock
from duban.core.errors import NotFound, ServiceFailed
from duban.services.alerts import told_alerts
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading
from flows.bell import PrefectBell
from tests.flows.browsing import Visit, browsing
from tests.running_service import PATIENCE, DemonstrationHome, RunningService, demonstration, running
from tests.runs import ADDRESS, ended, in_state, run_that_swept, start_run, upcoming

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ESCALATE = "手工提级/县政府高效运行机制·手工提级"
HANDLE = "期次处置/县政府高效运行机制·期次处置"
DEPLOYMENT = "县政府高效运行机制·每日巡检"
WHO = {"reason": "县长批示", "by": "督查室主任"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> DemonstrationHome:
    """A demonstration ledger of its own."""
    return demonstration(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def service(place: DemonstrationHome) -> Iterator[RunningService]:
    """The service on it."""
    with running(place) as service:
        yield service


@pytest.fixture(scope="module")
def swept(place: DemonstrationHome, service: RunningService) -> tuple[UUID, UUID]:
    """The deployment and its completed sweep, with the coming runs planned."""
    with SyncPrefectClient(api=place.api) as client:
        run = start_run(client)
        assert ended(client, run, service) == "Completed"
        deployment = client.read_flow_run(run).deployment_id
        assert deployment
        upcoming(client, deployment, 30, service)
        return deployment, run_that_swept(client)


@pytest.fixture
def visit(place: DemonstrationHome) -> Iterator[Visit]:
    """A browser on the service."""
    with browsing(place.port) as visit:
        yield visit


def submitted(client: SyncPrefectClient, address: str, **given: object) -> UUID:
    deployment = client.read_deployment_by_name(address)
    return client.create_flow_run_from_deployment(deployment.id, parameters=given).id


def report_of(client: SyncPrefectClient, run: UUID) -> Artifact:
    (artifact,) = client.read_artifacts(artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run])))
    return artifact


def page_of(client: SyncPrefectClient, run: UUID) -> str:
    return str(report_of(client, run).data)


def alerts(place: DemonstrationHome, service: RunningService, *, count: int) -> list[dict[str, Any]]:
    """The open alerts about interrupted runs, when there are so many."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        every = loads(place.duban("alert", "list", "--json", ledger="demo").stdout)
        found: list[dict[str, Any]] = [row for row in every if row["kind"] == "run_zombie"]
        if len(found) == count:
            return found
        service.listen(1)
    raise AssertionError(found)


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
        assert {ended(client, UUID(run.id), service) for run in (swept, rung)} == {"Completed"}
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


def test_a_zombie_is_found_told_and_forgotten(place: DemonstrationHome, service: RunningService) -> None:
    with SyncPrefectClient(api=place.api) as client:
        deployment = client.read_deployment_by_name(ADDRESS)
        zombie = client.create_flow_run_from_deployment(deployment.id, state=Running(), name="没有进程的运行").id
        in_state(client, zombie, "Crashed", service)
        (told,) = alerts(place, service, count=1)
        assert (told["kind_label"], told["subject"]) == ("运行中断", "县政府高效运行机制·每日巡检")
        assert told["says"].startswith("没有进程的运行 没有正常结束：执行进程已经不在")
        in_state(client, start_run(client), "Completed", service)
        assert alerts(place, service, count=0) == []


def test_deployments_have_chinese_names_and_the_next_thirty_days(visit: Visit, swept: tuple[UUID, UUID]) -> None:
    deployment, _ = swept
    visit.open("/deployments")
    visit.page.get_by_placeholder("Search deployments").fill("每日巡检")
    expect(visit.page.get_by_role("link", name=DEPLOYMENT)).to_be_visible()
    expect(visit.page.get_by_text("At 08:30 AM")).to_be_visible()
    visit.shoot("prefect-deployments")

    visit.open(f"/deployments/deployment/{deployment}?tab=Upcoming")
    expect(visit.page.get_by_text(re.compile(r"^3[01] Flow runs$"))).to_be_visible()
    expect(visit.page.get_by_text("08:30:00 AM")).to_have_count(5)
    visit.shoot("prefect-upcoming")

    visit.page.get_by_role("tab", name="Description").click()
    expect(visit.page.get_by_text("休息日不升级")).to_be_visible()


def test_a_completed_sweep_shows_its_log_and_its_report(
    place: DemonstrationHome, visit: Visit, swept: tuple[UUID, UUID]
) -> None:
    _, run = swept
    with SyncPrefectClient(api=place.api) as client:
        report = report_of(client, run).id  # later sweeps of the day have theirs under the same key
    visit.open(f"/runs/flow-run/{run}")
    expect(visit.page.get_by_text("county·每日巡检·2026-11-23").first).to_be_visible()
    expect(visit.page.get_by_text("Completed").first).to_be_visible()
    expect(visit.page.get_by_text("巡检 institution=county on=2026-11-23 outcome=done")).to_be_visible()
    visit.shoot("prefect-run")

    visit.page.get_by_role("tab", name="Artifacts").click()
    visit.page.get_by_role("link", name=re.compile("daily-sweep-county")).click()
    visit.page.locator(f'a[href*="/artifacts/artifact/{report}"]').first.click()
    expect(visit.page.get_by_role("heading", name="逾期的督办任务")).to_be_visible()
    expect(visit.page.get_by_text("《高效运行机制完善工作意见》").first).to_be_visible()
    visit.shoot("prefect-report")
