"""The machines of inspections and findings as tables: every state answers every event, and what each step asks for."""

import pytest

from states.engine import Edge, Refusal
from states.finding import (
    FINDING_EVENT_LABELS,
    FINDING_LABELS,
    FINDING_MOVES,
    FindingEvent,
    FindingState,
)
from states.inspection import (
    INSPECTION_EVENT_LABELS,
    INSPECTION_LABELS,
    InspectionEvent,
    InspectionState,
    inspection_moves,
)
from states.record_guards import Deciders

TABLE = inspection_moves(Deciders(("分管领导",), "C48"), "C38")
SCHEME = {
    "post": "分管领导",
    "person_id": 2,
    "planner_id": 1,
    "scheme_whole": True,
    "joint_enough": True,
    "visits_named_unit": True,
    "all_visited": True,
    "all_settled": True,
}
EXPECTED = {
    ("planned", "approve"): "approved",
    ("planned", "cancel"): "cancelled",
    ("approved", "cancel"): "cancelled",
    ("approved", "visit"): "under_way",
    ("under_way", "visit"): "under_way",
    ("under_way", "conclude"): "concluded",
    ("concluded", "close"): "closed",
}
FOUND = {"own_unit": True, "concluded": True, "in_time": True, "item_done": True, "item_dropped": True}
FINDING_EXPECTED = {
    ("found", "object"): "objected",
    ("objected", "uphold"): "found",
    ("objected", "withdraw"): "withdrawn",
    ("found", "answer"): "answered",
    ("answered", "passed"): "settled",
    ("answered", "failed"): "found",
    ("found", "assign"): "as_item",
    ("as_item", "settle"): "settled",
    ("as_item", "take_back"): "found",
}
REFUSALS: dict[str, tuple[str, dict[str, object], str, str | None]] = {
    "by anyone": ("approve", {"post": None}, "这一步由分管领导办理", "C48"),
    "by its planner": ("approve", {"person_id": 1}, "拟方案的人不能批准自己的方案", None),
    "of half a scheme": ("approve", {"scheme_whole": None}, "方案须写明督查什么", "C38"),
    "joint with one office": ("approve", {"joint_enough": False}, "两个以上的督查机构", "C38"),
    "of a stranger": ("visit", {"visits_named_unit": False}, "不在方案的督查对象中", None),
    "before all were visited": ("conclude", {"all_visited": False}, "还有督查对象没有去过", "C38"),
    "with open findings": ("close", {"all_settled": False}, "还有问题没有销号", None),
}


@pytest.mark.parametrize("event", InspectionEvent)
@pytest.mark.parametrize("state", InspectionState)
def test_every_state_of_an_inspection_answers_every_event(state: InspectionState, event: InspectionEvent) -> None:
    answer = TABLE.fire(state, event, SCHEME)
    assert (answer.target if isinstance(answer, Edge) else None) == EXPECTED.get((state.value, event.value))


@pytest.mark.parametrize("event", FindingEvent)
@pytest.mark.parametrize("state", FindingState)
def test_every_state_of_a_finding_answers_every_event(state: FindingState, event: FindingEvent) -> None:
    answer = FINDING_MOVES.fire(state, event, FOUND)
    assert (answer.target if isinstance(answer, Edge) else None) == FINDING_EXPECTED.get((state.value, event.value))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_step_asks_for_what_it_needs(name: str) -> None:
    event, lacks, says, clause = REFUSALS[name]
    source = next(state for state, each in EXPECTED if each == event)
    answer = TABLE.fire(source, event, {**SCHEME, **lacks})
    assert isinstance(answer, Refusal)
    assert says in answer.reason
    assert answer.clause == clause


@pytest.mark.parametrize("event", ["object", "answer", "settle", "take_back"])
@pytest.mark.parametrize("lacks", ["own_unit", "concluded", "in_time", "item_done", "item_dropped"])
def test_a_finding_is_judged_by_its_unit_and_its_time(event: str, lacks: str) -> None:
    asks = {
        "object": {"own_unit", "concluded", "in_time"},
        "answer": {"own_unit", "concluded"},
        "settle": {"item_done"},
        "take_back": {"item_dropped"},
    }
    source = next(state for state, each in FINDING_EXPECTED if each == event)
    answer = FINDING_MOVES.fire(source, event, {**FOUND, lacks: False})
    assert isinstance(answer, Refusal) == (lacks in asks[event])


def test_every_word_is_there() -> None:
    assert set(INSPECTION_LABELS) == set(InspectionState)
    assert set(INSPECTION_EVENT_LABELS) == set(InspectionEvent)
    assert set(FINDING_LABELS) == set(FindingState)
    assert set(FINDING_EVENT_LABELS) == set(FindingEvent)
