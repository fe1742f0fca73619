"""Drafting a paper by hand: one unit, one kind, the items that a person names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, Refused
from duban.institutions.schema import Pack
from duban.services.acts import SealedAct, answered, open_act, seal
from duban.services.attachments import attach
from duban.services.breaches import record_breaches
from duban.services.item_desk import Asked, check_time
from duban.services.ladders import LadderPlan, ladder_plan
from duban.services.numbering import Series, numbering_office, series_of
from duban.services.order_desk import paper_name
from duban.services.order_items import wait_for_paper
from duban.services.packs import pack_behind
from duban.services.transition import get_item
from duban.store import orders as store
from duban.store.kept import Changes
from duban.store.rows import add_rows
from states.item import UNISSUED, ItemEvent, LimitKind, place_of, state_at
from states.order import OrderState, served_at_once


@dataclass(eq=False)
class NotOnOnePaper(Refused):
    """Items that cannot stand on one paper together, or not on this one."""

    paper: str
    says: str

    def __str__(self) -> str:
        return f"不能拟这份{self.paper}：{self.says}。"


@dataclass(frozen=True)
class Drafted:
    """A new paper's handle and its act."""

    order_id: int
    act: SealedAct


def draft_order(session: Session, institution: str, paper: str, codes: Sequence[str], said: Asked) -> Drafted:
    """Drafts a paper that lists these items; where it takes them up a rung, they wait for it.

    Raises NotFound, InvalidValue, NotOnOnePaper.
    """
    if not codes:
        raise InvalidValue("--item", "", "至少写一件督办任务")
    items = [get_item(session, institution, code) for code in sorted(set(codes))]
    asked = {"paper": paper, "items": sorted(set(codes))}
    draft = said.draft(institution, "order_draft", request=asked)
    if done := answered(session, draft):
        return Drafted(store.drafted_by(session, done.institution, done.seq), done)
    pack = pack_behind(session, items[0]).pack
    office = _alike(pack, paper, items)
    rung = _rung(ladder_plan(pack, items[0]["ladder"]), paper, items)
    check_time(said, None)
    _not_pending(session, paper, items)
    changes = Changes(session)
    row = new_paper(items[0], paper, office, said, ladder=items[0]["ladder"] if rung else None, rung=rung)
    ids = add_rows(session, store.ORDER, [row])
    changes.added(store.ORDER, ids)
    lines = [{"order_id": ids[0], "item_id": item["id"], **missed_limit(item, said)} for item in items]
    changes.added(store.LISTED, add_rows(session, store.LISTED, lines))
    if rung:
        wait_for_paper(session, changes, [item["id"] for item in items], rung)
    act = open_act(session, draft)
    changes.record(act.institution, act.seq)
    record_breaches(session, act, lines)
    attach(session, act, order_id=ids[0])
    return Drafted(ids[0], seal(session, act))


def new_paper(item: sa.RowMapping, paper: str, office: str, said: Asked, **more: Any) -> dict[str, Any]:
    """The row of a paper to the unit of its first item, a draft that moves nothing unless `more` says otherwise."""
    return {
        "institution": item["institution"],
        "pack_version_id": item["pack_version_id"],
        "paper": paper,
        "office": office,
        "unit_id": item["lead_unit_id"],
        "drafted_on": said.on,
        "state": OrderState.drafted,
        "answer_provisional": False,
        "version": 1,
        **more,
    }


def served_now(series: Series, serial: int, said: Asked) -> dict[str, Any]:
    """The columns of a paper that takes its number and reaches the unit in the act that drafts it."""
    return {
        "state": served_at_once(),
        "year": series.year,
        "serial": serial,
        "number": series.number(serial),
        **dict.fromkeys(("signed_at", "issued_at", "served_at"), said.at),
    }


def missed_limit(item: sa.RowMapping, said: Asked) -> dict[str, Any]:
    """The limit that the item is behind with, where it is, as the sweep would have found it the next working day."""
    late = item["climb_due_on"] is not None and item["climb_due_on"] < said.on
    kind = LimitKind.answer if item["rung"] else LimitKind.feedback
    return {"limit_kind": kind if late else None, "limit_on": item["climb_due_on"]}


def _alike(pack: Pack, paper: str, items: Sequence[sa.RowMapping]) -> str:
    """The office that numbers the paper, the same for all items. Raises NotOnOnePaper, NotFound."""
    if any(item["ladder"] != items[0]["ladder"] for item in items):
        raise NotOnOnePaper(paper, "这些事项不在同一督办阶梯上，请分开拟")
    for item in items:
        issue = pack.items[item["item_type"]].issue
        if item["state"] in UNISSUED and issue and issue.paper == paper:
            says = f"督办任务 {item['code']} 还没有下发，请用 duban item issue 下发，{paper}随同编号"
            raise NotOnOnePaper(paper, says)
    return on_one_paper(pack, paper, items)


def on_one_paper(pack: Pack, paper: str, items: Sequence[sa.RowMapping]) -> str:
    """The office that numbers a paper over these items, which go to one unit. Raises NotOnOnePaper, NotFound."""
    first = items[0]
    if any(item["lead_unit_id"] != first["lead_unit_id"] for item in items):
        raise NotOnOnePaper(paper, "一份单只发给一个责任单位，请按单位分开")
    if any(item["pack_version_id"] != first["pack_version_id"] for item in items):
        raise NotOnOnePaper(paper, "这些事项不按同一版制度办理，请分开")
    offices = {numbering_office(pack, pack.items[item["item_type"]].office) for item in items}
    if len(offices) > 1:
        raise NotOnOnePaper(paper, f"由{'、'.join(sorted(offices))}分别编号，请分开")
    office = offices.pop()
    series_of(pack, office, paper, year=1)
    return office


def _rung(plan: LadderPlan, paper: str, items: Sequence[sa.RowMapping]) -> str | None:
    """The rung that this paper takes the items to; None for a paper that is on no rung of their ladder."""
    rung = next((each.rung for each in plan.rungs if each.paper.kind == paper), None)
    if rung is None:
        return None
    below = {edge.source for edge in plan.moves.edges(ItemEvent.climb) if state_at(edge.target)[1] == rung}
    for item in items:
        if place_of(item["state"], item["rung"]) not in below:
            raise NotOnOnePaper(paper, f"督办任务 {item['code']} 现在不能升到“{rung}”")
    return rung


def _not_pending(session: Session, paper: str, items: Sequence[sa.RowMapping]) -> None:
    for order in store.pending_of(session, [item["id"] for item in items]):
        raise NotOnOnePaper(paper, f"其中有事项已列在待办的{paper_name(order)}上，请先办结或退回它")
