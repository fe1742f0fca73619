"""Random acts on one item against a plain model: the same moves, the same refusals, and evidence that holds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from duban.core.errors import Refused
from duban.services.item_desk import Asked
from duban.services.items import close_item, receive_item
from duban.services.items_correct import Correction, correct_item
from duban.services.items_dates import resume_item, suspend_item
from duban.services.items_place import reassign_item, reopen_item, return_item, withdraw_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.verify import verify
from duban.store.items import find_item
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import ACTOR, CALENDAR, MONDAY, UNITS, at, issued_item, lifted, make_ledger

Verb = Callable[[Session, str, Asked], Any]
OTHER = "2026-000002"
"""What the item may be merged into."""
OK, BAD = Finding(accepted=True), Finding(accepted=False, quality="不合格")
VERBS: dict[str, Verb] = {
    "receive": lambda it, code, how: receive_item(it, "county", code, how),
    "return": lambda it, code, how: return_item(it, "county", code, how, calendar=CALENDAR),
    "reassign": lambda it, code, how: reassign_item(
        it, "county", code, how, to_unit=UNITS[how.now.minute % 2], calendar=CALENDAR
    ),
    "stage": lambda it, code, how: give_feedback(it, "county", code, how, NewFeedback(FeedbackKind.stage, "进展")),
    "complete": lambda it, code, how: give_feedback(
        it, "county", code, how, NewFeedback(FeedbackKind.complete, "办结")
    ),
    "long": lambda it, code, how: give_feedback(it, "county", code, how, NewFeedback(FeedbackKind.long_term, "长期")),
    "merge": lambda it, code, how: give_feedback(it, "county", code, how, NewFeedback(FeedbackKind.merge, "并", OTHER)),
    "terminate": lambda it, code, how: give_feedback(
        it, "county", code, how, NewFeedback(FeedbackKind.terminate, "终止")
    ),
    "accept": lambda it, code, how: check_feedback(it, "county", code, how, OK, calendar=CALENDAR),
    "send_back": lambda it, code, how: check_feedback(it, "county", code, how, BAD, calendar=CALENDAR),
    "raise": lambda it, code, how: lifted(it, code, "催办单", how),
    "suspend": lambda it, code, how: suspend_item(it, "county", code, how),
    "resume": lambda it, code, how: resume_item(it, "county", code, how, calendar=CALENDAR),
    "correct": lambda it, code, how: correct_item(it, "county", code, how, Correction(title="更正")),
    "close": lambda it, code, how: close_item(it, "county", code, how),
    "reopen": lambda it, code, how: reopen_item(it, "county", code, how, calendar=CALENDAR),
    "withdraw": lambda it, code, how: withdraw_item(it, "county", code, how, calendar=CALENDAR),
}
RUNNING = {"issued", "in_progress", "long_term", "催办"}
ENDED = {"closed", "merged", "terminated", "withdrawn"}


class Model:
    """What should be true of the item, without any of our code."""

    def __init__(self) -> None:
        self.place, self.back, self.report = "issued", "", ""
        self.received, self.unit = False, 0

    def does(self, verb: str, unit: int) -> bool:
        """Takes the act, or says that it must be refused."""
        before = self.place
        allowed = bool(getattr(self, f"_{verb}")(unit))
        if not allowed:
            self.place = before
        return allowed

    def _receive(self, _unit: int) -> bool:
        if self.received or self.place not in {"issued", "催办"}:
            return False
        self.received, self.place = True, "in_progress" if self.place == "issued" else self.place
        return True

    def _return(self, _unit: int) -> bool:
        return self._go({"issued"}, "returned")

    def _reassign(self, unit: int) -> bool:
        if unit == self.unit or not self._go({"issued", "returned", "in_progress"}, "issued"):
            return False
        self.unit, self.received = unit, False
        return True

    def _feedback(self, kind: str) -> bool:
        here = self.place
        if not self.received or not self._go({"in_progress", "long_term", "催办"}, "checking"):
            return False
        self.back, self.report = here, kind
        return True

    def _stage(self, _unit: int) -> bool:
        return self._feedback("in_progress")

    def _complete(self, _unit: int) -> bool:
        return self._feedback("checked")

    def _long(self, _unit: int) -> bool:
        return self._feedback("long_term")

    def _merge(self, _unit: int) -> bool:
        return self._feedback("merged")

    def _terminate(self, _unit: int) -> bool:
        return self._feedback("terminated")

    def _accept(self, _unit: int) -> bool:
        return self._go({"checking"}, self.report)

    def _send_back(self, _unit: int) -> bool:
        return self._go({"checking"}, self.back)

    def _raise(self, _unit: int) -> bool:
        return self._go({"issued", "in_progress", "long_term"}, "催办")

    def _suspend(self, _unit: int) -> bool:
        here = self.place
        moved = self._go(RUNNING, "suspended")
        self.back = here if moved else self.back
        return moved

    def _resume(self, _unit: int) -> bool:
        return self._go({"suspended"}, self.back)

    def _correct(self, _unit: int) -> bool:
        return self.place not in ENDED

    def _close(self, _unit: int) -> bool:
        return self._go({"checked"}, "closed")

    def _reopen(self, _unit: int) -> bool:
        return self._go({"checked", "closed", "merged", "terminated"}, "in_progress")

    def _withdraw(self, _unit: int) -> bool:
        return self._go({*RUNNING, "returned", "checking", "checked", "suspended"}, "withdrawn")

    def _go(self, sources: set[str], target: str) -> bool:
        if self.place not in sources:
            return False
        self.place = target
        return True


def machine_on(engine: sa.Engine) -> type[RuleBasedStateMachine]:
    """The machine whose acts go to that database."""

    class OneItem(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.opened = unit_of_work(engine)
            self.session = self.opened.__enter__().session
            pack = make_ledger(self.session)
            self.code, _ = (issued_item(self.session, pack, on=MONDAY, received=False) for _ in range(2))
            self.model, self.now = Model(), at(MONDAY, 9)

        @rule(verb=st.sampled_from(sorted(VERBS)), wait=st.integers(1, 3))
        def act(self, verb: str, wait: int) -> None:
            self.now += timedelta(minutes=wait)
            how = Asked(ACTOR, self.now, reason="理由")
            allowed = self.model.does(verb, self.now.minute % 2)
            try:
                VERBS[verb](self.session, self.code, how)
            except Refused:
                assert not allowed, verb
            else:
                assert allowed, verb

        @invariant()
        def it_stands_where_the_model_says(self) -> None:
            item = find_item(self.session, "county", self.code)
            assert item is not None
            assert (item["rung"] or item["state"].value) == self.model.place

        def teardown(self) -> None:
            try:
                assert verify(self.session).ok
            finally:
                self.opened.__exit__(None, None, None)

    return OneItem


def run_against_the_model(engine: sa.Engine, *, runs: int, steps: int) -> None:
    chosen = settings(max_examples=runs, stateful_step_count=steps, database=None)
    run_state_machine_as_test(machine_on(engine), settings=chosen)


@pytest.mark.slow
def test_random_acts_agree_with_a_plain_model(engine: sa.Engine) -> None:
    run_against_the_model(engine, runs=6, steps=20)


@pytest.mark.soak
@pytest.mark.timeout(14400)
def test_a_thousand_runs_of_fifty_acts_agree_with_a_plain_model(engine: sa.Engine) -> None:
    run_against_the_model(engine, runs=1000, steps=50)
