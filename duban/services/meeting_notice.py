"""Notice of a meeting and its materials: who is asked, who owes what by when, who is chased."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from duban.core.timelimits import Due, DueStatus
from duban.institutions.schema import Pack, StageName
from duban.institutions.schema.cycles import MATERIALS
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.messages import tell_units_of
from duban.services.occurrence_desk import OCCURRENCE_KIND, cycle_of, stage_of
from duban.services.packs import pack_behind
from duban.services.records import RecordDesk, record_desk
from duban.services.report_round import Opening, open_units
from duban.services.unit_names import units_but_offices, units_meant
from duban.store.occurrences import ATTENDANCE, attendance_of, lead_units_of
from duban.store.reports import list_reports
from duban.store.rows import add_rows
from states.report import AWAITED

INVITED = "个会议通知，请登录督办系统查看。"
WANTED = "份会议材料待报，请登录督办系统办理。"


def notify_units(desk: RecordDesk) -> str:
    """Asks the units that the cycle names, else those that answer for what it covers, else all."""
    known = {row["unit_id"] for row in attendance_of(desk.session, desk.row["id"])}
    invited = invited_units(desk.session, desk.pack, desk.row["cycle"], desk.said.on)
    new = [unit for unit in invited if unit not in known]
    rows = [{"occurrence_id": desk.row["id"], "unit_id": unit} for unit in new]
    desk.changes.added(ATTENDANCE, add_rows(desk.session, ATTENDANCE, rows))
    desk.after.append(lambda act: tell_units_of(desk.session, act, dict.fromkeys(invited, 1), INVITED))
    return f"已通知{len(invited)}个单位" if invited else "没有涉及的事项，未通知单位"


def invited_units(session: Session, pack: Pack, cycle_name: str, on: date) -> Sequence[int]:
    """The units that take part, by id; the offices prepare the meeting and are asked only where the pack names them."""
    cycle = cycle_of(pack, cycle_name)
    if cycle.attend:
        return [unit["id"] for unit in units_meant(session, pack, cycle.attend, on)]
    if cycle.covers and cycle.covers.items:
        return lead_units_of(session, pack.code, cycle.covers.items)
    return [unit["id"] for unit in units_but_offices(session, pack)]


def open_materials(session: Session, running: RunningInstitution, code: str, said: Asked) -> list[str]:
    """The materials that the units owe for the meeting, due on the day on which they are collected."""
    desk = record_desk(session, OCCURRENCE_KIND, code, said, institution=running.pack.code, lock=False)
    if StageName.collect not in cycle_of(desk.pack, desk.row["cycle"]).stage_names:
        return []
    due_on = stage_of(session, desk.row, StageName.collect)["due_on"]
    units = _owing(session, desk, said.on)
    if due_on is None or not units:
        return []
    due = Due(DueStatus.due, max(due_on, said.on), provisional=desk.row["provisional"])
    pack = pack_behind(session, desk.row)
    opening = Opening(desk.row["cycle"] + MATERIALS, desk.row["period"], due)
    return open_units(session, pack, opening, said, units)


def _owing(session: Session, desk: RecordDesk, on: date) -> list[str]:
    """The units that the pack asks for materials, else those that were asked to the meeting."""
    collect = cycle_of(desk.pack, desk.row["cycle"]).stages.collect
    if collect and collect.units:
        return [str(unit["name"]) for unit in units_meant(session, desk.pack, collect.units, on)]
    return [str(row["unit"]) for row in attendance_of(session, desk.row["id"])]


def chase_materials(desk: RecordDesk) -> str:
    """Tells the units whose materials are not there yet; what is late beyond the day the daily round chases."""
    name = desk.row["cycle"] + MATERIALS
    rows = list_reports(desk.session, desk.row["institution"], report=name, period=desk.row["period"], states=())
    missing = [row["unit_id"] for row in rows if row["state"] in AWAITED]
    desk.after.append(lambda act: tell_units_of(desk.session, act, dict.fromkeys(missing, 1), WANTED))
    return (
        f"应报{len(rows)}份，已报{len(rows) - len(missing)}份，已催{len(missing)}份" if rows else "没有应报的会议材料"
    )
