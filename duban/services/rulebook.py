"""A pack as its document reads: clause by clause, with what carries it out, what rested on it, its dates, its items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy.orm import Session

from duban.core.clock import instant_at, local_date
from duban.core.errors import NotFound
from duban.core.periods import whole_year
from duban.core.workdays import ONE_DAY
from duban.institutions.projection import CalendarRow, project
from duban.institutions.schema import Pack, Strength, stage_label
from duban.services.calendar import ledger_calendar
from duban.services.clauses import ClauseRow, clause_rows
from duban.store.clause_uses import acts_by_clause, items_touched
from duban.store.sight import EVERYTHING, Sight
from states.labels import standing_label

STRENGTHS = {Strength.must: "须", Strength.rule: "原则上", Strength.advice: "建议"}
MIDNIGHT = time()
MOST = 100
"""How many items of one clause are named."""


@dataclass(frozen=True)
class Wanted:
    """Which rules are read: of which institution and version, in which year, by whom."""

    pack: Pack
    version: str
    year: int
    sight: Sight = EVERYTHING


def read_rules(session: Session, wanted: Wanted) -> dict[str, Any]:
    """The document and every clause in its order; how often each was used only for who sees all of the ledger."""
    pack, uses = wanted.pack, _uses(session, wanted)
    dates = _dates(session, wanted)
    return {
        "pack": pack.code,
        "title": pack.title,
        "version": wanted.version,
        "year": wanted.year,
        "document": pack.document.model_dump(mode="json", by_alias=True),
        "clauses": [_told(row, uses, dates) for row in clause_rows(pack)],
    }


def read_clause(session: Session, wanted: Wanted, name: str) -> dict[str, Any]:
    """One clause with the days of its year and the items that acts under it touched. Raises NotFound."""
    row = next((each for each in clause_rows(wanted.pack) if each.clause == name), None)
    if row is None:
        raise NotFound("条款", name, "这一版制度没有这一条，请从“制度条文”页打开")
    dates = _dates(session, wanted)
    found = items_touched(session, wanted.pack.code, name, wanted.sight, MOST)
    items = [
        {
            **{key: item[key] for key in ("code", "title", "unit")},
            "label": standing_label(item),
            "on": local_date(item["at"]).isoformat(),
        }
        for item in found
    ]
    told = _told(row, _uses(session, wanted), dates)
    return {**told, "days": [day_of(each) for each in dates.get(name, ())], "items": items, "most": MOST}


def year_of_days(session: Session, wanted: Wanted) -> list[CalendarRow]:
    """The pack's year as it falls by the notices on record. Raises InvalidValue, CalendarYearMissing."""
    whole_year(wanted.year, field="年份")
    return project(wanted.pack, ledger_calendar(session), wanted.year)


def day_of(row: CalendarRow) -> dict[str, Any]:
    """One day of the pack's year, for people and programs."""
    return {**row.as_json(), "stage_label": stage_label(row.stage), "why": row.why}


def _dates(session: Session, wanted: Wanted) -> Mapping[str, list[CalendarRow]]:
    by_clause: dict[str, list[CalendarRow]] = {}
    for row in year_of_days(session, wanted):
        by_clause.setdefault(row.clause or "", []).append(row)
    return by_clause


def _uses(session: Session, wanted: Wanted) -> Mapping[str, int] | None:
    if wanted.sight.units is not None:
        return None
    year = whole_year(wanted.year, field="年份")
    since, until = instant_at(year.first, MIDNIGHT), instant_at(year.last + ONE_DAY, MIDNIGHT)
    return acts_by_clause(session, wanted.pack.code, since, until)


def _told(row: ClauseRow, uses: Mapping[str, int] | None, dates: Mapping[str, list[CalendarRow]]) -> dict[str, Any]:
    return {
        **row.as_json(),
        "strength_label": STRENGTHS[Strength(row.strength)],
        "rule_count": len(row.rules),
        "uses": None if uses is None else uses.get(row.clause, 0),
        "dates": len(dates.get(row.clause, ())),
    }
