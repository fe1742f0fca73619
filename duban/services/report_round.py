"""The daily round of reports due: opens the coming period for its units, chases what is late. At most once a day each.

Costs two short queries on a day on which there is nothing to do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import CalendarYearMissing, InvalidValue, NotFound
from duban.core.periods import Period
from duban.core.timelimits import Due, resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack, ReportType
from duban.services.acts import ActDraft, Actor, SealedAct, open_act, open_or_answer, record_new, seal
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked, check_time
from duban.services.messages import tell_units_of
from duban.services.packs import PackOnRecord
from duban.services.reports import REPORT_DUE, report_rule
from duban.services.unit_names import units_but_offices, units_meant
from duban.store.kept import Changes
from duban.store.records import next_code
from duban.store.reports import REPORT, late_reports, mark_chased, periods_opened, units_of_period
from duban.store.rows import add_rows
from states.report import ReportEvent, ReportState

TO_REPORT = "份应报材料待报，请登录督办系统办理。"
LATE = "份应报材料逾期未报，请登录督办系统办理。"


@dataclass(frozen=True)
class ReportRound:
    """How many reports due were opened, and how many were chased."""

    opened: int = 0
    chased: int = 0
    skipped: tuple[str, ...] = ()
    """Why a report could not be opened: the pack names a unit that is not registered. The sweep goes on."""


@dataclass(frozen=True)
class Opening:
    """A report of one period that is to be opened for units; `about` where it is asked for one by one."""

    name: str
    period: str
    due: Due
    about: str | None = None


def report_round(
    session: Session, running: RunningInstitution, *, on: date, now: datetime, actor: Actor
) -> ReportRound:
    """Does what the day asks for, in the caller's transaction; nothing on a day off. May be run again."""
    if not running.calendar.is_workday(on):
        return ReportRound()
    said = Asked(actor, now)
    opened, skipped = 0, []
    for opening in list(_due_openings(session, running, on)):
        try:
            opened += len(open_units(session, running.on_record, opening, said, None))
        except NotFound as missing:  # raised before anything is written
            skipped.append(f"{opening.name}：{missing}")
    return ReportRound(opened, _chase(session, running, on, said), tuple(skipped))


def open_period(session: Session, running: RunningInstitution, name: str, period: Period, said: Asked) -> list[str]:
    """Opens one period's report for every unit that owes it and has none yet; returns the codes."""
    report = report_rule(running.pack, name)
    if report.period_unit is not period.unit:
        says = f"“{name}”的时间是“{report.when}”" + ("" if report.period_unit else "，逐件提出，请用 --about 写明事项")
        raise InvalidValue("--period", period.key, says)
    due = resolve(report.when.limit, running.calendar, since=period)
    opening = Opening(name, period.key, due)
    return open_units(session, running.on_record, opening, said, None)


def open_one(
    session: Session, running: RunningInstitution, name: str, about: str, said: Asked, *, units: Sequence[str]
) -> list[str]:
    """Asks for a report on one matter; its limit runs from that day. Returns the codes."""
    report = report_rule(running.pack, name)
    if report.period_unit:
        raise InvalidValue("--about", about, f"“{name}”按期报送（{report.when}），请用 --period 写明期间")
    if not units and not report.units:
        raise InvalidValue("--unit", "", f"“{name}”逐件提出，制度没有写明应报单位，请写明由哪些单位报，可重复")
    due = resolve(report.when.limit, running.calendar, since=said.on)
    known = periods_opened(session, running.pack.code).get(name, set())
    first = said.on.isoformat()
    period = next(key for key in (first, *(f"{first}-{n}" for n in range(2, 1_000))) if key not in known)
    return open_units(session, running.on_record, Opening(name, period, due, about), said, units or None)


def open_units(
    session: Session, pack: PackOnRecord, opening: Opening, said: Asked, named: Sequence[str] | None
) -> list[str]:
    """One row for each unit that owes the report and has none for the period; tells them. Returns the codes."""
    institution, report = pack.pack.code, report_rule(pack.pack, opening.name)
    units = _owing(session, pack.pack, report, named, said.on)
    asked = {"report": opening.name, "period": opening.period, "about": opening.about, "units": named}
    draft = said.draft(institution, f"{REPORT.name}_open", clause=report.clause, request=asked)
    act = open_or_answer(session, draft)
    if isinstance(act, SealedAct):
        return [str(code) for code in act.answer["codes"]]
    check_time(said, None)
    have = units_of_period(session, institution, opening.name, opening.period)
    missing = [unit["id"] for unit in units if unit["id"] not in have]
    rows = _rows(session, pack, opening, missing, f"{REPORT_DUE.prefix}{said.on.year}-")
    record_new(session, act, REPORT, add_rows(session, REPORT, rows))
    tell_units_of(session, act, dict.fromkeys(missing, 1), TO_REPORT)
    codes = [str(row["code"]) for row in rows]
    seal(session, act, {"codes": codes})
    return codes


def _rows(
    session: Session, pack: PackOnRecord, opening: Opening, units: Sequence[int], prefix: str
) -> list[dict[str, object]]:
    if opening.due.on is None:
        raise InvalidValue(opening.name, opening.period, "这一期推不出报送日期，请核对制度的 when")
    institution = pack.pack.code
    first = int(next_code(session, REPORT, institution, prefix).removeprefix(prefix))
    row = {
        "institution": institution,
        "pack_version_id": pack.id,
        "version": 1,
        "report": opening.name,
        "period": opening.period,
        "about": opening.about,
        "state": ReportState.due,
        "original_on": opening.due.on,
        "due_on": opening.due.on,
        "provisional": opening.due.provisional,
    }
    return [{**row, "unit_id": unit, "code": f"{prefix}{number:04d}"} for number, unit in enumerate(units, first)]


def _owing(
    session: Session, pack: Pack, report: ReportType, named: Sequence[str] | None, on: date
) -> list[sa.RowMapping]:
    """The units named, else those of the pack, else all but the offices. Raises NotFound."""
    if wanted := named or report.units:
        return units_meant(session, pack, wanted, on, strict=True)
    return [unit for unit in units_but_offices(session, pack) if unit["name"] not in report.but]


def _due_openings(session: Session, running: RunningInstitution, on: date) -> Iterator[Opening]:
    """Every period whose time to be opened has come and which is not open.

    One that passed while all was down is opened late; one that passed before the first was opened is not ours.
    """
    opened = periods_opened(session, running.pack.code)
    for name, report in running.pack.reports.items():
        if report.period_unit is None:
            continue
        known = opened.get(name, set())
        current = Period.containing(report.period_unit, on)
        for period in (current.previous(), current, current.next()):
            due = _due(report, running.calendar, period)
            if period.key in known or due is None or due.on is None or not running.pack.document.holds_on(due.on):
                continue
            before_our_time = due.on < on and not any(key < period.key for key in known)
            if not before_our_time and _opens_on(report, running.calendar, period, due.on) <= on:
                yield Opening(name, period.key, due)


def _due(report: ReportType, calendar: WorkCalendar, period: Period) -> Due | None:
    """The day of a period; None where no statutory holidays are known for it yet."""
    try:
        return resolve(report.when.limit, calendar, since=period)
    except CalendarYearMissing:
        return None


def _opens_on(report: ReportType, calendar: WorkCalendar, period: Period, due_on: date) -> date:
    opens = resolve(report.opens.limit, calendar, since=due_on) if report.opens else None
    return (opens.on if opens else None) or period.first


def _chase(session: Session, running: RunningInstitution, on: date, said: Asked) -> int:
    """Chases what is late, in one act for each clause that reports are owed under."""
    by_clause: dict[str | None, list[sa.RowMapping]] = {}
    for row in late_reports(session, running.pack.code, on):
        report = running.pack.report_named(row["report"])
        if _chased_before(row, running.calendar.shift(on, -(report.chase_days if report else 1))):
            by_clause.setdefault(report.clause if report else None, []).append(row)
    for clause, rows in by_clause.items():
        verb = f"{REPORT.name}_{ReportEvent.chase}"
        draft = said.draft(running.pack.code, verb, event=ReportEvent.chase, clause=clause)
        _chase_rows(session, rows, on, draft)
    return sum(map(len, by_clause.values()))


def _chase_rows(session: Session, rows: Sequence[sa.RowMapping], on: date, draft: ActDraft) -> None:
    """Tells each unit once how many of these reports it is late with."""
    ids = [row["id"] for row in rows]
    changes = Changes(session)
    changes.changing(REPORT, ids)
    mark_chased(session, ids, on)
    act = open_act(session, draft)
    changes.record(draft.institution, act.seq)
    tell_units_of(session, act, Counter(row["unit_id"] for row in rows), LATE)
    seal(session, act)


def _chased_before(row: sa.RowMapping, day: date) -> bool:
    return row["chased_on"] is None or row["chased_on"] <= day
