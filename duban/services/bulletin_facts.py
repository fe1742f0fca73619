"""The facts of a bulletin: items as they stand at one moment, frozen as canonical text with its hash."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.services.item_limits import is_late
from duban.services.records_view import plain_value
from duban.services.transition import no_such_item
from duban.store import item_story
from duban.store.canonical import hash_text
from models import Secrecy
from states.item import UNISSUED, ItemState
from states.labels import LIMIT_LABELS, state_label

MOST = 1_000
NEVER_ISSUED = (*UNISSUED, ItemState.historic)
"""Where nothing has been asked of a unit."""


@dataclass(frozen=True)
class Fact:
    """One item at that moment."""

    item_id: int
    unit_id: int
    content: str

    @property
    def hash(self) -> str:
        """What proves that the text is the one that was frozen."""
        return hash_text(self.content)


def freeze(
    session: Session, institution: str, codes: Sequence[str], on: date, *, late: bool, marking: Secrecy | None
) -> list[Fact]:
    """The named items, and with `late` every item that is late that day. Raises NotFound, InvalidValue."""
    rows = [_named(session, institution, code) for code in dict.fromkeys(codes)]
    if late:
        chosen = item_story.Chosen(late_on=on)
        rows += [
            row
            for row in item_story.list_items(session, institution, chosen, MOST)
            if row["code"] not in codes and not _too_secret(row, marking)
        ]
    for row in rows:
        if _too_secret(row, marking):
            raise InvalidValue("--item", row["code"], "这件事项标为内部，不能列入公开的通报")
    if not rows:
        raise InvalidValue("--item", "", "没有可通报的事项；请用 --item 写明事项，或用 --late 列入全部逾期事项")
    return [_fact(session, row, on) for row in rows]


def hash_of(facts: Sequence[str]) -> str:
    """The hash over the hashes of the facts, in their order."""
    return hash_text("\n".join(facts))


def read_fact(content: str) -> dict[str, Any]:
    """A fact as it was frozen."""
    told: dict[str, Any] = json.loads(content)
    return told


def _named(session: Session, institution: str, code: str) -> sa.RowMapping:
    row = item_story.find_described(session, institution, code)
    if row is None:
        raise no_such_item(code)
    if row["state"] in NEVER_ISSUED:
        kept = row["state"] is ItemState.historic
        raise InvalidValue("--item", code, f"{'历史存档' if kept else '还没有下发'}的事项不能通报")
    return row


def _too_secret(row: sa.RowMapping, marking: Secrecy | None) -> bool:
    return marking is Secrecy.public and row["secrecy"] is Secrecy.internal


def _fact(session: Session, row: sa.RowMapping, on: date) -> Fact:
    breaches = item_story.open_breaches(session, row["id"], date.min)
    told = {
        "code": row["code"],
        "title": row["title"],
        "unit": row["unit"],
        "item_type": row["item_type"],
        "state": state_label(row["state"], row["rung"]),
        "feedback_due_on": plain_value(row["feedback_due_on"]),
        "completion_due_on": plain_value(row["completion_due_on"]),
        "missed": [f"{LIMIT_LABELS[each['limit_kind']]} {each['limit_on']}" for each in breaches],
        "late": is_late(row, on),
    }
    return Fact(row["id"], row["lead_unit_id"], json.dumps(told, ensure_ascii=False, sort_keys=True))
