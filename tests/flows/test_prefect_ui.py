"""What an operator sees in Prefect, in a real browser."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import expect
from prefect.client.orchestration import SyncPrefectClient

from tests.flows.browsing import Visit, browsing
from tests.running_service import DemonstrationHome, RunningService, demonstration, running
from tests.runs import in_state, run_that_swept, start_run, upcoming

DEPLOYMENT = "县政府高效运行机制·每日巡检"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> DemonstrationHome:
    """A demonstration ledger of its own."""
    return demonstration(tmp_path_factory.mktemp("ui"))


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
        in_state(client, run, "Completed", service)
        deployment = client.read_flow_run(run).deployment_id
        assert deployment
        upcoming(client, deployment, 30, service)
        return deployment, run_that_swept(client)


@pytest.fixture
def visit(place: DemonstrationHome) -> Iterator[Visit]:
    """A browser on the service."""
    with browsing(place.port) as visit:
        yield visit


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_completed_sweep_shows_its_log_and_its_report(visit: Visit, swept: tuple[UUID, UUID]) -> None:
    _, run = swept
    visit.open(f"/runs/flow-run/{run}")
    expect(visit.page.get_by_text("county·每日巡检·2026-11-23").first).to_be_visible()
    expect(visit.page.get_by_text("Completed").first).to_be_visible()
    expect(visit.page.get_by_text("巡检 institution=county on=2026-11-23 outcome=done")).to_be_visible()
    visit.shoot("prefect-run")

    visit.page.get_by_role("tab", name="Artifacts").click()
    visit.page.get_by_role("link", name=re.compile("daily-sweep-county")).click()
    visit.page.locator('a[href*="/artifacts/artifact/"]').first.click()
    expect(visit.page.get_by_role("heading", name="逾期的督办任务")).to_be_visible()
    expect(visit.page.get_by_text("《高效运行机制完善工作意见》").first).to_be_visible()
    visit.shoot("prefect-report")
