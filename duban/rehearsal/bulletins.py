"""Bulletins: each quarter the late items, checked by the units that they name, signed by a leader, and issued."""

from datetime import date

from duban.rehearsal.world import World
from duban.services.bulletin_checks import answer_check, resolve_objection, send_to_check
from duban.services.bulletins import NewBulletin, draft_bulletin, issue_bulletin, sign_bulletin
from duban.store.bulletins import BULLETIN, units_of
from duban.store.records import find_record
from models import Reply

MONTHS = (3, 6, 9, 12)


def plan_bulletins(world: World, year: int) -> None:
    """One at the end of each quarter."""
    for kind in world.pack.bulletins:
        for month in MONTHS:
            world.diary.plan(world.calendar.roll_forward(date(year, month, 18)), draft, kind)


def draft(world: World, kind: str) -> None:
    """The facts are frozen and go to the units that they name; signed before they answer it is refused."""
    items = tuple(code for code, life in world.lives.items() if life.rounds)[-2:]
    office = world.office_post(next(iter(world.pack.offices)))
    new = NewBulletin(kind, f"{world.today.month}月督办情况", items=items, late=True, to=world.cast.units)
    code = world.try_to(draft_bulletin, new, world.asked(office), pack=world.pack_on_record)
    if code and world.try_to(send_to_check, world.code, code, world.asked(office), calendar=world.calendar):
        leader = world.pack.bulletins[kind].sign.by[0]
        world.try_to(sign_bulletin, world.code, code, world.asked(leader), expected=True)
        world.diary.plan(world.later(1), check, code, kind)


def check(world: World, code: str, kind: str) -> None:
    """The units answer: one of them objects, which is dealt with."""
    row = find_record(world.session, BULLETIN, world.code, code, lock=False)
    named = [each for each in units_of(world.session, row["id"]) if each["named"]] if row else []
    for place, unit in enumerate(named):
        objects = place == 0
        said = world.of_unit(unit["unit"], "有一件已经反馈" if objects else None)
        reply = Reply.objected if objects else Reply.confirmed
        done = world.try_to(answer_check, world.code, code, said, reply=reply, says=None)
        if done and objects:
            office = world.asked(world.office_post(next(iter(world.pack.offices))), "以台账为准")
            world.try_to(resolve_objection, world.code, code, office, unit=unit["unit"], strike=())
    world.diary.plan(world.later(3), issue, code, kind)


def issue(world: World, code: str, kind: str) -> None:
    """Signed, numbered, and sent to its readers."""
    leader = world.pack.bulletins[kind].sign.by[0]
    if world.try_to(sign_bulletin, world.code, code, world.asked(leader)):
        office = world.office_post(next(iter(world.pack.offices)))
        if world.try_to(issue_bulletin, world.code, code, world.asked(office)):
            world.bulletins.append(code)
