"""A paper on the desk: read and locked with its rules, judged by its machine, written once under one act.

The only writer of an order's state for a single act. Locks: the paper, its items, the counter, the chain's head.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound, TransitionRefused
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar
from duban.institutions.schema import Pack
from duban.services.acts import SealedAct, answered, open_act, seal
from duban.services.attachments import attach
from duban.services.calendar import ledger_calendar
from duban.services.item_desk import Asked, check_time
from duban.services.ladders import LadderPlan, PaperPlan, RungPlan, ladder_plan
from duban.services.packs import pack_behind
from duban.services.transition import record_moved
from duban.store import orders as store
from duban.store.kept import Changes
from duban.store.records import last_by_hand
from duban.store.rows import update_unchanged
from states.engine import NO_MOVE, Refusal
from states.labels import ORDER_EVENT_LABELS, ORDER_LABELS
from states.order import OrderEvent, OrderState


@dataclass
class Desk:
    """One paper, the rules it was drafted under, and what the act in hand does to other rows."""

    session: Session
    order: sa.RowMapping
    pack: Pack
    ladder: LadderPlan
    said: Asked
    changes: Changes
    moved: bool = field(default=False)
    """Whether items were moved, so that their history stands in the stage."""

    @property
    def rung(self) -> RungPlan | None:
        """The rung that the paper takes its items to."""
        return self.ladder.rung_plan(self.order["rung"]) if self.order["rung"] else None

    @property
    def plan(self) -> PaperPlan:
        """The paper's approval; one that moves nothing needs none."""
        return self.rung.paper if self.rung else PaperPlan(self.order["paper"])

    @property
    def name(self) -> str:
        """What people call the paper."""
        return paper_name(self.order)

    def next_events(self) -> list[str]:
        """What a person may do to it now."""
        return [event for event in self.plan.moves.events_at(self.order["state"]) if event != OrderEvent.lapse]

    def calendar(self) -> WorkCalendar:
        """The calendar that the paper's limits are counted on."""
        return local_calendar(self.pack, ledger_calendar(self.session))


GOING_OUT = (OrderEvent.issue, OrderEvent.serve)
"""Steps that a paper without items does not take."""
Work = Callable[[Desk], Mapping[str, Any]]
"""What a step does beside moving the paper; returns the columns that it sets."""


def paper_name(order: sa.RowMapping) -> str:
    """What people call a paper: its number, or its kind and handle while it has none."""
    return str(order["number"] or f"{order['paper']}（{order['id']}）")


def open_desk(session: Session, institution: str, handle: str, said: Asked, *, lock: bool = True) -> Desk:
    """The paper with its rules; locked unless it is only looked at. Raises NotFound."""
    order = store.find_order(session, institution, handle, lock=lock)
    if order is None:
        raise NotFound("单", handle, "请用 duban order list 查看")
    pack = pack_behind(session, order).pack
    return Desk(session, order, pack, ladder_plan(pack, order["ladder"]), said, Changes(session))


def step(
    session: Session,
    institution: str,
    handle: str,
    event: OrderEvent,
    said: Asked,
    *,
    work: Work = lambda _desk: {},
    clause: Callable[[Desk], str | None] = lambda _desk: None,
    request: Mapping[str, Any] | None = None,
) -> SealedAct:
    """The paper takes the edge that its machine gives it, with all that goes with it. Raises TransitionRefused."""
    desk = open_desk(session, institution, handle, said)
    asked = {"order": desk.order["id"], **(request or {})}
    draft = said.draft(institution, f"order_{event}", event=event, clause=clause(desk), request=asked)
    if done := answered(session, draft):
        return done
    target = _judge(desk, event)
    if event in GOING_OUT and not store.listed_items(session, desk.order["id"]):
        raise _refused(desk, event, "所列事项已全部划去；未编号的请退回暂缓，已编号的请作废")
    check_time(said, last_by_hand(session, store.ORDER, desk.order["id"]))
    desk.changes.changing(store.ORDER, [desk.order["id"]])
    sets = work(desk)
    write_state(desk, target, event, sets)
    act = open_act(session, draft)
    desk.changes.record(act.institution, act.seq)
    attach(session, act, order_id=desk.order["id"])
    if desk.moved:
        record_moved(session, act, missed=False)
    return seal(session, act)


def write_state(desk: Desk, target: OrderState, event: OrderEvent, sets: Mapping[str, Any]) -> None:
    """Moves the paper unless somebody else did. Raises TransitionRefused."""
    if not update_unchanged(desk.session, store.ORDER, desk.order, {**sets, "state": target}):
        raise _refused(desk, event, "别的操作刚刚动过它，请重试")


def _judge(desk: Desk, event: OrderEvent) -> OrderState:
    edge = desk.plan.moves.fire(desk.order["state"], event, dict(desk.order))
    if isinstance(edge, Refusal):
        raise _refused(desk, event, _next_steps(desk.next_events()) if edge.reason == NO_MOVE else edge.reason)
    return OrderState(edge.target)


def _next_steps(events: Sequence[str]) -> str:
    labels = "、".join(ORDER_EVENT_LABELS[OrderEvent(event)] for event in events)
    return f"现在可以：{labels}" if labels else "已经办结，不再变动"


def _refused(desk: Desk, event: OrderEvent, reason: str) -> TransitionRefused:
    label = ORDER_LABELS[OrderState(desk.order["state"])]
    return TransitionRefused(f"{desk.name} ", label, ORDER_EVENT_LABELS[event], reason)
