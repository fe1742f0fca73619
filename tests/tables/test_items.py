"""Every place of an item, every verb and every kind of actor: what the services allow, and that the rest is refused."""

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
from duban.institutions.loader import load_pack_text
from duban.services.acts import ActDraft, Actor
from duban.services.climb import climb_sets
from duban.services.escalation import Wanted
from duban.services.escalation_act import escalate_items
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, approve_item, close_item, draft_item, issue_item, receive_item
from duban.services.items_correct import Correction, correct_item
from duban.services.items_dates import Answered, answer_extension, ask_extension, redate_item, resume_item, suspend_item
from duban.services.items_kin import Part, merge_item, split_item
from duban.services.items_notes import log_call, look_back
from duban.services.items_place import reassign_item, reopen_item, return_item, withdraw_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.ladders import LadderPlan, ladder_plan
from duban.services.order_approval import agree, propose, sign
from duban.services.order_draft import draft_order
from duban.services.order_issue import issue, serve
from duban.services.org_transfer import transfer_unit
from duban.services.packs import PackOnRecord, stored_pack
from duban.services.sweep import sweep
from duban.services.transition import fire, get_item, move_one
from duban.services.verify import verify
from duban.store.engine import ledger_engine
from duban.store.items import find_item
from duban.store.orders import ITEM, LISTED, ORDER, pending_of
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind, ItemEvent, LimitKind
from states.item_climbs import common_ladder
from states.item_moves import item_moves
from tests.factories import (
    ACTOR,
    APPROVERS,
    CALENDAR,
    FIVE_DAYS,
    NAMED,
    UNITS,
    as_post,
    at,
    climb_item,
    county,
    make_ledger,
    past_item,
    said,
)
from tests.tables.cells import SYSTEM, UNIT, Ledger, actors, ledger, parsed, tried

pytestmark = pytest.mark.slow
OFFICE, LEADER, DEPUTY = "办公室主任", "分管领导", "分管副主任"
WHO = (OFFICE, LEADER, DEPUTY, UNIT, SYSTEM)
DECIDED = ("approve", "answer", "redate", "close", "put_forward")
"""What may depend on the post; the other verbs are tried by the lead unit and the account itself."""
RUNGS = ("催办", "督办")
SET_UP_JOINTLY = {("drafted", "agree")}
"""What no office of the county does: test_l16 goes along it, by command."""
TO_THE_TALK = {("督办", verb) for verb in ("climb", "miss", "escalate", "put_forward")}
"""What leads beyond the rungs whose every edge is tried."""
GROUPS = {
    "DRAFTED": "drafted drafted@office drafted@freely approved",
    "BELOW": "issued in_progress long_term in_progress@extended",
    "FIRST": "催办 催办@unsigned",
    "SECOND": "督办 督办@unsigned",
    "RUNNING": "issued in_progress long_term in_progress@extended in_progress@awaits"
    " 催办 催办@unsigned 督办 督办@unsigned",
    "CHECKING": "checking checking@awaits checking@complete checking@long_term"
    " checking@merge checking@terminate checking@rung",
    "SUSPENDED": "suspended suspended@rung suspended@awaits",
}
"""What stands after the @ tells apart items at one place: how they came there, or what else is on record of them."""
TABLE = parsed(
    """
    approve   | drafted → approved                                                | 办公室主任
    approve   | drafted@freely → approved                                         | *
    issue     | drafted@freely approved returned → issued                         | *
    receive   | issued → in_progress                                              | *
    receive   | 催办@unsigned 督办@unsigned → =                                   | *
    return    | issued → returned                                                 | *
    reassign  | issued returned in_progress → issued                              | *
    reassign  | in_progress@extended in_progress@awaits → issued                  | *
    report    | in_progress long_term 催办 督办 → checking                        | *
    report    | in_progress@extended in_progress@awaits → checking                | *
    accept    | checking checking@awaits checking@rung → in_progress              | 系统
    accept    | checking@complete → checked                                       | 系统
    accept    | checking@long_term → long_term                                    | 系统
    accept    | checking@merge → merged                                           | 系统
    accept    | checking@terminate → terminated                                   | 系统
    send_back | checking checking@complete checking@long_term → in_progress       | 系统
    send_back | checking@merge checking@terminate checking@awaits → in_progress   | 系统
    send_back | checking@rung → 催办                                              | 系统
    climb     | BELOW → 催办                                                      | *
    climb     | FIRST → 督办                                                      | *
    climb     | SECOND → 约谈                                                     | *
    miss      | BELOW FIRST SECOND → =                                            | *
    paper     | BELOW in_progress@awaits → 催办                                   | *
    paper     | checking@awaits suspended@awaits → =                              | *
    paper     | FIRST → 督办                                                      | *
    escalate  | BELOW → 催办                                                      | *
    escalate  | FIRST → 督办                                                      | *
    escalate  | SECOND → 约谈                                                     | *
    put_forward | BELOW FIRST SECOND → =                                          | 分管副主任
    suspend   | RUNNING → suspended                                               | *
    resume    | suspended suspended@awaits → in_progress                          | *
    resume    | suspended@rung → 催办                                             | *
    ask       | issued in_progress long_term in_progress@awaits → =               | *
    ask       | FIRST 督办 督办@unsigned → =                                      | *
    answer    | in_progress@extended → =                                          | 分管领导
    redate    | RUNNING CHECKING → =                                      | 办公室主任 分管领导 分管副主任 主办单位
    correct   | DRAFTED returned RUNNING CHECKING SUSPENDED checked historic → =  | *
    close     | checked → closed                                                  | 办公室主任 分管领导
    reopen    | checked closed merged terminated → in_progress                    | *
    withdraw  | DRAFTED returned RUNNING CHECKING SUSPENDED checked historic → withdrawn | *
    merge     | DRAFTED returned RUNNING → merged                                 | *
    split_off | DRAFTED returned RUNNING → =                                      | *
    transfer  | DRAFTED returned RUNNING CHECKING SUSPENDED checked → =           | *
    call      | returned RUNNING CHECKING SUSPENDED checked → =                   | *
    look_back | long_term checked closed merged terminated → =                    | *
    """,
    GROUPS,
    WHO,
)
"""What is not here is refused."""

START, SOON, LATE = date(2026, 10, 12), date(2026, 10, 13), date(2026, 11, 23)
"""Items came to their places on the first day, people act on the next, and on the last all clocks have run out."""
OTHER = "2026-000001"
"""What items are merged into."""
Deed = Callable[[Session, str, Asked], object]


def report(kind: FeedbackKind) -> Deed:
    new = NewFeedback(kind, "进展", OTHER if kind is FeedbackKind.merge else None)
    return lambda it, code, how: give_feedback(it, "county", code, how, new)


def check(finding: Finding) -> Deed:
    return lambda it, code, how: check_feedback(it, "county", code, how, finding, calendar=CALENDAR)


def up(it: Session, code: str, how: Asked) -> object:
    """The paper of the item's next rung is drafted, signed and served."""
    return serve(it, "county", sign_paper(it, code, how), replace(how, reason=None))


def put_forward(it: Session, code: str, how: Asked) -> object:
    """A person asks for the next rung."""
    following = {"催办": "督办", "督办": "约谈"}.get(standing(it, code), "催办")
    return escalate_items(it, running_institution(it, "county"), Wanted(following, (code,)), how)


def escalate(it: Session, code: str, how: Asked) -> object:
    """The same where nobody approves the paper: the item climbs at once."""
    act = ActDraft("county", "escalate", how.actor, at(LATE), at(LATE), event=ItemEvent.escalate)
    item = get_item(it, "county", code)
    return move_one(it, item, ItemEvent.escalate, plan=ladder_of(it), draft=act, sets=climb_sets(CALENDAR))


def draft(it: Session, _code: str, how: Asked) -> str:
    return draft_item(it, NewItem("常务会议议定事项", UNITS[0], "一件事", **NAMED), how, pack=rules_of(it))


def draft_freely(it: Session, _code: str, how: Asked) -> str:
    """An item that needs no approval before it is issued."""
    return draft_item(it, NewItem("公文办理", UNITS[0], "一件公文", item_class=FIVE_DAYS), how, pack=rules_of(it))


def by_office(deed: Deed) -> Deed:
    return lambda it, code, how: deed(it, code, replace(how, actor=actors(it, (OFFICE,))[OFFICE]))


def climb(it: Session, code: str, _how: Asked) -> object:
    return climb_item(it, rules_of(it), code, on=LATE)


def miss(it: Session, code: str, how: Asked) -> object:
    act = ActDraft("county", "miss", how.actor, at(LATE), at(LATE), event=ItemEvent.miss)
    item = get_item(it, "county", code)
    return move_one(it, item, ItemEvent.miss, plan=ladder_of(it), draft=act, sets={}, given={"on": LATE})


def sign_paper(it: Session, code: str, _how: Asked, on: date = START) -> str:
    """A paper for the item's next rung has its number, and the item waits for it."""
    kind = "督办单" if standing(it, code) == "催办" else "催办单"
    handle = str(draft_order(it, "county", kind, [code], said(on)).order_id)
    for step, post in zip((propose, agree, sign), APPROVERS, strict=True):
        step(it, "county", handle, as_post(it, on, post))
    issue(it, "county", handle, said(on))
    return handle


def paper(it: Session, code: str, how: Asked) -> object:
    """The paper that the item waits for is served; where there is none it is drafted first."""
    item = find_item(it, "county", code)
    waiting = [str(order["id"]) for order in pending_of(it, [item["id"]])] if item else []
    return serve(it, "county", waiting[0] if waiting else sign_paper(it, code, how, SOON), replace(how, reason=None))


def transfer(it: Session, code: str, how: Asked) -> object:
    """The unit's items go to another; refused where this one cannot."""
    item = find_item(it, "county", code)
    if item is not None:
        fire(ladder_of(it), item, ItemEvent.transfer)
    return transfer_unit(it, "county", UNITS[0], UNITS[1], how)


def rules_of(it: Session) -> PackOnRecord:
    return stored_pack(it, running_institution(it, "county").pack_version)


def ladder_of(it: Session) -> LadderPlan:
    return ladder_plan(rules_of(it).pack, "催办-督办-约谈")


DEEDS: dict[str, Deed] = {
    "approve": lambda it, code, how: approve_item(it, "county", code, how),
    "issue": lambda it, code, how: issue_item(it, "county", code, how, calendar=CALENDAR),
    "receive": lambda it, code, how: receive_item(it, "county", code, how),
    "return": lambda it, code, how: return_item(it, "county", code, how, calendar=CALENDAR),
    "reassign": lambda it, code, how: reassign_item(it, "county", code, how, to_unit=UNITS[1], calendar=CALENDAR),
    "report": report(FeedbackKind.stage),
    "accept": check(Finding(accepted=True)),
    "send_back": check(Finding(accepted=False, quality="没有材料")),
    "climb": climb,
    "miss": miss,
    "paper": paper,
    "escalate": escalate,
    "put_forward": put_forward,
    "suspend": lambda it, code, how: suspend_item(it, "county", code, how),
    "resume": lambda it, code, how: resume_item(it, "county", code, how, calendar=CALENDAR),
    "ask": lambda it, code, how: ask_extension(
        it, "county", code, how, until=LATE, calendar=CALENDAR, limit=LimitKind.feedback
    ),
    "answer": lambda it, code, how: answer_extension(it, "county", code, how, Answered(granted=True)),
    "redate": lambda it, code, how: redate_item(it, "county", code, how, until=LATE, limit=LimitKind.feedback),
    "correct": lambda it, code, how: correct_item(it, "county", code, how, Correction(title="更正")),
    "close": lambda it, code, how: close_item(it, "county", code, how),
    "reopen": lambda it, code, how: reopen_item(it, "county", code, how, calendar=CALENDAR),
    "withdraw": lambda it, code, how: withdraw_item(it, "county", code, how, calendar=CALENDAR),
    "merge": lambda it, code, how: merge_item(it, "county", code, how, into=OTHER, calendar=CALENDAR),
    "split_off": lambda it, code, how: split_item(it, "county", code, how, part=Part(UNITS[1], "另一件")),
    "transfer": transfer,
    "call": lambda it, code, how: log_call(it, "county", code, how, who="局长", says="尽快"),
    "look_back": lambda it, code, how: look_back(it, "county", code, how, says="无问题"),
}
CAME: dict[str, tuple[str, Deed]] = {
    "drafted": ("", draft),
    "drafted@office": ("", by_office(draft)),
    "drafted@freely": ("", draft_freely),
    "approved": ("drafted", by_office(DEEDS["approve"])),
    "issued": ("approved", DEEDS["issue"]),
    "returned": ("issued", DEEDS["return"]),
    "in_progress": ("issued", DEEDS["receive"]),
    "in_progress@extended": ("in_progress", DEEDS["ask"]),
    "in_progress@awaits": ("in_progress", sign_paper),
    "checking@awaits": ("in_progress@awaits", report(FeedbackKind.stage)),
    "suspended@awaits": ("in_progress@awaits", DEEDS["suspend"]),
    "催办": ("in_progress", up),
    "催办@unsigned": ("issued", up),
    "督办": ("催办", up),
    "督办@unsigned": ("催办@unsigned", up),
    "checking": ("in_progress", report(FeedbackKind.stage)),
    "checking@complete": ("in_progress", report(FeedbackKind.complete)),
    "checking@long_term": ("in_progress", report(FeedbackKind.long_term)),
    "checking@merge": ("in_progress", report(FeedbackKind.merge)),
    "checking@terminate": ("in_progress", report(FeedbackKind.terminate)),
    "checking@rung": ("催办", report(FeedbackKind.stage)),
    "checked": ("checking@complete", DEEDS["accept"]),
    "long_term": ("checking@long_term", DEEDS["accept"]),
    "merged": ("checking@merge", DEEDS["accept"]),
    "terminated": ("checking@terminate", DEEDS["accept"]),
    "suspended": ("in_progress", DEEDS["suspend"]),
    "suspended@rung": ("催办", DEEDS["suspend"]),
    "closed": ("checked", by_office(DEEDS["close"])),
    "withdrawn": ("issued", DEEDS["withdraw"]),
    "historic": ("", lambda it, _code, how: past_item(it, rules_of(it), how)),
}
"""How an item comes to each place: from which one, by what."""


def bring(it: Session, place: str) -> str:
    """A new item at that place; its code."""
    before, deed = CAME[place]
    code = bring(it, before) if before else ""
    done = deed(it, code, Asked(ACTOR, at(START), reason="理由"))
    return code or str(done)


def standing(it: Session, code: str) -> str:
    """The item's rung, or its state."""
    item = find_item(it, "county", code)
    assert item is not None
    return str(item["rung"] or item["state"].value)


@dataclass(frozen=True)
class Cast:
    """A ledger with one item at each place, and everybody who acts."""

    session: Session
    codes: dict[str, str]
    actors: dict[str, Actor]
    untouched: Ledger


@pytest.fixture(scope="module")
def cast(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """The county where such an item needs an approval before it is issued, and 分管领导 decides on extensions."""
    file = tmp_path_factory.mktemp("table") / "ledger.db"
    shutil.copy(sqlite_template, file)
    with disposing(ledger_engine(f"sqlite:///{file}")) as engine, unit_of_work(engine) as uow:
        make_ledger(uow.session, load_pack_text(STRICTER, "county.yaml"))
        bring(uow.session, "drafted")
        codes = {place: bring(uow.session, place) for place in CAME}
        yield Cast(uow.session, codes, actors(uow.session, (OFFICE, LEADER, DEPUTY)), ledger(uow.session))


ISSUE = "    issue:     {within: 会后3个工作日内, clause: C14}\n"
EXTENSION = "{before: 到期前, decide: 交办机构, clause: C30}"
STRICTER = county().text.replace(ISSUE, ISSUE + "    approve:   {by: 办公室主任, clause: C12}\n", 1)
STRICTER = STRICTER.replace(EXTENSION, EXTENSION.replace("交办机构", LEADER))


def base(place: str) -> str:
    """The rung or state of a place."""
    return place.partition("@")[0]


def test_an_item_came_to_each_place(cast: Cast) -> None:
    assert {place: standing(cast.session, code) for place, code in cast.codes.items()} == {
        place: base(place) for place in CAME
    }
    assert verify(cast.session).ok


@pytest.mark.parametrize("verb", DEEDS)
def test_every_place_and_actor_answer_as_the_table_says(cast: Cast, verb: str) -> None:
    came = {}
    for place, code in cast.codes.items():
        for name in WHO if verb in DECIDED else (UNIT, SYSTEM):
            how = Asked(cast.actors[name], at(SOON), reason="理由")
            deed = partial(DEEDS[verb], cast.session, code, how)
            came[place, name] = tried(cast.session, cast.untouched, deed, partial(standing, cast.session, code))
    expected = {cell: TABLE.get((verb, *cell)) for cell in came}
    assert came == {cell: target and base(target) for cell, target in expected.items()}


def test_the_table_goes_along_every_edge_of_the_machine() -> None:
    edges = {
        (str(place), str(row.event)) for row in item_moves(common_ladder(*RUNGS)).transitions for place in row.sources
    }
    gone = {(base(place), event_of(verb, place)) for verb, place, _ in TABLE} - TO_THE_TALK
    gone |= SET_UP_JOINTLY
    assert {(f"escalated:{place}" if place in RUNGS else place, event) for place, event in gone} == edges


def event_of(verb: str, place: str) -> str:
    """The machine's event behind a verb; a report is accepted as what it is."""
    kind = place.partition("@")[2]
    accepted = f"accept_{kind if kind in set(FeedbackKind) else FeedbackKind.stage}"
    named = {"accept": accepted, "return": "hand_back", "report": "feedback", "ask": "extend", "answer": "extend"}
    return named.get(verb, verb)


def test_a_sweep_takes_the_items_whose_single_acts_are_allowed(cast: Cast) -> None:
    cell = cast.session.begin_nested()
    running = running_institution(cast.session, "county")
    sweep(cast.session, running, on=LATE, now=at(LATE), actor=ACTOR)
    listed = sa.select(ITEM.c.code).join(LISTED, LISTED.c.item_id == ITEM.c.id).join(ORDER)
    taken = set(cast.session.execute(listed.where(ORDER.c.drafted_on == LATE)).scalars())
    cell.rollback()
    assert taken == {cast.codes[place] for verb, place, _ in TABLE if verb == "miss"}
