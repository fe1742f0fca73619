"""Reports due (应报材料): submitted, taken in or sent back, given another date, waived; each by the pack's rule."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import instant_at
from duban.core.errors import InvalidValue, NotFound, ReasonMissing
from duban.institutions.schema import Pack, ReportType
from duban.institutions.schema.items import Decision
from duban.services.acting import unit_acting
from duban.services.acts import SealedAct
from duban.services.item_desk import Asked
from duban.services.records import RecordDesk, RecordKind, record_desk, step_record, who_acts
from duban.services.records_view import told_record, told_row
from duban.store.org import UNIT, name_of
from duban.store.reports import REPORT, list_reports
from duban.store.sight import EVERYTHING, Sight
from states.engine import MoveTable
from states.record_guards import Deciders
from states.report import (
    AWAITED,
    REPORT_EVENT_LABELS,
    REPORT_LABELS,
    Contents,
    ReportEvent,
    ReportState,
    report_moves,
)


def submit_report(
    session: Session,
    institution: str,
    code: str,
    said: Asked,
    *,
    says: str | None,
    parts: Mapping[str, str] | None = None,
) -> SealedAct:
    """The unit hands its report in, with the parts that it must state; that it came too late is never forgotten.

    Raises InvalidValue for a part that the pack does not ask for.
    """
    stated = {part: text.strip() for part, text in (parts or {}).items() if text.strip()}

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        _check_parts(stated, _rule(desk))
        something = says or stated or said.files
        return {"something": something, "stated": stated}

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        late = said.at > instant_at(desk.row["due_on"], desk.pack.cutoff.at)
        submitter = {"submitted_at": said.at, "submitter_id": said.actor.person_id}
        return {**submitter, "says": _whole(says, stated, _rule(desk)), "late_on": desk.row["due_on"] if late else None}

    return step_record(
        session,
        REPORT_DUE,
        code,
        ReportEvent.submit,
        said,
        institution=institution,
        facts=facts,
        work=work,
        clause=_clause,
        request={"says": says, **({"parts": stated} if stated else {})},
    )


def take_report(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """The report is taken in, by somebody else than who submitted it."""
    return _decide(session, institution, code, ReportEvent.accept, said)


def send_back_report(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """The report is sent back for more; its day stays."""
    return _decide(session, institution, code, ReportEvent.send_back, said)


def waive_report(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """The unit need not report this once."""
    return _decide(session, institution, code, ReportEvent.waive, said)


def redate_report(session: Session, institution: str, code: str, said: Asked, *, to: date) -> SealedAct:
    """A leader asks for it on another day (主要领导另有要求的从其要求); the original day stays on the row."""
    if to < said.on:
        raise InvalidValue("--to", str(to), f"报送日期不能早于 {said.on}")
    return _decide(session, institution, code, ReportEvent.redate, said, due_on=to, provisional=False)


def told_reports(
    session: Session,
    institution: str,
    on: date,
    *,
    report: str | None = None,
    period: str | None = None,
    states: Sequence[ReportState] = (),
    sight: Sight = EVERYTHING,
) -> list[dict[str, Any]]:
    """Reports due, each with whether it is late that day."""
    rows = list_reports(session, institution, report=report, period=period, states=states, sight=sight)
    return [_told(row, on) for row in rows]


def show_report(session: Session, institution: str, code: str, said: Asked) -> dict[str, Any]:
    """The whole story of one report due."""
    desk = record_desk(session, REPORT_DUE, code, said, institution=institution, lock=False)
    told = told_record(desk)
    del told["submitter_id"]
    unit = name_of(session, UNIT, desk.row["unit_id"])
    return {**told, "unit": unit, "to": list(_rule(desk).to), "late": _late(desk.row, said.on)}


def _decide(
    session: Session,
    institution: str,
    code: str,
    event: ReportEvent,
    said: Asked,
    **sets: Any,
) -> SealedAct:
    """A step that somebody with authority takes; all but taking in must say why."""
    if event is not ReportEvent.accept and not said.reason:
        raise ReasonMissing(REPORT_EVENT_LABELS[event])

    def clause(desk: RecordDesk) -> str | None:
        decision = getattr(_rule(desk), event, None)
        return decision.clause if decision and decision.clause else _clause(desk)

    return step_record(
        session,
        REPORT_DUE,
        code,
        event,
        said,
        institution=institution,
        facts=who_acts,
        work=lambda _desk: sets,
        clause=clause,
        request={"sets": sets},
    )


def _check_parts(stated: Mapping[str, str], report: ReportType) -> None:
    for part in stated:
        if part not in report.parts:
            asked = f"须载明的有：{'、'.join(report.parts)}" if report.parts else "这种材料不分项，请用 --text"
            raise InvalidValue("--part", part, asked)


def _whole(says: str | None, stated: Mapping[str, str], report: ReportType) -> str | None:
    """The text as it is kept: the parts in the pack's order, then whatever else was said."""
    lines = [f"{part}：{stated[part]}" for part in report.parts if part in stated]
    return "\n".join([*lines, *([says] if says else [])]) or None


def _acts_for_it(desk: RecordDesk) -> bool:
    """Whether a post of that unit acts, or the account itself for it."""
    return unit_acting(desk.session, desk.said.actor) in (None, desk.row["unit_id"])


def _rule(desk: RecordDesk) -> ReportType:
    return report_rule(desk.pack, desk.row["report"])


def _clause(desk: RecordDesk) -> str | None:
    return _rule(desk).clause


def _late(row: sa.RowMapping, on: date) -> bool:
    """Whether it missed its day, or is missing it now."""
    return row["late_on"] is not None or (row["state"] in AWAITED and row["due_on"] < on)


def _told(row: sa.RowMapping, on: date) -> dict[str, Any]:
    told = {name: value for name, value in told_row(row, REPORT_LABELS).items() if not name.endswith("_id")}
    return {**told, "late": _late(row, on)}


def _moves(pack: Pack, row: Mapping[str, Any]) -> MoveTable:
    return table_of_report(report_rule(pack, row["report"]))


def report_rule(pack: Pack, name: str) -> ReportType:
    """What the pack says of a kind of report, or of the materials for a meeting. Raises NotFound."""
    found = pack.report_named(name)
    if found is None:
        have = "、".join(pack.reports)
        raise NotFound("应报材料", name, f"本制度的应报材料有：{have}" if have else "本制度没有应报材料")
    return found


def table_of_report(report: ReportType) -> MoveTable:
    """The machine of one kind of report."""
    accept, redate, waive = map(deciders, (report.accept, report.redate, report.waive))
    return report_moves(accept, redate, waive, Contents(report.parts, report.clause))


def deciders(decision: Decision | None) -> Deciders:
    """Who may decide, as the machine wants to know it."""
    return Deciders(decision.by, decision.clause) if decision else Deciders()


def _redated(_pack: Pack, before: Mapping[str, Any], after: Mapping[str, Any], event: str) -> str | None:
    """Only a recorded order sets another day, and the original one stays."""
    moved = before["due_on"] != after["due_on"] and event != ReportEvent.redate
    return "报送日期不经改期而变动" if moved or before["original_on"] != after["original_on"] else None


REPORT_DUE = RecordKind(
    name="应报材料",
    prefix="BG",
    table=REPORT,
    moves=_moves,
    labels=REPORT_LABELS,
    event_labels={**REPORT_EVENT_LABELS, "open": "列入应报"},
    by_itself=frozenset({ReportEvent.chase}),
    command="report",
    not_by=dict.fromkeys((ReportEvent.accept, ReportEvent.send_back), "submitter_id"),
    step_fault=_redated,
    known=lambda desk, event: {"own_unit": _acts_for_it(desk)} if event == ReportEvent.submit else {},
)
"""What units owe."""
