"""What a soaked ledger must show: every day swept once, every stage that was due done once, `duban verify` green."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from deployments.reconciler import GRACE
from duban.core.clock import instant_at, local_date
from duban.services.occurrence_stages import due_stages
from duban.store.evidence import HISTORY
from duban.store.occurrences import STAGE
from duban.store.opening import open_ledger
from duban.store.sweep import DAY
from duban.store.unit_of_work import reading
from models import DayOutcome
from states.occurrence import StageState
from tests.factories import county

INSTITUTION = "county"


def ledger_faults(url: str, first: date, now: datetime, slack: timedelta) -> Iterator[str]:
    """What is missing or doubled at the moment `now` of the ledger's clock, `slack` of it given for what is late."""
    with reading(open_ledger(url)) as session:
        swept = {row.swept_on: row.outcome for row in session.execute(sa.select(DAY))}
        yield from _day_faults(swept, first, now - GRACE - slack)
        for row in due_stages(session, INSTITUTION, now - GRACE - slack):
            yield f"stage left: {row['code']} {row['stage']} due {row['due_at']}"
        yield from _doubled_stages(session)


def _day_faults(swept: dict[date, DayOutcome], first: date, now: datetime) -> Iterator[str]:
    last = local_date(now)
    if now < instant_at(last, county().pack.sweep.at):
        last -= timedelta(days=1)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day not in swept:
            yield f"day left: {day}"
        elif swept[day] is DayOutcome.merged:
            yield f"day merged into another although the service ran: {day}"


def _doubled_stages(session: Session) -> Iterator[str]:
    """Each stage leaves `planned` once."""
    begun: dict[int, int] = {}
    wanted = (HISTORY.c.table_name == STAGE.name, HISTORY.c.before.is_not(None))
    for row in session.execute(sa.select(HISTORY.c.row_id, HISTORY.c.before, HISTORY.c.after).where(*wanted)):
        before, after = (json.loads(text)["state"] for text in (row.before, row.after))
        if before == StageState.planned != after:
            begun[row.row_id] = begun.get(row.row_id, 0) + 1
    yield from (f"stage begun {times} times: {row_id}" for row_id, times in begun.items() if times > 1)
