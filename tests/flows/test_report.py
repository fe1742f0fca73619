"""What an operator reads about a sweep: real sweeps of a small real ledger."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SetClock
from duban.core.errors import InvalidValue
from duban.services.institution import running_institution
from duban.services.packs import packs_in_force
from duban.services.sweep import sweep
from duban.store.unit_of_work import unit_of_work
from flows.desk import day_asked
from flows.report import Sweeping, as_log, as_markdown, in_short
from tests.factories import ACTOR, MONDAY, at, issued_item, make_ledger

DAY = timedelta(days=1)


def swept(session: Session, on: date) -> Sweeping:
    """One sweep and the rules it was done by."""
    running = running_institution(session, "county")
    report = sweep(session, running, on=on, now=at(on), actor=ACTOR)
    return Sweeping(report, running)


@pytest.fixture
def session(sqlite_engine: sa.Engine) -> Iterator[Session]:
    """A ledger with two items of the county that are late on Monday 2026-11-23."""
    with unit_of_work(sqlite_engine) as work:
        pack = make_ledger(work.session)
        for unit in ("县财政局", "县教育局"):
            issued_item(work.session, pack, on=date(2026, 11, 12), unit=unit)
        work.commit()
        yield work.session


def test_a_climb_is_told_with_its_clause_as_a_paper_cites_it(session: Session) -> None:
    done = swept(session, MONDAY)
    assert in_short(done) == "2026-11-23 已巡检，逾期待发文2项，拟单2份。"
    page = as_markdown(done)
    assert page.startswith("# 县政府高效运行机制·每日巡检·2026-11-23\n")
    assert "| 办理中 → 待催办 | 2 | 无 | 《高效运行机制完善工作意见》" in page
    assert "| 县财政局 | 办理中 → 待催办 | 2026-11-19 | — |" in page
    assert "| 催办单 | — | 县财政局 | 1 | 拟稿 |" in page
    assert f"版本 {done.by.calendar.version}" in page
    assert f"第{done.report.act_seq}号，{str(done.report.act_hash)[:16]}" in page


def test_log_lines_keep_their_fields(session: Session) -> None:
    done = swept(session, MONDAY)
    first, edge, *listed, last = as_log(done)
    items, papers = listed[:2], listed[2:]
    assert first.startswith("巡检 institution=county on=2026-11-23 outcome=done total=2 merged=0 act=")
    assert first.endswith(f"calendar={done.by.calendar.version} provisional=false")
    assert edge.startswith("升级 from=办理中 to=待催办 count=2 clause=")
    assert [line.split()[2] for line in items] == ["unit=县财政局", "unit=县教育局"]
    assert [line.split()[2:4] for line in papers] == [["paper=催办单", "number=None"]] * 2
    assert last == in_short(done)


def test_a_repeated_sweep_says_that_nothing_was_changed(session: Session) -> None:
    first, again = swept(session, MONDAY), swept(session, MONDAY)
    assert in_short(again) == "2026-11-23 已巡检过，本次未作任何改动。"
    assert f"第{first.report.act_seq}号" in as_markdown(again)


def test_a_day_off_says_so(session: Session) -> None:
    done = swept(session, MONDAY - DAY)
    assert in_short(done) == "2026-11-22 是休息日（周日，休息日），不升级。"
    assert "各级件数" not in as_markdown(done)


def test_missed_days_are_named(session: Session) -> None:
    swept(session, MONDAY - 5 * DAY)
    done = swept(session, MONDAY)
    assert in_short(done) == "2026-11-23 已巡检，逾期待发文2项，拟单2份；并入漏扫的2个工作日。"
    assert "| 漏扫并入 | 2026-11-19、2026-11-20 |" in as_markdown(done)


def test_a_provisional_day_is_marked(session: Session) -> None:
    done = swept(session, date(2027, 1, 5))
    assert "（预估，放假通知未公布）" in as_markdown(done)
    assert "provisional=true" in next(as_log(done))


def test_a_title_cannot_break_the_page(session: Session) -> None:
    session.execute(sa.text("UPDATE item_text SET title = '甲|乙 <b>丙</b>\n丁'"))
    assert "| 甲\\|乙 \\<b\\>丙\\</b\\> 丁 |" in as_markdown(swept(session, MONDAY))


def test_a_run_is_for_today_unless_asked_and_never_for_a_coming_day(clock: SetClock) -> None:
    assert day_asked(None, clock) == MONDAY
    assert day_asked(MONDAY - DAY, clock) == MONDAY - DAY
    with pytest.raises(InvalidValue, match="巡检日期“2026-11-24”无效；今天是 2026-11-23"):
        day_asked(MONDAY + DAY, clock)


def test_the_newest_pack_of_each_institution_is_in_force(session: Session) -> None:
    assert [pack.code for pack in packs_in_force(session)] == ["county"]
