"""Items and their kin: merged by the office into another (并案), or split for another unit; the link is kept."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from duban.core.workdays import WorkCalendar
from duban.services.acts import OpenAct, SealedAct
from duban.services.item_desk import Asked, Desk, take_up
from duban.services.item_parts import Node, add_link, merge_target
from duban.services.item_requests import end_with_item
from duban.services.items import MARKING_WORDS, NewItem, add_draft, drafting
from duban.services.items_place import NO_LONGER_REMEMBERS
from duban.services.order_items import lapse
from duban.services.packs import pack_behind
from duban.services.transition import RESTART_CLOCK
from duban.store.item_side import nodes_of
from duban.store.items import TEXT
from duban.store.rows import find_row
from models import LinkKind
from states.item import UNISSUED, ItemEvent


@dataclass(frozen=True)
class Part:
    """What is split off: for which unit, and what there is to do; what is None is as in the item it comes from."""

    unit: str
    title: str
    requirement: str | None = None
    responsible: str | None = None
    completion_due_on: date | None = None


def merge_item(
    session: Session, institution: str, code: str, asked: Asked, *, into: str, calendar: WorkCalendar
) -> SealedAct:
    """The office merges the item into another that is open; it ends, and what was still open of it with it."""
    desk = take_up(session, institution, code, asked, ItemEvent.merge, request={"into": into}, why=True)
    if desk.done:
        return desk.done
    into_id = merge_target(session, desk.item, into)

    def also(act: OpenAct) -> None:
        end_with_item(desk, act, calendar)
        add_link(session, act, desk.item["id"], into_id, LinkKind.merged)

    return desk.move(
        {**RESTART_CLOCK, **NO_LONGER_REMEMBERS, "closed_at": asked.at},
        beside=lambda: lapse(session, desk.item["id"], asked.at, gone=True),
        also=also,
    )


def split_item(session: Session, institution: str, code: str, asked: Asked, *, part: Part) -> SealedAct:
    """Part of the item becomes an item of another unit, drafted under the same act and linked to this one.

    Split off before issuing, it was decided when the whole was; later, its issue limit runs from today (assumed).
    """
    desk = take_up(session, institution, code, asked, ItemEvent.split_off, request=asdict(part), why=True)
    if desk.done:
        return desk.done
    pack = pack_behind(session, desk.item)
    rules, new = drafting(session, pack, asked.on), _split_off(desk, part)

    def also(act: OpenAct) -> None:
        _, item_id = add_draft(session, act, rules, new, leader_id=desk.item["leader_id"])
        add_link(session, act, item_id, desk.item["id"], LinkKind.split_off)

    return desk.move({}, also=also)


def _split_off(desk: Desk, part: Part) -> NewItem:
    """The new item: of the same type, class and marking, and dated as the old one where that was not issued yet."""
    item, text = desk.item, find_row(desk.session, TEXT, item_id=desk.item["id"])
    said = {name: text[name] if text else None for name in ("requirement", "reached_on", "secrecy")}
    before = item["state"] in UNISSUED
    return NewItem(
        item["item_type"],
        part.unit,
        part.title,
        part.requirement or said["requirement"],
        item["item_class"],
        part.completion_due_on or item["completion_due_on"],
        MARKING_WORDS.get(said["secrecy"]),
        item["decided_on"] if before else desk.asked.on,
        said["reached_on"] if before else None,
        responsible=part.responsible,
        nodes=tuple(Node(node["due_on"], node["says"]) for node in nodes_of(desk.session, item["id"])),
    )
