"""Random acts on one interview against a plain model, on each database; and the consent that nobody gave."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from duban.core.errors import DubanError
from duban.services.acting import acting_as
from duban.services.interviews import NewTalk, approve, consent, hold, judge, notice, propose, refuse, withdraw
from duban.services.item_desk import Asked
from duban.services.org import NewHolder, add_holders
from duban.services.verify import Violation, verify
from duban.store.attachment_files import KeptFile
from duban.store.interviews import CONSENT, INTERVIEW
from duban.store.records import find_record
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, CALENDAR, MONDAY, UNITS, at, make_ledger
from tests.papers import kept

pytestmark = pytest.mark.slow

CODE, OF = "YT2026-0001", "county"
POSTS = ("县长", "县委办公室主任", "作风办主任", "督查室主任", "组织部部长")
JOINT = ("县委办公室主任", "办公室主任", "作风办主任")
FAR = date(2026, 12, 1)
Verb = Callable[["Talk", Asked], Any]


class Talk:
    """One ledger with one proposed interview."""

    def __init__(self, session: Session, minutes: KeptFile) -> None:
        self.session, self.minutes = session, minutes
        pack = make_ledger(session)
        holders = [NewHolder("县委县政府", post, f"{post}某", MONDAY) for post in POSTS]
        add_holders(session, OF, holders, now=at(MONDAY, 8), actor=ACTOR)
        new = NewTalk("排名靠后", f"{UNITS[0]}局长", "考核排名靠后", UNITS[0])
        how = Asked(ACTOR, at(MONDAY, 9), files=(minutes,))
        propose(session, new, self.by(how, "督查室主任"), pack=pack)

    def by(self, how: Asked, post: str) -> Asked:
        return replace(how, actor=acting_as(self.session, OF, post, how.on, "tester"))

    def state(self) -> str:
        row = find_record(self.session, INTERVIEW, OF, CODE)
        assert row is not None
        return str(row["state"].value)


def _consents(post: str, *, agrees: bool) -> Verb:
    return lambda it, how: consent(it.session, OF, CODE, it.by(how, post), agrees=agrees, says="意见")


def _hold(it: Talk, how: Asked) -> Any:
    said = replace(it.by(how, "组织部部长"), files=(it.minutes,))
    return hold(it.session, OF, CODE, said, rectify_on=how.on + timedelta(days=3), calendar=CALENDAR)


def _notice(it: Talk, how: Asked) -> Any:
    said = replace(it.by(how, "督查室主任"), files=(it.minutes,))
    return notice(it.session, OF, CODE, said, meet_on=how.on)


def _judges(*, effective: bool) -> Verb:
    return lambda it, how: judge(it.session, OF, CODE, it.by(how, "办公室主任"), effective=effective, says="看了")


VERBS: dict[str, Verb] = {
    **{f"agree {number}": _consents(post, agrees=True) for number, post in enumerate(JOINT)},
    "differ 2": _consents(JOINT[2], agrees=False),
    "approve": lambda it, how: approve(it.session, OF, CODE, it.by(how, "县长")),
    "approve own": lambda it, how: approve(it.session, OF, CODE, it.by(how, "督查室主任")),
    "refuse": lambda it, how: refuse(it.session, OF, CODE, it.by(how, "县长")),
    "notice": _notice,
    "hold": _hold,
    "effective": _judges(effective=True),
    "ineffective": _judges(effective=False),
    "withdraw": lambda it, how: withdraw(it.session, OF, CODE, it.by(how, "督查室主任")),
}
MOVES = {
    ("proposed", "approve"): "approved",
    ("proposed", "refuse"): "refused",
    ("approved", "notice"): "noticed",
    ("noticed", "hold"): "held",
    ("held", "effective"): "effective",
    ("held", "ineffective"): "ineffective",
    **{(place, "withdraw"): "withdrawn" for place in ("proposed", "approved", "noticed")},
}


class Model:
    """What should be true, without any of our code."""

    def __init__(self) -> None:
        self.state, self.judge_on = "proposed", FAR
        self.agreed: dict[str, bool] = {}

    def does(self, verb: str, on: date) -> bool:
        """Takes the act, or says that it must be refused."""
        word, _, number = verb.partition(" ")
        if word in ("agree", "differ") and self.state == "proposed":
            self.agreed[number] = word == "agree"
            return True
        came = MOVES.get((self.state, verb))
        if came is None or (verb == "approve" and list(self.agreed.values()).count(True) < len(JOINT)):
            return False
        if self.state == "held" and on < self.judge_on:
            return False
        self.state = came
        if verb == "hold":
            self.judge_on = CALENDAR.shift(on, 20)
        return True


def machine_on(engine: sa.Engine, minutes: KeptFile) -> type[RuleBasedStateMachine]:
    """The machine whose acts go to that database."""

    class OneTalk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.opened = unit_of_work(engine)
            self.talk = Talk(self.opened.__enter__().session, minutes)
            self.model, self.now = Model(), at(MONDAY, 10)

        @rule(verb=st.sampled_from(sorted(VERBS)), days=st.sampled_from((0, 0, 0, 1, 30)))
        def act(self, verb: str, days: int) -> None:
            self.now += timedelta(days=days, minutes=1)
            allowed = self.model.does(verb, self.now.date())
            try:
                with self.talk.session.begin_nested():
                    VERBS[verb](self.talk, Asked(ACTOR, self.now, reason="理由"))
            except DubanError:
                assert not allowed, verb
            else:
                assert allowed, verb

        @invariant()
        def it_stands_where_the_model_says(self) -> None:
            assert self.talk.state() == self.model.state

        def teardown(self) -> None:
            try:
                assert verify(self.talk.session).ok
            finally:
                self.opened.__exit__(None, None, None)

    return OneTalk


def test_random_acts_agree_with_a_plain_model(engine: sa.Engine, tmp_path: Path) -> None:
    chosen = settings(max_examples=8, stateful_step_count=25, database=None)
    run_state_machine_as_test(machine_on(engine, kept(tmp_path)), settings=chosen)


def test_an_approval_without_every_consent_is_found(engine: sa.Engine, tmp_path: Path) -> None:
    with unit_of_work(engine) as uow:
        talk = Talk(uow.session, kept(tmp_path))
        for minute, verb in enumerate(("agree 0", "agree 1", "agree 2", "approve")):
            VERBS[verb](talk, Asked(ACTOR, at(MONDAY, 10) + timedelta(minutes=minute)))
        assert verify(uow.session).ok
        uow.session.execute(sa.update(CONSENT).where(CONSENT.c.id == 1).values(agrees=False))
        says = "没有经有关单位一一同意就批准了"
        assert Violation(4, f"interview {CODE}", says) in verify(uow.session).violations
