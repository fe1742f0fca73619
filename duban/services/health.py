"""How the running of the service stands by the ledger: the last sweep, open alerts, stages that are due and coming."""

from dataclasses import asdict
from typing import Any

from duban.services.alerts import told_alerts
from duban.services.beginning import Looked
from duban.services.bell import Bell, BellRun
from duban.services.occurrence_view import told_coming
from duban.services.records_view import local_text
from duban.store.sweep import last_swept

MOST = 20
Told = dict[str, Any]


def health_of(looked: Looked) -> Told:
    """What the ledger says of it."""
    institution = looked.running.pack.code
    last_on = last_swept(looked.session, institution)
    stages = told_coming(looked.session, institution, looked.asked.now)
    return {
        "swept_on": last_on.isoformat() if last_on else None,
        "sweeps_at": f"{looked.running.pack.sweep.at:%H:%M}",
        "alerts": told_alerts(looked.session, institution),
        "overdue": [each for each in stages if each["overdue"]],
        "coming": [each for each in stages if not each["overdue"]][:MOST],
    }


def told_bell(bell: Bell | None) -> Told:
    """What the bell says of itself; never fails."""
    if bell is None:
        return {"answers": False, "here": False}
    health = bell.health()
    return {
        **asdict(health),
        "polled_at": local_text(health.polled_at) if health.polled_at else None,
        "here": True,
    }


def told_run(run: BellRun) -> Told:
    """One run with its times as people read them."""
    times = {name: getattr(run, name) for name in ("planned_at", "began_at", "ended_at")}
    return {**asdict(run), **{name: local_text(at) if at else None for name, at in times.items()}}
