"""The yearly targets: set when the congresses have closed, decomposed over the units, recorded, and accepted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from duban.rehearsal.agenda import Matter
from duban.rehearsal.items import begin, draft, life_of
from duban.rehearsal.lives import Life
from duban.rehearsal.people import LATE
from duban.rehearsal.world import World
from duban.services.items_correct import Correction, correct_item
from duban.services.items_issue import issue_items
from duban.services.target_rules import NewTarget
from duban.services.target_split import Part, split_target
from duban.services.targets import NewActual, accept_target, record_actual, set_target
from models.target import Comparison

IN_ONE = 6
"""A target and its parts together."""
OF_EACH = 120
QUARTERS = 4
INDICATORS = ("工业开票销售收入", "招商引资到位资金", "财政收入", "固定资产投资", "新增就业")
TOO_LATE = 45
"""Working days after the congresses by which the last target is decomposed: too late (C1)."""


def take_up(world: World, matters: Sequence[Matter]) -> None:
    """The targets decided today: the first of each group is the whole, the others become its parts."""
    groups = [matters[place : place + IN_ONE] for place in range(0, len(matters), IN_ONE)]
    for number, group in enumerate(groups):
        whole = draft(world, group[0], world.cast.units[0], done_by=group[0].decided_on.replace(month=12, day=31))
        if whole is None:
            continue
        value = f"{OF_EACH * max(1, len(group) - 1)}"
        goal = NewTarget(INDICATORS[number % len(INDICATORS)], Comparison.at_least, value, "万元")
        world.try_to(set_target, world.code, whole.code, world.asked(_office(world, whole)), goal)
        late = number == len(groups) - 1 and number > 0
        world.diary.plan(world.later(TOO_LATE if late else 2), decompose, whole, group[1:])


def decompose(world: World, whole: Life, parts: Sequence[Matter]) -> None:
    """Each unit gets its part; after the Spring Festival only as an exception of whoever may (C1)."""
    units = world.chance.order(world.cast.units[1:], "parts", whole.key)
    shares = [Part(unit, f"{OF_EACH}") for unit in units[: len(parts)]]
    how: dict[str, Any] = {"indicator": None, "pack": world.pack_on_record}
    lives = [whole]
    if shares:
        said = world.asked(_office(world, whole))
        made = world.try_to(split_target, world.code, whole.code, said, shares, **how, expected=True)
        if made is None:
            said = world.exception("两会推迟召开，分解方案随后下达")
            made = world.try_to(split_target, world.code, whole.code, said, shares, **how)
        for code, share, matter in zip(made.answer["items"] if made else (), shares, parts, strict=False):
            lives.append(life_of(world, code, matter.key, whole.item_type, share.unit))
    for life in lives:
        world.diary.plan(world.later(1), hand_down, life)


def hand_down(world: World, life: Life) -> None:
    """A part is completed and issued; its unit reports through the year."""
    office = _office(world, life)
    whole = Correction(leader=world.lead, responsible=world.cast.head_of(life.unit))
    world.try_to(correct_item, world.code, life.code, world.asked(office, "补写要素"), whole)
    if world.try_to(issue_items, world.code, [life.code], world.asked(office), calendar=world.calendar):
        life.stages = QUARTERS - 1
        begin(world, life)
        for quarter in range(1, QUARTERS + 1):
            on = date(world.today.year, 3 * quarter, 28)
            world.diary.plan(world.later(0, on), measure, life, quarter)


def measure(world: World, life: Life, quarter: int) -> None:
    """The figure of the quarter: units that are late lag behind; at the end of the year it is accepted."""
    lags = life.manner is LATE and quarter < QUARTERS
    if life.unit == world.cast.units[0]:
        return
    reached = OF_EACH * quarter // QUARTERS - (OF_EACH // 5 if lags else 0)
    new = NewActual(f"{reached}", "统计月报")
    world.try_to(record_actual, world.code, life.code, world.of_unit(life.unit), new)
    if quarter == QUARTERS:
        world.try_to(accept_target, world.code, life.code, world.asked(_office(world, life)), None)


def _office(world: World, life: Life) -> str:
    return world.office_post(world.pack.items[life.item_type].office)
