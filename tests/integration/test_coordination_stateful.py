"""Random acts on one problem and its item against a plain model: the same moves, the same refusals, sound evidence."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, TransitionRefused
from duban.institutions.loader import LoadedPack
from duban.institutions.without import loaded_without
from duban.services.acting import acting_as
from duban.services.coordination import NewProblem, Reply, consult, escalate, raise_problem, report
from duban.services.coordination_lead import Instruction, decide, instruct, opinion, pause, settle, sort, withdraw
from duban.services.item_desk import Asked
from duban.services.items_dates import resume_item
from duban.services.items_place import withdraw_item
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord
from duban.services.verify import Violation, verify
from duban.store.coordinations import COORDINATION
from duban.store.evidence import HISTORY
from duban.store.items import find_item
from duban.store.records import find_record
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, CALENDAR, MONDAY, UNITS, at, county, issued_item, make_ledger

pytestmark = pytest.mark.slow

CODE, TOP = "XT2026-0001", 3
LEADERS = {0: "分管领导", 1: "分管领导", 2: "县长", TOP: "县委书记"}
PARTS = {"会商协调过程": "两次", "意见分歧": "资金", "办理建议": "垫付"}
SAYS, OF = "同意垫付", "county"
Verb = Callable[["Life", Asked], Any]


class Life:
    """One ledger with one problem that holds up one item."""

    def __init__(self, session: Session, loaded: LoadedPack | None = None) -> None:
        self.session, self.pack = session, _cast(session, loaded)
        self.item = issued_item(session, self.pack, on=MONDAY)
        new = NewProblem("资金没有着落", item=self.item)
        raise_problem(session, new, Asked(ACTOR, at(MONDAY, 11)), pack=self.pack)

    def row(self) -> sa.RowMapping:
        found = find_record(self.session, COORDINATION, OF, CODE)
        assert found is not None
        return found

    def by(self, how: Asked, post: str) -> Asked:
        return replace(how, actor=acting_as(self.session, OF, post, how.on, "tester"))

    def leader(self, how: Asked) -> Asked:
        return self.by(how, LEADERS[self.row()["level"]])


def _cast(session: Session, loaded: LoadedPack | None = None) -> PackOnRecord:
    pack = make_ledger(session, loaded)
    more = {"县政府": "县长", "县委": "县委书记"}
    holders = [NewHolder(unit, post, f"{post}某", MONDAY) for unit, post in more.items()]
    add_holders(session, OF, holders, now=at(MONDAY, 8), actor=ACTOR)
    return pack


def _instruct(life: Life, how: Asked) -> Any:
    new = Instruction(SAYS, UNITS[1])
    return instruct(life.session, OF, CODE, life.leader(how), new=new, pack=life.pack)


VERBS: dict[str, Verb] = {
    "consult": lambda it, how: consult(it.session, OF, CODE, how, unit=UNITS[1], reply=Reply("没有余量")),
    "report": lambda it, how: report(it.session, OF, CODE, how, parts=PARTS),
    "escalate": lambda it, how: escalate(it.session, OF, CODE, how),
    "except": lambda it, how: escalate(it.session, OF, CODE, replace(it.by(how, "县长"), exception=True)),
    "opinion": lambda it, how: opinion(it.session, OF, CODE, it.leader(how), says=SAYS),
    "vague": lambda it, how: opinion(it.session, OF, CODE, it.leader(how), says="已阅"),
    "decide": lambda it, how: decide(it.session, OF, CODE, it.leader(how), says=SAYS),
    "sort": lambda it, how: sort(it.session, OF, CODE, it.by(how, "办公室主任"), says="请定"),
    "instruct": _instruct,
    "pause": lambda it, how: pause(it.session, OF, CODE, it.leader(how)),
    "settle": lambda it, how: settle(it.session, OF, CODE, how, says="已解决", calendar=CALENDAR),
    "withdraw": lambda it, how: withdraw(it.session, OF, CODE, how, calendar=CALENDAR),
    "resume_item": lambda it, how: resume_item(it.session, OF, it.item, how, calendar=CALENDAR),
    "end_item": lambda it, how: withdraw_item(it.session, OF, it.item, how, calendar=CALENDAR),
}


class Model:
    """What should be true of the problem and its item, without any of our code."""

    def __init__(self) -> None:
        self.state, self.level = "consulting", 0
        self.consulted = self.reported = self.sorted = self.decided = self.signed = False
        self.stopped = self.by_it = self.item_ended = False

    def does(self, verb: str) -> bool:
        """Takes the act, or says that it must be refused."""
        return bool(getattr(self, f"_{verb}")())

    def _open(self) -> bool:
        return self.state in {"consulting", "coordinating", "decided"}

    def _led(self) -> bool:
        return self.state in {"coordinating", "decided"}

    def _consult(self) -> bool:
        self.consulted |= self.state == "consulting"
        return self.state == "consulting"

    def _report(self) -> bool:
        allowed = self.state in {"consulting", "coordinating"}
        self.reported |= allowed
        return allowed

    def _needs(self) -> tuple[bool, bool]:
        """Whether the next level's rules and its musts are met."""
        if self.level == 0:
            return self.consulted, self.reported
        return self.decided or self.level > 1, self.signed and (self.sorted or self.level > 1)

    def _up(self, *, allowed: bool) -> bool:
        if allowed and self._open() and self.level < TOP:
            self.state, self.level = "coordinating", self.level + 1
            self.signed = self.decided = self.sorted = False
            return True
        return False

    def _escalate(self) -> bool:
        return self._up(allowed=all(self._needs()))

    def _except(self) -> bool:
        rules, musts = self._needs()
        return self._up(allowed=musts and not rules)

    def _opinion(self) -> bool:
        self.signed |= self._led()
        return self._led()

    def _vague(self) -> bool:
        return False

    def _decide(self) -> bool:
        if not self._led():
            return False
        self.state, self.signed, self.decided = "decided", True, True
        return True

    def _sort(self) -> bool:
        allowed = self._led() and self.level == 1
        self.sorted |= allowed
        return allowed

    def _instruct(self) -> bool:
        return self.level > 1 and self._decide()

    def _pause(self) -> bool:
        if not self._led() or self.stopped or self.item_ended:
            return False
        self.stopped = self.by_it = True
        return True

    def _end(self, state: str) -> bool:
        self.state = state
        if self.by_it:
            self.stopped = self.by_it = False
        return True

    def _settle(self) -> bool:
        return self.state in {"consulting", "decided"} and self._end("settled")

    def _withdraw(self) -> bool:
        return self._open() and self._end("withdrawn")

    def _resume_item(self) -> bool:
        was, self.stopped, self.by_it = self.stopped, False, False
        return was

    def _end_item(self) -> bool:
        if self.item_ended:
            return False
        self.item_ended, self.stopped, self.by_it = True, False, False
        self.state = "lapsed" if self._open() else self.state
        return True


def machine_on(engine: sa.Engine) -> type[RuleBasedStateMachine]:
    """The machine whose acts go to that database."""

    class OneProblem(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.opened = unit_of_work(engine)
            self.life = Life(self.opened.__enter__().session)
            self.model, self.now = Model(), at(MONDAY, 12)

        @rule(verb=st.sampled_from(sorted(VERBS)))
        def act(self, verb: str) -> None:
            self.now += timedelta(minutes=1)
            how = Asked(ACTOR, self.now, reason="理由")
            allowed = self.model.does(verb)
            try:
                with self.life.session.begin_nested():
                    VERBS[verb](self.life, how)
            except (TransitionRefused, InvalidValue):
                assert not allowed, verb
            else:
                assert allowed, verb

        @invariant()
        def it_stands_where_the_model_says(self) -> None:
            row, item = self.life.row(), find_item(self.life.session, OF, self.life.item)
            assert item is not None
            assert (row["state"].value, row["level"]) == (self.model.state, self.model.level)
            assert (item["state"].value == "suspended") == self.model.stopped

        def teardown(self) -> None:
            try:
                assert verify(self.life.session).ok
            finally:
                self.opened.__exit__(None, None, None)

    return OneProblem


def run_against_the_model(engine: sa.Engine, *, runs: int, steps: int) -> None:
    chosen = settings(max_examples=runs, stateful_step_count=steps, database=None)
    run_state_machine_as_test(machine_on(engine), settings=chosen)


def test_random_acts_agree_with_a_plain_model(engine: sa.Engine) -> None:
    run_against_the_model(engine, runs=8, steps=25)


@pytest.mark.soak
@pytest.mark.timeout(14400)
def test_many_runs_agree_with_a_plain_model(engine: sa.Engine) -> None:
    run_against_the_model(engine, runs=400, steps=50)


@pytest.mark.parametrize(
    ("forged", "says"),
    [
        ({"level": 2}, "“escalate”使它升了 2 级，须逐级呈报"),
        ({"state": "settled"}, "“coordination_escalate”使它从 consulting 到 settled，状态机没有这一步"),
    ],
)
def test_a_skipped_level_and_an_unlawful_move_are_found(engine: sa.Engine, forged: dict[str, Any], says: str) -> None:
    with unit_of_work(engine) as uow:
        life = Life(uow.session)
        for minute, verb in enumerate(("consult", "report", "escalate")):
            VERBS[verb](life, Asked(ACTOR, at(MONDAY, 12) + timedelta(minutes=minute)))
        assert verify(uow.session).ok
        mine = sa.select(HISTORY).where(HISTORY.c.table_name == "coordination").order_by(HISTORY.c.id.desc()).limit(1)
        last = uow.session.execute(mine).mappings().one()
        after = json.dumps({**json.loads(last["after"]), **forged}, ensure_ascii=False, separators=(",", ":"))
        uow.session.execute(sa.update(HISTORY).where(HISTORY.c.id == last["id"]).values(after=after))
        assert Violation(4, "coordination 1", says) in verify(uow.session).violations


def test_a_level_is_skipped_where_no_clause_wants_them_in_turn(engine: sa.Engine) -> None:
    """Without C10 a unit may go straight to the top; with it that is refused."""
    top = "县委主要领导"
    with unit_of_work(engine) as uow:
        life = Life(uow.session, loaded_without(county(), "C10"))
        escalate(uow.session, OF, CODE, Asked(ACTOR, at(MONDAY, 12)), to=top)
        assert life.row()["level"] == TOP
        assert verify(uow.session).ok


def test_no_level_is_skipped_where_a_clause_wants_them_in_turn(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        Life(uow.session)
        with pytest.raises(TransitionRefused, match="须逐级呈报，下一级是“分管领导”"):
            escalate(uow.session, OF, CODE, Asked(ACTOR, at(MONDAY, 12)), to="县委主要领导")
