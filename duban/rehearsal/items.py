"""An item's life: drafted and issued by the office, received, reported of and finished by its unit, checked, closed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from duban.core.workdays import ONE_DAY
from duban.institutions.schema import ItemType, Named
from duban.rehearsal.agenda import Matter
from duban.rehearsal.lives import Life
from duban.rehearsal.people import OFFICE, PUNCTUAL, Chance
from duban.rehearsal.world import World
from duban.services.item_desk import Asked
from duban.services.item_progress import planned_progress
from duban.services.items import NewItem, agree_item, approve_item, close_item, draft_item, receive_item
from duban.services.items_correct import Correction, correct_item
from duban.services.items_issue import issue_items
from duban.services.items_notes import look_back
from duban.services.items_place import reassign_item, reopen_item, return_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.ladders import ladder_plan
from states.item import CLIMBING, FeedbackKind, ItemState, LimitKind

TOPICS = (
    "项目前期",
    "资金落实",
    "用地保障",
    "问题整改",
    "民生实事",
    "安全生产",
    "环境整治",
    "改革任务",
    "招商落地",
    "信访化解",
)
COMPLETES = (30, 150)
"""Days from the decision to the completion limit."""
STAGES = (0, 1)
"""How many stage reports an item takes before it is done."""
SLOWER = 5
"""How many reports are behind the plan where one is, unless the unit is shaken awake before."""
ENDINGS = ((FeedbackKind.long_term, 0.02), (FeedbackKind.terminate, 0.01))
"""Shares of items that are not simply done."""
REQUIRED = "按时完成，如实报告进展"
FORGOTTEN = (Named.requirement, Named.responsible, Named.schedule, Named.co_units)
"""What a draft may forget."""
ITSELF = 0.03
"""Share of items that a unit tries to check or to strike off itself, to be refused; and the first of the year."""
EACH_MONTH = 11
"""How many stage reports an item takes that is to reach a figure by the end of the year."""
A_MONTH = 20
"""Working days from one of them to the next."""
HELPERS = 2
"""How many units help, where the item must name them."""
NO_LIMIT = 10
"""Working days after which a unit reports that was given no limit."""


def take_in(world: World, matters: Sequence[Matter]) -> None:
    """What was decided today is drafted; what goes to one unit goes out together."""
    send_out(world, draft_all(world, matters))


def send_out(world: World, lives: Sequence[Life]) -> None:
    """What goes to one unit goes out together."""
    sets: dict[tuple[str, str], list[Life]] = defaultdict(list)
    for life in lives:
        sets[life.unit, life.item_type].append(life)
    for together in sets.values():
        plan_issue(world, together)


def draft_all(world: World, matters: Sequence[Matter]) -> list[Life]:
    """The drafts of what was decided together."""
    lives = []
    matters = [matter for matter in matters if matter.item_type in world.pack.items]
    for place, matter in enumerate(matters):
        unit = world.chance.one_of(world.cast.units, "unit", matter.item_type, matter.decided_on, place // 2)
        if life := draft(world, matter, unit):
            lives.append(life)
    return lives


def draft(world: World, matter: Matter, unit: str, *, done_by: date | None = None) -> Life | None:
    """The item as the office drafts it; a share of drafts forgets something."""
    chance, key = world.chance, matter.key
    kind, figure = world.pack.items[matter.item_type], _figure_of(world, matter)
    if figure:
        done_by = matter.decided_on.replace(month=12, day=31)
    done_by = done_by or matter.decided_on + timedelta(days=chance.between(COMPLETES, "completes", key))
    lacks = _left_out(world, kind, key)
    new = NewItem(
        matter.item_type,
        unit,
        f"{chance.one_of(TOPICS, 'topic', key)}（{matter.number}）",
        requirement=None if lacks is Named.requirement else REQUIRED,
        item_class=matter.item_class,
        completion_due_on=None if lacks is Named.schedule else done_by,
        decided_on=matter.decided_on,
        reached_on=matter.decided_on if kind.issue and kind.issue.since else None,
        leader=world.lead,
        responsible=None if lacks is Named.responsible else world.cast.head_of(unit),
        co_units=() if lacks is Named.co_units else _helping(world, kind, unit, key),
    )
    drafter = world.office_post(kind.office)
    code = world.try_to(draft_item, new, world.asked(drafter), pack=world.pack_on_record)
    if code is None:
        return None
    if kind.approve:
        for post in kind.approve.agree:
            world.try_to(agree_item, world.code, code, world.asked(post))
        set_up(world, code, drafter, kind.approve.by[0])
    life = life_of(world, code, key, matter.item_type, unit)
    life.lacks = lacks or life.lacks
    life.figure, life.stages = figure, EACH_MONTH if figure else life.stages
    for also in world.on_draft:
        also(world, life)
    return life


def _figure_of(world: World, matter: Matter) -> str | None:
    """The next of the document's figures that an item of that type is to reach."""
    waiting = world.figures.get(matter.item_type)
    return waiting.pop(0) if waiting else None


def _helping(world: World, kind: ItemType, unit: str, key: str) -> tuple[str, ...]:
    """The units that help the lead unit, where the item must name them."""
    wanted = any(Named.co_units in rule.must for rule in world.pack.naming_of(kind))
    others = [each for each in world.cast.units if each != unit]
    return tuple(world.chance.order(others, "helping", key)[:HELPERS]) if wanted else ()


def _left_out(world: World, kind: ItemType, key: str) -> Named | None:
    """What a draft forgets; where several rules say what it must name, something of each at the first occasion."""
    rules = world.pack.naming_of(kind)
    if len(rules) <= 1:
        return Named.requirement if world.chance.happens(OFFICE.forgets, "forgets", key) else None
    named = [name for rule in rules for name in rule.must if name in FORGOTTEN]
    return next((name for name in named if world.tempted(OFFICE.forgets, f"forgets {name}", key)), None)


def put_right(world: World, life: Life, office: str | None) -> None:
    """What the draft forgot is written in."""
    what = {
        Named.requirement: Correction(requirement=REQUIRED),
        Named.responsible: Correction(responsible=world.cast.head_of(life.unit)),
        Named.schedule: Correction(completion_due_on=world.later(COMPLETES[0])),
        Named.co_units: Correction(co_units=_helping(world, world.pack.items[life.item_type], life.unit, life.key)),
    }[life.lacks]
    world.try_to(correct_item, world.code, life.code, world.asked(office, f"补写{life.lacks}"), what)


def set_up(world: World, code: str, drafter: str, by: str) -> None:
    """Another person than the one who drafted it approves it (立项)."""
    if world.tempted(ITSELF, "sets up itself", code):
        world.try_to(approve_item, world.code, code, world.asked(drafter), expected=True)
    world.try_to(approve_item, world.code, code, world.asked(by))


def life_of(world: World, code: str, key: str, item_type: str, unit: str) -> Life:
    """The plans of a unit for an item of its own."""
    stages = world.chance.between(STAGES, "stages", key)
    life = Life(code, key, item_type, unit, world.manners.get(unit, PUNCTUAL), stages)
    world.lives[code] = life
    return life


def plan_issue(world: World, lives: Sequence[Life]) -> None:
    """The set goes out soon; a share of sets only after the office's own limit."""
    key = lives[0].key
    on = world.later(world.chance.between(OFFICE.issues, "issues", key))
    due_on: date | None = world.item(lives[0].code)["issue_due_on"]
    if due_on:
        on = min(on, max(due_on, world.today))
        if world.chance.happens(OFFICE.issues_late, "issues late", key):
            on = world.later(1, due_on)
    world.diary.plan(on, issue, lives)


def issue(world: World, lives: Sequence[Life]) -> None:
    """One paper issues them all; what was forgotten is put right when the ledger refuses it."""
    office = world.office_post(world.pack.items[lives[0].item_type].office)
    codes = [life.code for life in lives]
    done = world.try_to(issue_items, world.code, codes, world.asked(office), calendar=world.calendar, expected=True)
    if done is None:
        for life in lives:
            put_right(world, life, office)
        done = world.try_to(issue_items, world.code, codes, world.asked(office), calendar=world.calendar)
    for life in lives if done else ():
        begin(world, life)


def begin(world: World, life: Life) -> None:
    """The unit has it now."""
    days = world.chance.between(life.manner.receives, "receives", life.key)
    world.diary.plan(world.later(days), receive, life)


def receive(world: World, life: Life) -> None:
    """The unit signs for it, or says that it is not its own."""
    if world.item(life.code)["received_at"]:
        return
    if world.chance.happens(life.manner.hands_back, "hands back", life.key, life.unit):
        said = world.of_unit(life.unit, "不属本单位职责")
        if world.try_to(return_item, world.code, life.code, said, calendar=world.calendar):
            world.diary.plan(world.later(1), reassign, life)
            return
    if world.try_to(receive_item, world.code, life.code, world.of_unit(life.unit)):
        intend(world, life)
        for also in world.on_receipt:
            also(world, life)


def reassign(world: World, life: Life) -> None:
    """Another unit gets what one handed back."""
    others = [unit for unit in world.cast.units if unit != life.unit]
    unit = world.chance.one_of(others, "reassigned", life.key)
    said = world.asked(world.office_post(world.pack.items[life.item_type].office), "职责归口调整")
    if world.try_to(reassign_item, world.code, life.code, said, to_unit=unit, calendar=world.calendar):
        life.unit, life.manner = unit, world.manners[unit]
        world.diary.plan(world.later(1), receive, life)


def intend(world: World, life: Life) -> None:
    """The unit plans its next report: before its limit, or after it where that is its way."""
    row, chance, about = world.item(life.code), world.chance, (life.key, life.rounds)
    due_on: date | None = row["climb_due_on"] or row["feedback_due_on"] or row["completion_due_on"]
    life.due_on = due_on
    if due_on is None:
        on = world.later(NO_LIMIT)
    elif chance.happens(life.manner.late, "late", *about) or _over_a_day_off(world, life, row, due_on):
        on = world.later(chance.between(life.manner.delay, "delay", *about), due_on)
    else:
        on = world.calendar.shift(due_on, -chance.between(life.manner.reports, "reports", *about) or 0)
        on = world.calendar.roll_back(on)
    world.diary.plan(max(on, world.today), report, life, life.new_intent())


def _over_a_day_off(world: World, life: Life, row: sa.RowMapping, due_on: date) -> bool:
    """Whether what is chased on days off too is left over one: once in every year, so that this is seen."""
    on_duty = world.pack.items[life.item_type].on_duty(row["item_class"])
    rests = on_duty and not world.calendar.is_workday(due_on + ONE_DAY)
    return rests and world.tempted(life.manner.late, "late over a day off", life.key)


def report(world: World, life: Life, intent: int) -> None:
    """The unit reports, unless it has changed its plans."""
    row = world.item(life.code)
    if intent != life.intent or row["state"] not in CLIMBING:
        return
    if row["received_at"] is None and not world.try_to(receive_item, world.code, life.code, world.of_unit(life.unit)):
        return
    kind = _kind(world.chance, life, row)
    says = "已办结，请予核查。" if kind is FeedbackKind.complete else "正在推进，按计划进行。"
    new = NewFeedback(kind, says, progress=_progress(world, life, row) if kind is FeedbackKind.stage else None)
    if world.try_to(give_feedback, world.code, life.code, world.of_unit(life.unit), new):
        days = world.chance.between(OFFICE.checks, "checks", life.key, life.rounds)
        world.diary.plan(world.later(days), check, life)


def _progress(world: World, life: Life, row: sa.RowMapping) -> int | None:
    """How much is done, where slow progress is chased: what was planned; or half of it, and then more is to come."""
    if not ladder_plan(world.pack, row["ladder"]).climbs_on(LimitKind.progress):
        return None
    planned = planned_progress(row, world.today) or 0
    if planned and life.slow is None and world.seldom(life.manner.late / 2, "slow", life.key, life.rounds):
        life.slow, life.stages = SLOWER, life.rounds + SLOWER
    if not life.slow:
        return planned
    life.slow -= 1
    return planned // 2


def _kind(chance: Chance, life: Life, row: sa.RowMapping) -> FeedbackKind:
    if row["state"] is ItemState.long_term or life.rounds < life.stages:
        return FeedbackKind.stage if life.rounds < life.stages else FeedbackKind.complete
    drawn = chance.share("ending", life.key)
    for kind, share in ENDINGS:
        if drawn < share and life.rounds == life.stages:
            return kind
        drawn -= share
    return FeedbackKind.complete


def check(world: World, life: Life) -> None:
    """The office that assigned it checks the report (C23): good enough, or back to the unit."""
    row, about = world.item(life.code), (life.key, life.rounds)
    life.rounds += 1
    good = not world.chance.happens(life.manner.sent_back, "sent back", *about)
    overdue = row["completion_due_on"] is not None and row["completion_due_on"] < world.today
    finding = Finding(
        accepted=good,
        quality=None if good else "内容空泛，请写明具体进展和结果",
        next_due_on=_next_report(world, life, overdue=overdue) if good else None,
    )

    def checked(said: Asked, *, expected: bool = False) -> bool:
        how: dict[str, Any] = {"calendar": world.calendar, "expected": expected}
        return world.try_to(check_feedback, world.code, life.code, said, finding, **how) is not None

    own = world.tempted(ITSELF, "checks itself", *about) and checked(world.of_unit(life.unit), expected=True)
    if own or checked(world.asked(world.office_post(world.pack.items[life.item_type].office))):
        _go_on(world, life)


def _next_report(world: World, life: Life, *, overdue: bool) -> date | None:
    """The day that the checking office sets for the next report, where it does not follow from the limits."""
    if life.rounds > life.stages:
        return None
    if overdue:
        return world.later(NO_LIMIT)
    return world.later(A_MONTH) if life.figure else None


def _go_on(world: World, life: Life) -> None:
    """What follows from a check: another report, the work done again, or the end."""
    row = world.item(life.code)
    if row["state"] is ItemState.checked:
        days = world.chance.between(OFFICE.closes, "closes", life.key, life.rounds)
        world.diary.plan(world.later(days), close, life)
    elif row["state"] in CLIMBING:
        intend(world, life)


def close(world: World, life: Life) -> None:
    """Whoever may strikes it off; a few are looked at again."""
    kind = world.pack.items[life.item_type]
    if world.item(life.code)["state"] is not ItemState.checked:
        return
    by = world.chance.one_of(kind.close.by, "closer", life.key) if kind.close else world.office_post(kind.office)

    def closed(said: Asked, *, expected: bool = False) -> bool:
        return world.try_to(close_item, world.code, life.code, said, expected=expected) is not None

    own = world.tempted(ITSELF, "closes itself", life.key) and closed(world.of_unit(life.unit), expected=True)
    if own or not closed(world.asked(by)):
        return
    if world.chance.happens(OFFICE.looks_back, "looks back", life.key, life.rounds):
        world.diary.plan(world.later(20), revisit, life)


def revisit(world: World, life: Life) -> None:
    """A return visit (回头看): one in three finds that it is not done after all."""
    office = world.office_post(world.pack.items[life.item_type].office)
    if world.chance.happens(1 / 3, "reopens", life.key, life.rounds):
        said = world.asked(office, "回头看发现问题反弹")
        if world.try_to(reopen_item, world.code, life.code, said, calendar=world.calendar):
            life.stages = life.rounds
            intend(world, life)
        return
    world.try_to(look_back, world.code, life.code, world.asked(office), says="整改到位，没有反弹")


def wake(world: World, life: Life) -> None:
    """The unit reports soon, whatever it planned, and catches up."""
    life.slow = 0
    world.diary.plan(world.later(2), report, life, life.new_intent())
