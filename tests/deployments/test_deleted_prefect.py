"""Prefect is disposable: its database is deleted or emptied, before or while it runs, and the service goes on."""

import json
import random

import pytest
from prefect.client.orchestration import SyncPrefectClient

from tests.deployments.programs import left_over
from tests.running_service import DemonstrationHome, RunningService, running
from tests.runs import in_state, known, start_run

TIMES = 20


def vanish(place: DemonstrationHome, manner: str) -> None:
    """Do it to Prefect's database, as a person or a full disk would."""
    file = place.home / "prefect" / "prefect.db"
    if manner == "emptied":
        file.write_bytes(b"")
    elif manner == "torn":
        file.write_bytes(file.read_bytes()[:5000] + b"\0" * 5000)
    else:
        for each in file.parent.glob("prefect.db*"):
            each.unlink(missing_ok=True)


def goes_on(place: DemonstrationHome, client: SyncPrefectClient, service: RunningService) -> None:
    """The server is started anew, knows the deployments again and runs them."""
    service.hear("Prefect 服务的数据库被删除或清空，正在重新启动")
    service.hear("Prefect 服务已重新启动。")
    known(client, service)
    in_state(client, start_run(client), "Completed", service)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_deleted_and_an_emptied_database_is_made_anew(place: DemonstrationHome) -> None:
    with running(place) as service, SyncPrefectClient(api=place.api) as client:
        for manner in ("deleted", "emptied"):
            vanish(place, manner)
            goes_on(place, client, service)
    vanish(place, "torn")
    proof = place.duban("up", "--check", "--demo", "--json")
    assert proof.returncode == 0, proof.stderr
    assert json.loads(proof.stdout)["check"]["says"] == "2026-11-23 已巡检过，本次未作任何改动。"
    assert left_over(place.home) == []


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_twenty_deletions_at_random_moments(place: DemonstrationHome) -> None:
    chance = random.Random(20)  # noqa: S311 - repeatable, not secret
    with running(place) as service, SyncPrefectClient(api=place.api) as client:
        for _ in range(TIMES):
            service.listen(chance.uniform(0, 8))
            vanish(place, chance.choice(["deleted", "deleted", "emptied"]))
            goes_on(place, client, service)
    verified = place.duban("verify", "--json", ledger="demo")
    assert json.loads(verified.stdout)["ok"], verified.stdout
    assert left_over(place.home) == []
