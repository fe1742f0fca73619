"""Targets on both databases: figures come back digit for digit, changes have history, verify finds seeded faults."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, TransitionRefused
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item
from duban.services.items_place import withdraw_item
from duban.services.packs import PackOnRecord
from duban.services.target_rules import NewTarget
from duban.services.target_split import Part, split_target
from duban.services.targets import NewActual, NewPlan, accept_target, plan_target, record_actual, set_target
from duban.services.verify import verify
from duban.services.verify_targets import target_faults
from duban.store.targets import ACCEPTANCE, ACTUAL, TARGET, ChosenTargets, list_targets
from duban.store.unit_of_work import unit_of_work
from models.target import Comparison
from tests.factories import ACTOR, CALENDAR, MONDAY, UNITS, at, make_ledger, said

pytestmark = pytest.mark.slow
EXACT = "123456789012345678.0123456789"
JOBS = NewTarget("新增就业", Comparison.at_least, "1000", "人")


def yearly(session: Session, pack: PackOnRecord, *targets: NewTarget) -> str:
    """A yearly task of 2026 with these targets."""
    new = NewItem("年度目标任务", UNITS[0], "就业", completion_due_on=date(2026, 12, 31))
    code = draft_item(session, new, said(MONDAY), pack=pack)
    for target in targets:
        set_target(session, "county", code, said(MONDAY), target)
    return code


def accepted(session: Session, pack: PackOnRecord) -> str:
    """A target of a thousand that was reached by eleven hundred, a corrected figure, and was accepted."""
    code = yearly(session, pack, JOBS)
    record_actual(session, "county", code, said(MONDAY), NewActual("900", "月报"))
    again = Asked(ACTOR, at(MONDAY, 10), reason="笔误")
    record_actual(session, "county", code, again, NewActual("1100", "月报"))
    accept_target(session, "county", code, said(MONDAY, 11), None)
    return code


def test_figures_come_back_digit_for_digit_and_the_ledger_verifies(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = yearly(uow.session, pack, NewTarget("精确", Comparison.at_least, EXACT, "元"), JOBS)
        record_actual(uow.session, "county", code, said(MONDAY), NewActual("0.10", "账册", indicator="精确"))
        plan_target(uow.session, "county", code, said(MONDAY), NewPlan(((date(2026, 6, 30), "400"),), (), "新增就业"))
        again = Asked(ACTOR, at(MONDAY), reason="改排")
        plan_target(uow.session, "county", code, again, NewPlan(indicator="新增就业"))
        exact, jobs = list_targets(uow.session, "county", ChosenTargets(item=code))
        with pytest.raises(InvalidValue, match="几个目标"):
            record_actual(uow.session, "county", code, said(MONDAY), NewActual("1", "账册"))
        with pytest.raises(NotFound, match="现有：精确、新增就业"):
            record_actual(uow.session, "county", code, said(MONDAY), NewActual("1", "账册", indicator="没有"))
        assert verify(uow.session).violations == ()
    assert (exact["value"], exact["actual"], jobs["actual"]) == (EXACT, "0.10", None)


def test_a_retry_changes_nothing_and_an_ended_item_takes_no_target(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = yearly(uow.session, pack)
        keyed = Asked(ACTOR, at(MONDAY), key="once")
        first = set_target(uow.session, "county", code, keyed, JOBS)
        assert set_target(uow.session, "county", code, keyed, JOBS).seq == first.seq
        withdraw_item(uow.session, "county", code, Asked(ACTOR, at(MONDAY), reason="取消"), calendar=CALENDAR)
        with pytest.raises(TransitionRefused, match="事项已经了结"):
            set_target(uow.session, "county", code, said(MONDAY), JOBS)


SEEDS: dict[str, tuple[sa.Update, str]] = {
    "outcome": (sa.update(ACCEPTANCE).values(outcome="short"), "记为“未达到”，按所据的实际值应为“超过”"),
    "figure": (sa.update(ACTUAL).where(ACTUAL.c.value == "1100").values(value="?"), "读不出来"),
    "correction": (
        sa.update(ACTUAL).where(ACTUAL.c.corrects_id.is_not(None)).values(as_of_on=date(2026, 1, 5)),
        "更正的不是同一目标同一天",
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_verify_finds_a_seeded_fault(engine: sa.Engine, seed: str) -> None:
    change, says = SEEDS[seed]
    with unit_of_work(engine) as uow:
        accepted(uow.session, make_ledger(uow.session))
        assert list(target_faults(uow.session)) == []
        uow.session.execute(change)
        assert [says in fault[2] for fault in target_faults(uow.session)] == [True]
        assert any(says in fault.says for fault in verify(uow.session).violations)


@pytest.fixture
def halved() -> Callable[[Session], list[str]]:
    """A target of a thousand that two units share."""

    def make(session: Session) -> list[str]:
        pack = make_ledger(session)
        code, parts = yearly(session, pack, JOBS), [Part(UNITS[1], "400"), Part(UNITS[2], "600")]
        act = split_target(session, "county", code, said(MONDAY), parts, indicator=None, pack=pack)
        return list(act.answer["items"])

    return make


def test_verify_finds_parts_that_no_longer_make_up_the_whole(
    engine: sa.Engine, halved: Callable[[Session], list[str]]
) -> None:
    with unit_of_work(engine) as uow:
        parts = halved(uow.session)
        assert list(target_faults(uow.session)) == []
        with pytest.raises(TransitionRefused, match="已经分解的目标不再改动"):
            set_target(uow.session, "county", parts[0], Asked(ACTOR, at(MONDAY), reason="少报"), JOBS)
        uow.session.execute(sa.update(TARGET).where(TARGET.c.value == "400").values(value="40"))
        assert ["之和与它不符" in fault[2] for fault in target_faults(uow.session)] == [True]


def test_a_part_that_is_withdrawn_lets_the_whole_be_decomposed_again(
    engine: sa.Engine, halved: Callable[[Session], list[str]]
) -> None:
    with unit_of_work(engine) as uow:
        parts = halved(uow.session)
        for part in parts:
            withdraw_item(uow.session, "county", part, Asked(ACTOR, at(MONDAY), reason="重新分解"), calendar=CALENDAR)
        assert list(target_faults(uow.session)) == []
        assert verify(uow.session).violations == ()
