"""A unit's open items go to its successor when offices are reorganised: one act over the set, previewed first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, ReasonMissing
from duban.services.acts import SealedAct, answered, open_act, seal
from duban.services.attachments import attach
from duban.services.item_desk import Asked, check_time
from duban.services.item_parts import get_unit
from duban.services.ladders import ladder_plan
from duban.services.messages import tell_units_of
from duban.services.order_desk import paper_name
from duban.services.packs import pack_behind
from duban.services.transition import Move, fire, move_set, record_moved
from duban.store import item_side as store
from duban.store.kept import Changes
from duban.store.orders import ORDER
from duban.store.rows import find_row, set_values
from states.engine import Edge
from states.item import ItemEvent
from states.labels import ORDER_LABELS, state_label
from states.order import OrderState


@dataclass(frozen=True)
class Transfer:
    """What is to move from one unit to the other: items it leads, items it helps with, papers on their way to it."""

    old: sa.RowMapping
    new: sa.RowMapping
    items: Sequence[sa.RowMapping]
    helped: Sequence[sa.RowMapping]
    papers: Sequence[sa.RowMapping]

    def as_json(self) -> dict[str, Any]:
        """The transfer as plain JSON values."""
        items = [(row["code"], row["title"], state_label(row["state"], row["rung"])) for row in self.items]
        papers = [(paper_name(row), ORDER_LABELS[OrderState(row["state"])]) for row in self.papers]
        return {
            "from": self.old["name"],
            "to": self.new["name"],
            "items": [dict(zip(("code", "title", "label"), each, strict=True)) for each in items],
            "helped": len(self.helped),
            "papers": [dict(zip(("name", "label"), each, strict=True)) for each in papers],
        }


def plan_transfer(session: Session, institution: str, old: str, new: str) -> Transfer:
    """What the act would move. Raises NotFound, InvalidValue."""
    units = get_unit(session, institution, old), get_unit(session, institution, new)
    if old == new:
        raise InvalidValue("承接单位", new, "须是另一个单位")
    unit_id = units[0]["id"]
    papers = store.papers_on_the_way(session, institution, unit_id)
    items, helped = store.open_items_of(session, institution, unit_id), store.helped_by(session, unit_id)
    if not (items or helped):
        raise NotFound("尚未办结的事项", old, "没有要划转的")
    return Transfer(*units, items, helped, papers)


def transfer_unit(session: Session, institution: str, old: str, new: str, asked: Asked) -> SealedAct:
    """The successor leads and helps with what the unit did; no date moves. A paper that was numbered keeps its name.

    What moved is the act's answer, as `Transfer.as_json` tells it.
    What is not numbered yet goes to the successor. Raises NotFound, InvalidValue, ReasonMissing.
    """
    draft = asked.draft(institution, "transfer", event=ItemEvent.transfer, request={"old": old, "new": new})
    if done := answered(session, draft):
        return done
    check_time(asked, None)
    if not asked.reason:
        raise ReasonMissing("划转")
    transfer, changes = plan_transfer(session, institution, old, new), Changes(session)
    unnumbered = [row["id"] for row in transfer.papers if row["state"] != OrderState.issued]
    changes.changing(ORDER, unnumbered)
    set_values(session, ORDER, unnumbered, {"unit_id": transfer.new["id"]})
    where = {"institution": institution, "lead_unit_id": transfer.old["id"]}
    move_set(session, [Move(edge, where, clock=None) for edge in _edges(session, transfer)], _led_by(transfer))
    _help(session, changes, transfer, asked)
    act = open_act(session, draft)
    record_moved(session, act, missed=False)
    changes.record(act.institution, act.seq)
    told = {transfer.new["id"]: len(transfer.items)} if transfer.items else {}
    tell_units_of(session, act, told, "件随职能划转到本单位，请登录督办系统查看。")
    attach(session, act)
    return seal(session, act, transfer.as_json())


def _led_by(transfer: Transfer) -> dict[str, int]:
    return {"lead_unit_id": transfer.new["id"]}


def _edges(session: Session, transfer: Transfer) -> list[Edge]:
    """One edge for each place where an item stands, as the machine of its ladder gives it."""
    found: dict[str, Edge] = {}
    for item in transfer.items:
        pack = pack_behind(session, item).pack
        edge = fire(ladder_plan(pack, item["ladder"]), item, ItemEvent.transfer)
        found.setdefault(edge.source, edge)
    return list(found.values())


def _help(session: Session, changes: Changes, transfer: Transfer, asked: Asked) -> None:
    """The successor helps where the unit did, unless it leads or helps there already."""
    new_id = transfer.new["id"]
    leaving: list[int] = []
    moving: list[int] = []
    for row in transfer.helped:
        there = find_row(session, store.CO_UNIT, item_id=row["item_id"], unit_id=new_id)
        leads = row["lead_unit_id"] in (new_id, transfer.old["id"])
        (leaving if there or leads else moving).append(row["id"])
    changes.changing(store.CO_UNIT, [*leaving, *moving])
    if leaving:
        set_values(session, store.CO_UNIT, leaving, {"left_at": asked.at})
    if moving:
        set_values(session, store.CO_UNIT, moving, {"unit_id": new_id})
