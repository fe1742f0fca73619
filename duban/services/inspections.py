"""Inspections (督查): scheme, approval, visits, conclusion, closing; each by the kind that the pack states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, ReasonMissing, TransitionRefused, in_brackets
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Draw, InspectionKind, Inspections, Pack
from duban.services.acts import OpenAct, SealedAct, record_new
from duban.services.drawing import draw
from duban.services.exceptions import nothing_to_set_aside, require_exception
from duban.services.item_desk import Asked
from duban.services.item_parts import get_unit
from duban.services.items import read_marking
from duban.services.ladders import clock_of
from duban.services.messages import tell_units_of
from duban.services.packs import PackOnRecord
from duban.services.records import RecordDesk, RecordKind, open_record, post_of, record_desk, step_record, who_acts
from duban.services.records_view import told_record, told_row
from duban.services.transition import look_up_item
from duban.services.unit_names import units_meant
from duban.store.evidence import get_head
from duban.store.inspections import (
    FINDING,
    INSPECTION,
    ITEM,
    VISITED,
    findings_of,
    list_inspections,
    plates_of,
    record_visit,
    unsettled,
    visited_units,
)
from duban.store.org import unit_ids
from duban.store.rows import add_rows, find_row, set_values
from duban.store.sight import EVERYTHING, Sight, unit_names
from states.engine import MoveTable
from states.finding import ENDED, FINDING_LABELS
from states.inspection import (
    INSPECTION_EVENT_LABELS,
    INSPECTION_LABELS,
    InspectionEvent,
    InspectionState,
    inspection_moves,
)
from states.record_guards import Deciders

COMING = "次督查，请登录督办系统查看。"
SEED_LENGTH = 16
CONCLUDED = "份督查结论，请登录督办系统查看。"


@dataclass(frozen=True)
class Scheme:
    """An inspection as it is planned: what, whom, when, how, by whom together."""

    kind: str
    title: str
    units: tuple[str, ...]
    what: str | None = None
    how: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    offices: tuple[str, ...] = ()
    unannounced: bool = False
    item: str | None = None
    """The item that a listed inspection puts on the board."""
    secrecy: str | None = None


def plan_inspection(session: Session, scheme: Scheme, said: Asked, *, pack: PackOnRecord) -> str:
    """Draws up a scheme and returns its code. Raises NotFound, InvalidValue, ClassifiedMatter, TransitionRefused."""
    kind = kind_of(pack.pack, scheme.kind)
    if kind.by and post_of(session, said) not in kind.by:
        cited = in_brackets(kind.clause)
        reason = f"由{'、'.join(kind.by)}拟定，请用 --by 写明岗位{cited}"
        raise _not_planned(scheme, reason)
    _may_be_made(session, pack.pack, scheme, kind, said)
    secrecy = read_marking(scheme.secrecy)
    if kind.draw and not scheme.units:
        scheme = _drawn(session, pack.pack, scheme, kind.draw, said.on)
    elif kind.draw:
        _held_to(session, pack.pack, scheme, kind.draw, said.on)
    units = [get_unit(session, pack.pack.code, name)["id"] for name in dict.fromkeys(scheme.units)]
    if not units:
        raise InvalidValue("--unit", "", "方案须写明督查哪些单位，请加 --unit，可重复")
    if scheme.from_on and scheme.to_on and scheme.to_on < scheme.from_on:
        raise InvalidValue("--to", str(scheme.to_on), f"不能早于开始的日期 {scheme.from_on}")
    columns = {
        "kind": scheme.kind,
        "title": scheme.title,
        "what": scheme.what,
        "how": scheme.how,
        "from_on": scheme.from_on,
        "to_on": scheme.to_on or scheme.from_on,
        "offices": "、".join(scheme.offices) or None,
        "announced": not (scheme.unannounced or kind.unannounced),
        "state": InspectionState.planned,
        "item_id": _item(session, pack.pack.code, scheme, kind),
        "planner_id": said.actor.person_id,
        "secrecy": secrecy,
    }

    def also(act: OpenAct, row_id: int) -> None:
        rows = [{"inspection_id": row_id, "unit_id": unit, "visits": 0} for unit in units]
        record_new(session, act, VISITED, add_rows(session, VISITED, rows))

    return open_record(session, INSPECTION_KIND, columns, said, pack=pack, clause=kind.clause, also=also)


def _may_be_made(session: Session, pack: Pack, scheme: Scheme, kind: InspectionKind, said: Asked) -> None:
    """A kind that the document wants made no more is planned only as an exception of whoever may."""
    if kind.barred is None:
        nothing_to_set_aside(said)
        return
    clause = kind.barred.clause or kind.clause
    says = f"原则上不再开展{scheme.kind}" + in_brackets(clause)
    refused = partial(_not_planned, scheme)
    require_exception(session, pack, said, clause, says=says, doing=f"开展{scheme.kind}", refused=refused)


def _not_planned(scheme: Scheme, reason: str) -> TransitionRefused:
    return TransitionRefused(f"{scheme.kind}方案", "待拟定", "拟定", reason)


def approve_inspection(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """The scheme is approved by another person than who drew it up; a listed one gets its plate."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        if desk.row["announced"]:
            desk.after.append(partial(_tell, desk, COMING))
        plate = _kind(desk).plate
        return {"plate": _next_plate(session, institution, plate, said.on.year)} if plate else {}

    return step_record(
        session,
        INSPECTION_KIND,
        code,
        InspectionEvent.approve,
        said,
        institution=institution,
        facts=who_acts,
        work=work,
        clause=_clause,
    )


def visit_unit(session: Session, institution: str, code: str, said: Asked, *, unit: str, says: str) -> SealedAct:
    """A unit is visited; what was seen there is kept. Nobody is told of it."""

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        return {"visits_named_unit": _visited(desk, unit) is not None}

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        visited = _visited(desk, unit)
        if visited:
            desk.changes.changing(VISITED, [visited["id"]])
            record_visit(session, visited["id"], said.at, says)
        return {}

    asked = {"unit": unit, "says": says}
    return step_record(
        session,
        INSPECTION_KIND,
        code,
        InspectionEvent.visit,
        said,
        institution=institution,
        facts=facts,
        work=work,
        clause=_clause,
        request=asked,
    )


def conclude_inspection(
    session: Session, institution: str, code: str, said: Asked, *, conclusion: str, calendar: WorkCalendar
) -> SealedAct:
    """The conclusion is shared with every visited unit; its limits to object and to rectify run from here."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        rules = rules_of(desk.pack)
        undated = [row["id"] for row in findings_of(session, desk.row["id"]) if row["rectify_on"] is None]
        if undated:
            desk.changes.changing(FINDING, undated)
            due_on = clock_of(rules.rectify.within.limit, calendar, said.on).due_on
            set_values(session, FINDING, undated, {"rectify_on": due_on, "version": FINDING.c.version + 1})
        desk.after.append(partial(_tell, desk, CONCLUDED))
        objection = clock_of(rules.objection.within.limit, calendar, said.on)
        return {"conclusion": conclusion, "concluded_at": said.at, "objection_due_on": objection.due_on}

    return step_record(
        session,
        INSPECTION_KIND,
        code,
        InspectionEvent.conclude,
        said,
        institution=institution,
        work=work,
        clause=_clause,
        request={"conclusion": conclusion},
    )


def close_inspection(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """Everything that was found is settled; a plate comes off."""
    return step_record(
        session,
        INSPECTION_KIND,
        code,
        InspectionEvent.close,
        said,
        institution=institution,
        work=lambda _desk: {"closed_at": said.at},
        clause=_clause,
    )


def cancel_inspection(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """An inspection that is not carried out."""
    if not said.reason:
        raise ReasonMissing(INSPECTION_EVENT_LABELS[InspectionEvent.cancel])
    return step_record(session, INSPECTION_KIND, code, InspectionEvent.cancel, said, institution=institution)


def show_inspection(
    session: Session, institution: str, code: str, said: Asked, *, sight: Sight = EVERYTHING
) -> dict[str, Any]:
    """The whole story of an inspection, its units and findings; a unit is told of itself."""
    desk = record_desk(session, INSPECTION_KIND, code, said, institution=institution, lock=False)
    told, mine = told_record(desk), unit_names(session, sight)
    for name in ("item_id", "planner_id"):
        del told[name]
    units = [
        {"unit": row["unit"], "visits": row["visits"], "says": row["says"]}
        for row in visited_units(session, desk.row["id"])
        if mine is None or row["unit"] in mine
    ]
    found = [row for row in findings_of(session, desk.row["id"]) if mine is None or row["unit"] in mine]
    findings = [told_finding(row, said.on) for row in found]
    item = find_row(session, ITEM, id=desk.row["item_id"]) if desk.row["item_id"] else None
    on_board = desk.row["plate"] is not None and desk.row["closed_at"] is None
    return {**told, "units": units, "findings": findings, "item": item and item["code"], "on_board": on_board}


def told_finding(row: sa.RowMapping, on: date) -> dict[str, Any]:
    """A finding as people read it, with whether its day has passed."""
    told = {name: value for name, value in told_row(row, FINDING_LABELS).items() if not name.endswith("_id")}
    late = row["rectify_on"] is not None and row["rectify_on"] < on and row["state"] not in ENDED
    return {**told, "late": late}


def told_inspections(
    session: Session,
    institution: str,
    states: Sequence[InspectionState] = (),
    seen_by: str | None = None,
    *,
    sight: Sight = EVERYTHING,
) -> list[dict[str, Any]]:
    """Inspections with the units they visit; `seen_by`: only what that unit may know of."""
    if seen_by is not None:
        sight = sight.narrowed([unit_ids(session, institution)[seen_by]])
    rows, mine = list_inspections(session, institution, states, sight), unit_names(session, sight)
    return [
        {
            **{name: value for name, value in told_row(row, INSPECTION_LABELS).items() if not name.endswith("_id")},
            "units": "、".join(
                each["unit"] for each in visited_units(session, row["id"]) if mine is None or each["unit"] in mine
            ),
        }
        for row in rows
    ]


def rules_of(pack: Pack) -> Inspections:
    """The pack's rules of inspections. Raises NotFound."""
    if pack.inspections is None:
        raise NotFound("督查", pack.code, "本制度没有规定督查方式，请在 inspections 中写明")
    return pack.inspections


def kind_of(pack: Pack, name: str) -> InspectionKind:
    """One kind of inspection. Raises NotFound."""
    kinds = rules_of(pack).kinds
    if name not in kinds:
        raise NotFound("督查方式", name, f"本制度的督查方式有：{'、'.join(kinds)}")
    return kinds[name]


def moves_of_kind(kind: InspectionKind) -> MoveTable:
    """The machine of one kind of inspection."""
    return inspection_moves(Deciders(kind.approve.by, kind.approve.clause), kind.clause)


def _kind(desk: RecordDesk) -> InspectionKind:
    return kind_of(desk.pack, desk.row["kind"])


def _clause(desk: RecordDesk) -> str | None:
    return _kind(desk).clause


def _visited(desk: RecordDesk, unit: str) -> sa.RowMapping | None:
    return next((row for row in visited_units(desk.session, desk.row["id"]) if row["unit"] == unit), None)


def _drawn(session: Session, pack: Pack, scheme: Scheme, rule: Draw, on: date) -> Scheme:
    """The scheme with units drawn by lot; the seed is the end of the chain, which nobody knew before."""
    meant, seed = units_meant(session, pack, rule.units, on), get_head(session, pack.code).hash[:SEED_LENGTH]
    drawn = tuple(row["name"] for row in draw(meant, rule.sample, seed, by="name"))
    lot = f"从{len(meant)}个单位中抽取{len(drawn)}个，抽样种子“{seed}”，可以复核"
    return replace(scheme, units=drawn, how="；".join(filter(None, (scheme.how, lot))))


def _held_to(session: Session, pack: Pack, scheme: Scheme, rule: Draw, on: date) -> None:
    """Units that are named by hand are among those that the kind draws from. Raises InvalidValue."""
    meant = [row["name"] for row in units_meant(session, pack, rule.units, on)]
    for unit in scheme.units:
        if unit not in meant:
            cited = in_brackets(rule.clause)
            says = f"“{scheme.kind}”只督查{'、'.join(rule.units)}{cited}；请改写单位，或不写 --unit，由系统抽取"
            raise InvalidValue("--unit", unit, says)


def _tell(desk: RecordDesk, what: str, act: OpenAct) -> None:
    units = [row["unit_id"] for row in visited_units(desk.session, desk.row["id"])]
    tell_units_of(desk.session, act, dict.fromkeys(units, 1), what)


def _item(session: Session, institution: str, scheme: Scheme, kind: InspectionKind) -> int | None:
    """The item that goes on the board. Raises NotFound, InvalidValue."""
    if kind.plate is None or scheme.item is None:
        if scheme.item:
            raise InvalidValue("--item", scheme.item, f"“{scheme.kind}”不挂牌，请去掉 --item")
        return None
    return int(look_up_item(session, institution, scheme.item)["id"])


def _next_plate(session: Session, institution: str, pattern: str, year: int) -> str:
    """The first plate of the year that was never hung."""
    used = set(plates_of(session, institution))
    return next(
        plate for n in range(1, len(used) + 2) if (plate := pattern.format(year=year, n=n, office="")) not in used
    )


def _known(desk: RecordDesk, event: str) -> Mapping[str, Any]:
    row, joint = desk.row, _kind(desk).joint
    if event == InspectionEvent.approve:
        whole = row["what"] and row["how"] and row["from_on"]
        return {"scheme_whole": whole, "joint_enough": not joint or "、" in (row["offices"] or "")}
    if event == InspectionEvent.conclude:
        return {"all_visited": all(each["visits"] for each in visited_units(desk.session, row["id"]))}
    return {"all_settled": unsettled(desk.session, row["id"]) == 0} if event == InspectionEvent.close else {}


INSPECTION_KIND = RecordKind(
    name="督查",
    prefix="DC",
    table=INSPECTION,
    moves=lambda pack, row: moves_of_kind(kind_of(pack, row["kind"])),
    labels=INSPECTION_LABELS,
    event_labels={**INSPECTION_EVENT_LABELS, "open": "拟定方案"},
    not_by={InspectionEvent.approve: "planner_id"},
    known=_known,
)
"""Every inspection."""
