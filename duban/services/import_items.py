"""Importing a table of items: all or nothing, one act for all of it, and the same file never twice."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import file_digest
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import BadUsage
from duban.core.periods import whole_year
from duban.services.acts import OpenAct, SealedAct, open_or_answer, record_new, seal
from duban.services.attachments import attach
from duban.services.import_columns import known_headings, passed_over
from duban.services.import_rows import NewEntry, Read, Reading, read_rows
from duban.services.import_sheet import Fault, Sheet, read_sheet
from duban.services.item_desk import Asked, check_time
from duban.services.item_parts import find_leader
from duban.services.items import Drafting, drafting, item_row, text_row
from duban.services.packs import PackOnRecord
from duban.services.target_rules import target_row, target_rules
from duban.services.targets import NewActual
from duban.store import evidence
from duban.store.item_side import CO_UNIT
from duban.store.items import ITEM, TEXT, UNIT, known_items, last_serial
from duban.store.org import unit_ids
from duban.store.rows import add_rows
from duban.store.targets import ACTUAL, NODE, TARGET
from states.item import ItemState

Progress = Callable[[int], Callable[[], None]]
"""Is told how many rows there are; gives what is called for each."""
ONLY_KEPT: dict[str, Any] = {"state": ItemState.historic, "feedback_phrase": None, "issue_due_on": None}
"""What makes an item one of past years: no limit of it runs, so that no sweep ever finds it."""
CHUNK = 2_000
SHOWN = 50
"""How many faults one sentence names."""


@dataclass(eq=False)
class ImportFaulty(BadUsage):
    """A table that was not taken in, with everything that is wrong with it."""

    file: str
    faults: tuple[Fault, ...]
    unknown_units: tuple[str, ...]

    def __str__(self) -> str:
        told = "；".join(map(str, self.faults[:SHOWN]))
        more = f"；另有{len(self.faults) - SHOWN}处" if len(self.faults) > SHOWN else ""
        return f"{self.file} 有{len(self.faults)}处要改，改好后重新导入（本次什么也没有导入）：{told}{more}。"

    def fields(self) -> dict[str, Any]:
        rows = [asdict(fault) for fault in self.faults]
        return {"file": self.file, "faults": rows, "unknown_units": list(self.unknown_units)}


@dataclass(frozen=True)
class ImportOptions:
    """How a table is to be taken in."""

    historic: bool = False
    accept_units: bool = False
    item_type: str | None = None
    year: int | None = None


def import_items(
    session: Session,
    path: Path,
    asked: Asked,
    options: ImportOptions,
    *,
    pack: PackOnRecord,
    progress: Progress = lambda _rows: lambda: None,
) -> dict[str, Any]:
    """Takes in the whole table under one act, its new units under another before it; what it did.

    The same file again changes nothing. Raises SheetRefused, ImportFaulty.
    """
    sheet = read_sheet(path, known_headings())
    with path.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    if before := evidence.find_act(session, pack.pack.code, f"import:{sha256}"):
        return {**json.loads(before["answer"]), "already": True, "act": _act_of(before["institution"], before)}
    check_time(asked, None)
    whole_year(options.year or asked.on.year, field="--year")
    rules = drafting(session, pack, asked.on)
    read = _read(session, sheet, rules, options, progress)
    request = {"sha256": sha256, **asdict(options)}
    units, registered = _units(session, replace(asked, key=f"import-units:{sha256}", files=()), read, pack, request)
    draft = replace(asked, key=f"import:{sha256}").draft(pack.pack.code, "import", request=request)
    act = open_or_answer(session, draft)
    if isinstance(act, SealedAct):  # another one has just taken the same file in
        return {**act.answer, "already": True, "act": {"institution": act.institution, "seq": act.seq}}
    codes = _add(session, act, read.entries, units, rules)
    attach(session, act)
    answer = _counts(read.entries) | {
        "file": path.name,
        "sha256": sha256,
        "new_units": registered,
        "codes": [codes[0], codes[-1]],
        "notes": [*sheet.notes, *passed_over(sheet.headings)],
    }
    sealed = seal(session, act, answer)
    return {**answer, "already": False, "act": {"institution": act.institution, "seq": sealed.seq}}


def _read(session: Session, sheet: Sheet, rules: Drafting, options: ImportOptions, progress: Progress) -> Read:
    """What the rows say. Raises ImportFaulty with everything that is wrong."""
    institution = rules.pack.pack.code
    how = Reading(
        rules,
        options.year or rules.on.year,
        options.historic,
        item_type=options.item_type,
        units=frozenset(unit_ids(session, institution)),
        accept_units=options.accept_units,
        known=known_items(session, institution),
        leader_of=cache(lambda named: find_leader(session, institution, named, rules.on)),
    )
    read = read_rows(sheet, how, progress(len(sheet.rows)))
    if read.faults:
        raise ImportFaulty(sheet.file, tuple(read.faults), tuple(read.new_units))
    return read


def _units(
    session: Session, asked: Asked, read: Read, pack: PackOnRecord, request: Mapping[str, Any]
) -> tuple[Mapping[str, int], list[str]]:
    """The units by name, those of the sheet that are new registered under an act of their own."""
    institution, new = pack.pack.code, list(read.new_units)
    if new:
        draft = asked.draft(institution, "register_units", request={**request, "units": new})
        act = open_or_answer(session, draft)
        if isinstance(act, OpenAct):
            ids = add_rows(session, UNIT, [{"institution": institution, "name": name} for name in new])
            record_new(session, act, UNIT, ids)
            seal(session, act, {"units": new})
    return unit_ids(session, institution), new


def _add(
    session: Session, act: OpenAct, entries: Sequence[NewEntry], units: Mapping[str, int], rules: Drafting
) -> list[str]:
    """The items, their text, their targets and figures, table by table; their codes."""
    of_targets = target_rules(rules.pack.pack)
    serial = last_serial(session, act.institution, rules.on.year)
    rows = [
        item_row(rules, entry.item, unit_id=units[entry.item.lead_unit], serial=number, leader_id=entry.leader_id)
        | (ONLY_KEPT if entry.historic else {})
        for number, entry in enumerate(entries, serial + 1)
    ]
    ids = _add_all(session, act, ITEM, rows)
    _add_all(session, act, TEXT, [text_row(entry.item, i) for entry, i in zip(entries, ids, strict=True)])
    helping = [(i, unit) for entry, i in zip(entries, ids, strict=True) for unit in entry.item.co_units]
    _add_all(session, act, CO_UNIT, [{"item_id": i, "unit_id": units[unit]} for i, unit in helping])
    wanted = [(i, entry, each) for entry, i in zip(entries, ids, strict=True) for each in entry.targets]
    targets = [
        {**target_row(each.new, entry.item.completion_due_on, of_targets, rules.calendar), "item_id": i}
        for i, entry, each in wanted
    ]
    target_ids = _add_all(session, act, TARGET, targets)
    hung = [(target_id, each) for target_id, (_, _, each) in zip(target_ids, wanted, strict=True)]
    nodes = [{"target_id": i, "due_on": on, "value": v} for i, each in hung for on, v in each.nodes.items()]
    _add_all(session, act, NODE, nodes)
    _add_all(session, act, ACTUAL, [_figure(i, each.actual, act) for i, each in hung if each.actual])
    return [str(row["code"]) for row in rows]


def _figure(target_id: int, actual: NewActual, act: OpenAct) -> dict[str, Any]:
    stated = {"as_of_on": actual.as_of_on, "value": actual.value, "source": actual.source}
    return {"target_id": target_id, **stated, "recorded_at": act.draft.recorded_at}


def _add_all(session: Session, act: OpenAct, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts the rows with their history, some at a time: a statement holds only so many values."""
    ids: list[int] = []
    for start in range(0, len(rows), CHUNK):
        added = add_rows(session, table, rows[start : start + CHUNK])
        record_new(session, act, table, added)
        ids += added
    return ids


def _counts(entries: Sequence[NewEntry]) -> dict[str, Any]:
    targets = [each.actual for entry in entries for each in entry.targets]
    return {
        "items": len(entries),
        "historic": sum(entry.historic for entry in entries),
        "targets": len(targets),
        "actuals": sum(actual is not None for actual in targets),
    }


def _act_of(institution: str, row: sa.RowMapping) -> dict[str, Any]:
    return {"institution": institution, "seq": row["seq"], "on": local_date(row["recorded_at"]).isoformat()}
