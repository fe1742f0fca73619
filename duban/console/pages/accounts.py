"""Accounts: who may sign in, what was granted to them, and what an administrator of each kind may do with one."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response

from duban.console.catalogue.account import LOCK, UNLOCK
from duban.console.catalogue.all import acts_of
from duban.console.moves import Offer, offered
from duban.console.permits import ACCOUNTS, Screen
from duban.console.visits import Visit, Visiting
from duban.services.accounts import list_of
from duban.services.moves import Moves
from duban.services.records_view import local_text
from duban.store.unit_of_work import reading

SCREEN = Screen()


@SCREEN.get("/accounts", permit=ACCOUNTS)
def accounts(visit: Visiting) -> Response:
    """The list; each account has the acts that the reader may do on it."""
    with reading(visit.console.engine) as session:
        rows = list_of(session)
    now = local_text(visit.console.machine.now())
    offers = {row["name"]: _offers(visit, row, now) for row in rows}
    opens = [act for act in acts_of("account") if act.subject is None and act.open_to(visit.me.roles)]
    return visit.page("accounts", rows=rows, offers=offers, opens=opens, now=now)


def _offers(visit: Visit, row: Mapping[str, Any], now: str) -> list[Offer]:
    """What does something to the account: none that may sign in is let in again, none is locked twice."""
    held = (row["held_until_at"] or "") > now
    possible = {event for event, does in ((LOCK, not row["locked_at"]), (UNLOCK, row["locked_at"] or held)) if does}
    found = offered(acts_of("account"), visit.me.roles, Moves(frozenset(possible)), {"name": row["name"]})
    return [each for each in found if not each.why_not]


@SCREEN.get("/api/accounts", permit=ACCOUNTS, tags=["account"], summary="账号清单")
def accounts_json(visit: Visiting) -> list[dict[str, Any]]:
    """账号、状态和授权；没有口令。"""
    with reading(visit.console.engine) as session:
        return list_of(session)
