"""What waits for somebody: papers for a post to propose, agree to or sign; items that are late or near or to check."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.institution import RunningInstitution
from duban.services.item_pages import ItemQuery, item_page
from duban.services.ladders import PaperPlan, ladder_plan
from duban.services.order_desk import paper_name
from duban.services.packs import pack_behind
from duban.store import orders as store
from duban.store.item_pages import ItemSort
from states.item import ItemState
from states.labels import ORDER_EVENT_LABELS, STATE_LABELS
from states.light import Light
from states.order import APPROVAL, OrderEvent, OrderState

FIRST = 5
"""How many of each kind are shown at once."""
KINDS = {
    "red": ("已逾期", ItemQuery(lights=(Light.red,), sort=ItemSort.due)),
    "yellow": ("即将到期", ItemQuery(lights=(Light.yellow,), sort=ItemSort.due)),
    "check": ("待核查", ItemQuery(states=(STATE_LABELS[ItemState.checking],))),
    "receive": ("待签收", ItemQuery(states=(STATE_LABELS[ItemState.issued],))),
}
"""What items wait for, as the ledger is asked for it: a desk's entry opens just that page."""


@dataclass(frozen=True)
class Waiting:
    """One kind of work: how much of it there is, and what comes first."""

    kind: str
    label: str
    count: int
    is_counted: bool
    first: list[dict[str, Any]]


def items_waiting(
    session: Session, running: RunningInstitution, on: date, *, seen_by: tuple[int, ...] | None, most: int = FIRST
) -> list[Waiting]:
    """The items that concern these units (None: all), by what they wait for."""
    found = []
    for kind, (label, query) in KINDS.items():
        mine = ItemQuery(states=query.states, lights=query.lights, sort=query.sort, seen_by=seen_by)
        page = item_page(session, running, mine, on, size=most)
        found.append(Waiting(kind, label, page.count or 0, page.is_counted, page.items))
    return found


def papers_waiting(session: Session, institution: str, posts: Collection[str], most: int = FIRST) -> list[Waiting]:
    """The papers whose next step is one of these posts', by step, oldest first."""
    theirs: dict[OrderEvent, list[sa.RowMapping]] = {}
    for group in store.pending_groups(session, institution):
        step, post = _next_step(session, group)
        if step and post in posts:
            theirs.setdefault(step, []).append(group)
    found = []
    for step, groups in sorted(theirs.items(), key=lambda each: list(APPROVAL).index(each[0])):
        rows = store.oldest_of(session, institution, groups, most)
        first = [{"id": row["id"], "name": paper_name(row), "unit": row["unit"]} for row in rows]
        count = sum(group["papers"] for group in groups)
        found.append(Waiting(step.value, f"待{ORDER_EVENT_LABELS[step]}", count, is_counted=True, first=first))
    return found


def _next_step(session: Session, group: sa.RowMapping) -> tuple[OrderEvent | None, str | None]:
    """Which step of their approval these papers wait for, and whose it is."""
    pack = pack_behind(session, group).pack
    rung = ladder_plan(pack, group["ladder"]).rung_plan(group["rung"]) if group["rung"] else None
    steps = (rung.paper if rung else PaperPlan(group["paper"])).steps
    before = [OrderState.drafted, *(APPROVAL[step] for step, _ in steps)]
    at = before.index(group["state"]) if group["state"] in before else len(steps)
    return steps[at] if at < len(steps) else (None, None)
