"""Every state, event and limit that exists has Chinese words for people."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from states.extension import ExtensionEvent, ExtensionState
from states.item import FeedbackKind, ItemEvent, ItemState, LimitKind
from states.labels import (
    EVENT_LABELS,
    EXTENSION_EVENT_LABELS,
    EXTENSION_LABELS,
    FEEDBACK_LABELS,
    LIMIT_LABELS,
    STATE_LABELS,
    state_label,
)

LABELS: dict[type[StrEnum], Mapping[Any, str]] = {
    ItemState: STATE_LABELS,
    ItemEvent: EVENT_LABELS,
    LimitKind: LIMIT_LABELS,
    FeedbackKind: FEEDBACK_LABELS,
    ExtensionState: EXTENSION_LABELS,
    ExtensionEvent: EXTENSION_EVENT_LABELS,
}


@pytest.mark.parametrize("words", LABELS, ids=lambda words: words.__name__)
def test_every_member_has_a_word_of_its_own(words: type[StrEnum]) -> None:
    labels = LABELS[words]
    assert set(labels) == set(words)
    assert all(labels.values())
    assert len(set(labels.values())) == len(labels)


def test_people_see_the_rung_as_the_state() -> None:
    assert state_label(ItemState.escalated, "催办") == "已催办"
    assert state_label(ItemState.in_progress) == "办理中"
