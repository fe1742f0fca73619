"""Which clock a ledger runs on: the machine's, or a set one where nothing real is kept."""

from sqlalchemy.orm import Session

from duban.core.clock import Clock, SystemClock, clock_set_to
from duban.core.errors import InvalidValue
from duban.services.ledger import ledger_kind
from models import LedgerKind


def ledger_clock(session: Session, set_to: str | None) -> Clock:
    """The clock of this ledger; `set_to` is DUBAN_CLOCK. Raises InvalidValue when a real ledger's clock is set."""
    if not set_to:
        return SystemClock()
    if ledger_kind(session) is LedgerKind.real:
        raise InvalidValue("DUBAN_CLOCK", set_to, "正式台账只用真实时间，请取消这个环境变量，或改用演示台账")
    return clock_set_to(set_to)
