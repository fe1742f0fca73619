"""The figures that the document itself states: set as it states them, planned down to the week, recorded, accepted."""

from datetime import date
from decimal import ROUND_DOWN, Decimal

import sqlalchemy as sa

from duban.core.periods import Period, PeriodUnit
from duban.core.workdays import ONE_DAY
from duban.institutions.schema import Figure, GoalKind, StepUnit
from duban.rehearsal.lives import Life
from duban.rehearsal.people import LATE
from duban.rehearsal.world import World
from duban.services.target_desk import due_of
from duban.services.target_rules import NewTarget, goal_from
from duban.services.target_steps import WHOLES, Parts, ends_of
from duban.services.targets import NewActual, NewPlan, accept_target, plan_target, record_actual, set_target
from duban.store.targets import ChosenTargets, list_targets, nodes_of

BASE = "20"
"""The rank from which a relative one rises."""
OTHERWISE = 0.05
"""Share of figures that somebody enters otherwise than the document at first, and of sums that do not fit."""
CENTS = Decimal("0.01")
FALLS_SHORT = Decimal("0.7")
"""How much of its plan a unit that is late has done, until the year ends."""
OTHERS = {GoalKind.zero_tolerance: "0", GoalKind.rank: "1", GoalKind.outside: "9", GoalKind.rise: "12"}
"""What is reached of figures that do not grow through the year; of the rest, what the document states."""
LAST_LOOK, ACCEPTED = (12, 28), (1, 4)
"""When the last figure of the year is recorded, and when it is accepted in the next year."""
QUARTERS = 4


def aim(world: World, life: Life) -> None:
    """The item gets its figure; one that is lower than the document's is refused."""
    rules = world.pack.targets
    figure = rules.figures.get(life.figure or "") if rules else None
    if life.figure is None or figure is None:
        return
    year_end = None if figure.by else world.today.replace(month=12, day=31)
    if figure.kind is GoalKind.at_least and world.tempted(OTHERWISE, "sets another figure", life.key):
        less = NewTarget(life.figure, value="0.5", due_on=year_end)
        world.try_to(set_target, world.code, life.code, world.asked(_office(world, life)), less, expected=True)
    base = BASE if figure.kind is GoalKind.rise else None
    new = NewTarget(life.figure, base=base, due_on=year_end)
    if world.try_to(set_target, world.code, life.code, world.asked(_office(world, life)), new):
        if goal_from(_target(world, life)).is_planned:
            world.diary.plan(world.later(1), lay_out, life)
        world.diary.plan(
            world.later(0, world.today.replace(month=LAST_LOOK[0], day=LAST_LOOK[1])), finish, life, figure
        )


def lay_out(world: World, life: Life) -> None:
    """The year goes to quarters, and each month to weeks when its turn comes."""
    row = _target(world, life)
    if world.pack.targets is None or world.pack.targets.steps is None:
        return
    count = len(ends_of(StepUnit.quarter, row["from_on"], due_of(row)))
    shares = (*_shares(Decimal(row["value"]), count), *("0",) * (QUARTERS - count))
    said = world.asked(_office(world, life))
    if world.try_to(plan_target, world.code, life.code, said, NewPlan(quarters=shares)):
        begin_month(world, life)


def begin_month(world: World, life: Life) -> None:
    """The months of a quarter that has begun, and the weeks of this month."""
    row = _target(world, life)
    month = Period.containing(PeriodUnit.month, world.today)
    if month.first > due_of(row):
        return
    if world.today.month % 3 == 1 or _reached(world, row, month.last) is None:
        divide(world, life, StepUnit.month)
    divide(world, life, StepUnit.week)
    world.diary.plan(world.calendar.roll_back(min(month.last, due_of(row))), measure, life)
    world.diary.plan(world.later(0, month.next().first), begin_month, life)


def divide(world: World, life: Life, step: StepUnit) -> None:
    """What a period owes is divided among its parts; parts that do not make it up are refused."""
    row = _target(world, life)
    within = Period.containing(WHOLES[step], world.today)
    last = min(within.last, due_of(row))
    before, until = _reached(world, row, within.first - ONE_DAY), _reached(world, row, last)
    if before is None or until is None:
        return
    count = len(ends_of(step, max(within.first, row["from_on"]), last))
    if until > before and world.tempted(OTHERWISE, "plans too little", step.value, life.key, within.key):
        less = NewPlan(parts=Parts(step, within, ("0",) * count))
        world.try_to(plan_target, world.code, life.code, world.asked(_office(world, life)), less, expected=True)
    new = NewPlan(parts=Parts(step, within, _shares(until - before, count)))
    world.try_to(plan_target, world.code, life.code, world.asked(_office(world, life)), new)


def measure(world: World, life: Life) -> None:
    """The figure of the month; where the unit is late it lies behind the plan."""
    row = _target(world, life)
    month = Period.containing(PeriodUnit.month, world.today)
    due = _reached(world, row, month.last) or Decimal(0)
    value = (due * FALLS_SHORT).quantize(CENTS) if life.manner is LATE else due
    new = NewActual(f"{value:f}", "牵头单位月报", min(world.today, due_of(row)))
    world.try_to(record_actual, world.code, life.code, world.of_unit(life.unit), new)


def finish(world: World, life: Life, figure: Figure) -> None:
    """The last figure of the year, which is accepted when the year is over."""
    row = _target(world, life)
    reached = OTHERS.get(figure.kind, str(row["value"]))
    new = NewActual(reached, "年终考核结果", min(world.today, due_of(row)))
    said = world.of_unit(life.unit, "年终核定")
    if world.try_to(record_actual, world.code, life.code, said, new):
        world.diary.plan(world.later(0, date(world.today.year + 1, *ACCEPTED)), accept, life)


def accept(world: World, life: Life) -> None:
    """照单验收."""
    world.try_to(accept_target, world.code, life.code, world.asked(_office(world, life)), None)


def _shares(whole: Decimal, count: int) -> tuple[str, ...]:
    """Equal shares, to the cent; the last one makes up the whole."""
    each = (whole / count).quantize(CENTS, rounding=ROUND_DOWN)
    return (*(f"{each:f}" for _ in range(count - 1)), f"{whole - each * (count - 1):f}")


def _reached(world: World, row: sa.RowMapping, on: date) -> Decimal | None:
    """What the stated plan wants by that day; None where it does not say."""
    if on < row["from_on"]:
        return Decimal(0)
    if on >= due_of(row):
        return Decimal(row["value"])
    return next((Decimal(node["value"]) for node in nodes_of(world.session, row["id"]) if node["due_on"] == on), None)


def _target(world: World, life: Life) -> sa.RowMapping:
    return list_targets(world.session, world.code, ChosenTargets(item=life.code))[0]


def _office(world: World, life: Life) -> str:
    return world.office_post(world.pack.items[life.item_type].office)
