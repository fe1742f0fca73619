"""Registers: fields, states and moves that exist, limits that run from an entry, quotas that can be counted."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import FieldKind, Pack, Register, RegisterQuota
from duban.institutions.yamltext import Path

RESERVED = ("correct", "void", "voided", "open")
"""Names that every register's machine has already."""
COUNTED = (FieldKind.unit, FieldKind.post, FieldKind.person, FieldKind.choice)


def _registers(pack: Pack) -> Iterator[tuple[Path, Register]]:
    yield from ((("registers", name), register) for name, register in pack.registers.items())


def field_without_choices(pack: Pack) -> Iterator[Problem]:
    """A choice has options, and nothing else has; a register has fields."""
    for path, register in _registers(pack):
        if not register.fields:
            yield Problem(path, "register-fields", "登记簿没有登记项；请在 fields 中至少写一项。")
        for name, field in register.fields.items():
            if (field.kind is FieldKind.choice) != bool(field.choices):
                says = f"“{name}”选一项而没有选项" if not field.choices else f"“{name}”有选项而不是 choice"
                yield Problem((*path, "fields", name), "register-choices", f"{says}；请把 kind 和 choices 写一致。")
            if field.past and field.kind is not FieldKind.date:
                yield Problem((*path, "fields", name), "register-past", f"“{name}”不是 date，谈不上过去；请删去 past。")


def state_named_twice(pack: Pack) -> Iterator[Problem]:
    """States have names of their own, apart from what every register has."""
    for path, register in _registers(pack):
        names = [state.state for state in register.states]
        if not names:
            yield Problem((*path, "states"), "register-states", "登记簿至少要有一个状态；请写上，或删去 states。")
        for index, name in enumerate(names):
            if name in names[:index] or name in RESERVED:
                says = f"状态“{name}”重复或与内置名称相同；请改成各不相同的中文名称。"
                yield Problem((*path, "states", index), "register-states", says)


def move_astray(pack: Pack) -> Iterator[Problem]:
    """Moves lead between declared states, ask for declared fields and are taken by declared posts."""
    for path, register in _registers(pack):
        states = tuple(state.state for state in register.states)
        for name, move in register.moves.items():
            here = (*path, "moves", name)
            if name in RESERVED:
                yield Problem(here, "register-move", f"“{name}”是内置的办理名称；请改成中文名称。")
            for field, named in (("from", move.sources), ("to", (move.target,))):
                yield from _unknown((*here, field), "状态", named, states)
            yield from _unknown((*here, "fill"), "登记项", move.fill, tuple(register.fields))
            yield from _unknown((*here, "by"), "岗位", move.by, tuple(pack.posts))


def state_out_of_reach(pack: Pack) -> Iterator[Problem]:
    """Every state but the first is the end of some move."""
    for path, register in _registers(pack):
        reached = {move.target for move in register.moves.values()}
        for index, state in enumerate(register.states[1:], start=1):
            if state.state not in reached:
                says = f"没有哪一步到“{state.state}”；请在 moves 中写上，或删去这个状态。"
                yield Problem((*path, "states", index), "register-unreachable", says)


def limit_not_from_entry(pack: Pack) -> Iterator[Problem]:
    """The limit of a state is counted from the day on which the entry came to it."""
    for path, register in _registers(pack):
        for index, state in enumerate(register.states):
            limit = state.limit.within.limit if state.limit and state.limit.within else None
            if limit and (limit.needs != "anchor" or limit.before):
                says = f"时限“{state.limit and state.limit.within}”不能从登记之日起算；请写成“登记后5个工作日内”。"
                yield Problem((*path, "states", index), "register-limit", says)
            dated = register.fields.get(state.limit.set_by) if state.limit and state.limit.set_by else None
            if state.limit and state.limit.set_by and (dated is None or dated.kind is not FieldKind.date):
                says = f"“{state.limit.set_by}”不是日期；请写一个 kind: date 的登记项。"
                yield Problem((*path, "states", index), "register-limit", says)


def reminded_of_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever is reminded is a unit, post or person that the entry names."""
    for path, register in _registers(pack):
        for index, state in enumerate(register.states):
            field = state.limit.remind if state.limit else None
            found = register.fields.get(field) if field else None
            if field and (found is None or found.kind not in (FieldKind.unit, FieldKind.post, FieldKind.person)):
                says = f"提醒的“{field}”不是单位、岗位或人的登记项；{known(tuple(register.fields))}。"
                yield Problem((*path, "states", index), "register-remind", says)


def entered_by_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever enters or answers for an entry holds a declared post; guards speak of declared fields."""
    for path, register in _registers(pack):
        fields = tuple(register.fields)
        yield from _unknown((*path, "by"), "岗位", register.by, tuple(pack.posts))
        for index, guard in enumerate(register.guards):
            here = (*path, "guards", index)
            named = tuple(filter(None, (guard.person, guard.unit)))
            yield from _unknown(here, "登记项", (*guard.when, *named, *guard.needs), fields)
            for name, kind, what in ((guard.person, FieldKind.person, "人"), (guard.unit, FieldKind.unit, "单位")):
                if name in fields and register.fields[name].kind is not kind:
                    yield Problem(here, "register-guard", f"“{name}”不是{what}；请写一个 kind: {kind.value} 的登记项。")


def check_astray(pack: Pack) -> Iterator[Problem]:
    """What an entry is checked for speaks of moves and fields that there are, and bounds a number."""
    for path, register in _registers(pack):
        for index, check in enumerate(register.checks):
            here = (*path, "checks", index)
            yield from _unknown((*here, "moves"), "办理", check.moves, tuple(register.moves))
            yield from _unknown(here, "登记项", tuple(check.when), tuple(register.fields))
            bounded = register.fields.get(check.number) if check.number else None
            if check.number and (bounded is None or bounded.kind is not FieldKind.number):
                yield Problem(here, "register-check", f"“{check.number}”不是数字；请写一个 kind: number 的登记项。")


def passing_astray(pack: Pack) -> Iterator[Problem]:
    """What passes between institutions names one, and the register that takes it in is open to the system."""
    for path, register in _registers(pack):
        for name, move in register.moves.items():
            if move.passes:
                yield from _unknown(
                    (*path, "moves", name, "passes"), "登记项", move.passes.fields, tuple(register.fields)
                )
                yield from _no_institution((*path, "moves", name, "passes"), register, move.passes.to)
            if move.receipt and (move.by or not any(each.passes for each in register.moves.values())):
                says = f"“{name}”是对方办理后的回执；登记簿须有转送（passes）的一步，回执这一步不写 by。"
                yield Problem((*path, "moves", name), "register-receipt", says)
        if register.takes:
            yield from _no_institution((*path, "takes"), register, register.takes.institution)
            yield from _unknown((*path, "takes"), "登记项", (register.takes.entry,), tuple(register.fields))
            yield from _unknown((*path, "takes"), "机构", (register.takes.office,), tuple(pack.offices))
            if register.by:
                yield Problem((*path, "by"), "register-takes", "接收来件的登记簿由系统登记；请删去 by。")


def _no_institution(path: Path, register: Register, field: str) -> Iterator[Problem]:
    found = register.fields.get(field)
    if found is None or found.kind is not FieldKind.institution:
        says = f"“{field}”不是机构；请写一个 kind: institution 的登记项。"
        yield Problem(path, "register-institution", says)


def quota_uncountable(pack: Pack) -> Iterator[Problem]:
    """A quota is per unit, post, person or choice, by a date, adding up numbers."""
    for path, register in _registers(pack):
        for index, quota in enumerate(register.quotas):
            yield from _unknown((*path, "quotas", index), "登记项", tuple(quota.when), tuple(register.fields))
            for field, name, kinds in _of_kind(quota):
                found = register.fields.get(name)
                if found is None or found.kind not in kinds:
                    wanted = "、".join(kind.value for kind in kinds)
                    says = f"定额的 {field} 写了“{name}”，它不是 {wanted} 的登记项；{known(tuple(register.fields))}。"
                    yield Problem((*path, "quotas", index), "register-quota", says)


def peers_unreadable(pack: Pack) -> Iterator[Problem]:
    """What indicators are compared with stands in fields of their kinds in a register."""
    peers = pack.targets.peers if pack.targets else None
    if peers is None:
        return
    path: Path = ("targets", "peers")
    register = pack.registers.get(peers.book)
    if register is None:
        says = f"登记簿“{peers.book}”没有列明；{known(tuple(pack.registers))}。请补列或改正名称。"
        yield Problem((*path, "register"), "register-unknown", says)
        return
    text = {"indicator": (peers.indicator, FieldKind.text)} if peers.indicator else {}
    kinds = {"item": (peers.item, FieldKind.item), "peer": (peers.peer, FieldKind.choice)}
    kinds |= {"value": (peers.value, FieldKind.number), "dated": (peers.dated, FieldKind.date)} | text
    for where, (name, kind) in kinds.items():
        if name not in register.fields or register.fields[name].kind is not kind:
            says = f"“{name}”不是登记簿“{peers.book}”中 kind: {kind.value} 的登记项；请改正。"
            yield Problem((*path, where), "register-unknown", says)


def _of_kind(quota: RegisterQuota) -> Iterator[tuple[str, str, tuple[FieldKind, ...]]]:
    yield "per", quota.per, COUNTED
    if quota.total:
        yield "total", quota.total, (FieldKind.number,)
    if quota.distinct:
        yield "distinct", quota.distinct, tuple(FieldKind)
    if quota.dated:
        yield "dated", quota.dated, (FieldKind.date,)


def _unknown(path: Path, what: str, named: tuple[str, ...], have: tuple[str, ...]) -> Iterator[Problem]:
    for name in named:
        if name not in have:
            yield Problem(path, "register-unknown", f"{what}“{name}”没有列明；{known(have)}。请补列或改正名称。")


register_checks = (
    field_without_choices,
    state_named_twice,
    move_astray,
    state_out_of_reach,
    limit_not_from_entry,
    reminded_of_nobody,
    entered_by_nobody,
    check_astray,
    passing_astray,
    quota_uncountable,
    peers_unreadable,
)
