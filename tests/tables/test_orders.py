"""Every state of a paper, every verb and every kind of actor, with and without people who approve it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.postgres import disposing
from duban.services.acts import Actor
from duban.services.item_desk import Asked
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.order_approval import agree, propose, refuse, sign
from duban.services.order_draft import draft_order
from duban.services.order_issue import answer, correct, issue, serve, void
from duban.services.packs import PackOnRecord
from duban.services.verify import verify
from duban.store.engine import ledger_engine
from duban.store.items import ITEM
from duban.store.orders import LISTED, find_order
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from states.order import OrderEvent, order_moves
from tests.factories import ACTOR, APPROVERS, CALENDAR, as_post, at, automatic, county, issued_item, make_ledger, said
from tests.tables.cells import SYSTEM, UNIT, Cells, Ledger, actors, ledger, parsed, tried

pytestmark = pytest.mark.slow
WHO = (*APPROVERS, UNIT, SYSTEM)
ONCE_NUMBERED = """
    serve       | issued → served                                         | *
    answer      | served → answered                                       | *
    void        | issued served → voided                                  | *
    correct     | issued served answered → =                              | *
    good_report | signed served answered refused lapsed voided → =        | *
    good_report | issued → voided                                         | *
"""
APPROVED = """
    propose     | drafted → proposed                  | 分管副主任
    agree       | proposed → agreed                   | 分管领导
    sign        | agreed → signed                     | 办公室主任
    refuse      | drafted proposed agreed → refused   | 分管副主任 分管领导 办公室主任
    refuse      | signed → refused                    | 办公室主任
    good_report | drafted proposed agreed → lapsed    | *
    issue       | signed → issued                     | *
"""
AUTOMATIC = """
    issue       | drafted → issued    | *
    refuse      | drafted → refused   | *
    good_report | drafted → lapsed    | *
"""
"""What is not in a table is refused. A good report of its item makes a paper lapse until it is signed.

One that is numbered and not served yet is void then, and keeps its number."""
START, SOON, LATER = date(2026, 10, 12), date(2026, 10, 13), date(2026, 10, 16)
Deed = Callable[[Session, str, Asked], object]


def good_report(it: Session, handle: str, how: Asked) -> None:
    """The paper's item is reported on, and the report is accepted."""
    listed = sa.select(ITEM.c.code).join(LISTED, LISTED.c.item_id == ITEM.c.id).where(LISTED.c.order_id == int(handle))
    code = it.execute(listed).scalar_one()
    give_feedback(it, "county", code, how, NewFeedback(FeedbackKind.stage, "进展"))
    check_feedback(it, "county", code, replace(how, actor=ACTOR), Finding(accepted=True), calendar=CALENDAR)


DEEDS: dict[str, Deed] = {
    "propose": lambda it, handle, how: propose(it, "county", handle, how),
    "agree": lambda it, handle, how: agree(it, "county", handle, how),
    "sign": lambda it, handle, how: sign(it, "county", handle, how),
    "refuse": lambda it, handle, how: refuse(it, "county", handle, how, until=LATER),
    "issue": lambda it, handle, how: issue(it, "county", handle, how),
    "serve": lambda it, handle, how: serve(it, "county", handle, how),
    "answer": lambda it, handle, how: answer(it, "county", handle, how),
    "void": lambda it, handle, how: void(it, "county", handle, how),
    "correct": lambda it, handle, how: correct(it, "county", handle, how, remark="更正"),
    "good_report": good_report,
}
APPROVAL = tuple(zip(("propose", "agree", "sign"), APPROVERS, strict=True))
CAME = {
    "drafted": (),
    "issued": ("issue",),
    "served": ("issue", "serve"),
    "answered": ("issue", "serve", "answer"),
    "voided": ("issue", "void"),
    "lapsed": ("good_report",),
}
"""How a paper comes to each state once it may: those that were approved first are approved before `issue`."""


@dataclass(frozen=True)
class Cast:
    """A ledger with one paper in each state, everybody who acts, and what is expected of them."""

    session: Session
    handles: dict[str, str]
    actors: dict[str, Actor]
    table: Cells
    steps: tuple[OrderEvent, ...]
    untouched: Ledger


@pytest.fixture(scope="module", params=["approved", "automatic"])
def cast(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cast]:
    approved = request.param == "approved"
    approval = APPROVAL if approved else ()
    table = parsed((APPROVED if approved else AUTOMATIC).rstrip() + ONCE_NUMBERED, {}, WHO)
    file = tmp_path_factory.mktemp("table") / "ledger.db"
    shutil.copy(sqlite_template, file)
    with disposing(ledger_engine(f"sqlite:///{file}")) as engine, unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, county() if approved else automatic())
        handles = _papers(uow.session, pack, approval)
        everybody = actors(uow.session, tuple(APPROVERS))
        steps = tuple(OrderEvent(step) for step, _ in approval)
        table = {cell: target for cell, target in table.items() if cell[1] in handles}
        yield Cast(uow.session, handles, everybody, table, steps, ledger(uow.session))


def _papers(it: Session, pack: PackOnRecord, approval: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """A paper in every state that such papers can have; its handle."""
    hands = [(step, as_post(it, START, post)) for step, post in approval]
    ways = {state: [(step, said(START)) for step in way] for state, way in CAME.items()}
    ways = {state: [*hands, *way] if way and way[0][0] == "issue" else way for state, way in ways.items()}
    ways |= {state: hands[: number + 1] for number, state in enumerate(("proposed", "agreed", "signed")[: len(hands)])}
    ways["refused"] = [("refuse", hands[0][1] if hands else said(START))]
    found = {}
    for state, way in ways.items():
        code = issued_item(it, pack, on=date(2026, 10, 9))
        found[state] = str(draft_order(it, "county", "催办单", [code], said(START)).order_id)
        for step, how in way:
            DEEDS[step](it, found[state], how)
    return found


def standing(it: Session, handle: str) -> str:
    order = find_order(it, "county", handle)
    assert order is not None
    return str(order["state"].value)


def test_a_paper_came_to_each_state(cast: Cast) -> None:
    assert {state: standing(cast.session, handle) for state, handle in cast.handles.items()} == {
        state: state for state in cast.handles
    }
    assert len(cast.handles) == (10 if cast.steps else 7)
    assert verify(cast.session).ok


@pytest.mark.parametrize("verb", DEEDS)
def test_every_state_and_actor_answer_as_the_table_says(cast: Cast, verb: str) -> None:
    came = {}
    for state, handle in cast.handles.items():
        for name, actor in cast.actors.items():
            deed = partial(DEEDS[verb], cast.session, handle, Asked(actor, at(SOON)))
            stands = partial(standing, cast.session, handle)
            came[verb, state, name] = tried(cast.session, cast.untouched, deed, stands)
    expected = {cell: target for cell, target in cast.table.items() if cell[0] == verb}
    assert {cell: target for cell, target in came.items() if target} == expected


def test_the_table_goes_along_every_edge_of_the_machine(cast: Cast) -> None:
    edges = {(str(state), str(row.event)) for row in order_moves(cast.steps).transitions for state in row.sources}
    gone = {
        (state, verb if verb != "good_report" else "void" if target == "voided" else "lapse")
        for (verb, state, _), target in cast.table.items()
        if verb != "good_report" or target != state
    }
    assert gone == edges
