"""Opening a ledger that is there, for a command or a flow."""

import sqlalchemy as sa

from duban.core.errors import LedgerUnusable
from duban.core.settings import ledger_exists
from duban.store.engine import ledger_engine
from duban.store.migrate import require_current


def open_ledger(url: str) -> sa.Engine:
    """The ledger, at the schema version that this code expects. Raises LedgerUnusable with the remedy."""
    if not ledger_exists(url):  # connecting would leave an empty file behind
        raise LedgerUnusable(url, "还没有这个台账", "请先运行 duban init")
    engine = ledger_engine(url)
    require_current(engine)
    return engine
