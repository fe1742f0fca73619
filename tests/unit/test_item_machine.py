"""The item's machine as a table: every place and event has an expected answer."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from states.engine import Edge, GuardNotForSets, MoveTable, Refusal, Subject, Transition
from states.item import ItemEvent, ItemState, item_moves, place_of, state_at

RUNGS = ("催办", "督办")
FIVE = ("蓝色", "黄色", "橙色", "红色", "约谈")
TODAY = {"on": date(2026, 11, 24)}
LATE = {"climb_due_on": date(2026, 11, 23), "received_at": None}

EXPECTED = {
    ("drafted", "issue"): "issued",
    ("issued", "receive"): "in_progress",
    ("escalated:催办", "receive"): "escalated:催办",
    ("escalated:督办", "receive"): "escalated:督办",
    ("issued", "climb"): "escalated:催办",
    ("in_progress", "climb"): "escalated:催办",
    ("escalated:催办", "climb"): "escalated:督办",
    ("in_progress", "close"): "closed",
    ("escalated:催办", "close"): "closed",
    ("escalated:督办", "close"): "closed",
}


@pytest.mark.parametrize("event", ItemEvent)
@pytest.mark.parametrize("place", item_moves(RUNGS).places)
def test_every_place_answers_every_event(place: str, event: ItemEvent) -> None:
    answer = item_moves(RUNGS).fire(place, event, LATE, TODAY)
    came = answer.target if isinstance(answer, Edge) else None
    assert came == EXPECTED.get((place, event))


def test_a_set_takes_the_same_edges_as_single_subjects() -> None:
    edges = {(edge.source, event): edge.target for event in ItemEvent for edge in item_moves(RUNGS).edges(event)}
    assert edges == {(source, event): target for (source, event), target in EXPECTED.items()}


def test_five_rungs_are_only_data() -> None:
    climbs = [(edge.source, edge.target) for edge in item_moves(FIVE).edges(ItemEvent.climb)]
    ladder = [place_of(ItemState.escalated, rung) for rung in FIVE]
    assert climbs == [("issued", ladder[0]), ("in_progress", ladder[0]), *pairwise(ladder)]


def test_an_item_without_a_ladder_never_climbs() -> None:
    assert item_moves(()).edges(ItemEvent.climb) == ()


def test_the_limit_day_itself_is_in_time() -> None:
    answer = item_moves(RUNGS).fire("in_progress", ItemEvent.climb, LATE, {"on": LATE["climb_due_on"]})
    assert answer == Refusal("时限尚未届满")


def test_a_second_receipt_is_refused_with_its_reason() -> None:
    answer = item_moves(RUNGS).fire("issued", ItemEvent.receive, {"received_at": date(2026, 11, 1)})
    assert answer == Refusal("已经签收过")


def test_no_machine_offers_a_jump_to_any_state() -> None:
    events = set(item_moves(RUNGS).machine(Subject(), "issued").events)
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
