"""Occurrences as people and scripts read them: where each stands, what is due, what did not happen and why."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import NotFound
from duban.institutions.schema import Pack
from duban.institutions.schema.cycles import stage_label
from duban.services.item_desk import Asked
from duban.services.occurrence_desk import OCCURRENCE_KIND, stage_of
from duban.services.records import record_desk
from duban.services.records_view import plain_value, told_record, told_row
from duban.store import occurrences as store
from duban.store.records import find_record
from states.labels import state_label
from states.occurrence import STAGE_LABELS as STANDING
from states.occurrence import OccurrenceState, StageState

Told = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which occurrences to list; what is None does not matter."""

    cycle: str | None = None
    first: date | None = None
    last: date | None = None
    states: tuple[OccurrenceState, ...] = ()


def list_occurrences(session: Session, institution: str, wanted: Wanted) -> list[Told]:
    """The occurrences by their day, each with its stages."""
    rows = store.list_chosen(session, institution, wanted.cycle, (wanted.first, wanted.last), wanted.states)
    stages: dict[int, list[Told]] = {row["id"]: [] for row in rows}
    for stage in store.stages_of(session, list(stages)):
        stages[stage["occurrence_id"]].append(_stage(stage))
    merged = {row["id"]: row["period"] for row in rows}
    return [{**_line(row, merged), "stages": stages[row["id"]]} for row in rows]


def show_occurrence(session: Session, institution: str, code: str, said: Asked) -> Told:
    """The whole story of one: stages, who came, what was decided, what was put before the chair, every act."""
    desk = record_desk(session, OCCURRENCE_KIND, code, said, institution=institution, lock=False)
    told = {name: value for name, value in told_record(desk).items() if not name.endswith("_id")}
    briefings = store.briefings_of(session, desk.row["id"])
    return {
        **told,
        "stages": [_stage(row) for row in store.stages_of(session, [desk.row["id"]])],
        "attendance": [
            {"unit": row["unit"], "came": row["came"], "says": row["says"]}
            for row in store.attendance_of(session, desk.row["id"])
        ],
        "decisions": [
            {
                "code": row["code"],
                "title": row["title"],
                "unit": row["unit"],
                "state": state_label(row["state"], row["rung"]),
                "completion_due_on": plain_value(row["completion_due_on"]),
            }
            for row in store.decisions_of(session, desk.row["id"])
        ],
        "briefing": json.loads(briefings[0]["content"]) if briefings else None,
        "briefing_hash": briefings[0]["content_hash"] if briefings else None,
    }


def narrowed(told: Told, units: AbstractSet[str] | None) -> Told:
    """The story as these units see it: the days are everybody's, attendance and decisions their own; None is all."""
    if units is None:
        return told
    return {
        **told,
        "stages": [{**stage, "result": None, "fault": None} for stage in told["stages"]],
        **{name: [row for row in told[name] if row["unit"] in units] for name in ("attendance", "decisions")},
        "attachments": [],
        "acts": [],
        "next": [],
        "briefing": None,
        "briefing_hash": None,
    }


def find_code(session: Session, pack: Pack, cycle: str, period: str) -> str:
    """The occurrence of a cycle by its period, or by a day in it. Raises NotFound that names what there is."""
    rows = store.list_chosen(session, pack.code, cycle, (None, None), ())
    found = next((row for row in rows if period in (row["period"], str(row["meeting_on"]))), None)
    if found:
        return str(found["code"])
    if not rows:
        check_cycle(session, pack, cycle)
    have = "、".join(row["period"] for row in rows[-6:]) or "无"
    raise NotFound(f"{cycle}的期次", period, f"最近的期次有：{have}；请用 duban cycle list 查看")


def check_cycle(session: Session, pack: Pack, cycle: str) -> None:
    """Raises NotFound for a cycle that neither the pack knows nor the ledger remembers."""
    names = [name for base, each in pack.cycles.items() for name in each.names(base)]
    if cycle not in names and not store.list_chosen(session, pack.code, cycle, (None, None), ()):
        raise NotFound("周期", cycle, f"本制度的周期有：{'、'.join(names) or '无'}")


def find_stage_told(session: Session, institution: str, code: str, stage: str) -> Told:
    """One stage of an occurrence as it stands, with its id and the instant at which it rings."""
    row = find_record(session, store.OCCURRENCE, institution, code, lock=False)
    if row is None:
        raise NotFound(OCCURRENCE_KIND.name, code, "请用 duban cycle list 查看")
    found = stage_of(session, row, stage)
    return {**_stage(found), "id": found["id"], "occurrence_id": row["id"], "due_at": found["due_at"]}


@dataclass(frozen=True)
class ComingBell:
    """A stage that is still to ring."""

    institution: str
    cycle: str
    period: str
    stage: str
    at: datetime
    provisional: bool = False
    """Whether no holiday notice has confirmed its day."""


def coming_bells(session: Session, institution: str) -> list[ComingBell]:
    """Every stage that is planned on a day, earliest first."""
    return [
        ComingBell(
            institution, row["cycle"], row["period"], stage_label(row["stage"]), row["due_at"], row["provisional"]
        )
        for row in store.coming_stages(session, institution)
        if row["state"] is StageState.planned and row["due_at"] and row["occurrence_state"] in store.RINGS
    ]


def told_coming(session: Session, institution: str, now: datetime) -> Sequence[Told]:
    """Every stage still to come or to be done, earliest first; `overdue` where its day is over.

    That of a period on which somebody must decide first is not overdue: the period itself is what waits.
    """
    today = local_date(now)

    def overdue(row: sa.RowMapping) -> bool:
        return row["occurrence_state"] in store.RINGS and row["due_on"] is not None and row["due_on"] < today

    return [
        {**_stage(row), "code": row["code"], "overdue": overdue(row)}
        for row in store.coming_stages(session, institution)
    ]


def _line(row: sa.RowMapping, merged: Mapping[int, str]) -> Told:
    told = {name: value for name, value in told_row(row, OCCURRENCE_KIND.labels).items() if not name.endswith("_id")}
    return {**told, "merged_into": merged.get(row["merged_into_id"]) if row["merged_into_id"] else None}


def _stage(row: sa.RowMapping) -> Told:
    waits = row["state"] is StageState.planned and row["fault"]
    return {
        "stage": row["stage"],
        "name": stage_label(row["stage"]),
        "state": row["state"].value,
        "label": STANDING[row["state"]],
        "due_on": plain_value(row["due_on"]),
        "done_at": plain_value(row["done_at"]),
        "late": row["late"],
        "result": row["result"],
        "failures": row["failures"] or 0,
        "fault": row["fault"] if waits else None,
    }
