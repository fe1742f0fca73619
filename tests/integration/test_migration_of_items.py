"""Running items move to a new version of their rules: what moves, what stays and why, and that the ledger verifies."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import MigrationRefused, NotFound, ReasonMissing
from duban.institutions.loader import LoadedPack, load_pack_text
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, approve_item, draft_item
from duban.services.items_dates import ask_extension, redate_item, resume_item, suspend_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.items_show import story_of
from duban.services.migration import Migration, Wanted, migrate, plan_migration
from duban.services.packs import PackOnRecord, load_pack_version
from duban.services.sweep import sweep
from duban.services.verify import verify
from duban.store.evidence import ACT
from duban.store.items import ITEM
from duban.store.prepared import rows_like
from duban.store.rows import find_row
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import (
    ACTOR,
    CALENDAR,
    FIVE_DAYS,
    MONDAY,
    UNITS,
    as_post,
    at,
    county,
    finish_item,
    issued_item,
    lifted,
    make_ledger,
    said,
)

SHORTER = ("一个部门职权内: {within: 送达后5个工作日内", "一个部门职权内: {within: 送达后3个工作日内")
NEXT = Asked(ACTOR, at(MONDAY))
BACK = Asked(ACTOR, at(MONDAY), reason="新版印发有误")


def version(*replaced: tuple[str, str]) -> LoadedPack:
    """The county's pack with some words replaced."""
    text = county().text
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return load_pack_text(text, "new.yaml")


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A ledger with the county's pack, on each database."""
    with unit_of_work(engine) as uow:
        make_ledger(uow.session)
        yield uow.session


@pytest.fixture
def pack(session: Session) -> PackOnRecord:
    """The version that the items begin under."""
    return load_pack_version(session, county(), now=at(MONDAY), actor=ACTOR)


def newer(session: Session, *replaced: tuple[str, str]) -> str:
    """Loads the next version."""
    return load_pack_version(session, version(*replaced), now=at(MONDAY), actor=ACTOR).version


def told(plan: Migration) -> dict[str, list[tuple[Any, ...]]]:
    """What becomes of each item's limits."""
    return {
        each["code"]: [(limit["limit"], limit["from"], limit["to"], limit["clause"]) for limit in each["limits"]]
        for each in (move.as_json() for move in plan.moves)
    }


def days(session: Session, code: str) -> tuple[date | None, date | None]:
    row = find_row(session, ITEM, institution="county", code=code)
    assert row
    return row["feedback_due_on"], row["climb_due_on"]


def test_a_running_limit_moves_and_one_that_has_run_out_stays(session: Session, pack: PackOnRecord) -> None:
    runs, reached, passed = (issued_item(session, pack, on=date(2026, 11, day)) for day in (19, 16, 10))
    over = issued_item(session, pack, on=date(2026, 11, 18))
    finish_item(session, over, on=at(date(2026, 11, 19)))
    newer(session, SHORTER)
    plan = plan_migration(session, "county", NEXT, Wanted())
    assert told(plan) == {
        runs: [("反馈时限", "2026-11-26", "2026-11-24", "C31")],
        reached: [("反馈时限", "2026-11-23", "2026-11-23", "C31")],
        passed: [("反馈时限", "2026-11-17", "2026-11-17", "C31")],
    }
    reasons = [limit["reason"] for move in plan.moves for limit in move.as_json()["limits"]]
    assert "送达后5个工作日内 → 送达后3个工作日内" in reasons[0]
    assert "规定不溯及既往" in reasons[1]
    assert "已经届满" in reasons[2]
    keyed = replace(NEXT, key="once")
    done = migrate(session, "county", keyed, Wanted(), agreed=plan.digest())
    assert migrate(session, "county", keyed, Wanted(), agreed=plan.digest()).seq == done.seq
    assert days(session, runs) == (date(2026, 11, 24), date(2026, 11, 24))
    assert days(session, passed) == (date(2026, 11, 17), date(2026, 11, 17))
    assert verify(session).ok
    with pytest.raises(MigrationRefused, match="都已经按这一版办理"):
        plan_migration(session, "county", NEXT, Wanted())


def test_what_people_decided_stays(session: Session, pack: PackOnRecord) -> None:
    named, asked, paused = (issued_item(session, pack, on=date(2026, 11, 19)) for _ in range(3))
    leader = as_post(session, date(2026, 11, 20), "分管领导")
    why = Asked(leader.actor, leader.now, reason="现场办公")
    redate_item(session, "county", named, why, until=date(2026, 12, 15))
    ask_extension(session, "county", asked, why, until=date(2026, 12, 10), calendar=CALENDAR)
    suspend_item(session, "county", paused, why)
    newer(session, SHORTER)
    plan = plan_migration(session, "county", NEXT, Wanted())
    assert told(plan) == {
        named: [("反馈时限", "2026-12-15", "2026-12-15", "C31")],
        asked: [("反馈时限", "2026-11-26", "2026-11-26", "C31")],
        paused: [("反馈时限", "2026-11-26", "2026-11-24", "C31")],
    }
    migrate(session, "county", NEXT, Wanted(), agreed=None)
    resume_item(session, "county", paused, said(date(2026, 11, 24)), calendar=CALENDAR)
    assert days(session, paused) == (date(2026, 11, 26), date(2026, 11, 26))
    assert verify(session).ok


def test_an_item_on_a_rung_keeps_the_answer_that_its_paper_asks_for(session: Session, pack: PackOnRecord) -> None:
    code = issued_item(session, pack, on=date(2026, 11, 10))
    lifted(session, code, "催办单", said(MONDAY, 10))
    before = days(session, code)
    newer(session, SHORTER, ("answer: {within: 送达后3个工作日内", "answer: {within: 送达后1个工作日内"))
    later = Asked(ACTOR, at(MONDAY, 11))
    migrate(session, "county", later, Wanted(), agreed=None)
    assert days(session, code) == before
    running = running_institution(session, "county")
    sweep(session, running, on=date(2026, 12, 1), now=at(date(2026, 12, 1)), actor=ACTOR)
    assert verify(session).ok


def test_an_item_whose_rung_is_gone_is_named_and_may_be_left(session: Session, pack: PackOnRecord) -> None:
    code, other = (issued_item(session, pack, on=date(2026, 11, day)) for day in (10, 19))
    lifted(session, code, "催办单", said(MONDAY))
    newer(session, SHORTER, ("rung: 催办\n", "rung: 提醒\n"), ("unanswered: 催办", "unanswered: 提醒"))
    later = Asked(ACTOR, at(MONDAY, 11))
    with pytest.raises(MigrationRefused) as refused:
        plan_migration(session, "county", later, Wanted())
    assert f"{code}（已催办）新版的阶梯“催办-督办-约谈”没有“催办”这一级" in str(refused.value)
    assert "--except" in str(refused.value)
    plan = plan_migration(session, "county", later, Wanted(but=(code,)))
    assert (list(told(plan)), plan.left) == ([other], (code,))
    migrate(session, "county", later, Wanted(but=(code,)), agreed=plan.digest())
    assert verify(session).ok


def test_a_move_is_taken_back_by_another_with_its_reason(session: Session, pack: PackOnRecord) -> None:
    code = issued_item(session, pack, on=date(2026, 11, 19))
    newer(session, SHORTER)
    migrate(session, "county", NEXT, Wanted(), agreed=None)
    with pytest.raises(ReasonMissing, match="移回旧版"):
        plan_migration(session, "county", NEXT, Wanted(pack.version[:8]))
    done = migrate(session, "county", BACK, Wanted(pack.version[:8]), agreed=None)
    assert days(session, code) == (date(2026, 11, 26), date(2026, 11, 26))
    acts = rows_like(session, ACT, {"institution": "county"}).mappings().all()[-2:]
    assert [(act["verb"], act["rows"] > 0, act["reason"]) for act in acts][1] == ("migrate_pack", True, BACK.reason)
    assert (acts[-1]["seq"], verify(session).ok) == (done.seq, True)


def test_what_was_agreed_to_must_still_be_so(session: Session, pack: PackOnRecord) -> None:
    issued_item(session, pack, on=date(2026, 11, 19))
    newer(session, SHORTER)
    plan = plan_migration(session, "county", NEXT, Wanted())
    issued_item(session, pack, on=date(2026, 11, 20))
    with pytest.raises(MigrationRefused, match="预览以后台账又有改动"):
        migrate(session, "county", NEXT, Wanted(), agreed=plan.digest())


@pytest.mark.parametrize(
    ("word", "says"),
    [("expires: 2026-10-31", "已于 2026-10-31 失效"), ("effective: 2027-01-01", "自 2027-01-01 起施行")],
)
def test_nobody_moves_into_rules_that_do_not_hold(session: Session, pack: PackOnRecord, word: str, says: str) -> None:
    issued_item(session, pack, on=date(2026, 11, 19))
    newer(session, ("  issuer: 县人民政府\n", f"  issuer: 县人民政府\n  {word}\n"))
    with pytest.raises(MigrationRefused, match=says):
        plan_migration(session, "county", NEXT, Wanted())


def test_only_open_items_of_another_version_may_be_named(session: Session, pack: PackOnRecord) -> None:
    issued_item(session, pack, on=date(2026, 11, 19))
    newer(session, SHORTER)
    with pytest.raises(NotFound, match="2026-999999"):
        plan_migration(session, "county", NEXT, Wanted(only=("2026-999999",)))


def test_the_past_is_read_by_the_rules_of_its_time(session: Session, pack: PackOnRecord) -> None:
    code = issued_item(session, pack, on=date(2026, 11, 10))
    lifted(session, code, "催办单", said(date(2026, 11, 20)))
    give_feedback(session, "county", code, said(date(2026, 11, 20), 10), NewFeedback(FeedbackKind.stage, "过半"))
    check_feedback(session, "county", code, said(date(2026, 11, 20), 11), Finding(accepted=True), calendar=CALENDAR)
    newer(session, SHORTER, ("rung: 催办\n", "rung: 提醒\n"), ("unanswered: 催办", "unanswered: 提醒"))
    migrate(session, "county", NEXT, Wanted(), agreed=None)
    story = story_of(session, "county", code, CALENDAR, on=MONDAY)
    served = next(step for step in story["history"] if step["does"] == "文书送达")
    assert (served["clause"], story["history"][-1]["does"]) == ("C41", "移到制度新版")
    assert verify(session).ok


def test_who_had_to_agree_is_judged_by_the_rules_of_that_time(session: Session) -> None:
    by, type_of = "approve: {by: 办公室主任, assumed: 试", "    by: 办理类别\n"
    alone = load_pack_version(session, version((type_of, f"{type_of}    {by}}}\n")), now=at(MONDAY), actor=ACTOR)
    code = draft_item(session, NewItem("公文办理", UNITS[0], "来文", item_class=FIVE_DAYS), said(MONDAY), pack=alone)
    approve_item(session, "county", code, as_post(session, MONDAY, "办公室主任", 10))
    newer(session, (type_of, f"{type_of}    {by}, agree: [分管副主任]}}\n"))
    migrate(session, "county", Asked(ACTOR, at(MONDAY, 11)), Wanted(), agreed=None)
    assert verify(session).ok
