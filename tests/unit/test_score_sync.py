"""Entries against facts, pure: following the ledger once leaves nothing to follow, whatever came and went before."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from duban.services.score_desk import grouped
from duban.services.score_events import ScoreFact
from duban.services.score_ranking import ZERO, exact, written
from duban.services.score_sync import compared

DAY = date(2026, 6, 1)
points = st.integers(-20, 20).filter(bool).map(lambda number: Decimal(number) / 2)
ledgers = st.lists(st.dictionaries(st.integers(1, 6), st.tuples(points, st.booleans())), max_size=5)
"""What the ledger holds at one time after the other: the number of a fact → its points and whether it stands."""


def facts(ledger: dict[int, tuple[Decimal, bool]]) -> dict[tuple[str, str], ScoreFact]:
    """The facts of a ledger by key; as in the ledger, points of a changed fact make it another one."""
    found = [
        ScoreFact("甲", f"breach:{number}@1={worth}", 1, None, DAY, "逾期", worth, "L12", None, 1, stands=stands)
        for number, (worth, stands) in ledger.items()
    ]
    return {fact.key: fact for fact in found}


def follow(entries: list[dict[str, Any]], known: dict[tuple[str, str], ScoreFact], ids: "count[int]") -> None:
    """What is done before the lock."""
    found = compared(known, grouped(entries))  # type: ignore[arg-type]  # rows are read as mappings only
    by_id = {entry["id"]: entry for entry in entries}
    for group in found.gone:
        for row_id in group.standing:
            by_id[row_id]["struck_at"] = DAY
    for group in found.back:
        by_id[group.root["id"]]["struck_at"] = None
    entries += [entry(next(ids), fact.event, fact.points, None) for fact in found.new]


def entry(row_id: int, event: str, worth: Decimal, corrects: int | None) -> dict[str, Any]:
    """An entry, or a correction of one."""
    row = {"id": row_id, "rule": "甲", "event": event, "points": written(worth), "corrects_id": corrects}
    return {**row, "struck_at": None, "decided_at": None}


@given(ledgers)
def test_before_the_lock_entries_come_and_go_with_their_facts(lived: list[dict[int, tuple[Decimal, bool]]]) -> None:
    entries: list[dict[str, Any]] = []
    ids = count(1)
    for ledger in lived:
        known = facts(ledger)
        follow(entries, known, ids)
        assert not compared(known, grouped(entries))  # type: ignore[arg-type]  # as above
        standing = sum((fact.points for fact in known.values() if fact.stands), ZERO)
        assert sum((exact(each["points"]) for each in entries if each["struck_at"] is None), ZERO) == standing
    assert len({each["event"] for each in entries}) == len(entries)


@given(ledgers.filter(bool))
def test_after_the_lock_corrections_bring_the_points_to_what_stands(
    lived: list[dict[int, tuple[Decimal, bool]]],
) -> None:
    entries: list[dict[str, Any]] = []
    ids = count(1)
    follow(entries, facts(lived[0]), ids)
    kept = [dict(each) for each in entries]
    known = facts(lived[-1])
    found = compared(known, grouped(entries))  # type: ignore[arg-type]  # as above
    entries += [entry(next(ids), f"{each.root['event']}/1", -each.points, each.root["id"]) for each in found.gone]
    entries += [entry(next(ids), fact.event, fact.points, None) for fact in found.new]
    assert entries[: len(kept)] == kept
    assert not compared(known, grouped(entries))  # type: ignore[arg-type]  # as above
    standing = sum((fact.points for fact in known.values() if fact.stands), ZERO)
    assert sum((exact(each["points"]) for each in entries), ZERO) == standing
