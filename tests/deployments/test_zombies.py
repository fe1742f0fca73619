"""A run that Prefect calls Running and that no process executes: ended by us, told as an alert, cleared by the next."""

import json
from pathlib import Path
from time import monotonic

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.states import Running

from tests.running_service import PATIENCE, DemonstrationHome, RunningService, demonstration, running
from tests.runs import ADDRESS, in_state, start_run


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_zombie_is_found_told_and_forgotten(tmp_path: Path) -> None:
    place = demonstration(tmp_path)
    with running(place) as service, SyncPrefectClient(api=place.api) as client:
        deployment = client.read_deployment_by_name(ADDRESS)
        zombie = client.create_flow_run_from_deployment(deployment.id, state=Running(), name="没有进程的运行").id
        in_state(client, zombie, "Crashed", service)
        (told,) = alerts(place, service, count=1)
        assert (told["kind_label"], told["subject"]) == ("运行中断", "县政府高效运行机制·每日巡检")
        assert told["says"].startswith("没有进程的运行 没有正常结束：执行进程已经不在")
        in_state(client, start_run(client), "Completed", service)
        assert alerts(place, service, count=0) == []


def alerts(place: DemonstrationHome, service: RunningService, *, count: int) -> list[dict[str, str]]:
    """The open alerts about interrupted runs, when there are so many."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        every = json.loads(place.duban("alert", "list", "--json", ledger="demo").stdout)
        found: list[dict[str, str]] = [row for row in every if row["kind"] == "run_zombie"]
        if len(found) == count:
            return found
        service.listen(1)
    raise AssertionError(found)
