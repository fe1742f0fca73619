"""What a paper does to the items it lists: they wait for it, climb when it is served, or wait until a later day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.timelimits import parse
from duban.services.ladders import Clock, clock_of
from duban.services.order_desk import Desk
from duban.services.transition import RESTART_CLOCK, Move, move_set
from duban.store import orders as store
from duban.store.items import ITEM, set_dates
from duban.store.kept import Changes
from duban.store.rows import update_unchanged
from duban.store.stage import STAGE
from states.item import ItemEvent, ItemState, LimitKind, place_of, state_at
from states.order import OrderState

UNSIGNED = (OrderState.drafted, OrderState.proposed, OrderState.agreed)
"""Where good feedback still makes a paper lapse."""

EMPTIED: Mapping[OrderState, Mapping[str, Any]] = {
    **{unsigned: {"state": OrderState.lapsed} for unsigned in UNSIGNED},
    OrderState.issued: {"state": OrderState.voided, "remark": "所列事项已按要求反馈或已了结，未送达即作废"},
}
"""What becomes of a paper on its way that lists nothing more; one that is signed its signer still takes back."""


def climb_items(desk: Desk, clock: Clock, calendar_version: str) -> None:
    """The items that wait for the paper climb to its rung, and wait for the answer from now on.

    One that is being checked or is suspended stays there, and comes back to that rung.
    """
    rung = desk.order["rung"]
    edges = desk.ladder.moves.edges(ItemEvent.paper)
    moves = [
        Move(edge, {"id": item["id"]}, clock=clock)
        for item in waiting_items(desk)
        for edge in edges
        if edge.source == place_of(item["state"], item["rung"]) and state_at(edge.target)[1] in (rung, None)
    ]
    if moves:
        aside = STAGE.c.to_rung.is_(None)
        back = {"back_state": sa.case((aside, ItemState.escalated.value)), "back_rung": sa.case((aside, rung))}
        chased = {"behind_on": None, "failed_on": None, "awaits": None, "calendar_version": calendar_version}
        move_set(desk.session, moves, {**RESTART_CLOCK, **back, **chased})
        desk.moved = True


def hold_items(desk: Desk, until: date) -> None:
    """The items that waited for the paper wait no longer, and are left in peace up to that day."""
    ids = [item["id"] for item in waiting_items(desk)]
    _set(desk.session, desk.changes, ids, {"awaits": None, "climb_held_on": until})


def wait_for_paper(session: Session, changes: Changes, item_ids: Sequence[int], rung: str) -> None:
    """These items wait for the paper of that rung."""
    _set(session, changes, item_ids, {"awaits": rung})


def wait_on(desk: Desk) -> None:
    """The items that wait for the answer to this paper do so no longer; a fresh limit for their report runs instead.

    Without one an item that was only answered for would stand on its rung for ever.
    """
    if desk.order["rung"] is None:
        return
    calendar = desk.calendar()
    for item in store.listed_items(desk.session, desk.order["id"]):
        if item["rung"] == desk.order["rung"] and item["climb_due_on"]:
            limit = parse(item["feedback_phrase"]) if item["feedback_phrase"] else desk.ladder.waits_for(item["rung"])
            clock = clock_of(limit, calendar, desk.said.on) if limit else Clock()
            restarted = {"climb_due_on": clock.due_on, "climb_from_on": clock.from_on}
            _set(desk.session, desk.changes, [item["id"]], {**restarted, "due_provisional": clock.provisional})


def lapse(
    session: Session, item_id: int, at: datetime, *, gone: bool = False, still: LimitKind | None = None
) -> Changes:
    """Good feedback came first: strikes the item from its unsigned papers; an unsigned paper without items lapses,
    a numbered one is void and keeps its number.

    `gone`: it is struck from signed papers on their way, too. `still`: what it is chased for even so: lines that say
    that stay. Its other items are read without a lock: whoever acts on a paper locks it first and its items after.
    Call it after the item is locked and before the act is opened; `record` the changes under that act.
    """
    changes = Changes(session)
    for order in store.pending_of(session, [item_id]):
        unsigned = order["state"] in UNSIGNED
        if not (unsigned or gone):
            continue
        lines = store.listed_items(session, order["id"], lock=False)
        mine = [line for line in lines if line["id"] == item_id]
        struck = [line["listed_id"] for line in mine if still is None or line["limit_kind"] is not still]
        changes.changing(store.LISTED, struck)
        store.strike(session, struck, at)
        empty = EMPTIED.get(OrderState(order["state"])) if len(lines) == len(struck) else None
        if empty:
            changes.changing(store.ORDER, [order["id"]])
            update_unchanged(session, store.ORDER, order, empty)
    return changes


def waiting_items(desk: Desk) -> list[sa.RowMapping]:
    """The items that wait for this very paper."""
    if desk.order["rung"] is None:
        return []
    return [item for item in store.listed_items(desk.session, desk.order["id"]) if item["awaits"] == desk.order["rung"]]


def _set(session: Session, changes: Changes, item_ids: Sequence[int], values: dict[str, Any]) -> None:
    if item_ids:
        changes.changing(ITEM, item_ids)
        set_dates(session, dict.fromkeys(item_ids, values))
