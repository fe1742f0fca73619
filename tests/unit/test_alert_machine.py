"""The machine of an alert as a table, its words, and whom a pack tells."""

import pytest

from states.alert import (
    ALERT_EVENT_LABELS,
    ALERT_KIND_LABELS,
    ALERT_LABELS,
    ALERT_MOVES,
    AlertEvent,
    AlertKind,
    AlertState,
)
from states.engine import Edge
from tests.unit.breaks import Break, refused_at_its_line

EXPECTED = {
    ("raised", "see"): "seen",
    **{(state, event): "cleared" for state in ("raised", "seen") for event in ("clear", "settle")},
}


@pytest.mark.parametrize("event", AlertEvent)
@pytest.mark.parametrize("state", AlertState)
def test_every_state_answers_every_event(state: AlertState, event: AlertEvent) -> None:
    answer = ALERT_MOVES.fire(state, event, {})
    came = answer.target if isinstance(answer, Edge) else None
    assert came == EXPECTED.get((state.value, event.value))


def test_every_word_is_there() -> None:
    assert set(ALERT_LABELS) == set(AlertState)
    assert set(ALERT_EVENT_LABELS) == set(AlertEvent)
    assert set(ALERT_KIND_LABELS) == set(AlertKind)


def test_an_alert_is_told_to_an_office_that_exists() -> None:
    old, new = "alerts: {to: 督查室, ", "alerts: {to: 值班室, "
    refused_at_its_line(Break("office", old, new, new, "office-unknown", "“值班室”没有在 offices 中列明"))
