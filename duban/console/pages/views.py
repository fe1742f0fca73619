"""Saved views: ways of looking at the ledger that somebody named, each a plain address of it."""

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from duban.console.ledger_asked import ITEMS, Asking
from duban.console.permits import EVERYONE_AT_WORK, OFFICE, Screen
from duban.console.visits import Visit, Visiting
from duban.services import saved_views
from duban.services.saved_views import View
from duban.store.unit_of_work import reading, unit_of_work

SCREEN = Screen()
HERE = "/views"


def address_of(view: View) -> str:
    """Where the view is seen: a link that others can be sent."""
    return f"{ITEMS}?{view.asked}" if view.asked else ITEMS


def views_for(session: Session, visit: Visit) -> list[View]:
    """What the reader may open: their own, and what is shared with their institution."""
    return saved_views.list_views(session, visit.me.account_id, visit.me.institution)


@SCREEN.get(HERE, permit=EVERYONE_AT_WORK)
def views(visit: Visiting) -> Response:
    """One's own to rename, delete, land on and share; and what others share."""
    with reading(visit.console.engine) as session:
        found = views_for(session, visit)
    own, shared = [each for each in found if not each.owner], [each for each in found if each.owner]
    return visit.page("views", own=own, shared=shared, address_of=address_of, shares=OFFICE.admits(visit.me.roles))


@SCREEN.get("/api/views", permit=EVERYONE_AT_WORK, tags=["item"], summary="保存的视图")
def views_json(visit: Visiting) -> list[dict[str, Any]]:
    """本人保存的和本机关共用的视图；address 是打开它的地址。"""
    with reading(visit.console.engine) as session:
        return [{**asdict(each), "address": address_of(each)} for each in views_for(session, visit)]


@SCREEN.post(HERE, permit=EVERYONE_AT_WORK)
def save(visit: Visiting, asked: Asking) -> Response:
    """The ledger as the address asks for it, under the name that was typed; then the same list again."""
    here, now = asked.address(), visit.console.machine.now()
    _change(
        visit,
        lambda session, mine: saved_views.save_view(
            session, mine, _typed(visit, "name"), here.partition("?")[2], now=now
        ),
    )
    return RedirectResponse(here, HTTPStatus.SEE_OTHER)


@SCREEN.post("/views/{view_id}/rename", permit=EVERYONE_AT_WORK)
def rename(visit: Visiting, view_id: str) -> Response:
    """Another name."""
    return _change(visit, lambda session, mine: saved_views.rename_view(session, mine, view_id, _typed(visit, "name")))


@SCREEN.post("/views/{view_id}/delete", permit=EVERYONE_AT_WORK)
def delete(visit: Visiting, view_id: str) -> Response:
    """Gone."""
    return _change(visit, lambda session, mine: saved_views.delete_view(session, mine, view_id))


@SCREEN.post("/views/{view_id}/landing", permit=EVERYONE_AT_WORK)
def land(visit: Visiting, view_id: str) -> Response:
    """What one comes to when one signs in; `off` for the desk again."""
    landing = not _typed(visit, "off")
    return _change(visit, lambda session, mine: saved_views.land_on(session, mine, view_id, landing=landing))


@SCREEN.post("/views/{view_id}/share", permit=OFFICE)
def share(visit: Visiting, view_id: str) -> Response:
    """For everyone of the institution; `off` for nobody else."""
    institution = None if _typed(visit, "off") else visit.me.institution
    return _change(visit, lambda session, mine: saved_views.share_view(session, mine, view_id, institution))


def _typed(visit: Visit, name: str) -> str:
    return str(visit.form.get(name, ""))


def _change(visit: Visit, change: Callable[[Session, int], None]) -> Response:
    with unit_of_work(visit.console.engine) as uow:
        change(uow.session, visit.me.account_id)
        uow.commit()
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)
