"""What an item names beside its own row: leader in charge, person responsible, co-units, schedule, other items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.institutions.schema import ItemType, Named, Pack
from duban.services.acting import acting_as
from duban.services.acts import OpenAct, record_new
from duban.services.heads import heads_of, holders_of
from duban.services.transition import look_up_item, record_change
from duban.store import item_side as store
from duban.store.items import TEXT, UNIT
from duban.store.org import list_holdings
from duban.store.rows import add_rows, find_row
from duban.store.targets import targets_of
from models import LinkKind
from states.item import OVER
from states.labels import state_label

NAME_HOLDER = "所写的“{named}”当日不在责任单位任职，请用 duban item correct 改写，或先用 duban org import 登记任职"
ENTER_HEAD = "责任单位没有登记主要负责同志，请先用 duban org import 登记任职"


@dataclass(frozen=True)
class Node:
    """A dated step of the schedule."""

    due_on: date
    says: str


def get_unit(session: Session, institution: str, name: str) -> sa.RowMapping:
    """The unit by its name. Raises NotFound."""
    unit = find_row(session, UNIT, institution=institution, name=name)
    if unit is None:
        raise NotFound("单位", name, "请先用 duban org import 登记")
    return unit


def find_leader(session: Session, institution: str, named: str, on: date) -> int:
    """The person who leads, named as POST, POST/PERSON or by name alone. Raises NotFound, InvalidValue."""
    held = [row for row in list_holdings(session, institution, on) if row["person"] == named]
    person_id = held[0]["person_id"] if held else acting_as(session, institution, named, on, "").person_id
    if person_id is None:
        raise NotFound("牵头领导", named, "请写岗位，或 岗位/姓名")
    return person_id


def add_co_units(
    session: Session, act: OpenAct, item: tuple[int, int], units: Sequence[str], *, institution: str
) -> None:
    """These units help with the item (its id, its lead unit's). Raises NotFound, InvalidValue."""
    item_id, lead_unit_id = item
    rows = []
    for name in dict.fromkeys(units):
        unit = get_unit(session, institution, name)
        if unit["id"] == lead_unit_id:
            raise InvalidValue("--co", name, "主办单位不能又是协办单位")
        rows.append({"item_id": item_id, "unit_id": unit["id"]})
    record_new(session, act, store.CO_UNIT, add_rows(session, store.CO_UNIT, rows))


def change_co_units(
    session: Session, act: OpenAct, item: sa.RowMapping, more: Sequence[str], without: Sequence[str]
) -> None:
    """Units come to help with the item, come back, or help no longer. Raises NotFound, InvalidValue."""
    known = {row["unit"]: row for row in store.co_units_of(session, [item["id"]], ever=True)}
    new = [name for name in more if name not in known]
    add_co_units(session, act, (item["id"], item["lead_unit_id"]), new, institution=act.institution)
    back = [known[name]["id"] for name in more if name in known and known[name]["left_at"]]
    record_change(session, act, store.CO_UNIT, back, {"left_at": None})
    for name in without:
        if name not in known or known[name]["left_at"]:
            raise InvalidValue("--no-co", name, "它不是这件事项的协办单位")
    gone = [known[name]["id"] for name in without]
    record_change(session, act, store.CO_UNIT, gone, {"left_at": act.draft.true_at})


def add_nodes(session: Session, act: OpenAct, item_id: int, nodes: Sequence[Node]) -> None:
    """These steps are on the item's schedule."""
    rows = [{"item_id": item_id, "due_on": node.due_on, "says": node.says} for node in dict.fromkeys(nodes)]
    record_new(session, act, store.NODE, add_rows(session, store.NODE, rows))


def check_nodes(days: Sequence[date], done_by: date | None) -> None:
    """No step of a schedule lies beyond the day by which all is to be done (L3). Raises InvalidValue."""
    if done_by and days and max(days) > done_by:
        raise InvalidValue("关键节点", max(days).isoformat(), f"不能晚于办结日期 {done_by}")


def add_link(session: Session, act: OpenAct, item_id: int, other_id: int, kind: LinkKind) -> None:
    """The item goes back to the other one, or was merged into it."""
    row = {"item_id": item_id, "other_id": other_id, "kind": kind}
    record_new(session, act, store.LINK, add_rows(session, store.LINK, [row]))


def merge_target(session: Session, item: sa.RowMapping, into: str) -> int:
    """The other, open item that this one is merged into. Raises NotFound, InvalidValue."""
    target = look_up_item(session, item["institution"], into)
    if target["id"] == item["id"]:
        raise InvalidValue("--into", into, "不能并入自己")
    if target["state"] in OVER:
        raise InvalidValue("--into", into, f"它{state_label(target['state'])}，请并入还没有办结的事项")
    return int(target["id"])


def reports_to(kind: ItemType, item_class: str | None) -> str:
    """The office that gets the report."""
    limit = kind.feedback_for(item_class)
    return limit.to if limit and limit.to else kind.office


def _responsible(session: Session, pack: Pack, item: sa.RowMapping, named: str, on: date) -> bool:
    """Whether the person named holds a post of the lead unit that day, or of one that helps."""
    helping = [row["unit_id"] for row in store.co_units_of(session, [item["id"]])]
    units = (item["lead_unit_id"], *helping)
    return any(row["person"] in named for unit in units for row in holders_of(session, pack, unit, on))


def unnamed(session: Session, pack: Pack, kind: ItemType, item: sa.RowMapping, on: date) -> dict[str, Any]:
    """The facts about what the item must name and does not: by the first rule that misses something, the one whose
    clause (C11) refusals cite."""
    text = find_row(session, TEXT, item_id=item["id"])
    targets = targets_of(session, item["id"])  # an indicator says what is to be reached, and by what way
    limit = kind.completion_for(item["item_class"])
    dated = item["completion_due_on"] or (limit and limit.within)
    named = {
        Named.head: pack.heads is None or heads_of(session, pack, item["lead_unit_id"], on),
        Named.leader: item["leader_id"],
        Named.unit: item["lead_unit_id"],
        Named.co_units: store.co_units_of(session, [item["id"]]),
        Named.responsible: text and text["responsible"],
        Named.requirement: (text and text["requirement"]) or targets,
        Named.schedule: dated or targets or store.nodes_of(session, item["id"]),
    }
    for naming in pack.naming_of(kind):
        remedies: dict[tuple[str, ...], str] = {(Named.head,): ENTER_HEAD}
        if naming.held and text and text["responsible"]:
            named[Named.responsible] = _responsible(session, pack, item, text["responsible"], on)
            remedies[Named.responsible,] = NAME_HOLDER.format(named=text["responsible"])
        if missing := tuple(name.value for name in naming.must if not named[name]):
            facts = {"unnamed": missing, "naming_clause": naming.clause}
            return facts | ({"naming_remedy": remedies[missing]} if missing in remedies else {})
    return {"unnamed": (), "naming_clause": None}
