"""Papers drafted by hand: who may take which step, what service does to the items, and numbers without gaps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import DubanError, EvidenceMissing, InvalidValue, TimeRefused, TransitionRefused
from duban.institutions.loader import load_pack_text
from duban.services.item_desk import Asked
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.numbering import SeriesStarted, next_serial, series_of, start_series
from duban.services.order_approval import NotTheirStep, agree, propose, refuse, sign
from duban.services.order_draft import NotOnOnePaper, draft_order
from duban.services.order_issue import answer, correct, issue, serve, void
from duban.services.order_view import show_paper
from duban.services.org import NewHolder, add_holders
from duban.services.packs import load_pack_version
from duban.services.verify import verify
from duban.store.orders import ORDER
from duban.store.stage import ITEM
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import (
    ACTOR,
    CALENDAR,
    MONDAY,
    UNITS,
    as_post,
    at,
    county,
    issued_item,
    make_ledger,
    said,
    served_order,
)
from tests.papers import kept

DAY = timedelta(days=1)
NAMED = ("分管副主任", "分管领导", "办公室主任")


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A ledger with two items of one unit and one of another, issued in mid-November."""
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        for unit in (UNITS[0], UNITS[0], UNITS[1]):
            issued_item(uow.session, pack, on=date(2026, 11, 13), unit=unit)
        yield uow.session


def drafted(session: Session, *codes: str, paper: str = "催办单", on: date = MONDAY) -> int:
    """A paper drafted by hand."""
    return draft_order(session, "county", paper, codes or ("2026-000001", "2026-000002"), said(on)).order_id


def order(session: Session, order_id: int) -> sa.RowMapping:
    return session.execute(sa.select(ORDER).where(ORDER.c.id == order_id)).mappings().one()


def item(session: Session, code: str) -> tuple[str, str | None, date | None]:
    """State, rung and climb clock."""
    row = session.execute(sa.select(ITEM).where(ITEM.c.code == code)).mappings().one()
    return row["state"].value, row["rung"], row["climb_due_on"]


def waits(session: Session, code: str) -> tuple[str | None, date | None]:
    """The rung whose paper the item waits for, and the day up to which it is left in peace."""
    row = session.execute(sa.select(ITEM).where(ITEM.c.code == code)).mappings().one()
    return row["awaits"], row["climb_held_on"]


def test_one_paper_takes_its_items_up_when_it_is_served_and_the_answer_counts_from_then(session: Session) -> None:
    paper = drafted(session)
    assert waits(session, "2026-000001") == ("催办", None)
    served_order(session, paper, MONDAY + DAY)
    answer_on = CALENDAR.shift(MONDAY + DAY, 3)
    for code in ("2026-000001", "2026-000002"):
        assert item(session, code) == ("escalated", "催办", answer_on)
        assert waits(session, code) == (None, None)
    row = order(session, paper)
    assert (row["number"], row["state"], row["answer_due_on"]) == ("县督催〔2026〕1号", "served", answer_on)
    answer(session, "county", "县督催〔2026〕1号", said(MONDAY + 2 * DAY))
    report_on = CALENDAR.shift(MONDAY + 2 * DAY, 5)
    assert item(session, "2026-000001") == ("escalated", "催办", report_on)
    told = show_paper(session, "county", str(paper), said(MONDAY + 2 * DAY))
    assert [act["step"] for act in told["acts"]] == ["拟稿", "提出", "同意", "签发", "编号下发", "送达", "答复"]
    assert [act["clause"] for act in told["acts"]] == [None, "C36", "C36", "C36", "C35", "C41", "C41"]
    assert verify(session).ok, verify(session).violations


@pytest.mark.parametrize(
    ("step", "by", "says"),
    [
        (propose, "分管领导", "须由分管副主任办理，不是分管领导"),
        (propose, None, "请用 --by 分管副主任 写明"),
        (agree, "分管领导", "现在可以：提出"),
        (sign, "办公室主任", "现在可以：提出"),
        (issue, None, "现在可以：提出"),
        (serve, None, "现在可以：提出"),
    ],
)
def test_a_wrong_step_is_refused_with_its_reason(session: Session, step: object, by: str | None, says: str) -> None:
    paper = drafted(session)
    before = show_paper(session, "county", str(paper), said(MONDAY))
    spoken = as_post(session, MONDAY, by) if by else said(MONDAY)
    assert callable(step)
    with pytest.raises(DubanError, match=says):
        step(session, "county", str(paper), spoken)
    assert show_paper(session, "county", str(paper), said(MONDAY)) == before


def test_nobody_approves_what_they_proposed_but_a_deputy_may(session: Session) -> None:
    paper = drafted(session)
    holders = [
        NewHolder("县政府办公室", "办公室主任", "王海燕", date(2026, 10, 1), is_deputy=True),
        NewHolder("县政府办公室", "办公室主任", "张正", date(2026, 10, 1), is_deputy=True),
    ]
    add_holders(session, "county", holders, now=at(date(2026, 10, 1)), actor=ACTOR)
    for step, post in zip((propose, agree), NAMED, strict=False):
        step(session, "county", str(paper), as_post(session, MONDAY, post))
    with pytest.raises(NotTheirStep, match="王海燕已经提出了它，同一人不能再“签发”"):
        sign(session, "county", str(paper), as_post(session, MONDAY, "办公室主任/王海燕"))
    sign(session, "county", str(paper), as_post(session, MONDAY, "办公室主任/张正"))
    assert order(session, paper)["state"] == "signed"
    assert verify(session).ok


def test_one_person_neither_drafts_and_approves_nor_takes_two_steps(session: Session) -> None:
    since = date(2026, 10, 1)
    deputies = [NewHolder("县政府办公室", "办公室主任", name, since, is_deputy=True) for name in ("徐振华", "张正")]
    add_holders(session, "county", deputies, now=at(since), actor=ACTOR)
    zhang = as_post(session, MONDAY, "办公室主任/张正")
    paper = str(draft_order(session, "county", "催办单", ["2026-000001"], zhang).order_id)
    propose(session, "county", paper, as_post(session, MONDAY, "分管副主任"))
    agree(session, "county", paper, as_post(session, MONDAY, "分管领导"))
    with pytest.raises(NotTheirStep, match="张正已经拟了它，同一人不能再“签发”"):
        sign(session, "county", paper, zhang)
    with pytest.raises(NotTheirStep, match="徐振华已经同意了它，同一人不能再“签发”"):
        sign(session, "county", paper, as_post(session, MONDAY, "办公室主任/徐振华"))
    sign(session, "county", paper, as_post(session, MONDAY, "办公室主任/李维民"))
    assert verify(session).ok


def test_a_pack_may_name_one_post_for_two_steps(session: Session) -> None:
    one_post = county().text.replace("agree: 分管领导, sign: 办公室主任", "agree: 办公室主任, sign: 办公室主任")
    pack = load_pack_version(session, load_pack_text(one_post, "one_post.yaml"), now=at(MONDAY), actor=ACTOR)
    code = issued_item(session, pack, on=MONDAY)
    paper = str(drafted(session, code))
    for step, post in ((propose, "分管副主任"), (agree, "办公室主任"), (sign, "办公室主任")):
        step(session, "county", paper, as_post(session, MONDAY, post, 11))
    assert verify(session).ok


def test_a_paper_signature_is_entered_afterwards_with_its_true_date_and_year(session: Session, tmp_path: Path) -> None:
    scan = kept(tmp_path)
    paper, new_year = drafted(session, on=date(2026, 12, 30)), date(2027, 1, 4)
    for step, post in zip((propose, agree, sign), NAMED, strict=True):
        actor = as_post(session, date(2026, 12, 31), post).actor
        late = Asked(actor, at(new_year), at(date(2026, 12, 31), 23), "线下签批补录")
        with pytest.raises(EvidenceMissing, match="“补录 2026-12-31 的操作”须附证明材料"):
            step(session, "county", str(paper), late)
        late = replace(late, files=(scan,))
        step(session, "county", str(paper), late)
    assert len(show_paper(session, "county", str(paper), said(new_year))["attachments"]) == 3
    issue(session, "county", str(paper), said(new_year))
    assert order(session, paper)["number"] == "县督催〔2026〕1号"
    with pytest.raises(TimeRefused, match="早于上一次操作"):
        serve(session, "county", str(paper), Asked(ACTOR, at(new_year), at(date(2027, 1, 1)), "补"))
    with pytest.raises(TimeRefused, match="晚于现在"):
        serve(session, "county", str(paper), Asked(ACTOR, at(new_year), at(new_year, 10)))
    assert verify(session).ok


def test_a_refused_paper_makes_its_items_wait_until_that_day(session: Session) -> None:
    paper, until = drafted(session), date(2026, 12, 4)
    with pytest.raises(InvalidValue, match="不能早于退回的当天"):
        refuse(session, "county", str(paper), as_post(session, MONDAY, "分管领导"), until=MONDAY - DAY)
    with pytest.raises(NotTheirStep):
        refuse(session, "county", str(paper), said(MONDAY), until=until)
    refuse(session, "county", str(paper), as_post(session, MONDAY, "分管领导"), until=until)
    assert waits(session, "2026-000001") == (None, until)
    assert drafted(session, on=MONDAY) != paper
    assert verify(session).ok


def test_a_signed_paper_without_a_number_is_taken_back_by_who_signed_it(session: Session) -> None:
    paper, until = drafted(session), date(2026, 12, 4)
    for step, post in zip((propose, agree, sign), NAMED, strict=True):
        step(session, "county", str(paper), as_post(session, MONDAY, post))
    with pytest.raises(NotTheirStep, match="须由办公室主任办理，不是分管领导"):
        refuse(session, "county", str(paper), as_post(session, MONDAY, "分管领导"), until=until)
    refuse(session, "county", str(paper), as_post(session, MONDAY, "办公室主任"), until=until)
    row = order(session, paper)
    assert (row["state"], row["number"], row["held_until_on"]) == ("refused", None, until)
    assert waits(session, "2026-000001") == (None, until)
    again = drafted(session, on=MONDAY)
    served_order(session, again, MONDAY)
    assert order(session, again)["number"] == "县督催〔2026〕1号"
    with pytest.raises(TransitionRefused, match="现在可以：答复、作废、更正"):
        refuse(session, "county", str(again), as_post(session, MONDAY, "办公室主任"), until=until)
    assert verify(session).ok


def test_a_voided_paper_keeps_its_number_and_a_correction_takes_none(session: Session) -> None:
    first, second = drafted(session), drafted(session, "2026-000003")
    for step, post in zip((propose, agree, sign), NAMED, strict=True):
        step(session, "county", str(first), as_post(session, MONDAY, post))
    issue(session, "county", str(first), said(MONDAY))
    void(session, "county", str(first), said(MONDAY))
    served_order(session, second, MONDAY)
    correct(session, "county", str(second), said(MONDAY), remark="责任单位简称更正")
    assert [order(session, each)["number"] for each in (first, second)] == ["县督催〔2026〕1号", "县督催〔2026〕2号"]
    assert (order(session, first)["state"], order(session, second)["state"]) == ("voided", "served")
    assert item(session, "2026-000001") == ("in_progress", None, MONDAY - 3 * DAY)
    assert waits(session, "2026-000001") == (None, MONDAY)
    assert verify(session).ok


def test_good_feedback_strikes_items_and_the_last_one_makes_the_paper_lapse(session: Session) -> None:
    paper = drafted(session)
    for code, state in (("2026-000001", "drafted"), ("2026-000002", "lapsed")):
        give_feedback(session, "county", code, said(MONDAY, 10), NewFeedback(FeedbackKind.stage, "进展"))
        check_feedback(session, "county", code, said(MONDAY, 11), Finding(accepted=True), calendar=CALENDAR)
        assert order(session, paper)["state"] == state
    assert verify(session).ok


def test_items_of_different_units_or_on_another_paper_are_refused(session: Session) -> None:
    with pytest.raises(NotOnOnePaper, match="一份单只发给一个责任单位"):
        drafted(session, "2026-000001", "2026-000003")
    with pytest.raises(NotOnOnePaper, match="现在不能升到“督办”"):
        drafted(session, paper="督办单")
    paper = drafted(session)
    with pytest.raises(NotOnOnePaper, match=rf"已列在待办的催办单（{paper}）上"):
        drafted(session, "2026-000002")
    assignment = drafted(session, "2026-000003", paper="交办单")
    issue(session, "county", str(assignment), said(MONDAY))
    assert order(session, assignment)["number"] == "县督交〔2026〕4号"
    assert item(session, "2026-000003")[2] is not None
    assert verify(session).ok


def test_a_series_goes_on_after_handwritten_numbers(session: Session) -> None:
    series = series_of(county().pack, "办公室", "催办单", 2026)
    asked = Asked(ACTOR, at(MONDAY), reason="上线前手写")
    start_series(session, series, 24, asked)
    assert next_serial(session, series) == 24
    with pytest.raises(SeriesStarted, match="不能再设起始号"):
        start_series(session, series, 30, asked)
    paper = drafted(session)
    assert show_paper(session, "county", str(paper), said(MONDAY))["next_number"] == "县督催〔2026〕24号"
    served_order(session, paper, MONDAY)
    assert order(session, paper)["number"] == "县督催〔2026〕24号"
    assert verify(session).ok


def test_a_step_asked_for_twice_with_one_key_is_taken_once(session: Session) -> None:
    paper = drafted(session, paper="交办单")
    once = Asked(ACTOR, at(MONDAY), at(MONDAY), key="once")
    first = issue(session, "county", str(paper), once)
    assert issue(session, "county", str(paper), once) == first
    with pytest.raises(TransitionRefused, match="现在可以：送达、作废、更正"):
        issue(session, "county", str(paper), said(MONDAY))
    assert verify(session).ok


UPDATE_SIGNER = """
UPDATE order_step SET person_id = (SELECT person_id FROM order_step WHERE step = '{}') WHERE step = 'sign'
"""
FAULTS = {
    "a number lost": (1, "UPDATE \"order\" SET serial = 9, number = '县督催〔2026〕9号' WHERE id = :id"),
    "a counter set back": (1, "UPDATE series_counter SET last = 0"),
    "a counter removed": (1, "DELETE FROM series_counter"),
    "a series begun high without a segment": (1, "UPDATE series_counter SET first = 2, last = 1"),
    "a year that is not that of signing": (1, 'UPDATE "order" SET year = 2025 WHERE id = :id'),
    "a number without its act": (2, "DELETE FROM history WHERE table_name = 'order' AND after LIKE '%\"issued\"%'"),
    "a step that the machine does not have": (4, "UPDATE history SET before = after WHERE table_name = 'order'"),
    "a proposer who signed": (9, UPDATE_SIGNER.format("propose")),
    "one person for two steps": (9, UPDATE_SIGNER.format("agree")),
    "a drafter who signed": (
        9,
        "UPDATE act SET person_id = (SELECT person_id FROM order_step WHERE step = 'sign') WHERE verb = 'order_draft'",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_of_papers_turns_its_invariant_red(session: Session, fault: str) -> None:
    served_order(session, drafted(session), MONDAY)
    invariant, statement = FAULTS[fault]
    paper = session.execute(sa.select(sa.func.max(ORDER.c.id))).scalar_one()
    session.execute(sa.text(statement), {"id": paper} if ":id" in statement else {})
    assert invariant in {violation.invariant for violation in verify(session).violations}
