"""The model of people in a rehearsal: seeded, keyed, and dealt out over units and days as its tables say."""

from collections import Counter
from datetime import date

import pytest

from duban.core.workdays import published_calendar
from duban.institutions.loader import find_pack, load_pack
from duban.rehearsal.agenda import agenda_of, congress_day
from duban.rehearsal.cast import cast_of
from duban.rehearsal.diary import Diary
from duban.rehearsal.people import MANNERS, Chance, manner_of

COUNTY = load_pack(find_pack("county")).pack
UNITS = [f"单位{number}" for number in range(20)]


def test_a_draw_depends_on_its_seed_and_subject_alone() -> None:
    first, other = Chance(1), Chance(2)
    assert first.share("late", "A", 3) == Chance(1).share("late", "A", 3)
    assert len({first.share("late", "A", 3), first.share("late", "A", 4), other.share("late", "A", 3)}) == 3


def test_draws_keep_to_their_shares_and_bounds() -> None:
    chance = Chance(7)
    assert 2_800 < sum(chance.happens(0.3, "x", number) for number in range(10_000)) < 3_200
    drawn = Counter(chance.between((2, 5), "y", number) for number in range(1_000))
    assert sorted(drawn) == [2, 3, 4, 5]
    assert sorted(chance.order(UNITS, "z")) == sorted(UNITS)


def test_units_are_of_every_manner_by_the_table() -> None:
    dealt = Counter(manner.name for manner in manner_of(Chance(1), UNITS).values())
    assert dealt == {manner.name: 2 * manner.units for manner in MANNERS}
    assert manner_of(Chance(1), UNITS) != manner_of(Chance(2), UNITS)


@pytest.mark.parametrize(("year", "closes"), [(2024, "2024-01-22"), (2025, "2025-01-07"), (2026, "2026-01-26")])
def test_the_congresses_close_fifteen_working_days_before_the_spring_festival(year: int, closes: str) -> None:
    assert congress_day(published_calendar(), year) == date.fromisoformat(closes)


def test_the_agenda_has_every_item_type_and_just_as_many_matters() -> None:
    agenda = agenda_of(COUNTY, published_calendar(), Chance(1), 2026, 60)
    matters = [matter for each in agenda.matters.values() for matter in each]
    assert len(matters) == agenda.left == 60
    assert {matter.item_type for matter in matters} == COUNTY.items.keys()
    assert all(matter.decided_on == on and on.year == 2026 for on, each in agenda.matters.items() for matter in each)


def test_what_was_not_foreseen_takes_the_place_of_the_last_matter() -> None:
    agenda = agenda_of(COUNTY, published_calendar(), Chance(1), 2026, 60)
    while agenda.give_way(date(2026, 1, 1)):
        pass
    left = [(each.item_type, each.item_class) for matters in agenda.matters.values() for each in matters]
    assert len(left) == len(set(left)) == agenda.left < 60, "one of each kind stays"
    assert not agenda.give_way(date(2026, 12, 31))


def test_somebody_holds_every_post_and_every_office_has_somebody() -> None:
    cast = cast_of(COUNTY, date(2026, 1, 1))
    assert {each.post for each in cast.holders} >= COUNTY.posts.keys()
    staffed = {each.unit for each in cast.holders}
    assert [name for name in COUNTY.offices if not staffed & set(COUNTY.units_of(name))] == []
    assert len({(each.unit, each.post) for each in cast.holders}) == len(cast.holders)


def test_deeds_come_on_their_day_in_the_order_in_which_they_were_planned() -> None:
    diary = Diary()
    for on, about in ((3, "c"), (1, "a"), (1, "b"), (2, "x")):
        diary.plan(date(2026, 1, on), print, about)
    done = []
    while deed := diary.due(date(2026, 1, 2)):
        done.append(deed[1])
    assert (done, len(diary)) == ([("a",), ("b",), ("x",)], 1)
