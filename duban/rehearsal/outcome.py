"""What came out of a rehearsed year, as `duban rehearse` tells it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.rehearsal.coverage import Coverage, coverage
from duban.rehearsal.world import Refusal, World
from duban.rehearsal.year import Rehearsal, Script
from duban.services.item_points import proposed_points
from duban.services.verify import Violation
from duban.store.items import count_by_state
from duban.store.orders import ORDER
from duban.store.scores import entries_of, find_assessment, ranks_of
from models import Interview, table_of
from states.labels import state_label

INTERVIEW = table_of(Interview)
NUMBERED = re.compile(r"(?:[A-Z]{2})?[0-9]{4}-[0-9]+(?:-[0-9]+)?|（[0-9]+）")
"""Codes, days and places: what differs between refusals that are alike."""


@dataclass(frozen=True)
class Outcome:
    """A rehearsal that is over."""

    pack: str
    version: str
    script: Script
    states: dict[str, int]
    papers: dict[str, int]
    interviews: int
    scores: dict[str, float]
    coverage: Coverage
    refusals: tuple[Refusal, ...]
    violations: tuple[Violation, ...] = ()

    def proved(self, violations: Sequence[Violation]) -> "Outcome":
        """The same with what is wrong with the ledger."""
        return replace(self, violations=tuple(violations))

    def surprises(self) -> list[dict[str, Any]]:
        """What was refused though nobody meant it to be: alike ones told as the first of them, frequent ones first."""
        alike: dict[str, list[Refusal]] = {}
        for each in self.refusals:
            if not each.expected:
                alike.setdefault(NUMBERED.sub("…", each.says), []).append(each)
        told = [{"says": each[0].says, "times": len(each), "first": each[0].on.isoformat()} for each in alike.values()]
        return sorted(told, key=lambda each: (-each["times"], each["first"], each["says"]))

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "pack": self.pack,
            "version": self.version,
            "year": self.script.year,
            "seed": self.script.seed,
            "items": self.script.items,
            "states": self.states,
            "papers": self.papers,
            "interviews": self.interviews,
            "scores": self.scores,
            "surprises": self.surprises(),
            "violations": [asdict(each) for each in self.violations],
            "clause_coverage": self.coverage.as_json(),
        }


def outcome_of(rehearsal: Rehearsal) -> Outcome:
    """What the ledger holds at the end; points are replayed from the missed limits and the pack."""
    world = rehearsal.world
    session, code = world.session, world.code
    lines, scores = _scores(world, rehearsal.script.year)
    return Outcome(
        code,
        world.running.pack_version,
        rehearsal.script,
        {state_label(*place): count for place, count in sorted(count_by_state(session, code).items(), key=str)},
        _papers(session, code),
        _talks(session, code),
        scores,
        coverage(session, world.running, world.refusals, lines),
        tuple(world.refusals),
    )


def _scores(world: World, year: int) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """What gave points, and what each unit came to: in the year's assessment, or by what rungs propose."""
    row = find_assessment(world.session, world.code, year)
    if row is None:
        lines = proposed_points(world.session, world.code)
        scores: Counter[str] = Counter(dict.fromkeys(world.cast.units, 0))
        for line in lines:
            scores[line["unit"]] += line["points"]
        return lines, dict(scores)
    entries = entries_of(world.session, row["id"])
    names = ("unit", "points", "clause")
    lines = [{**{name: each[name] for name in names}, "limit_on": each["happened_on"].isoformat()} for each in entries]
    return lines, {rank["unit"]: float(rank["score"]) for rank in ranks_of(world.session, row["id"])}


def _papers(session: Session, code: str) -> dict[str, int]:
    """How many papers of each kind were numbered."""
    mine = (ORDER.c.institution == code, ORDER.c.number.is_not(None))
    query = sa.select(ORDER.c.paper, sa.func.count()).where(*mine).group_by(ORDER.c.paper).order_by(ORDER.c.paper)
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def _talks(session: Session, code: str) -> int:
    """How many talks were held."""
    mine = (INTERVIEW.c.institution == code, INTERVIEW.c.held_at.is_not(None))
    return session.execute(sa.select(sa.func.count()).where(*mine)).scalar_one()
