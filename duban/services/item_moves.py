"""What the machine of an item lets somebody do with it now, what it refuses and why, and on which clause each rests."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.services.item_basis import SILENT, basis_of
from duban.services.item_desk import Asked
from duban.services.ladders import ladder_plan
from duban.services.moves import Moves, refusal, told_refusal
from duban.services.packs import pack_behind
from duban.services.records_view import cited
from duban.services.roles import HeldPost
from duban.services.transition import look_up_item
from duban.store import item_story
from states.extension import ExtensionState
from states.item import ItemEvent, place_of
from states.labels import state_label

ANSWER_EXTENSION = "answer_extension"
"""Not an event of the item: its request for another day is answered."""


def moves_of(session: Session, institution: str, code: str, said: Asked, held: Sequence[HeldPost]) -> Moves:
    """The moves of somebody who holds these posts. What only the form can tell (a new day …) is left to the act.

    Raises NotFound.
    """
    item = look_up_item(session, institution, code)
    pack = pack_behind(session, item).pack
    posts: list[str | None] = [*(each.post for each in held)] or [None]
    plan, decided, why_not = ladder_plan(pack, item["ladder"]), _on_deciding(session, pack, item, said), {}
    place, label = place_of(item["state"], item["rung"]), state_label(item["state"], item["rung"])
    for event in ItemEvent:
        facts = [_facts(pack, item, event, said) | decided.get(event, {}) | {"post": post} for post in posts]
        found = refusal(plan.moves, place, event, [{**item, **each} for each in facts])
        if found:
            why_not[event.value] = told_refusal(found, label)
    if not _asked_for_another_day(session, item):
        why_not[ANSWER_EXTENSION] = "没有待答复的延期申请"
    rests = {event.value: _rests_on(pack, item, event) for event in ItemEvent}
    possible = {*(event.value for event in ItemEvent), ANSWER_EXTENSION} - why_not.keys()
    return Moves(frozenset(possible), why_not, rests)


def _facts(pack: Pack, item: sa.RowMapping, event: ItemEvent, said: Asked) -> dict[str, Any]:
    kind = pack.items[item["item_type"]]
    basis = basis_of(kind, item["item_class"], event) if event in SILENT else None
    return {"clause": basis.clause if basis else None, "on": said.on}


def _on_deciding(session: Session, pack: Pack, item: sa.RowMapping, said: Asked) -> Mapping[ItemEvent, dict[str, Any]]:
    """What is known of setting it up and closing it: who decides, who agrees and has agreed, who drafted it."""
    kind = pack.items[item["item_type"]]
    agreeing = kind.approve.agree if kind.approve else ()
    known = {
        "agreeing": agreeing,
        "agreed": item_story.agreed_by(session, item["id"]) if agreeing else (),
        "drafter_id": item_story.drafter_of(session, item["id"]),
        "person_id": said.actor.person_id,
    }
    decisions = {ItemEvent.approve: kind.approve, ItemEvent.close: kind.close, ItemEvent.agree: None}
    return {event: {**known, "posts": by.by if by else ()} for event, by in decisions.items()}


def _asked_for_another_day(session: Session, item: sa.RowMapping) -> bool:
    last = item_story.last_of_item(session, item_story.EXTENSION, item["id"])
    return last is not None and last["state"] == ExtensionState.asked


def _rests_on(pack: Pack, item: sa.RowMapping, event: ItemEvent) -> str:
    if event not in SILENT:
        return ""
    basis = basis_of(pack.items[item["item_type"]], item["item_class"], event)
    return cited(pack, basis.clause) or (f"推定：{basis.assumed}" if basis.assumed else "")
