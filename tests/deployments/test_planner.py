"""The planner: what to make, move and cancel, whatever Prefect has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from deployments.planner import Changes, KnownRun, WantedRun, differences

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
