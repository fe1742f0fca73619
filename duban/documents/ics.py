"""Calendar feeds (RFC 5545) of a projected year."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from duban.institutions.projection import CalendarRow
from duban.institutions.schema import stage_label


def calendar_feed(title: str, rows: Iterable[CalendarRow]) -> bytes:
    """One all-day event per dated row; the uid is a function of cycle, period and stage, so a re-import updates."""
    feed = Calendar()
    feed.add("prodid", "-//duban//calendar//ZH")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", title)
    for row in rows:
        if row.on:
            feed.add_component(_event(row, row.on))
    return bytes(feed.to_ical())


def _event(row: CalendarRow, on: date) -> Event:
    event = Event()
    event.add("uid", f"{row.cycle}-{row.period}-{row.stage}@duban")
    mark = "【预估】" if row.provisional else ""
    event.add("summary", f"{row.cycle}（{row.period}）{stage_label(row.stage)}{mark}")
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    # A fixed stamp keeps the same projection byte-identical.
    event.add("dtstamp", datetime.combine(on, time(0), UTC))
    notes = (f"依据：{row.clause}" if row.clause else "", f"推定：{row.assumed}" if row.assumed else "")
    event.add("description", "\n".join(note for note in notes if note))
    return event
