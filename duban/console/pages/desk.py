"""My desk: what waits for me today, per role."""

from typing import Any

from fastapi.responses import Response

from duban.console.permits import ANYBODY, EVERYONE_AT_WORK, Screen
from duban.console.visits import Visiting
from duban.services.desk_view import desk_of

SCREEN = Screen()


@SCREEN.get("/", permit=ANYBODY)
def desk(visit: Visiting) -> Response:
    """What waits, or for an administrator what they are here for."""
    if not visit.me.works:
        return visit.page("desk", piles=[], on=None)
    with visit.look() as looked:
        piles, on = desk_of(looked, visit.me.standing), looked.asked.on
    return visit.page("desk", piles=piles, on=on)


@SCREEN.get("/api/desk", permit=EVERYONE_AT_WORK, tags=["desk"], summary="我的办公桌")
def desk_json(visit: Visiting) -> list[dict[str, Any]]:
    """今天等着办的事，按类。"""
    with visit.look() as looked:
        piles = desk_of(looked, visit.me.standing)
    return [
        {"name": pile.name, "title": pile.title, "lines": [line.as_json() for line in pile.lines]} for pile in piles
    ]
