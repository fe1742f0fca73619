"""Indicators held against the figures of elsewhere (同类比较), as a register keeps them: who is ahead, by how much."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.services.register_fields import content_of
from duban.services.target_rules import target_rules
from duban.store.registers import counting_entries
from models.target import Comparison

LOWER = (Comparison.at_most, Comparison.rank, Comparison.zero_tolerance)
"""Where the smaller figure is the better one."""


def told_peers(session: Session, pack: Pack, target: sa.RowMapping, on: date) -> list[dict[str, Any]]:
    """Each peer's newest figure up to that day; the gap is ours less theirs, where ours is a number."""
    rule = target_rules(pack).peers
    if rule is None:
        return []
    newest: dict[str, dict[str, Any]] = {}
    for row in counting_entries(session, pack.code, rule.book, holding=[target["code"]]):
        values = content_of(row["content"])
        mine = values.get(rule.indicator or "", target["indicator"]) == target["indicator"]
        as_of_on = values[rule.dated]
        if not mine or values[rule.item] != target["code"] or as_of_on > on.isoformat():
            continue
        last = newest.get(values[rule.peer])
        if last is None or last["as_of_on"] <= as_of_on:
            newest[values[rule.peer]] = _told(values[rule.peer], values[rule.value], as_of_on, target) | {
                "entry": row["code"],
                "clause": rule.clause,
            }
    return list(newest.values())


def _told(peer: str, value: str, as_of_on: str, target: sa.RowMapping) -> dict[str, Any]:
    told = {"peer": peer, "value": value, "as_of_on": as_of_on, "gap": None, "standing": None}
    if target["actual"] is None or target["comparison"] is Comparison.grade:
        return told
    gap = Decimal(target["actual"]) - Decimal(value)
    ahead = gap < 0 if target["comparison"] in LOWER else gap > 0
    return told | {"gap": f"{gap:+f}" if gap else "0", "standing": "领先" if ahead else "落后" if gap else "持平"}
