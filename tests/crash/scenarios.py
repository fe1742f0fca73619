"""The acts that are killed at every statement: one ledger on which each of them can be done, and how it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from duban.core.workdays import Notice
from duban.institutions.schema import Pack
from duban.services.calendar import load_notice
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, close_item, draft_item, issue_item, receive_item
from duban.services.org import NewHolder, add_holders
from duban.services.outbox import deliver
from duban.services.packs import stored_pack
from duban.services.sweep import sweep
from tests.factories import ACTOR, CALENDAR, FIVE_DAYS, MONDAY, UNITS, at, check_item, issued_item, make_ledger

NEW = NewItem("公文办理", UNITS[0], "一件公文", item_class=FIVE_DAYS)
NOTICE = Notice("国办发明电〔2026〕7号", {date(2027, 1, 1): "元旦"}, {}, 2027)
KEY = "crash"
TO_ISSUE, TO_RECEIVE, TO_CLOSE = "2026-000001", "2026-000002", "2026-000003"


@dataclass(frozen=True)
class Scenario:
    """One act: doing it (again, with the same key), and the chain and key under which it is on record."""

    name: str
    do: Callable[[Session], object]
    key: str | None = KEY
    chain: str = "county"


def prepare(session: Session) -> None:
    """An item to issue, one to receive, one to close, two that are late, and messages to send."""
    pack = make_ledger(session)
    draft_item(session, NEW, _asked(MONDAY - timedelta(days=3)), pack=pack)
    issued_item(session, pack, on=MONDAY - timedelta(days=3), received=False)
    check_item(session, issued_item(session, pack, on=MONDAY - timedelta(days=3)), on=at(MONDAY - timedelta(days=2)))
    for unit in UNITS[:2]:
        issued_item(session, pack, on=MONDAY - timedelta(days=10), unit=unit)


def _asked(on: date = MONDAY) -> Asked:
    return Asked(ACTOR, at(on), key=KEY if on == MONDAY else None)


def _draft(session: Session) -> object:
    pack = stored_pack(session, running_institution(session, "county").pack_version)
    return draft_item(session, NEW, _asked(), pack=pack)


def _sweep(session: Session) -> object:
    running = running_institution(session, "county")
    rules: Pack = running.pack
    version = running.pack_version
    return sweep(session, pack=rules, pack_version=version, calendar=CALENDAR, on=MONDAY, now=at(MONDAY), actor=ACTOR)


def _hold(session: Session) -> object:
    holder = NewHolder("县审计局", "局长", "周审", MONDAY)
    return add_holders(session, "county", [holder], now=at(MONDAY), actor=ACTOR, key=KEY)


SCENARIOS = (
    Scenario("draft", _draft),
    Scenario("issue", lambda session: issue_item(session, "county", TO_ISSUE, _asked(), calendar=CALENDAR)),
    Scenario("receive", lambda session: receive_item(session, "county", TO_RECEIVE, _asked())),
    Scenario("sweep", _sweep, key=f"sweep:{MONDAY}"),
    Scenario("close", lambda session: close_item(session, "county", TO_CLOSE, _asked())),
    Scenario("add_holders", _hold),
    Scenario(
        "load_notice",
        lambda session: load_notice(session, NOTICE, "元旦放假", now=at(MONDAY), actor=ACTOR),
        key=f"notice:{NOTICE.digest()}",
        chain="ledger",
    ),
    Scenario("deliver", lambda session: deliver(session, now=at(MONDAY)), key=None),
)
"""Acts of other services join here."""
