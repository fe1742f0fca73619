"""The rules: the pack read as its document reads, one clause with all that rests on it, its versions, its year."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query
from fastapi.responses import Response

from duban.console.catalogue.all import CATALOGUE
from duban.console.permits import EVERYONE_AT_WORK, OFFICE, READS_ALL, Screen
from duban.console.visits import Visit, Visiting
from duban.documents.ics import calendar_feed
from duban.institutions.projection import CalendarRow
from duban.services.beginning import Looked
from duban.services.pack_versions import IN_FORCE, list_versions, load_version
from duban.services.rulebook import Wanted, day_of, read_clause, read_rules, year_of_days

SCREEN = Screen()
TITLES = {act.command: act.title for act in CATALOGUE}
"""Command → what the button of its act says."""
Year = Annotated[int | None, Query(ge=1, le=9999)]


@SCREEN.get("/rules", permit=EVERYONE_AT_WORK)
def rules(visit: Visiting, version: str = IN_FORCE, year: Year = None) -> Response:
    """The document, clause by clause."""
    with visit.look() as looked:
        told = read_rules(looked.session, _wanted(visit, looked, version, year))
    return visit.page("rules", told=told, asked=version, current=version == IN_FORCE)


@SCREEN.get("/rules/clauses/{clause}", permit=EVERYONE_AT_WORK)
def clause(visit: Visiting, clause: str, version: str = IN_FORCE, year: Year = None) -> Response:
    """One clause."""
    with visit.look() as looked:
        wanted = _wanted(visit, looked, version, year)
        told = read_clause(looked.session, wanted, clause)
    return visit.page("rules_clause", clause=told, year=wanted.year, asked=version, titles=TITLES)


@SCREEN.get("/rules/versions", permit=EVERYONE_AT_WORK)
def versions(visit: Visiting) -> Response:
    """Every version of the pack on record."""
    counted = visit.me.sight.units is None
    return visit.page("rules_versions", rows=_versions(visit), counted=counted, offers=OFFICE.admits(visit.me.roles))


@SCREEN.get("/rules/calendar", permit=EVERYONE_AT_WORK)
def calendar(visit: Visiting, year: Year = None) -> Response:
    """The pack's year, day by day."""
    chosen, _, rows = _year(visit, year)
    return visit.page("rules_calendar", year=chosen, rows=[day_of(row) for row in rows])


@SCREEN.get("/rules/calendar.ics", permit=EVERYONE_AT_WORK)
def calendar_file(visit: Visiting, year: Year = None) -> Response:
    """The same for a telephone or Outlook."""
    chosen, title, rows = _year(visit, year)
    name = quote(f"{title}{chosen}.ics")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(calendar_feed(title, rows), media_type="text/calendar", headers=headers)


@SCREEN.get("/api/rules", permit=EVERYONE_AT_WORK, tags=["pack"], summary="制度条文")
def rules_json(visit: Visiting, version: str = IN_FORCE, year: Year = None) -> dict[str, Any]:
    """逐条：内容、约束力、由哪条规则和哪个服务执行；能看全部台账的人另见当年依据它办过几件。"""
    with visit.look() as looked:
        return read_rules(looked.session, _wanted(visit, looked, version, year))


@SCREEN.get("/api/rules/clauses/{clause}", permit=EVERYONE_AT_WORK, tags=["pack"], summary="一条条款")
def clause_json(visit: Visiting, clause: str, version: str = IN_FORCE, year: Year = None) -> dict[str, Any]:
    """一条条款，连同当年的日期和依据它办过的事项。"""
    with visit.look() as looked:
        return read_clause(looked.session, _wanted(visit, looked, version, year), clause)


@SCREEN.get("/api/rules/versions", permit=EVERYONE_AT_WORK, tags=["pack"], summary="制度版本")
def versions_json(visit: Visiting) -> list[dict[str, Any]]:
    """载入过的版本和各自名下的在办事项。"""
    return _versions(visit)


@SCREEN.get("/api/rules/calendar", permit=EVERYONE_AT_WORK, tags=["pack"], summary="制度全年日期")
def calendar_json(visit: Visiting, year: Year = None) -> list[dict[str, Any]]:
    """一年里每个周期的每一期、每个环节在哪一天，依据哪一条。"""
    return [day_of(row) for row in _year(visit, year)[2]]


@SCREEN.get("/api/rules/document", permit=READS_ALL, tags=["pack"], summary="制度全文")
def document_json(visit: Visiting, version: str = IN_FORCE) -> dict[str, Any]:
    """一版制度的全部规则。"""
    with visit.look() as looked:
        loaded = load_version(looked.session, visit.me.institution, version)
    return {"version": loaded.version, **loaded.pack.model_dump(mode="json", by_alias=True)}


def _wanted(visit: Visit, looked: Looked, version: str, year: int | None) -> Wanted:
    loaded = load_version(looked.session, visit.me.institution, version)
    return Wanted(loaded.pack, loaded.version, year or looked.asked.on.year, visit.me.sight)


def _versions(visit: Visit) -> list[dict[str, Any]]:
    with visit.look() as looked:
        rows = [row for row in list_versions(looked.session) if row["pack"] == visit.me.institution]
    seen = visit.me.sight.units is None
    return [row if seen else {**row, "open_items": None} for row in reversed(rows)]


def _year(visit: Visit, year: int | None) -> tuple[int, str, list[CalendarRow]]:
    with visit.look() as looked:
        wanted = _wanted(visit, looked, IN_FORCE, year)
        return wanted.year, wanted.pack.title, year_of_days(looked.session, wanted)
