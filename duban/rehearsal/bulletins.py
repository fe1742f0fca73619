"""Bulletins: each kind by the cycles that name it, else by the quarter; checked by the units named, signed, issued."""

from datetime import date

from duban.institutions.projection import project_cycles
from duban.institutions.schema import StageName
from duban.rehearsal.world import World
from duban.services.bulletin_checks import answer_check, resolve_objection, send_to_check
from duban.services.bulletins import NewBulletin, draft_bulletin, issue_bulletin, sign_bulletin
from duban.store.bulletins import BULLETIN, list_bulletins, units_of
from duban.store.records import find_record
from models import Reply
from states.bulletin import BulletinState
from states.item import CLIMBING

MONTHS = (3, 6, 9, 12)
AHEAD = 3
"""So many working days before it is due a bulletin is begun that no meeting decides the content of."""
A_FEW = 2
"""So many items are told of beside the late ones."""


def plan_bulletins(world: World, year: int) -> None:
    """One in each period of a cycle that names the kind; of a kind that none names, at the end of each quarter."""
    named = {name: cycle.bulletin for name, cycle in world.pack.cycles.items() if cycle.bulletin}
    for row in project_cycles(world.pack, world.calendar, year) if named else ():
        cycle = world.pack.cycle_named(row.cycle)
        if row.stage == StageName.publish and row.on and cycle and cycle.bulletin and not _decides(world, row.cycle):
            on = world.calendar.shift(row.on, -AHEAD)
            if on >= date(year, 1, 1) and world.pack.document.holds_on(on):
                world.diary.plan(on, draft, cycle.bulletin, row.cycle)
    for kind in world.pack.bulletins:
        for month in MONTHS if kind not in named.values() else ():
            world.diary.plan(world.calendar.roll_forward(date(year, month, 18)), draft, kind, None)


def _decides(world: World, cycle: str) -> bool:
    """Whether matters are decided at its meetings: the system drafts a bulletin on them itself."""
    return any(cycle in cycles for cycles in world.agenda.cycles.values())


def draft(world: World, kind: str, cycle: str | None) -> None:
    """On what is late and what was sent back lately; a period with nothing to tell of has none."""
    told = [code for code, life in world.lives.items() if life.rounds] or [
        life.code for life in world.lives_in(CLIMBING)
    ]
    if not told:
        return
    office = world.office_post(next(iter(world.pack.offices)))
    title = f"{world.today.month}月督办情况"
    new = NewBulletin(kind, title, items=tuple(told[-A_FEW:]), late=True, to=world.cast.units)
    code = world.try_to(draft_bulletin, new, world.asked(office), pack=world.pack_on_record)
    if code:
        send_round(world, code, kind, cycle)


def take_up_results(world: World, occurrence: str, kind: str, cycle: str) -> bool:
    """What the system has drafted on the decisions of a meeting goes round; False where it has drafted nothing."""
    drafts = list_bulletins(world.session, world.code, (BulletinState.drafted,), None)
    mine = [row["code"] for row in drafts if row["drafter_id"] is None and row["title"].startswith(occurrence)]
    for code in mine:
        send_round(world, code, kind, cycle)
    return bool(mine)


def send_round(world: World, code: str, kind: str, cycle: str | None) -> None:
    """The facts go to the units that they name; signed before they answer it is refused."""
    office = world.office_post(next(iter(world.pack.offices)))
    if world.try_to(send_to_check, world.code, code, world.asked(office), calendar=world.calendar):
        leader = world.pack.bulletins[kind].sign.by[0]
        world.try_to(sign_bulletin, world.code, code, world.asked(leader), expected=True)
        world.diary.plan(world.later(1), check, code, kind, cycle)


def check(world: World, code: str, kind: str, cycle: str | None) -> None:
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
    world.diary.plan(world.later(1 if cycle else 3), issue, code, kind, cycle)


def issue(world: World, code: str, kind: str, cycle: str | None) -> None:
    """Signed, numbered, and sent to its readers; a meeting that waits for it is told."""
    leader = world.pack.bulletins[kind].sign.by[0]
    if world.try_to(sign_bulletin, world.code, code, world.asked(leader)):
        office = world.office_post(next(iter(world.pack.offices)))
        if world.try_to(issue_bulletin, world.code, code, world.asked(office)):
            world.bulletins.append((cycle, code))
