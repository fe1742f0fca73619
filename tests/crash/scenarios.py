"""The acts that are killed at every statement: one ledger on which each of them can be done, and how it is done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from duban.core.workdays import Notice
from duban.institutions.loader import load_pack_text
from duban.services.calendar import load_notice
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, close_item, draft_item, issue_item, receive_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.order_approval import agree, propose, sign
from duban.services.order_draft import draft_order
from duban.services.order_issue import answer, issue, serve
from duban.services.org import NewHolder, add_holders
from duban.services.outbox import deliver
from duban.services.packs import PackOnRecord, load_pack_version, stored_pack
from duban.services.sweep import sweep
from states.item import FeedbackKind
from tests.factories import (
    ACTOR,
    APPROVERS,
    CALENDAR,
    FIVE_DAYS,
    MONDAY,
    UNITS,
    as_post,
    at,
    automatic,
    check_item,
    issued_item,
    make_ledger,
    said,
)

NEW = NewItem("公文办理", UNITS[0], "一件公文", item_class=FIVE_DAYS)
NOTICE = Notice("国办发明电〔2026〕7号", {date(2027, 1, 1): "元旦"}, {}, 2027)
FRIDAY = MONDAY - timedelta(days=3)
KEY = "crash"
TO_ISSUE, TO_RECEIVE, TO_CLOSE, TO_REPORT, TO_CHECK = (f"2026-{number:06d}" for number in range(1, 6))
TO_SIGN, TO_NUMBER, TO_SERVE, TO_ANSWER = "6", "8", "10", "12"
"""What the acts are done to: items by their code, papers by their id; those between them issued the items."""


@dataclass(frozen=True)
class Scenario:
    """One act: doing it (again, with the same key), and the chain and key under which it is on record."""

    name: str
    do: Callable[[Session], object]
    key: str | None = KEY
    chain: str = "county"


def prepare(session: Session) -> None:
    """Something to do each act to: items and papers at each step, late items in two institutions, messages to send."""
    pack = make_ledger(session)
    draft_item(session, NEW, said(FRIDAY), pack=pack)
    issued_item(session, pack, on=FRIDAY, received=False)
    check_item(session, issued_item(session, pack, on=FRIDAY), on=at(FRIDAY, 18))
    issued_item(session, pack, on=FRIDAY)
    report = NewFeedback(FeedbackKind.stage, "已过半")
    give_feedback(session, "county", issued_item(session, pack, on=FRIDAY), said(FRIDAY, 18), report)
    for steps in (2, 3, 4, 5):
        _paper(session, pack, steps)
    for each in (pack, _district(session)):
        for unit in UNITS[:2]:
            issued_item(session, each, on=MONDAY - timedelta(days=10), unit=unit)


def _district(session: Session) -> PackOnRecord:
    """A second institution, whose sweep numbers and serves its papers itself."""
    loaded = load_pack_text(automatic().text.replace("pack: county", "pack: district"), "district.yaml")
    pack = load_pack_version(session, loaded, now=at(FRIDAY), actor=ACTOR)
    heads = [NewHolder(unit, "局长", f"{unit}局长", FRIDAY) for unit in UNITS]
    add_holders(session, "district", heads, now=at(FRIDAY), actor=ACTOR)
    return pack


def _paper(session: Session, pack: PackOnRecord, steps: int) -> None:
    """A reminder that has taken so many steps of its way: proposed, agreed, signed, issued, served."""
    code = issued_item(session, pack, on=MONDAY - timedelta(days=10))
    handle = str(draft_order(session, "county", "催办单", [code], said(FRIDAY)).order_id)
    way = (*zip((propose, agree, sign), APPROVERS, strict=True), (issue, None), (serve, None))
    for step, post in way[:steps]:
        step(session, "county", handle, as_post(session, FRIDAY, post) if post else said(FRIDAY))


def _asked(session: Session, post: str | None = None) -> Asked:
    return replace(as_post(session, MONDAY, post) if post else said(MONDAY), key=KEY)


def _draft(session: Session) -> object:
    pack = stored_pack(session, running_institution(session, "county").pack_version)
    return draft_item(session, NEW, _asked(session), pack=pack)


def _report(session: Session) -> object:
    return give_feedback(session, "county", TO_REPORT, _asked(session), NewFeedback(FeedbackKind.complete, "已办结"))


def _check(session: Session) -> object:
    return check_feedback(session, "county", TO_CHECK, _asked(session), Finding(accepted=True), calendar=CALENDAR)


def _sweep(session: Session, institution: str = "county") -> object:
    return sweep(session, running_institution(session, institution), on=MONDAY, now=at(MONDAY), actor=ACTOR)


def _sign(session: Session) -> object:
    return sign(session, "county", TO_SIGN, _asked(session, "办公室主任"))


def _hold(session: Session) -> object:
    holder = NewHolder("县审计局", "局长", "周审", MONDAY)
    return add_holders(session, "county", [holder], now=at(MONDAY), actor=ACTOR, key=KEY)


SCENARIOS = (
    Scenario("draft", _draft),
    Scenario("issue", lambda session: issue_item(session, "county", TO_ISSUE, _asked(session), calendar=CALENDAR)),
    Scenario("receive", lambda session: receive_item(session, "county", TO_RECEIVE, _asked(session))),
    Scenario("sweep", _sweep, key=f"sweep:{MONDAY}"),
    Scenario("sweep numbering", lambda session: _sweep(session, "district"), f"sweep:{MONDAY}", "district"),
    Scenario("order sign", _sign),
    Scenario("order issue", lambda session: issue(session, "county", TO_NUMBER, _asked(session))),
    Scenario("order serve", lambda session: serve(session, "county", TO_SERVE, _asked(session))),
    Scenario("order answer", lambda session: answer(session, "county", TO_ANSWER, _asked(session))),
    Scenario("feedback", _report),
    Scenario("check", _check),
    Scenario("close", lambda session: close_item(session, "county", TO_CLOSE, _asked(session))),
    Scenario("add_holders", _hold),
    Scenario(
        "load_notice",
        lambda session: load_notice(session, NOTICE, "元旦放假", now=at(MONDAY), actor=ACTOR),
        key=f"notice:{NOTICE.digest()}",
        chain="ledger",
    ),
    Scenario("deliver", lambda session: deliver(session, now=at(MONDAY)), key=None),
)
"""Acts of other services join here."""
