"""The extension's machine: a request is answered once, or lapses."""

import pytest

from states.engine import Edge
from states.extension import EXTENSION_MOVES, ExtensionEvent, ExtensionState

EXPECTED = {("asked", "grant"): "granted", ("asked", "refuse"): "refused", ("asked", "lapse"): "lapsed"}


@pytest.mark.parametrize("event", ExtensionEvent)
@pytest.mark.parametrize("place", ExtensionState)
def test_every_place_answers_every_event(place: ExtensionState, event: ExtensionEvent) -> None:
    answer = EXTENSION_MOVES.fire(place, event, {})
    came = answer.target if isinstance(answer, Edge) else None
    assert came == EXPECTED.get((place, event))
