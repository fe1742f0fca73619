"""The pack's registers: whoever the quotas name makes entries through the year, and takes each move that there is."""

from datetime import date
from typing import Any

from duban.core.periods import PeriodUnit, periods_in_year
from duban.institutions.schema import FieldKind, Register, RegisterField, RegisterQuota
from duban.rehearsal.world import World
from duban.services.register_fields import answers
from duban.services.register_passing import take_step
from duban.services.registers import NewEntry, add_entry
from duban.services.unit_names import names_meant
from duban.store.registers import list_entries

FOLLOWS = 0.2
"""Share of entries that go on to the next move."""
EXCEPTS = 0.2
"""Share of entries that a check stands against, for which a leader makes an exception where there may be one."""
FORGETS = 0.05
"""Share of entries that lack what a choice asks for, and are refused."""


def plan_books(world: World, year: int) -> None:
    """Each quota asks for an entry of each of those whom it names, in each of its periods."""
    for name, register in world.pack.registers.items():
        for quota in register.quotas:
            for who in _whom(world, register, quota):
                for place, on in enumerate(_days(world, quota.every.unit, year)):
                    if world.chance.happens(0.9, "enters", name, who, place):
                        world.diary.plan(on, enter, name, quota, who, place)
        if not register.quotas and not register.takes:
            for place, on in enumerate(_days(world, PeriodUnit.month, year)):
                world.diary.plan(on, enter, name, None, None, place)


def enter(world: World, name: str, quota: RegisterQuota | None, who: str | None, place: int) -> None:
    """One entry; some of them go on."""
    register = world.pack.registers[name]
    dated = quota.dated if quota else None
    values = {
        field: _value(world, register, field, place)
        for field, rule in register.fields.items()
        if rule.required or field == dated
    }
    if quota and who:
        values[quota.per] = who
    values = _guarded(register, values | (quota.when if quota else {}), who, world)
    whole, by = _filled_in(register, values), register.by[0] if register.by else _post_of(world, who)
    rules: dict[str, Any] = {"pack": world.pack_on_record, "calendar": world.calendar}
    if whole != values and world.tempted(FORGETS, "forgets to fill in", name, who, place):
        world.try_to(add_entry, NewEntry(name, values), world.asked(by), expected=True, **rules)
    code = world.try_to(add_entry, NewEntry(name, whole), world.asked(by), **rules)
    passes = any(move.passes for move in register.moves.values())
    if code and world.chance.happens(1 if register.checks or passes else FOLLOWS, "follows", name, who, place):
        world.diary.plan(world.later(1), move_on, name, code, place)


def move_on(world: World, name: str, code: str, place: int) -> None:
    """The entry takes the first move from where it stands, and then a second one if there is any."""
    register = world.pack.registers[name]
    state: str | None = register.states[0].state
    for _ in range(2):
        moves = [move for move, rule in register.moves.items() if state in rule.sources and not rule.receipt]
        start = place % len(moves) if moves else 0
        tried = moves[start:] + moves[:start] if register.checks else moves[start : start + 1]
        state = next((to for move in tried if (to := _moved(world, name, code, move, place))), None)
        if state is None:
            return


def _moved(world: World, name: str, code: str, move: str, place: int) -> str | None:
    """Where that move takes the entry; None where it is refused, as what the pack checks for may well be."""
    register = world.pack.registers[name]
    rule = register.moves[move]
    typed = {field: _value(world, register, field, place) for field in rule.fill}
    how: dict[str, Any] = {"typed": typed, "calendar": world.calendar, "expected": bool(register.checks)}
    asked = [world.asked(rule.by[0] if rule.by else None)]
    if register.checks and world.seldom(EXCEPTS, "sets a check aside", name, move, place):
        asked.append(world.exception("确有需要，由领导统筹"))
    for said in asked:
        if world.try_to(take_step, world.code, code, move, said, **how):
            if said.exception:
                world.happened("sets a check aside")
            if rule.passes:
                arrived = list_entries(world.session, world.code, rule.passes.book, most=1)[0]["code"]
                world.diary.plan(world.later(1), move_on, rule.passes.book, arrived, place)
            return rule.target
    return None


def _whom(world: World, register: Register, quota: RegisterQuota) -> list[str]:
    """The units that the quota names, or the people who hold posts in them."""
    among = names_meant(world.session, world.pack, quota.among, world.today)
    if register.fields[quota.per].kind is not FieldKind.person:
        return among
    mine = [each for each in world.cast.holders if each.unit in among]
    return [each.person for each in mine if not quota.holding or each.post in quota.holding]


def _days(world: World, unit: PeriodUnit | None, year: int) -> list[date]:
    """A working day in each of these periods; of what is due daily, one day a week."""
    found = []
    for period in periods_in_year(unit or PeriodUnit.week, year):
        workdays = [day.on for day in world.calendar.between(period.first, period.last) if day.is_workday]
        if workdays and workdays[-1].year == year:
            found.append(workdays[len(workdays) // 2])
    return found


def _post_of(world: World, who: str | None) -> str | None:
    """The post of that person, or of that unit's head."""
    found = next((each for each in world.cast.holders if who in (each.person, each.unit)), None)
    return f"{found.unit}{found.post}" if found else None


def _value(world: World, register: Register, field: str, place: int) -> str:
    rule: RegisterField = register.fields[field]
    if (checked := _checked(world, register, field, place)) is not None:
        return checked
    values = {
        FieldKind.date: world.today.isoformat(),
        FieldKind.number: "1",
        FieldKind.unit: world.cast.units[place % len(world.cast.units)],
        FieldKind.person: world.cast.holders[0].person,
        FieldKind.post: world.cast.posts[0],
        FieldKind.item: _item(world, place if rule.unique else 0),
        FieldKind.institution: world.code,
    }
    if rule.kind is FieldKind.choice:
        return rule.choices[place % len(rule.choices)]
    return values.get(rule.kind, f"{field}（{place + 1}）按计划推进")


def _checked(world: World, register: Register, field: str, place: int) -> str | None:
    """A value of a field that a check speaks of: now one that passes, now one that does not."""
    for check in register.checks:
        if field == check.number and check.at_most is not None:
            return f"{check.at_most * world.chance.between((1, 3), 'bounded', field, place) / 2:g}"
        if field in check.when and register.fields[field].choices:
            return world.chance.one_of(register.fields[field].choices, "checked", field, place)
    return None


def _item(world: World, place: int) -> str:
    codes = list(world.lives)
    return codes[place % len(codes)] if codes else ""


def _guarded(register: Register, values: dict[str, str], who: str | None, world: World) -> dict[str, str]:
    """What only certain posts may enter is entered by them alone: everybody else chooses the last choice."""
    held = {each.post for each in world.cast.holders if each.person == who}
    for guard in register.guards:
        if guard.person and not guard.when:
            values[guard.person] = world.cast.holder_of(guard.holds[0]).person
        for field, value in guard.when.items():
            if guard.holds and values.get(field) == value and not held & set(guard.holds):
                values[field] = register.fields[field].choices[-1]
        if guard.unit and answers(values, guard.when):
            meant = names_meant(world.session, world.pack, guard.among, world.today)
            values[guard.unit] = next((unit for unit in meant if unit == values[guard.unit]), meant[0])
    return values


def _filled_in(register: Register, values: dict[str, str]) -> dict[str, str]:
    """The same with what a choice asks to be filled in."""
    asked = [name for guard in register.guards if answers(values, guard.when) for name in guard.needs]
    return {name: f"{name}见自评报告" for name in asked} | values
