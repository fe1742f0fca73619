"""Coordinations as people and scripts read them. Decides nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.coordination_desk import KIND, rules_of
from duban.services.item_desk import Asked
from duban.services.packs import pack_behind
from duban.services.records import record_desk
from duban.services.records_view import local_text, told_record, told_row
from duban.store.coordinations import ITEM, Wanted, list_coordinations, voices_of
from duban.store.org import UNIT, name_of
from duban.store.rows import find_row
from models import VoiceKind

Told = dict[str, Any]
HIDDEN = ("item_id", "unit_id", "suspension_id")
MOST = 1_000
SECTIONS = {
    VoiceKind.consult: "consults",
    VoiceKind.report: "report",
    VoiceKind.opinion: "opinions",
    VoiceKind.decision: "decisions",
    VoiceKind.sorting: "sortings",
    VoiceKind.instruction: "instructions",
}


def told_coordination(session: Session, institution: str, code: str, said: Asked) -> Told:
    """One coordination: where it stands, what every unit and leader said, what it made. Raises NotFound."""
    desk = record_desk(session, KIND, code, said, institution=institution, lock=False)
    rules, row = rules_of(desk.pack), desk.row
    item = find_row(session, ITEM, id=row["item_id"]) if row["item_id"] else None
    ahead = rules.ahead(row["level"])
    told = {name: value for name, value in told_record(desk).items() if name not in HIDDEN}
    sections: dict[str, list[Told]] = {name: [] for name in SECTIONS.values()}
    for voice in voices_of(session, row["id"]):
        sections[SECTIONS[voice["kind"]]].append(_voice(voice, [level.level for level in rules.levels]))
    return {
        **told,
        "level_name": rules.levels[row["level"]].level,
        "late": _is_late(row, said.on),
        "unit": name_of(session, UNIT, row["unit_id"]),
        "item": item["code"] if item else None,
        "paused": row["suspension_id"] is not None,
        "next_level": ahead.level if ahead else None,
        **sections,
    }


def list_told(session: Session, institution: str, wanted: Wanted, on: date, most: int = MOST) -> list[Told]:
    """Coordinations, newest first, a line each."""
    rows = list_coordinations(session, institution, wanted, most)
    return [{**_line(session, row), "late": _is_late(row, on)} for row in rows]


def of_item(session: Session, institution: str, item_id: int) -> list[Told]:
    """The coordinations that an item was held up by, and those whose instruction made it."""
    names = ("code", "title", "label", "level_name", "due_on", "item")
    rows = list_coordinations(session, institution, Wanted(item_id=item_id), MOST)
    return [{name: each[name] for name in names} for each in (_line(session, row) for row in rows)]


def _line(session: Session, row: sa.RowMapping) -> Told:
    pack = pack_behind(session, row).pack
    plain = {name: value for name, value in told_row(row, KIND.labels).items() if name not in HIDDEN}
    return {**plain, "level_name": rules_of(pack).levels[row["level"]].level}


def _is_late(row: sa.RowMapping, on: date) -> bool:
    return row["due_on"] is not None and row["due_on"] < on


def _voice(row: sa.RowMapping, levels: Sequence[str]) -> Told:
    names = ("unit", "post", "person", "part", "says", "agrees", "item")
    dated = {name: row[name].isoformat() if row[name] else None for name in ("asked_on", "dated_on")}
    at = local_text(row["answered_at"]) if row["answered_at"] else None
    return {"level": levels[row["level"]], **{name: row[name] for name in names}, **dated, "at": at}
