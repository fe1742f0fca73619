"""The wall calendar: months with days off and days worked, the occurrences of cycles on them, and what is not held.

What is on record comes from the ledger; periods before or after what was planned are projected from the pack.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.core.errors import CalendarYearMissing
from duban.core.workdays import ONE_DAY, Day
from duban.institutions.projection import CalendarRow, project
from duban.institutions.schema import StageName, stage_label
from duban.services.beginning import Looked
from duban.services.item_pages import cutoffs
from duban.services.occurrence_view import Wanted, list_occurrences
from states.occurrence import ENDED_OCCURRENCES, STAGE_LABELS, OccurrenceState, StageState

Told = dict[str, Any]
FIRST_DAY = 1
DAYS_A_WEEK = 7
PROJECTED = "未列入台账"
"""The label of a period that no plan has put on record: before the service began, or beyond its horizon."""
GONE_ASTRAY = (OccurrenceState.missed, OccurrenceState.waiting, *ENDED_OCCURRENCES[1:])
"""Where a period is not held, or may not be."""


@dataclass(frozen=True)
class Span:
    """The days that are shown, from the first of a month to the last of one; one cycle or all."""

    first: date
    last: date
    cycle: str | None = None

    @property
    def years(self) -> range:
        """The years of the days."""
        return range(self.first.year, self.last.year + 1)


def wall(looked: Looked, span: Span) -> Told:
    """The months of the span, its occurrences by their day, what is not held and why, and what cannot be computed."""
    projected, missing = _projected(looked, span)
    recorded = _recorded(looked, span)
    periods = [*recorded, *_unrecorded(projected, _known(looked, span))]
    periods.sort(key=lambda each: (each["meeting_on"] or "", each["cycle"]))
    held = [each for each in periods if each["meeting_on"]]
    marks = _marks(held)
    days = list(looked.running.calendar.between(span.first, span.last))
    return {
        "months": _months(days, marks),
        "occurrences": held,
        "not_held": _not_held(looked, span, projected),
        "missing": missing,
    }


def _projected(looked: Looked, span: Span) -> tuple[list[CalendarRow], list[str]]:
    rows, missing = [], []
    for year in span.years:
        try:
            rows += project(looked.running.pack, looked.running.calendar, year)
        except CalendarYearMissing as error:
            missing.append(str(error))
    cycles = {name for base, cycle in looked.running.pack.cycles.items() for name in cycle.names(base)}
    wanted = {span.cycle} if span.cycle else cycles
    return [row for row in rows if row.cycle in wanted], missing


def _recorded(looked: Looked, span: Span) -> list[Told]:
    """The occurrences on record, each stage with its light."""
    rows = list_occurrences(looked.session, looked.running.pack.code, Wanted(span.cycle, span.first, span.last))
    return [{**_named(row), "stages": [_stage(looked, row, each) for each in row["stages"]]} for row in rows]


def _named(row: Mapping[str, Any]) -> Told:
    names = ("code", "cycle", "period", "meeting_on", "provisional", "label", "says")
    return {name: row[name] for name in names}


def _stage(looked: Looked, row: Mapping[str, Any], stage: Mapping[str, Any]) -> Told:
    named = {name: stage[name] for name in ("name", "label", "due_on")}
    return {**named, "light": stage_light(looked, row, stage)}


def stage_light(looked: Looked, row: Mapping[str, Any], stage: Mapping[str, Any]) -> str | None:
    """Green where it is done, else by its day; nothing where it will not be done."""
    if stage["state"] == StageState.done:
        return "green"
    if stage["state"] == StageState.passed or row["state"] in ENDED_OCCURRENCES or not stage["due_on"]:
        return None
    return cutoffs(looked.running, looked.asked.on).light(date.fromisoformat(stage["due_on"]))


def _known(looked: Looked, span: Span) -> set[tuple[str, str]]:
    """Every period on record, whatever its day is now."""
    rows = list_occurrences(looked.session, looked.running.pack.code, Wanted(span.cycle))
    return {(row["cycle"], row["period"]) for row in rows}


def _unrecorded(rows: Iterable[CalendarRow], known: set[tuple[str, str]]) -> list[Told]:
    periods: dict[tuple[str, str], list[CalendarRow]] = {}
    for row in rows:
        if (row.cycle, row.period) not in known:
            periods.setdefault((row.cycle, row.period), []).append(row)
    return [_as_told(rows) for rows in periods.values()]


def _as_told(rows: Sequence[CalendarRow]) -> Told:
    meeting = next((row for row in rows if row.stage == StageName.convene), rows[0])
    stages = [
        {
            "name": stage_label(row.stage),
            "label": STAGE_LABELS[StageState.planned],
            "due_on": row.on.isoformat() if row.on else None,
            "light": None,
        }
        for row in sorted(rows, key=lambda row: row.on or date.max)
    ]
    return {
        "code": None,
        "cycle": meeting.cycle,
        "period": meeting.period,
        "meeting_on": meeting.on.isoformat() if meeting.on else None,
        "provisional": meeting.provisional,
        "label": PROJECTED,
        "says": None,
        "stages": stages,
    }


def _marks(periods: Iterable[Told]) -> dict[str, list[Told]]:
    """Day → what is on it; the meeting stands before the other stages."""
    marks: dict[str, list[Told]] = {}
    meeting = stage_label(StageName.convene)
    for row in periods:
        named = {name: row[name] for name in ("code", "cycle", "period", "provisional", "label")}
        for stage in row["stages"]:
            if stage["due_on"]:
                mark = {**named, "stage": stage["name"], "light": stage["light"], "meets": stage["name"] == meeting}
                marks.setdefault(stage["due_on"], []).append(mark)
    return {day: sorted(found, key=lambda mark: not mark["meets"]) for day, found in marks.items()}


def _months(days: Sequence[Day], marks: Mapping[str, list[Told]]) -> list[Told]:
    months: dict[tuple[int, int], list[Told | None]] = {}
    for day in days:
        cells = months.setdefault((day.on.year, day.on.month), [None] * day.on.weekday())
        cells.append(_cell(day, marks.get(day.on.isoformat(), [])))
    return [
        {"title": f"{year}年{month}月", "year": year, "month": month, "weeks": _weeks(cells)}
        for (year, month), cells in months.items()
    ]


def _cell(day: Day, marks: list[Told]) -> Told:
    return {
        "on": day.on.isoformat(),
        "number": day.on.day,
        "kind": day.kind.value,
        "name": day.name,
        "says": day.says,
        "provisional": day.provisional,
        "marks": marks,
        "meetings": sum(mark["meets"] for mark in marks),
    }


def _weeks(cells: list[Told | None]) -> list[list[Told | None]]:
    full = cells + [None] * (-len(cells) % DAYS_A_WEEK)
    return [full[at : at + DAYS_A_WEEK] for at in range(0, len(full), DAYS_A_WEEK)]


def _not_held(looked: Looked, span: Span, projected: Iterable[CalendarRow]) -> list[Told]:
    """Periods that the calendar gives no day, and those on record that went astray, with the reason."""
    named = {"code": None, "meeting_on": None, "label": "不举行"}
    found = {
        (row.cycle, row.period): {**named, "cycle": row.cycle, "period": row.period, "why": row.why}
        for row in projected
        if row.on is None and row.stage == StageName.convene
    }
    years = tuple(str(year) for year in span.years)
    rows = list_occurrences(looked.session, looked.running.pack.code, Wanted(span.cycle, states=GONE_ASTRAY))
    for row in rows:
        if (row["meeting_on"] or row["period"]).startswith(years):
            key = (row["cycle"], row["period"])
            why = row["says"] or (f"并入{row['merged_into']}" if row["merged_into"] else found.get(key, {}).get("why"))
            found[key] = {name: row[name] for name in ("code", "cycle", "period", "meeting_on", "label")} | {"why": why}
    return list(found.values())


def month_end(first: date, months: int) -> date:
    """The last day of so many months from the first of one."""
    at = first.year * 12 + first.month - FIRST_DAY + months
    return date(at // 12, at % 12 + FIRST_DAY, FIRST_DAY) - ONE_DAY
