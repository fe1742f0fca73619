"""One by one or as a set: for random items and random guards, an edge leaves the same rows and the same history."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from duban.core.errors import TransitionRefused
from duban.institutions.loader import load_pack_text
from duban.services.acts import ActDraft, open_act, seal
from duban.services.breaches import record_overdue
from duban.services.climb import climb_sets
from duban.services.ladders import Clock, LadderPlan
from duban.services.packs import PackOnRecord
from duban.services.sweep_climbs import DueClimbs
from duban.services.transition import RESTART_CLOCK, Move, get_item, missed_by, move_one, move_set, record_moved
from duban.store.evidence import HISTORY
from duban.store.rows import add_rows
from duban.store.stage import BREACH, ITEM
from duban.store.unit_of_work import unit_of_work
from states.engine import Edge, GuardNotForSets, MoveTable
from states.item import CLIMBING, ENDED, REMEMBERING, UNISSUED, ItemEvent, ItemState, LimitKind, state_at
from states.item_climbs import Cause, RungStep, common_ladder
from states.item_moves import item_moves
from states.predicates import All, AnyOf, Given, Op, Predicate, Test
from tests.factories import ACTOR, CALENDAR, MONDAY, at, climb_item, county, make_ledger, swept

LADDER = "催办-督办-约谈"
COMMON = common_ladder("催办", "督办")
RICH = (
    RungStep("催办", (Cause(LimitKind.feedback),)),
    RungStep("督办", (Cause(LimitKind.answer, "催办"), Cause(LimitKind.completion))),
    RungStep("约谈", (Cause(LimitKind.answer, "督办"), Cause(LimitKind.progress), Cause(LimitKind.quality))),
    RungStep("通报", (Cause(LimitKind.feedback),)),
)
"""Every cause that a set judges by an item's own columns, and several of them from one place."""
TICKING = {*CLIMBING, *REMEMBERING}
"""Where an item may have a climb clock."""
DAYS = st.none() | st.integers(-6, 2).map(lambda days: MONDAY + timedelta(days=days))
DATES = ("climb_due_on", "climb_held_on", "feedback_due_on", "completion_due_on", "behind_on", "failed_on")


def items(ladder: tuple[RungStep, ...], *likely: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Items anywhere on that ladder, at these places rather than others, with any dates or none."""
    working = ("issued", "in_progress", "long_term", *(step.place for step in ladder))
    common = st.sampled_from(likely or working)
    drawn = {
        "place": common | common | st.sampled_from(item_moves(ladder).places),
        "back": st.sampled_from(working),
        "received": st.booleans(),
        "on_record": st.sampled_from([False, False, True]),
        "awaits": st.sampled_from([None, None, None, *RUNGS]),
        **dict.fromkeys(DATES, DAYS),
        "climb_held_on": st.none() | DAYS,
    }
    return st.lists(st.fixed_dictionaries(drawn), max_size=8)


RUNGS = tuple(step.rung for step in RICH)
FIELDS = {
    **dict.fromkeys(DATES, DAYS),
    "rung": st.sampled_from([None, *RUNGS]),
    "back_rung": st.sampled_from([None, *RUNGS]),
    "awaits": st.sampled_from([None, *RUNGS]),
    "version": st.integers(1, 3),
}
COMPARED = st.sampled_from([Op.eq, Op.ne, Op.lt, Op.le, Op.gt, Op.ge])
TESTS = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda field: (
        st.builds(Test, st.just(field), COMPARED, FIELDS[field])
        | st.builds(Test, st.just(field), st.sampled_from([Op.missing, Op.present]))
    )
)
DUE_TESTS = st.builds(Test, st.sampled_from(["climb_due_on", "climb_held_on"]), COMPARED, st.just(Given("on")))
GUARDS = st.just(All(())) | st.recursive(
    TESTS | DUE_TESTS,
    lambda parts: (
        st.builds(All, st.lists(parts, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(parts, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=4,
)
FORGET = {"back_state": None, "back_rung": None}
ENDS = {**RESTART_CLOCK, **FORGET, "closed_at": at(MONDAY)}
REMEMBER = {"back_state": ITEM.c.state, "back_rung": ITEM.c.rung}
SETS: dict[str, Mapping[str, Any]] = {
    "receive": {"received_at": at(MONDAY)},
    "reassign": {**RESTART_CLOCK, "received_at": None, "climb_held_on": None, "issued_at": at(MONDAY)},
    "feedback": REMEMBER,
    "suspend": REMEMBER,
    "accept_stage": {**RESTART_CLOCK, **FORGET},
    "accept_complete": {**RESTART_CLOCK, **FORGET},
    "accept_long_term": {**RESTART_CLOCK, **FORGET, "completion_due_on": None},
    "accept_merge": ENDS,
    "accept_terminate": ENDS,
    "send_back": FORGET,
    "resume": FORGET,
    "climb": climb_sets(CALENDAR),
    "miss": climb_sets(CALENDAR),
    "escalate": climb_sets(CALENDAR),
    "put_forward": climb_sets(CALENDAR),
    "paper": climb_sets(CALENDAR),
    "redate": {"completion_due_on": MONDAY},
    "correct": {"completion_due_on": None},
    "reopen": {**RESTART_CLOCK, "closed_at": None},
    "withdraw": {**ENDS, "climb_held_on": None},
    "merge": {**RESTART_CLOCK, "closed_at": at(MONDAY)},
    "split_off": {},
    "transfer": {"lead_unit_id": 1},
    "call": {},
    "look_back": {},
}
"""What each edge that a set may take sets beside state and rung."""
CASES = st.sampled_from(sorted(SETS)).flatmap(
    lambda event: st.tuples(st.just(ItemEvent(event)), items(RICH, *sources_of(event)), GUARDS)
)
"""An event, items that mostly stand where it leads from, and a guard that each of them must pass besides."""


def sources_of(event: str) -> list[str]:
    """Where the event leads from."""
    return [str(place) for row in item_moves(RICH).transitions if row.event == event for place in row.sources]


@dataclass(frozen=True)
class Guarded(LadderPlan):
    """A ladder with another table of moves."""

    table: MoveTable = field(default_factory=lambda: MoveTable((), ()))

    @property
    def moves(self) -> MoveTable:
        return self.table


def guarded(event: str, guard: Predicate) -> Guarded:
    """Every edge of the event must pass this guard too."""
    whole = item_moves(RICH)
    rows = [
        replace(row, guard=All((row.guard, guard)) if isinstance(row.guard, Test | All | AnyOf) else guard)
        if row.event == event
        else row
        for row in whole.transitions
    ]
    return Guarded(table=MoveTable(whole.places, tuple(rows)))


def fill(session: Session, pack: PackOnRecord, drawn: Sequence[Mapping[str, Any]]) -> list[str]:
    """Items as they were drawn, some with their missed limit on record already; their codes."""
    rows = [_row(number, each, pack.id) for number, each in enumerate(drawn, start=1)]
    ids = add_rows(session, ITEM, rows)
    add_rows(
        session,
        BREACH,
        [
            {"item_id": key, "limit_kind": _limit(row), "limit_on": row["climb_due_on"], "recorded_at": at(MONDAY)}
            for key, row, each in zip(ids, rows, drawn, strict=True)
            if each["on_record"] and row["climb_due_on"]
        ],
    )
    return [row["code"] for row in rows]


def _limit(row: Mapping[str, Any]) -> LimitKind:
    return LimitKind.answer if row["rung"] else LimitKind.feedback


def _row(number: int, drawn: Mapping[str, Any], pack_id: int) -> dict[str, Any]:
    state, rung = state_at(drawn["place"])
    back_state, back_rung = state_at(drawn["back"]) if state in REMEMBERING else (None, None)
    due_on = drawn["climb_due_on"] if state in TICKING else None
    dates = {name: drawn[name] for name in DATES}
    return {
        "institution": "county",
        "code": f"2026-{number:06d}",
        "item_type": "公文办理",
        "ladder": LADDER,
        "pack_version_id": pack_id,
        "lead_unit_id": 1 + number % 2,
        "state": state,
        "rung": rung,
        **dates,
        "climb_due_on": due_on,
        "feedback_due_on": drawn["feedback_due_on"] or due_on,
        "climb_from_on": due_on and due_on - timedelta(days=7),
        "awaits": drawn["awaits"],
        "due_provisional": number % 3 == 0,
        "issued_at": None if state in (*UNISSUED, ItemState.historic) else at(MONDAY - timedelta(days=14)),
        "received_at": at(MONDAY - timedelta(days=13)) if drawn["received"] else None,
        "closed_at": at(MONDAY) if state in ENDED else None,
        "back_state": back_state,
        "back_rung": back_rung,
        "version": 1 + number % 3,
    }


def clock(edge: Edge) -> Clock:
    """What runs after the edge, where anything may."""
    runs = state_at(edge.target)[0] in TICKING
    return Clock(MONDAY + timedelta(days=7), MONDAY, provisional=True) if runs else Clock()


def one_by_one(session: Session, codes: Sequence[str], event: ItemEvent, plan: Guarded) -> None:
    """Each item takes the edge if it may."""
    act, sets, known = draft(event), SETS[event], {"on": MONDAY}
    for code in codes:
        with suppress(TransitionRefused):
            item = get_item(session, "county", code)
            move_one(session, item, event, plan=plan, draft=act, sets=sets, given=known, clock=clock)


def as_a_set(session: Session, event: ItemEvent, plan: Guarded) -> None:
    """All items that may take the edge in one act."""
    moves = [
        Move(edge, {"institution": "county"}, {"on": MONDAY}, missed_by(edge), clock(edge))
        for edge in plan.moves.edges(event)
    ]
    move_set(session, moves, SETS[event])
    act = open_act(session, draft(event))
    record_moved(session, act, missed=True)
    seal(session, act)


def draft(event: ItemEvent) -> ActDraft:
    return ActDraft("county", event, ACTOR, at(MONDAY), at(MONDAY), event=event)


def what_is_left(session: Session) -> list[list[tuple[Any, ...]]]:
    """Items, breaches, and the history rows of both without the acts that they came under."""
    breach = [column for column in BREACH.columns if column.name != "id"]
    history = [HISTORY.c.row_id, HISTORY.c.before, HISTORY.c.after, HISTORY.c.after_hash]
    queries = [
        sa.select(ITEM).order_by(ITEM.c.id),
        sa.select(*breach).order_by(*breach),
        sa.select(*history).where(HISTORY.c.table_name == "item").order_by(HISTORY.c.row_id, HISTORY.c.id),
        sa.select(sa.func.count()).where(HISTORY.c.table_name == "breach"),
    ]
    return [[tuple(row) for row in session.execute(query)] for query in queries]


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """Whatever is done inside is forgotten."""
    cell = session.begin_nested()
    try:
        yield
    finally:
        cell.rollback()


def test_every_edge_that_a_set_may_take_is_tried() -> None:
    assert set(SETS) == {str(event) for event in ItemEvent if _is_for_sets(event)}


def _is_for_sets(event: ItemEvent) -> bool:
    try:
        return bool(item_moves(RICH).edges(event))
    except GuardNotForSets:
        return False


def compare_edges(engine: sa.Engine, examples: int) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)

        @settings(max_examples=examples, database=None, suppress_health_check=list(HealthCheck))
        @given(case=CASES)
        def check(case: tuple[ItemEvent, list[dict[str, Any]], Predicate]) -> None:
            event, drawn, guard = case
            plan = guarded(event, guard)
            with taken_back(uow.session):
                codes = fill(uow.session, pack, drawn)
                with taken_back(uow.session):
                    one_by_one(uow.session, codes, event, plan)
                    singly = what_is_left(uow.session)
                as_a_set(uow.session, event, plan)
                assert what_is_left(uow.session) == singly

        check()


def compare_sweeps(engine: sa.Engine, examples: int) -> None:
    with unit_of_work(engine) as uow:
        text = re.sub(r"approval: \{propose[^}]*\}", "approval: {automatic: true, clause: C36}", county().text)
        pack = make_ledger(uow.session, load_pack_text(text, "automatic.yaml"))

        @settings(max_examples=examples, database=None, suppress_health_check=list(HealthCheck))
        @given(drawn=items(COMMON))
        def check(drawn: list[dict[str, Any]]) -> None:
            with taken_back(uow.session):
                codes = fill(uow.session, pack, drawn)
                with taken_back(uow.session):
                    for code in codes:
                        with suppress(TransitionRefused):
                            climb_item(uow.session, pack, code, on=MONDAY)
                    put_on_record(uow.session)
                    singly = what_is_left(uow.session)
                swept(uow.session, pack, MONDAY)
                assert what_is_left(uow.session) == singly

        check()


def put_on_record(session: Session) -> None:
    """The limits that passed without a climb, as a sweep puts them on record when all have climbed."""
    act = open_act(session, ActDraft("county", "watch", ACTOR, at(MONDAY), at(MONDAY)))
    record_overdue(session, act, MONDAY, DueClimbs.watched)
    seal(session, act)


@pytest.mark.slow
def test_any_edge_leaves_the_same_ledger_singly_and_as_a_set(engine: sa.Engine) -> None:
    compare_edges(engine, 12)


@pytest.mark.slow
def test_a_sweep_leaves_what_single_climbs_leave(engine: sa.Engine) -> None:
    compare_sweeps(engine, 5)


@pytest.mark.soak
@pytest.mark.timeout(14400)
def test_a_thousand_sets_leave_the_same_ledger(engine: sa.Engine) -> None:
    compare_edges(engine, 1000)


@pytest.mark.soak
@pytest.mark.timeout(14400)
def test_hundreds_of_sweeps_leave_the_same_ledger(engine: sa.Engine) -> None:
    compare_sweeps(engine, 300)
