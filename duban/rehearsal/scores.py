"""The year's assessment: computed, published, objected to, answered and locked in January; and what comes of it."""

from datetime import date
from decimal import Decimal

from duban.institutions.schema import Assessment
from duban.rehearsal.talks import put_forward
from duban.rehearsal.world import World
from duban.services.assessments import Ruling, compute, decide, lock, object_to, publish
from duban.services.interviews import NewTalk
from duban.services.score_consequences import ask_for_reports, units_of_consequence
from duban.services.score_desk import grouped
from duban.store.scores import entries_of, find_assessment, ranks_of

OBJECTS = 0.15
"""Share of units that object to something that was put down to them."""
HALF = Decimal("0.5")
TRIAL, EVE, PUBLISHED = (7, 10), (12, 28), (1, 5)
"""When it is computed for a look, when somebody would publish too early, and when it is published."""


def plan_scores(world: World, year: int) -> None:
    """The days of the year and of the next January on which something is done about it."""
    if world.pack.assessment:
        world.diary.plan(world.later(0, date(year, *TRIAL)), reckon, year)
        world.diary.plan(world.later(0, date(year, *EVE)), too_early, year)
        world.diary.plan(world.later(0, date(year + 1, *PUBLISHED)), make_known, year)


def reckon(world: World, year: int) -> None:
    """The points so far."""
    world.try_to(compute, world.running, year, world.asked(_rules(world).publish.by[0]))


def too_early(world: World, year: int) -> None:
    """Nobody publishes a year that is not over."""
    reckon(world, year)
    said = world.asked(_rules(world).publish.by[0])
    world.try_to(publish, world.code, year, said, calendar=world.calendar, expected=True)


def make_known(world: World, year: int) -> None:
    """The ranks are published; some units object, one too late; then it is locked, which is refused before."""
    reckon(world, year)
    said = world.asked(_rules(world).publish.by[0])
    if not world.try_to(publish, world.code, year, said, calendar=world.calendar):
        return
    row = find_assessment(world.session, world.code, year)
    if row is None:
        return
    groups = [group for group in grouped(entries_of(world.session, row["id"])) if group.points < 0]
    first = {group.root["unit_id"]: group.root for group in reversed(groups)}
    objecting = [root for unit, root in first.items() if world.chance.happens(OBJECTS, "objects", year, unit)]
    for number, root in enumerate(objecting or list(first.values())[:1]):
        world.diary.plan(world.later(1 + number % 3), object_and_answer, year, root["place"], root["unit"], number)
    world.diary.plan(world.later(4), settle, year, True)
    world.diary.plan(world.later(1, row["objection_due_on"]), settle, year, False)


def object_and_answer(world: World, year: int, place: int, unit: str, number: int) -> None:
    """A unit objects; the assessors stand by it, strike it, or halve it."""
    by = unit + next(each.post for each in world.cast.holders if each.unit == unit)
    if not world.try_to(object_to, world.code, year, place, world.asked(by, "情况与事实有出入")):
        return
    row = find_assessment(world.session, world.code, year)
    entries = entries_of(world.session, row["id"]) if row else ()
    points = next(Decimal(entry["points"]) for entry in entries if entry["place"] == place)
    ruling = Ruling(place, (None, Decimal(0), points * HALF)[number % 3])
    world.try_to(decide, world.code, year, ruling, world.asked(_rules(world).decide.by[0], "经复核"))


def settle(world: World, year: int, early: bool) -> None:
    """A main leader locks it, after the units' time to object; what follows from it is set going."""
    said = world.asked(_rules(world).lock.by[0])
    done = world.try_to(lock, world.code, year, said, opinion="同意考核结果", expected=early)
    if done:
        world.try_to(ask_for_reports, world.running, year, said)
        world.diary.plan(world.later(1), talk_to_the_last, year)


def talk_to_the_last(world: World, year: int) -> None:
    """Talks are proposed with the heads of the units that the ranking names."""
    row = find_assessment(world.session, world.code, year)
    if row is None:
        return
    names = {rank["unit_id"]: rank["unit"] for rank in ranks_of(world.session, row["id"])}
    for each in _rules(world).consequences.values():
        named = units_of_consequence(world.session, each, row["id"]) if each.interview else []
        for unit_id in named:
            unit = names[unit_id]
            put_forward(world, NewTalk(f"{year}年度考核排名靠后", world.cast.head_of(unit), each.interview, unit), None)


def _rules(world: World) -> Assessment:
    if world.pack.assessment is None:
        raise LookupError(world.code)
    return world.pack.assessment
