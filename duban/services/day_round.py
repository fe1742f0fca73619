"""What is done once a day: the sweep, the reports due, the nodes that were missed, the register entries that wait."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import InvalidValue
from duban.services.acts import Actor
from duban.services.institution import RunningInstitution
from duban.services.item_nodes import node_round
from duban.services.register_round import register_round
from duban.services.report_round import ReportRound, report_round
from duban.services.sweep import sweep
from duban.services.sweep_report import SweepReport


@dataclass(frozen=True)
class DayRound:
    """What came of it."""

    report: SweepReport
    reports: ReportRound
    nodes_missed: int
    entries_reminded: int

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        rounds = {
            "reports": asdict(self.reports),
            "nodes_missed": self.nodes_missed,
            "entries_reminded": self.entries_reminded,
        }
        return {**self.report.as_json(), **rounds}


def day_round(session: Session, running: RunningInstitution, *, on: date, now: datetime, actor: Actor) -> DayRound:
    """All of it for a day, in the caller's transaction; a day that was swept is left alone.

    Raises InvalidValue for a day that is to come, SweepBackwards for one before the last swept one.
    """
    today = local_date(now)
    if on > today:
        raise InvalidValue("--on", str(on), f"巡检日不能晚于今天 {today}")
    return DayRound(
        sweep(session, running, on=on, now=now, actor=actor),
        report_round(session, running, on=on, now=now, actor=actor),
        node_round(session, running, on=on, now=now, actor=actor),
        register_round(session, running, on=on, now=now, actor=actor),
    )
