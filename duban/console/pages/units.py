"""Units and leaders: the lists, a unit's page and a leader's line."""

from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import Response

from duban.console.permits import EVERYONE_AT_WORK, READS_ALL, Screen
from duban.console.visits import Visit, Visiting
from duban.core.errors import NotFound
from duban.services.beginning import Looked
from duban.services.interview_desk import may_read
from duban.services.interview_view import counted
from duban.services.score_view import told_assessments, why
from duban.services.unit_view import leaders_listed, told_leader, told_unit, units_listed

SCREEN = Screen()
Handle = Annotated[int, Path(le=2**62)]
"""A number that every database can hold."""


@SCREEN.get("/units", permit=EVERYONE_AT_WORK)
def units(visit: Visiting) -> Response:
    """The list, with a chart over the same figures."""
    rows = units_json(visit)
    charted = [row for row in rows if row["open"] or row["breaches"]]
    return visit.page("units", rows=rows, charted=charted)


@SCREEN.get("/units/{unit}", permit=EVERYONE_AT_WORK)
def unit_page(visit: Visiting, unit: str) -> Response:
    """One unit."""
    return visit.page("unit", told=unit_json(visit, unit))


@SCREEN.get("/leaders", permit=READS_ALL)
def leaders(visit: Visiting) -> Response:
    """Every leader who has items in charge."""
    with visit.look() as looked:
        rows = leaders_listed(looked.session, looked.running.pack, looked.asked.on)
    return visit.page("leaders", rows=rows)


@SCREEN.get("/leaders/{person_id}", permit=READS_ALL)
def leader(visit: Visiting, person_id: Handle) -> Response:
    """One leader's line."""
    return visit.page("leader", told=leader_json(visit, person_id))


@SCREEN.get("/api/units", permit=EVERYONE_AT_WORK, tags=["unit"], summary="责任单位清单")
def units_json(visit: Visiting) -> list[dict[str, Any]]:
    """每个单位在办、逾期和有记录的逾期次数；单位联络员只见本单位。"""
    with visit.look() as looked:
        return units_listed(looked.session, looked.running.pack, looked.asked.on, visit.me.sight)


@SCREEN.get("/api/units/{unit}", permit=EVERYONE_AT_WORK, tags=["unit"], summary="一个责任单位")
def unit_json(visit: Visiting, unit: str) -> dict[str, Any]:
    """一个单位：在办事项、目标、逾期记录、考核得分；有权查看的另有约谈次数。"""
    with visit.look() as looked:
        told = told_unit(looked.session, looked.running, unit, looked.asked.on, visit.me.sight)
        return {**told, "score": _score(visit, looked, unit), "interviews": _interviews(looked, unit)}


@SCREEN.get("/api/leaders/{person_id}", permit=READS_ALL, tags=["unit"], summary="一位分管领导")
def leader_json(visit: Visiting, person_id: Handle) -> dict[str, Any]:
    """一位领导牵头的在办事项、责任单位和目标。"""
    with visit.look() as looked:
        return told_leader(looked.session, looked.running, person_id, looked.asked.on)


def _score(visit: Visit, looked: Looked, unit: str) -> dict[str, Any] | None:
    """The rank in the newest assessment that the reader sees; None where there is none of this unit."""
    years = told_assessments(looked.session, visit.me.institution, sight=visit.me.sight)
    if not years:
        return None
    try:
        told = why(looked.session, visit.me.institution, years[0]["year"], unit, looked.asked)
    except NotFound:
        return None
    return {name: told[name] for name in ("year", "rank", "of", "score", "band")}


def _interviews(looked: Looked, unit: str) -> list[dict[str, Any]] | None:
    """The rolling counts of the unit's heads, for those who may read interviews; None for the others."""
    pack = looked.running.pack
    if pack.interview is None or not may_read(looked.session, pack, looked.asked):
        return None
    return [row for row in counted(looked.session, pack, looked.asked.on) if row["unit"] == unit]
