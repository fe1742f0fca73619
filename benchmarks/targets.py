"""The table of a benchmark, and whether it met its targets."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.measure import Spread

RATIO, SMALL_RATIO, GROWTH, FASTER, MEMORY_MB = 1.3, 1.5, 1.1, 10.0, 600.0
JUDGED_FROM = 100_000
"""Below this many items the fixed cost of a sweep counts, some fifty statements and their report: see SMALL_RATIO."""


@dataclass(frozen=True)
class Result:
    """One database with one pack at one size."""

    database: str
    pack: str
    items: int
    due: int
    raw_ms: float
    service_ms: float
    first_ms: float
    ratio: Spread
    per_object_ms: float | None
    faster: float | None
    memory_mb: float

    def line(self) -> str:
        """The result as a row of the table."""
        spread = f"{self.ratio.median:.2f} [{self.ratio.lowest:.2f}-{self.ratio.highest:.2f}]"
        slow = ("", "") if self.faster is None else (f"{self.per_object_ms:,.0f}", f"{self.faster:.1f}")
        cells = (
            self.database,
            self.pack,
            f"{self.items:,}",
            f"{self.due:,}",
            f"{self.raw_ms:,.0f}",
            f"{self.service_ms:,.0f}",
            f"{self.service_ms * 1000 / self.due:.0f}",
            spread,
            f"{self.first_ms:,.0f}",
            *slow,
            f"{self.memory_mb:.0f}",
        )
        return f"| {' | '.join(cells)} |"


HEADINGS = (
    "database",
    "pack",
    "items",
    "due",
    "raw SQL, ms",
    "sweep, ms",
    "µs/due",
    "sweep ÷ raw, median [min-max]",
    "first run, ms",
    "per object, ms",
    "per object ÷ sweep",
    "peak, MB",
)


@dataclass(frozen=True)
class Check:
    """One target at one place."""

    what: str
    measured: float
    limit: float
    is_floor: bool = False

    @property
    def is_met(self) -> bool:
        """Whether it was."""
        return self.measured >= self.limit if self.is_floor else self.measured <= self.limit

    def line(self) -> str:
        """The target as a row of the table."""
        sign = "≥" if self.is_floor else "≤"
        return f"| {self.what} | {self.measured:.2f} | {sign} {self.limit:g} | {'yes' if self.is_met else 'NO'} |"


def table(results: Sequence[Result]) -> str:
    """What was measured."""
    return "\n".join([*_head(HEADINGS), *(result.line() for result in results)])


def verdict(checks: Sequence[Check]) -> str:
    """What was asked, beside it."""
    return "\n".join([*_head(("target", "measured", "limit", "met")), *(check.line() for check in checks)])


def checks_of(results: Sequence[Result]) -> list[Check]:
    """Every target that these results can be judged by."""
    return [check for result in results for check in _own(result)] + list(_growths(results))


def _own(result: Result) -> Iterator[Check]:
    where = _where(result)
    yield Check(f"sweep ÷ raw, {where}", result.ratio.median, RATIO if result.items >= JUDGED_FROM else SMALL_RATIO)
    if result.faster is not None and result.items >= JUDGED_FROM:
        yield Check(f"per object ÷ sweep, {where}", result.faster, FASTER, is_floor=True)
    yield Check(f"peak in MB, {where}", result.memory_mb, MEMORY_MB)


def _growths(results: Sequence[Result]) -> Iterator[Check]:
    """By how much the ratio to raw SQL grows with each tenfold of the items."""
    for key in dict.fromkeys((result.database, result.pack) for result in results):
        mine = sorted((each for each in results if (each.database, each.pack) == key), key=lambda each: each.items)
        for less, more in pairwise(mine):
            if more.items < JUDGED_FROM:
                continue
            grown = (more.ratio.median / less.ratio.median) ** (1 / math.log10(more.items / less.items))
            yield Check(f"growth of sweep ÷ raw from {less.items:,}, {_where(more)}", grown, GROWTH)


def _where(result: Result) -> str:
    return f"{result.database.split()[0]}, pack {result.pack}, {result.items:,}"


def _head(cells: Sequence[str]) -> list[str]:
    return [f"| {' | '.join(cells)} |", f"| {' | '.join('---' for _ in cells)} |"]
