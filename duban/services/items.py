"""Drafting, issuing, receiving and closing items."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import InvalidValue, NotFound
from duban.core.timelimits import parse
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import ItemType, Pack
from duban.services.acts import ActDraft, Actor, SealedAct, open_or_answer, record_new, seal
from duban.services.ladders import Clock, LadderPlan, clock_of, ladder_plan
from duban.services.packs import PackOnRecord, stored_pack
from duban.services.transition import RESTART_CLOCK, get_item, move_one
from duban.store.items import ITEM, TEXT, UNIT, last_serial, pack_version_of
from duban.store.rows import add_rows, find_row
from states.item import ItemEvent, ItemState


@dataclass(frozen=True)
class NewItem:
    """An item as it is drafted; `item_class` where the type's limits differ by class (办理类别)."""

    item_type: str
    lead_unit: str
    title: str
    requirement: str | None = None
    item_class: str | None = None
    completion_due_on: date | None = None


def draft_item(
    session: Session, new: NewItem, *, pack: PackOnRecord, now: datetime, actor: Actor, key: str | None = None
) -> str:
    """Drafts an item of one of the pack's types and returns its code. Raises NotFound, InvalidValue."""
    institution = pack.pack.code
    kind = _item_type(pack.pack, new.item_type)
    unit = find_row(session, UNIT, institution=institution, name=new.lead_unit)
    if unit is None:
        raise NotFound("单位", new.lead_unit, "请先用 duban org import 登记")
    act = open_or_answer(session, ActDraft(institution, "draft", actor, now, now, key=key, request=asdict(new)))
    if isinstance(act, SealedAct):
        return str(act.answer["code"])
    year = local_date(now).year
    row = {
        "institution": institution,
        "code": f"{year}-{last_serial(session, institution, year) + 1:06d}",
        "item_type": new.item_type,
        "item_class": new.item_class,
        "ladder": kind.ladder,
        "pack_version_id": pack.id,
        "lead_unit_id": unit["id"],
        "state": ItemState.drafted,
        "feedback_phrase": _feedback_phrase(kind, new),
        "completion_due_on": new.completion_due_on,
        "due_provisional": False,
        "version": 1,
    }
    ids = add_rows(session, ITEM, [row])
    record_new(session, act, ITEM, ids)
    text = {"item_id": ids[0], "title": new.title, "requirement": new.requirement}
    record_new(session, act, TEXT, add_rows(session, TEXT, [text]))
    seal(session, act, {"code": row["code"]})
    return str(row["code"])


def issue_item(
    session: Session,
    institution: str,
    code: str,
    *,
    calendar: WorkCalendar,
    now: datetime,
    actor: Actor,
    from_on: date | None = None,
    true_at: datetime | None = None,
    key: str | None = None,
) -> SealedAct:
    """Issues and serves an item: its feedback limit starts from `from_on` (the meeting's or service day; today)."""
    item = get_item(session, institution, code)
    plan = _plan(session, item["pack_version_id"], item["ladder"])
    at = true_at or now
    anchor = from_on or local_date(at)
    feedback = clock_of(parse(item["feedback_phrase"]), calendar, anchor) if item["feedback_phrase"] else Clock()
    sets: dict[str, Any] = {
        **RESTART_CLOCK,
        "feedback_from_on": anchor,
        "feedback_due_on": feedback.due_on,
        "due_provisional": feedback.provisional,
        "calendar_version": calendar.version,
        "issued_at": at,
    }
    draft = ActDraft(institution, "issue", actor, at, now, event=ItemEvent.issue, key=key, request={"from_on": from_on})
    clock = feedback if plan.climbs_on_feedback() else Clock()
    return move_one(session, code, ItemEvent.issue, plan=plan, draft=draft, sets=sets, clock=lambda _edge: clock)


def receive_item(
    session: Session,
    institution: str,
    code: str,
    *,
    now: datetime,
    actor: Actor,
    true_at: datetime | None = None,
    key: str | None = None,
) -> SealedAct:
    """The lead unit signs for an item. No limit starts from here."""
    draft = ActDraft(institution, "receive", actor, true_at or now, now, event=ItemEvent.receive, key=key)
    return _desk_act(session, code, draft, {"received_at": draft.true_at})


def close_item(
    session: Session,
    institution: str,
    code: str,
    *,
    now: datetime,
    actor: Actor,
    true_at: datetime | None = None,
    key: str | None = None,
) -> SealedAct:
    """The item is checked and struck off; its clock stops."""
    draft = ActDraft(institution, "close", actor, true_at or now, now, event=ItemEvent.close, key=key)
    return _desk_act(session, code, draft, {**RESTART_CLOCK, "closed_at": draft.true_at})


def _desk_act(session: Session, code: str, draft: ActDraft, sets: Mapping[str, Any]) -> SealedAct:
    item = get_item(session, draft.institution, code)
    plan = _plan(session, item["pack_version_id"], item["ladder"])
    return move_one(session, code, ItemEvent(draft.verb), plan=plan, draft=draft, sets=sets)


def _plan(session: Session, pack_version_id: int, ladder: str | None) -> LadderPlan:
    """The item's ladder by the pack version that it was issued under."""
    return ladder_plan(stored_pack(session, pack_version_of(session, pack_version_id)).pack, ladder)


def _item_type(pack: Pack, name: str) -> ItemType:
    if name not in pack.items:
        raise NotFound("事项类型", name, f"《{pack.title}》的事项类型有：{'、'.join(pack.items)}")
    return pack.items[name]


def _feedback_phrase(kind: ItemType, new: NewItem) -> str | None:
    if kind.classes and new.item_class not in kind.classes:
        raise InvalidValue(kind.by or "办理类别", new.item_class or "", f"请从{'、'.join(kind.classes)}中选一个")
    limit = kind.feedback_for(new.item_class)
    return limit.within.text if limit and limit.within else None
