"""What a command works with: settings, the clock, the ledger and the calendar as the ledger knows it."""

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from duban.cli import output
from duban.core.errors import InvalidValue, LedgerUnusable
from duban.core.settings import Settings, ledger_exists
from duban.core.workdays import WorkCalendar, published_calendar

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from duban.services.acts import Actor


ON_DEMO: ContextVar[bool] = ContextVar("on_demo", default=False)
"""Whether the command runs on the demonstration ledger (`duban --demo …`)."""


def settings() -> Settings:
    """The settings of this process. Raises InvalidValue for an environment variable that cannot be."""
    try:
        chosen = Settings()
    except ValidationError as invalid:
        first = invalid.errors()[0]
        name = f"DUBAN_{first['loc'][0]}".upper()
        own = first.get("ctx", {}).get("error")
        raise InvalidValue(
            f"环境变量 {name} 的值", str(first["input"]), str(own or "请改成合适的值，或取消这个环境变量")
        ) from None
    return chosen.model_copy(update={"database_url": chosen.demo_url}) if ON_DEMO.get() else chosen


def ledger(chosen: Settings) -> "sa.Engine":
    """The ledger, at the schema version this code expects. Raises LedgerUnusable with the remedy."""
    from duban.store.opening import open_ledger

    return open_ledger(chosen.database_url)


def text_of(file: Path, what: str) -> str:
    """The text of a file that a person names. Raises InvalidValue."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise InvalidValue(what, str(file), "读不到这个文件，请确认路径，并存为 UTF-8 文本") from None


def anchor(engine: "sa.Engine", chosen: Settings, *, now: "datetime", begins: bool = False) -> None:
    """Writes down outside the ledger where its chains end. Raises ServiceFailed."""
    from duban.services.anchors import anchor as write_anchor
    from duban.store.anchors import AnchorBook
    from duban.store.unit_of_work import reading

    with reading(engine) as session:
        write_anchor(session, AnchorBook(chosen.home), now=now, begins=begins)


def actor() -> "Actor":
    """The account of this machine that runs the command."""
    from duban.services.acts import this_account

    return this_account()


def known_calendar(chosen: Settings) -> WorkCalendar:
    """The calendar with the notices loaded into the ledger; without a ledger, the published one."""
    if not ledger_exists(chosen.database_url):
        return published_calendar()
    from duban.services.calendar import ledger_calendar
    from duban.store.unit_of_work import reading

    try:
        with reading(ledger(chosen)) as session:
            return ledger_calendar(session)
    except LedgerUnusable as unusable:
        output.hint(f"提示：{unusable} 本次只用随软件发布的放假安排。")
        return published_calendar()
