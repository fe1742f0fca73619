"""Papers: the list, and one paper with its approval and its whole story."""

from typing import Any

from fastapi.responses import Response

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.subjects import ORDER_SUBJECT, require_seen
from duban.console.moves import moves_on, offered
from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visiting
from duban.services.order_view import list_papers, show_paper
from duban.services.records_view import cited
from states.labels import ORDER_LABELS
from states.order import OrderState

SCREEN = Screen()
MOST = 200


@SCREEN.get("/papers", permit=EVERYONE_AT_WORK)
def papers(visit: Visiting, state: str = "") -> Response:
    """The list, newest first."""
    states = [OrderState(state)] if state in set(OrderState) else []
    with visit.look() as looked:
        rows = list_papers(looked.session, visit.me.institution, states, MOST, visit.me.sight)
    return visit.page("papers", rows=rows, states=ORDER_LABELS, state=state, most=MOST)


@SCREEN.get("/papers/{handle:path}", permit=EVERYONE_AT_WORK)
def paper(visit: Visiting, handle: str) -> Response:
    """One paper."""
    with visit.look() as looked:
        require_seen(ORDER_SUBJECT, looked, [handle], visit.me.sight)
        told = show_paper(looked.session, visit.me.institution, handle, looked.asked)
        moves = moves_on(visit, looked, ORDER_SUBJECT, handle)
        clause = cited(looked.running.pack, told["clause"])
    acts = [act for act in acts_of("order") if act.subject is ORDER_SUBJECT]
    offers = offered(acts, visit.me.roles, moves, {"paper": str(told["id"])})
    return visit.page("paper", paper=told, clause=clause, offers=offers)


@SCREEN.get("/api/papers", permit=EVERYONE_AT_WORK, tags=["order"], summary="文书清单")
def papers_json(visit: Visiting, state: OrderState | None = None, most: int = MOST) -> list[dict[str, Any]]:
    """文书，新的在前；单位联络员只见发给本单位的。"""
    with visit.look() as looked:
        states = [state] if state else []
        return list_papers(looked.session, visit.me.institution, states, max(1, min(most, MOST)), visit.me.sight)


@SCREEN.get("/api/papers/{handle:path}", permit=EVERYONE_AT_WORK, tags=["order"], summary="一份文书")
def paper_json(visit: Visiting, handle: str) -> dict[str, Any]:
    """一份文书的全部：事项、审批、办理经过。"""
    with visit.look() as looked:
        require_seen(ORDER_SUBJECT, looked, [handle], visit.me.sight)
        return show_paper(looked.session, visit.me.institution, handle, looked.asked)
