"""What comes before the office in a year: every item type of the pack, dealt out over its meetings and days."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from duban.core.timelimits import parse, resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import meeting_days
from duban.institutions.schema import Pack
from duban.rehearsal.people import Chance

CONGRESS_BEFORE = 15
"""Assumed: the two congresses close that many working days before the Spring Festival."""
MEETS = "会"


@dataclass(frozen=True)
class Cadence:
    """How often matters of a kind come up, and how many of them at once for one of any other."""

    words: tuple[str, ...]
    """What the name of their source holds."""
    days: str
    """congress | spring | quarter | fortnight | week | day."""
    weight: int


CADENCES: tuple[Cadence, ...] = (
    Cadence(("两会", "工作报告"), "congress", 2),
    Cadence(("建议", "提案"), "spring", 2),
    Cadence(("全体会议", "综合性会议"), "quarter", 2),
    Cadence(("例会",), "week", 4),
    Cadence(("常务会议", "办公会议"), "fortnight", 4),
    Cadence(("会议",), "fortnight", 2),
    Cadence(("公文",), "day", 3),
    Cadence(("",), "day", 3),
)
"""By the first that fits the name of the source; the days of a cycle of the pack are taken from the cycle."""


@dataclass(frozen=True)
class Matter:
    """One item to be: its type and class, the day on which it was decided, and the meeting it belongs to."""

    number: int
    item_type: str
    item_class: str | None
    decided_on: date

    @property
    def key(self) -> str:
        """What draws about it are named by."""
        return f"{self.item_type}/{self.item_class or ''}/{self.number}"


@dataclass
class Agenda:
    """All matters of the year, by the day on which they are decided."""

    matters: dict[date, list[Matter]]
    cycles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The cycles at whose meetings matters of each item type are decided."""
    left: int = field(init=False)
    kinds: Counter[tuple[str, str | None]] = field(init=False)
    """How many matters of each kind come up in the year."""

    def __post_init__(self) -> None:
        self.left = sum(map(len, self.matters.values()))
        self.kinds = Counter((each.item_type, each.item_class) for some in self.matters.values() for each in some)

    def take(self, on: date, cycle: str | None = None) -> list[Matter]:
        """The matters decided on that day; at a meeting of a cycle those of it alone."""
        matters = self.matters.pop(on, [])
        found = [each for each in matters if cycle is None or cycle in self.cycles.get(each.item_type, ())]
        if len(found) < len(matters):
            self.matters[on] = [each for each in matters if each not in found]
        self.left -= len(found)
        return found

    def give_way(self, after: date) -> bool:
        """Something unforeseen came up: the last matter of the year whose kind comes up oftener is not.

        False where nothing is left to drop.
        """
        for on in sorted((on for on in self.matters if on > after), reverse=True):
            for matter in reversed(self.matters[on]):
                if self.kinds[matter.item_type, matter.item_class] > 1:
                    self.matters[on].remove(matter)
                    self.kinds[matter.item_type, matter.item_class] -= 1
                    self.left -= 1
                    return True
        return False


def congress_day(calendar: WorkCalendar, year: int) -> date:
    """The day on which the two congresses close; never before the year begins."""
    eve = resolve(parse("春节前"), calendar, since=date(year, 1, 1)).on or date(year, 1, 31)
    first = calendar.roll_forward(date(year, 1, 1))
    return max(first, calendar.shift(eve, -CONGRESS_BEFORE))


def agenda_of(pack: Pack, calendar: WorkCalendar, chance: Chance, year: int, items: int) -> Agenda:
    """That many matters over the year: one of each kind first, the others by the weights of the table."""
    kinds = [(name, each) for name, kind in pack.items.items() for each in kind.classes or (None,)]
    weights = {kind: _cadence(pack, kind[0]).weight for kind in kinds}
    dealt = chance.order([kind for kind in kinds for _ in range(weights[kind])], "kinds")
    held = list(meeting_days(pack, calendar, year))
    days = {name: _days_of(pack, calendar, year, name, held) for name in pack.items}
    matters: dict[date, list[Matter]] = defaultdict(list)
    for number, (name, item_class) in enumerate(_first_each(kinds, dealt, items), 1):
        on = chance.one_of(days[name], "decided", name, item_class, number)
        matters[on].append(Matter(number, name, item_class, on))
    named = {name: tuple(dict.fromkeys(each for each, _ in held if _of(pack, name, each))) for name in pack.items}
    return Agenda(dict(matters), named)


Kind = tuple[str, str | None]


def _first_each(kinds: Sequence[Kind], dealt: Sequence[Kind], items: int) -> Iterator[Kind]:
    """That many kinds: each once, then in the dealt order again and again."""
    yield from kinds[:items]
    for number in range(items - len(kinds)):
        yield dealt[number % len(dealt)]


def _cadence(pack: Pack, name: str) -> Cadence:
    sources = "、".join(pack.items[name].source)
    return next(each for each in CADENCES if any(word in sources for word in each.words))


def _days_of(pack: Pack, calendar: WorkCalendar, year: int, name: str, held: Sequence[tuple[str, date]]) -> list[date]:
    """The days of the year on which matters of that type may be decided."""
    if own := [on for cycle, on in held if _of(pack, name, cycle)]:
        return own
    workdays = [day.on for day in calendar.between(date(year, 1, 1), date(year, 12, 31)) if day.is_workday]
    closes = congress_day(calendar, year)
    after = [on for on in workdays if on > closes]
    every = {
        "congress": [closes],
        "spring": [on for on in after if on <= calendar.shift(closes, 45)],
        "quarter": workdays[12::60],
        "fortnight": workdays[5::10],
        "week": workdays[2::5],
        "day": workdays,
    }
    return every[_cadence(pack, name).days]


def _of(pack: Pack, name: str, cycle: str) -> bool:
    """Whether a type's matters are decided at that cycle's meetings: either is called after the other."""
    own = cycle.partition("·")[2] or cycle
    return any(own in source or (MEETS in source and source in own) for source in pack.items[name].source)
