"""One occurrence: its stages with their runs, who came, what was put before the chair, what was decided."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi.responses import RedirectResponse, Response

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.cycle import TO_DECIDE
from duban.console.catalogue.subjects import OCCURRENCE_SUBJECT, require_seen
from duban.console.moves import Offer, moves_on, offered
from duban.console.permits import EVERYONE_AT_WORK, OFFICE, READS_ALL, Screen
from duban.console.runs import Rung, run_here, runs_of_stages
from duban.console.visits import Visit, Visiting
from duban.documents.ics import meeting_feed
from duban.services.health import told_run
from duban.services.occurrence_view import narrowed, show_occurrence
from duban.services.records_view import local_text
from duban.services.roles import Role
from duban.services.wall import stage_light
from duban.store.sight import unit_names
from states.occurrence import BY_SYSTEM, ENDED_OCCURRENCES, STAGE_STATES, OccurrenceState, StageState

SCREEN = Screen()
ICS = "text/calendar; charset=utf-8"


@SCREEN.get("/occurrences/{code}", permit=EVERYONE_AT_WORK)
def occurrence(visit: Visiting, code: str) -> Response:
    """Everything on record of it, what the bell says of its stages, and what can be done now."""
    told = _told(visit, code)
    rung = runs_of_stages(visit, told["cycle"], told["period"]) if visit.me.roles & READS_ALL.roles else Rung()
    return visit.page("occurrence", it=told, rung=rung, offers=_offers(visit, told), records=_records(visit, told))


@SCREEN.get("/occurrences/{code}/calendar.ics", permit=EVERYONE_AT_WORK)
def occurrence_ics(visit: Visiting, code: str) -> Response:
    """The days of its stages, as a calendar file for a telephone."""
    name = quote(f"{code}.ics", safe="")
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(meeting_feed(_told(visit, code)), media_type=ICS, headers=named)


@SCREEN.get("/api/occurrences/{code}", permit=EVERYONE_AT_WORK, tags=["cycle"], summary="一期的全部")
def occurrence_json(visit: Visiting, code: str) -> dict[str, Any]:
    """一期的全部：各环节、到会情况、议定事项、汇总呈报、办理经过；单位联络员只见本单位的到会和议定事项。"""
    return _told(visit, code)


@SCREEN.get("/runs/{run}", permit=READS_ALL)
def run(visit: Visiting, run: str) -> Response:
    """One run of the bell, with its log."""
    bell, found = run_here(visit, run)
    lines = [{"at": local_text(line.at), "level": line.level, "says": line.says} for line in bell.list_log(run)]
    return visit.page("run", run=told_run(found), lines=lines, ends=not found.over and Role.operator in visit.me.roles)


@SCREEN.post("/runs/{run}/cancel", permit=OFFICE)
def cancel(visit: Visiting, run: str) -> Response:
    """Asks a run to end; the ledger is not touched: what it did stays, what it did not is done by the next."""
    bell, _found = run_here(visit, run)
    bell.cancel(run)
    return RedirectResponse(f"/runs/{quote(run, safe='')}", HTTPStatus.SEE_OTHER)


def _told(visit: Visit, code: str) -> dict[str, Any]:
    with visit.look() as looked:
        require_seen(OCCURRENCE_SUBJECT, looked, [code], visit.me.sight)
        told = show_occurrence(looked.session, visit.me.institution, code, looked.asked)
        stages = [{**each, "light": stage_light(looked, told, each)} for each in told["stages"]]
        return narrowed({**told, "stages": stages}, unit_names(looked.session, visit.me.sight))


def _offers(visit: Visit, told: dict[str, Any]) -> list[Offer]:
    """What can be done: the machine's events, and the stage of the system that comes next."""
    with visit.look() as looked:
        moves = moves_on(visit, looked, OCCURRENCE_SUBJECT, told["code"])
    moves = replace(moves, possible=moves.possible | set(_next_of_system(told)))
    found = offered(acts_of("cycle"), visit.me.roles, moves, {"code": told["code"]})
    rows = f"{OCCURRENCE_SUBJECT.page(told['code'])}/decisions"
    return [replace(each, address=rows) if each.act.name == TO_DECIDE else each for each in found]


def _next_of_system(told: dict[str, Any]) -> list[str]:
    """The stage that comes next, where the system does it: a person need not wait for its day."""
    if told["state"] in (*ENDED_OCCURRENCES, OccurrenceState.missed, OccurrenceState.waiting):
        return []
    left = [each["stage"] for each in told["stages"] if each["state"] in (StageState.planned, StageState.awaiting)]
    return left[:1] if left and left[0] in BY_SYSTEM and left[0] in STAGE_STATES else []


def _records(visit: Visit, told: dict[str, Any]) -> bool:
    """Whether the reader may now tick who did not come."""
    return Role.operator in visit.me.roles and "convene" in told["next"] and bool(told["attendance"])
