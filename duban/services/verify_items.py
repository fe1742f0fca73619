"""What `duban verify` checks of items: each step a move of their machine, each return to where they came from."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import DubanError
from duban.institutions.schema import Pack
from duban.services.ladders import LadderPlan, ladder_plan
from duban.services.packs import stored_pack
from duban.store import verify as store
from duban.store.items import ITEM, pack_version_of
from duban.store.records import steps_of
from states.item import REMEMBERING, ItemEvent, ItemState, place_of

FOLD, APPROVAL = 4, 9
"""The invariants' numbers in the design."""

Fault = tuple[int, str, str]
"""Invariant, where, and a Chinese sentence."""

ITEM_EVENTS_OF = {
    "sweep": (ItemEvent.climb, ItemEvent.miss),
    "escalate": (ItemEvent.escalate, ItemEvent.put_forward),
    "order_serve": (ItemEvent.paper,),
}
"""Verbs that move items by other events than their own; an act on a paper may also change only an item's clock."""

REQUESTS = {"feedback": "反馈", "suspension": "暂停计时", "extension": "延期申请"}
"""What may be open of an item, by table."""

RESTORING = (ItemEvent.send_back, ItemEvent.resume)
"""Events that take an item back to where it came from."""

UNREADABLE = (LookupError, ValueError, TypeError, DubanError, sa.exc.NoResultFound)
"""What reading a damaged value may end in; which row it is, the comparison with its history says."""


def item_faults(session: Session) -> Iterator[Fault]:
    """Everything that is wrong with the lives of items."""
    plans = _Plans(session)
    for row_id, steps in groupby(steps_of(session, ITEM), key=lambda step: step["row_id"]):
        life = _Life(plans)
        for step in steps:
            try:
                says = life.fault_of(step)
            except UNREADABLE:
                says = "履历的内容读不出来"
            if says:
                yield FOLD, f"item {row_id}", says
    for name, row_id in store.misplaced_requests(session):
        yield FOLD, f"item {row_id}", f"{REQUESTS[name]}是否未了结，与它的状态不符"
    for row_id in store.awaiting_nothing(session):
        yield FOLD, f"item {row_id}", "在等待的文书不在途中"
    for row_id in store.approved_by_drafter(session):
        yield APPROVAL, f"item {row_id}", "同一人既拟办又立项"
    for row_id, silent in _set_up_alone(session, plans):
        yield APPROVAL, f"item {row_id}", f"{'、'.join(silent)}没有会商同意就立项了"


def _set_up_alone(session: Session, plans: "_Plans") -> Iterator[tuple[int, list[str]]]:
    """Items that were approved before every office that sets them up jointly had agreed."""
    agreed: dict[int, set[str]] = {}
    for row in store.agreements(session):
        known = agreed.setdefault(row["id"], set())
        known.add(row["post"])
        item = json.loads(row["after"])
        rule = plans.pack(item["pack_version_id"]).items[item["item_type"]].approve
        silent = [post for post in rule.agree if post not in known] if rule else []
        if row["event"] == ItemEvent.approve and silent:
            yield row["id"], silent


class _Plans:
    """The ladders of the packs on record, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, str | None], LadderPlan] = {}

    def pack(self, version_id: int) -> Pack:
        """The pack of that version."""
        return stored_pack(self._session, pack_version_of(self._session, version_id)).pack

    def of(self, item: Mapping[str, Any]) -> LadderPlan:
        """The ladder that the item stands on."""
        key = (item["pack_version_id"], item.get("ladder"))
        if key not in self._known:
            self._known[key] = ladder_plan(self.pack(key[0]), key[1])
        return self._known[key]


class _Life:
    """One item's history, folded: it begins as a draft (or historic, by an import) and remembers where it came from."""

    def __init__(self, plans: _Plans) -> None:
        self._plans = plans
        self._came_from: str | None = None

    def fault_of(self, step: sa.RowMapping) -> str | None:
        """What is wrong with the next step, if anything is."""
        after = json.loads(step["after"])
        came = _place(after)
        if step["before"] is None:
            begins = (
                ItemState.historic if came == ItemState.historic and step["verb"] == "import" else ItemState.drafted
            )
            return None if came == begins else f"第一条履历不是拟办，而是 {came}"
        left = _place(json.loads(step["before"]))
        return self._illegal(step, after, left, came) or self._forgotten(step, after, left, came)

    def _illegal(self, step: sa.RowMapping, after: Mapping[str, Any], left: str, came: str) -> str | None:
        moves, verb = self._plans.of(after).moves.transitions, str(step["verb"])
        events = ITEM_EVENTS_OF.get(verb, (step["event"],))
        stays = left == came and (step["event"] is None or verb.startswith("order_"))
        if stays or any(move.event in events and left in move.sources and move.target == came for move in moves):
            return None
        return f"“{verb}”使它从 {left} 到 {came}，状态机没有这一步"

    def _forgotten(self, step: sa.RowMapping, after: Mapping[str, Any], left: str, came: str) -> str | None:
        """An item that is checked or suspended remembers its place, and goes back to it and to no other."""
        if came in REMEMBERING:
            served = json.loads(step["before"]).get("awaits") if step["verb"] == "order_serve" else None
            stayed = place_of(ItemState.escalated, served) if served else self._came_from
            self._came_from = stayed if left in REMEMBERING else left
            noted = place_of(ItemState(after["back_state"]), after.get("back_rung"))
            return None if noted == self._came_from else f"记下的来处是 {noted}，而它是从 {self._came_from} 来的"
        if step["event"] in RESTORING and came != self._came_from:
            return f"“{step['verb']}”使它回到 {came}，而它是从 {self._came_from} 来的"
        return None


def _place(item: Mapping[str, Any]) -> str:
    return place_of(ItemState(item["state"]), item.get("rung"))
