"""Every state, event and limit that exists has Chinese words for people."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from duban.services.act_labels import verb_label
from duban.services.items_show import VERBS
from duban.services.record_kinds import RECORD_KINDS
from duban.services.target_desk import DEEDS
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
from states.order import OrderEvent

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


def test_every_verb_that_cites_a_clause_is_told_in_chinese() -> None:
    verbs = [f"{kind.table.name}_{event}" for kind in RECORD_KINDS for event in kind.event_labels]
    verbs += [*ItemEvent, *(f"order_{event}" for event in OrderEvent), *(f"target_{deed}" for deed in DEEDS), *VERBS]
    told = {verb: verb_label(verb) for verb in verbs}
    assert {verb: said for verb, said in told.items() if re.search("[A-Za-z_]", said)} == {}
    assert (told["register_entry_open"], verb_label("register_entry_答复"), told["issue"]) == (
        "登记",
        "登记答复",
        "下发",
    )
