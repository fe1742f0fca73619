"""A register's machine as a table: every state answers every event; posts and fields that its moves ask for."""

import pytest

from states.engine import EXCEPTED, Edge, Refusal
from states.register import CORRECT, VOID, VOIDED, MoveCheck, RegisterMove, register_moves

OPEN, WAITING, DONE = STATES = ("已登记", "协调中", "已解决")
COORDINATE = RegisterMove("提请", (OPEN,), WAITING, fill=("问题",))
SOLVE = RegisterMove("解决", (OPEN, WAITING), DONE, posts=("督查室主任",), clause="C46")
TABLE = register_moves(STATES, (COORDINATE, SOLVE))
READY = {"post": "督查室主任", "filled": ("问题",)}
EXPECTED = {
    (OPEN, "提请"): WAITING,
    (OPEN, "解决"): DONE,
    (WAITING, "解决"): DONE,
    **{(state, CORRECT): state for state in STATES},
    **{(state, VOID): VOIDED for state in STATES},
}


@pytest.mark.parametrize("event", ["提请", "解决", CORRECT, VOID])
@pytest.mark.parametrize("state", [*STATES, VOIDED])
def test_every_state_answers_every_event(state: str, event: str) -> None:
    answer = TABLE.fire(state, event, READY)
    assert (answer.target if isinstance(answer, Edge) else None) == EXPECTED.get((state, event))


def test_a_move_asks_for_its_post() -> None:
    answer = TABLE.fire(OPEN, "解决", {**READY, "post": None})
    assert answer == Refusal("这一步由督查室主任办理，请用 --by 写明岗位", "C46")


def test_a_move_is_not_taken_when_a_check_speaks_of_the_entry_and_each_is_set_aside_for_itself() -> None:
    sealed = MoveCheck((("班次", "夜"),), "夜间不办", clause="C1")
    crowded = MoveCheck((), "人太多", "人数", 3, clause="C2")
    table = register_moves(STATES, (RegisterMove("解决", (OPEN,), DONE, checks=(sealed, crowded)),))
    both = {"post": None, "filled": {"班次": "夜", "人数": "4"}}
    assert table.fire(OPEN, "解决", both) == Refusal("夜间不办", "C1")
    assert table.fire(OPEN, "解决", both, {EXCEPTED: frozenset({"C1"})}) == Refusal("人太多", "C2")
    assert isinstance(table.fire(OPEN, "解决", {"post": None, "filled": {"班次": "日", "人数": "3"}}), Edge)


def test_a_move_asks_for_its_fields() -> None:
    answer = TABLE.fire(OPEN, "提请", {**READY, "filled": ()})
    assert answer == Refusal("须先填写问题，请加 --set 问题=…")
