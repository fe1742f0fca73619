"""Finds by itself what the running of the service lacks, and keeps the alerts about it true; may be run any time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from duban.core.clock import instant_at, local_date
from duban.core.workdays import ONE_DAY
from duban.services.acts import Actor
from duban.services.alerts import settle_alerts
from duban.services.institution import RunningInstitution, running_institution
from duban.store.calendar import list_newest_packs
from duban.store.sweep import last_swept
from states.alert import AlertKind

SILENT_AFTER = timedelta(hours=1)
"""How long after its time of day a sweep that has not come is an alert."""
SWEEP = "每日巡检"


@dataclass(frozen=True)
class Watched:
    """How many alerts one look raised, and how many cleared themselves."""

    raised: int = 0
    settled: int = 0

    def __add__(self, other: "Watched") -> "Watched":
        return Watched(self.raised + other.raised, self.settled + other.settled)


def watch(session: Session, running: RunningInstitution, *, now: datetime, actor: Actor) -> Watched:
    """Raises what is missing now, and clears what came since, in the caller's transaction."""
    silent = _silent_sweep(session, running, now)
    return Watched(*settle_alerts(session, running, AlertKind.sweep_silent, silent, now=now, actor=actor))


def _silent_sweep(session: Session, running: RunningInstitution, now: datetime) -> dict[str, str]:
    """The sweep of the last day whose time has come, where no later one is on record."""
    last_on = last_swept(session, running.pack.code)
    moment = running.pack.sweep.at
    day = local_date(now)
    if now < instant_at(day, moment) + SILENT_AFTER:
        day -= ONE_DAY
    if last_on is None or last_on >= day:
        return {}
    said = f"{day} {moment:%H:%M} 应巡检而没有巡检，最近一次是 {last_on}；请查看服务是否在运行，或用 duban sweep 补做。"
    return {SWEEP: said}


def watch_all(session: Session, *, now: datetime, actor: Actor) -> Watched:
    """The same for every institution of the ledger."""
    found = (running_institution(session, row["institution"]) for row in list_newest_packs(session))
    return sum((watch(session, running, now=now, actor=actor) for running in found), Watched())
