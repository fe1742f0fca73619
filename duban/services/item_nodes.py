"""The key nodes of an item (关键节点): done by a report, put on record when missed, each with a light of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import InvalidValue, NotFound
from duban.core.workdays import WorkCalendar
from duban.institutions.schema.items import NodeRule
from duban.services.acts import Actor, OpenAct, open_act, seal
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked, Desk
from duban.services.messages import tell_units_of
from duban.services.transition import record_change
from duban.store.item_nodes import missed_nodes, nodes_of_institution
from duban.store.item_side import NODE, nodes_of
from duban.store.sight import EVERYTHING, Sight
from states.light import Light

MISSED = "个关键节点到期没有报完成，请登录督办系统查看。"
Told = dict[str, Any]


@dataclass(frozen=True)
class NodeDone:
    """A node that a report says is done: its day, its words where that day has several, and when it was done."""

    due_on: date
    says: str | None = None
    done_on: date | None = None
    """None: on the day of the report."""


def nodes_meant(desk: Desk, done: Sequence[NodeDone]) -> list[tuple[int, date]]:
    """The nodes that the report marks, each with the day on which it was done. Raises NotFound, InvalidValue."""
    known = nodes_of(desk.session, desk.item["id"])
    found = [(_meant(known, each), each.done_on or desk.asked.on) for each in done]
    for node, on in found:
        if on > desk.asked.on:
            raise InvalidValue("--done", str(on), f"完成的日期不能晚于报告当日 {desk.asked.on}")
        if node["done_on"] or [each["id"] for each, _ in found].count(node["id"]) > 1:
            raise InvalidValue("--done", f"{node['due_on']} {node['says']}", "这个节点已经报过完成")
    return [(int(node["id"]), on) for node, on in found]


def _meant(known: Sequence[sa.RowMapping], done: NodeDone) -> sa.RowMapping:
    of_day = [node for node in known if node["due_on"] == done.due_on and done.says in (None, node["says"])]
    if not of_day:
        planned = "、".join(f"{node['due_on']} {node['says']}" for node in known)
        raise NotFound("关键节点", f"{done.due_on} {done.says or ''}".strip(), f"时序进度有：{planned or '无'}")
    if len(of_day) > 1:
        one_of = "、".join(f"{node['due_on']} {node['says']}" for node in of_day)
        raise InvalidValue("--done", str(done.due_on), f"这一天有几个节点，请连内容写明是哪一个：{one_of}")
    return of_day[0]


def mark_done(desk: Desk, act: OpenAct, done: Sequence[tuple[int, date]], feedback_id: int) -> None:
    """These nodes are done, as that report says; the office has still to check it."""
    for node_id, on in done:
        record_change(desk.session, act, NODE, [node_id], {"done_on": on, "feedback_id": feedback_id})


def settle_done(desk: Desk, act: OpenAct, feedback_id: int, *, accepted: bool) -> None:
    """A report that is sent back has done no node; one that is accepted clears what was done in time but told late."""
    told = [node for node in nodes_of(desk.session, desk.item["id"]) if node["feedback_id"] == feedback_id]
    if not accepted:
        record_change(desk.session, act, NODE, [node["id"] for node in told], {"done_on": None, "feedback_id": None})
        return
    in_time = [node["id"] for node in told if node["missed_at"] and node["done_on"] <= node["due_on"]]
    record_change(desk.session, act, NODE, in_time, {"missed_at": None})


def move_nodes(desk: Desk, act: OpenAct, from_on: date, days: int, calendar: WorkCalendar) -> None:
    """After a pause from that day the nodes that were still to come have the working days that were left."""
    for node in nodes_of(desk.session, desk.item["id"]):
        if node["done_on"] is None and node["due_on"] >= from_on:
            record_change(desk.session, act, NODE, [node["id"]], {"due_on": calendar.shift(node["due_on"], days)})


def node_round(session: Session, running: RunningInstitution, *, on: date, now: datetime, actor: Actor) -> int:
    """Puts each missed node on record once and tells its unit how many; nothing on a day off. May be run again."""
    rule, institution = running.pack.nodes, running.pack.code
    late = missed_nodes(session, institution, on) if rule and running.calendar.is_workday(on) else ()
    if rule is None or not late:
        return 0
    act = open_act(session, Asked(actor, now).draft(institution, "node_miss", clause=rule.clause))
    record_change(session, act, NODE, [node["id"] for node in late], {"missed_at": now})
    units = [node["lead_unit_id"] for node in late]
    tell_units_of(session, act, {unit: units.count(unit) for unit in units}, MISSED)
    seal(session, act)
    return len(late)


def light_of(node: sa.RowMapping, rule: NodeRule | None, on: date) -> Light | None:
    """Green: done, or not due soon; yellow: due soon; red: its day has passed. None where the pack does not ask."""
    if rule is None:
        return None
    if node["done_on"]:
        return Light.green
    if on > node["due_on"]:
        return Light.red
    return Light.yellow if node["due_on"] - on <= timedelta(days=rule.soon) else Light.green


def node_told(node: sa.RowMapping, rule: NodeRule | None, on: date) -> Told:
    """One node for people and scripts; `late`: it was missed, or done after its day, for ever."""
    shown, done_on = light_of(node, rule, on), node["done_on"]
    return {
        "on": node["due_on"].isoformat(),
        "says": node["says"],
        "light": shown and shown.value,
        "done_on": done_on and done_on.isoformat(),
        "reported_on": node["given_at"] and local_date(node["given_at"]).isoformat(),
        "checked": node["verdict"] is not None,
        "late": bool(node["missed_at"] or (done_on and done_on > node["due_on"])),
    }


def list_nodes(
    session: Session, running: RunningInstitution, on: date, *, unit: str | None = None, sight: Sight = EVERYTHING
) -> list[Told]:
    """The key nodes of every open item that are not done yet, earliest first."""
    rows = nodes_of_institution(session, running.pack.code, unit, sight)
    names = ("code", "title", "unit")
    return [{**{name: row[name] for name in names}, **node_told(row, running.pack.nodes, on)} for row in rows]
