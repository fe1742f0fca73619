"""Alerts about runs that did not end as they should: told by whoever sees the runs, cleared by a run that did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from duban.services.acts import Actor
from duban.services.alert_watch import Watched
from duban.services.alerts import settle_alerts
from duban.services.institution import running_institution
from duban.store.alerts import open_alerts
from duban.store.calendar import list_newest_packs
from states.alert import AlertKind

KINDS = (AlertKind.run_failed, AlertKind.run_zombie)


@dataclass(frozen=True)
class RunTrouble:
    """The last run of a deployment went wrong; `institution` is None where it serves them all."""

    kind: AlertKind
    deployment: str
    institution: str | None
    says: str


@dataclass(frozen=True)
class OpenAlerts:
    """What the open alerts of a kind ought to be: deployment → what is wrong."""

    institution: str
    kind: AlertKind
    found: Mapping[str, str]


def run_alerts_to_settle(session: Session, troubles: Sequence[RunTrouble]) -> list[OpenAlerts]:
    """Where the open alerts are not what is told; mostly nowhere, and then nobody need write."""
    wanted = [
        OpenAlerts(row["institution"], kind, _found(row["institution"], kind, troubles))
        for row in list_newest_packs(session)
        for kind in KINDS
    ]
    return [each for each in wanted if each.found.keys() != open_alerts(session, each.institution, each.kind).keys()]


def settle_run_alerts(session: Session, troubles: Sequence[RunTrouble], *, now: datetime, actor: Actor) -> Watched:
    """Makes the open alerts about runs those that are told, for every institution; may be run every minute."""
    done = Watched()
    for each in run_alerts_to_settle(session, troubles):
        running = running_institution(session, each.institution)
        done += Watched(*settle_alerts(session, running, each.kind, each.found, now=now, actor=actor))
    return done


def _found(institution: str, kind: AlertKind, troubles: Sequence[RunTrouble]) -> dict[str, str]:
    mine = (each for each in troubles if each.kind is kind and each.institution in (None, institution))
    return {each.deployment: each.says for each in mine}
