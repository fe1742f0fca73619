"""What a paper does to the items it lists: they wait for it, climb when it is served, or wait until a later day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.ladders import Clock
from duban.services.order_desk import Desk
from duban.services.transition import RESTART_CLOCK, Move, move_set
from duban.store import orders as store
from duban.store.items import ITEM, set_dates
from duban.store.kept import Changes
from states.item import ItemEvent, place_of, state_at
from states.order import OrderState

UNSIGNED = (OrderState.drafted, OrderState.proposed, OrderState.agreed)
"""Where good feedback still makes a paper lapse."""


def climb_items(desk: Desk, clock: Clock, calendar_version: str) -> None:
    """The items that still stand below the paper's rung climb to it, and wait for the answer from now on."""
    edges = [
        edge for edge in desk.ladder.moves.edges(ItemEvent.paper) if state_at(edge.target)[1] == desk.order["rung"]
    ]
    moves = [
        Move(edge, {"id": item["id"]}, clock=clock)
        for item in store.listed_items(desk.session, desk.order["id"])
        for edge in edges
        if edge.source == place_of(item["state"], item["rung"])
    ]
    if moves:
        move_set(desk.session, moves, {**RESTART_CLOCK, "calendar_version": calendar_version})
        desk.moved = True


def hold_items(desk: Desk, until: date) -> None:
    """The items that waited for the paper are late again when that day is over."""
    clock = {"climb_due_on": until, "climb_from_on": desk.said.on, "due_provisional": False}
    _set_clock(desk.session, desk.changes, _waiting(desk), clock)


def stop_clocks(session: Session, changes: Changes, item_ids: Sequence[int]) -> None:
    """These items wait for a paper."""
    _set_clock(session, changes, item_ids, {"climb_due_on": None, "climb_from_on": None})


def answered_items(desk: Desk) -> None:
    """The items that wait for the answer to this paper wait no longer."""
    items = store.listed_items(desk.session, desk.order["id"])
    waiting = [item["id"] for item in items if item["rung"] == desk.order["rung"] and item["climb_due_on"]]
    stop_clocks(desk.session, desk.changes, waiting)


def lapse(session: Session, item_id: int, at: datetime, *, gone: bool = False) -> Changes:
    """Good feedback came first: strikes the item from its unsigned papers; an unsigned paper without items lapses.

    `gone`: the unit has the item no more, so that it is struck from signed papers on their way, too.
    Call it after the item is locked and before the act is opened; `record` the changes under that act.
    """
    changes = Changes(session)
    for order in store.pending_of(session, [item_id]):
        unsigned = order["state"] in UNSIGNED
        if not (unsigned or gone):
            continue
        lines = store.listed_items(session, order["id"])
        struck = [line["listed_id"] for line in lines if line["id"] == item_id]
        changes.changing(store.LISTED, struck)
        store.strike(session, struck, at)
        if unsigned and len(lines) == len(struck):
            changes.changing(store.ORDER, [order["id"]])
            store.update_order(session, order, {"state": OrderState.lapsed})
    return changes


def _waiting(desk: Desk) -> list[int]:
    """The items whose clock stands still for this paper."""
    if desk.order["rung"] is None:
        return []
    below = {edge.source for edge in desk.ladder.moves.edges(ItemEvent.paper) if _leads_to(edge.target, desk)}
    items = store.listed_items(desk.session, desk.order["id"])
    return [item["id"] for item in items if _place(item) in below and item["climb_due_on"] is None]


def _leads_to(target: str, desk: Desk) -> bool:
    return bool(state_at(target)[1] == desk.order["rung"])


def _place(item: sa.RowMapping) -> str:
    return place_of(item["state"], item["rung"])


def _set_clock(session: Session, changes: Changes, item_ids: Sequence[int], clock: dict[str, Any]) -> None:
    if item_ids:
        changes.changing(ITEM, item_ids)
        set_dates(session, dict.fromkeys(item_ids, clock))
