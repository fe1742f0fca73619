"""One edge for one item and for a set: the same machine, the same ledger, the same refusals."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from duban.core.errors import NotFound, TransitionRefused
from duban.services import ladders
from duban.services.item_desk import Asked
from duban.services.items import close_item, issue_item, receive_item
from duban.services.packs import PackOnRecord
from duban.services.verify import verify
from duban.store.evidence import HISTORY
from duban.store.items import list_late
from duban.store.stage import BREACH, ITEM
from duban.store.unit_of_work import unit_of_work
from states.engine import MoveTable
from states.item import LimitKind
from states.item_climbs import Cause, common_ladder
from states.item_moves import item_moves
from tests.factories import (
    ACTOR,
    CALENDAR,
    MONDAY,
    at,
    automatic,
    climb_item,
    finish_item,
    issued_item,
    make_ledger,
    swept,
)

DAYS = st.integers(0, 25).map(lambda back: CALENDAR.roll_back(MONDAY - timedelta(days=back)))
LEDGERS = st.lists(st.tuples(DAYS, st.booleans(), st.sampled_from(["open", "closed", "climbed"])), max_size=6)


def fill(session: Session, stories: list[tuple[date, bool, str]]) -> PackOnRecord:
    """A ledger with an item for each story, as it stands before Monday's sweep."""
    pack = make_ledger(session, automatic())
    for issued_on, received, fate in stories:
        code = issued_item(session, pack, on=issued_on, received=received)
        if fate == "closed" and received:
            finish_item(session, code, on=at(MONDAY, 18))
        if fate == "climbed":
            climb_late(session, pack, [code], on=issued_on + timedelta(days=8))
    return pack


def climb_late(session: Session, pack: PackOnRecord, codes: list[str], *, on: date) -> None:
    """Each of the items takes its climb by itself."""
    for code in codes:
        climb_item(session, pack, code, on=on)


def what_is_left(session: Session) -> list[list[tuple[Any, ...]]]:
    """Items, breaches, and the history of both, without the acts they came under."""
    breach = [column for column in BREACH.columns if column.name != "id"]
    history = [HISTORY.c.row_id, HISTORY.c.before, HISTORY.c.after, HISTORY.c.after_hash]
    queries = [
        sa.select(ITEM).order_by(ITEM.c.id),
        sa.select(*breach).order_by(BREACH.c.item_id, BREACH.c.limit_on),
        sa.select(*history).where(HISTORY.c.table_name == "item").order_by(HISTORY.c.row_id, HISTORY.c.id),
    ]
    return [[tuple(row) for row in session.execute(query)] for query in queries]


@pytest.mark.slow
def test_single_acts_and_the_sweep_leave_the_same_ledger(engine: sa.Engine) -> None:
    @settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(stories=LEDGERS)
    def check(stories: list[tuple[date, bool, str]]) -> None:
        with unit_of_work(engine) as uow:
            pack = fill(uow.session, stories)
            late = list(list_late(uow.session, "county", MONDAY))
            begin = uow.session.begin_nested()
            climb_late(uow.session, pack, late, on=MONDAY)
            assert verify(uow.session).ok
            one_by_one = what_is_left(uow.session)
            begin.rollback()
            report = swept(uow.session, pack, MONDAY)
            assert report.total == len(late)
            assert what_is_left(uow.session) == one_by_one
            assert verify(uow.session).ok

    check()


@pytest.mark.parametrize("source", ["issued", "in_progress"])
def test_a_removed_edge_is_refused_on_both_paths(
    sqlite_engine: sa.Engine, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = item_moves(common_ladder("催办", "督办"))
    kept = tuple(row for row in whole.transitions if row.cause != Cause(LimitKind.feedback))
    with unit_of_work(sqlite_engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=date(2026, 11, 13), received=source == "in_progress")
        monkeypatch.setattr(ladders, "item_moves", lambda _rungs: MoveTable(whole.places, kept))
        report = swept(uow.session, pack, MONDAY)
        assert report.total == 0
        with pytest.raises(TransitionRefused, match="现在可以"):
            climb_late(uow.session, pack, [code], on=MONDAY)


def test_refusals_name_the_item_its_state_and_the_reason(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=MONDAY)
        with pytest.raises(TransitionRefused, match=f"督办任务 {code} 当前为“办理中”，不能“升级”：时限尚未届满"):
            climb_late(uow.session, pack, [code], on=MONDAY)
        with pytest.raises(TransitionRefused, match="现在可以"):
            receive_item(uow.session, "county", code, Asked(ACTOR, at(MONDAY, 11)))
        with pytest.raises(TransitionRefused, match="现在可以"):
            issue_item(uow.session, "county", code, Asked(ACTOR, at(MONDAY, 11)), calendar=CALENDAR)
        with pytest.raises(NotFound, match="2026-999999"):
            close_item(uow.session, "county", "2026-999999", Asked(ACTOR, at(MONDAY)))


def test_a_reminded_item_may_still_be_received_once(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=date(2026, 11, 13), received=False)
        climb_late(uow.session, pack, [code], on=MONDAY)
        receive_item(uow.session, "county", code, Asked(ACTOR, at(MONDAY)))
        with pytest.raises(TransitionRefused, match="已经签收过"):
            receive_item(uow.session, "county", code, Asked(ACTOR, at(MONDAY)))
        finish_item(uow.session, code, on=at(MONDAY))
        assert verify(uow.session).ok


def test_an_answered_key_changes_nothing(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        code = issued_item(uow.session, pack, on=date(2026, 11, 13))
        first = climb_item(uow.session, pack, code, on=MONDAY, key="once")
        before = what_is_left(uow.session)
        assert climb_item(uow.session, pack, code, on=MONDAY, key="once") == first
        assert what_is_left(uow.session) == before
