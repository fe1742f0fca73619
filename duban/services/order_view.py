"""Papers as people and scripts read them: the list, and the whole story of one."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.attachments import attachments_of
from duban.services.item_desk import Asked
from duban.services.order_desk import open_desk, paper_name
from duban.services.order_issue import preview_number
from duban.services.records_view import plain_value, told_acts
from duban.store import orders as store
from duban.store.org import UNIT, name_of
from duban.store.sight import EVERYTHING, Sight
from states.labels import ORDER_EVENT_LABELS, ORDER_LABELS
from states.order import NUMBERED, OrderState

EVENT_WORDS = {event.value: label for event, label in ORDER_EVENT_LABELS.items()}
COLUMNS = ("id", "number", "paper", "office", "rung", "drafted_on", "signed_at", "issued_at", "served_at")
LATER = ("answer_due_on", "answered_at", "held_until_on", "remark", "copies")


def list_papers(
    session: Session, institution: str, states: Sequence[OrderState], most: int, sight: Sight = EVERYTHING
) -> list[dict[str, Any]]:
    """Papers, newest first."""
    return [
        {**_plain(row), "name": paper_name(row), "unit": row["unit"], "items": row["items"], "matter": row["matter"]}
        for row in store.list_orders(session, institution, states or tuple(OrderState), most, sight)
    ]


def show_paper(session: Session, institution: str, handle: str, said: Asked) -> dict[str, Any]:
    """One paper with its items, its approval, what may come next, and every act on it. Raises NotFound."""
    desk = open_desk(session, institution, handle, said, lock=False)
    numbered = desk.order["state"] in NUMBERED
    items = store.listed_items(session, desk.order["id"], lock=False)
    return {
        **_plain(desk.order),
        "name": desk.name,
        "unit": name_of(session, UNIT, desk.order["unit_id"]),
        "approval": [{"step": step, "post": post} for step, post in desk.plan.steps],
        "clause": desk.plan.clause,
        "may_copy": list(desk.plan.copies),
        "next_number": None if numbered else preview_number(desk),
        "next": desk.next_events(),
        "items": [{"code": item["code"], "title": item["title"], "limit_on": item["limit_on"]} for item in items],
        "attachments": attachments_of(session, institution, order_id=desk.order["id"]),
        "acts": told_acts(session, store.ORDER, desk.order["id"], EVENT_WORDS),
    }


def _plain(row: sa.RowMapping) -> dict[str, Any]:
    shown = {name: plain_value(row[name]) for name in (*COLUMNS, *LATER)}
    return {**shown, "state": str(row["state"]), "label": ORDER_LABELS[OrderState(row["state"])]}
