"""What a command works with: settings, the clock, the ledger and the calendar as the ledger knows it."""

from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from duban.cli import output
from duban.core.errors import InvalidValue, LedgerUnusable
from duban.core.settings import Settings
from duban.core.workdays import WorkCalendar, published_calendar

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from duban.services.acts import Actor


def settings() -> Settings:
    """The settings of this process. Raises InvalidValue for an environment variable that cannot be."""
    try:
        return Settings()
    except ValidationError as invalid:
        first = invalid.errors()[0]
        name = f"DUBAN_{first['loc'][0]}".upper()
        raise InvalidValue(f"环境变量 {name} 的值", str(first["input"]), "请改成合适的值，或取消这个环境变量") from None


def ledger(chosen: Settings) -> "sa.Engine":
    """The ledger, at the schema version this code expects. Raises LedgerUnusable with the remedy."""
    from duban.store.engine import ledger_engine
    from duban.store.migrate import require_current

    if not ledger_exists(chosen):  # connecting would leave an empty file behind
        raise LedgerUnusable(chosen.database_url, "还没有这个台账", "请先运行 duban init")
    engine = ledger_engine(chosen.database_url)
    require_current(engine)
    return engine


def anchor(engine: "sa.Engine", chosen: Settings, *, now: "datetime", begins: bool = False) -> None:
    """Writes down outside the ledger where its chains end. Raises ServiceFailed."""
    from duban.services.anchors import anchor as write_anchor
    from duban.store.anchors import AnchorBook
    from duban.store.unit_of_work import reading

    with reading(engine) as session:
        write_anchor(session, AnchorBook(chosen.home), now=now, begins=begins)


def actor() -> "Actor":
    """The account of this machine that runs the command."""
    from duban.services.acts import Actor

    return Actor(os_user=getuser())


def known_calendar(chosen: Settings) -> WorkCalendar:
    """The calendar with the notices loaded into the ledger; without a ledger, the published one."""
    if not ledger_exists(chosen):
        return published_calendar()
    from duban.services.calendar import ledger_calendar
    from duban.store.unit_of_work import reading

    try:
        with reading(ledger(chosen)) as session:
            return ledger_calendar(session)
    except LedgerUnusable as unusable:
        output.hint(f"提示：{unusable} 本次只用随软件发布的放假安排。")
        return published_calendar()


def ledger_exists(chosen: Settings) -> bool:
    """Whether there is a ledger to look into; a database server is taken to have one."""
    scheme, _, path = chosen.database_url.partition(":///")
    return not scheme.startswith("sqlite") or Path(path).exists()
