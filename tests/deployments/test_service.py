"""The whole service for real: it proves itself, it survives its parts, and it leaves nothing behind."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from prefect.client.orchestration import SyncPrefectClient

from duban.store.engine import sqlite_module
from tests.deployments.programs import gone, left_over
from tests.running_service import PATIENCE, DemonstrationHome, running
from tests.runs import in_state, start_run


@pytest.mark.slow
def test_a_check_sweeps_once_and_a_second_one_changes_nothing(place: DemonstrationHome) -> None:
    first, second = (place.duban("up", "--check", "--demo", "--json") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    proof, again = json.loads(first.stdout)["check"], json.loads(second.stdout)["check"]
    assert proof["run"] == again["run"] == "county·每日巡检·2026-11-23"
    assert proof["says"].startswith("2026-11-23 已巡检")
    assert again["says"] == "2026-11-23 已巡检过，本次未作任何改动。"
    assert act_in(proof["artifact"]) == act_in(again["artifact"])
    assert left_over(place.home) == []


@pytest.mark.slow
def test_killing_any_part_or_the_supervisor_leaves_no_orphan(place: DemonstrationHome) -> None:
    with running(place) as service, SyncPrefectClient(api=place.api) as client:
        with locked_ledger(place):
            run = start_run(client)
            in_state(client, run, "Running", service)
            workers, (runner,) = place.processes("prefect.engine"), place.processes("deployments.runner")
            assert workers
            os.kill(runner, signal.SIGKILL)
            assert all(gone(worker) for worker in workers)
        service.hear("任务执行进程已重新启动。")
        in_state(client, run, "Crashed", service)

        (console,) = place.processes("console_app")
        os.kill(console, signal.SIGKILL)
        service.hear("控制台已重新启动。")

        (server,) = place.processes("prefect_app")
        os.kill(server, signal.SIGKILL)
        service.hear("Prefect 服务已重新启动。")
        in_state(client, start_run(client), "Completed", service)
        assert place.processes("deployments.runner")

        refused = place.duban("up", "--demo")
        assert refused.returncode == 1
        assert "未重复启动" in refused.stderr

        service.process.kill()
        assert service.process.wait(PATIENCE) == -signal.SIGKILL
    assert left_over(place.home) == []


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_before_anything_starts(place: DemonstrationHome) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", place.port))
        taken.listen()
        refused = place.duban("up", "--check", "--demo")
    assert refused.returncode == 1
    assert f"端口 {place.port} 已被占用" in refused.stderr
    assert not (place.home / "prefect").exists()


def act_in(page: str) -> str:
    """The act that a report names."""
    return next(line for line in page.splitlines() if line.startswith("| 履历 |"))


@contextmanager
def locked_ledger(place: DemonstrationHome) -> Iterator[None]:
    """Someone else holds the ledger's write lock, so that a flow run must wait."""
    connection = sqlite_module().connect(place.home / "demo.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()
