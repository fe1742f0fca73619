"""The papers that wait for somebody: for one of their posts to propose, agree to or sign."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.ladders import PaperPlan, ladder_plan
from duban.services.packs import pack_behind
from duban.store import orders as store
from states.order import APPROVAL, OrderEvent, OrderState


@dataclass(frozen=True)
class PapersWaiting:
    """The papers that wait for one step of a post: how many there are, and the oldest of them."""

    step: OrderEvent
    post: str
    count: int
    oldest: Sequence[sa.RowMapping]


def papers_waiting(session: Session, institution: str, posts: Collection[str], most: int) -> list[PapersWaiting]:
    """The papers whose next step is one of these posts', by step; at most so many of each."""
    theirs: dict[tuple[OrderEvent, str], list[sa.RowMapping]] = {}
    for group in store.pending_groups(session, institution):
        following = _next_step(session, group)
        if following and following[1] in posts:
            theirs.setdefault(following, []).append(group)
    found = []
    for (step, post), groups in sorted(theirs.items(), key=lambda each: list(APPROVAL).index(each[0][0])):
        rows = store.oldest_of(session, institution, groups, most)
        found.append(PapersWaiting(step, post, sum(group["papers"] for group in groups), rows))
    return found


def _next_step(session: Session, group: sa.RowMapping) -> tuple[OrderEvent, str] | None:
    """Which step of their approval these papers wait for, and whose it is."""
    pack = pack_behind(session, group).pack
    rung = ladder_plan(pack, group["ladder"]).rung_plan(group["rung"]) if group["rung"] else None
    steps = (rung.paper if rung else PaperPlan(group["paper"])).steps
    before = [OrderState.drafted, *(APPROVAL[step] for step, _ in steps)]
    at = before.index(group["state"]) if group["state"] in before else len(steps)
    return steps[at] if at < len(steps) else None
