"""Drafting, approving, issuing, receiving and closing items."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import ClassifiedMatter, InvalidValue, NotFound, NotInForce
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar
from duban.institutions.schema import Document, ItemType, Pack
from duban.services.acts import OpenAct, SealedAct, open_or_answer, record_new, seal
from duban.services.attachments import attach
from duban.services.calendar import ledger_calendar
from duban.services.item_basis import basis_of
from duban.services.item_desk import Asked, Desk, check_time, deciding, take_up
from duban.services.item_parts import Node, add_co_units, add_link, add_nodes, check_nodes, find_leader, get_unit
from duban.services.items_issue import issue_items
from duban.services.office_limits import issue_limit
from duban.services.packs import PackOnRecord
from duban.services.transition import RESTART_CLOCK, look_up_item
from duban.store import item_story
from duban.store.items import ITEM, TEXT, last_serial
from duban.store.rows import add_rows
from models import LinkKind, Secrecy
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
    reached_on: date | None = None
    """The day on which the office received that instruction, where its limit runs from then."""
    leader: str | None = None
    """The leader in charge (牵头领导): POST, POST/PERSON or the name."""
    responsible: str | None = None
    """Who in the lead unit answers for it (责任人)."""
    co_units: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    """The dated steps of its schedule (时序进度)."""
    follows: str | None = None
    """The code of the item whose closing it follows."""


MARKINGS = {"公开": Secrecy.public, "内部": Secrecy.internal}
MARKING_WORDS: dict[Secrecy | None, str] = {secrecy: word for word, secrecy in MARKINGS.items()}


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


def check_in_force(document: Document, on: date) -> None:
    """Nothing new comes under a document that does not hold; what runs goes on. Raises NotInForce."""
    if not document.holds_on(on):
        raise NotInForce(document.title, document.effective, document.expires, f"{on}")


def item_row(
    rules: Drafting, new: NewItem, *, unit_id: int, serial: int, leader_id: int | None = None
) -> dict[str, Any]:
    """The row that a draft begins as, alone or one of many. Raises ClassifiedMatter, NotFound, InvalidValue."""
    read_marking(new.secrecy)
    kind = rules.kind_of(new)
    starts_on = _issue_starts_on(rules, kind, new)
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
        "issue_due_on": issue_limit(kind, rules.calendar, starts_on),
        "leader_id": leader_id,
        "due_provisional": False,
        "version": 1,
    }


def _issue_starts_on(rules: Drafting, kind: ItemType, new: NewItem) -> date | None:
    """The day from which the office's own limit runs: of the meeting or instruction, or when that reached it (C16)."""
    decided_on, reached_on = new.decided_on, new.reached_on
    if decided_on and decided_on > rules.on:
        raise InvalidValue("--decided", str(decided_on), f"议定或批示的日期不能晚于 {rules.on}")
    if reached_on is None:
        return decided_on
    if kind.issue is None or kind.issue.since is None:
        raise InvalidValue("--reached", str(reached_on), f"“{new.item_type}”的下发时限不自收到批示件起算，请不写")
    if decided_on is None or not decided_on <= reached_on <= rules.on:
        raise InvalidValue("--reached", str(reached_on), f"须写明落款日（--decided），收到日在它和 {rules.on} 之间")
    return reached_on


def text_row(new: NewItem, item_id: int) -> dict[str, Any]:
    """The long text of a draft. Raises ClassifiedMatter."""
    secrecy = read_marking(new.secrecy)
    said = {"title": new.title, "requirement": new.requirement, "secrecy": secrecy}
    return {"item_id": item_id, **said, "responsible": new.responsible, "reached_on": new.reached_on}


def draft_item(session: Session, new: NewItem, asked: Asked, *, pack: PackOnRecord) -> str:
    """Drafts an item of one of the pack's types and returns its code. Raises NotFound, InvalidValue."""
    institution = pack.pack.code
    rules = drafting(session, pack, asked.on)
    kind = rules.kind_of(new)
    clause = basis_of(kind, new.item_class, "draft").clause
    act = open_or_answer(session, asked.draft(institution, "draft", clause=clause, request=asdict(new)))
    if isinstance(act, SealedAct):
        return str(act.answer["code"])
    check_time(asked, None)
    check_in_force(pack.pack.document, asked.on)
    code, item_id = add_draft(session, act, rules, new)
    attach(session, act, item_id=item_id)
    seal(session, act, {"code": code})
    return code


def add_draft(
    session: Session, act: OpenAct, rules: Drafting, new: NewItem, *, leader_id: int | None = None
) -> tuple[str, int]:
    """The rows of a draft under an act, in the next code of the year; its code and id."""
    institution = act.institution
    check_nodes([node.due_on for node in new.nodes], new.completion_due_on)
    unit = get_unit(session, institution, new.lead_unit)
    leader_id = find_leader(session, institution, new.leader, rules.on) if new.leader else leader_id
    serial = last_serial(session, institution, rules.on.year) + 1
    row = item_row(rules, new, unit_id=unit["id"], serial=serial, leader_id=leader_id)
    ids = add_rows(session, ITEM, [row])
    record_new(session, act, ITEM, ids)
    record_new(session, act, TEXT, add_rows(session, TEXT, [text_row(new, ids[0])]))
    add_co_units(session, act, (ids[0], unit["id"]), new.co_units, institution=institution)
    add_nodes(session, act, ids[0], new.nodes)
    if new.follows:
        followed = look_up_item(session, institution, new.follows)  # not locked: the chain's head is, by now
        add_link(session, act, ids[0], followed["id"], LinkKind.follows)
    return str(row["code"]), ids[0]


def approve_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """The item is approved (立项), by another person than the one who drafted it."""
    desk = take_up(session, institution, code, asked, ItemEvent.approve)
    facts = {"drafter_id": item_story.drafter_of(session, desk.item["id"]), "person_id": asked.actor.person_id}
    return desk.done or desk.move({}, facts=facts | _agreeing(desk) | deciding(desk, desk.kind.approve))


def agree_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """One of the offices that set the item up jointly agrees to it (会商); its act is the record."""
    desk = take_up(session, institution, code, asked, ItemEvent.agree)
    return desk.done or desk.move({}, facts=_agreeing(desk) | {"post": desk.post_name()})


def _agreeing(desk: Desk) -> dict[str, Any]:
    """The facts about who has to agree before the item is approved, and who has."""
    wanted = desk.kind.approve.agree if desk.kind.approve else ()
    return {"agreeing": wanted, "agreed": item_story.agreed_by(desk.session, desk.item["id"]) if wanted else ()}


def issue_item(
    session: Session,
    institution: str,
    code: str,
    asked: Asked,
    *,
    calendar: WorkCalendar,
    from_on: date | None = None,
) -> SealedAct:
    """Issues and serves one item by an assignment paper of its own."""
    return issue_items(session, institution, [code], asked, calendar=calendar, from_on=from_on)


def receive_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """The lead unit signs for an item. No limit starts from here."""
    desk = take_up(session, institution, code, asked, ItemEvent.receive)
    return desk.done or desk.move({"received_at": asked.at})


def close_item(session: Session, institution: str, code: str, asked: Asked) -> SealedAct:
    """An item that was checked is struck off (销号), by whoever may."""
    desk = take_up(session, institution, code, asked, ItemEvent.close)
    sets = {**RESTART_CLOCK, "closed_at": asked.at}
    return desk.done or desk.move(sets, facts=deciding(desk, desk.kind.close))


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
