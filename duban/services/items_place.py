"""Where an item is carried out: it is handed back, moved to another unit, reopened or taken back."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.timelimits import parse, resolve
from duban.core.workdays import WorkCalendar
from duban.services.acts import SealedAct
from duban.services.item_desk import Asked, Desk, take_up
from duban.services.item_limits import report_next, served
from duban.services.item_parts import get_unit
from duban.services.item_requests import end_with_item, lapse_extension
from duban.services.order_assign import assignment, serve_assignment
from duban.services.order_items import lapse
from duban.services.transition import RESTART_CLOCK
from duban.store.kept import Changes
from states.item import ItemEvent

RETURN_LIMIT = parse("送达后2个工作日内")
"""Assumed where the pack is silent: a unit says soon that a matter is not its own."""
NOT_CHASED = {"climb_held_on": None, "awaits": None, "behind_on": None, "failed_on": None}
NO_LONGER_REMEMBERS = {"back_state": None, "back_rung": None, **NOT_CHASED}


def return_item(session: Session, institution: str, code: str, asked: Asked, *, calendar: WorkCalendar) -> SealedAct:
    """The lead unit hands the item back (退办) before signing for it; its clock stops."""
    desk = take_up(session, institution, code, asked, ItemEvent.hand_back, verb="return", why=True)
    served_on = local_date(desk.item["issued_at"] or asked.now)
    facts = {"return_due_on": resolve(RETURN_LIMIT, calendar, since=served_on).on}
    if desk.done:
        return desk.done
    sets = {**RESTART_CLOCK, **NOT_CHASED}
    return desk.move(sets, facts=facts, beside=_leave_papers(desk), also=lambda act: lapse_extension(desk, act))


def reassign_item(
    session: Session, institution: str, code: str, asked: Asked, *, to_unit: str, calendar: WorkCalendar
) -> SealedAct:
    """Another unit takes the lead (改派): a new paper serves it anew, and every limit runs from that day."""
    unit = get_unit(session, institution, to_unit)
    desk = take_up(session, institution, code, asked, ItemEvent.reassign, request={"to": to_unit}, why=True)
    if desk.done:
        return desk.done
    if unit["id"] == desk.item["lead_unit_id"]:
        raise desk.refusal(f"主办单位本来就是{to_unit}")
    sets, clock = served(desk.item, desk.kind, desk.plan, calendar, asked.on, anew=True)
    moved = {"lead_unit_id": unit["id"], "issued_at": asked.at, "received_at": None, **NOT_CHASED}
    paper = assignment([(desk.item, desk.kind)], desk.pack)

    def beside() -> Changes:
        left = lapse(session, desk.item["id"], asked.at, gone=True)
        return left.joined(serve_assignment(session, paper, asked, unit_id=unit["id"]))

    return desk.move({**sets, **moved}, clock=clock, beside=beside, also=lambda act: lapse_extension(desk, act))


def reopen_item(
    session: Session, institution: str, code: str, asked: Asked, *, calendar: WorkCalendar, until: date | None = None
) -> SealedAct:
    """A return visit (回头看) found it not done: it is worked on again, with a fresh limit.

    A completion limit that lies behind was met or is on record; it does not run again.
    """
    desk = take_up(session, institution, code, asked, ItemEvent.reopen, request={"until": until}, why=True)
    sets, clock = report_next(desk.item, desk.plan, calendar, asked.on, until)
    if desk.done:
        return desk.done
    done_by = desk.item["completion_due_on"]
    over = {"completion_due_on": None} if done_by and done_by <= asked.on else {}
    return desk.move({**sets, **NOT_CHASED, **over, "closed_at": None}, clock=clock)


def withdraw_item(session: Session, institution: str, code: str, asked: Asked, *, calendar: WorkCalendar) -> SealedAct:
    """The office takes the item back for good, and with it whatever was still asked, reported or paused."""
    desk = take_up(session, institution, code, asked, ItemEvent.withdraw, why=True)
    if desk.done:
        return desk.done
    return desk.move(
        {**RESTART_CLOCK, **NO_LONGER_REMEMBERS, "closed_at": asked.at},
        beside=_leave_papers(desk),
        also=lambda act: end_with_item(desk, act, calendar),
    )


def _leave_papers(desk: Desk) -> Callable[[], Changes]:
    """The papers of the unit list the item no more."""
    return lambda: lapse(desk.session, desk.item["id"], desk.asked.at, gone=True)
