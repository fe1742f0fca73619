"""What moves an item's dates by a decision: extensions, a leader's new date, pauses of the clock."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import InvalidValue, in_brackets
from duban.core.timelimits import resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar
from duban.institutions.schema import Extension as ExtensionRule
from duban.institutions.schema.items import ASSIGNING_OFFICE
from duban.services.acts import OpenAct, SealedAct, record_new
from duban.services.calendar import ledger_calendar
from duban.services.item_desk import Asked, Desk, take_up
from duban.services.item_limits import days_paused, limit_in_force, moved_to, prolonged
from duban.services.item_nodes import move_nodes
from duban.services.item_requests import end_pause, lapse_extension
from duban.services.transition import record_change
from duban.store.item_story import BREACH, EXTENSION, SUSPENSION, count_granted, last_of_item, open_breaches
from duban.store.items import ITEM
from duban.store.rows import add_rows
from states.engine import Refusal
from states.extension import EXTENSION_MOVES, ExtensionEvent, ExtensionState
from states.item import ItemEvent, LimitKind
from states.labels import EXTENSION_LABELS

HELD_WORKDAYS = 2
"""Assumed: how long a request that nobody answers holds the climb."""
MOVABLE = (LimitKind.feedback, LimitKind.answer, LimitKind.completion)
"""Limits that an extension or a leader's order may move."""
ANY_TIMES = 10**6


@dataclass(frozen=True)
class Answered:
    """What was decided on a request: granted or not, and another day than the one asked for."""

    granted: bool
    until: date | None = None


def ask_extension(
    session: Session,
    institution: str,
    code: str,
    asked: Asked,
    *,
    until: date,
    calendar: WorkCalendar,
    limit: LimitKind | None = None,
) -> SealedAct:
    """The unit asks for a later day before the day in force is over; the climb waits at most two working days."""
    request = {"until": until, "limit": limit}
    desk = take_up(session, institution, code, asked, ItemEvent.extend, verb="ask_extension", request=request, why=True)
    if desk.done:
        return desk.done
    rule = desk.kind.extension
    if rule is None:
        raise desk.refusal("这类事项不得延期")
    kind = _limit_meant(desk, limit)
    limit_on = limit_in_force(desk.item, kind)
    if limit_on is None:
        raise desk.refusal("没有可以延长的时限")
    _check_most(desk, limit_on, until)
    last = last_of_item(session, EXTENSION, desk.item["id"])
    row = {
        "item_id": desk.item["id"],
        "number": last["number"] + 1 if last else 1,
        "state": ExtensionState.asked,
        "limit_kind": kind,
        "limit_on": limit_on,
        "until_on": until,
        "reason": asked.reason,
        "asked_at": asked.at,
    }

    def also(act: OpenAct) -> None:
        record_new(session, act, EXTENSION, add_rows(session, EXTENSION, [row]))

    facts = {
        "limit_on": limit_on,
        "extension_open": last is not None and last["state"] is ExtensionState.asked,
        "asked_at": asked.at,
        "ask_until": desk.cutoff(resolve(rule.before.limit, calendar, since=limit_on).on or limit_on),
        "times_left": (rule.times or ANY_TIMES) - count_granted(session, desk.item["id"]),
        "until_on": until,
    }
    held_on = max(calendar.shift(asked.on, HELD_WORKDAYS), desk.item["climb_held_on"] or asked.on)
    return desk.move({"climb_held_on": held_on}, facts=facts, also=also)


def answer_extension(session: Session, institution: str, code: str, asked: Asked, answer: Answered) -> SealedAct:
    """Whoever decides grants the day asked for, or another one, or refuses; the request is answered once."""
    verb = "grant_extension" if answer.granted else "refuse_extension"
    request = {"until": answer.until}
    desk = take_up(session, institution, code, asked, ItemEvent.extend, verb=verb, request=request)
    if desk.done:
        return desk.done
    last = last_of_item(session, EXTENSION, desk.item["id"])
    if last is None:
        raise desk.refusal("没有延期申请")
    edge = EXTENSION_MOVES.fire(last["state"], ExtensionEvent.grant if answer.granted else ExtensionEvent.refuse, {})
    if isinstance(edge, Refusal):
        raise desk.refusal(f"最近一次延期申请{EXTENSION_LABELS[last['state']]}，没有待答复的")
    _decided_by(desk, desk.kind.extension)
    granted_on = (answer.until or last["until_on"]) if answer.granted else None
    if granted_on and granted_on <= last["limit_on"]:
        raise InvalidValue("--until", str(granted_on), f"新的日期须晚于 {last['limit_on']}")
    if granted_on:
        _check_most(desk, last["limit_on"], granted_on)
    values = {"state": edge.target, "granted_on": granted_on, "decided_at": asked.at, "answer": asked.reason}

    def also(act: OpenAct) -> None:
        record_change(session, act, EXTENSION, [last["id"]], values)
        if granted_on:
            _clear_moved(desk, act, last["limit_kind"], last["limit_on"])

    sets: dict[str, Any] = {"climb_held_on": _held_otherwise(desk, last)}
    if granted_on:
        sets |= moved_to(desk.item, last["limit_kind"], granted_on, on=asked.on)
    return desk.move(sets, facts={"limit_on": None}, also=also)


def redate_item(
    session: Session, institution: str, code: str, asked: Asked, *, until: date, limit: LimitKind | None = None
) -> SealedAct:
    """A leader sets another date (领导另有要求)."""
    request = {"until": until, "limit": limit}
    desk = take_up(session, institution, code, asked, ItemEvent.redate, request=request, why=True)
    if desk.done:
        return desk.done
    if asked.actor.post_id is None:
        raise desk.refusal("须用 --by 写明是哪位领导定的")
    if until < asked.on:
        raise InvalidValue("--until", str(until), f"新的日期不能早于 {asked.on}")
    kind = _limit_meant(desk, limit)
    if kind is LimitKind.answer and not desk.item["rung"]:
        raise desk.refusal("没有待答复的督办文书")
    _check_statutory(desk, kind, until)
    sets = moved_to(desk.item, kind, until, on=asked.on)
    return desk.move(sets, also=lambda act: lapse_extension(desk, act, (kind,)))


def _check_statutory(desk: Desk, kind: LimitKind, until: date) -> None:
    """Nobody puts off what the law dates; the way to a later day is an extension. Raises InvalidValue."""
    item_class, limit_on = desk.item["item_class"], limit_in_force(desk.item, kind)
    rules = {
        LimitKind.feedback: desk.kind.feedback_for(item_class),
        LimitKind.completion: desk.kind.completion_for(item_class),
    }
    rule = rules.get(kind)
    if rule and rule.statutory and limit_on and until > limit_on:
        says = f"{rule.statutory}规定的期限是 {limit_on}，不能另定更晚的日期；确需推后的，请由承办单位申请延期"
        raise InvalidValue("--until", str(until), says + in_brackets(rule.clause))


def _limit_meant(desk: Desk, limit: LimitKind | None) -> LimitKind:
    """The limit that is to move: the one that was named, else the one that the item's climb waits for."""
    if limit not in (None, *MOVABLE):
        raise InvalidValue("--limit", str(limit), f"请从{'、'.join(MOVABLE)}中选一个")
    return limit or (LimitKind.answer if desk.item["rung"] else LimitKind.feedback)


def suspend_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """A leader stops the clock (暂停计时) from today."""
    desk = take_up(session, institution, code, asked, ItemEvent.suspend, why=True)
    row = {"item_id": desk.item["id"], "from_on": asked.on, "reason": asked.reason}

    def also(act: OpenAct) -> None:
        record_new(session, act, SUSPENSION, add_rows(session, SUSPENSION, [row]))

    return desk.done or desk.move({"back_state": ITEM.c.state, "back_rung": ITEM.c.rung}, also=also)


def resume_item(session: Session, institution: str, code: str, asked: Asked, *, calendar: WorkCalendar) -> SealedAct:
    """The clock goes on with the working days that were left; the item stands where it stood."""
    desk = take_up(session, institution, code, asked, ItemEvent.resume)
    if desk.done:
        return desk.done
    pause = last_of_item(session, SUSPENSION, desk.item["id"])
    from_on = pause["from_on"] if pause else asked.on
    sets = {**prolonged(desk.item, calendar, from_on, asked.on), "back_state": None, "back_rung": None}

    def also(act: OpenAct) -> None:
        move_nodes(desk, act, from_on, days_paused(calendar, from_on, asked.on), calendar)
        end_pause(desk, act, calendar)

    return desk.move(sets, also=also)


def _held_otherwise(desk: Desk, request: sa.RowMapping) -> date | None:
    """The day up to which something else than the request holds the climb: a paper that was put off."""
    calendar = local_calendar(desk.pack, ledger_calendar(desk.session))
    held_on: date | None = desk.item["climb_held_on"]
    by_request = calendar.shift(local_date(request["asked_at"]), HELD_WORKDAYS)
    return held_on if held_on and held_on > by_request else None


def _decided_by(desk: Desk, rule: ExtensionRule | None) -> None:
    """The post that the pack names decides, or whoever holds a post of the office that it names; nobody else."""
    if rule is None:
        return
    if rule.decide in desk.pack.posts:
        if desk.post_name() != rule.decide:
            raise desk.refusal(f"延期由{rule.decide}决定，请用 --by 写明")
        return
    office = desk.kind.office if rule.decide == ASSIGNING_OFFICE else rule.decide
    units = desk.pack.units_of(office)
    if desk.unit_name() not in units:
        raise desk.refusal(f"延期由{office}（{units[-1]}）的人答复，请用 --by 写明其岗位")


def _check_most(desk: Desk, limit_on: date, until: date) -> None:
    """The day is no later than the pack, or the law that it names, allows. Raises InvalidValue."""
    rule = desk.kind.extension
    if rule is None or rule.most is None:
        return
    calendar = local_calendar(desk.pack, ledger_calendar(desk.session))
    last_day = resolve(rule.most.limit, calendar, since=limit_on).on
    if last_day and until > last_day:
        cited = in_brackets(rule.clause)
        raise InvalidValue("--until", str(until), f"在 {limit_on} 以后至多延“{rule.most}”，即不晚于 {last_day}{cited}")


def _clear_moved(desk: Desk, act: OpenAct, kind: LimitKind, limit_on: date) -> None:
    """A limit that was moved in time was not missed."""
    found = open_breaches(desk.session, desk.item["id"], limit_on)
    moved = [row["id"] for row in found if (row["limit_kind"], row["limit_on"]) == (kind, limit_on)]
    record_change(desk.session, act, BREACH, moved, {"cleared_at": desk.asked.at})
