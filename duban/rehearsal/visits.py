"""Inspections through the year: every kind of the pack, with findings that are objected to, put right or given out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.institutions.schema import InspectionKind
from duban.rehearsal.items import begin, life_of
from duban.rehearsal.lives import Life
from duban.rehearsal.world import World
from duban.services.findings import Assignment, NewFinding, assign_finding, record_finding, revisit, step_finding
from duban.services.inspections import (
    Scheme,
    approve_inspection,
    close_inspection,
    conclude_inspection,
    plan_inspection,
    visit_unit,
)
from duban.services.items_correct import Correction, correct_item
from duban.services.items_issue import issue_items
from duban.store.inspections import INSPECTION, findings_of, list_inspections, unsettled, visited_units
from duban.store.records import find_record
from states.finding import FindingEvent
from states.inspection import InspectionState
from states.item import CLIMBING, ENDED

A_YEAR = 2
"""How often each kind is carried out."""
TOGETHER = 2
"""How many offices a joint inspection is made by."""
BESIDE_PLAN = 1_000
"""From this number on inspections are counted that nobody had planned."""
TRIES = 20
"""How often the office looks whether an inspection can be closed, every ten working days."""


@dataclass(frozen=True)
class Visit:
    """One inspection on its way."""

    code: str
    number: int
    units: tuple[str, ...]


def plan_visits(world: World, year: int) -> None:
    """Each kind that nobody but people begin, spread over the year; the others come with their cycles."""
    total = len(_begun_by_people(world)) * A_YEAR
    for number in range(total):
        on = date(year, 2, 25).toordinal() + number * 270 // max(1, total)
        world.diary.plan(world.later(0, date.fromordinal(on)), draw_up, number)


def draw_up(world: World, number: int) -> None:
    """The scheme of a planned inspection."""
    kinds = _begun_by_people(world)
    units = tuple(world.chance.order(world.cast.units, "visited", number)[:2])
    scheme(world, kinds[number % len(kinds)], number, units)


def _begun_by_people(world: World) -> list[str]:
    """The kinds of which no cycle draws up a scheme of units in every period."""
    observed = [cycle.observe for cycle in world.pack.cycles.values() if cycle.observe and not cycle.observe.sample]
    kinds = world.pack.inspections.kinds if world.pack.inspections else {}
    return [name for name in kinds if name not in {each.kind for each in observed}]


def look_into(world: World, unit: str, number: int) -> None:
    """A unit that is too slow is inspected beside the plan, in the first way that the pack knows."""
    kinds = list(world.pack.inspections.kinds) if world.pack.inspections else []
    if kinds:
        scheme(world, kinds[0], BESIDE_PLAN + number, (unit,))


def scheme(world: World, name: str, number: int, units: tuple[str, ...]) -> None:
    """An inspection of these units is drawn up by whoever may."""
    rules = world.pack.inspections
    if rules is None:
        return
    item = next((life.code for life in world.lives_in(CLIMBING)), None)
    plate = rules.kinds[name].plate is not None
    first, last = world.later(2), world.later(4)
    drawn = Scheme(
        name,
        f"重点工作落实情况（{number + 1}）",
        () if rules.kinds[name].draw else units,
        what="重点工作落实情况",
        how="听取汇报、查阅台账、实地查看",
        from_on=first,
        to_on=last,
        offices=tuple(each.title for each in world.pack.offices.values())[:TOGETHER] if rules.kinds[name].joint else (),
        unannounced=number % 3 == 0,
        item=item if plate else None,
    )
    said = world.asked(_planner(world, rules.kinds[name]))
    if rules.kinds[name].barred:
        world.try_to(plan_inspection, drawn, said, pack=world.pack_on_record, expected=True)
        said = world.exception("确需开展，已经批准")
    code = world.try_to(plan_inspection, drawn, said, pack=world.pack_on_record)
    if code:
        row = find_record(world.session, INSPECTION, world.code, code, lock=False)
        visited = tuple(each["unit"] for each in visited_units(world.session, row["id"])) if row else ()
        world.diary.plan(world.later(1), approve, Visit(code, number, visited), rules.kinds[name])


def take_up_drawn(world: World) -> None:
    """Schemes that came of a cycle go the same way."""
    rules = world.pack.inspections
    for row in list_inspections(world.session, world.code, (InspectionState.planned,)) if rules else ():
        if row["code"] not in world.inspections and row["planner_id"] is None:
            units = tuple(each["unit"] for each in visited_units(world.session, row["id"]))
            world.inspections.add(row["code"])
            visit = Visit(row["code"], len(world.inspections), units)
            world.diary.plan(world.later(1), approve, visit, rules.kinds[row["kind"]] if rules else None)


def approve(world: World, visit: Visit, kind: InspectionKind) -> None:
    """Another person approves the scheme; the visits follow."""
    world.inspections.add(visit.code)
    own = _planner(world, kind)
    world.try_to(approve_inspection, world.code, visit.code, world.asked(own), expected=True)
    if world.try_to(approve_inspection, world.code, visit.code, world.asked(kind.approve.by[-1])):
        world.diary.plan(world.later(2), go_there, visit)


def _planner(world: World, kind: InspectionKind) -> str:
    """Who draws up schemes of that kind: the post that the pack names, else the first office."""
    return kind.by[0] if kind.by else world.office_post(next(iter(world.pack.offices)))


def go_there(world: World, visit: Visit) -> None:
    """Each unit is visited; something is found at the first; a conclusion before all were visited is refused."""
    office = world.office_post(next(iter(world.pack.offices)))
    how: dict[str, Any] = {"conclusion": "总体落实较好，有的项目进度偏慢", "calendar": world.calendar}
    for place, unit in enumerate(visit.units):
        world.try_to(visit_unit, world.code, visit.code, world.asked(office), unit=unit, says="台账齐全，现场在建")
        if not place:
            new = NewFinding(unit, "项目进度偏慢，安全措施不到位")
            rules: dict[str, Any] = {"pack": world.pack_on_record, "calendar": world.calendar}
            world.try_to(record_finding, visit.code, new, world.asked(office), **rules)
            if len(visit.units) > 1:
                world.try_to(conclude_inspection, world.code, visit.code, world.asked(office), **how, expected=True)
    if world.try_to(conclude_inspection, world.code, visit.code, world.asked(office), **how):
        world.diary.plan(world.later(2), respond, visit)


def respond(world: World, visit: Visit) -> None:
    """The unit objects, puts it right, or gets it as an item."""
    office = world.office_post(next(iter(world.pack.offices)))
    for row in _findings(world, visit):
        own = world.of_unit(row["unit"], "情况与事实有出入")
        if visit.number % 3 == 0:
            world.try_to(step_finding, world.code, row["code"], FindingEvent.object, own)
            said = world.asked(office, "经复核，情况属实")
            world.try_to(step_finding, world.code, row["code"], FindingEvent.uphold, said)
        if visit.number % 3 == 1 and world.agenda.give_way(world.today):
            to = _assignment(world, row["unit"])
            said = world.asked(office)
            code = world.try_to(assign_finding, world.code, row["code"], said, pack=world.pack_on_record, to=to)
            if code:
                kind = str(world.item(code)["item_type"])
                life = life_of(world, code, f"督查/{visit.number}", kind, row["unit"])
                world.diary.plan(world.later(0), give_out, life)
        else:
            world.try_to(step_finding, world.code, row["code"], FindingEvent.answer, world.of_unit(row["unit"]))
            world.diary.plan(world.later(5), look_again, visit, row["code"])
    world.diary.plan(world.later(10), wind_up, visit, TRIES)


def _assignment(world: World, unit: str) -> Assignment:
    """What the item of a finding must name; where its type has classes, the first of them."""
    item_type = world.pack.inspections.item_type if world.pack.inspections else None
    classes = world.pack.items[item_type].classes if item_type else ()
    item_class = next(iter(classes), None)
    return Assignment(leader=world.lead, responsible=world.cast.head_of(unit), item_class=item_class)


def give_out(world: World, life: Life) -> None:
    """The item of a finding is issued."""
    office = world.office_post(world.pack.items[life.item_type].office)
    if not world.try_to(issue_items, world.code, [life.code], world.asked(office), calendar=world.calendar):
        what = Correction(completion_due_on=world.later(30))
        world.try_to(correct_item, world.code, life.code, world.asked(office, "补写办结时限"), what)
        world.try_to(issue_items, world.code, [life.code], world.asked(office), calendar=world.calendar)
    begin(world, life)


def look_again(world: World, visit: Visit, finding: str) -> None:
    """A return visit; one in four is not put right yet."""
    passed = visit.number % 4 != 0
    said = world.asked(world.office_post(next(iter(world.pack.offices))))
    until = None if passed else world.later(10)
    world.try_to(revisit, world.code, finding, said, passed=passed, says="现场查看", rectify_on=until)
    if not passed:
        world.diary.plan(world.later(5), right, visit, finding)


def right(world: World, visit: Visit, finding: str) -> None:
    """Put right at the second go."""
    unit = visit.units[0]
    world.try_to(step_finding, world.code, finding, FindingEvent.answer, world.of_unit(unit))
    said = world.asked(world.office_post(next(iter(world.pack.offices))))
    world.try_to(revisit, world.code, finding, said, passed=True, says="整改到位", rectify_on=None)


def wind_up(world: World, visit: Visit, tries: int) -> None:
    """Closed when everything is settled, and until then looked at again."""
    office = world.asked(world.office_post(next(iter(world.pack.offices))))
    row = find_record(world.session, INSPECTION, world.code, visit.code, lock=False)
    if row is None or row["state"] is not InspectionState.concluded:
        return
    for each in _findings(world, visit):
        item = each["item_id"]
        if item and each["state"] == "as_item" and world.item_by_id(item)["state"] in ENDED:
            world.try_to(step_finding, world.code, each["code"], FindingEvent.settle, office)
    if unsettled(world.session, row["id"]) == 0:
        said = world.asked(world.office_post(next(iter(world.pack.offices))))
        world.try_to(close_inspection, world.code, visit.code, said)
    elif tries:
        world.diary.plan(world.later(10), wind_up, visit, tries - 1)


def _findings(world: World, visit: Visit) -> list[dict[str, Any]]:
    row = find_record(world.session, INSPECTION, world.code, visit.code, lock=False)
    return [dict(each) for each in findings_of(world.session, row["id"])] if row else []
