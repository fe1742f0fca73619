"""Extensions: a unit asks for another day before its limit, or too late; the office answers."""

from datetime import date

from duban.rehearsal.items import intend
from duban.rehearsal.lives import Life
from duban.rehearsal.world import World
from duban.services.items_dates import Answered, answer_extension, ask_extension, redate_item
from states.item import CLIMBING

LATER = (3, 8)
"""By how many working days a unit wants more."""
GRANTED = 0.75
"""Share of requests in time that are granted."""
REDATED = 0.01
"""Share of items for which a leader sets another day himself."""


def may_ask(world: World, life: Life) -> None:
    """Whether, and when, the unit will ask for more time."""
    row = world.item(life.code)
    due_on: date | None = row["climb_due_on"]
    if due_on is None:
        return
    if _asks(world, life):
        late = world.chance.happens(life.manner.asks_late, "asks late", life.key)
        on = world.later(1, due_on) if late else max(world.today, world.calendar.shift(due_on, -1))
        world.diary.plan(on, ask, life)
    elif world.chance.happens(REDATED, "redated", life.key):
        world.diary.plan(max(world.today, world.calendar.shift(due_on, -1)), redate, life)


def ask(world: World, life: Life) -> None:
    """The unit asks, if nobody else has meanwhile in its place; after the day is over it is refused (C30)."""
    row = world.item(life.code)
    due_on: date | None = row["climb_due_on"]
    if row["state"] not in CLIMBING or due_on is None or not _asks(world, life):
        return
    until = world.later(world.chance.between(LATER, "until", life.key), max(due_on, world.today))
    said = world.of_unit(life.unit, "涉及多个部门，数据尚在核对")
    late = due_on < world.today
    if world.try_to(ask_extension, world.code, life.code, said, until=until, calendar=world.calendar, expected=late):
        world.happened("asks")
        life.new_intent()
        world.diary.plan(world.later(1), answer, life)


def _asks(world: World, life: Life) -> bool:
    """The first one of the year is asked for where the rules know of extensions; a few ask where they do not."""
    if world.pack.items[life.item_type].extension:
        return world.seldom(life.manner.asks, "asks", life.key)
    return world.chance.happens(life.manner.asks, "asks", life.key)


def answer(world: World, life: Life) -> None:
    """The office that assigned it decides; then the unit plans anew."""
    granted = world.chance.happens(GRANTED, "grants", life.key)
    rule = world.pack.items[life.item_type].extension
    decides = rule.decide if rule and rule.decide in world.pack.posts else None
    by = decides or world.office_post(world.pack.items[life.item_type].office)
    said = world.asked(by, None if granted else "理由不充分，请按期反馈")
    world.try_to(answer_extension, world.code, life.code, said, Answered(granted))
    if world.item(life.code)["state"] in CLIMBING:
        intend(world, life)


def redate(world: World, life: Life) -> None:
    """A leader sets another day (领导另有要求)."""
    row = world.item(life.code)
    if row["state"] not in CLIMBING or not row["climb_due_on"] or row["climb_due_on"] < world.today:
        return
    until = world.later(5, row["climb_due_on"])
    said = world.asked(world.decider, "领导另有要求")
    if world.try_to(redate_item, world.code, life.code, said, until=until):
        intend(world, life)
