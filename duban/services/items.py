"""Drafting, approving, issuing, receiving and closing items."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import ClassifiedMatter, InvalidValue, NotFound
from duban.core.timelimits import parse
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar
from duban.institutions.schema import ItemType, Pack
from duban.services.acts import SealedAct, open_or_answer, record_new, seal
from duban.services.attachments import attach
from duban.services.calendar import ledger_calendar
from duban.services.item_basis import basis_of
from duban.services.item_desk import Asked, check_time, deciding, take_up
from duban.services.item_limits import served
from duban.services.office_limits import issue_limit, judge_issue
from duban.services.packs import PackOnRecord
from duban.services.transition import RESTART_CLOCK
from duban.store import item_story
from duban.store.items import ITEM, TEXT, UNIT, last_serial
from duban.store.rows import add_rows, find_row
from models import Secrecy
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
    secrecy: str | None = None
    """The marking as it stands on the paper; only 公开 and 内部 may be entered."""
    decided_on: date | None = None
    """The day of the meeting or instruction that it comes from."""


MARKINGS = {"公开": Secrecy.public, "内部": Secrecy.internal}


@dataclass(frozen=True)
class Drafting:
    """What drafting goes by: the pack on record, the calendar with its own days, and the day."""

    pack: PackOnRecord
    calendar: WorkCalendar
    on: date

    def kind_of(self, new: NewItem) -> ItemType:
        """The item's type. Raises NotFound."""
        return _item_type(self.pack.pack, new.item_type)


def drafting(session: Session, pack: PackOnRecord, on: date) -> Drafting:
    """The rules as the ledger knows them on that day."""
    return Drafting(pack, local_calendar(pack.pack, ledger_calendar(session)), on)


def item_row(rules: Drafting, new: NewItem, *, unit_id: int, serial: int) -> dict[str, Any]:
    """The row that a draft begins as, alone or one of many. Raises ClassifiedMatter, NotFound, InvalidValue."""
    read_marking(new.secrecy)
    kind = rules.kind_of(new)
    if new.decided_on and new.decided_on > rules.on:
        raise InvalidValue("--decided", str(new.decided_on), f"议定或批示的日期不能晚于 {rules.on}")
    return {
        "institution": rules.pack.pack.code,
        "code": f"{rules.on.year}-{serial:06d}",
        "item_type": new.item_type,
        "item_class": new.item_class,
        "ladder": kind.ladder,
        "pack_version_id": rules.pack.id,
        "lead_unit_id": unit_id,
        "state": ItemState.drafted,
        "feedback_phrase": _feedback_phrase(kind, new),
        "completion_due_on": new.completion_due_on,
        "decided_on": new.decided_on,
        "issue_due_on": issue_limit(kind, rules.calendar, new.decided_on),
        "due_provisional": False,
        "version": 1,
    }


def text_row(new: NewItem, item_id: int) -> dict[str, Any]:
    """The long text of a draft. Raises ClassifiedMatter."""
    secrecy = read_marking(new.secrecy)
    return {"item_id": item_id, "title": new.title, "requirement": new.requirement, "secrecy": secrecy}


def draft_item(session: Session, new: NewItem, asked: Asked, *, pack: PackOnRecord) -> str:
    """Drafts an item of one of the pack's types and returns its code. Raises NotFound, InvalidValue."""
    institution = pack.pack.code
    rules = drafting(session, pack, asked.on)
    kind = rules.kind_of(new)
    unit = get_unit(session, institution, new.lead_unit)
    clause = basis_of(kind, new.item_class, "draft").clause
    act = open_or_answer(session, asked.draft(institution, "draft", clause=clause, request=asdict(new)))
    if isinstance(act, SealedAct):
        return str(act.answer["code"])
    check_time(asked, None)
    row = item_row(rules, new, unit_id=unit["id"], serial=last_serial(session, institution, asked.on.year) + 1)
    ids = add_rows(session, ITEM, [row])
    record_new(session, act, ITEM, ids)
    record_new(session, act, TEXT, add_rows(session, TEXT, [text_row(new, ids[0])]))
    attach(session, act, item_id=ids[0])
    seal(session, act, {"code": row["code"]})
    return str(row["code"])


def approve_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """The item is approved (立项), by another person than the one who drafted it."""
    desk = take_up(session, institution, code, asked, ItemEvent.approve)
    facts = {"drafter_id": item_story.drafter_of(session, desk.item["id"]), "person_id": asked.actor.person_id}
    return desk.done or desk.move({}, facts=facts | deciding(desk, desk.kind.approve))


def issue_item(
    session: Session,
    institution: str,
    code: str,
    asked: Asked,
    *,
    calendar: WorkCalendar,
    from_on: date | None = None,
) -> SealedAct:
    """Issues and serves an item: its feedback limit starts from `from_on`.

    Left out, that is the day it was decided where the limit counts from the meeting or instruction, else today. An
    item that is issued after its issue limit is a breach of the office.
    """
    desk = take_up(session, institution, code, asked, ItemEvent.issue, request={"from_on": from_on})
    if desk.done:
        return desk.done
    decided_on = desk.item["decided_on"]
    anchor = from_on or (None if _runs_from_service(desk.item) else decided_on) or asked.on
    if decided_on is None and from_on and not _runs_from_service(desk.item):
        decided_on = from_on
    due_on = desk.item["issue_due_on"] or issue_limit(desk.kind, calendar, decided_on)
    sets, clock = served(desk.item, desk.kind, desk.plan, calendar, anchor)
    sets |= {"issued_at": asked.at, "decided_on": decided_on, "issue_due_on": due_on}
    facts = {"approval_needed": desk.kind.approve is not None}
    return desk.move(sets, clock=clock, facts=facts, also=lambda act: judge_issue(session, act, desk.item, due_on))


def receive_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """The lead unit signs for an item. No limit starts from here."""
    desk = take_up(session, institution, code, asked, ItemEvent.receive)
    return desk.done or desk.move({"received_at": asked.at})


def close_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """An item that was checked is struck off (销号), by whoever may."""
    desk = take_up(session, institution, code, asked, ItemEvent.close)
    sets = {**RESTART_CLOCK, "closed_at": asked.at}
    return desk.done or desk.move(sets, facts=deciding(desk, desk.kind.close))


def _runs_from_service(item: sa.RowMapping) -> bool:
    return item["feedback_phrase"] is None or parse(item["feedback_phrase"]).from_service


def get_unit(session: Session, institution: str, name: str) -> sa.RowMapping:
    """The unit by its name. Raises NotFound."""
    unit = find_row(session, UNIT, institution=institution, name=name)
    if unit is None:
        raise NotFound("单位", name, "请先用 duban org import 登记")
    return unit


def read_marking(marking: str | None) -> Secrecy | None:
    """The marking as it is stored. Raises ClassifiedMatter for anything above 内部."""
    if marking is not None and marking not in MARKINGS:
        raise ClassifiedMatter(marking)
    return MARKINGS[marking] if marking else None


def _item_type(pack: Pack, name: str) -> ItemType:
    if name not in pack.items:
        raise NotFound("事项类型", name, f"《{pack.title}》的事项类型有：{'、'.join(pack.items)}")
    return pack.items[name]


def _feedback_phrase(kind: ItemType, new: NewItem) -> str | None:
    if kind.classes and new.item_class not in kind.classes:
        raise InvalidValue(kind.by or "办理类别", new.item_class or "", f"请从{'、'.join(kind.classes)}中选一个")
    limit = kind.feedback_for(new.item_class)
    return limit.within.text if limit and limit.within else None
