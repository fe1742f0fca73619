"""The coordination's machine: every place answers every event, level by level, and each guard says why not."""

from typing import Any

import pytest

from states.coordination import UNMET, CoordinationEvent, CoordinationState, coordination_moves
from states.engine import EXCEPTED, Edge, Refusal

OPEN = ("consulting", "coordinating", "decided")
TABLE: dict[str, dict[tuple[str, ...], str | None]] = {
    "consult": {("consulting",): None},
    "report": {("consulting", "coordinating"): None},
    "escalate": {OPEN: "coordinating"},
    "opinion": {OPEN[1:]: None},
    "decide": {OPEN[1:]: "decided"},
    "sort": {OPEN[1:]: None},
    "instruct": {OPEN[1:]: "decided"},
    "pause": {OPEN[1:]: None},
    "settle": {("consulting", "decided"): "settled"},
    "withdraw": {OPEN: "withdrawn"},
    "lapse": {OPEN: "lapsed"},
}
"""Event → sources → target; None is the source itself."""
EXPECTED = {
    (source, event): target or source
    for event, rows in TABLE.items()
    for sources, target in rows.items()
    for source in sources
}
VAGUE = ("阅", "已阅", "圈阅", "阅示", "审定")
FINE: dict[str, Any] = {
    "ahead": "分管领导",
    "to": None,
    "order_clause": "C10",
    UNMET: [],
    "post": "分管领导",
    "posts": ("分管领导",),
    "says": "同意垫付",
    "vague": VAGUE,
    "clause": "C22",
    "item_id": 1,
    "own": True,
    "instructs": True,
    "level_name": "县长",
}


def answer(place: str, event: str, excepted: tuple[str, ...] = (), **facts: Any) -> Edge | Refusal:
    return coordination_moves(2).fire(place, event, FINE | facts, {EXCEPTED: excepted})


@pytest.mark.parametrize("event", CoordinationEvent)
@pytest.mark.parametrize("place", CoordinationState)
def test_every_place_answers_every_event(place: str, event: str) -> None:
    found = answer(place, event)
    came = found.target if isinstance(found, Edge) else None
    assert came == EXPECTED.get((place, event))


@pytest.mark.parametrize(
    ("event", "facts", "refusal"),
    [
        ("escalate", {"ahead": None}, Refusal("已经呈报到最高一级", "C10")),
        ("escalate", {"to": "县长"}, Refusal("须逐级呈报，下一级是“分管领导”", "C10")),
        ("escalate", {UNMET: [(1, "没有报告", "C20")]}, Refusal("没有报告", "C20")),
        ("opinion", {"post": "局长"}, Refusal("须由分管领导办理，请用 --by 写明", "C22")),
        ("decide", {"post": None}, Refusal("须由分管领导办理，请用 --by 写明", "C22")),
        ("withdraw", {"own": False}, Refusal("须由主办单位办理，请用 --by 写明其岗位")),
        ("sort", {"posts": ()}, Refusal("呈报下一级不须梳理")),
        ("instruct", {"instructs": None}, Refusal("现在由县长协调，主要领导的批示才生成新的督办事项")),
        ("pause", {"item_id": None}, Refusal("它不是由督办任务提出的，没有计时可停")),
    ],
)
def test_a_guard_refuses_with_its_reason_and_clause(event: str, facts: dict[str, Any], refusal: Refusal) -> None:
    assert answer("coordinating", event, **facts) == refusal


@pytest.mark.parametrize("says", ["", " 。", "已阅", "已阅。", "阅", "圈阅！", "请县长阅示", "呈林书记审定。"])
def test_a_sign_of_having_read_it_is_no_opinion(says: str) -> None:
    found = answer("coordinating", "opinion", says=says)
    assert found == Refusal(f"意见须明确具体，“{says.strip()}”不算意见", "C22")


@pytest.mark.parametrize("says", ["同意，请县长审定", "不同意", "请财政局先行垫付，年底结算，报县长审定"])
def test_what_says_something_is_an_opinion(says: str) -> None:
    assert isinstance(answer("coordinating", "opinion", says=says), Edge)


def test_an_exception_sets_aside_the_rule_and_leaves_the_must() -> None:
    rule, must = (0, "没有会商", "C19"), (1, "没有报告", "C20")
    assert isinstance(answer("consulting", "escalate", ("C19",), **{UNMET: [rule]}), Edge)
    assert answer("consulting", "escalate", ("C19",), **{UNMET: [rule, must]}) == Refusal("没有报告", "C20")
