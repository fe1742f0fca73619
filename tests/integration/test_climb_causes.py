"""Three colours, entered at any of them: slow, late, unanswered, of poor quality, too often. Only data, no code."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.institutions.loader import load_pack
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item, issue_item, receive_item
from duban.services.items_place import reopen_item, return_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.packs import PackOnRecord
from duban.services.verify import verify
from duban.store.orders import ORDER
from duban.store.stage import BREACH, ITEM
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import ACTOR, CALENDAR, UNITS, at, make_ledger, swept
from tests.papers import kept

COLOURS = Path(__file__).parents[2] / "examples" / "three-colours.yaml"
DAY = timedelta(days=1)
START = date(2026, 10, 12)
FIRST_REPORT = date(2026, 10, 27)
"""Half a month after the meeting on the day of issue."""


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with unit_of_work(engine) as uow:
        yield uow.session


@pytest.fixture
def pack(session: Session) -> PackOnRecord:
    return make_ledger(session, load_pack(COLOURS))


def project(session: Session, pack: PackOnRecord, *, unit: str = UNITS[0], done_by: date | None = None) -> str:
    """A project decided, issued and signed for on the first day."""
    new = NewItem("重点项目", unit, "城区供水管网改造", completion_due_on=done_by, decided_on=START)
    asked, code = Asked(ACTOR, at(START)), ""
    code = draft_item(session, new, asked, pack=pack)
    issue_item(session, pack.pack.code, code, asked, calendar=CALENDAR)
    receive_item(session, pack.pack.code, code, asked)
    return code


def drafted(session: Session, pack: PackOnRecord) -> str:
    """A project decided on the first day, which the office must issue by the 15th."""
    new = NewItem("重点项目", UNITS[0], "城区供水管网改造", decided_on=START)
    return draft_item(session, new, Asked(ACTOR, at(START)), pack=pack)


def report(session: Session, code: str, on: date, *, accepted: bool = True, progress: int | None = None) -> None:
    """The unit reports on that day, and the office checks it at once."""
    asked = Asked(ACTOR, at(on))
    give_feedback(session, "three-colours", code, asked, NewFeedback(FeedbackKind.stage, "进展", progress=progress))
    finding = Finding(accepted, None if accepted else "没有佐证材料")
    check_feedback(session, "three-colours", code, asked, finding, calendar=CALENDAR)


def rung(session: Session, code: str) -> str | None:
    found: str | None = session.execute(sa.select(ITEM.c.rung).where(ITEM.c.code == code)).scalar_one()
    return found


def breaches(session: Session) -> list[tuple[str, date]]:
    rows = session.execute(sa.select(BREACH.c.limit_kind, BREACH.c.limit_on).order_by(BREACH.c.id))
    return [(kind.value, on) for kind, on in rows]


def test_a_report_behind_the_plan_enters_at_blue_and_one_in_step_does_not(session: Session, pack: PackOnRecord) -> None:
    slow, steady = (project(session, pack, done_by=START + 100 * DAY) for _ in range(2))
    on = START + 14 * DAY
    report(session, slow, on, progress=13)
    report(session, steady, on, progress=14)
    assert [edge.target for edge in swept(session, pack, on + DAY).edges] == ["已蓝色"]
    assert (rung(session, slow), rung(session, steady)) == ("蓝色", None)
    assert breaches(session) == [("progress", on)]
    assert swept(session, pack, on + 2 * DAY).total == 0
    assert verify(session).ok, verify(session).violations


def test_a_late_report_enters_at_orange(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack)
    assert swept(session, pack, FIRST_REPORT).total == 0
    swept(session, pack, FIRST_REPORT + DAY)
    assert rung(session, code) == "橙色"
    assert breaches(session) == [("feedback", FIRST_REPORT)]


def test_a_blue_paper_without_answer_turns_orange(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack, done_by=START + 100 * DAY)
    on = START + 7 * DAY
    report(session, code, on, progress=1)
    swept(session, pack, on + DAY)
    answer_on = CALENDAR.shift(on + DAY, 3)
    assert swept(session, pack, answer_on).total == 0
    swept(session, pack, CALENDAR.shift(answer_on, 1))
    assert rung(session, code) == "橙色"
    assert breaches(session) == [("progress", on), ("answer", answer_on)]


def test_a_report_that_fails_the_check_enters_at_red_and_a_better_one_before_the_sweep_does_not(
    session: Session, pack: PackOnRecord
) -> None:
    poor, better = project(session, pack), project(session, pack)
    on = START + 2 * DAY
    for code in (poor, better):
        report(session, code, on, accepted=False)
    report(session, better, on)
    swept(session, pack, on + DAY)
    assert (rung(session, poor), rung(session, better)) == ("红色", None)
    assert breaches(session) == [("quality", on)]
    assert verify(session).ok, verify(session).violations


def test_what_two_causes_take_to_two_rungs_goes_to_the_higher_in_one_step(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack, done_by=FIRST_REPORT)
    swept(session, pack, FIRST_REPORT + DAY)
    assert rung(session, code) == "红色"
    papers = session.execute(sa.select(ORDER.c.number).where(ORDER.c.rung.is_not(None))).scalars().all()
    assert papers == ["红〔2026〕1号"]
    assert breaches(session) == [("completion", FIRST_REPORT), ("feedback", FIRST_REPORT)]


def test_past_its_completion_an_accepted_report_leaves_an_item_in_peace_until_the_next(
    session: Session, pack: PackOnRecord
) -> None:
    code = project(session, pack, done_by=START + 5 * DAY)
    on = START + 7 * DAY
    report(session, code, on, progress=90)
    assert swept(session, pack, on + DAY).total == 0
    due_on = session.execute(sa.select(ITEM.c.feedback_due_on)).scalar_one()
    swept(session, pack, CALENDAR.shift(due_on, 1))
    assert rung(session, code) == "红色"


def test_the_second_orange_paper_of_a_unit_within_half_a_year_is_red(session: Session, pack: PackOnRecord) -> None:
    first, other = project(session, pack), project(session, pack, unit=UNITS[1])
    swept(session, pack, FIRST_REPORT + DAY)
    for code in (first, other):
        report(session, code, FIRST_REPORT + DAY)
    again = date(2026, 11, 12)
    assert swept(session, pack, again).total == 0
    swept(session, pack, again + DAY)
    assert (rung(session, first), rung(session, other)) == ("橙色", "橙色")
    report(session, other, again + DAY)
    monday = again + 4 * DAY
    assert [edge.count for edge in swept(session, pack, monday).edges] == [1]
    assert (rung(session, first), rung(session, other)) == ("红色", None)
    assert verify(session).ok, verify(session).violations


def test_papers_before_the_span_and_cleared_breaches_do_not_count(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack)
    swept(session, pack, FIRST_REPORT + DAY)
    report(session, code, FIRST_REPORT + DAY)
    session.execute(sa.update(BREACH).values(cleared_at=at(FIRST_REPORT)))
    swept(session, pack, date(2026, 11, 13))
    assert rung(session, code) == "橙色"
    assert swept(session, pack, date(2026, 11, 16)).total == 0


def test_progress_is_asked_for_where_a_ladder_chases_it(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack, done_by=START + 100 * DAY)
    with pytest.raises(InvalidValue, match="须写明完成了百分之几"):
        report(session, code, START + DAY)
    with pytest.raises(InvalidValue, match="写0到100的整数"):
        report(session, code, START + DAY, progress=101)


def test_what_is_on_duty_climbs_on_a_day_off_and_nothing_else_does(session: Session, pack: PackOnRecord) -> None:
    friday, saturday = date(2026, 10, 16), date(2026, 10, 17)
    calm = project(session, pack, done_by=friday)
    asked = Asked(ACTOR, at(friday))
    urgent = draft_item(session, NewItem("防汛急件", UNITS[0], "转移低洼处群众"), asked, pack=pack)
    issue_item(session, pack.pack.code, urgent, asked, calendar=CALENDAR)
    report_of_saturday = swept(session, pack, saturday)
    assert (rung(session, urgent), rung(session, calm)) == ("橙色", None)
    assert [edge.count for edge in report_of_saturday.edges] == [1]
    assert verify(session).ok, verify(session).violations


def test_an_item_that_the_office_issues_late_is_a_breach_of_the_office(session: Session, pack: PackOnRecord) -> None:
    asked = Asked(ACTOR, at(START))
    codes = [
        draft_item(session, NewItem("重点项目", UNITS[0], title, decided_on=START), asked, pack=pack)
        for title in ("一件", "两件")
    ]
    limit = date(2026, 10, 15)
    assert swept(session, pack, limit).unissued == 0
    late = Asked(ACTOR, at(limit + DAY))
    issue_item(session, pack.pack.code, codes[0], late, calendar=CALENDAR)
    assert breaches(session) == [("issue", limit)]
    assert swept(session, pack, limit + DAY).unissued == 1
    assert swept(session, pack, date(2026, 10, 19)).unissued == 0
    issue_item(session, pack.pack.code, codes[1], Asked(ACTOR, at(date(2026, 10, 19))), calendar=CALENDAR)
    assert breaches(session) == [("issue", limit)] * 2
    due = session.execute(sa.select(ITEM.c.feedback_due_on)).scalars().all()
    assert due == [FIRST_REPORT] * 2
    assert verify(session).ok, verify(session).violations


def test_a_day_that_is_a_working_day_by_guess_is_swept_and_says_so(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack)
    done = swept(session, pack, date(2027, 1, 4))
    assert (done.provisional, rung(session, code)) == (True, "橙色")
    assert verify(session).ok


def test_two_limits_missed_in_one_pass_are_two_breaches(session: Session, pack: PackOnRecord) -> None:
    done_by = FIRST_REPORT + 3 * DAY
    project(session, pack, done_by=done_by)
    swept(session, pack, done_by + 10 * DAY)
    assert sorted(breaches(session)) == [("completion", done_by), ("feedback", FIRST_REPORT)]
    assert verify(session).ok, verify(session).violations


def test_a_completion_that_was_late_is_a_breach_before_any_sweep(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack, done_by=START + 4 * DAY)
    asked = Asked(ACTOR, at(START + 5 * DAY))
    give_feedback(session, pack.pack.code, code, asked, NewFeedback(FeedbackKind.complete, "已建成"))
    assert breaches(session) == [("completion", START + 4 * DAY)]


def test_a_returned_item_that_is_issued_again_is_not_late_once_more(session: Session, pack: PackOnRecord) -> None:
    code = drafted(session, pack)
    for asked in (Asked(ACTOR, at(START + DAY)), Asked(ACTOR, at(START + 7 * DAY))):
        issue_item(session, pack.pack.code, code, asked, calendar=CALENDAR)
        why = replace(asked, reason="不属本单位职责", now=asked.now + timedelta(hours=1))
        return_item(session, pack.pack.code, code, why, calendar=CALENDAR)
    assert breaches(session) == []


def test_an_issue_in_time_that_is_entered_late_clears_the_breach(
    session: Session, pack: PackOnRecord, tmp_path: Path
) -> None:
    code, issued_at = drafted(session, pack), at(START + DAY)
    swept(session, pack, START + 7 * DAY)
    assert breaches(session) == [("issue", date(2026, 10, 15))]
    asked = Asked(ACTOR, at(START + 7 * DAY), issued_at, "线下送达补录", files=(kept(tmp_path),))
    issue_item(session, pack.pack.code, code, asked, calendar=CALENDAR)
    assert session.execute(sa.select(BREACH.c.cleared_at)).scalars().all() == [issued_at]


def test_a_reopened_item_does_not_owe_the_completion_that_lies_behind(session: Session, pack: PackOnRecord) -> None:
    code = project(session, pack, done_by=START + 9 * DAY)
    done = Asked(ACTOR, at(START + 7 * DAY))
    give_feedback(session, pack.pack.code, code, done, NewFeedback(FeedbackKind.complete, "已建成"))
    check_feedback(session, pack.pack.code, code, done, Finding(accepted=True), calendar=CALENDAR)
    asked = Asked(ACTOR, at(START + 14 * DAY), reason="回头看发现渗漏")
    reopen_item(session, pack.pack.code, code, asked, calendar=CALENDAR, until=START + 25 * DAY)
    assert swept(session, pack, START + 15 * DAY).total == 0
    assert breaches(session) == []
