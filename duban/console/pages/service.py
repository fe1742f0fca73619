"""What the service says of itself: that it lives, and what its JSON API offers."""

from typing import Any

from fastapi.responses import JSONResponse, Response

from duban.console.describing import describe
from duban.console.permits import ANYBODY, PUBLIC, Screen
from duban.console.visits import Visiting
from duban.store.unit_of_work import reading

SCREEN = Screen()


@SCREEN.get("/healthz", permit=PUBLIC)
def healthz(visit: Visiting) -> dict[str, Any]:
    """Whether it can read its ledger."""
    with reading(visit.console.engine) as session:
        session.connection().exec_driver_sql("SELECT 1")
    return {"ok": True}


@SCREEN.get("/api/openapi.json", permit=ANYBODY, include_in_schema=False)
def openapi(visit: Visiting) -> Response:
    """The description of the JSON API."""
    return JSONResponse(describe(visit.request.app))
