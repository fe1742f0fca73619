"""The limits of an item: what serving, a new report date, an extension or a pause make of them, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from duban.core.timelimits import Due, DueStatus, parse, resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import ItemType
from duban.services.ladders import Clock, LadderPlan, clock_of
from duban.services.transition import RESTART_CLOCK
from states.item import CLIMBING, LimitKind
from states.item_climbs import LIMIT_FIELDS

DATES = ("feedback_due_on", "climb_due_on", "completion_due_on")


@dataclass(frozen=True)
class DatedLimit:
    """A limit in force: which, on what day, by what phrase from what day (None: a person named the day)."""

    kind: LimitKind
    on: date
    phrase: str | None = None
    from_on: date | None = None
    due: Due | None = None


def served(
    item: sa.RowMapping, kind: ItemType, plan: LadderPlan, calendar: WorkCalendar, anchor: date, *, anew: bool = False
) -> tuple[dict[str, Any], Clock]:
    """What an item served on that day sets, and its climb clock. The unit's limits run from service.

    `anew`: a completion limit that the pack counts runs again; one that a person named stays.
    """
    completion = _completion(item, kind, calendar, anchor)
    feedback = clock_of(parse(item["feedback_phrase"]), calendar, anchor) if item["feedback_phrase"] else Clock()
    sets = {
        **RESTART_CLOCK,
        "feedback_from_on": anchor,
        "feedback_due_on": feedback.due_on,
        "completion_due_on": _named_or_counted(item, kind, completion, anew=anew),
        "due_provisional": feedback.provisional,
        "calendar_version": calendar.version,
    }
    return sets, feedback if plan.climbs_on(LimitKind.feedback) else Clock()


def _named_or_counted(item: sa.RowMapping, kind: ItemType, counted: date | None, *, anew: bool) -> date | None:
    """The day that a person named, unless the limit is counted anew or the law allows no later day than is counted."""
    named, rule = item["completion_due_on"], kind.completion_for(item["item_class"])
    if named and counted and (anew or (rule and rule.statutory and counted < named)):
        return counted
    return named or counted


def report_next(
    item: sa.RowMapping, plan: LadderPlan, calendar: WorkCalendar, on: date, named_on: date | None
) -> tuple[dict[str, Any], Clock]:
    """A fresh feedback limit from that day: the day a person named, or what the item's phrase makes of it."""
    if named_on:
        clock = Clock(named_on, on)
    else:
        clock = clock_of(parse(item["feedback_phrase"]), calendar, on) if item["feedback_phrase"] else Clock()
    sets = {
        **RESTART_CLOCK,
        "feedback_from_on": None if named_on else on,
        "feedback_due_on": clock.due_on,
        "due_provisional": clock.provisional,
        "calendar_version": calendar.version,
    }
    return sets, clock if plan.climbs_on(LimitKind.feedback) else Clock()


def moved_to(item: sa.RowMapping, kind: LimitKind, day: date, *, on: date) -> dict[str, Any]:
    """What a new date of one limit sets, decided on that day. The climb clock goes with the limit that it waits for."""
    if kind is LimitKind.completion:
        return {"completion_due_on": day}
    sets: dict[str, Any] = {} if kind is LimitKind.answer else {"feedback_due_on": day, "feedback_from_on": None}
    if item["climb_due_on"] and (kind is LimitKind.answer) is bool(item["rung"]):
        sets |= {"climb_due_on": day, "climb_from_on": on}
    return {**sets, "due_provisional": False}


def days_paused(calendar: WorkCalendar, from_on: date, to_on: date) -> int:
    """How many working days a pause lasted; the day on which the clock goes on is none of them."""
    return sum(day.is_workday for day in calendar.between(from_on, to_on)) - calendar.is_workday(to_on)


def prolonged(item: sa.RowMapping, calendar: WorkCalendar, from_on: date, to_on: date) -> dict[str, Any]:
    """The dates after a pause; a limit that had run out before it stays."""
    days = days_paused(calendar, from_on, to_on)
    sets: dict[str, Any] = {
        name: calendar.shift(item[name], days) for name in DATES if item[name] and item[name] >= from_on
    }
    return {**sets, "due_provisional": False, "feedback_from_on": None}


def limit_in_force(item: sa.RowMapping, kind: LimitKind) -> date | None:
    """The day of one limit as it stands."""
    found: date | None = item[LIMIT_FIELDS[kind]] if kind is not LimitKind.answer or item["rung"] else None
    return found


def is_late(item: sa.RowMapping, on: date) -> bool:
    """Whether a limit that runs has passed. None runs while a report is checked or the clock stands still, and an
    honest long item that reports in time is not late."""
    days = (item["climb_due_on"], item["completion_due_on"])
    return item["state"] in CLIMBING and any(day is not None and day < on for day in days)


def dated_limits(item: sa.RowMapping, plan: LadderPlan, calendar: WorkCalendar) -> list[DatedLimit]:
    """Every limit in force with the days that lead to it."""
    found = []
    if item["feedback_due_on"]:
        phrase = item["feedback_phrase"] if item["feedback_from_on"] else None
        found.append(_dated(LimitKind.feedback, item["feedback_due_on"], phrase, item["feedback_from_on"], calendar))
    if item["rung"] and item["climb_due_on"]:
        answer = plan.waits_for(item["rung"])
        phrase = answer.phrase if answer else None
        found.append(_dated(LimitKind.answer, item["climb_due_on"], phrase, item["climb_from_on"], calendar))
    if item["completion_due_on"]:
        found.append(DatedLimit(LimitKind.completion, item["completion_due_on"]))
    return found


def office_limit(item: sa.RowMapping, kind: ItemType, calendar: WorkCalendar) -> list[DatedLimit]:
    """By when the office must issue an item that it has not issued yet."""
    phrase = kind.issue.within.text if kind.issue and kind.issue.within else None
    due_on, from_on = item["issue_due_on"], item["reached_on"] or item["decided_on"]
    return [_dated(LimitKind.issue, due_on, phrase, from_on, calendar)] if due_on else []


def _dated(kind: LimitKind, on: date, phrase: str | None, from_on: date | None, calendar: WorkCalendar) -> DatedLimit:
    """The days that lead to it, unless the day was decided otherwise since."""
    due = resolve(parse(phrase), calendar, since=from_on) if phrase and from_on else None
    return DatedLimit(kind, on, phrase, from_on, due) if due and due.on == on else DatedLimit(kind, on)


def _completion(item: sa.RowMapping, kind: ItemType, calendar: WorkCalendar, anchor: date) -> date | None:
    limit = kind.completion_for(item["item_class"])
    if limit is None or limit.within is None:
        return None
    due = resolve(limit.within.limit, calendar, since=anchor)
    return due.on if due.status is DueStatus.due else None
