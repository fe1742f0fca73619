"""What the next days bring if nobody acts: limits that fall, meetings, and the papers that would be drafted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from duban.core.clock import instant_at
from duban.core.errors import NotFound
from duban.core.workdays import ONE_DAY
from duban.institutions.projection import CalendarRow, project
from duban.institutions.schema import stage_label
from duban.institutions.schema.platform import FeatureName
from duban.services.acts import Actor
from duban.services.institution import RunningInstitution
from duban.services.sweep import sweep
from duban.services.sweep_report import SweptPaper
from duban.store.coming import count_limits_until, limits_between
from duban.store.sight import EVERYTHING, Sight, unit_names
from states.item import LimitKind
from states.labels import LIMIT_LABELS


@dataclass(frozen=True)
class PreviewDay:
    """One day to come."""

    on: date
    workday: bool
    limits: tuple[dict[str, Any], ...]
    """Limits that end on the day: kind, code, title, unit."""
    stages: tuple[CalendarRow, ...]
    papers: tuple[SweptPaper, ...] | None
    """What the sweep of the morning would draft, because limits of the days before passed; None: not foreseen."""
    more: int = 0
    """So many limits end on the day beside those that are listed."""

    @property
    def empty(self) -> bool:
        """Whether the day brings nothing."""
        return not (self.limits or self.stages or self.papers)

    def as_json(self) -> dict[str, Any]:
        """The day as plain JSON values."""
        papers = [{"paper": each.paper, "unit": each.unit, "items": each.items} for each in self.papers or ()]
        stages = [row.as_json() for row in self.stages]
        return {
            "on": self.on.isoformat(),
            "workday": self.workday,
            "limits": list(self.limits),
            "more": self.more,
            "stages": stages,
            "papers": None if self.papers is None else papers,
        }


@dataclass(frozen=True)
class Within:
    """How much of the days is looked for: whose limits and papers, how many limits of a day, and up to how many due
    limits papers are foreseen. Meetings are everybody's.

    What papers the sweeps would draft is found by sweeping, which keeps other writers waiting on SQLite.
    """

    sight: Sight = EVERYTHING
    limits: int | None = None
    climbing: int | None = None


def preview(
    session: Session, running: RunningInstitution, *, first: date, days: int, actor: Actor, within: Within = Within()
) -> list[PreviewDay]:
    """The days from `first` on, each swept in turn in the caller's transaction, which must be rolled back.

    Nobody acts in between: a paper that needs approval stays drafted, so its items wait and climb no further. Raises
    NotFound where the pack has warning switched off (C39).
    """
    last = first + (days - 1) * ONE_DAY
    if not running.pack.offers(FeatureName.warning):
        raise NotFound("逾期预警", running.pack.title, "制度在 platform 中停用了这项功能")
    rows = limits_between(session, running.pack.code, first, last, within.sight, most=within.limits)
    held = [row for year in range(first.year, last.year + 1) for row in project(running.pack, running.calendar, year)]
    foreseen, units = _is_foreseen(session, running, last, within.climbing), unit_names(session, within.sight)
    coming = []
    for day in running.calendar.between(first, last):
        here = [row for row in rows if row["limit_on"] == day.on]
        stages = tuple(row for row in held if row.on == day.on)
        swept = _papers(session, running, day.on, actor) if foreseen and day.is_workday else ()
        papers = tuple(each for each in swept if units is None or each.unit in units) if foreseen else None
        more = here[0]["of_day"] - len(here) if here else 0
        coming.append(PreviewDay(day.on, day.is_workday, tuple(map(_told, here)), stages, papers, more))
    return coming


def _is_foreseen(session: Session, running: RunningInstitution, last: date, most: int | None) -> bool:
    return most is None or count_limits_until(session, running.pack.code, last, most) <= most


def stage_text(row: CalendarRow) -> str:
    """每周工作例会（2026-W48）召开."""
    return f"{row.cycle}（{row.period}）{stage_label(row.stage)}"


def _papers(session: Session, running: RunningInstitution, on: date, actor: Actor) -> Sequence[SweptPaper]:
    now = instant_at(on, running.pack.sweep.at)
    return sweep(session, running, on=on, now=now, actor=actor).papers


def _told(row: Any) -> dict[str, Any]:
    kind = LimitKind(row["kind"])
    return {
        "kind": kind.value,
        "label": LIMIT_LABELS[kind],
        "code": row["code"],
        "title": row["title"],
        "unit": row["name"],
    }
