"""How the service runs: the last sweep, whoever rings, open alerts, what runs next; and one alert."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi.responses import RedirectResponse, Response

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.subjects import ALERT_SUBJECT, require_seen
from duban.console.moves import moves_on, offered
from duban.console.permits import OFFICE, READS_ALL, Screen
from duban.console.runs import bell_here, runs_coming
from duban.console.visits import Visit, Visiting
from duban.services.alerts import show_alert, told_alerts
from duban.services.health import health_of, told_bell

SCREEN = Screen()
RUNS = 15


@SCREEN.get("/health", permit=READS_ALL)
def health(visit: Visiting, every: bool = False) -> Response:
    """The ledger's side and the bell's."""
    with visit.look() as looked:
        told = health_of(looked)
        alerts = told_alerts(looked.session, visit.me.institution, every=every)
    by_hand = [
        act for act in (*acts_of("sweep"), *acts_of("alert")) if act.subject is None and act.open_to(visit.me.roles)
    ]
    bell = told_bell(visit.console.bell)
    return visit.page(
        "health",
        it=told,
        alerts=alerts,
        every=every,
        bell=bell,
        rung=runs_coming(visit, RUNS),
        by_hand=by_hand,
        rings=OFFICE.admits(visit.me.roles),
    )


@SCREEN.post("/health/sweep", permit=OFFICE)
def sweep(visit: Visiting) -> Response:
    """One more run of the daily sweep by the service; its page tells how far it has come."""
    run = bell_here(visit, "巡检").sweep(visit.me.institution)
    return RedirectResponse(f"/runs/{quote(run.id, safe='')}", HTTPStatus.SEE_OTHER)


@SCREEN.get("/api/health", permit=READS_ALL, tags=["alert"], summary="运行情况")
def health_json(visit: Visiting) -> dict[str, Any]:
    """最近一次巡检、告警、到期和将到的环节、运行服务是否在答。"""
    with visit.look() as looked:
        told = health_of(looked)
    return {**told, "bell": told_bell(visit.console.bell)}


@SCREEN.get("/alerts/{code}", permit=READS_ALL)
def alert(visit: Visiting, code: str) -> Response:
    """One alert."""
    told = _alert(visit, code)
    with visit.look() as looked:
        moves = moves_on(visit, looked, ALERT_SUBJECT, code)
    offers = offered(acts_of("alert"), visit.me.roles, moves, {"code": code})
    return visit.page("alert", it=told, offers=offers)


@SCREEN.get("/api/alerts/{code}", permit=READS_ALL, tags=["alert"], summary="一条告警")
def alert_json(visit: Visiting, code: str) -> dict[str, Any]:
    """一条告警的全部经过。"""
    return _alert(visit, code)


def _alert(visit: Visit, code: str) -> dict[str, Any]:
    with visit.look() as looked:
        require_seen(ALERT_SUBJECT, looked, [code], visit.me.sight)
        return show_alert(looked.session, visit.me.institution, code, looked.asked)
