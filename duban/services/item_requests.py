"""What is still open of an item when it ends or goes on otherwise: settled under the same act, never left behind."""

from collections.abc import Collection

from duban.core.workdays import WorkCalendar
from duban.services.acts import OpenAct
from duban.services.item_desk import Desk
from duban.services.item_limits import days_paused
from duban.services.transition import record_change
from duban.store.item_story import EXTENSION, FEEDBACK, SUSPENSION, last_of_item
from models import Verdict
from states.engine import Edge
from states.extension import EXTENSION_MOVES, ExtensionEvent
from states.item import ItemState, LimitKind
from states.labels import EVENT_LABELS


def lapse_extension(desk: Desk, act: OpenAct, limits: Collection[LimitKind] = tuple(LimitKind)) -> None:
    """A request about one of these limits that nobody has answered lapses: the limit is no longer in force."""
    last = last_of_item(desk.session, EXTENSION, desk.item["id"])
    if last is None or last["limit_kind"] not in limits:
        return
    edge = EXTENSION_MOVES.fire(last["state"], ExtensionEvent.lapse, {})
    if isinstance(edge, Edge):
        values = {"state": edge.target, "decided_at": desk.asked.at, "answer": _why(desk)}
        record_change(desk.session, act, EXTENSION, [last["id"]], values)


def end_with_item(desk: Desk, act: OpenAct, calendar: WorkCalendar) -> None:
    """The item ends where it stands: its request, the report that nobody checked, the pause that nobody ended."""
    lapse_extension(desk, act)
    if desk.item["state"] is ItemState.checking:
        report = last_of_item(desk.session, FEEDBACK, desk.item["id"])
        values = {"verdict": Verdict.lapsed, "checked_at": desk.asked.at, "quality": _why(desk)}
        record_change(desk.session, act, FEEDBACK, [report["id"]] if report else [], values)
    if desk.item["state"] is ItemState.suspended:
        end_pause(desk, act, calendar)


def end_pause(desk: Desk, act: OpenAct, calendar: WorkCalendar) -> None:
    """The item's pause ends on the day of the act."""
    pause = last_of_item(desk.session, SUSPENSION, desk.item["id"])
    if pause:
        days = days_paused(calendar, pause["from_on"], desk.asked.on)
        record_change(desk.session, act, SUSPENSION, [pause["id"]], {"to_on": desk.asked.on, "workdays": days})


def _why(desk: Desk) -> str:
    """What ended it, for whoever asked."""
    return "：".join(filter(None, (EVENT_LABELS[desk.event], desk.asked.reason)))
