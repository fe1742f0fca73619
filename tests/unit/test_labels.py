"""Every state, event and limit that exists has Chinese words for people."""

from states.item import ItemEvent, ItemState, LimitKind
from states.labels import EVENT_LABELS, LIMIT_LABELS, STATE_LABELS, state_label


def test_every_state_event_and_limit_has_a_label() -> None:
    assert set(STATE_LABELS) == set(ItemState)
    assert set(EVENT_LABELS) == set(ItemEvent)
    assert set(LIMIT_LABELS) == set(LimitKind)


def test_labels_are_distinct_words() -> None:
    for labels in (STATE_LABELS, EVENT_LABELS, LIMIT_LABELS):
        words = list(labels.values())
        assert all(words)
        assert len(set(words)) == len(words)


def test_people_see_the_rung_as_the_state() -> None:
    assert state_label(ItemState.escalated, "催办") == "已催办"
    assert state_label(ItemState.in_progress) == "办理中"
