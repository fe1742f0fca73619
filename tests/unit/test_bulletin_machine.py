"""The machine of a bulletin as a table: every state answers every event, and what each step asks for."""

import pytest

from states.bulletin import BULLETIN_EVENT_LABELS, BULLETIN_LABELS, BulletinEvent, BulletinState, bulletin_moves
from states.engine import Edge, Refusal
from states.record_guards import Deciders

TABLE = bulletin_moves(Deciders(("分管领导",)), "C40")
READY = {
    "post": "分管领导",
    "person_id": 2,
    "drafter_id": 1,
    "facts_settled": True,
    "facts_left": True,
    "readers": True,
    "named_unit": True,
    "unanswered": True,
    "in_time": True,
    "objected": True,
}
EXPECTED = {
    ("drafted", "scope"): "drafted",
    ("checking", "scope"): "checking",
    ("drafted", "check"): "checking",
    **{("checking", event): "checking" for event in ("confirm", "object", "resolve")},
    ("checking", "sign"): "signed",
    ("signed", "issue"): "issued",
    **{(state, "withdraw"): "withdrawn" for state in ("drafted", "checking", "signed")},
}
REFUSALS: dict[str, tuple[str, dict[str, object], str]] = {
    "signed by anyone": ("sign", {"post": None}, "这一步由分管领导办理"),
    "signed by its drafter": ("sign", {"person_id": 1}, "拟稿人不能签发自己的通报"),
    "signed unchecked": ("sign", {"facts_settled": False}, "还有单位没有核实"),
    "signed without facts": ("sign", {"facts_left": False}, "没有可通报的内容"),
    "signed without a scope": ("sign", {"readers": False}, "没有确定通报范围"),
    "confirmed by a stranger": ("confirm", {"named_unit": False}, "应由所列事实涉及的单位核实"),
    "confirmed twice": ("confirm", {"unanswered": False}, "已经答复过"),
    "objected late": ("object", {"in_time": False}, "核实期限已过"),
    "resolved without objection": ("resolve", {"objected": False}, "没有待处理的异议"),
}


@pytest.mark.parametrize("event", BulletinEvent)
@pytest.mark.parametrize("state", BulletinState)
def test_every_state_answers_every_event(state: BulletinState, event: BulletinEvent) -> None:
    answer = TABLE.fire(state, event, READY)
    assert (answer.target if isinstance(answer, Edge) else None) == EXPECTED.get((state.value, event.value))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_step_asks_for_what_it_needs(name: str) -> None:
    event, lacks, says = REFUSALS[name]
    answer = TABLE.fire(BulletinState.checking, event, {**READY, **lacks})
    assert isinstance(answer, Refusal)
    assert says in answer.reason


def test_every_word_is_there() -> None:
    assert set(BULLETIN_LABELS) == set(BulletinState)
    assert set(BULLETIN_EVENT_LABELS) == set(BulletinEvent)
