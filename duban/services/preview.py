"""What the next days bring if nobody acts: limits that fall, meetings, and the papers that would be drafted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
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
from duban.store.coming import limits_between
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
    papers: tuple[SweptPaper, ...]
    """What the sweep of the morning would draft, because limits of the days before passed."""

    @property
    def empty(self) -> bool:
        """Whether the day brings nothing."""
        return not (self.limits or self.stages or self.papers)

    def narrowed(self, units: Collection[str]) -> "PreviewDay":
        """The day as it concerns these units; meetings are everybody's."""
        limits = tuple(each for each in self.limits if each["unit"] in units)
        return replace(self, limits=limits, papers=tuple(each for each in self.papers if each.unit in units))

    def as_json(self) -> dict[str, Any]:
        """The day as plain JSON values."""
        papers = [{"paper": paper.paper, "unit": paper.unit, "items": paper.items} for paper in self.papers]
        stages = [row.as_json() for row in self.stages]
        return {
            "on": self.on.isoformat(),
            "workday": self.workday,
            "limits": list(self.limits),
            "stages": stages,
            "papers": papers,
        }


def preview(session: Session, running: RunningInstitution, *, first: date, days: int, actor: Actor) -> list[PreviewDay]:
    """The days from `first` on, each swept in turn in the caller's transaction, which must be rolled back.

    Nobody acts in between: a paper that needs approval stays drafted, so its items wait and climb no further. Raises
    NotFound where the pack has warning switched off (C39).
    """
    last = first + (days - 1) * ONE_DAY
    if not running.pack.offers(FeatureName.warning):
        raise NotFound("逾期预警", running.pack.title, "制度在 platform 中停用了这项功能")
    rows = limits_between(session, running.pack.code, first, last)
    held = [row for year in range(first.year, last.year + 1) for row in project(running.pack, running.calendar, year)]
    coming = []
    for day in running.calendar.between(first, last):
        limits = tuple(_told(row) for row in rows if row["limit_on"] == day.on)
        stages = tuple(row for row in held if row.on == day.on)
        papers = _papers(session, running, day.on, actor) if day.is_workday else ()
        coming.append(PreviewDay(day.on, day.is_workday, limits, stages, tuple(papers)))
    return coming


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
