"""What a flow works with: the ledger of this process, the packs in it, the day it is for, and who acts."""

from datetime import date
from getpass import getuser

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import Clock
from duban.core.errors import InvalidValue
from duban.institutions.schema import Pack
from duban.services.acts import Actor
from duban.services.packs import stored_pack
from duban.store.calendar import list_newest_packs
from duban.store.engine import ledger_engine
from duban.store.migrate import require_current


def open_ledger(url: str) -> sa.Engine:
    """The ledger, at the schema version that this code expects. Raises LedgerUnusable with the remedy."""
    engine = ledger_engine(url)
    require_current(engine)
    return engine


def packs_in_force(session: Session) -> list[Pack]:
    """The pack that each institution loaded last."""
    return [stored_pack(session, row["version"]).pack for row in list_newest_packs(session)]


def day_asked(on: date | None, clock: Clock) -> date:
    """The day that a run is for: the one asked for, else today. Raises InvalidValue for a day that is to come."""
    if on and on > clock.today():
        raise InvalidValue("巡检日期", on.isoformat(), f"今天是 {clock.today()}，请改用今天或更早的日期")
    return on or clock.today()


def system_actor() -> Actor:
    """The system itself, under the account that runs the service."""
    return Actor(os_user=getuser())
