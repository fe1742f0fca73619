"""Which clock a ledger runs on: the machine's; where nothing real is kept, a set one, that can be put forward."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI, AdvancedClock, Clock, clock_set_to, local_date
from duban.core.errors import ClockRefused, InvalidValue
from duban.core.workdays import ONE_DAY, WEEKDAYS
from duban.services.acts import LEDGER_CHAIN, SealedAct, open_or_answer, record_new, seal
from duban.services.item_desk import Asked
from duban.services.ledger import LEDGER, ledger_kind, remember_kind
from duban.services.records_view import local_text
from duban.store.rows import add_rows
from duban.store.unit_of_work import reading
from models import ClockAdvance, LedgerKind, table_of

ADVANCE = table_of(ClockAdvance)
FARTHEST = 92
"""So many days forward at once: a quarter."""
_NEWEST = sa.select(ADVANCE.c.days).order_by(ADVANCE.c.id.desc()).limit(1).scalar_subquery()
_READ = sa.select(LEDGER.c.kind, _NEWEST.label("days"))


def ledger_clock(session: Session, set_to: str | None) -> Clock:
    """The clock of this ledger; `set_to` is DUBAN_CLOCK. Raises InvalidValue when a real ledger's clock is set."""
    days = days_ahead(session)
    if set_to and ledger_kind(session) is LedgerKind.real:
        raise InvalidValue("DUBAN_CLOCK", set_to, "正式台账只用真实时间，请取消这个环境变量，或改用演示台账")
    clock = clock_set_to(set_to)
    return AdvancedClock(clock, lambda: days) if days else clock


def lasting_clock(engine: sa.Engine, set_to: str | None) -> Clock:
    """The same for a process that lasts: it follows when the clock is put forward meanwhile."""
    with reading(engine) as session:
        clock = ledger_clock(session, set_to)
        if not is_demonstration(session):
            return clock

    def asked() -> int:
        with reading(engine) as session:
            return days_ahead(session)

    return AdvancedClock(clock_set_to(set_to), asked)


def days_ahead(session: Session) -> int:
    """How many days the clock was put forward: none unless the ledger is a demonstration's."""
    row = session.execute(_READ).one_or_none()
    return int(row.days or 0) if row and remember_kind(session, row.kind) is LedgerKind.demonstration else 0


def is_demonstration(session: Session) -> bool:
    """Whether the ledger's clock may be put forward."""
    return ledger_kind(session) is LedgerKind.demonstration


def told_clock(session: Session, set_to: str | None) -> dict[str, Any]:
    """What the clock reads, and how far it was put forward."""
    now = ledger_clock(session, set_to).now()
    told = {"now": local_text(now), "says": reading_of(now), "days_ahead": days_ahead(session)}
    return told | {"demonstration": is_demonstration(session)}


def reading_of(now: datetime) -> str:
    """2026-11-23（周一）09:00."""
    local = now.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d}（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def advance_clock(session: Session, asked: Asked, to: date) -> dict[str, Any]:
    """Puts the clock of a demonstration ledger forward to the same time of a later day.

    Raises ClockRefused for a ledger where real business is kept, InvalidValue for a day that cannot be.
    """
    if not is_demonstration(session):
        raise ClockRefused
    request = {"to": to}
    act = open_or_answer(session, asked.draft(LEDGER_CHAIN, "advance_clock", request=request))
    if isinstance(act, SealedAct):
        return _told(act)
    today, ahead = local_date(asked.now), days_ahead(session)
    if not today < to <= today + FARTHEST * ONE_DAY:
        remedy = f"须在今天（{today}）以后，最远 {today + FARTHEST * ONE_DAY}；时钟只能拨快，不能拨回"
        raise InvalidValue("拨到哪一天", str(to), remedy)
    days = ahead + (to - today).days
    record_new(session, act, ADVANCE, add_rows(session, ADVANCE, [{"days": days, "advanced_at": asked.now}]))
    return _told(seal(session, act, {"from": str(today), "to": str(to), "days_ahead": days}))


def _told(act: SealedAct) -> dict[str, Any]:
    return {**act.answer, "act": {"institution": LEDGER_CHAIN, "seq": act.seq}}
