"""Alerts about runs: one for each deployment whose last run went wrong, gone when a later one did not."""

import pytest
import sqlalchemy as sa

from duban.services.alerts import told_alerts
from duban.services.run_alerts import RunTrouble, run_alerts_to_settle, settle_run_alerts
from duban.services.verify import verify
from duban.store.unit_of_work import unit_of_work
from states.alert import AlertKind
from tests.factories import ACTOR, MONDAY, at, make_ledger

pytestmark = pytest.mark.slow
SWEEP = RunTrouble(
    AlertKind.run_zombie, "县政府高效运行机制·每日巡检", "county", "county·每日巡检·2026-11-23 没有正常结束"
)
DELIVERY = RunTrouble(AlertKind.run_failed, "台账·消息投递", None, "消息投递 没有正常结束")


def test_the_last_runs_are_what_is_open(engine: sa.Engine) -> None:
    with unit_of_work(engine) as work:
        make_ledger(work.session)

        def settle(*troubles: RunTrouble) -> list[tuple[str, str]]:
            settle_run_alerts(work.session, troubles, now=at(MONDAY), actor=ACTOR)
            assert run_alerts_to_settle(work.session, troubles) == []
            return sorted((row["kind_label"], row["subject"]) for row in told_alerts(work.session, "county"))

        assert settle() == []
        assert settle(SWEEP, DELIVERY) == [("运行中断", SWEEP.deployment), ("运行失败", DELIVERY.deployment)]
        assert settle(DELIVERY) == [("运行失败", DELIVERY.deployment)]
        assert settle() == []
        assert verify(work.session).ok


def test_another_institutions_runs_are_not_ours(engine: sa.Engine) -> None:
    with unit_of_work(engine) as work:
        make_ledger(work.session)
        stranger = RunTrouble(SWEEP.kind, SWEEP.deployment, "city", SWEEP.says)
        assert run_alerts_to_settle(work.session, [stranger]) == []
