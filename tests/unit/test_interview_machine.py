"""The interview's machine: every place answers every event, and each guard says why not."""

from datetime import date
from typing import Any

import pytest

from states.engine import Edge, Refusal
from states.interview import AHEAD, Hands, InterviewEvent, InterviewState, interview_moves
from states.record_guards import Deciders

HANDS = Hands(*(Deciders((post,), "L10") for post in ("督查室主任", "作风办主任", "县长", "组织部部长", "办公室主任")))
POSTS = {
    "consent": "作风办主任",
    "approve": "县长",
    "refuse": "县长",
    "hold": "组织部部长",
    "find_effective": "办公室主任",
    "find_ineffective": "办公室主任",
}
EXPECTED: dict[tuple[str, str], str] = {
    ("proposed", "consent"): "proposed",
    ("proposed", "approve"): "approved",
    ("proposed", "refuse"): "refused",
    ("approved", "notice"): "noticed",
    ("noticed", "hold"): "held",
    ("held", "find_effective"): "effective",
    ("held", "find_ineffective"): "ineffective",
    **{(place, "withdraw"): "withdrawn" for place in AHEAD},
    **{(place, "lapse"): "lapsed" for place in AHEAD},
}
FINE: dict[str, Any] = {
    "person_id": 1,
    "proposer_id": 2,
    "silent": [],
    "against": [],
    "not_ready": "",
    "files": ("纪要",),
    "judge_on": date(2026, 12, 1),
    "on": date(2026, 12, 1),
}


def answer(place: str, event: str, **facts: Any) -> Edge | Refusal:
    known = {**FINE, "post": POSTS.get(event, "督查室主任"), **facts}
    return interview_moves(HANDS).fire(place, event, known)


@pytest.mark.parametrize("event", InterviewEvent)
@pytest.mark.parametrize("place", InterviewState)
def test_every_place_answers_every_event(place: str, event: str) -> None:
    found = answer(place, event)
    came = found.target if isinstance(found, Edge) else None
    assert came == EXPECTED.get((place, event))


@pytest.mark.parametrize(
    ("place", "event", "facts", "says"),
    [
        ("proposed", "approve", {"person_id": 2}, "提出人不能批准自己提出的约谈"),
        ("proposed", "approve", {"silent": ["作风办主任"]}, "作风办主任尚未会商同意"),
        ("proposed", "approve", {"silent": ["甲"], "against": ["乙"]}, "乙不同意"),
        ("approved", "notice", {"not_ready": "尚未编号"}, "尚未编号"),
        ("noticed", "hold", {"files": ()}, "须用 --attach 附上双方签字的约谈纪要"),
        ("held", "find_effective", {"on": date(2026, 11, 30)}, "评判日是2026-12-01，还没有到"),
    ],
)
def test_a_guard_refuses_with_its_reason(place: str, event: str, facts: dict[str, Any], says: str) -> None:
    found = answer(place, event, **facts)
    assert isinstance(found, Refusal)
    assert found.reason == says


@pytest.mark.parametrize(("place", "event"), [key for key in EXPECTED if key[1] != "lapse"])
def test_every_step_is_for_its_posts_only(place: str, event: str) -> None:
    found = answer(place, event, post="局长")
    assert isinstance(found, Refusal)
    assert (found.reason.endswith("请用 --by 写明岗位"), found.clause) == (True, "L10")
