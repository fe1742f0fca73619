"""The item's machine as a table: every place and event has an expected answer."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from states.engine import Edge, GuardNotForSets, MoveTable, Refusal, Transition
from states.item import ENDED, REMEMBERING, ItemEvent, ItemState, place_of, state_at
from states.item_climbs import RungStep, common_ladder
from states.item_moves import item_moves

RUNGS = common_ladder("催办", "督办")
FIVE = common_ladder("蓝色", "黄色", "橙色", "红色", "约谈")
TODAY = {"on": date(2026, 11, 24)}
LATE: dict[str, Any] = {
    "climb_due_on": date(2026, 11, 23),
    "climb_held_on": None,
    "awaits": None,
    "received_at": None,
    "back_state": None,
    "back_rung": None,
    "clause": "C1",
    "on": date(2026, 11, 24),
    "drafter_id": 1,
    "person_id": 2,
    "posts": (),
    "post": None,
    "return_due_on": date(2026, 11, 24),
    "limit_on": None,
    "unnamed": (),
    "naming_clause": "C1",
    "agreeing": (None,),
    "agreed": (),
}
"""An item on which every guard but those of its past allows everything."""
FIRST, SECOND = (place_of(ItemState.escalated, rung) for rung in ("催办", "督办"))
CLIMBED = (FIRST, SECOND)
UNFINISHED = ("issued", "in_progress", "long_term")
RUNNING_BELOW_TOP = (*UNFINISHED, FIRST)
RUNNING = (*UNFINISHED, *CLIMBED)
WORKING = ("in_progress", "long_term", *CLIMBED)
OPEN = ("drafted", "approved", "returned", "checking", "suspended", "checked", *RUNNING)
BEFORE_CHECK = ("drafted", "approved", "returned", *RUNNING)
TABLE: dict[str, dict[tuple[str, ...], str | None]] = {
    "agree": {("drafted",): None},
    "approve": {("drafted",): "approved"},
    "issue": {("drafted", "approved", "returned"): "issued"},
    "receive": {("issued",): "in_progress", CLIMBED: None},
    "hand_back": {("issued",): "returned"},
    "reassign": {("issued", "returned", "in_progress"): "issued"},
    "feedback": {WORKING: "checking"},
    "accept_stage": {("checking",): "in_progress"},
    "accept_complete": {("checking",): "checked"},
    "accept_long_term": {("checking",): "long_term"},
    "accept_merge": {("checking",): "merged"},
    "accept_terminate": {("checking",): "terminated"},
    "send_back": {("checking",): FIRST},
    "climb": {UNFINISHED: FIRST, (FIRST,): SECOND},
    "miss": {RUNNING_BELOW_TOP: None},
    "paper": {UNFINISHED: FIRST, (FIRST,): SECOND, ("checking", "suspended"): None},
    "escalate": {UNFINISHED: FIRST, (FIRST,): SECOND},
    "put_forward": {RUNNING_BELOW_TOP: None},
    "suspend": {RUNNING: "suspended"},
    "resume": {("suspended",): FIRST},
    "extend": {RUNNING: None},
    "redate": {(*RUNNING, "checking"): None},
    "correct": {(*OPEN, "historic"): None},
    "close": {("checked",): "closed"},
    "reopen": {("checked", "closed", "merged", "terminated"): "in_progress"},
    "withdraw": {(*OPEN, "historic"): "withdrawn"},
    "merge": {BEFORE_CHECK: "merged"},
    "split_off": {BEFORE_CHECK: None},
    "transfer": {OPEN: None},
    "call": {("returned", "checking", "suspended", "checked", *RUNNING): None},
    "look_back": {("long_term", "checked", "closed", "merged", "terminated"): None},
}
"""Event → sources → target; None is the source itself."""
EXPECTED = {
    (source, event): target or source
    for event, rows in TABLE.items()
    for sources, target in rows.items()
    for source in sources
}


def subject_for(place: str, event: str) -> dict[str, Any]:
    """A subject whose own past fits the event: signed for where it reports, reminded where it was."""
    known = dict(LATE)
    if event == "feedback":
        known["received_at"] = date(2026, 11, 2)
    if event == "paper":
        known["awaits"] = "督办" if place == FIRST else "催办"
    if place in REMEMBERING:
        known |= {"back_state": ItemState.escalated, "back_rung": "催办"}
    return known


@pytest.mark.parametrize("event", ItemEvent)
@pytest.mark.parametrize("place", item_moves(RUNGS).places)
def test_every_place_answers_every_event(place: str, event: ItemEvent) -> None:
    answer = item_moves(RUNGS).fire(place, event, subject_for(place, event), TODAY)
    came = answer.target if isinstance(answer, Edge) else None
    assert came == EXPECTED.get((place, event))


def test_a_set_takes_the_same_climbs_as_single_subjects() -> None:
    edges = {(edge.source, "climb"): edge.target for edge in item_moves(RUNGS).edges(ItemEvent.climb)}
    assert edges == {key: target for key, target in EXPECTED.items() if key[1] == "climb"}


@pytest.mark.parametrize("ladder", [RUNGS, FIVE], ids=["county", "five"])
def test_a_person_goes_the_ladder_s_own_ways_and_never_two_rungs_at_once(ladder: tuple[RungStep, ...]) -> None:
    moves = item_moves(ladder)
    ways = [(edge.source, edge.target) for edge in moves.edges(ItemEvent.escalate)]
    assert sorted(ways) == sorted((edge.source, edge.target) for edge in moves.edges(ItemEvent.climb))
    waits = [(edge.source, edge.target) for edge in moves.edges(ItemEvent.put_forward)]
    assert waits == [(source, source) for source, _ in ways]


@pytest.mark.parametrize(("source", "event"), [("checking", "send_back"), ("suspended", "resume")])
@pytest.mark.parametrize("place", WORKING)
def test_an_item_goes_back_to_where_it_came_from(source: str, event: str, place: str) -> None:
    state, rung = state_at(place)
    answer = item_moves(RUNGS).fire(source, event, LATE | {"back_state": state, "back_rung": rung}, TODAY)
    assert isinstance(answer, Edge)
    assert answer.target == place


def test_what_ended_owes_nothing_and_only_a_return_visit_moves_it() -> None:
    moves = [row for row in item_moves(RUNGS).transitions for place in ENDED if place in row.sources]
    assert {row.event for row in moves} == {ItemEvent.reopen, ItemEvent.look_back}
    assert {row.event for row in moves if row.target not in row.sources} == {ItemEvent.reopen}


@pytest.mark.parametrize(
    ("place", "event", "changed", "says"),
    [
        ("drafted", "issue", {"approval_needed": True}, "须先立项审批"),
        ("approved", "issue", {"unnamed": ("责任人",)}, "还没有写明责任人，请先用 duban item correct 补上"),
        ("drafted", "approve", {"person_id": 1}, "拟办人不能审批自己的拟办"),
        ("drafted", "approve", {"posts": ("办公室主任",)}, "立项须由办公室主任决定，请用 --by 写明"),
        ("drafted", "approve", {"agreeing": ("政府办主任", "效能办主任")}, "政府办主任、效能办主任尚未会商同意"),
        ("drafted", "approve", {"agreeing": ("政府办主任", None), "agreed": ()}, "政府办主任尚未会商同意"),
        ("drafted", "agree", {"agreeing": ()}, "这类事项不须会商"),
        ("drafted", "agree", {"agreeing": ("政府办主任",)}, "会商由政府办主任办理，请用 --by 写明"),
        ("drafted", "agree", {"agreed": (None,)}, "None已经同意"),
        ("checked", "close", {"posts": ("县长",), "post": "局长"}, "销号须由县长决定，请用 --by 写明"),
        ("issued", "hand_back", {"return_due_on": date(2026, 11, 23)}, "退办须在2026-11-23以前提出"),
        ("issued", "escalate", {"awaits": "催办"}, "文书已经拟出，正在等它送达"),
    ],
)
def test_a_guard_refuses_with_its_reason_and_clause(place: str, event: str, changed: dict[str, Any], says: str) -> None:
    answer = item_moves(RUNGS).fire(place, event, LATE | changed, TODAY)
    assert isinstance(answer, Refusal)
    assert answer.reason == says
    assert answer.clause in ("C1", None)


ASKED = {
    "limit_on": date(2026, 11, 27),
    "extension_open": False,
    "asked_at": 1,
    "ask_until": 2,
    "times_left": 1,
    "until_on": date(2026, 12, 4),
}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, None),
        ({"extension_open": True}, "上一次延期申请尚未答复"),
        ({"asked_at": 3}, "延期须在2026-11-27截止时刻以前提出"),
        ({"times_left": 0}, "延期次数已经用完"),
        ({"until_on": date(2026, 11, 27)}, "新的日期须晚于2026-11-27"),
    ],
)
def test_an_extension_is_asked_in_order(changed: dict[str, Any], says: str | None) -> None:
    answer = item_moves(RUNGS).fire("in_progress", "extend", LATE | ASKED | changed, TODAY)
    assert (answer.reason if isinstance(answer, Refusal) else None) == says


@pytest.mark.parametrize(("held_on", "climbs"), [(date(2026, 11, 24), False), (date(2026, 11, 23), True)])
def test_a_pending_extension_holds_the_climb_to_its_last_day(held_on: date, climbs: bool) -> None:
    answer = item_moves(RUNGS).fire("in_progress", "climb", LATE | {"climb_held_on": held_on}, TODAY)
    assert isinstance(answer, Edge) is climbs


def test_five_rungs_are_only_data() -> None:
    climbs = [(edge.source, edge.target) for edge in item_moves(FIVE).edges(ItemEvent.climb)]
    ladder = [step.place for step in FIVE]
    assert sorted(climbs) == sorted([*((place, ladder[0]) for place in UNFINISHED), *pairwise(ladder)])


def test_an_item_without_a_ladder_never_climbs() -> None:
    assert item_moves(()).edges(ItemEvent.climb) == ()


def test_the_limit_day_itself_is_in_time() -> None:
    answer = item_moves(RUNGS).fire("in_progress", ItemEvent.climb, LATE, {"on": LATE["climb_due_on"]})
    assert answer == Refusal("时限尚未届满")


def test_a_second_receipt_is_refused_with_its_reason() -> None:
    answer = item_moves(RUNGS).fire("issued", ItemEvent.receive, {"received_at": date(2026, 11, 1)})
    assert answer == Refusal("已经签收过")


def test_no_machine_offers_a_jump_to_any_state() -> None:
    events = set(item_moves(RUNGS).machine.events)
    assert events == {event.value for event in ItemEvent}
    assert not [event for event in events if event.startswith("to_")]


@pytest.mark.parametrize(
    "edge", item_moves(RUNGS).edges(ItemEvent.climb), ids=lambda edge: f"{edge.source} => {edge.target}"
)
def test_a_removed_edge_is_gone_for_one_and_for_many(edge: Edge) -> None:
    table = without(item_moves(RUNGS), edge)
    assert isinstance(table.fire(edge.source, ItemEvent.climb, LATE, TODAY), Refusal)
    assert edge.source not in {left.source for left in table.edges(ItemEvent.climb)}


def without(table: MoveTable, edge: Edge) -> MoveTable:
    """The table after that edge was struck out."""
    kept = [
        replace(row, sources=tuple(source for source in row.sources if source != edge.source))
        if row == edge.transition
        else row
        for row in table.transitions
    ]
    return MoveTable(table.places, tuple(row for row in kept if row.sources))


def test_a_plain_function_guard_is_refused_for_sets() -> None:
    row = Transition("go", ("a",), "b", guard=lambda subject: None if subject["ok"] else Refusal("不行", "C1"))
    table = MoveTable(("a", "b"), (row,))
    assert table.fire("a", "go", {"ok": False}) == Refusal("不行", "C1")
    assert isinstance(table.fire("a", "go", {"ok": True}), Edge)
    with pytest.raises(GuardNotForSets):
        table.edges("go")


def test_the_first_row_whose_guard_holds_is_taken() -> None:
    rows = (
        Transition("go", ("a",), "b", guard=lambda subject: None if subject["ok"] else Refusal("不行")),
        Transition("go", ("a",), "c"),
    )
    answer = MoveTable(("a", "b", "c"), rows).fire("a", "go", {"ok": False})
    assert isinstance(answer, Edge)
    assert answer.target == "c"


@pytest.mark.parametrize("place", item_moves(FIVE).places)
def test_a_place_and_its_state_and_rung_are_one(place: str) -> None:
    assert place_of(*state_at(place)) == place
