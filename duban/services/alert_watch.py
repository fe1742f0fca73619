"""Finds by itself what the running of the service lacks, and keeps the alerts about it true; may be run any time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from duban.core.clock import instant_at, local_date
from duban.core.workdays import ONE_DAY
from duban.services.acts import Actor
from duban.services.alerts import settle_alerts
from duban.services.institution import RunningInstitution, running_institution
from duban.services.occurrence_view import Wanted, list_occurrences, told_coming
from duban.store.calendar import list_newest_packs
from duban.store.sweep import last_swept
from states.alert import AlertKind
from states.occurrence import OccurrenceState

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
    standing = {AlertKind.sweep_silent: _silent_sweep(session, running, now), **_cycles(session, running, now)}
    settled = (
        Watched(*settle_alerts(session, running, kind, found, now=now, actor=actor)) for kind, found in standing.items()
    )
    return sum(settled, Watched())


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


def _cycles(session: Session, running: RunningInstitution, now: datetime) -> dict[AlertKind, dict[str, str]]:
    """Stages that failed or are late, periods that wait for a person or for the holiday notice."""
    stages = told_coming(session, running.pack.code, now)
    held = list_occurrences(
        session, running.pack.code, Wanted(states=(OccurrenceState.missed, OccurrenceState.waiting))
    )
    names = {OccurrenceState.missed: AlertKind.period_waiting, OccurrenceState.waiting: AlertKind.calendar_waiting}
    found: dict[AlertKind, dict[str, str]] = {
        AlertKind.stage_failed: {
            f"{each['code']} {each['name']}": f"连续{each['failures']}次没有办成：{each['fault']}"
            for each in stages
            if each["fault"]
        },
        AlertKind.stage_late: {
            f"{each['code']} {each['name']}": f"应于 {each['due_on']} 办理，还没有办；请用 duban cycle run 办理。"
            for each in stages
            if each["overdue"] and not each["fault"]
        },
        **{kind: {} for kind in names.values()},
    }
    for row in held:
        found[names[row["state"]]][row["code"]] = f"{row['meeting_on']} 这一期{row['label']}；{REMEDIES[row['state']]}"
    return found


REMEDIES: dict[str, str] = {
    OccurrenceState.missed: "请用 duban cycle catch-up 补办，或用 duban cycle skip 决定不开。",
    OccurrenceState.waiting: "请载入放假通知（duban workdays load），或用 duban cycle release 照常召开。",
}


def watch_all(session: Session, *, now: datetime, actor: Actor) -> Watched:
    """The same for every institution of the ledger."""
    found = (running_institution(session, row["institution"]) for row in list_newest_packs(session))
    return sum((watch(session, running, now=now, actor=actor) for running in found), Watched())
