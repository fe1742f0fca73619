"""The sweep and the people: one drafted paper per unit, items that wait for it, and what each end of it brings."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import TransitionRefused
from duban.institutions.loader import load_pack_text
from duban.services.item_desk import Asked
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.order_approval import agree, propose, refuse, sign
from duban.services.order_draft import draft_order
from duban.services.order_issue import answer, issue, void
from duban.services.packs import PackOnRecord
from duban.services.verify import verify
from duban.store.orders import LISTED, ORDER
from duban.store.stage import BREACH, ITEM
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import (
    ACTOR,
    CALENDAR,
    MONDAY,
    UNITS,
    as_post,
    at,
    automatic,
    county,
    issued_item,
    make_ledger,
    served_order,
    swept,
)

DAY = timedelta(days=1)
FRIDAY = MONDAY - 3 * DAY
LATE = date(2026, 11, 13)
"""Issued on this day, an item is late on Monday 23rd; its limit was Friday 20th."""


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with unit_of_work(engine) as uow:
        yield uow.session


SWEPT = ORDER.c.rung.is_not(None)
"""Papers that take items up a rung, not those that issued them."""


def ledger(session: Session) -> PackOnRecord:
    """The county with two late items of one unit and one of another."""
    pack = make_ledger(session)
    for unit in (UNITS[0], UNITS[0], UNITS[1]):
        issued_item(session, pack, on=LATE, unit=unit)
    return pack


def places(session: Session) -> list[tuple[str | None, date | None]]:
    """Rung and climb clock of every item."""
    return [tuple(row) for row in session.execute(sa.select(ITEM.c.rung, ITEM.c.climb_due_on).order_by(ITEM.c.id))]


def awaited(session: Session) -> list[str | None]:
    """The rung whose paper each item waits for."""
    return list(session.execute(sa.select(ITEM.c.awaits).order_by(ITEM.c.id)).scalars())


def papers(session: Session) -> list[tuple[str, str, str | None]]:
    """Kind, state and number of every paper."""
    rows = session.execute(sa.select(ORDER.c.paper, ORDER.c.state, ORDER.c.number).where(SWEPT).order_by(ORDER.c.id))
    return [(paper, state.value, number) for paper, state, number in rows]


def test_one_paper_per_unit_is_drafted_and_its_items_wait(session: Session) -> None:
    pack = ledger(session)
    report = swept(session, pack, MONDAY)
    assert [(each.unit, each.items, each.label) for each in report.papers] == [
        (UNITS[0], 2, "拟稿"),
        (UNITS[1], 1, "拟稿"),
    ]
    assert (report.total, report.climbed, report.drafted) == (3, 0, 2)
    assert places(session) == [(None, FRIDAY)] * 3
    assert awaited(session) == ["催办"] * 3
    assert session.execute(sa.select(BREACH.c.limit_on)).scalars().all() == [FRIDAY] * 3
    listed = session.execute(sa.select(LISTED.c.limit_kind, LISTED.c.limit_on).join(ORDER).where(SWEPT)).all()
    assert [tuple(row) for row in listed] == [("feedback", FRIDAY)] * 3
    assert swept(session, pack, MONDAY + DAY).total == 0
    assert verify(session).ok, verify(session).violations


def test_service_takes_the_items_up_and_an_unanswered_paper_brings_the_next(session: Session) -> None:
    pack = ledger(session)
    swept(session, pack, MONDAY)
    first = session.execute(sa.select(sa.func.min(ORDER.c.id)).where(SWEPT)).scalar_one()
    served_order(session, first, MONDAY + DAY)
    answer_on = CALENDAR.shift(MONDAY + DAY, 3)
    assert places(session) == [("催办", answer_on), ("催办", answer_on), (None, FRIDAY)]
    assert awaited(session) == [None, None, "催办"]
    assert swept(session, pack, answer_on).total == 0
    report = swept(session, pack, CALENDAR.shift(answer_on, 1))
    assert [(edge.source, edge.target, edge.count) for edge in report.edges] == [("已催办", "待督办", 2)]
    assert papers(session)[-1] == ("督办单", "drafted", None)
    kinds = session.execute(sa.select(BREACH.c.limit_kind, BREACH.c.limit_on).order_by(BREACH.c.id)).all()
    assert [tuple(row) for row in kinds][3:] == [("answer", answer_on)] * 2
    assert verify(session).ok


def test_ten_days_down_is_one_merged_paper_dated_today_with_breaches_at_their_limits(session: Session) -> None:
    pack = make_ledger(session)
    for day in (2, 3, 5):
        issued_item(session, pack, on=date(2026, 11, day))
    swept(session, pack, date(2026, 11, 9))
    report = swept(session, pack, MONDAY)
    assert len(report.merged_days) == 9
    assert [(each.items, each.label) for each in report.papers] == [(3, "拟稿")]
    assert session.execute(sa.select(ORDER.c.drafted_on).where(SWEPT)).scalars().all() == [MONDAY]
    limits = session.execute(sa.select(BREACH.c.limit_on).order_by(BREACH.c.id)).scalars().all()
    assert limits == [date(2026, 11, day) for day in (9, 10, 12)]
    assert verify(session).ok


def test_a_paper_put_off_comes_back_after_its_day_without_a_second_breach(session: Session) -> None:
    pack = ledger(session)
    swept(session, pack, MONDAY)
    until = CALENDAR.shift(MONDAY, 2)
    for order_id in session.execute(sa.select(ORDER.c.id).where(SWEPT)).scalars().all():
        refuse(session, "county", str(order_id), as_post(session, MONDAY, "分管领导"), until=until)
    assert swept(session, pack, until).total == 0
    assert swept(session, pack, CALENDAR.shift(until, 1)).drafted == 2
    assert session.execute(sa.select(BREACH.c.limit_on)).scalars().all() == [FRIDAY] * 3
    assert [state for _, state, _ in papers(session)] == ["refused", "refused", "drafted", "drafted"]
    assert verify(session).ok


def test_feedback_accepted_before_signing_makes_the_paper_lapse(session: Session) -> None:
    pack = make_ledger(session)
    code = issued_item(session, pack, on=LATE)
    swept(session, pack, MONDAY)
    order_id = session.execute(sa.select(ORDER.c.id).where(SWEPT)).scalar_one()
    propose(session, "county", str(order_id), as_post(session, MONDAY, "分管副主任"))
    asked = Asked(ACTOR, at(MONDAY, 10))
    give_feedback(session, "county", code, asked, NewFeedback(FeedbackKind.stage, "已完成前期工作"))
    check_feedback(session, "county", code, asked, Finding(accepted=True), calendar=CALENDAR)
    assert papers(session) == [("催办单", "lapsed", None)]
    assert verify(session).ok, verify(session).violations


def test_without_approvers_papers_are_numbered_and_served_by_the_sweep(session: Session) -> None:
    pack = make_ledger(session, automatic())
    for unit in (UNITS[0], UNITS[0], UNITS[1]):
        issued_item(session, pack, on=LATE, unit=unit)
    report = swept(session, pack, MONDAY)
    answer_on = CALENDAR.shift(MONDAY, 3)
    assert [(each.number, each.items, each.label) for each in report.papers] == [
        ("县督催〔2026〕1号", 2, "已送达"),
        ("县督催〔2026〕2号", 1, "已送达"),
    ]
    assert places(session) == [("催办", answer_on)] * 3
    swept(session, pack, CALENDAR.shift(answer_on, 1))
    assert [number for _, _, number in papers(session)][2:] == ["县督督〔2026〕1号", "县督督〔2026〕2号"]
    assert verify(session).ok, verify(session).violations


COLOURS = ("蓝色", "黄色", "橙色", "红色", "约谈")


def test_five_colours_climb_one_at_a_time_without_a_line_of_code(session: Session) -> None:
    text = automatic().text
    ladder = text.index("  催办-督办-约谈:\n")
    rungs = "".join(
        f"    - rung: {rung}\n      climb: {{{'unanswered: ' + below if below else 'late: feedback'}}}\n"
        f"      paper: 催办单\n      approval: {{automatic: true, clause: C36}}\n"
        f"      answer: {{within: 送达后1个工作日内, assumed: 试}}\n      clause: C41\n"
        for below, rung in zip((None, *COLOURS), COLOURS, strict=False)
    )
    head = (
        text[: text.index("interview:")] + text[text.index("ladders:\n") : ladder]
    )  # its cause is a rung of the county
    coloured = head + "  催办-督办-约谈:\n" + rungs + "\n" + text[text.index("cycles:\n") :]
    pack = make_ledger(session, load_pack_text(coloured, "colours.yaml"))
    issued_item(session, pack, on=LATE)
    seen = []
    for days in range(0, 14):
        swept(session, pack, MONDAY + days * DAY)
        seen.append(places(session)[0][0])
    assert list(dict.fromkeys(seen)) == list(COLOURS)
    assert [number for _, _, number in papers(session)] == [f"县督催〔2026〕{n}号" for n in range(1, 6)]
    assert verify(session).ok, verify(session).violations
    assert county().version != pack.version


@pytest.mark.parametrize("accepted", [True, False])
def test_a_paper_served_while_its_item_is_checked_lifts_it_when_it_comes_back(session: Session, accepted: bool) -> None:
    pack = make_ledger(session)
    code = issued_item(session, pack, on=LATE)
    swept(session, pack, MONDAY)
    order_id = session.execute(sa.select(ORDER.c.id).where(SWEPT)).scalar_one()
    asked = Asked(ACTOR, at(MONDAY, 8))
    give_feedback(session, "county", code, asked, NewFeedback(FeedbackKind.stage, "已完成前期工作"))
    served_order(session, order_id, MONDAY)
    later = Asked(ACTOR, at(MONDAY, 16))
    finding = Finding(accepted, None if accepted else "没有材料")
    check_feedback(session, "county", code, later, finding, calendar=CALENDAR)
    answer_on = CALENDAR.shift(MONDAY, 3)
    assert (places(session) == [("催办", answer_on)]) is not accepted
    assert awaited(session) == [None]
    assert verify(session).ok, verify(session).violations
    assert swept(session, pack, CALENDAR.shift(answer_on, 1)).total == (0 if accepted else 1)


def test_verify_finds_an_item_that_waits_for_no_paper(session: Session) -> None:
    ledger(session)
    session.execute(sa.update(ITEM).where(ITEM.c.id == 1).values(awaits="催办"))
    assert "在等待的文书不在途中" in {found.says for found in verify(session).violations}


def test_a_paper_by_hand_puts_the_missed_limit_on_record(session: Session) -> None:
    pack = make_ledger(session)
    code = issued_item(session, pack, on=LATE)
    order_id = draft_order(session, "county", "催办单", [code], Asked(ACTOR, at(MONDAY))).order_id
    assert swept(session, pack, MONDAY).total == 0
    assert session.execute(sa.select(BREACH.c.limit_on)).scalars().all() == [FRIDAY]
    served_order(session, order_id, MONDAY)
    assert verify(session).ok, verify(session).violations


@pytest.mark.slow
@pytest.mark.parametrize("how", ["answered", "voided"])
def test_after_an_answer_or_a_void_a_report_is_owed_and_no_answer(session: Session, how: str) -> None:
    pack = make_ledger(session)
    issued_item(session, pack, on=LATE)
    swept(session, pack, MONDAY)
    order_id = session.execute(sa.select(ORDER.c.id).where(SWEPT)).scalar_one()
    served_order(session, order_id, MONDAY)
    said = Asked(ACTOR, at(MONDAY, 18), reason="已答复" if how == "answered" else "发错单位")
    (answer if how == "answered" else void)(session, "county", str(order_id), said)
    report_on = CALENDAR.shift(MONDAY, 5)
    assert places(session) == [("催办", report_on)]
    assert swept(session, pack, report_on).total == 0
    assert swept(session, pack, CALENDAR.shift(report_on, 1)).total == 1
    assert verify(session).ok, verify(session).violations


def test_a_signed_paper_without_items_goes_nowhere(session: Session) -> None:
    pack = make_ledger(session)
    code = issued_item(session, pack, on=LATE)
    swept(session, pack, MONDAY)
    order_id = str(session.execute(sa.select(ORDER.c.id).where(SWEPT)).scalar_one())
    for step, post in ((propose, "分管副主任"), (agree, "分管领导"), (sign, "办公室主任")):
        step(session, "county", order_id, as_post(session, MONDAY, post))
    asked = Asked(ACTOR, at(MONDAY, 11))
    give_feedback(session, "county", code, asked, NewFeedback(FeedbackKind.stage, "已完成前期工作"))
    check_feedback(session, "county", code, asked, Finding(accepted=True), calendar=CALENDAR)
    with pytest.raises(TransitionRefused, match="所列事项已全部划去"):
        issue(session, "county", order_id, Asked(ACTOR, at(MONDAY, 12)))
    refuse(session, "county", order_id, as_post(session, MONDAY, "办公室主任", 13), until=MONDAY)
    assert verify(session).ok, verify(session).violations
