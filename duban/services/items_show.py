"""What an item's ledger says, for people and scripts: one act, the whole story, the list. Decides nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI, local_date
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack
from duban.services.acts import SealedAct
from duban.services.attachments import attachments_of
from duban.services.coordination_view import of_item
from duban.services.heads import heads_of
from duban.services.item_basis import SILENT, basis_of
from duban.services.item_limits import DatedLimit, dated_limits, office_limit
from duban.services.item_parts import reports_to
from duban.services.items_beside import beside, paper_of_act
from duban.services.ladders import RungPlan, ladder_plan
from duban.services.packs import pack_behind
from duban.services.records_view import cited
from duban.services.target_view import wanted_text
from duban.services.transition import no_such_item
from duban.store import item_story as store
from duban.store.items import ITEM
from duban.store.org import PERSON, name_of
from duban.store.records import acts_on
from duban.store.targets import targets_of
from models import Verdict
from states.item import CLIMBING, REMEMBERING, UNISSUED, FeedbackKind, ItemEvent, ItemState, LimitKind
from states.labels import (
    EVENT_LABELS,
    EXTENSION_LABELS,
    FEEDBACK_LABELS,
    LIMIT_LABELS,
    ORDER_EVENT_LABELS,
    standing_label,
    state_label,
)
from states.order import OrderEvent

VERBS = {
    "draft": "拟办",
    "import": "导入",
    "order_draft": "拟文书",
    "check": "核查",
    "sweep": "巡检",
    "reproject": "重算日期",
    "migrate_pack": "移到制度新版",
    "ask_extension": "申请延期",
    "grant_extension": "同意延期",
    "refuse_extension": "不同意延期",
}
"""Verbs that say more than their event."""
OWING = (*CLIMBING, *REMEMBERING)
"""Where a limit is still in force."""

Told = dict[str, Any]


def told_of_act(session: Session, institution: str, code: str, act: SealedAct, calendar: WorkCalendar) -> Told:
    """One act: where the item stands now, what the act rests on, and every limit in force, day by day."""
    item = described_item(session, institution, code)
    last = next(row for row in acts_on(session, ITEM, item["id"]) if row["seq"] == act.seq)
    return {
        "code": code,
        "does": _deed(last),
        **_standing(item),
        "act": {"institution": institution, "seq": act.seq, "hash": act.hash},
        **_basis(session, last),
        "paper": paper_of_act(session, institution, act.seq),
        "attachments": attachments_of(session, institution, act_seq=act.seq),
        "limits": _limits(session, item, calendar),
    }


def story_of(session: Session, institution: str, code: str, calendar: WorkCalendar, *, on: date) -> Told:
    """Everything on record of one item, its nodes' lights as on that day. Raises NotFound."""
    return told_story(session, described_item(session, institution, code), calendar, on=on)


def told_story(session: Session, item: sa.RowMapping, calendar: WorkCalendar, *, on: date) -> Told:
    """The same of an item that was found with its words."""
    acts = acts_on(session, ITEM, item["id"])
    reports = store.list_of_item(session, store.FEEDBACK, item["id"])
    extensions = store.list_of_item(session, store.EXTENSION, item["id"])
    return {
        "code": item["code"],
        "title": item["title"],
        "requirement": item["requirement"],
        "unit": item["unit"],
        "item_type": item["item_type"],
        "item_class": item["item_class"],
        **_named(session, item, local_date(acts[-1]["true_at"])),
        **_standing(item),
        "limits": _limits(session, item, calendar),
        "dates": _dates(item, acts, reports, extensions),
        "feedback": [_plain(row) | {"label": FEEDBACK_LABELS[row["kind"]]} for row in reports],
        "extensions": [_plain(row) | {"label": EXTENSION_LABELS[row["state"]]} for row in extensions],
        "suspensions": [_plain(row) for row in store.list_of_item(session, store.SUSPENSION, item["id"])],
        "targets": _targets(session, item["id"]),
        "breaches": [_plain(row) for row in store.list_of_item(session, store.BREACH, item["id"])],
        "coordinations": of_item(session, item["institution"], item["id"]),
        **beside(session, item, pack_behind(session, item).pack.nodes, on),
        "attachments": attachments_of(session, item["institution"], item_id=item["id"]),
        "history": [_step(session, row) for row in acts],
    }


def _named(session: Session, item: sa.RowMapping, on: date) -> Told:
    """Who assigned the item, who leads and answers for it (the unit's heads on that day), and where it comes from."""
    pack = pack_behind(session, item).pack
    office = pack.items[item["item_type"]].office
    dates = {name: _value(item[name]) for name in ("decided_on", "reached_on", "issue_due_on")}
    leader = name_of(session, PERSON, item["leader_id"]) if item["leader_id"] else None
    heads = [row["person"] for row in heads_of(session, pack, item["lead_unit_id"], on)]
    return {"office": office, "leader": leader, "heads": heads, "responsible": item["responsible"], **dates}


def _targets(session: Session, item_id: int) -> list[Told]:
    """What its indicators must come to; how they stand, `target_view` tells."""
    return [{"indicator": row["indicator"], "wanted": wanted_text(row)} for row in targets_of(session, item_id)]


def described_item(session: Session, institution: str, code: str) -> sa.RowMapping:
    """The item with its words and its unit's name. Raises NotFound."""
    item = store.find_described(session, institution, code)
    if item is None:
        raise no_such_item(code)
    return item


def _standing(item: sa.RowMapping) -> Told:
    label = standing_label(item)
    names = ("rung", "awaits", "version")
    return {"state": item["state"].value, **{name: item[name] for name in names}, "label": label}


def _limits(session: Session, item: sa.RowMapping, calendar: WorkCalendar) -> list[Told]:
    """Every limit in force, day by day."""
    pack = pack_behind(session, item).pack
    found: list[DatedLimit] = []
    if item["state"] in OWING:
        found = dated_limits(item, ladder_plan(pack, item["ladder"]), calendar)
    elif item["state"] in UNISSUED:
        found = office_limit(item, pack.items[item["item_type"]], calendar)
    to = reports_to(pack.items[item["item_type"]], item["item_class"])
    return [_limit(each, f"{pack.cutoff.at:%H:%M}", to) for each in found]


def _limit(limit: DatedLimit, cutoff: str, to: str) -> Told:
    """One limit; `to` is the office that gets the report."""
    steps = limit.due.explain if limit.due else ()
    return {
        "kind": limit.kind.value,
        "label": LIMIT_LABELS[limit.kind],
        "on": limit.on.isoformat(),
        "cutoff": cutoff,
        "to": to if limit.kind is LimitKind.feedback else None,
        "phrase": limit.phrase,
        "from": _value(limit.from_on),
        "provisional": bool(limit.due and limit.due.provisional),
        "explain": [{"date": step.on.isoformat(), "counted": step.counted, "why": step.why} for step in steps],
    }


def _dates(
    item: sa.RowMapping, acts: Sequence[sa.RowMapping], reports: Sequence[sa.RowMapping], asked: Sequence[sa.RowMapping]
) -> Told:
    """Of each limit: the day first set, the day last granted, the day in force, and the day it was really done."""
    columns = {LimitKind.feedback: "feedback_due_on", LimitKind.completion: "completion_due_on"}
    found = {}
    for kind, column in columns.items():
        granted = [row["granted_on"] for row in asked if row["limit_kind"] is kind and row["granted_on"]]
        firsts = (json.loads(row["after"]).get(column) for row in acts)
        found[kind.value] = {
            "label": LIMIT_LABELS[kind],
            "original": next(filter(None, firsts), None),
            "approved": _value(granted[-1]) if granted else None,
            "effective": _value(item[column]),
            "actual": _value(_done_on(kind, reports)),
        }
    return found


def _done_on(kind: LimitKind, reports: Sequence[sa.RowMapping]) -> date | None:
    """The day of the last accepted report; of completion, the last one that said so."""
    good = [row for row in reports if row["verdict"] is Verdict.accepted]
    if kind is LimitKind.completion:
        good = [row for row in good if row["kind"] is FeedbackKind.complete]
    return local_date(good[-1]["given_at"]) if good else None


def _step(session: Session, row: sa.RowMapping) -> Told:
    before, after = json.loads(row["before"] or "{}"), json.loads(row["after"])
    return {
        "seq": row["seq"],
        "does": _deed(row),
        "from": _place_label(before),
        "to": _place_label(after),
        "by": row["post"],
        "person": row["person"],
        "os_user": row["os_user"],
        "at": _value(row["true_at"]),
        "recorded_at": _value(row["recorded_at"]),
        "reason": row["reason"],
        **_basis(session, row),
        "changed": _changed(before, after),
    }


def _basis(session: Session, act: sa.RowMapping) -> Told:
    """What an act rests on, by the version of the rules that the item stood under when it was done."""
    item = json.loads(act["after"])
    pack = pack_behind(session, item).pack
    event, by_rung = act["event"] or act["verb"], _rung_behind(pack, item, act)
    by_desk = event in SILENT and act["verb"] not in store.AUTOMATIC
    basis = basis_of(pack.items[item["item_type"]], item.get("item_class"), event) if by_desk else by_rung
    clause = act["clause"] or (by_rung.clause if by_rung else None)
    return {"clause": clause, "cited": cited(pack, clause) or None, "assumed": basis.assumed if basis else None}


def _rung_behind(pack: Pack, item: Mapping[str, Any], act: sa.RowMapping) -> RungPlan | None:
    """The rung that a sweep or a paper chases the item for; such an act is one over many rungs and cites none."""
    rung = item.get("awaits") or item.get("rung")
    chases = act["verb"] == "sweep" or act["verb"].startswith("order_")
    return ladder_plan(pack, item.get("ladder")).rung_plan(rung) if chases and rung else None


def _deed(act: sa.RowMapping) -> str:
    if act["verb"].startswith("order_") and act["event"]:
        return f"文书{ORDER_EVENT_LABELS[OrderEvent(act['event'])]}"
    waits = act["verb"] == "sweep" and json.loads(act["after"]).get("awaits")
    event = EVENT_LABELS.get(ItemEvent.miss if waits else act["event"]) if act["event"] else None
    verb = VERBS.get(act["verb"])
    return f"{verb}：{event}" if verb and event and act["verb"] in ("check", "sweep") else verb or event or act["verb"]


def _place_label(item: Mapping[str, Any]) -> str | None:
    return state_label(ItemState(item["state"]), item.get("rung")) if item else None


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Told:
    """Date columns that an act changed, each with its old and new value."""
    names = sorted(name for name in before.keys() | after.keys() if name.endswith("_due_on"))
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def _plain(row: sa.RowMapping) -> Told:
    return {name: _value(value) for name, value in row.items() if name not in ("id", "item_id")}


def _value(value: Any) -> Any:
    if hasattr(value, "astimezone"):
        return value.astimezone(SHANGHAI).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
