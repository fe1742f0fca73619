"""The machine of a yearly assessment as a table: every state answers every event, and what each step asks for."""

from datetime import date

import pytest

from states.assessment import (
    ASSESSMENT_EVENT_LABELS,
    ASSESSMENT_LABELS,
    AssessmentEvent,
    AssessmentState,
    Assessors,
    assessment_moves,
)
from states.engine import Edge, Refusal
from states.record_guards import Deciders

TABLE = assessment_moves(Assessors(Deciders(("考核办主任",)), Deciders(("考核办主任",)), Deciders(("书记",), "L20")))
READY = {
    "post": "考核办主任",
    "person_id": 1,
    "publisher_id": 2,
    "year": 2026,
    "on": date(2027, 1, 12),
    "objection_due_on": date(2027, 1, 12),
    "own_unit": True,
    "counts": True,
    "unobjected": True,
    "objected": True,
    "waiting": (),
    "files": ("证明",),
}
LOCKING = {**READY, "post": "书记", "objection_due_on": date(2027, 1, 11)}
EXPECTED = {
    ("open", "compute"): "open",
    ("open", "publish"): "published",
    ("published", "object"): "published",
    ("published", "decide"): "published",
    ("published", "reopen"): "open",
    ("published", "lock"): "locked",
    ("locked", "correct"): "locked",
}
REFUSALS: dict[str, tuple[str, str, dict[str, object], str]] = {
    "published by anyone": ("open", "publish", {"post": None}, "这一步由考核办主任办理"),
    "published in its year": ("open", "publish", {"on": date(2026, 12, 31)}, "2026年度还没有终了"),
    "objected by another": ("published", "object", {"own_unit": False}, "这一条不是本单位的"),
    "objected to nothing": ("published", "object", {"counts": False}, "已经撤销"),
    "objected twice": ("published", "object", {"unobjected": False}, "已经提出过异议"),
    "objected late": ("published", "object", {"on": date(2027, 1, 13)}, "已经过了"),
    "decided without objection": ("published", "decide", {"objected": False}, "没有待答复的异议"),
    "locked by the assessors": ("published", "lock", {"post": "考核办主任"}, "这一步由书记办理"),
    "locked by the publisher": ("published", "lock", {"publisher_id": 1}, "公布的人不能审定锁定"),
    "locked too early": ("published", "lock", {"on": date(2027, 1, 11)}, "还没有届满"),
    "locked unanswered": ("published", "lock", {"waiting": (3, 5)}, "第3条、第5条的异议还没有答复"),
    "corrected on nothing": ("locked", "correct", {"files": ()}, "须用 --attach"),
}


@pytest.mark.parametrize("event", AssessmentEvent)
@pytest.mark.parametrize("state", AssessmentState)
def test_every_state_answers_every_event(state: AssessmentState, event: AssessmentEvent) -> None:
    answer = TABLE.fire(state, event, LOCKING if event is AssessmentEvent.lock else READY)
    assert (answer.target if isinstance(answer, Edge) else None) == EXPECTED.get((state.value, event.value))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_step_asks_for_what_it_needs(name: str) -> None:
    state, event, lacks, says = REFUSALS[name]
    answer = TABLE.fire(state, event, {**(LOCKING if event == "lock" else READY), **lacks})
    assert isinstance(answer, Refusal)
    assert says in answer.reason


def test_every_word_is_there() -> None:
    assert set(ASSESSMENT_LABELS) == set(AssessmentState)
    assert set(ASSESSMENT_EVENT_LABELS) == set(AssessmentEvent)
