"""Calendar feeds (RFC 5545) of a projected year and of one meeting."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Event

from duban.institutions.projection import CalendarRow
from duban.institutions.schema import stage_label


def calendar_feed(title: str, rows: Iterable[CalendarRow]) -> bytes:
    """One all-day event per dated row; the uid is a function of cycle, period and stage, so a re-import updates."""
    return _feed(title, [_of_row(row, row.on) for row in rows if row.on])


def meeting_feed(told: Mapping[str, Any]) -> bytes:
    """The stages of one occurrence as the ledger tells them; the same uids as the year's calendar."""
    stages = [stage for stage in told["stages"] if stage["due_on"]]
    events = [
        _event(
            f"{told['cycle']}-{told['period']}-{stage['stage']}",
            f"{told['code']}{stage['name']}",
            date.fromisoformat(stage["due_on"]),
            "",
        )
        for stage in stages
    ]
    return _feed(str(told["code"]), events)


def _feed(title: str, events: Iterable[Event]) -> bytes:
    feed = Calendar()
    feed.add("prodid", "-//duban//calendar//ZH")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", title)
    for event in events:
        feed.add_component(event)
    return bytes(feed.to_ical())


def _of_row(row: CalendarRow, on: date) -> Event:
    mark = "【预估】" if row.provisional else ""
    notes = (f"依据：{row.clause}" if row.clause else "", f"推定：{row.assumed}" if row.assumed else "")
    summary = f"{row.cycle}（{row.period}）{stage_label(row.stage)}{mark}"
    return _event(f"{row.cycle}-{row.period}-{row.stage}", summary, on, "\n".join(filter(None, notes)))


def _event(uid: str, summary: str, on: date, notes: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@duban")
    event.add("summary", summary)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    # A fixed stamp keeps the same projection byte-identical.
    event.add("dtstamp", datetime.combine(on, time(0), UTC))
    event.add("description", notes)
    return event
