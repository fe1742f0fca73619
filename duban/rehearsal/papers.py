"""What becomes of the papers that the sweep drafts: leaders approve or put them off, units answer or do not."""

from typing import Any

import sqlalchemy as sa

from duban.rehearsal.items import report
from duban.rehearsal.world import World
from duban.services.ladders import ladder_plan
from duban.services.order_approval import agree, propose, refuse, sign
from duban.services.order_issue import answer, issue, serve
from duban.store.orders import find_order, list_orders, listed_items
from states.order import OrderEvent, OrderState

MOST = 1_000
STEPS = {OrderEvent.propose: propose, OrderEvent.agree: agree, OrderEvent.sign: sign}
TICKS = 0.5
"""Share of signed papers that the signer has copied (C41)."""
OUT_OF_TURN = 0.05
"""Share of steps that somebody else than whose turn it is tries to take."""
ANSWERS = (1, 2)
"""Working days in which a unit that heeds a paper answers it."""


def take_up_drafts(world: World) -> None:
    """The papers that the morning's sweep drafted begin their way."""
    for paper in reversed(list_orders(world.session, world.code, (OrderState.drafted,), MOST)):
        if paper["drafted_on"] == world.today:
            approve(world, paper["id"], 0)


def approve(world: World, order_id: int, step: int) -> None:
    """One step of the approval that the pack asks for, then the next one when its leader gets to it."""
    paper = find_order(world.session, world.code, str(order_id))
    if paper is None or paper["state"] in (OrderState.lapsed, OrderState.refused):
        return
    steps = _steps(world, paper)
    event, post = steps[step]
    leader = world.leaders[post]
    if step and world.chance.happens(leader.refuses, "refuses", post, *_about(paper)):
        days = world.chance.between(leader.holds, "holds", *_about(paper))
        until = world.later(days)
        world.try_to(refuse, world.code, str(order_id), world.asked(post, "先电话督促"), until=until)
        return
    if step and world.tempted(OUT_OF_TURN, "out of turn", *_about(paper)):
        world.try_to(STEPS[event], world.code, str(order_id), world.asked(steps[0][1]), expected=True)
    if not world.try_to(STEPS[event], world.code, str(order_id), world.asked(post), **_ticked(world, paper, event)):
        return
    if step + 1 < len(steps):
        following = steps[step + 1][1]
        days = world.chance.between(world.leaders[following].waits, "waits", following, *_about(paper))
        world.diary.plan(world.later(days), approve, order_id, step + 1)
    else:
        send(world, order_id)


def send(world: World, order_id: int) -> None:
    """The signed paper is numbered and served; the notice of a talk waits until the talk is approved."""
    paper = find_order(world.session, world.code, str(order_id))
    if paper is None:
        return
    office = world.office_post(paper["office"])
    if not world.try_to(issue, world.code, str(order_id), world.asked(office)):
        return
    if world.pack.interview and paper["paper"] == world.pack.interview.paper:
        for also in world.on_notice:
            also(world, order_id)
        return
    if world.try_to(serve, world.code, str(order_id), world.asked(office)):
        heed(world, paper)


def heed(world: World, paper: sa.RowMapping) -> None:
    """The unit answers and reports soon, or does not care until the next paper comes."""
    about = _about(paper)
    lines = listed_items(world.session, paper["id"], lock=False)
    lives = [world.lives[line["code"]] for line in lines if line["code"] in world.lives]
    if not lives:
        return
    heeds = world.chance.happens(lives[0].manner.heeds, "heeds", *about)
    on = world.later(world.chance.between(ANSWERS, "answers", *about))
    for life in lives:
        if heeds:
            world.diary.plan(on, report, life, life.new_intent())
        else:
            life.new_intent()
    if heeds and not all(line["state"] == "checking" for line in lines):
        world.diary.plan(on, reply, paper["id"], lives[0].unit)


def reply(world: World, order_id: int, unit: str) -> None:
    """The unit answers the paper itself."""
    world.try_to(answer, world.code, str(order_id), world.of_unit(unit))


def _steps(world: World, paper: sa.RowMapping) -> tuple[tuple[OrderEvent, str], ...]:
    return ladder_plan(world.pack, paper["ladder"]).rung_plan(paper["rung"]).paper.steps


def _ticked(world: World, paper: sa.RowMapping, event: OrderEvent) -> dict[str, Any]:
    copies = ladder_plan(world.pack, paper["ladder"]).rung_plan(paper["rung"]).paper.copies
    ticks = event is OrderEvent.sign and world.chance.happens(TICKS, "copies", *_about(paper))
    return {"copies": copies} if ticks and copies else {}


def _about(paper: sa.RowMapping) -> tuple[object, ...]:
    return paper["unit_id"], paper["rung"], paper["office"], paper["drafted_on"]
