"""What people ask the ledger for, page by page, told with lights; marks that nobody handed out are refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_pages import ItemPage, ItemQuery, cutoffs, each_item, item_page
from duban.store import item_ways
from duban.store.item_filter import ItemSort
from duban.store.org import unit_ids
from duban.store.unit_of_work import unit_of_work
from states.light import Light
from tests.factories import MONDAY, UNITS, at, finish_item, issued_item, make_ledger

FRIDAY = MONDAY - timedelta(days=3)


@dataclass
class Looking:
    """A ledger of five items: one overdue, one near, two further off, one closed."""

    session: Session
    running: RunningInstitution

    def page(self, query: ItemQuery, *, size: int = 50, mark: str | None = None) -> ItemPage:
        """A page of it, seen on the Monday."""
        return item_page(self.session, self.running, query, MONDAY, size=size, mark=mark)

    def codes(self, query: ItemQuery) -> list[str]:
        """The serials of the items on its first page."""
        return [item["code"][-1] for item in self.page(query).items]


@pytest.fixture
def ledger(engine: sa.Engine) -> Iterator[Looking]:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        for days, unit in ((14, UNITS[0]), (5, UNITS[1]), (0, UNITS[1]), (0, UNITS[2]), (20, UNITS[2])):
            issued_item(uow.session, pack, on=MONDAY - timedelta(days=days), unit=unit)
        finish_item(uow.session, "2026-000005", on=at(MONDAY))
        yield Looking(uow.session, running_institution(uow.session, "county"))


def test_lights_part_the_open_items(ledger: Looking) -> None:
    assert cutoffs(ledger.running, FRIDAY).soon_on == MONDAY + timedelta(days=2)
    assert [ledger.codes(ItemQuery(lights=(light,))) for light in (Light.red, Light.yellow, Light.green)] == [
        ["1"],
        ["2"],
        ["3", "4"],
    ]
    assert ledger.codes(ItemQuery(lights=(Light.red, Light.green), sort=ItemSort.due, descending=True)) == [
        "4",
        "3",
        "1",
    ]
    told = {item["code"][-1]: item for item in ledger.page(ItemQuery()).items}
    assert (told["1"]["light"], told["1"]["due_on"], told["1"]["overdue_days"]) == ("red", "2026-11-16", 7)
    assert (told["5"]["light"], told["5"]["due_on"], told["5"]["office"]) == (None, None, "办公室")


def test_what_people_name_becomes_a_filter(ledger: Looking) -> None:
    assert ledger.codes(ItemQuery(units=UNITS[1:2])) == ["2", "3"]
    assert ledger.codes(ItemQuery(text="水务")) == ["2", "3"]
    assert ledger.codes(ItemQuery(text="2026-000003")) == ["3"]
    assert ledger.codes(ItemQuery(is_open=False)) == ["5"]
    assert ledger.codes(ItemQuery(states=("已销号", "办理中"), is_open=False)) == ["5"]
    assert ledger.codes(ItemQuery(office="办公室", types=("公文办理",))) == list("12345")
    assert ledger.codes(ItemQuery(office="督查室")) == []
    assert ledger.codes(ItemQuery(source="县政府批转的公文", overdue_days=7)) == ["1"]
    assert ledger.codes(ItemQuery(overdue_days=8)) == []
    assert ledger.codes(ItemQuery(due_from=MONDAY, due_to=MONDAY + timedelta(days=2))) == ["2"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (ItemQuery(units=("县外事局",)), "县外事局"),
        (ItemQuery(types=("闲事",)), "事项类型"),
        (ItemQuery(office="科学院"), "交办机构"),
        (ItemQuery(source="梦里"), "来源"),
        (ItemQuery(states=("忙",)), "--state"),
        (ItemQuery(leader="无此人"), "无此人"),
        (ItemQuery(overdue_days=0), "逾期天数"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_exist_is_named(ledger: Looking, query: ItemQuery, says: str) -> None:
    with pytest.raises((NotFound, InvalidValue), match=says):
        ledger.page(query)


@pytest.mark.parametrize("sort", ItemSort)
def test_marks_lead_forth_and_back(ledger: Looking, sort: ItemSort) -> None:
    query = ItemQuery(sort=sort)
    whole = ledger.page(query)
    first = ledger.page(query, size=2)
    second = ledger.page(query, size=2, mark=first.next)
    third = ledger.page(query, size=2, mark=second.next)
    assert [*first.items, *second.items, *third.items] == whole.items
    assert (first.previous, third.next, [page.count for page in (first, second, third)]) == (None, None, [5, 5, 5])
    again = ledger.page(query, size=2, mark=third.previous)
    assert (again.items, ledger.page(query, size=2, mark=again.previous).items) == (second.items, first.items)
    assert list(each_item(ledger.session, ledger.running, query, MONDAY)) == whole.items


def test_a_mark_says_in_which_order_it_was_given(ledger: Looking) -> None:
    first = ledger.page(ItemQuery(sort=ItemSort.due, descending=True), size=2)
    behind = ledger.page(replace(ItemQuery(), sort=ItemSort.code), size=9, mark=first.next)
    assert [item["code"] for item in behind.items] == ["2026-000003", "2026-000002", "2026-000001"]


@pytest.mark.parametrize("mark", ["x", "W10", "农", "WyJjb2RlIixmYWxzZSwxLDEsZmFsc2UsMV0", "====", "eyJhIjoxfQ"])
def test_a_mark_that_nobody_gave_is_refused(ledger: Looking, mark: str) -> None:
    with pytest.raises(InvalidValue, match="--after"):
        ledger.page(ItemQuery(), mark=mark)


@contextmanager
def plans_of(session: Session, queries: int) -> Iterator[list[str]]:
    """What SQLite does for each query of a page's keys, of which so many are asked; on PostgreSQL nothing is noted."""
    connection, plans = session.connection(), list[str]()

    def explain(_: object, cursor: Any, statement: str, parameters: Any, *_rest: object) -> None:
        if 'AS "key"' in statement and connection.dialect.name == "sqlite":
            plans.append("\n".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)))

    sa.event.listen(connection, "before_cursor_execute", explain)
    yield plans
    sa.event.remove(connection, "before_cursor_execute", explain)
    assert len(plans) == (queries if connection.dialect.name == "sqlite" else 0)


@pytest.mark.unused
def test_gathered_items_are_looked_up_by_id_however_many_the_statistics_expect(ledger: Looking) -> None:
    connection = ledger.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql(
            "UPDATE sqlite_stat1 SET stat = '1000000 1000000 80000 90 9' WHERE idx = 'ix_item_climb'"
        )
        connection.exec_driver_sql("ANALYZE sqlite_schema")
    with plans_of(ledger.session, 2) as plans:
        assert ledger.codes(ItemQuery(states=("已销号",), sort=ItemSort.due)) == ["5"]
        assert ledger.codes(ItemQuery(text=UNITS[1], states=("已下发", "办理中"))) == ["2", "3"]
    assert all("item USING INTEGER PRIMARY KEY" in plan for plan in plans)
    assert not [plan for plan in plans if "ix_item_by_code" in plan]


@pytest.mark.unused
def test_pages_of_states_and_of_units_read_no_row_of_an_item_but_go_through_an_index(
    ledger: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    with plans_of(ledger.session, 3) as plans:
        assert ledger.codes(ItemQuery(states=("已销号",))) == ["5"]
        assert ledger.codes(ItemQuery(is_open=True, descending=True)) == list("4321")
        with monkeypatch.context() as patched:
            patched.setattr(item_ways, "MOST_INDEXED", -1)
            assert ledger.codes(ItemQuery(is_open=True, lights=(Light.red,))) == ["1"]
    of_states = [line for plan in plans for line in plan.splitlines() if "item" in line]
    assert {line.partition(" (")[0] for line in of_states} <= {"SEARCH item USING COVERING INDEX ix_item_by_state"}
    with plans_of(ledger.session, 3) as plans:
        assert ledger.codes(ItemQuery(units=UNITS[1:2])) == ["2", "3"]
        assert ledger.codes(ItemQuery(units=UNITS[1:3], is_open=True, sort=ItemSort.due)) == ["2", "3", "4"]
        mine = (unit_ids(ledger.session, "county")[UNITS[1]],)
        assert ledger.codes(ItemQuery(seen_by=mine)) == ["2", "3"]
    assert not [plan for plan in plans if "SCAN item" in plan]
    of_units = [line for plan in plans for line in plan.splitlines() if "item" in line]
    assert {line.partition(" (")[0] for line in of_units} <= {
        "SEARCH item USING COVERING INDEX ix_item_by_unit",
        "SEARCH item USING INTEGER PRIMARY KEY",
    }


@pytest.mark.unused
def test_pages_of_some_days_read_no_row_of_an_item_but_go_through_their_index(ledger: Looking) -> None:
    with plans_of(ledger.session, 2) as plans:
        assert ledger.codes(ItemQuery(states=("已下发", "办理中"), lights=(Light.red,))) == ["1"]
        assert ledger.codes(ItemQuery(is_open=True, lights=(Light.red,), descending=True)) == ["1"]
    of_days = [line for plan in plans for line in plan.splitlines() if "item" in line]
    assert {line.partition(" (")[0] for line in of_days} <= {"SEARCH item USING COVERING INDEX ix_item_by_due"}


def test_a_count_goes_no_further_than_was_asked(ledger: Looking) -> None:
    page = item_page(ledger.session, ledger.running, ItemQuery(), MONDAY, size=2, counting=3)
    assert (page.how_many, page.is_counted) == ("3+", False)
    page = item_page(ledger.session, ledger.running, ItemQuery(), MONDAY, size=2, counting=5)
    assert (page.how_many, page.is_counted) == ("5", True)
