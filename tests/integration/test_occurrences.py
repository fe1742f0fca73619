"""The period ledger on both databases: planned once, done once, missed by policy, moved by notices."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SetClock
from duban.core.errors import ClaimLost
from duban.institutions.loader import load_pack_text
from duban.services.alert_watch import watch
from duban.services.alerts import told_alerts
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item
from duban.services.occurrence_people import convene, decide, publish, rerun, skip, take_up
from duban.services.occurrence_stages import LEASE_FOR, claim_stage, due_stages, run_stage
from duban.services.occurrence_view import Wanted, list_occurrences, show_occurrence
from duban.services.occurrences import reconcile
from duban.services.packs import load_pack_version
from duban.services.verify import verify
from duban.store.attachment_files import KeptFile
from duban.store.occurrences import LEASE, OCCURRENCE, STAGE
from duban.store.unit_of_work import unit_of_work
from flows.ringing import Ringer, Rung
from tests.factories import ACTOR, FIVE_DAYS, NAMED, UNITS, as_post, at, county, make_ledger, said

pytestmark = pytest.mark.slow
START = date(2026, 9, 1)
MONTHLY, MEETING = "重大项目月调度", date(2026, 9, 24)


def prepare(engine: sa.Engine, text: str | None = None) -> None:
    with unit_of_work(engine) as work:
        make_ledger(work.session, load_pack_text(text, "other.yaml") if text else None, on=START)
        work.commit()


def ring(engine: sa.Engine, on: date, hour: int = 9) -> Rung:
    return Ringer(engine, "county", SetClock(at(on, hour)), "test").ring()


def states(engine: sa.Engine, cycle: str) -> dict[str, str]:
    with unit_of_work(engine) as work:
        return {row["period"]: row["state"] for row in list_occurrences(work.session, "county", Wanted(cycle=cycle))}


def clean(engine: sa.Engine) -> bool:
    with unit_of_work(engine) as work:
        report = verify(work.session)
        assert report.ok, report
        return report.ok


def test_every_period_to_the_end_of_next_year_is_on_record_once(engine: sa.Engine) -> None:
    prepare(engine)
    first = ring(engine, START)
    assert first.reconciled.planned.opened == 294
    assert ring(engine, START).reconciled.planned.opened == 0
    monthly = states(engine, MONTHLY)
    assert list(monthly)[:4] == ["2026-09", "2026-10", "2026-11", "2026-12"]
    assert len(monthly) == 16
    assert clean(engine)


def test_two_that_reconcile_at_once_open_each_period_once(engine: sa.Engine) -> None:
    prepare(engine)
    opened: list[int] = []
    begun = Event()

    def second() -> None:
        begun.set()
        opened.append(Ringer(engine, "county", SetClock(at(START)), "second").reconcile().planned.opened)

    with unit_of_work(engine) as work:
        running = running_institution(work.session, "county")
        reconcile(work.session, running, now=at(START), actor=ACTOR)
        thread = Thread(target=second)
        thread.start()
        begun.wait()
        thread.join(0.2)
        work.commit()
    thread.join()
    assert opened == [0]
    assert clean(engine)


def test_a_meeting_runs_from_notice_to_close(engine: sa.Engine) -> None:
    prepare(engine)
    day = START
    while day <= MEETING:
        ring(engine, day)
        day += timedelta(days=1)
    code = "经济形势分析会·2026-Q3"
    assert states(engine, MONTHLY)["2026-09"] == "briefed"
    for day in (date(2026, 10, 10), date(2026, 10, 13), date(2026, 10, 16), date(2026, 10, 20)):
        ring(engine, day)
    with unit_of_work(engine) as work:
        session, running = work.session, running_institution(work.session, "county")
        told = show_occurrence(session, "county", code, said(date(2026, 10, 20)))
        assert told["state"] == "briefed", told
        assert {row["unit"] for row in told["attendance"]} == {*UNITS}
        assert told["briefing"]["agenda"] == ["经济运行情况", "阶段性工作"]
        held = said(date(2026, 10, 20), 11)
        convene(session, running, code, held, absent={UNITS[0]: "局长外出，副局长参会"})
        new = NewItem("公文办理", UNITS[1], "议定的事", item_class=FIVE_DAYS, **NAMED)
        item = draft_item(session, new, held, pack=load_pack_version(session, county(), now=held.now, actor=ACTOR))
        decide(session, running, code, said(date(2026, 10, 21)), items=[item])
        publish(session, running, code, said(date(2026, 10, 22)), none="会议纪要已印发")
        work.commit()
    ring(engine, date(2026, 10, 23))
    with unit_of_work(engine) as work:
        told = show_occurrence(work.session, "county", code, said(date(2026, 10, 23)))
    assert told["state"] == "closed"
    assert [(row["code"], row["state"]) for row in told["decisions"]] == [(item, "待签收")]
    assert clean(engine)


def test_an_outage_follows_each_cycles_policy(engine: sa.Engine) -> None:
    prepare(engine)
    ring(engine, START)
    ring(engine, date(2027, 10, 8))
    weekly, review, bodies = (
        states(engine, "每周工作例会"),
        states(engine, "重大项目季点评"),
        states(engine, "专门机构例会·国资委"),
    )
    assert weekly["2026-W37"] == "merged"
    assert bodies["2026-09"] == bodies["2027-09"] == "missed"
    assert review["2026-Q3"] not in ("planned", "missed", "merged")
    assert clean(engine)
    with unit_of_work(engine) as work:
        take_up(work.session, "county", "专门机构例会·国资委·2027-09", said_why(date(2027, 10, 8)))
        skip(work.session, "county", "专门机构例会·国资委·2026-09", leader(work.session, date(2027, 10, 8)))
        work.commit()
    ring(engine, date(2027, 10, 8), 10)
    bodies = states(engine, "专门机构例会·国资委")
    assert (bodies["2027-09"], bodies["2026-09"]) == ("collecting", "skipped")
    assert clean(engine)


def test_a_worker_that_lost_its_claim_writes_nothing(engine: sa.Engine) -> None:
    prepare(engine)
    clock = SetClock(at(date(2026, 9, 21)))
    with unit_of_work(engine) as work:
        reconcile(work.session, running_institution(work.session, "county"), now=clock.now(), actor=ACTOR)
        stage = due_stages(work.session, "county", clock.now())[0]["id"]
        frozen = claim_stage(work.session, stage, "冻住的", now=clock.now())
        work.commit()
    assert frozen
    later = SetClock(clock.now() + LEASE_FOR)
    with unit_of_work(engine) as work:
        assert claim_stage(work.session, stage, "早了", now=clock.now()) is None
        taken = claim_stage(work.session, stage, "接手的", now=later.now())
        work.commit()
    assert taken
    assert taken.fence == frozen.fence + 1
    with unit_of_work(engine) as work:
        run_stage(work.session, running_institution(work.session, "county"), taken, clock=later, actor=ACTOR)
        work.commit()
    before = snapshot(engine)
    for thawed in (later, clock):
        with unit_of_work(engine) as work, pytest.raises(ClaimLost):
            run_stage(work.session, running_institution(work.session, "county"), frozen, clock=thawed, actor=ACTOR)
    assert snapshot(engine) == before


def test_a_provisional_day_waits_for_its_notice_or_a_person(engine: sa.Engine) -> None:
    prepare(engine)
    ring(engine, START)
    ring(engine, date(2027, 1, 22))
    assert states(engine, MONTHLY)["2027-01"] == "waiting"
    assert clean(engine)


def test_another_pack_version_moves_what_has_not_begun_and_nothing_else(engine: sa.Engine) -> None:
    prepare(engine)
    ring(engine, date(2026, 9, 21))
    moved = county().text.replace("when: 每月25日前后\n", "when: 每月20日前后\n")
    with unit_of_work(engine) as work:
        load_pack_version(work.session, load_pack_text(moved, "b.yaml"), now=at(date(2026, 9, 22)), actor=ACTOR)
        work.commit()
    done = ring(engine, date(2026, 9, 22)).reconciled.planned
    assert f"{MONTHLY}·2026-10" in done.moved
    assert f"{MONTHLY}·2026-09" not in done.moved
    with unit_of_work(engine) as work:
        days = {row["period"]: row["meeting_on"] for row in list_occurrences(work.session, "county", Wanted(MONTHLY))}
    assert (days["2026-09"], days["2026-10"]) == ("2026-09-24", "2026-10-20")
    assert clean(engine)


def test_a_meeting_that_was_held_during_an_outage_is_entered_with_its_true_day(engine: sa.Engine) -> None:
    prepare(engine)
    ring(engine, START)
    ring(engine, date(2026, 9, 10))
    code, scan = "每周工作例会·2026-W37", KeptFile("a" * 64, 3, "application/pdf", "签到表.pdf")
    held = Asked(ACTOR, at(date(2026, 9, 10)), at(date(2026, 9, 7)), reason="停机补录", files=(scan,))
    with unit_of_work(engine) as work:
        running = running_institution(work.session, "county")
        convene(work.session, running, code, held, absent={})
        told = show_occurrence(work.session, "county", code, said(date(2026, 9, 10)))
        work.commit()
    assert (told["held_on"], told["stages"][-1]["due_on"]) == ("2026-09-07", "2026-09-08")
    assert clean(engine)


def test_a_stage_may_be_done_again_with_a_reason(engine: sa.Engine) -> None:
    prepare(engine)
    ring(engine, date(2026, 9, 21))
    code = "每周工作例会·2026-W39"
    with unit_of_work(engine) as work:
        rerun(work.session, "county", code, "notify", said_why(date(2026, 9, 21)))
        work.commit()
    assert clean(engine)


def test_what_is_late_missed_or_waiting_raises_alerts_that_clear_themselves(engine: sa.Engine) -> None:
    prepare(engine)
    ring(engine, START)
    late = date(2026, 12, 30)
    ring(engine, late)
    with unit_of_work(engine) as work:
        running = running_institution(work.session, "county")
        watch(work.session, running, now=at(late), actor=ACTOR)
        told = {(row["kind"], row["subject"]) for row in told_alerts(work.session, "county")}
        assert ("period_waiting", "专门机构例会·国资委·2026-12") in told
        assert ("stage_late", "重大项目季点评·2026-Q4 召开") in told
        skip(work.session, "county", "专门机构例会·国资委·2026-12", leader(work.session, late))
        watch(work.session, running, now=at(late, 10), actor=ACTOR)
        told = {(row["kind"], row["subject"]) for row in told_alerts(work.session, "county")}
        assert ("period_waiting", "专门机构例会·国资委·2026-12") not in told
        assert verify(work.session).ok


STAGE_OF = sa.select(sa.func.max(STAGE.c.id)).where(STAGE.c.stage == "publish").scalar_subquery()
DONE_STAGE = sa.select(sa.func.max(STAGE.c.id)).where(STAGE.c.state == "done").scalar_subquery()
SEEDED: dict[str, Callable[[], sa.Delete | sa.Update]] = {
    "3 没有排期": lambda: sa.delete(OCCURRENCE).where(OCCURRENCE.c.code == f"{MONTHLY}·2027-06"),
    "3 缺环节": lambda: sa.delete(STAGE).where(STAGE.c.id == STAGE_OF, STAGE.c.stage == "publish"),
    "3 状态与环节不符": lambda: sa.update(STAGE).where(STAGE.c.id == DONE_STAGE).values(state="planned", done_at=None),
    "11 领办": lambda: sa.update(LEASE).values(fence=LEASE.c.fence + 1),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_verify_finds_what_should_not_be(engine: sa.Engine, fault: str) -> None:
    prepare(engine)
    ring(engine, date(2026, 9, 21))
    invariant, says = fault.split()
    with unit_of_work(engine) as work:
        if "没有排期" in fault:
            gone = sa.select(OCCURRENCE.c.id).where(OCCURRENCE.c.code == f"{MONTHLY}·2027-06").scalar_subquery()
            work.session.execute(sa.delete(STAGE).where(STAGE.c.occurrence_id == gone))
        work.session.execute(SEEDED[fault]())
        found = verify(work.session).violations
    assert [each for each in found if each.invariant == int(invariant) and says in each.says], found


def snapshot(engine: sa.Engine) -> list[tuple[object, ...]]:
    with unit_of_work(engine) as work:
        rows = [tuple(row) for table in (OCCURRENCE, STAGE) for row in work.session.execute(sa.select(table))]
        return sorted(rows, key=str)


def said_why(day: date) -> Asked:
    return replace(said(day), reason="漏开须补")


def leader(session: Session, day: date) -> Asked:
    return replace(as_post(session, day, "分管领导"), reason="已无议题")
