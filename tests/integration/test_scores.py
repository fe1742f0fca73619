"""Yearly assessments on both databases: entries follow the ledger, ranks the entries; verify finds what does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import TransitionRefused
from duban.institutions.loader import LoadedPack, load_pack_text
from duban.services.acts import SealedAct
from duban.services.assessments import Ruling, compute, correct, decide, lock, object_to, publish
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.items_correct import Correction, correct_item
from duban.services.items_notes import attribute
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord
from duban.services.score_desk import grouped, standings_of, told_standing
from duban.services.score_view import show_assessment, told_ranking, why
from duban.services.verify import verify
from duban.store.attachment_files import KeptFile
from duban.store.scores import ENTRY, RANK, entries_of, list_assessments, ranks_of
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
    reached_target,
    said,
    served_order,
    swept,
)

pytestmark = pytest.mark.slow
LATE, EVE, SETTLED = date(2026, 12, 2), date(2027, 1, 4), date(2027, 1, 12)
SCAN = KeptFile("a" * 64, 3, "application/pdf", "证明.pdf")
OFFICE, LEADER = "办公室主任", "分管领导"
RULES = """
assessment:
  assumed: 试
  events:
    逾期: {on: 逾期, only: 反馈时限, lead: -1, co: -0.5, assumed: 试}
    退回: {on: 反馈退回, lead: -0.5, most: 1, assumed: 试}
    验收: {on: 照单验收, only: 超过, lead: 2, assumed: 试}
  publish: {by: 办公室主任, assumed: 试}
  objection: {within: 公布后5个工作日内, assumed: 试}
  decide: {by: 办公室主任, assumed: 试}
  lock: {by: 分管领导, when: 次年1月31日前, assumed: 试}
"""


@cache
def assessed() -> LoadedPack:
    """The county's pack with an assessment."""
    return load_pack_text(county().text + RULES, "assessed.yaml")


def running(pack: PackOnRecord) -> RunningInstitution:
    """That pack on the published calendar."""
    return RunningInstitution(pack, CALENDAR)


def lived(session: Session) -> tuple[PackOnRecord, str]:
    """One unit that was late and was sent a paper, one whose report was sent back, one that did more than it must."""
    pack = make_ledger(session, assessed())
    late = issued_item(session, pack, on=MONDAY)
    other = issued_item(session, pack, on=MONDAY, unit=UNITS[1])
    give_feedback(session, "county", other, said(MONDAY, 11), NewFeedback(FeedbackKind.stage, "进展"))
    check_feedback(session, "county", other, said(MONDAY, 12), Finding(False, "没有材料"), calendar=CALENDAR)
    give_feedback(session, "county", other, said(MONDAY, 13), NewFeedback(FeedbackKind.complete, "办结"))
    check_feedback(session, "county", other, said(MONDAY, 14), Finding(accepted=True), calendar=CALENDAR)
    reached_target(session, pack, MONDAY)
    swept(session, pack, LATE)
    compute(session, running(pack), 2026, as_post(session, LATE, OFFICE))
    return pack, late


def locked(session: Session) -> tuple[PackOnRecord, str]:
    """The same year, published and settled."""
    pack, late = lived(session)
    publish(session, "county", 2026, as_post(session, EVE, OFFICE), calendar=CALENDAR)
    lock(session, "county", 2026, as_post(session, SETTLED, LEADER), opinion=None)
    return pack, late


def reported_in_time(session: Session, code: str, on: date) -> None:
    """A report that came before its limit is entered on that day, which clears the breach."""
    then = Asked(ACTOR, at(on), at(MONDAY, 15), reason="来文登记迟延", files=(SCAN,))
    give_feedback(session, "county", code, then, NewFeedback(FeedbackKind.complete, "办结"))
    check_feedback(session, "county", code, said(on, 10), Finding(accepted=True), calendar=CALENDAR)


def rows(session: Session, unit: str, on: date) -> list[tuple[str, str, str]]:
    """What counts for a unit: rule, points, state."""
    told = why(session, "county", 2026, unit, said(on))
    return [(row["rule"], row["points"], row["state"]) for row in told["rows"]]


def test_entries_follow_from_the_ledger_once_each_with_rule_and_version(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, _ = lived(session)
        assert rows(session, UNITS[0], LATE) == [("逾期", "-1", "计分"), ("验收", "2", "计分")]
        assert rows(session, UNITS[1], LATE) == [("退回", "-0.5", "计分")]
        entries = entries_of(session, list_assessments(session)[0]["id"])
        assert {row["pack_version_id"] for row in entries} == {pack.id}
        assert [row["event"].partition(":")[0] for row in entries] == ["breach", "feedback", "target_acceptance"]
        compute(session, running(pack), 2026, as_post(session, LATE, OFFICE, 10))
        assert len(entries_of(session, list_assessments(session)[0]["id"])) == len(entries)
        assert verify(session).ok


def test_a_retry_of_the_first_computation_finds_its_answer(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack = make_ledger(session, assessed())
        how = replace(as_post(session, LATE, OFFICE), key="考核", true_at=None)
        first = compute(session, running(pack), 2026, how)
        again = compute(session, running(pack), 2026, replace(how, now=at(LATE, 10), true_at=None))
        assert isinstance(again, SealedAct)
        assert again.answer == {"code": first}
        assert len(list_assessments(session)) == 1
        assert verify(session).ok


def test_a_served_paper_costs_what_its_rung_says(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, _ = lived(session)
        served_order(session, 3, date(2026, 12, 3))
        compute(session, running(pack), 2026, as_post(session, date(2026, 12, 3), OFFICE, 18))
        assert ("催办-督办-约谈·催办", "-1", "计分") in rows(session, UNITS[0], date(2026, 12, 3))
        assert verify(session).ok


def test_what_was_cleared_before_the_lock_counts_no_longer(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        _, late = lived(session)
        publish(session, "county", 2026, as_post(session, EVE, OFFICE), calendar=CALENDAR)
        reported_in_time(session, late, EVE)
        assert why(session, "county", 2026, UNITS[0], said(EVE))["pending"][0]["change"] == "已更正或撤销"
        lock(session, "county", 2026, as_post(session, SETTLED, LEADER), opinion=None)
        assert rows(session, UNITS[0], SETTLED) == [("逾期", "-1", "已撤销"), ("验收", "2", "计分")]
        assert verify(session).ok


def test_what_is_cleared_after_the_lock_is_a_correction_that_leaves_its_trace(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        _, late = locked(session)
        february = date(2027, 2, 1)
        reported_in_time(session, late, february)
        assert rows(session, UNITS[0], february)[0] == ("逾期", "-1", "计分")
        how = replace(as_post(session, february, OFFICE, 12), reason="逾期已更正", files=(SCAN,))
        correct(session, "county", 2026, None, how)
        assert rows(session, UNITS[0], february)[-1] == ("逾期", "1", "计分")
        told = show_assessment(session, "county", 2026, said(february))
        assert (told["pending"], told["ranks"][0]["score"]) == ([], "102")
        with pytest.raises(TransitionRefused, match="没有差别"):
            correct(session, "county", 2026, None, replace(how, now=at(february, 13), true_at=at(february, 13)))
        assert verify(session).ok


def test_what_is_put_down_to_a_co_unit_counts_for_it(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, late = lived(session)
        how = replace(said(LATE, 10), reason="协办单位迟报")
        correct_item(session, "county", late, how, Correction(co_units=(UNITS[2],)))
        attribute(session, "county", late, replace(said(LATE, 11), reason="协办单位迟报"), unit=UNITS[2])
        compute(session, running(pack), 2026, as_post(session, LATE, OFFICE, 12))
        assert rows(session, UNITS[0], LATE)[0] == ("逾期", "-1", "已撤销")
        assert rows(session, UNITS[2], LATE) == [("逾期", "-0.5", "计分")]
        assert verify(session).ok


def test_an_objection_is_answered_and_the_ranks_follow(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, _ = lived(session)
        add_holders(session, "county", [NewHolder(UNITS[1], "主任", "周敏", MONDAY)], now=at(LATE), actor=ACTOR)
        publish(session, "county", 2026, as_post(session, EVE, OFFICE), calendar=CALENDAR)
        place = next(row["place"] for row in why(session, "county", 2026, UNITS[1], said(EVE))["rows"])
        mine = replace(as_post(session, EVE, f"{UNITS[1]}局长", 10), reason="材料已附")
        object_to(session, "county", 2026, place, mine)
        answer = replace(as_post(session, SETTLED, OFFICE), reason="属实")
        decide(session, "county", 2026, Ruling(place, None), replace(answer, reason="不属实"))
        assert rows(session, UNITS[1], SETTLED) == [("退回", "-0.5", "计分")]
        assert pack.pack.assessment is not None
        assert verify(session).ok


def test_the_stored_ranks_are_those_that_the_entries_come_to(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        pack, _ = locked(session)
        row = list_assessments(session)[0]
        stored: dict[int, Any] = {rank["unit_id"]: rank for rank in ranks_of(session, row["id"])}
        for standing in standings_of(pack.pack, list(stored), grouped(entries_of(session, row["id"]))):
            told = told_standing(standing)
            assert told == {name: stored[standing.unit_id][name] for name in told}
        what_if = told_ranking(session, "county", 2026, said(SETTLED), instead={1: Decimal(-10)})
        assert what_if["moved"][-1]["unit"] == UNITS[0]


SEEDED: dict[str, tuple[sa.Table, dict[str, Any], str]] = {
    "rank": (RANK, {"rank": 7}, "按各条应为第"),
    "score": (RANK, {"score": "200"}, "按各条应为第"),
    "points": (ENTRY, {"points": "-3"}, "按所依据的事实和规则应为"),
    "event": (ENTRY, {"event": "breach:999@1"}, "所依据的事实不在台账中"),
    "unreadable": (ENTRY, {"points": "很多"}, "读不出来"),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_verify_finds_ranks_and_entries_that_do_not_follow(engine: sa.Engine, fault: str) -> None:
    table, values, says = SEEDED[fault]
    with unit_of_work(engine) as uow:
        session = uow.session
        locked(session)
        session.execute(sa.update(table).where(table.c.id == 1).values(values))
        found = [each for each in verify(session).violations if each.invariant == 4]
        assert any(says in each.says for each in found), found
