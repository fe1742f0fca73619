"""Issuing items: they are served by one numbered assignment paper (交办单), in the same transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.core.timelimits import parse
from duban.core.workdays import WorkCalendar
from duban.services.acts import OpenAct, SealedAct
from duban.services.attachments import attach
from duban.services.item_desk import Asked, Desk, take_up
from duban.services.item_limits import served
from duban.services.item_parts import unnamed
from duban.services.messages import tell_units_of
from duban.services.office_limits import issue_limit, judge_issue
from duban.services.order_assign import assignment, serve_assignment
from duban.services.transition import Step, move_together
from duban.store.item_side import co_units_of
from states.item import ItemEvent, ItemState


def issue_items(
    session: Session,
    institution: str,
    codes: Sequence[str],
    asked: Asked,
    *,
    calendar: WorkCalendar,
    from_on: date | None = None,
) -> SealedAct:
    """Issues and serves items of one unit by one paper: their feedback limits start from `from_on`.

    Left out, that is the day each was decided where its limit counts from the meeting or instruction, else today. An
    item that is issued after its issue limit is a breach of the office. What C11 asks for must be named.
    """
    codes = sorted(set(codes))
    if not codes:
        raise InvalidValue("事项编号", "", "至少写一件督办任务")
    if asked.version is not None and len(codes) > 1:
        raise InvalidValue("--version", str(asked.version), "一次下发几件的，不写版本")
    request: dict[str, Any] = {"from_on": from_on} | ({"items": codes} if len(codes) > 1 else {})
    first = take_up(session, institution, codes[0], asked, ItemEvent.issue, request=request)
    if first.done:
        return first.done
    more = [take_up(session, institution, code, asked, ItemEvent.issue, request=request) for code in codes[1:]]
    desks = [first, *more]
    steps = [_step(desk, calendar, from_on) for desk in desks]
    paper = assignment([(desk.item, desk.kind) for desk in desks], first.pack)

    def also(act: OpenAct) -> None:
        for desk, step in zip(desks, steps, strict=True):
            judge_issue(session, act, desk.item, step.sets["issue_due_on"])
            attach(session, act, item_id=desk.item["id"])
        helping = Counter(row["unit_id"] for row in co_units_of(session, [desk.item["id"] for desk in desks]))
        tell_units_of(session, act, helping, "件协办，请登录督办系统查看。")

    return move_together(session, steps, first.draft, beside=lambda: serve_assignment(session, paper, asked), also=also)


def _step(desk: Desk, calendar: WorkCalendar, from_on: date | None) -> Step:
    """What the item is to do: it is served, its limits run, and the office's own limit is known."""
    item, kind = desk.item, desk.kind
    decided_on, by_service = item["decided_on"], _runs_from_service(item)
    anchor = from_on or (None if by_service else decided_on) or desk.asked.on
    if decided_on is None and from_on and not by_service:
        decided_on = from_on
    due_on = item["issue_due_on"] or issue_limit(kind, calendar, decided_on)
    sets, clock = served(item, kind, desk.plan, calendar, anchor)
    sets |= {"issued_at": desk.asked.at, "decided_on": decided_on, "issue_due_on": due_on}
    unapproved = kind.approve is not None and item["state"] is ItemState.drafted
    facts = {"approval_needed": unapproved, **unnamed(desk.session, desk.pack, kind, item, desk.asked.on)}
    return desk.step(sets, clock=clock, facts=facts)


def _runs_from_service(item: sa.RowMapping) -> bool:
    return item["feedback_phrase"] is None or parse(item["feedback_phrase"]).from_service
