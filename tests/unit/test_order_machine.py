"""The paper's machine as a table: every state answers every event, for each approval that a pack may ask for."""

import pytest

from states.engine import Edge
from states.labels import ORDER_EVENT_LABELS, ORDER_LABELS
from states.order import NUMBERED, PENDING, OrderEvent, OrderState, order_moves

FULL = (OrderEvent.propose, OrderEvent.agree, OrderEvent.sign)
SHORT = (OrderEvent.propose, OrderEvent.sign)
ALWAYS = {
    ("issued", "serve"): "served",
    ("served", "answer"): "answered",
    ("issued", "void"): "voided",
    ("served", "void"): "voided",
    **{(state, "correct"): state for state in ("issued", "served", "answered")},
    **{("drafted", event): target for event, target in (("refuse", "refused"), ("lapse", "lapsed"))},
}
PROPOSED = {
    ("drafted", "propose"): "proposed",
    ("proposed", "refuse"): "refused",
    ("proposed", "lapse"): "lapsed",
    ("signed", "issue"): "issued",
    ("signed", "refuse"): "refused",
}
EXPECTED = {
    FULL: {
        **ALWAYS,
        **PROPOSED,
        ("proposed", "agree"): "agreed",
        ("agreed", "sign"): "signed",
        ("agreed", "refuse"): "refused",
        ("agreed", "lapse"): "lapsed",
    },
    SHORT: {**ALWAYS, **PROPOSED, ("proposed", "sign"): "signed"},
    (): {**ALWAYS, ("drafted", "issue"): "issued"},
}


@pytest.mark.parametrize("event", OrderEvent)
@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("steps", EXPECTED, ids=lambda steps: "+".join(steps) or "automatic")
def test_every_state_answers_every_event(steps: tuple[OrderEvent, ...], state: OrderState, event: OrderEvent) -> None:
    answer = order_moves(steps).fire(state, event, {})
    came = answer.target if isinstance(answer, Edge) else None
    assert came == EXPECTED[steps].get((state.value, event.value))


@pytest.mark.parametrize("steps", EXPECTED, ids=lambda steps: "+".join(steps) or "automatic")
def test_a_number_once_taken_is_never_left_again(steps: tuple[OrderEvent, ...]) -> None:
    numbered = set(NUMBERED)
    rows = [(source, row.target) for row in order_moves(steps).transitions for source in row.sources]
    assert all(target in numbered for source, target in rows if source in numbered)
    assert {target for source, target in rows if source not in numbered and target in numbered} == {"issued"}


def test_a_paper_on_its_way_has_not_been_served() -> None:
    assert not set(PENDING) & {OrderState.served, OrderState.answered, OrderState.refused, OrderState.lapsed}


def test_every_state_and_event_of_a_paper_has_a_label() -> None:
    assert set(ORDER_LABELS) == set(OrderState)
    assert set(ORDER_EVENT_LABELS) == set(OrderEvent)
