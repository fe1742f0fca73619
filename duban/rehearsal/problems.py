"""Problems that units cannot solve alone, passed up level by level as the pack asks; each rule is first run into."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from duban.institutions.schema import CoordinationLevel, Need, Precondition
from duban.rehearsal.items import begin, life_of
from duban.rehearsal.lives import Life
from duban.rehearsal.world import World
from duban.services.coordination import Leader, NewProblem, Reply, consult, escalate, raise_problem, report
from duban.services.coordination_lead import Instruction, decide, instruct, opinion, pause, settle, sort
from duban.services.items_correct import Correction, correct_item
from duban.services.items_issue import issue_items
from duban.store.coordinations import COORDINATION, voices_of
from duban.store.records import find_record
from models import VoiceKind
from states.item import CLIMBING, ItemState

ITEMS_FOR_ONE = 60
FEWEST = 4
"""One problem comes up for so many items, and no fewer than that in a year."""
CLEAR = "由县财政先行安排，主办单位一个月内完成"
VAGUE = "已阅"


@dataclass(frozen=True)
class Problem:
    """One problem, and how far up it will go."""

    code: str
    number: int
    unit: str
    other: str
    top: int
    item: str | None


def plan_problems(world: World, year: int, items: int) -> None:
    """Spread over the year; each goes one level higher than the one before, and then again from the bottom."""
    if world.pack.coordination is None:
        return
    count = max(FEWEST, items // ITEMS_FOR_ONE)
    for number in range(count):
        on = date(year, 2, 20).toordinal() + number * 280 // count
        world.diary.plan(world.later(0, date.fromordinal(on)), come_up, number)


def come_up(world: World, number: int) -> None:
    """A unit that is asking for help, if one has an item that runs, raises what holds it up."""
    rules = world.pack.coordination
    if rules is None:
        return
    life = _stuck(world, number)
    unit = life.unit if life else world.chance.one_of(world.cast.units, "problem", number)
    other = world.chance.one_of([each for each in world.cast.units if each != unit], "other", number)
    title, item = f"资金和用地没有着落（{number + 1}）", life.code if life else None
    new = NewProblem(title, unit=None if life else unit, item=item)
    code = world.try_to(raise_problem, new, world.of_unit(unit), pack=world.pack_on_record)
    if code:
        top = (number + 2) % len(rules.levels)
        problem = Problem(code, number, unit, other, top, item)
        world.diary.plan(world.later(1), go_up, problem)


def _stuck(world: World, number: int) -> Life | None:
    running = world.lives_in((ItemState.in_progress,))
    needy = [life for life in running if life.manner.asks >= 0.1] or running  # noqa: PLR2004 - who asks at all
    return world.chance.one_of(needy, "stuck", number) if needy else None


def go_up(world: World, problem: Problem) -> None:
    """Everything that the next level wants is tried without, refused, and brought; then it goes up."""
    row, rules = _row(world, problem), world.pack.coordination
    if row is None or rules is None or row["closed_at"]:
        return
    level: int = row["level"]
    if level >= problem.top:
        _end(world, problem, rules.levels[level])
        return
    if level == 0 and len(rules.levels) > 1:
        _up(world, problem, to=rules.levels[-1].level)
    ahead = rules.levels[level + 1]
    for need in ahead.before:
        _up(world, problem)
        _bring(world, problem, rules.levels[level], need)
    leaders = [Leader(post, part) for post, part in zip(ahead.post, ("项目", "资金"), strict=False)]
    said = world.of_unit(problem.unit)
    if world.try_to(escalate, world.code, problem.code, said, leaders=leaders if len(leaders) > 1 else ()):
        world.diary.plan(world.later(1 + problem.number % 2), go_up, problem)


def _up(world: World, problem: Problem, to: str | None = None) -> None:
    world.try_to(escalate, world.code, problem.code, world.of_unit(problem.unit), to=to, expected=True)


def _bring(world: World, problem: Problem, level: CoordinationLevel, need: Precondition) -> None:
    code, institution = problem.code, world.code
    said = world.of_unit(problem.unit)
    if need.needs is Need.consulted:
        answer = Reply("本单位年度预算已无余量", agrees=False)
        world.try_to(consult, institution, code, said, unit=problem.other, reply=answer)
    elif need.needs is Need.report:
        whole = dict.fromkeys(need.parts, "会商两次，由谁承担未能一致，建议由预备费垫付")
        world.try_to(report, institution, code, said, parts=dict([*whole.items()][:1]), expected=True)
        world.try_to(report, institution, code, world.of_unit(problem.unit), parts=whole)
    elif need.needs is Need.proposal:
        post = level.post[0]
        world.try_to(decide, institution, code, world.asked(post), says=VAGUE, expected=True)
        world.try_to(decide, institution, code, world.asked(post), says=CLEAR)
    elif need.needs is Need.opinion:
        _opinions(world, problem)
    else:
        world.try_to(sort, institution, code, world.asked(need.by[0]), says="各方意见已梳理，请定资金来源")


def _opinions(world: World, problem: Problem) -> None:
    """Each leader who was asked and has not signed yet signs a mere 已阅, which is refused, and then an opinion."""
    row = _row(world, problem)
    level = row["level"] if row else 0
    for voice in voices_of(world.session, row["id"]) if row else ():
        if voice["kind"] is VoiceKind.opinion and voice["level"] == level and voice["says"] is None:
            said = world.asked(voice["post"])
            world.try_to(opinion, world.code, problem.code, said, says=VAGUE, expected=True)
            world.try_to(opinion, world.code, problem.code, world.asked(voice["post"]), says=CLEAR)


def _end(world: World, problem: Problem, level: CoordinationLevel) -> None:
    """The units settle it themselves, or the leader of the level decides or instructs."""
    if level.instructs and world.agenda.give_way(world.today):
        _instruct(world, problem, level)
    elif level.post:
        world.try_to(decide, world.code, problem.code, world.asked(level.post[0]), says=CLEAR)
        running = problem.item and world.item(problem.item)["state"] in CLIMBING
        if running and problem.number % 3 == 1:
            world.try_to(pause, world.code, problem.code, world.asked(level.post[0], "等候资金到位，暂停计时"))
    world.diary.plan(world.later(3), solve, problem)


def _instruct(world: World, problem: Problem, level: CoordinationLevel) -> None:
    new = Instruction(CLEAR, problem.unit, complete_by=world.later(40))
    said = world.asked(level.post[0])
    if not world.try_to(instruct, world.code, problem.code, said, new=new, pack=world.pack_on_record):
        return
    row = _row(world, problem)
    made = next(voice["item"] for voice in voices_of(world.session, row["id"] if row else 0) if voice["item"])
    kind = level.instructs.item if level.instructs else ""
    life = life_of(world, made, f"批示/{problem.number}", kind, problem.unit)
    world.diary.plan(world.later(0), issue_instructed, life)


def issue_instructed(world: World, life: Life) -> None:
    """What an instruction made is completed and issued like any other item."""
    office = world.office_post(world.pack.items[life.item_type].office)
    whole = Correction(leader=world.lead, responsible=world.cast.head_of(life.unit))
    world.try_to(issue_items, world.code, [life.code], world.asked(office), calendar=world.calendar, expected=True)
    world.try_to(correct_item, world.code, life.code, world.asked(office, "补写要素"), whole)
    if world.try_to(issue_items, world.code, [life.code], world.asked(office), calendar=world.calendar):
        begin(world, life)


def solve(world: World, problem: Problem) -> None:
    """It is solved."""
    row = _row(world, problem)
    if row is not None and row["closed_at"] is None:
        said = world.of_unit(problem.unit)
        world.try_to(settle, world.code, problem.code, said, says="资金已落实，问题化解", calendar=world.calendar)
    if problem.item and (life := world.lives.get(problem.item)):
        world.wake(life)


def _row(world: World, problem: Problem) -> sa.RowMapping | None:
    return find_record(world.session, COORDINATION, world.code, problem.code, lock=False)
