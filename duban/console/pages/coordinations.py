"""Problems passed up level by level: the board by level, and one problem with what everybody said."""

from typing import Any

from fastapi.responses import Response

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.choices import levels
from duban.console.catalogue.record_subjects import COORDINATION_SUBJECT
from duban.console.catalogue.subjects import require_seen
from duban.console.moves import moves_on, offered
from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.services.beginning import Looked
from duban.services.coordination_view import list_told, told_coordination
from duban.store.coordinations import Wanted

SCREEN = Screen()
RAISE = next(act for act in acts_of("coordination") if act.name == "coordination raise")
MOST = 200


@SCREEN.get("/coordinations", permit=EVERYONE_AT_WORK)
def coordinations(visit: Visiting, every: bool = False, late: bool = False) -> Response:
    """The board: where each problem has got to, the highest level first."""
    with visit.look() as looked:
        rows = _rows(visit, looked, every=every, late=late)
        upwards = [name for name, _ in levels(looked, visit.me.sight)]
    order = [*reversed(upwards), *dict.fromkeys(row["level_name"] for row in rows if row["level_name"] not in upwards)]
    board = {name: [row for row in rows if row["level_name"] == name] for name in order}
    return visit.page("coordinations", board=board, begins=RAISE.open_to(visit.me.roles), every=every, late=late)


@SCREEN.get("/coordinations/{code}", permit=EVERYONE_AT_WORK)
def coordination(visit: Visiting, code: str) -> Response:
    """One problem."""
    with visit.look() as looked:
        require_seen(COORDINATION_SUBJECT, looked, [code], visit.me.sight)
        told = told_coordination(looked.session, visit.me.institution, code, looked.asked)
        moves = moves_on(visit, looked, COORDINATION_SUBJECT, code)
    offers = offered(acts_of("coordination"), visit.me.roles, moves, {"code": code})
    offers = [each for each in offers if each.act is not RAISE]
    return visit.page("coordination", told=told, offers=offers)


@SCREEN.get("/api/coordinations", permit=EVERYONE_AT_WORK, tags=["coordination"], summary="层级协调清单")
def coordinations_json(visit: Visiting, every: bool = False, late: bool = False) -> list[dict[str, Any]]:
    """协调中的问题；单位联络员只见本单位提出和请本单位会商的。"""
    with visit.look() as looked:
        return _rows(visit, looked, every=every, late=late)


@SCREEN.get("/api/coordinations/{code}", permit=EVERYONE_AT_WORK, tags=["coordination"], summary="一件协调")
def coordination_json(visit: Visiting, code: str) -> dict[str, Any]:
    """一件协调的全部：会商、报告、各级意见、批示和办理经过。"""
    with visit.look() as looked:
        require_seen(COORDINATION_SUBJECT, looked, [code], visit.me.sight)
        return told_coordination(looked.session, visit.me.institution, code, looked.asked)


def _rows(visit: Visit, looked: Looked, *, every: bool, late: bool) -> list[dict[str, Any]]:
    today = looked.asked.on
    wanted = Wanted(late_on=today if late else None, is_open=not every, sight=visit.me.sight)
    return list_told(looked.session, visit.me.institution, wanted, today, MOST)
