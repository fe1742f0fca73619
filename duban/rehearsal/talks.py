"""Interviews: where a unit has not answered even a supervision paper, its head is talked to, and if need be again."""

from dataclasses import replace

import sqlalchemy as sa

from duban.institutions.schema import Interview
from duban.rehearsal import visits
from duban.rehearsal.lives import Life
from duban.rehearsal.world import World
from duban.services.interviews import NewTalk, approve, consent, hold, judge, notice, propose
from duban.store.inspections import list_inspections
from duban.store.interviews import INTERVIEW
from duban.store.orders import find_order, listed_items
from duban.store.org import unit_ids
from duban.store.records import find_record
from duban.store.sight import EVERYTHING
from states.inspection import InspectionState

EFFECT = 0.7
"""Share of talks after which things go better."""
INSPECTED = 4
"""Working days until an inspection beside the plan has come to its conclusion."""
RECTIFIES = 15
"""Working days until things are put right."""


def on_notice(world: World, order_id: int) -> None:
    """The notice is numbered; where no rung is a cause of talks, its unit is inspected before one is proposed."""
    lines = listed_items(world.session, order_id, lock=False)
    life = world.lives.get(lines[0]["code"]) if lines and world.pack.interview else None
    if life is None:
        return
    causes, head = _rules(world).causes, world.cast.head_of(life.unit)
    if cause := next((name for name, each in causes.items() if each.rung), None):
        put_forward(world, NewTalk("督办单到期没有答复", head, cause, item=life.code), order_id)
    elif cause := next((name for name, each in causes.items() if each.inspected), None):
        world.happened("slow")  # slow enough for a notice: until then everybody is
        visits.look_into(world, life.unit, order_id)
        world.diary.plan(world.later(INSPECTED), after_inspection, life, cause, order_id)


def after_inspection(world: World, life: Life, cause: str, order_id: int) -> None:
    """What an inspection of the unit has concluded bears the proposal out; without one it is refused."""
    concluded = (InspectionState.concluded, InspectionState.closed)
    seen = list_inspections(
        world.session, world.code, concluded, EVERYTHING.narrowed([unit_ids(world.session, world.code)[life.unit]])
    )
    new = NewTalk("经督查仍无明显进展", world.cast.head_of(life.unit), cause, item=life.code)
    put_forward(world, new, order_id, expected=True)
    if seen:
        put_forward(world, replace(new, inspection=seen[0]["code"]), order_id)


def put_forward(world: World, new: NewTalk, order_id: int | None, *, expected: bool = False) -> None:
    """A talk is proposed by whoever may; what it rests on is attached where there is no notice yet."""
    said = world.asked(_rules(world).propose.by[0], files=order_id is None)
    code = world.try_to(propose, new, said, pack=world.pack_on_record, expected=expected)
    if code:
        world.diary.plan(world.later(1), agree_on, code, order_id)


def agree_on(world: World, code: str, order_id: int | None) -> None:
    """Approved too early it is refused; then every joint office consents and a main leader approves."""
    rules = _rules(world)
    world.try_to(approve, world.code, code, world.asked(rules.approve.by[0]), expected=True)
    for post in rules.consent.by:
        world.try_to(consent, world.code, code, world.asked(post), agrees=True, says=None)
    if world.try_to(approve, world.code, code, world.asked(rules.approve.by[0])):
        world.diary.plan(world.later(1), give_notice, code, order_id)


def give_notice(world: World, code: str, order_id: int | None) -> None:
    """The notice reaches the unit, and with it the item climbs."""
    said = world.asked(_rules(world).propose.by[0], files=order_id is None)
    order = str(order_id) if order_id else None
    if world.try_to(notice, world.code, code, said, meet_on=world.later(2), order=order):
        world.diary.plan(world.later(2), talk, code, order_id)


def talk(world: World, code: str, order_id: int | None) -> None:
    """The talk itself, with minutes; the unit gets to work."""
    row, rules = _row(world, code), _rules(world)
    by = (rules.again if row["first_id"] else rules.talk).by[0]
    until = world.later(RECTIFIES)
    said = world.asked(by, files=True)
    if not world.try_to(hold, world.code, code, said, rectify_on=until, calendar=world.calendar):
        return
    world.diary.plan(_row(world, code)["judge_on"], assess, code)
    paper = find_order(world.session, world.code, str(order_id), lock=False) if order_id else None
    for line in listed_items(world.session, paper["id"], lock=False) if paper else ():
        if line["code"] in world.lives:
            world.wake(world.lives[line["code"]])


def assess(world: World, code: str) -> None:
    """On its day the effect is judged; without one a second talk is proposed."""
    rules, row = _rules(world), _row(world, code)
    good = bool(row["first_id"]) or world.chance.happens(EFFECT, "effect", row["unit_id"], row["held_at"])
    if row["inspection_id"] and world.tempted(0, "no effect"):
        good = False
    said = world.asked(rules.judge.by[0])
    says = "整改到位" if good else "仍无明显进展"
    if world.try_to(judge, world.code, code, said, effective=good, says=says) and not good:
        new = NewTalk("约谈后成效仍不明显", after=code)
        again = world.try_to(propose, new, world.asked(rules.propose.by[0]), pack=world.pack_on_record)
        if again:
            world.diary.plan(world.later(1), agree_on, again, None)


def _rules(world: World) -> Interview:
    if world.pack.interview is None:
        raise LookupError(world.code)
    return world.pack.interview


def _row(world: World, code: str) -> sa.RowMapping:
    row = find_record(world.session, INTERVIEW, world.code, code, lock=False)
    if row is None:
        raise LookupError(code)
    return row
