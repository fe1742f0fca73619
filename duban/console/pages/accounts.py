"""Accounts: who may sign in, what was granted to them, and what an administrator of each kind may do with one."""

from typing import Any

from fastapi.responses import Response

from duban.console.catalogue.all import acts_of
from duban.console.moves import offered
from duban.console.permits import ACCOUNTS, Screen
from duban.console.visits import Visiting
from duban.services.accounts import list_of
from duban.services.moves import Moves
from duban.store.unit_of_work import reading

SCREEN = Screen()


@SCREEN.get("/accounts", permit=ACCOUNTS)
def accounts(visit: Visiting) -> Response:
    """The list; each account has the acts that the reader may do on it."""
    with reading(visit.console.engine) as session:
        rows = list_of(session)
    offers = {row["name"]: offered(acts_of("account"), visit.me.roles, Moves(), {"name": row["name"]}) for row in rows}
    opens = [act for act in acts_of("account") if act.subject is None and act.open_to(visit.me.roles)]
    return visit.page("accounts", rows=rows, offers=offers, opens=opens)


@SCREEN.get("/api/accounts", permit=ACCOUNTS, tags=["account"], summary="账号清单")
def accounts_json(visit: Visiting) -> list[dict[str, Any]]:
    """账号、状态和授权；没有口令。"""
    with reading(visit.console.engine) as session:
        return list_of(session)
