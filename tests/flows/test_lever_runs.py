"""The operator's forms on a running service: validated, done, refused as failed with the clause, no traceback."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.exceptions import PrefectHTTPStatusError

from duban.services.alerts import told_alerts
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading
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
