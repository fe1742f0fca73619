"""What stands beside an item, for people and scripts: co-units, schedule, kin, notes, blame, papers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema.items import NodeRule
from duban.services.item_nodes import node_told
from duban.services.order_desk import paper_name
from duban.services.records_view import local_text
from duban.store import item_side as store
from duban.store.item_story import list_of_item
from models import LinkKind, NoteKind
from states.labels import LIMIT_LABELS, ORDER_LABELS
from states.order import OrderState

Told = dict[str, Any]
LINK_WORDS = {
    (LinkKind.split_off, False): "由它拆分而来",
    (LinkKind.split_off, True): "从本件拆分出",
    (LinkKind.follows, False): "接续它而立",
    (LinkKind.follows, True): "由本件接续而立",
    (LinkKind.merged, False): "并入了它",
    (LinkKind.merged, True): "并入本件",
}
"""Kind of link, and whether it is the other item that goes back to this one → what people read."""
NOTE_WORDS = {NoteKind.call: "电话催问", NoteKind.look_back: "回头看"}


def beside(session: Session, item: sa.RowMapping, rule: NodeRule | None, on: date) -> Told:
    """All that hangs on the item beside its reports and dates; nodes as they stand on that day."""
    item_id = item["id"]
    return {
        "co_units": [row["unit"] for row in store.co_units_of(session, [item_id])],
        "nodes": [node_told(row, rule, on) for row in store.nodes_of(session, item_id)],
        "links": [_link(row) for row in store.links_of(session, item_id)],
        "notes": [_note(row) for row in list_of_item(session, store.NOTE, item_id)],
        "attributions": [_attribution(row) for row in store.attributions_of(session, item_id)],
        "papers": _papers(store.papers_of(session, item_id)),
    }


def paper_of_act(session: Session, institution: str, seq: int) -> str | None:
    """The number of the paper that the act itself drafted and numbered."""
    return store.number_given(session, institution, seq)


def _link(row: sa.RowMapping) -> Told:
    kind = LinkKind(row["kind"])
    says = LINK_WORDS[kind, bool(row["back"])]
    return {"kind": kind.value, "says": says, "code": row["code"], "title": row["title"]}


def _note(row: sa.RowMapping) -> Told:
    kind = {"kind": row["kind"].value, "label": NOTE_WORDS[row["kind"]]}
    return {**kind, "who": row["who"], "says": row["says"], "at": local_text(row["noted_at"])}


def _attribution(row: sa.RowMapping) -> Told:
    limit = {"limit": LIMIT_LABELS[row["limit_kind"]], "limit_on": row["limit_on"].isoformat()}
    return {**limit, "unit": row["unit"], "reason": row["reason"], "at": local_text(row["decided_at"])}


def _papers(rows: Sequence[sa.RowMapping]) -> list[Told]:
    return [
        {
            "id": row["id"],
            "name": paper_name(row),
            "paper": row["paper"],
            "label": ORDER_LABELS[OrderState(row["state"])],
            "served_at": row["served_at"] and local_text(row["served_at"]),
        }
        for row in rows
    ]
