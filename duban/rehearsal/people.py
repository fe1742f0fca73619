"""The model of people: how units and leaders behave, as tables. Every draw is keyed, so it is the same at every run."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

Choice = TypeVar("Choice")
WHOLE = 1 << 64


@dataclass(frozen=True)
class Chance:
    """Seeded draws. Each is named by what it is about, so that one more or less of them moves no other."""

    seed: int

    def share(self, *about: object) -> float:
        """A number from 0 up to, not including, 1."""
        named = "|".join(map(str, (self.seed, *about)))
        return int.from_bytes(sha256(named.encode()).digest()[:8], "big") / WHOLE

    def happens(self, share: float, *about: object) -> bool:
        """True in that share of all cases."""
        return self.share(*about) < share

    def between(self, bounds: tuple[int, int], *about: object) -> int:
        """A whole number between the bounds, both included."""
        first, last = bounds
        return first + int(self.share(*about) * (last - first + 1))

    def one_of(self, choices: Sequence[Choice], *about: object) -> Choice:
        """One of them, each as likely as the others."""
        return choices[int(self.share(*about) * len(choices))]

    def order(self, choices: Sequence[Choice], *about: object) -> list[Choice]:
        """All of them in some order."""
        drawn = {number: self.share(*about, number) for number in range(len(choices))}
        return [choices[number] for number in sorted(drawn, key=lambda number: (drawn[number], number))]


@dataclass(frozen=True)
class UnitManner:
    """How a unit deals with what it was given. Days are working days, shares are of its items."""

    name: str
    says: str
    units: int
    """How many of ten units are so."""
    receives: tuple[int, int]
    """Days until it signs for an item."""
    reports: tuple[int, int]
    """Days before its limit on which it reports in time."""
    late: float
    """Share of reports that come only after their limit."""
    delay: tuple[int, int]
    """By how many days these are late, if no paper comes before."""
    sent_back: float
    """Share of reports that are not good enough."""
    heeds: float
    """Share of papers that it answers in time, with a report soon after."""
    asks: float
    """Share of items for which it asks for another day."""
    asks_late: float
    """Share of these requests that come after the limit, when they are refused (C30)."""
    hands_back: float = 0.01
    """Share of items that it hands back as not its own."""


PUNCTUAL = UnitManner("punctual", "守时：按期反馈，很少退回", 4, (0, 1), (1, 3), 0.02, (1, 2), 0.03, 1.0, 0.02, 0.0)
LATE = UnitManner("late", "拖延：常催办、督办后才反馈", 3, (1, 3), (0, 1), 0.3, (2, 9), 0.08, 0.7, 0.08, 0.3)
SLOPPY = UnitManner("sloppy", "草率：按期反馈，常因质量退回", 2, (0, 2), (0, 2), 0.06, (1, 4), 0.4, 0.9, 0.03, 0.1)
NEEDY = UnitManner("needy", "求助：常请求延期、提请协调", 1, (0, 2), (0, 2), 0.08, (1, 5), 0.08, 0.95, 0.3, 0.05)
MANNERS = (PUNCTUAL, LATE, SLOPPY, NEEDY)
"""Every kind of unit."""


@dataclass(frozen=True)
class LeaderManner:
    """How a leader deals with what is laid before them."""

    name: str
    says: str
    waits: tuple[int, int]
    """Working days until they take a step."""
    refuses: float
    """Share of papers that they put off (暂缓)."""
    holds: tuple[int, int]
    """For how many working days."""
    grants: float
    """Share of extensions and other requests that they allow."""


PROMPT = LeaderManner("prompt", "随到随批", (0, 0), 0.02, (3, 5), 0.9)
CAREFUL = LeaderManner("careful", "先核实再批，有时暂缓", (0, 1), 0.08, (3, 8), 0.7)
BUSY = LeaderManner("busy", "常外出，批得慢", (1, 3), 0.03, (2, 4), 0.8)
LEADERS = (PROMPT, CAREFUL, BUSY)
"""Every kind of leader."""


@dataclass(frozen=True)
class OfficeManner:
    """How the assigning office works."""

    issues: tuple[int, int] = (0, 2)
    """Working days from drafting to issuing, never past the limit but for the share below."""
    issues_late: float = 0.02
    """Share of sets that go out after the office's own limit."""
    forgets: float = 0.02
    """Share of drafts that do not name all they must, and are put right when they are refused (C11)."""
    checks: tuple[int, int] = (0, 1)
    """Working days until a report is checked."""
    closes: tuple[int, int] = (1, 3)
    """Working days until what was checked is struck off."""
    looks_back: float = 0.03
    """Share of closed items that are looked at again; a third of these are reopened."""


OFFICE = OfficeManner()


def manner_of(chance: Chance, units: Sequence[str]) -> dict[str, UnitManner]:
    """Which unit is how: the shares of the table, over the units in a drawn order."""
    dealt = [manner for manner in MANNERS for _ in range(manner.units)]
    drawn = chance.order(units, "manners")
    return {unit: dealt[number % len(dealt)] for number, unit in enumerate(drawn)}


def leader_of(chance: Chance, post: str) -> LeaderManner:
    """How the holder of that post is."""
    return chance.one_of(LEADERS, "leader", post)
