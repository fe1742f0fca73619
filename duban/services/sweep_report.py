"""What a sweep did, as people and scripts read it."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

LINES = 200
"""How many climbed items a report lists; the counts are always whole."""


class SweepOutcome(StrEnum):
    """What a sweep did with the day it was asked for."""

    done = "done"
    """已巡检。"""
    day_off = "day_off"
    """休息日，不升级。"""
    already = "already"
    """当日已巡检过，未作任何改动。"""


@dataclass(frozen=True)
class EdgeCount:
    """How many items took one edge, under which clause or assumption, and when they must answer by."""

    source: str
    target: str
    clause: str | None
    assumed: str | None
    count: int
    next_due_on: date | None
    provisional: bool
    climbs: bool
    """Whether they climbed now; else they wait for their paper."""


@dataclass(frozen=True)
class SweptPaper:
    """One paper that the sweep drafted; it has a number where nobody had to approve it."""

    id: int
    paper: str
    number: str | None
    unit: str
    items: int
    label: str


@dataclass(frozen=True)
class SweepLine:
    """One item that climbed, or waits for its paper."""

    code: str
    title: str
    unit: str
    source: str
    target: str
    limit_on: date | None
    """None where a count made it climb."""
    next_due_on: date | None
    clause: str | None


@dataclass(frozen=True)
class SweepReport:
    """Counts of every edge, the act that records them, and the first of the items."""

    institution: str
    on: date
    outcome: SweepOutcome
    provisional: bool = False
    """Whether that day is a working day or a day off by guess: its year's notice is not published."""
    edges: tuple[EdgeCount, ...] = ()
    merged_days: tuple[date, ...] = ()
    lines: tuple[SweepLine, ...] = ()
    drafted: int = 0
    papers: tuple[SweptPaper, ...] = ()
    unissued: int = 0
    """How many items the office itself has not issued in time, newly found."""
    act_seq: int | None = None
    act_hash: str | None = None

    @property
    def total(self) -> int:
        """How many items were late: they climbed, or wait for their paper."""
        return sum(edge.count for edge in self.edges)

    @property
    def climbed(self) -> int:
        """How many items climbed."""
        return sum(edge.count for edge in self.edges if edge.climbs)

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return {
            "institution": self.institution,
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "provisional": self.provisional,
            "unissued": self.unissued,
            "total": self.total,
            "edges": [_plain(edge) for edge in self.edges],
            "merged_days": [day.isoformat() for day in self.merged_days],
            "lines": [_plain(line) for line in self.lines],
            "climbed": self.climbed,
            "drafted": self.drafted,
            "papers": [asdict(paper) for paper in self.papers],
            "act": {"seq": self.act_seq, "hash": self.act_hash},
        }


def _plain(part: EdgeCount | SweepLine) -> dict[str, Any]:
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(part).items()}
    return {"from": values.pop("source"), "to": values.pop("target"), **values}
