"""The planner: what to make, move and cancel, whatever Prefect has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from deployments.planner import AHEAD, Changes, KnownRun, Planner, WantedRun, differences, key_of
from duban.core.clock import Clock, RunningClock, SetClock, SystemClock
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.ledger import create_ledger
from duban.services.occurrence_plan import plan_periods
from duban.services.occurrence_view import coming_bells
from duban.services.packs import load_pack_version
from duban.store.unit_of_work import reading, unit_of_work
from models import LedgerKind
from tests.factories import ACTOR, county

START = datetime(2026, 11, 23, tzinfo=UTC)
DEPLOYMENT = uuid4()


def wanted(key: str, day: int) -> WantedRun:
    return WantedRun(key, DEPLOYMENT, key, {}, START + timedelta(days=day), str(day))


def known(key: str, day: int) -> KnownRun:
    return KnownRun(key, UUID(int=len(key)), START + timedelta(days=day))


days = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9))


@given(want=days, have=days, most=st.integers(1, 20))
def test_doing_the_changes_round_by_round_ends_with_what_is_wanted(
    want: dict[str, int], have: dict[str, int], most: int
) -> None:
    runs = {key: known(key, day) for key, day in have.items()}
    asked = [wanted(key, day) for key, day in want.items()]
    for _ in range(30):
        changes = differences(asked, runs.values()).first(most)
        assert len(changes.make) <= most
        for gone in changes.cancel:
            del runs[gone.key]
        for old, run in changes.move:
            runs[run.key] = replace(old, at=run.at)
        for run in changes.make:
            runs[run.key] = known(run.key, (run.at - START).days)
    assert {key: run.at for key, run in runs.items()} == {run.key: run.at for run in asked}
    assert not differences(asked, runs.values())


def test_the_nearest_are_made_first_and_what_must_not_ring_goes_before_them() -> None:
    asked = [wanted("far", 9), wanted("near", 1), wanted("moved", 4)]
    changes = differences(asked, [known("moved", 2), known("gone", 3)])
    assert [run.key for run in changes.make] == ["near", "far"]
    first = changes.first(3)
    assert ([each.key for each in first.cancel], len(first.move), [each.key for each in first.make]) == (
        ["gone"],
        1,
        ["near"],
    )
    assert not Changes()


@pytest.mark.parametrize("stands", [True, False])
def test_a_clock_that_stands_in_the_past_wants_nothing_that_would_ring_at_once(engine: sa.Engine, stands: bool) -> None:
    with unit_of_work(engine) as uow:
        create_ledger(uow.session, LedgerKind.demonstration, now=START, actor=ACTOR)
        load_pack_version(uow.session, county(), now=START, actor=ACTOR)
        plan_periods(uow.session, running_institution(uow.session, "county"), Asked(ACTOR, START))
        uow.commit()
    with reading(engine) as session:
        bells = [bell for bell in coming_bells(session, "county") if START < bell.at <= START + AHEAD]
    machine = SystemClock().now()
    clock: Clock = SetClock(START) if stands else RunningClock(START, 1, machine)
    wanted = Planner(engine, clock, {("county", bell.cycle): DEPLOYMENT for bell in bells}).wanted()
    to_come = bells if not stands else [bell for bell in bells if bell.at > machine]
    assert {run.key for run in wanted} == {key_of(bell) for bell in to_come}
