"""Decomposing a yearly target (分解下达): a part for each unit, each an item of its own, drafted under one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.services.acts import SealedAct, record_new, seal
from duban.services.exceptions import nothing_to_set_aside, require_exception
from duban.services.item_desk import Asked
from duban.services.item_parts import get_unit
from duban.services.items import Drafting, NewItem, drafting, item_row, text_row
from duban.services.packs import PackOnRecord
from duban.services.target_desk import TargetDesk, take_target
from duban.services.target_judging import Goal, is_additive, sums_up, valued
from duban.services.target_rules import COMPARISON_LABELS, goal_from, target_rules
from duban.store.items import ITEM, TEXT, last_serial
from duban.store.rows import add_rows, find_row
from duban.store.targets import TARGET, ChosenTargets, list_targets
from models.target import Comparison
from states.item import ItemState


@dataclass(frozen=True)
class Part:
    """What one unit is to reach of the whole."""

    unit: str
    value: str


def split_target(
    session: Session,
    institution: str,
    code: str,
    asked: Asked,
    parts: Sequence[Part],
    *,
    indicator: str | None,
    pack: PackOnRecord,
) -> SealedAct:
    """Drafts an item with its own target for each part. Parts that add up must make up the whole.

    Where the document sets a day for it as a rule (原则上), a later decomposition is an exception of whoever may.
    """
    desk = take_target(session, institution, code, asked, deed="split", indicator=indicator)
    request = {"parts": [[part.unit, part.value] for part in parts], "exception": asked.exception}
    if done := desk.begin(request):
        return done
    if parts_of(session, institution, desk.row["id"]):
        raise desk.refusal("已经分解；要重新分解，请先撤销分解出的事项")
    values = _checked_values(desk, parts)
    units = [get_unit(session, institution, part.unit)["id"] for part in parts]
    rules = drafting(session, pack, asked.on)
    new = [_new_item(desk, part, pack) for part in parts]
    _in_time(desk, rules, new[0])
    act = desk.open(request)
    serial = last_serial(session, institution, asked.on.year)
    rows = [
        item_row(rules, each, unit_id=u, serial=serial + n, leader_id=desk.item["leader_id"])
        for n, (each, u) in enumerate(zip(new, units, strict=True), 1)
    ]
    ids = add_rows(session, ITEM, rows)
    record_new(session, act, ITEM, ids)
    texts = [text_row(each, item_id) for each, item_id in zip(new, ids, strict=True)]
    record_new(session, act, TEXT, add_rows(session, TEXT, texts))
    targets = [_target_of(desk, value, item_id) for value, item_id in zip(values, ids, strict=True)]
    record_new(session, act, TARGET, add_rows(session, TARGET, targets))
    return seal(session, act, {"indicator": desk.row["indicator"], "items": [row["code"] for row in rows]})


def _checked_values(desk: TargetDesk, parts: Sequence[Part]) -> list[str]:
    """What each unit is to reach, as it is kept. Raises InvalidValue."""
    goal = goal_from(desk.row)
    names = [part.unit for part in parts]
    if len(set(names)) < len(names) or not names:
        raise InvalidValue("--part", "、".join(names), "请写明分解给哪些单位，一个单位一份")
    values = [valued(goal, part.value, field=f"{part.unit}的目标值") for part in parts]
    if _adds_up(goal) and not sums_up(goal, values):
        total = sum((Decimal(value) for value in values), Decimal(0))
        whole = f"{COMPARISON_LABELS[goal.comparison]}{goal.value}{goal.measure or ''}"
        raise InvalidValue("--part", f"合计{total:f}{goal.measure or ''}", f"各单位之和须{whole}")
    return values


def _adds_up(goal: Goal) -> bool:
    counted = (Comparison.at_least, Comparison.at_most, Comparison.equal, Comparison.about)
    return goal.comparison in counted and is_additive(goal.measure)


def _new_item(desk: TargetDesk, part: Part, pack: PackOnRecord) -> NewItem:
    text = find_row(desk.session, TEXT, item_id=desk.item["id"])
    title = text["title"] if text else desk.row["indicator"]
    item_type = target_rules(pack.pack).item_type or desk.item["item_type"]
    return NewItem(
        item_type,
        part.unit,
        f"{title}（{part.unit}{part.value}{desk.row['measure'] or ''}）",
        requirement=f"分解自 {desk.item['code']}",
        item_class=desk.item["item_class"] if item_type == desk.item["item_type"] else None,
        completion_due_on=desk.item["completion_due_on"],
        decided_on=desk.item["decided_on"],
    )


def _target_of(desk: TargetDesk, value: str, item_id: int) -> Mapping[str, Any]:
    row = desk.row
    kept = {name: row[name] for name in ("indicator", "comparison", "measure", "capped", "grades", "base")}
    kept |= {"from_on": row["from_on"], "due_on": row["due_on"]}
    tolerance = row["tolerance"] and _share(row, value)
    return {**kept, "value": value, "tolerance": tolerance, "item_id": item_id, "parent_id": row["id"], "assumed": None}


def _share(row: sa.RowMapping, value: str) -> str:
    """The tolerance of a part: as large a part of it where figures add up, else the same."""
    if not is_additive(row["measure"]) or not Decimal(row["value"]):
        return str(row["tolerance"])
    return format(Decimal(row["tolerance"]) * Decimal(value) / Decimal(row["value"]), "f")


def _in_time(desk: TargetDesk, rules: Drafting, new: NewItem) -> None:
    """Refuses a decomposition after the day that the document sets, unless it is an exception of whoever may."""
    due_on: date | None = item_row(rules, new, unit_id=0, serial=0)["issue_due_on"]
    pack, clause = rules.pack.pack, desk.basis.clause
    if due_on is None or desk.asked.on <= due_on or clause not in pack.clauses:
        nothing_to_set_aside(desk.asked)
        return
    says = f"分解下达的期限是 {due_on}（{clause}）"
    require_exception(desk.session, pack, desk.asked, clause, says=says, doing="分解", refused=desk.refusal)


def parts_of(session: Session, institution: str, target_id: int) -> list[sa.RowMapping]:
    """The parts of a target whose items were not withdrawn."""
    found = list_targets(session, institution, ChosenTargets(parent_id=target_id))
    return [row for row in found if row["state"] is not ItemState.withdrawn]
