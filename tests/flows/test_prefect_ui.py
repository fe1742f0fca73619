"""What an operator sees in Prefect, in a real browser; DUBAN_SCREENSHOTS=1 takes the docs' pictures."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect, sync_playwright
from prefect.client.orchestration import SyncPrefectClient

from tests.running_service import DemonstrationHome, RunningService, demonstration, running
from tests.runs import in_state, run_that_swept, start_run, upcoming

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IMAGES = Path(__file__).parents[2] / "docs" / "images"
DEPLOYMENT = "县政府高效运行机制·每日巡检"
expect.set_options(timeout=20_000)
HARMLESS = re.compile(r"404.*\.(svg|ico|png)\)|Content Security Policy|422.*/task_runs/filter\)")
"""Prefect's pages miss some of their own icons, ask for the task run that a flow's report does not have, and complain
that our policy keeps them from calling their analytics host."""


@dataclass
class Visit:
    """A page of this service, and everything that went wrong or away while it was looked at."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note page errors, console errors and requests to any other host."""
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("console", self._heard)
        self.page.on("request", self._requested)

    def open(self, path: str) -> None:
        """Go to a page of Prefect's interface."""
        self.page.goto(f"{self.address}/v2{path}")

    def shoot(self, name: str) -> None:
        """A picture for the docs, when pictures are asked for."""
        if os.environ.get("DUBAN_SCREENSHOTS"):
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=IMAGES / f"{name}.png")

    def _heard(self, message: ConsoleMessage) -> None:
        said = f"console: {message.text} ({message.location['url']})"
        if message.type == "error" and not HARMLESS.search(said):
            self.wrong.append(said)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, f"blob:{self.address}", "data:")):
            self.wrong.append(f"request: {request.url}")


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
    """A browser on the service; fails the test when a page failed or asked anything of another host."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        size = {"width": 1280, "height": 860}
        page = browser.new_page(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]  # a TypedDict
        visit = Visit(page, f"http://127.0.0.1:{place.port}")
        visit.watch()
        yield visit
        browser.close()
    assert visit.wrong == []


@pytest.mark.slow
def test_deployments_have_chinese_names_and_the_next_thirty_days(visit: Visit, swept: tuple[UUID, UUID]) -> None:
    deployment, _ = swept
    visit.open("/deployments")
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
