"""Lists of what has no page of its own: the responsibility list, and what the ledger has told its people."""

from typing import Any

from fastapi.responses import Response

from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.core.clock import local_date
from duban.services.item_ledger import responsibility_list
from duban.store.messages import list_inbox

SCREEN = Screen()
MOST = 200
NOBODY = 0
"""No person has this id: whoever holds no post has no inbox."""


@SCREEN.get("/ledger", permit=EVERYONE_AT_WORK)
def ledger(visit: Visiting, office: str = "", open_only: bool = False) -> Response:
    """Items of the specialised bodies, from being hung up to being struck off."""
    with visit.look() as looked:
        offices = [name for name, each in looked.running.pack.offices.items() if each.series]
    rows = [
        {**row, "late": "逾期" if row["late"] else ""} for row in _responsibility(visit, office, open_only=open_only)
    ]
    return visit.page("ledger", rows=rows, offices=offices, office=office, open_only=open_only)


@SCREEN.get("/api/ledger", permit=EVERYONE_AT_WORK, tags=["item"], summary="责任清单台账")
def ledger_json(visit: Visiting, office: str = "", open_only: bool = False) -> list[dict[str, Any]]:
    """每件议定事项的挂号、时限、核查、销号；单位联络员只见本单位主办、协办的。"""
    return _responsibility(visit, office, open_only=open_only)


def _responsibility(visit: Visit, office: str, *, open_only: bool) -> list[dict[str, Any]]:
    with visit.look() as looked:
        pack, on = looked.running.pack, looked.asked.on
        named = [office] if office else []
        return responsibility_list(looked.session, pack, named, on, open_only=open_only, sight=visit.me.sight)


@SCREEN.get("/inbox", permit=EVERYONE_AT_WORK)
def inbox(visit: Visiting, everyone: bool = False) -> Response:
    """What has reached the reader; who sees everything may look at everybody's."""
    return visit.page("inbox", rows=_inbox(visit, everyone=everyone), everyone=everyone, most=MOST)


@SCREEN.get("/api/inbox", permit=EVERYONE_AT_WORK, tags=["inbox"], summary="收件箱")
def inbox_json(visit: Visiting, everyone: bool = False) -> list[dict[str, Any]]:
    """送到本人的提醒，新的在前；提醒只说有几件，不含事项内容。"""
    return _inbox(visit, everyone=everyone)


def _inbox(visit: Visit, *, everyone: bool) -> list[dict[str, Any]]:
    all_of_them = everyone and visit.me.sight.units is None
    person = None if all_of_them else next((held.person_id for held in visit.me.posts), NOBODY)
    with visit.look() as looked:
        rows = list_inbox(looked.session, visit.me.institution, None, MOST, person_id=person)
    names = ("unit", "post", "person", "text")
    return [{"on": local_date(row["true_at"]).isoformat(), **{name: row[name] for name in names}} for row in rows]
