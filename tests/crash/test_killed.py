"""A process that is killed in the middle of an act leaves all of it or nothing, and a retry does it once.

A sample of the points, the same at every run; `make soak` tries them all.
"""

from random import Random

import pytest
from sqlalchemy.orm import Session

from duban.services.item_desk import Asked
from duban.services.items import receive_item
from duban.services.org import NewHolder, add_holders
from tests.crash.killing import Fresh, run_through, trial
from tests.crash.scenarios import KEY, SCENARIOS, TO_RECEIVE, Scenario
from tests.factories import ACTOR, MONDAY, at

pytestmark = pytest.mark.slow
SAMPLED = 1
"""How many points of each act on each database are drawn, beside those around the commit."""
AROUND_THE_COMMIT = 3
"""The last statement is behind and the commit is to come, has just been made, or was acknowledged."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_killed_anywhere_it_is_whole_and_a_retry_does_it_once(fresh: Fresh, scenario: Scenario) -> None:
    course = run_through(fresh, scenario)
    drawn = Random(scenario.name).sample(course.points[:-AROUND_THE_COMMIT], SAMPLED)  # noqa: S311 - always the same
    points = [*drawn, *course.points[-AROUND_THE_COMMIT:]]
    assert [fault for point in points for fault in trial(fresh, scenario, course, point)] == []


def test_an_act_in_two_transactions_is_noticed(on_sqlite: Fresh) -> None:
    def in_two(session: Session) -> None:
        receive_item(session, "county", TO_RECEIVE, Asked(ACTOR, at(MONDAY), key=KEY))
        session.commit()
        add_holders(session, "county", [NewHolder("县审计局", "局长", "周审", MONDAY)], now=at(MONDAY), actor=ACTOR)

    scenario = Scenario("in two", in_two)
    course = run_through(on_sqlite, scenario)
    before_the_second_commit = course.passed - 2
    found = trial(on_sqlite, scenario, course, before_the_second_commit)
    assert f"in two@{before_the_second_commit}: half done" in found
