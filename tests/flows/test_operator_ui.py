"""A quarter of the county as its operator walks through it in Prefect: coming runs, a stage, escalations, alerts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from json import loads
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from prefect.client.orchestration import SyncPrefectClient

from duban.core.clock import SHANGHAI, SystemClock, clock_set_to
from tests.flows.browsing import Visit, browsing
from tests.running_service import DemonstrationHome, RunningService, demonstration, running
from tests.runs import ended, planned_runs

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BEGAN, NOW = "2026-10-09T09:00", "2026-11-23T09:00"
TITLE, MONTHLY = "县政府高效运行机制", "重大项目月调度"
SINCE = SystemClock().now().replace(second=0, microsecond=0)
AHEAD = clock_set_to(NOW).now() - SINCE
"""Prefect goes by the machine's clock: the ledger's runs from NOW on beside it; what is to come is so for both."""
SOON, QUARTER_ENDS, BEYOND = "2026-12-08", "2026-12-31", "2027-02-28"
"""The nearest runs are made first, those of the whole year take minutes; meetings beyond have their notice before."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> DemonstrationHome:
    """A ledger made at the quarter's beginning, that was left alone until late November."""
    return replace(demonstration(tmp_path_factory.mktemp("quarter"), BEGAN), clock=f"{NOW}x1@{SINCE.isoformat()}")


@pytest.fixture(scope="module")
def service(place: DemonstrationHome) -> Iterator[RunningService]:
    """The service on it, which has to make up for six weeks."""
    with running(place) as service:
        yield service


@pytest.fixture
def visit(place: DemonstrationHome) -> Iterator[Visit]:
    """A browser on the service."""
    with browsing(place.port) as visit:
        yield visit


@pytest.fixture
def client(place: DemonstrationHome, service: RunningService) -> Iterator[SyncPrefectClient]:
    """Prefect's API, for what is waited for; everything that is done is done in the browser."""
    with SyncPrefectClient(api=place.api) as client:
        yield client


def told(place: DemonstrationHome, *arguments: str) -> Any:
    """What a command says of the demonstration ledger."""
    ran = place.duban(*arguments, "--json", ledger="demo")
    assert ran.returncode == 0, ran.stderr
    return loads(ran.stdout)


def test_the_coming_runs_of_the_quarter_stand_on_the_days_of_the_calendar(
    place: DemonstrationHome, client: SyncPrefectClient, service: RunningService, visit: Visit
) -> None:
    days = {
        f"county·{row['cycle']}·{row['period']}·{stage['name']}": stage["due_on"]
        for row in told(place, "cycle", "list", "--from", BEGAN[:10], "--to", BEYOND)
        for stage in row["stages"]
        if stage["state"] == "planned" and NOW[:10] < stage["due_on"] <= QUARTER_ENDS
    }
    near = {name: day for name, day in days.items() if day <= SOON}
    shown = planned_runs(client, near, service, AHEAD)
    assert {name: day for name, day in shown.items() if NOW[:10] < day <= QUARTER_ENDS}.items() <= days.items()
    deployment = client.read_deployment_by_name(f"月调度/{TITLE}·{MONTHLY}")
    visit.open(f"/deployments/deployment/{deployment.id}?tab=Upcoming")
    expect(visit.page.get_by_text(f"county·{MONTHLY}·2026-11·召开")).to_be_visible()
    at = (clock_set_to("2026-11-25T08:30").now() - AHEAD).astimezone(SHANGHAI)
    expect(visit.page.get_by_text(f"{at:%Y/%m/%d %I:%M:%S %p}")).to_be_visible()
    visit.shoot("prefect-cycle-upcoming")


def test_a_stage_is_run_by_hand_and_shows_what_it_did(
    place: DemonstrationHome, client: SyncPrefectClient, service: RunningService, visit: Visit
) -> None:
    asked = {"期次": "2026-Q4", "环节": "通知"}
    assert submit(visit, client, service, f"季度点评/{TITLE}·重大项目季点评", asked) == "Completed"
    expect(visit.page.get_by_text("county·重大项目季点评·2026-Q4·通知").first).to_be_visible()
    open_artifact(visit, re.compile("occurrence-"))
    expect(visit.page.get_by_role("heading", name="各环节")).to_be_visible()
    visit.shoot("prefect-cycle-stage")
    assert told(place, "cycle", "show", "重大项目季点评", "2026-Q4")["state"] == "notified"


def test_escalation_by_form_is_previewed_accepted_and_refused_with_its_clause(
    place: DemonstrationHome, client: SyncPrefectClient, service: RunningService, visit: Visit
) -> None:
    code = next(each["code"] for each in told(place, "item", "list", "--late") if each["rung"] is None)
    asked = {"提到哪一级": "催办", "理由": "县长批示", "以什么岗位": "督查室主任", "事项编号": code}
    form = f"手工提级/{TITLE}·手工提级"
    assert submit(visit, client, service, form, asked) == "Completed"
    open_artifact(visit, re.compile("escalate-"))
    expect(visit.page.get_by_text(code).first).to_be_visible()
    visit.shoot("prefect-escalate-preview")
    assert submit(visit, client, service, form, {**asked, "只预览": "否"}) == "Completed"
    assert submit(visit, client, service, form, {**asked, "提到哪一级": "约谈", "只预览": "否"}) == "Failed"
    expect(visit.page.get_by_text(re.compile("拒绝：")).first).to_be_visible()
    visit.shoot("prefect-escalate-refused")
    assert told(place, "verify")["ok"]


def test_what_waits_after_the_outage_is_an_alert(
    place: DemonstrationHome, client: SyncPrefectClient, service: RunningService, visit: Visit
) -> None:
    assert submit(visit, client, service, "消息投递/台账·消息投递", {}) == "Completed"
    open_artifact(visit, re.compile("alerts"))
    expect(visit.page.get_by_text("期次待定").first).to_be_visible()
    visit.shoot("prefect-alerts")
    assert {"period_waiting", "stage_late"} <= {each["kind"] for each in told(place, "alert", "list")}


def submit(visit: Visit, client: SyncPrefectClient, service: RunningService, form: str, values: dict[str, str]) -> str:
    """Fills the form of a deployment and submits it; shows the run when it has ended, and returns its state.

    A value of `否` switches the field off.
    """
    page = visit.page
    visit.open(f"/deployments/deployment/{client.read_deployment_by_name(form).id}/run")
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    for label, value in values.items():
        fill(visit, label, value)
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("link", name="View run").click()
    page.wait_for_url(re.compile("/runs/flow-run/"))
    run = UUID(page.url.rpartition("/")[2].partition("?")[0])
    state = ended(client, run, service)
    page.reload()
    expect(page.get_by_text(state).first).to_be_visible()
    return state


def fill(visit: Visit, label: str, value: str) -> None:
    """Types, chooses, or switches off."""
    page, named = visit.page, re.compile(f"^{label}( \\(Optional\\))?$")
    expect(page.locator("label").filter(has_text=named).first).to_be_visible()
    chooser = page.get_by_role("button", name=f"Select {label}")
    if value == "否":
        page.get_by_label(named).click()
    elif chooser.count():
        chooser.click()
        page.get_by_role("option", name=value, exact=True).click()
    else:
        page.get_by_label(named).fill(value)


def open_artifact(visit: Visit, key: re.Pattern[str]) -> None:
    """The page that the shown run left."""
    visit.page.get_by_role("tab", name="Artifacts").click()
    visit.page.get_by_role("link", name=key).first.click()
    visit.page.locator('a[href*="/artifacts/artifact/"]').first.click()
