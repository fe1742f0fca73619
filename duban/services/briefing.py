"""What is put before the chair of a meeting: the ledger as it stands, frozen as canonical text with its hash."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import Cycle
from duban.services.coordination_view import list_told
from duban.services.item_limits import is_late
from duban.services.messages import office_units, tell_units_of
from duban.services.occurrence_desk import cycle_of
from duban.services.records import RecordDesk
from duban.services.records_view import plain_value
from duban.services.target_view import targets_listed
from duban.store import occurrences as store
from duban.store.canonical import hash_text
from duban.store.coordinations import Wanted
from duban.store.org import find_person_names
from duban.store.rows import add_rows
from duban.store.targets import ChosenTargets
from states.item import ENDED
from states.labels import state_label
from states.light import Light

MOST = 200
"""At most this many items are named one by one; the counts are over all."""
BRIEFED = "份会议汇总待审阅，请登录督办系统查看。"

Told = dict[str, Any]


def freeze_briefing(desk: RecordDesk) -> str:
    """Freezes agenda and digest as they are now; the office passes them to the chair."""
    content = digest(desk)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    edition = len(store.briefings_of(desk.session, desk.row["id"])) + 1
    row = {
        "occurrence_id": desk.row["id"],
        "edition": edition,
        "frozen_at": desk.said.at,
        "content": text,
        "content_hash": hash_text(text),
    }
    desk.changes.added(store.BRIEFING, add_rows(desk.session, store.BRIEFING, [row]))
    office = desk.pack.office_of_cycle(desk.row["cycle"])
    units = office_units(desk.session, desk.pack, office) if office else []
    desk.after.append(lambda act: tell_units_of(desk.session, act, dict.fromkeys(units, 1), BRIEFED))
    counts = content["counts"]
    return f"第{edition}稿：事项{counts['items']}件，其中逾期{counts['late']}件，落后目标{counts['behind']}项"


def digest(desk: RecordDesk) -> Told:
    """Agenda; items by leader, unit and project; lights; targets behind plan; open coordinations; last decisions."""
    session, institution, on = desk.session, desk.row["institution"], desk.said.on
    cycle = cycle_of(desk.pack, desk.row["cycle"])
    items = store.items_covered(session, institution, cycle.covers.items if cycle.covers else ())
    codes = {row["code"] for row in items}
    leaders = find_person_names(session, {row["leader_id"] for row in items if row["leader_id"]})
    lines = [_line(row, leaders, on) for row in items]
    behind = _behind(session, institution, codes, on)
    stuck = [
        {name: each[name] for name in ("code", "title", "level_name", "label", "unit", "item")}
        for each in list_told(session, institution, Wanted(is_open=True), on)
        if each["item"] is None or each["item"] in codes
    ]
    return {
        "occurrence": desk.row["code"],
        "meeting_on": plain_value(desk.row["meeting_on"]),
        "frozen_on": on.isoformat(),
        "agenda": _agenda(cycle),
        "counts": {"items": len(lines), "late": sum(line["late"] for line in lines), "behind": len(behind)},
        "by_leader": _by(lines, "leader"),
        "by_unit": _by(lines, "unit"),
        "by_project": _by(lines, "item_type"),
        "items": sorted(lines, key=lambda line: (not line["late"], line["code"]))[:MOST],
        "behind": behind,
        "coordinations": stuck,
        "last_decisions": _last_decisions(desk),
    }


def _agenda(cycle: Cycle) -> list[str]:
    covers = cycle.covers
    return [*(covers.topics if covers else ()), *(f"{name}进展" for name in (covers.items if covers else ()))]


def _line(row: sa.RowMapping, leaders: Mapping[int, str], on: date) -> Told:
    due = row["completion_due_on"]
    late = is_late(row, on)
    soon = due is not None and 0 <= (due - on).days <= SOON_DAYS
    light = Light.red if late else Light.yellow if soon or row["rung"] else Light.green
    return {
        "code": row["code"],
        "title": row["title"],
        "item_type": row["item_type"],
        "unit": row["unit"],
        "leader": leaders.get(row["leader_id"], "未列牵头领导"),
        "state": state_label(row["state"], row["rung"]),
        "feedback_due_on": plain_value(row["feedback_due_on"]),
        "completion_due_on": plain_value(due),
        "late": late,
        "light": light.value,
    }


SOON_DAYS = 7
"""An item that is due within a week shows yellow (assumed)."""


def _by(lines: Iterable[Told], name: str) -> list[Told]:
    """How many items each has, how many show which light; whoever has most red ones first."""
    groups: dict[str, Counter[str]] = {}
    for line in lines:
        groups.setdefault(line[name], Counter())[line["light"]] += 1
    rows = [
        {"name": key, "items": counts.total(), **{each.value: counts[each.value] for each in Light}}
        for key, counts in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row[Light.red.value], -row[Light.yellow.value], row["name"]))


def _behind(session: Session, institution: str, codes: set[str], on: date) -> list[Told]:
    names = ("item", "unit", "indicator", "wanted", "planned", "actual", "light")
    told = targets_listed(session, institution, ChosenTargets(), on)
    slow = (Light.yellow.value, Light.red.value)
    return [{name: each[name] for name in names} for each in told if each["item"] in codes and each["light"] in slow]


def _last_decisions(desk: RecordDesk) -> list[Told]:
    """What the meeting before this one decided, and where it stands."""
    row = desk.row
    before = row["meeting_on"] or desk.said.on
    last = store.last_held(desk.session, row["institution"], row["cycle"], before)
    rows: Sequence[sa.RowMapping] = store.decisions_of(desk.session, last["id"]) if last else ()
    return [
        {
            "code": each["code"],
            "title": each["title"],
            "unit": each["unit"],
            "state": state_label(each["state"], each["rung"]),
            "done": each["state"] in ENDED,
        }
        for each in rows
    ]
