"""Who lives in a rehearsed county: units with their heads, and whoever holds the posts of the pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duban.institutions.schema import FieldKind, Pack
from duban.institutions.schema.items import ASSIGNING_OFFICE
from duban.services.demo_cast import OFFICE_POSTS, UNIT_HEADS
from duban.services.org import NewHolder
from duban.services.unit_names import ANY

HEAD = "主要负责人"
"""Who answers for a unit, and acts for it."""
EXAMPLE = "样例"
"""How a unit begins of which the pack only says how its name ends."""
LEADING = "县政府"
"""The unit of whoever holds a post that belongs to no office."""
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
GIVEN = ("建国", "秀英", "志明", "海燕", "文斌", "晓东", "丽娟", "永强", "春梅", "国平", "玉兰", "振华", "小波", "雪梅")


@dataclass(frozen=True)
class Cast:
    """The people of a rehearsal."""

    holders: tuple[NewHolder, ...]
    units: tuple[str, ...]
    """The units that are given work."""
    posts: tuple[str, ...]
    """The posts of the pack that somebody holds, so that they can act."""

    def head_of(self, unit: str) -> str:
        """The person who answers for the unit: its head, or in an office whoever works there."""
        return next(each.person for each in self.holders if each.unit == unit)

    def speaks_for(self, unit: str) -> str:
        """That person's post."""
        return next(each.post for each in self.holders if each.unit == unit)

    def holder_of(self, post: str) -> NewHolder:
        """Whoever holds a post of the pack."""
        return next(each for each in self.holders if each.post == post)


def cast_of(pack: Pack, since: date) -> Cast:
    """Everybody whom this pack needs, in their posts since that day."""
    names = _names()
    units = tuple(dict.fromkeys((*UNIT_HEADS, *_named_units(pack))))
    people = [(unit, HEAD, next(names)) for unit in units]
    if pack.heads and HEAD not in pack.heads.posts:
        people += [(unit, pack.heads.posts[0], person) for unit, _, person in people]
    known = {post: (unit, person) for unit, posts in OFFICE_POSTS.items() for post, person in posts.items()}
    for post in pack.posts:
        unit, person = known.get(post) or (LEADING, next(names))
        people.append((unit, post, person))
    staffed = {unit for unit, _, _ in people}
    guarded = _posts_of_guards(pack)
    for office, rules in pack.offices.items():
        if rules.title not in staffed and office not in staffed:
            people.append((rules.title, guarded or "办公室主任", next(names)))
    people += [(unit, post, next(names)) for unit, post in _ranked(pack)]
    holders = tuple(NewHolder(unit, post, person, since) for unit, post, person in people)
    return Cast(holders, units, tuple(pack.posts))


def _names() -> Iterator[str]:
    return (surname + given for given in GIVEN for surname in SURNAMES)


def _named_units(pack: Pack) -> Iterator[str]:
    """The units that the pack itself names and that are no office and no leaders' unit; one for each ending."""
    offices = {name for office in pack.offices for name in pack.units_of(office)}
    for name in _names_in(pack):
        for each in pack.members_of(name):
            if each != ANY and each not in {*offices, *pack.posts, *OFFICE_POSTS}:
                yield each.replace(ANY, EXAMPLE)


def _ranked(pack: Pack) -> Iterator[tuple[str, str]]:
    """Those units and posts of which a register counts the holders alone."""
    quotas = [quota for register in pack.registers.values() for quota in register.quotas if quota.holding]
    yield from ((unit, quota.holding[0]) for quota in quotas for name in quota.among for unit in pack.members_of(name))


def _names_in(pack: Pack) -> Iterator[str]:
    """Whom registers, reports, meetings and warnings mean, as the pack names them."""
    for register in pack.registers.values():
        for quota in register.quotas:
            if register.fields[quota.per].kind is FieldKind.unit:
                yield from quota.among
    for report in pack.reports.values():
        yield from report.units
    for cycle in pack.cycles.values():
        yield from cycle.attend
        yield from cycle.stages.collect.units if cycle.stages.collect else ()
    if pack.targets and pack.targets.warn:
        yield from (name for name in pack.targets.warn.to if name != ASSIGNING_OFFICE)


def _posts_of_guards(pack: Pack) -> str | None:
    """A post that a register asks for and that is no post of the pack: the one that heads a specialised body."""
    wanted = (post for register in pack.registers.values() for guard in register.guards for post in guard.holds)
    return next((post for post in wanted if post not in pack.posts), None)
