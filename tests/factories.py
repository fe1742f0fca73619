"""Small real things for tests, built by the services themselves."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI
from duban.core.workdays import published_calendar
from duban.institutions.loader import LoadedPack, find_pack, load_pack, load_pack_text
from duban.services.acting import acting_as
from duban.services.acts import ActDraft, Actor, SealedAct
from duban.services.climb import climb_sets
from duban.services.import_items import ImportOptions, import_items
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, close_item, draft_item, issue_item, receive_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.ladders import Clock, ladder_plan
from duban.services.ledger import create_ledger
from duban.services.order_approval import agree, propose, sign
from duban.services.order_draft import draft_order
from duban.services.order_issue import issue, serve
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord, load_pack_version
from duban.services.sweep import sweep
from duban.services.sweep_report import SweepReport
from duban.services.target_rules import NewTarget
from duban.services.targets import NewActual, NewPlan, accept_target, plan_target, record_actual, set_target
from duban.services.transition import get_item, move_one
from models import Comparison, LedgerKind
from states.engine import Edge
from states.item import FeedbackKind, ItemEvent, state_at

ACTOR = Actor("tester")
CALENDAR = published_calendar()
MONDAY = date(2026, 11, 23)
UNITS = ("县财政局", "县水务局", "县教育局")
APPROVERS = {"分管副主任": "王海燕", "分管领导": "徐振华", "办公室主任": "李维民"}
"""Who proposes, agrees to and signs the county's papers."""
NAMED: dict[str, Any] = {
    "leader": "分管领导",
    "responsible": "局长",
    "requirement": "按期办结",
    "completion_due_on": date(2027, 6, 30),
}
"""What an item must name before it is issued (C11)."""
FIVE_DAYS = "一个部门职权内"
"""The class of 公文办理 that must answer within five working days."""


@cache
def county() -> LoadedPack:
    """The county's pack as it ships."""
    return load_pack(find_pack("county"))


@cache
def automatic() -> LoadedPack:
    """The county's pack with papers that nobody has to approve: numbered and served by the sweep itself."""
    approval = "approval: {propose: 分管副主任, agree: 分管领导, sign: 办公室主任, clause: C36}"
    return load_pack_text(county().text.replace(approval, "approval: {automatic: true, clause: C36}"), "automatic.yaml")


def at(day: date, hour: int = 9) -> datetime:
    """That hour of the day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def make_ledger(session: Session, loaded: LoadedPack | None = None, *, on: date = date(2026, 9, 1)) -> PackOnRecord:
    """A ledger with a pack, three units and their heads."""
    create_ledger(session, LedgerKind.rehearsal, now=at(on), actor=ACTOR)
    pack = load_pack_version(session, loaded or county(), now=at(on), actor=ACTOR)
    holders = [NewHolder(unit, "局长", f"{unit}局长", on) for unit in UNITS]
    holders += [NewHolder("县政府办公室", post, person, on) for post, person in APPROVERS.items()]
    add_holders(session, pack.pack.code, holders, now=at(on), actor=ACTOR)
    return pack


def check_item(session: Session, code: str, *, on: datetime) -> None:
    """An item that was signed for is reported done and found so, at that moment."""
    give_feedback(session, "county", code, Asked(ACTOR, on), NewFeedback(FeedbackKind.complete, "已办结"))
    check_feedback(session, "county", code, Asked(ACTOR, on), Finding(accepted=True), calendar=CALENDAR)


def finish_item(session: Session, code: str, *, on: datetime) -> None:
    """An item that was signed for is reported done, checked and closed, all at that moment."""
    check_item(session, code, on=on)
    close_item(session, "county", code, Asked(ACTOR, on))


def issued_item(session: Session, pack: PackOnRecord, *, on: date, unit: str = UNITS[0], received: bool = True) -> str:
    """An item of 公文办理 issued on a day, with five working days to answer."""
    new = NewItem("公文办理", unit, f"{on}交办的公文", item_class=FIVE_DAYS)
    code = draft_item(session, new, Asked(ACTOR, at(on)), pack=pack)
    issue_item(session, pack.pack.code, code, Asked(ACTOR, at(on)), calendar=CALENDAR)
    if received:
        receive_item(session, pack.pack.code, code, Asked(ACTOR, at(on) + timedelta(hours=1)))
    return code


def said(day: date, hour: int = 9) -> Asked:
    """Something that the account itself says on that day."""
    return Asked(ACTOR, at(day, hour), at(day, hour))


def as_post(session: Session, day: date, by: str, hour: int = 9) -> Asked:
    """Something said on that day by the holder of a post."""
    actor = acting_as(session, "county", by, day, "tester")
    return Asked(actor, at(day, hour), at(day, hour))


def served_order(session: Session, handle: int, on: date) -> None:
    """The paper goes through everyone's hands in one day and is served."""
    for step, post in zip((propose, agree, sign), APPROVERS, strict=True):
        step(session, "county", str(handle), as_post(session, on, post))
    for step in (issue, serve):
        step(session, "county", str(handle), said(on))


def lifted(session: Session, code: str, paper: str, how: Asked) -> str:
    """The item comes to the rung of that paper: drafted, approved by everyone and served at one moment; its handle."""
    handle = str(draft_order(session, "county", paper, [code], how).order_id)
    for step, post in zip((propose, agree, sign), APPROVERS, strict=True):
        step(session, "county", handle, replace(how, actor=acting_as(session, "county", post, how.on, "tester")))
    for step in (issue, serve):
        step(session, "county", handle, how)
    return handle


def climb_item(session: Session, pack: PackOnRecord, code: str, *, on: date, key: str | None = None) -> SealedAct:
    """One late item climbs by itself, as the sweep would lift it: the single path beside the set."""
    plan = ladder_plan(pack.pack, "催办-督办-约谈")
    now = at(max(on, MONDAY))
    draft = ActDraft("county", "climb", ACTOR, now, now, event=ItemEvent.climb, key=key)

    def clock(edge: Edge) -> Clock:
        return plan.clock_at(state_at(edge.target)[1] or "", CALENDAR, on)

    sets, given = climb_sets(CALENDAR), {"on": on}
    item = get_item(session, "county", code)
    return move_one(session, item, ItemEvent.climb, plan=plan, draft=draft, sets=sets, given=given, clock=clock)


def swept(session: Session, pack: PackOnRecord, on: date) -> SweepReport:
    """The sweep of that day at nine, by that pack on the published calendar."""
    running = RunningInstitution(pack, CALENDAR)
    return sweep(session, running, on=on, now=at(on), actor=ACTOR)


def reached_target(session: Session, pack: PackOnRecord, on: date) -> str:
    """A yearly item with a target, a plan, and a figure that it was accepted on; its code."""
    ends_on = date(on.year, 12, 31)
    code = draft_item(
        session, NewItem("年度目标任务", UNITS[0], "就业", completion_due_on=ends_on), said(on), pack=pack
    )
    set_target(session, "county", code, said(on), NewTarget("新增就业", Comparison.at_least, "1000", "人"))
    plan_target(session, "county", code, said(on), NewPlan(((date(on.year, 6, 30), "400"),)))
    record_actual(session, "county", code, said(on), NewActual("1100", "月报"))
    accept_target(session, "county", code, said(on), None)
    return code


def past_item(session: Session, pack: PackOnRecord, asked: Asked) -> str:
    """An item of a past year, imported to be kept; its code."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "往年.csv"
        file.write_text(
            f"工作任务,牵头单位,事项类型,完成时限\n往年的事,{UNITS[0]},常务会议议定事项,2016-12-31\n", "utf-8"
        )
        done = import_items(session, file, asked, ImportOptions(historic=True), pack=pack)
    return str(done["codes"][0])
