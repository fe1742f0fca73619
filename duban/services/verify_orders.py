"""What `duban verify` checks of papers: gapless numbers, their years and acts, legal steps, no one's own approval."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.services.ladders import PaperPlan, ladder_plan
from duban.services.packs import pack_behind
from duban.services.verify_items import UNREADABLE, Fault
from duban.store import verify_orders as store
from duban.store.orders import ORDER
from duban.store.records import steps_of
from states.order import OrderEvent, OrderState

NUMBERS, CAUSES, FOLD, APPROVAL = 1, 2, 4, 9
"""The invariants' numbers in the design."""


def order_faults(session: Session) -> Iterator[Fault]:
    """Everything that is wrong with papers and their numbers."""
    yield from _series(session)
    yield from _numbered(session)
    yield from _steps(session)
    yield from _approvals(session)


def _series(session: Session) -> Iterator[Fault]:
    by_hand: dict[tuple[Any, ...], int] = {}
    for segment in store.segments(session):
        key = _key(segment)
        if segment["first"] == by_hand.get(key, 0) + 1:
            by_hand[key] = segment["last"]
    for series in store.series_in_use(session):
        where = "series " + "/".join(str(part) for part in _key(series))
        if series["last"] is None:
            yield NUMBERS, where, "有编号而没有计数器"
            continue
        if series["first"] > 1 and by_hand.get(_key(series), 0) != series["first"] - 1:
            yield NUMBERS, where, f"从{series['first']}号起编，而此前的号段没有登记"
        expected = series["last"] - series["first"] + 1
        ends = (series["lowest"], series["highest"])
        if (series["held"] or 0) != expected or (expected and ends != (series["first"], series["last"])):
            says = f"应为{series['first']}至{series['last']}号连续，实有{series['held'] or 0}个"
            yield NUMBERS, where, says


def _key(row: sa.RowMapping) -> tuple[Any, ...]:
    return tuple(row[name] for name in store.SERIES)


def _numbered(session: Session) -> Iterator[Fault]:
    for order in store.numbered(session):
        where = f"order {order['id']}"
        if order["signed_at"] is None or local_date(order["signed_at"]).year != order["year"]:
            yield NUMBERS, where, f"编号 {order['number']} 的年份不是签发的年份"
        if order["issuing"] != 1:
            yield CAUSES, where, f"编号 {order['number']} 背后的编号行为有{order['issuing']}个，应为1个"


def _steps(session: Session) -> Iterator[Fault]:
    for step in steps_of(session, ORDER):
        try:
            says = _step_fault(session, step)
        except UNREADABLE:
            says = "履历的内容读不出来"
        if says:
            yield FOLD, f"order {step['row_id']}", says


def _step_fault(session: Session, step: sa.RowMapping) -> str | None:
    after = json.loads(step["after"])
    plan, came = _plan(session, after), OrderState(after["state"])
    if step["before"] is None:
        first = OrderState.served if step["verb"] in store.AT_ONCE and plan.automatic else OrderState.drafted
        return None if came is first else f"第一条履历不是{first}，而是{came}"
    left = OrderState(json.loads(step["before"])["state"])
    if step["verb"] == "transfer" and left is came:
        return None  # an unnumbered paper is addressed to the unit's successor
    events = (step["event"],) if step["verb"].startswith("order_") else (OrderEvent.lapse, OrderEvent.void)
    if any(move.event in events and left in move.sources and move.target == came for move in plan.moves.transitions):
        return None
    return f"“{step['verb']}”使它从 {left} 到 {came}，状态机没有这一步"


def _approvals(session: Session) -> Iterator[Fault]:
    """Nobody approves what they drafted or proposed, nor takes two steps that the pack gives to different posts."""
    for order_id in store.approved_by_drafter(session):
        yield APPROVAL, f"order {order_id}", "同一人既拟稿又审批"
    for taken in store.steps_by_one_person(session):
        if not _given_to_one_post(session, taken):
            yield APPROVAL, f"order {taken['id']}", f"同一人办了 {taken['one']} 和 {taken['other']} 两步"


def _given_to_one_post(session: Session, taken: sa.RowMapping) -> bool:
    try:
        posts = dict(_plan(session, {**taken}).steps)
    except UNREADABLE:
        return False
    return posts.get(taken["one"]) == posts.get(taken["other"])


def _plan(session: Session, order: Mapping[str, Any]) -> PaperPlan:
    if not order.get("rung"):
        return PaperPlan(order["paper"])
    pack = pack_behind(session, order).pack
    return ladder_plan(pack, order["ladder"]).rung_plan(order["rung"]).paper
