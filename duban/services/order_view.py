"""Papers as people and scripts read them: the list, and the whole story of one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI
from duban.institutions.schema import Pack
from duban.services.attachments import attachments_of
from duban.services.item_desk import Asked
from duban.services.order_desk import Desk, open_desk, paper_name
from duban.services.order_issue import preview_number
from duban.store import orders as store
from states.labels import ORDER_EVENT_LABELS, ORDER_LABELS
from states.order import NUMBERED, OrderEvent, OrderState

COLUMNS = ("id", "number", "paper", "office", "rung", "drafted_on", "signed_at", "issued_at", "served_at")
LATER = ("answer_due_on", "answered_at", "held_until_on", "remark")


def cited(pack: Pack, clause: str | None) -> str:
    """A clause as a paper cites it: 《…》三-4."""
    return f"《{pack.document.title}》{pack.clauses[clause].at}" if clause in pack.clauses and clause else ""


def list_papers(session: Session, institution: str, states: Sequence[OrderState], most: int) -> list[dict[str, Any]]:
    """Papers, newest first."""
    return [
        {**_plain(row), "name": paper_name(row), "unit": row["unit"], "items": row["items"]}
        for row in store.list_orders(session, institution, states or tuple(OrderState), most)
    ]


def show_paper(session: Session, institution: str, handle: str, said: Asked) -> dict[str, Any]:
    """One paper with its items, its approval, what may come next, and every act on it. Raises NotFound."""
    desk = open_desk(session, institution, handle, said, lock=False)
    numbered = desk.order["state"] in NUMBERED
    items = store.listed_items(session, desk.order["id"], lock=False)
    return {
        **_plain(desk.order),
        "name": desk.name,
        "unit": store.name_of(session, store.UNIT, desk.order["unit_id"]),
        "approval": [{"step": step, "post": post} for step, post in desk.plan.steps],
        "clause": desk.plan.clause,
        "next_number": None if numbered else preview_number(desk),
        "next": _next(desk),
        "items": [{"code": item["code"], "title": item["title"], "limit_on": item["limit_on"]} for item in items],
        "attachments": attachments_of(session, institution, order_id=desk.order["id"]),
        "acts": [_act(act) for act in store.acts_on(session, desk.order["id"])],
    }


def _next(desk: Desk) -> list[str]:
    rows = [row.event for row in desk.plan.moves.transitions if desk.order["state"] in row.sources]
    return [event for event in rows if event != OrderEvent.lapse]


def _act(act: sa.RowMapping) -> dict[str, Any]:
    event = ORDER_EVENT_LABELS[OrderEvent(act["event"])] if act["event"] in set(OrderEvent) else "拟稿"
    who = f"{act['post']}/{act['person']}" if act["post"] else act["os_user"]
    times = {name: local_text(act[name]) for name in ("true_at", "recorded_at")}
    return {"seq": act["seq"], "step": event, "by": who, **times, "clause": act["clause"], "reason": act["reason"]}


def _plain(row: sa.RowMapping) -> dict[str, Any]:
    values = {name: row[name] for name in (*COLUMNS, *LATER)}
    shown = {name: local_text(value) if isinstance(value, datetime) else _day(value) for name, value in values.items()}
    return {**shown, "state": str(row["state"]), "label": ORDER_LABELS[OrderState(row["state"])]}


def local_text(instant: datetime) -> str:
    """An instant as people read it: the minute in Shanghai."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _day(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
