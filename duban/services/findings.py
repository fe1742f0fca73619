"""Findings (问题) of inspections: recorded, objected to, put right and looked at again, or given out as items."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, ReasonMissing, TransitionRefused
from duban.core.workdays import WorkCalendar
from duban.services.acting import unit_acting
from duban.services.acts import SealedAct
from duban.services.inspections import INSPECTION_KIND, kind_of, rules_of, told_finding
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item
from duban.services.ladders import clock_of
from duban.services.packs import PackOnRecord
from duban.services.records import RecordDesk, RecordKind, open_record, opened_before, record_desk, step_record
from duban.services.records_view import told_record
from duban.services.transition import look_up_item
from duban.store.inspections import FINDING, INSPECTION, ITEM, findings_of, list_findings, visited_units
from duban.store.rows import find_row
from duban.store.sight import EVERYTHING, Sight
from states.finding import FINDING_EVENT_LABELS, FINDING_LABELS, FINDING_MOVES, FindingEvent, FindingState
from states.inspection import INSPECTION_LABELS, InspectionState
from states.item import ItemState

DONE = (ItemState.closed, ItemState.merged, ItemState.terminated)
"""Where an item was checked before it ended."""
OPEN = (InspectionState.under_way, InspectionState.concluded)
"""While an inspection stands there, it can find something."""


@dataclass(frozen=True)
class NewFinding:
    """Something found at a unit; `rectify_on` where another day than the pack's limit was named."""

    unit: str
    says: str
    rectify_on: date | None = None


def record_finding(
    session: Session, inspection: str, new: NewFinding, said: Asked, *, pack: PackOnRecord, calendar: WorkCalendar
) -> str:
    """Puts a finding on record and returns its code. Raises TransitionRefused, NotFound, InvalidValue."""
    asked = {"inspection": inspection, **asdict(new)}
    desk = record_desk(session, INSPECTION_KIND, inspection, said, institution=pack.pack.code)
    if before := opened_before(session, FINDING_KIND, pack.pack.code, said, asked):
        return before
    if desk.row["state"] not in OPEN:
        label = INSPECTION_LABELS[desk.row["state"]]
        raise TransitionRefused(f"督查 {inspection} ", label, "记录问题", "实地督查以后、办结以前才能记录")
    unit = next((row for row in visited_units(session, desk.row["id"]) if row["unit"] == new.unit), None)
    if unit is None or not unit["visits"]:
        raise NotFound("督查过的单位", new.unit, f"请先用 duban inspection visit {inspection} 记录实地督查")
    if new.rectify_on and new.rectify_on < said.on:
        raise InvalidValue("--rectify-by", str(new.rectify_on), f"整改期限不能早于 {said.on}")
    due_on = new.rectify_on
    if due_on is None and desk.row["concluded_at"]:
        due_on = clock_of(rules_of(desk.pack).rectify.within.limit, calendar, said.on).due_on
    columns = {
        "inspection_id": desk.row["id"],
        "unit_id": unit["unit_id"],
        "says": new.says,
        "state": FindingState.found,
        "rectify_on": due_on,
    }
    clause = kind_of(desk.pack, desk.row["kind"]).clause
    return open_record(session, FINDING_KIND, columns, said, pack=pack, clause=clause, request=asked)


def step_finding(
    session: Session, institution: str, code: str, event: FindingEvent, said: Asked, **sets: Any
) -> SealedAct:
    """A finding takes a step; the review of an objection must say why."""
    if event in (FindingEvent.uphold, FindingEvent.withdraw, FindingEvent.object) and not said.reason:
        raise ReasonMissing(FINDING_EVENT_LABELS[event])
    if event is FindingEvent.take_back:
        sets["item_id"] = None
    return step_record(
        session,
        FINDING_KIND,
        code,
        event,
        said,
        institution=institution,
        work=lambda _desk: sets,
        clause=lambda desk: _clause(desk, event),
        request={"sets": sets},
    )


def revisit(
    session: Session, institution: str, code: str, said: Asked, *, passed: bool, says: str, rectify_on: date | None
) -> SealedAct:
    """The unit is looked at again (回访); where it is not put right, another day is named."""
    if not passed and (rectify_on is None or rectify_on < said.on):
        raise InvalidValue("--rectify-by", str(rectify_on or ""), "回访不合格的，须另定今天以后的整改期限")
    sets: dict[str, Any] = {"revisit": says} if passed else {"revisit": says, "rectify_on": rectify_on}
    event = FindingEvent.passed if passed else FindingEvent.failed
    return step_finding(session, institution, code, event, said, **sets)


@dataclass(frozen=True)
class Assignment:
    """What the item of a finding must name beside its unit and its day."""

    leader: str | None = None
    responsible: str | None = None
    item_type: str | None = None
    item_class: str | None = None


def assign_finding(
    session: Session, institution: str, code: str, said: Asked, *, pack: PackOnRecord, to: Assignment
) -> str:
    """The finding becomes an item of its unit, to be issued like any other; returns the item's code."""
    desk = record_desk(session, FINDING_KIND, code, said, institution=institution)
    told = next(row for row in findings_of(session, desk.row["inspection_id"]) if row["id"] == desk.row["id"])
    kind = to.item_type or rules_of(desk.pack).item_type
    if kind is None:
        raise InvalidValue("--type", "", "本制度没有规定问题按哪类事项交办，请用 --type 写明")
    titled = NewItem(
        kind,
        told["unit"],
        desk.row["says"],
        requirement=f"整改到位，经回访合格：{desk.row['says']}",
        item_class=to.item_class,
        completion_due_on=desk.row["rectify_on"],
        leader=to.leader,
        responsible=to.responsible,
    )
    item = draft_item(session, titled, replace(said, version=None), pack=pack)
    item_id = look_up_item(session, institution, item)["id"]
    key = f"{said.key}:finding" if said.key else None
    step_finding(session, institution, code, FindingEvent.assign, replace(said, key=key), item_id=item_id)
    return item


def show_finding(session: Session, institution: str, code: str, said: Asked) -> dict[str, Any]:
    """The whole story of a finding."""
    desk = record_desk(session, FINDING_KIND, code, said, institution=institution, lock=False)
    row = next(each for each in findings_of(session, desk.row["inspection_id"]) if each["id"] == desk.row["id"])
    told = {name: value for name, value in told_record(desk).items() if not name.endswith("_id")}
    return {**told, **told_finding(row, said.on), "inspection": _inspection(desk)["code"]}


def told_findings(
    session: Session, institution: str, on: date, states: Sequence[FindingState] = (), sight: Sight = EVERYTHING
) -> list[dict[str, Any]]:
    """The findings of all inspections, newest first, each with whether its day has passed."""
    return [told_finding(row, on) for row in list_findings(session, institution, states, sight)]


def _facts(desk: RecordDesk) -> Mapping[str, Any]:
    inspection, row, said = _inspection(desk), desk.row, desk.said
    item = find_row(desk.session, ITEM, id=row["item_id"]) if row["item_id"] else None
    due_on = inspection["objection_due_on"]
    return {
        "own_unit": unit_acting(desk.session, said.actor) == row["unit_id"],
        "concluded": inspection["concluded_at"] is not None,
        "in_time": due_on is not None and said.on <= due_on,
        "item_done": item is not None and item["state"] in DONE,
        "item_dropped": item is not None and item["state"] is ItemState.withdrawn,
    }


def _inspection(desk: RecordDesk) -> sa.RowMapping:
    row = find_row(desk.session, INSPECTION, id=desk.row["inspection_id"])
    if row is None:
        raise NotFound("督查", str(desk.row["inspection_id"]), "台账不完整，请运行 duban verify")
    return row


def _clause(desk: RecordDesk, event: FindingEvent) -> str | None:
    """Objections and putting right have rules of their own; the rest goes by the kind of inspection."""
    rules = rules_of(desk.pack)
    own = {
        FindingEvent.object: rules.objection,
        FindingEvent.answer: rules.rectify,
        FindingEvent.passed: rules.rectify,
        FindingEvent.failed: rules.rectify,
    }.get(event)
    return (own.clause if own else None) or kind_of(desk.pack, _inspection(desk)["kind"]).clause


FINDING_KIND = RecordKind(
    name="问题",
    prefix="WT",
    table=FINDING,
    moves=lambda _pack, _row: FINDING_MOVES,
    labels=FINDING_LABELS,
    event_labels={**FINDING_EVENT_LABELS, "open": "记录问题", "conclude": "结论送达"},
    command="inspection",
    known=lambda desk, _event: _facts(desk),
)
"""Every finding."""
