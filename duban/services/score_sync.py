"""Entries against the ledger: what is new, what stands no longer, what stands again; written once for each fact."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.packs import PackOnRecord
from duban.services.score_desk import Group, grouped
from duban.services.score_events import ScoreFact, score_facts
from duban.services.score_ranking import written
from duban.store.kept import Changes
from duban.store.rows import add_rows, set_values
from duban.store.scores import ENTRY, entries_of

CLEARED = "所依据的事实已经更正或撤销"
Row = sa.RowMapping | dict[str, Any]
UNTOUCHED = dict.fromkeys(
    ("corrects_id", "struck_at", "struck_why", "objection", "objected_at", "resolution", "decided_at")
)
"""What a new entry does not have."""


@dataclass(frozen=True)
class Differences:
    """How the ledger differs from the entries."""

    new: tuple[ScoreFact, ...]
    """Facts without an entry."""
    gone: tuple[Group, ...]
    """Entries that count though their facts stand no longer."""
    back: tuple[Group, ...]
    """Entries struck because their facts stood no longer, where they stand again."""

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.back)


def differences(session: Session, pack: PackOnRecord, assessment: Row, units: Collection[int]) -> Differences:
    """How the year's facts of these units differ from the entries."""
    facts = {fact.key: fact for fact in score_facts(session, pack, assessment["year"]) if fact.unit_id in units}
    return compared(facts, grouped(entries_of(session, assessment["id"])))


def compared(facts: Mapping[tuple[str, str], ScoreFact], groups: Sequence[Group]) -> Differences:
    """The same, of facts by key. Pure."""
    known = {group.key for group in groups}
    standing = {key for key, fact in facts.items() if fact.stands}
    return Differences(
        tuple(fact for key, fact in facts.items() if key in standing and key not in known),
        tuple(group for group in groups if group.key not in standing and group.points),
        tuple(group for group in groups if group.key in standing and _struck_by_itself(group)),
    )


def _struck_by_itself(group: Group) -> bool:
    return not group.standing and group.root["decided_at"] is None


def follow_ledger(
    session: Session, changes: Changes, assessment_id: int, found: Differences, at: datetime, *, add: bool = True
) -> None:
    """Before the lock: entries come, go and come back with their facts. Without `add` nothing comes."""
    gone = [row_id for group in found.gone for row_id in group.standing]
    if gone:
        changes.changing(ENTRY, gone)
        set_values(session, ENTRY, gone, {"struck_at": at, "struck_why": CLEARED})
    back = [group.root["id"] for group in found.back] if add else []
    if back:
        changes.changing(ENTRY, back)
        set_values(session, ENTRY, back, {"struck_at": None, "struck_why": None})
    if add:
        add_facts(session, changes, assessment_id, found.new, at)


def add_facts(session: Session, changes: Changes, assessment_id: int, facts: Sequence[ScoreFact], at: datetime) -> None:
    """An entry for each of these facts."""
    first = next_place(session, assessment_id)
    rows = [_row(fact, assessment_id, place, at) for place, fact in enumerate(facts, first)]
    changes.added(ENTRY, add_rows(session, ENTRY, rows))


@dataclass(frozen=True)
class Correction:
    """What counts of a group of entries from now on, why, and since when."""

    group: Group
    points: Decimal
    says: str
    at: datetime


def add_correction(session: Session, changes: Changes, new: Correction) -> None:
    """Another entry beside the ones of its group, so that these points are what counts of it."""
    group, root = new.group, new.group.root
    names = ("assessment_id", "unit_id", "person_id", "rule", "happened_on", "clause", "assumed", "pack_version_id")
    row = {
        **UNTOUCHED,
        **{name: root[name] for name in names},
        "place": next_place(session, root["assessment_id"]),
        "event": f"{root['event']}/{len(group.rows)}",
        "says": f"更正第{root['place']}条：{new.says}",
        "points": written(new.points - group.points),
        "recorded_at": new.at,
        "corrects_id": root["id"],
    }
    changes.added(ENTRY, add_rows(session, ENTRY, [row]))


def next_place(session: Session, assessment_id: int) -> int:
    """The place after the last; safe while the assessment is locked by its act."""
    query = sa.select(sa.func.coalesce(sa.func.max(ENTRY.c.place), 0)).where(ENTRY.c.assessment_id == assessment_id)
    last: int = session.execute(query).scalar_one()
    return last + 1


def _row(fact: ScoreFact, assessment_id: int, place: int, at: datetime) -> dict[str, Any]:
    return {
        **UNTOUCHED,
        "assessment_id": assessment_id,
        "place": place,
        "unit_id": fact.unit_id,
        "person_id": fact.person_id,
        "rule": fact.rule,
        "event": fact.event,
        "happened_on": fact.on,
        "says": fact.says,
        "points": written(fact.points),
        "clause": fact.clause,
        "assumed": fact.assumed,
        "pack_version_id": fact.pack_version_id,
        "recorded_at": at,
    }
