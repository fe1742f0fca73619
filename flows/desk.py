"""What a flow works with: the packs of the ledger, and the day it is for."""

from datetime import date

from sqlalchemy.orm import Session

from duban.core.clock import Clock
from duban.core.errors import InvalidValue
from duban.institutions.schema import Pack
from duban.services.packs import stored_pack
from duban.store.calendar import list_newest_packs


def packs_in_force(session: Session) -> list[Pack]:
    """The pack that each institution loaded last."""
    return [stored_pack(session, row["version"]).pack for row in list_newest_packs(session)]


def day_asked(on: date | None, clock: Clock) -> date:
    """The day that a run is for: the one asked for, else today. Raises InvalidValue for a day that is to come."""
    if on and on > clock.today():
        raise InvalidValue("巡检日期", on.isoformat(), f"今天是 {clock.today()}，请改用今天或更早的日期")
    return on or clock.today()
