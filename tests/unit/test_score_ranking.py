"""Ranking, pure: caps, ties, bands, the last ones; and that one event's points explain exactly which ranks move."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.institutions.schema import Band, Tie
from duban.services.score_ranking import Scale, Scored, Standing, bottom, exact, moved, ranked, written

UNITS = range(1, 8)
FEWER, MORE = Tie.fewer_deductions, Tie.more_bonus
points = st.integers(-40, 40).map(lambda number: Decimal(number) / 4)
entries = st.lists(st.builds(Scored, st.sampled_from(UNITS), st.sampled_from(("甲", "乙", "丙")), points), max_size=15)
scales = st.builds(
    Scale,
    st.just(Decimal(100)),
    st.dictionaries(st.sampled_from(("甲", "乙")), st.integers(1, 10).map(Decimal)),
    st.permutations((FEWER, MORE)).map(tuple),
    st.just((Band(band="优", top=20), Band(band="良", top=60), Band(band="差"))),
)

unhurried = settings(suppress_health_check=[HealthCheck.too_slow])
"""However busy the machine is."""


def scored(*told: tuple[int, str]) -> list[Scored]:
    """Points under one rule."""
    return [Scored(unit, "甲", Decimal(each)) for unit, each in told]


def ranks(standings: list[Standing]) -> dict[int, int]:
    """Unit → rank."""
    return {each.unit_id: each.rank for each in standings}


def test_a_rule_carries_no_further_than_its_cap_either_way() -> None:
    scale = Scale(caps={"甲": Decimal(3)})
    found = ranked([1, 2], scored((1, "-2"), (1, "-2"), (1, "1"), (2, "5")), scale)
    told = [(each.unit_id, *map(written, (each.score, each.bonus, each.deducted))) for each in found]
    assert told == [(2, "103", "3", "0"), (1, "98", "1", "-3")]


def test_equals_share_a_rank_and_the_next_one_stays_empty() -> None:
    found = ranked([1, 2, 3, 4], scored((1, "1"), (2, "-1"), (3, "-1"), (4, "-2")), Scale())
    assert ranks(found) == {1: 1, 2: 2, 3: 2, 4: 4}


@pytest.mark.parametrize(
    ("prefer", "expected"), [((), {1: 1, 2: 1}), ((FEWER,), {1: 1, 2: 2}), ((MORE,), {2: 1, 1: 2})]
)
def test_what_parts_equals_is_the_packs(prefer: tuple[Tie, ...], expected: dict[int, int]) -> None:
    assert ranks(ranked([1, 2], scored((2, "3"), (2, "-3")), Scale(prefer=prefer))) == expected


def test_bands_go_by_rank_and_score_from_the_best_down() -> None:
    bands = (Band(band="优秀", top=20, at_least=101), Band(band="良好", top=60), Band(band="一般"))
    found = ranked(range(1, 6), scored((5, "-1"), (4, "-1")), Scale(bands=bands))
    assert [each.band for each in found] == ["良好", "良好", "良好", "一般", "一般"]
    better = ranked(range(1, 6), scored((5, "1"), (4, "1")), Scale(bands=bands))
    assert [(each.unit_id, each.band) for each in better][:3] == [(4, "优秀"), (5, "优秀"), (1, "良好")]


def test_the_last_ones_are_whole_groups_of_equals() -> None:
    found = ranked(range(1, 6), scored((5, "-3"), (4, "-2"), (3, "-2")), Scale())
    last = [[each.unit_id for each in bottom(found, places)] for places in (1, 2, 3, 4)]
    assert last == [[5], [5], [3, 4, 5], [3, 4, 5]]
    equals = ranked(range(1, 6), scored((5, "-3"), (4, "-3"), (3, "-3")), Scale())
    assert [each.unit_id for each in bottom(equals, 2)] == [3, 4, 5]


def test_nobody_is_among_the_last_who_lost_nothing_or_shares_the_first_rank() -> None:
    assert bottom(ranked([1, 2], [], Scale()), 2) == []
    assert bottom(ranked([1, 2, 3], scored((1, "2")), Scale()), 2) == []
    assert bottom(ranked([1, 2], scored((1, "-2"), (2, "-2")), Scale()), 2) == []


@unhurried
@given(entries, scales)
def test_every_unit_has_one_rank_and_the_ranks_follow_the_scores(told: list[Scored], scale: Scale) -> None:
    found = ranked(UNITS, told, scale)
    assert sorted(each.unit_id for each in found) == list(UNITS)
    assert all(each.score == scale.base + each.bonus + each.deducted for each in found)
    assert all(one.rank <= other.rank and one.score >= other.score for one, other in pairwise(found))
    assert all(each.rank == 1 + sum(other.rank < each.rank for other in found) for each in found)


@unhurried
@given(entries, scales, st.randoms(use_true_random=False))
def test_the_order_in_which_points_were_put_down_means_nothing(told: list[Scored], scale: Scale, lot: object) -> None:
    mixed = sorted(told, key=lambda _: lot.random())  # type: ignore[attr-defined]  # hypothesis' own Random
    assert ranked(UNITS, mixed, scale) == ranked(UNITS, told, scale)


@unhurried
@given(entries.filter(bool), scales, points, st.data())
def test_one_events_points_move_its_unit_and_only_those_that_it_passes(
    told: list[Scored], scale: Scale, other: Decimal, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(told) - 1))
    unit = told[place].unit_id
    changed = [*told[:place], Scored(unit, told[place].rule, other), *told[place + 1 :]]
    before, after = ranked(UNITS, told, scale), ranked(UNITS, changed, scale)
    was, now = ranks(before), ranks(after)
    moves = {each.unit_id: (each.was, each.now) for each in moved(before, after)}
    assert moves == {each: (was[each], now[each]) for each in UNITS if was[each] != now[each]}
    for each in moves.keys() - {unit}:
        assert (was[each] > was[unit]) != (now[each] > now[unit]) or (was[each] == was[unit]) != (
            now[each] == now[unit]
        )
        assert abs(was[each] - now[each]) == 1


@unhurried
@given(st.decimals(-1000, 1000, places=2))
def test_points_are_written_exactly_and_read_back(number: Decimal) -> None:
    assert exact(written(number)) == number
    assert "E" not in written(number)
