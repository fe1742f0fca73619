"""The ledger's calendar: the published one, the notices loaded since, and the dates that a new notice moves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.timelimits import parse
from duban.core.workdays import Notice, WorkCalendar, published_calendar
from duban.institutions.projection import MovedRow, local_calendar, moved, project
from duban.institutions.schema import Pack
from duban.services.acts import LEDGER_CHAIN, ActDraft, Actor, SealedAct, open_act, open_or_answer, record_new, seal
from duban.services.ladders import Clock, LadderPlan, clock_of, ladder_plan
from duban.services.packs import pack_behind, stored_pack
from duban.store import calendar as store
from duban.store import evidence
from duban.store.items import ITEM, list_provisional, set_dates
from duban.store.rows import add_rows

DATE_NAMES = {"feedback_due_on": "反馈期限", "climb_due_on": "升级期限"}


@dataclass(frozen=True)
class MovedDate:
    """One date of one item that a notice moved."""

    code: str
    field: str
    old: date | None
    new: date | None

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class NoticeReport:
    """What loading a notice did; `already` means that the same arrangement was in force and nothing changed."""

    year: int | None
    digest: str
    already: bool
    moved: Mapping[str, tuple[MovedDate, ...]]
    """Institution → the item dates that moved there."""


def ledger_calendar(session: Session) -> WorkCalendar:
    """The national calendar with every notice on record on top. Put a pack's own days on it with `local_calendar`."""
    return published_calendar().with_notices(_stored(row) for row in store.list_notices(session))


def load_notice(session: Session, notice: Notice, text: str, *, now: datetime, actor: Actor) -> NoticeReport:
    """Puts a notice on record as it was published and re-projects every institution's provisional dates.

    The one loaded last is in force: a notice that a correction replaced may be loaded again.
    """
    digest, newest = notice.digest(), store.newest_notice(session, notice.year)
    if newest and newest["digest"] == digest:
        return NoticeReport(notice.year, digest, already=True, moved={})
    row = {
        "year": notice.year,
        "source": notice.source,
        "text": text,
        "days": _days(notice),
        "digest": digest,
        "loaded_at": now,
    }
    asked = {"digest": digest}
    key = f"notice:{digest}" + (f"@{newest['id']}" if newest else "")
    draft = ActDraft(LEDGER_CHAIN, "load_notice", actor, now, now, key=key, request=asked)
    act = open_or_answer(session, draft)
    if isinstance(act, SealedAct):
        return NoticeReport(notice.year, digest, already=True, moved={})
    record_new(session, act, store.NOTICE, add_rows(session, store.NOTICE, [row]))
    seal(session, act)
    calendar = ledger_calendar(session)
    moved = {}
    for newest in store.list_newest_packs(session):
        local = local_calendar(stored_pack(session, newest["version"]).pack, calendar)
        reason = f"载入{notice.source}"
        institution = newest["institution"]
        moved[institution] = reproject(session, institution, calendar=local, reason=reason, now=now, actor=actor)
    return NoticeReport(notice.year, digest, already=False, moved=moved)


def moved_cycles(
    packs: Sequence[Pack], before: WorkCalendar, after: WorkCalendar, notice: Notice
) -> dict[str, list[MovedRow]]:
    """Pack → the stages of its cycles that the notice moves, in the notice's own year."""
    year = notice.year or before.horizon.year
    return {pack.code: moved(project(pack, before, year), project(pack, after, year)) for pack in packs}


def reproject(
    session: Session, institution: str, *, calendar: WorkCalendar, reason: str, now: datetime, actor: Actor
) -> tuple[MovedDate, ...]:
    """Computes the provisional dates again on this calendar, in one act; returns those that came out differently."""
    items = list_provisional(session, institution)
    changes = {item["id"]: _dates_on(session, item, calendar) for item in items}
    changes = {item["id"]: changes[item["id"]] for item in items if _differs(item, changes[item["id"]])}
    if not changes:
        return ()
    touched = evidence.touch(session, ITEM, list(changes))
    set_dates(session, {row_id: {**dates, "calendar_version": calendar.version} for row_id, dates in changes.items()})
    act = open_act(session, ActDraft(institution, "reproject", actor, now, now, reason=reason))
    evidence.add_history(session, institution, act.seq, ITEM, touched)
    seal(session, act)
    return tuple(
        MovedDate(item["code"], name, item[name], changes[item["id"]][name])
        for item in items
        if item["id"] in changes
        for name in ("feedback_due_on", "climb_due_on")
        if item[name] != changes[item["id"]][name]
    )


def _dates_on(session: Session, item: sa.RowMapping, calendar: WorkCalendar) -> dict[str, Any]:
    feedback = _feedback(item, calendar)
    plan = ladder_plan(pack_behind(session, item).pack, item["ladder"])
    climb = _climb(item, plan, feedback, calendar)
    return {
        "feedback_due_on": feedback.due_on,
        "climb_due_on": climb.due_on,
        "climb_from_on": climb.from_on,
        "due_provisional": climb.provisional if _rung(item) else feedback.provisional,
    }


def _feedback(item: sa.RowMapping, calendar: WorkCalendar) -> Clock:
    if not item["feedback_phrase"] or not item["feedback_from_on"]:
        return Clock(item["feedback_due_on"], item["feedback_from_on"])
    return clock_of(parse(item["feedback_phrase"]), calendar, item["feedback_from_on"])


def _climb(item: sa.RowMapping, plan: LadderPlan, feedback: Clock, calendar: WorkCalendar) -> Clock:
    if item["climb_from_on"] is None:
        return Clock()
    rung = _rung(item)
    return plan.clock_at(rung, calendar, item["climb_from_on"]) if rung else feedback


def _rung(item: sa.RowMapping) -> str | None:
    """The rung whose clock the item has; one that is being checked or is suspended keeps that of where it came from."""
    rung: str | None = item["rung"] or item["back_rung"]
    return rung


def _differs(item: sa.RowMapping, dates: Mapping[str, Any]) -> bool:
    return any(item[name] != value for name, value in dates.items())


def _days(notice: Notice) -> str:
    sides = {side: {day.isoformat(): name for day, name in getattr(notice, side).items()} for side in ("off", "work")}
    return json.dumps(sides, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _stored(row: sa.RowMapping) -> Notice:
    off, work = (
        {date.fromisoformat(day): name for day, name in json.loads(row["days"])[side].items()}
        for side in ("off", "work")
    )
    return Notice(row["source"], off, work, row["year"])
