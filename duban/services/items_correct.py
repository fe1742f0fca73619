"""Correcting an item (更正): recorded, and no number changes."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.services.acts import OpenAct, SealedAct
from duban.services.item_desk import Asked, Desk, take_up
from duban.services.item_parts import Node, add_nodes, change_co_units, check_nodes, find_leader
from duban.services.transition import record_change
from duban.store.item_side import nodes_of
from duban.store.items import TEXT
from duban.store.rows import find_row
from states.item import ItemEvent


@dataclass(frozen=True)
class Correction:
    """What is written otherwise; None leaves a field as it is. `co_units` and `nodes` come to those that are there."""

    title: str | None = None
    requirement: str | None = None
    completion_due_on: date | None = None
    leader: str | None = None
    responsible: str | None = None
    co_units: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Units that help no longer."""
    nodes: tuple[Node, ...] = ()


OF_TEXT = ("title", "requirement", "responsible")


def correct_item(session: Session, institution: str, code: str, asked: Asked, correction: Correction) -> SealedAct:
    """Puts right what was entered wrongly or not at all, with the reason; a unit that helped before may help again."""
    desk = take_up(session, institution, code, asked, ItemEvent.correct, request=asdict(correction), why=True)
    if desk.done:
        return desk.done
    changed = {name: value for name, value in asdict(correction).items() if value}
    if not changed:
        raise InvalidValue("更正", "", "请写明更正什么，如 --title、--requirement、--leader、--co 或 --complete-by")
    text = find_row(session, TEXT, item_id=desk.item["id"])
    _check_schedule(desk, correction)
    said = {name: changed[name] for name in OF_TEXT if name in changed}

    def also(act: OpenAct) -> None:
        if said and text:
            record_change(session, act, TEXT, [text["id"]], said)
        change_co_units(session, act, desk.item, correction.co_units, correction.without)
        add_nodes(session, act, desk.item["id"], correction.nodes)

    return desk.move(_own_columns(desk, correction), also=also)


def _check_schedule(desk: Desk, correction: Correction) -> None:
    """The schedule as it will be lies within the day to be done. Raises InvalidValue."""
    if correction.nodes or correction.completion_due_on:
        days = [node["due_on"] for node in nodes_of(desk.session, desk.item["id"])]
        due_on = correction.completion_due_on or desk.item["completion_due_on"]
        check_nodes([*days, *(node.due_on for node in correction.nodes)], due_on)


def _own_columns(desk: Desk, correction: Correction) -> dict[str, Any]:
    """What changes in the item's own row."""
    sets: dict[str, Any] = {}
    if correction.completion_due_on:
        sets["completion_due_on"] = correction.completion_due_on
    if correction.leader:
        sets["leader_id"] = find_leader(desk.session, desk.pack.code, correction.leader, desk.asked.on)
    return sets
