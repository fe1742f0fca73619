"""Meetings: the system's stages on their day, then people hold them, assign what was decided, and publish."""

from duban.rehearsal import bulletins, items
from duban.rehearsal.lives import Life
from duban.rehearsal.world import World
from duban.services.occurrence_people import convene, decide, publish, release, skip
from duban.services.occurrence_stages import claim_stage, due_stages, run_stage
from duban.services.occurrences import reconcile
from duban.store.occurrences import OCCURRENCE
from duban.store.records import find_record
from states.occurrence import OccurrenceEvent, StageState

WORKER = "rehearsal"
SKIPPED = 0.02
"""Share of meetings that are not held after all."""
AWAY = 0.04
"""Share of units that do not come."""
MOST_ROUNDS = 10
TRIES = 5
"""On so many working days it is looked whether the bulletin on a meeting is out."""


def ring(world: World) -> None:
    """What Prefect would ring for: periods are put on record, every stage whose time has come is claimed and done."""
    told = reconcile(world.session, world.running, now=world.clock.now(), actor=world.system)
    for code in told.waiting:
        world.try_to(release, world.code, code, world.asked(world.decider, "放假安排已电话核实"))
    for _ in range(MOST_ROUNDS):
        due = due_stages(world.session, world.code, world.clock.now())
        if not due:
            return
        for stage in due:
            _do(world, stage["id"])


def _do(world: World, stage_id: int) -> None:
    claim = claim_stage(world.session, stage_id, WORKER, now=world.clock.now())
    if claim is None:
        return
    done = run_stage(world.session, world.running, claim, clock=world.clock, actor=world.system)
    if done.state is StageState.awaiting:
        deeds = {OccurrenceEvent.convene: hold, OccurrenceEvent.decide: assign, OccurrenceEvent.publish: tell}
        world.diary.plan(world.today, deeds[OccurrenceEvent(done.stage)], done.code)


def hold(world: World, code: str) -> None:
    """It is held, or its chair decides otherwise; what it decides is drafted, for its own stage where it has one."""
    row = find_record(world.session, OCCURRENCE, world.code, code, lock=False)
    if row is None:
        return
    cycle = world.pack.cycle_named(row["cycle"])
    if cycle and cycle.skip in world.pack.posts and world.chance.happens(SKIPPED, "skipped", code):
        world.try_to(skip, world.code, code, world.asked(cycle.skip, "与全县重要活动冲突"))
        return
    absent = {unit: "外出开会" for unit in world.attending(row["id"]) if world.chance.happens(AWAY, "away", code, unit)}
    if world.try_to(convene, world.running, code, world.asked(_office(world, row["cycle"])), absent=absent):
        matters = world.agenda.take(row["meeting_on"], row["cycle"])
        lives = items.draft_all(world, matters)
        if cycle and cycle.stages.decide:
            world.decided[code] = lives
        else:
            items.send_out(world, lives)


def assign(world: World, code: str) -> None:
    """What was decided goes out, one paper for each unit; what a draft forgot is put right when it is refused."""
    lives: list[Life] = world.decided.pop(code, [])
    row = find_record(world.session, OCCURRENCE, world.code, code, lock=False)
    office = _office(world, row["cycle"]) if row else None
    none = None if lives else "没有需要交办的议定事项"
    codes = tuple(life.code for life in lives)
    done = world.try_to(decide, world.running, code, world.asked(office), items=codes, none=none, expected=True)
    if done is None:
        for life in lives:
            items.put_right(world, life, office)
        done = world.try_to(decide, world.running, code, world.asked(office), items=codes, none=none)
    for life in lives if done else ():
        items.begin(world, life)


def tell(world: World, code: str, tries: int = TRIES) -> None:
    """The result is published: with the bulletin on it, once that is out; with one that came out of itself; or not."""
    row = find_record(world.session, OCCURRENCE, world.code, code, lock=False)
    name = row["cycle"] if row else ""
    cycle = world.pack.cycle_named(name)
    if cycle and cycle.bulletin and tries == TRIES and bulletins.take_up_results(world, code, cycle.bulletin, name):
        world.diary.plan(world.later(1), tell, code, tries - 1)
        return
    own = name if cycle and cycle.bulletin else None
    found = next((each for each in reversed(world.bulletins) if each[0] == own), None)
    if own and found is None and 0 < tries < TRIES:
        world.diary.plan(world.later(1), tell, code, tries - 1)
        return
    if found:
        world.bulletins.remove(found)
    none = None if found else "以会议纪要印发，不另行通报"
    said = world.asked(_office(world, name))
    world.try_to(publish, world.running, code, said, bulletin=found[1] if found else None, none=none)


def _office(world: World, cycle: str) -> str | None:
    office = world.pack.office_of_cycle(cycle)
    return (world.office_post(office) if office else "") or None
