"""The runner's own rules on top of Prefect's, and the server's mended scheduler."""

import sqlalchemy as sa
from prefect.server.database.orm_models import FlowRun

from deployments.prefect_app import let_scheduler_insert_runs
from deployments.runner import make_runner


def test_a_stop_never_pauses_the_schedules() -> None:
    runner = make_runner()
    assert not runner.pause_on_shutdown
    assert runner.query_seconds <= 3


def test_the_scheduler_may_insert_runs_with_their_state() -> None:
    let_scheduler_insert_runs()
    hybrid = sa.inspect(FlowRun).all_orm_descriptors["state"]
    assert getattr(hybrid, "bulk_dml_setter", None) is not None
