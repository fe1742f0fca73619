"""Many processes number papers at the same time, some give up and some are killed: the numbers are 1..N, each once."""

import pytest
import sqlalchemy as sa

from tests.crash.issuing import Plan, draft_papers, faults_after, number_at_once

SAMPLE = Plan(issuers=12, papers=8, kills=3)


@pytest.mark.slow
def test_issuers_that_give_up_or_are_killed_leave_no_gap_and_no_double(engine: sa.Engine) -> None:
    ids = draft_papers(engine, SAMPLE)
    told = number_at_once(engine, ids, SAMPLE)
    assert faults_after(engine, ids, SAMPLE, told) == []
